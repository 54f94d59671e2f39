//! The building blocks of a message: what a template's lines mean, before they are laid out.

use dunwell_core::lang::Lang;
use serde::Serialize;

use crate::phrases::Phrases;
use crate::templates::RenderError;
use crate::typography::typeset;
use crate::view::{ItemView, View};

/// The markers that a template can put on a line of their own.
pub(crate) const MARKERS: [&str; 7] = [
    "[greeting]",
    "[items]",
    "[received]",
    "[interest]",
    "[upcoming]",
    "[how to pay]",
    "[sign-off]",
];

/// One block of a message, in the order of reading.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(crate) enum Block {
    Heading { text: String },
    Paragraph { text: String },
    Bullets { items: Vec<String> },
    Table(Table),
    Facts(Facts),
    SignOff(SignOff),
}

/// A list of invoices.
#[derive(Debug, Serialize)]
pub(crate) struct Table {
    pub caption: Option<String>,
    pub head: Row,
    pub rows: Vec<Row>,
    pub foot: Vec<Sum>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Row {
    pub number: String,
    pub issued: String,
    pub due: String,
    /// In full, for a cell of its own or below the due date.
    pub late: Option<String>,
    /// In short, for a narrow column with a heading.
    #[serde(skip)]
    pub late_short: Option<String>,
    pub amount: String,
    pub notes: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Sum {
    pub label: String,
    pub amount: String,
}

/// How to pay: labels with values, or a sentence when nothing is known.
#[derive(Debug, Serialize)]
pub(crate) struct Facts {
    pub heading: String,
    pub rows: Vec<Fact>,
    pub button: String,
    pub text: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Fact {
    pub label: String,
    pub value: String,
    pub link: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct SignOff {
    pub closing: String,
    pub name: String,
    pub lines: Vec<String>,
    pub phone: String,
    pub email: String,
}

/// Reads the lines of a rendered template into blocks.
///
/// A line that begins with `# ` is a heading, one that begins with `- ` a bullet, a marker stands for the
/// block that it names, and lines between blank ones are a paragraph.
pub(crate) fn read(
    body: &str,
    lang: Lang,
    view: &View,
    phrases: &Phrases<'_>,
) -> Result<Vec<Block>, RenderError> {
    let mut blocks = Vec::new();
    let mut open = Open::Nothing;
    for line in body.lines().map(str::trim) {
        if line.is_empty() {
            open.close(&mut blocks, lang);
        } else if MARKERS.contains(&line) {
            open.close(&mut blocks, lang);
            blocks.extend(marked(line, view, phrases)?);
        } else if let Some(heading) = line.strip_prefix("# ") {
            open.close(&mut blocks, lang);
            blocks.push(Block::Heading {
                text: typeset(heading, lang),
            });
        } else if let Some(item) = line.strip_prefix("- ") {
            open.bullet(item, &mut blocks, lang);
        } else {
            open.line(line);
        }
    }
    open.close(&mut blocks, lang);
    Ok(blocks)
}

/// The block whose lines are still being collected.
enum Open {
    Nothing,
    Paragraph(String),
    Bullets(Vec<String>),
}

impl Open {
    fn line(&mut self, line: &str) {
        let text = match self {
            Open::Nothing => {
                *self = Open::Paragraph(line.to_owned());
                return;
            }
            Open::Paragraph(text) => Some(text),
            Open::Bullets(items) => items.last_mut(),
        };
        if let Some(text) = text {
            text.push(' ');
            text.push_str(line);
        }
    }

    fn bullet(&mut self, item: &str, blocks: &mut Vec<Block>, lang: Lang) {
        if let Open::Bullets(items) = self {
            items.push(item.to_owned());
            return;
        }
        self.close(blocks, lang);
        *self = Open::Bullets(vec![item.to_owned()]);
    }

    fn close(&mut self, blocks: &mut Vec<Block>, lang: Lang) {
        match std::mem::replace(self, Open::Nothing) {
            Open::Nothing => {}
            Open::Paragraph(text) => blocks.push(Block::Paragraph {
                text: typeset(&text, lang),
            }),
            Open::Bullets(items) => blocks.push(Block::Bullets {
                items: items.iter().map(|item| typeset(item, lang)).collect(),
            }),
        }
    }
}

fn marked(marker: &str, view: &View, phrases: &Phrases<'_>) -> Result<Option<Block>, RenderError> {
    let paragraph = |text| Block::Paragraph { text };
    Ok(match marker {
        "[greeting]" => Some(paragraph(phrases.get("greeting")?)),
        "[received]" if view.unmatched.is_some() => Some(paragraph(phrases.get("received")?)),
        "[interest]" if view.interest.is_some() => Some(paragraph(phrases.get("interest")?)),
        "[items]" => Some(Block::Table(items(view, phrases)?)),
        "[upcoming]" if !view.upcoming.is_empty() => Some(Block::Table(upcoming(view, phrases)?)),
        "[how to pay]" => Some(Block::Facts(how_to_pay(view, phrases)?)),
        "[sign-off]" => Some(Block::SignOff(sign_off(view, phrases)?)),
        _ => None,
    })
}

fn items(view: &View, phrases: &Phrases<'_>) -> Result<Table, RenderError> {
    let mut foot = Vec::new();
    if let Some(deducted) = &view.deducted {
        foot.push(Sum {
            label: phrases.get("table.unmatched")?,
            amount: deducted.clone(),
        });
    }
    if view.items.len() > 1 || view.unmatched.is_some() {
        foot.push(Sum {
            label: phrases.get("table.total")?,
            amount: view.total.clone(),
        });
    }
    table(None, &view.items, foot, phrases)
}

fn upcoming(view: &View, phrases: &Phrases<'_>) -> Result<Table, RenderError> {
    let mut foot = Vec::new();
    if view.upcoming.len() > 1 {
        foot.push(Sum {
            label: phrases.get("table.total")?,
            amount: view.upcoming_total.clone(),
        });
    }
    table(
        Some(phrases.get("upcoming")?),
        &view.upcoming,
        foot,
        phrases,
    )
}

fn table(
    caption: Option<String>,
    items: &[ItemView],
    foot: Vec<Sum>,
    phrases: &Phrases<'_>,
) -> Result<Table, RenderError> {
    Ok(Table {
        caption,
        head: Row {
            number: phrases.get("table.invoice")?,
            issued: phrases.get("table.issued")?,
            due: phrases.get("table.due")?,
            late: None,
            late_short: Some(phrases.get("table.late")?),
            amount: phrases.get("table.amount")?,
            notes: Vec::new(),
        },
        rows: items
            .iter()
            .map(|item| row(item, phrases))
            .collect::<Result<_, _>>()?,
        foot,
    })
}

fn row(item: &ItemView, phrases: &Phrases<'_>) -> Result<Row, RenderError> {
    let mut notes = Vec::new();
    if item.part_paid {
        notes.push(phrases.about_amount("part paid", &item.original)?);
    }
    notes.extend(item.disputed_note.clone());
    for (key, amount) in &item.charged {
        notes.push(phrases.about_amount(key, amount)?);
    }
    let is_late = item.days_late > 0;
    let late = |key| {
        is_late
            .then(|| phrases.about_days(key, item.days_late))
            .transpose()
    };
    Ok(Row {
        number: item.number.clone(),
        issued: item.issued.clone(),
        due: item.due.clone(),
        late: late("days late")?,
        late_short: late("days")?,
        amount: item.amount.clone(),
        notes,
    })
}

fn how_to_pay(view: &View, phrases: &Phrases<'_>) -> Result<Facts, RenderError> {
    let mut rows = Vec::new();
    let mut fact = |key: &str, value: &str, link: Option<String>| {
        if !value.is_empty() {
            rows.push(Fact {
                label: phrases.get(key)?,
                value: value.to_owned(),
                link,
            });
        }
        Ok::<(), RenderError>(())
    };
    if let Some(bank) = &view.book.bank {
        fact("pay.account", &bank.account_name, None)?;
        fact("pay.iban", &bank.iban, None)?;
        fact("pay.bic", &bank.bic, None)?;
        fact("pay.bank", &bank.bank_name, None)?;
    }
    if view.book.bank.is_some() || view.book.pay_url.is_some() {
        fact("pay.reference", &phrases.get("reference")?, None)?;
    }
    if let Some(url) = &view.book.pay_url {
        let is_web = url.starts_with("https://") || url.starts_with("http://");
        fact("pay.online", url, is_web.then(|| url.clone()))?;
    }
    let text = match rows.is_empty() {
        true => Some(phrases.get("pay.ask")?),
        false => None,
    };
    Ok(Facts {
        heading: phrases.get("pay.heading")?,
        rows,
        button: phrases.get("pay.button")?,
        text,
    })
}

fn sign_off(view: &View, phrases: &Phrases<'_>) -> Result<SignOff, RenderError> {
    let book = &view.book;
    let mut lines = vec![book.name.clone()];
    lines.extend(book.address.iter().cloned());
    if book.contact_name == book.name {
        lines.remove(0);
    }
    for (number, key) in [
        (&book.company_number, "company number"),
        (&book.vat_number, "vat number"),
    ] {
        if !number.is_empty() {
            lines.push(phrases.get(key)?);
        }
    }
    Ok(SignOff {
        closing: phrases.get("closing")?,
        name: book.contact_name.clone(),
        lines,
        phone: book.phone.clone(),
        email: book.email.clone(),
    })
}
