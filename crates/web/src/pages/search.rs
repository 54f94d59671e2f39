//! Search: customers and invoices by what somebody remembers of them. The page works without a script;
//! with one the results follow the typing, here and in the command palette.

use askama::Template;
use axum::response::IntoResponse as _;
use axum::response::Redirect;
use dunwell_app::view::search::{self, By, Found, FoundCustomer, FoundInvoice, SHOWN};
use serde::Deserialize;

use crate::encode::encode;
use crate::error::PageResult;
use crate::form::Query;
use crate::locale::{Late, Sum, T};
use crate::page::{BookPage, Page};

/// How many customers and how many invoices the page shows; the palette shows fewer.
const ON_THE_PAGE: usize = 3 * SHOWN;

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    q: String,
    /// `palette` when the command palette asks.
    within: String,
    /// `first` to go to the best hit at once.
    open: String,
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage<'a> {
    page: &'a Page,
    t: T,
    hits: Hits,
}

/// What a script puts in place below the field.
#[derive(Template)]
#[template(path = "search_hits.html")]
struct Hits {
    t: T,
    words: String,
    customers: Vec<Hit>,
    invoices: Vec<Hit>,
    /// How many were found, in a sentence.
    said: String,
    /// Whether it is put in place, so that what was found is told as well.
    is_fragment: bool,
}

/// What a script puts into the palette.
#[derive(Template)]
#[template(path = "search_palette.html")]
struct Palette {
    hits: Hits,
}

/// Something that was found.
struct Hit {
    href: String,
    name: String,
    number: String,
    icon: &'static str,
    /// In what it was found, where that is not shown anyway.
    found: String,
    sums: Vec<Sum>,
    late: Option<Late>,
}

/// Shows what was found.
pub(crate) async fn show(page: BookPage, Query(asked): Query<Asked>) -> PageResult {
    let in_palette = asked.within == "palette";
    let limit = if in_palette { SHOWN } else { ON_THE_PAGE };
    let (db, book, today) = (page.db(), page.book(), page.today());
    let found = search::search(db, book, &asked.q, limit, today).await?;
    let hits = Hits::new(&page, found);
    if asked.open == "first"
        && let Some(first) = hits.customers.first().or(hits.invoices.first())
    {
        return Ok(Redirect::to(&first.href).into_response());
    }
    match (page.is_fragment(), in_palette) {
        (true, true) => page.show(&Palette { hits }),
        (true, false) => page.show(&hits),
        (false, _) => {
            let t = page.t();
            let hits = Hits {
                is_fragment: false,
                ..hits
            };
            page.show(&SearchPage {
                page: &page,
                t,
                hits,
            })
        }
    }
}

impl Hits {
    fn new(page: &BookPage, found: Found) -> Hits {
        let t = page.t();
        let (customers, invoices) = (found.customers.len(), found.invoices.len());
        let said = match (found.words.is_empty(), customers + invoices) {
            (true, _) => String::new(),
            (_, 0) => t.text("search.nothing"),
            _ => t
                .say("search.found")
                .with("customers", t.count("search.customers", customers))
                .with("invoices", t.count("search.invoices", invoices))
                .to_string(),
        };
        Hits {
            t,
            words: found.words,
            customers: found
                .customers
                .into_iter()
                .map(|customer| of_customer(page, customer))
                .collect(),
            invoices: found
                .invoices
                .into_iter()
                .map(|invoice| of_invoice(page, invoice))
                .collect(),
            said,
            is_fragment: true,
        }
    }

    fn is_empty(&self) -> bool {
        self.customers.is_empty() && self.invoices.is_empty()
    }
}

fn of_customer(page: &BookPage, found: FoundCustomer) -> Hit {
    let t = page.t();
    let by = match found.by {
        By::Number => "search.by-number",
        By::Name => "search.by-name",
        By::Email => "search.by-email",
        By::Phone => "search.by-phone",
    };
    let found_in = |text: &str| t.say(by).with("text", text).to_string();
    Hit {
        href: page.href(&format!("customers/{}", encode(&found.customer.number))),
        name: found.customer.name,
        number: found.customer.number,
        icon: "people",
        found: found.text.as_deref().map(found_in).unwrap_or_default(),
        sums: found.balances.iter().map(|sum| t.sum(*sum)).collect(),
        late: None,
    }
}

fn of_invoice(page: &BookPage, found: FoundInvoice) -> Hit {
    let t = page.t();
    let is_open = !found.open.is_zero();
    Hit {
        href: page.href(&format!("invoices/{}", encode(&found.invoice))),
        name: found.invoice,
        number: found.customer.name,
        icon: "letter",
        found: found.reference.unwrap_or_default(),
        sums: vec![t.sum(found.open)],
        late: is_open.then(|| t.late(found.days_late)),
    }
}
