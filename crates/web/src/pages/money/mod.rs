//! Money that came in: payments and credit notes, the newest first, and what became of each.

pub(crate) mod payment;
pub(crate) mod receive;
pub(crate) mod unapplied;

use askama::Template;
use dunwell_app::AppError;
use dunwell_app::access::Permission;
use dunwell_app::view::money::{self, ReceivedLine};
use dunwell_app::view::page::Page as Part;
use jiff::civil::Date;
use serde::Deserialize;

use super::words;
use crate::encode::{encode, with_query};
use crate::error::PageResult;
use crate::form::{Errors, Query};
use crate::locale::{Sum, T};
use crate::page::{BookPage, Page};

/// Which of the money, as the address says it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// A word of [`Show`].
    show: String,
    customer: String,
    after: String,
}

/// What the list is narrowed to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Show {
    #[default]
    All,
    ThisMonth,
    Unapplied,
    Undone,
}

impl Show {
    const ALL: [Show; 4] = [Show::All, Show::ThisMonth, Show::Unapplied, Show::Undone];

    /// The word of the address.
    fn code(self) -> &'static str {
        match self {
            Show::All => "",
            Show::ThisMonth => "month",
            Show::Unapplied => "unapplied",
            Show::Undone => "undone",
        }
    }

    fn from_code(code: &str) -> Show {
        let mut all = Show::ALL.into_iter();
        all.find(|show| show.code() == code).unwrap_or_default()
    }

    /// The key of its name.
    fn words(self) -> &'static str {
        match self {
            Show::All => "money.all",
            Show::ThisMonth => "money.this-month",
            Show::Unapplied => "money.with-a-rest",
            Show::Undone => "money.undone",
        }
    }
}

#[derive(Template)]
#[template(path = "money/index.html")]
struct Money<'a> {
    page: &'a Page,
    t: T,
    may_record: bool,
    chips: Vec<Chip>,
    show: &'static str,
    typed: &'a str,
    errors: &'a Errors,
    rows: Vec<Row>,
    /// Whether the list is narrowed.
    is_narrowed: bool,
    back: String,
    next: String,
}

/// A way to narrow the list.
struct Chip {
    href: String,
    words: String,
    is_current: bool,
}

/// A payment or a credit note.
struct Row {
    href: String,
    iso: String,
    day: String,
    customer: String,
    customer_href: String,
    what: String,
    /// Reference and number.
    note: String,
    amount: Sum,
    applied: Sum,
    unapplied: Option<Sum>,
    /// What of it was undone; empty when nothing was.
    undone: String,
}

/// Shows a page of the list.
pub(crate) async fn show(page: BookPage, Query(asked): Query<Asked>) -> PageResult {
    let show = Show::from_code(&asked.show);
    let typed = asked.customer.trim();
    let from = (show == Show::ThisMonth).then(|| page.today().first_of_month());
    let after = Some(asked.after.as_str()).filter(|after| !after.is_empty());
    let request = |customer, after| money::Request {
        unapplied: show == Show::Unapplied,
        undone: show == Show::Undone,
        customer,
        from,
        page: Part { limit: None, after },
        ..money::Request::default()
    };
    let customer = Some(typed).filter(|typed| !typed.is_empty());
    let found = money::money(page.db(), page.book(), &request(customer, after)).await;
    let (paged, errors) = match found {
        Ok(paged) => (paged, Errors::none()),
        Err(AppError::Refused(why)) if customer.is_some() => {
            let all = money::money(page.db(), page.book(), &request(None, None)).await?;
            (all, Errors::one("customer", page.t().sentence(&why)))
        }
        Err(error) => return Err(error.into()),
    };
    let address = |show: Show, after: &str| {
        let pairs = [("show", show.code()), ("customer", typed), ("after", after)];
        page.href(&with_query("money", pairs))
    };
    let t = page.t();
    let chip = |to: Show| Chip {
        href: address(to, ""),
        words: t.text(to.words()),
        is_current: to == show,
    };
    let template = Money {
        page: &page,
        t,
        may_record: page.may(Permission::RecordPayments),
        chips: Show::ALL.into_iter().map(chip).collect(),
        show: show.code(),
        typed,
        errors: &errors,
        rows: paged
            .items
            .iter()
            .map(|line| Row::new(&page, line))
            .collect(),
        is_narrowed: show != Show::All || customer.is_some(),
        back: after.map(|_| address(show, "")).unwrap_or_default(),
        next: paged
            .next
            .filter(|_| errors.is_empty())
            .map(|next| address(show, &next))
            .unwrap_or_default(),
    };
    page.show_with(errors.status(), &template)
}

impl Row {
    fn new(page: &BookPage, line: &ReceivedLine) -> Row {
        let t = page.t();
        let note = [line.reference.clone(), line.document.clone()];
        Row {
            href: page.href(&format!("money/payments/{}", line.entry)),
            iso: line.date.to_string(),
            day: t.day(line.date),
            customer: line.customer.name.clone(),
            customer_href: page.href(&format!("customers/{}", encode(&line.customer.number))),
            what: t.text(words::entry(line.kind)),
            note: note.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            amount: t.sum(line.amount),
            applied: t.sum(line.applied),
            unapplied: (!line.unapplied.is_zero()).then(|| t.sum(line.unapplied)),
            undone: match line.undone.is_zero() {
                true => String::new(),
                false => t
                    .say("money.of-it-undone")
                    .with("sum", t.money(line.undone))
                    .to_string(),
            },
        }
    }
}

/// For how long money has not been set against an invoice: the colours are those of lateness.
fn age(t: T, days: i32) -> crate::locale::Late {
    crate::locale::Late {
        step: t.late(days).step,
        words: t.count("money.days-ago", days).to_string(),
    }
}

/// A day that was typed; none when nothing was.
fn day(text: &str) -> Result<Option<Date>, ()> {
    match text.trim() {
        "" => Ok(None),
        text => dunwell_core::dates::parse_date(text)
            .map(Some)
            .map_err(|_| ()),
    }
}
