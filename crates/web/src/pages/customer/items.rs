//! The open items of an account: as many as a page takes, the oldest due first, and the way to the rest.

use dunwell_app::view::ItemView;
use dunwell_app::view::customer::AccountView;

use crate::encode::encode;
use crate::locale::{Late, Sum};
use crate::page::BookPage;

/// How many items are shown at a time.
const SHOWN: usize = 50;

/// Which items are wanted: a page of those in one currency, written `EUR-2`. Of every other currency the
/// first page is shown.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Which<'a> {
    currency: &'a str,
    page: usize,
}

impl Which<'_> {
    /// What an address asks for. What is no such page is the first one.
    pub(super) fn read(text: &str) -> Which<'_> {
        let read = text.split_once('-').and_then(|(currency, page)| {
            let page = page.parse::<usize>().ok()?.checked_sub(1)?;
            Some(Which { currency, page })
        });
        read.unwrap_or_default()
    }
}

/// The items that are shown.
pub(super) struct Items {
    pub(super) rows: Vec<ItemRow>,
    /// Which of how many they are; empty when they are all.
    pub(super) place: String,
    /// The addresses of the pages before and after this one; empty where there is none.
    pub(super) back: String,
    pub(super) next: String,
}

impl Items {
    pub(super) fn new(
        page: &BookPage,
        number: &str,
        account: &AccountView,
        asked: Which<'_>,
    ) -> Items {
        let (t, all) = (page.t(), &account.items);
        let code = account.currency.code();
        let last_page = all.len().saturating_sub(1) / SHOWN;
        let shown = match asked.currency == code {
            true => asked.page.min(last_page),
            false => 0,
        };
        let from = shown * SHOWN;
        let rows: Vec<ItemRow> = all
            .iter()
            .skip(from)
            .take(SHOWN)
            .map(|item| ItemRow::new(page, item))
            .collect();
        let href = |shown: usize| {
            let customer = page.href(&format!("customers/{}", encode(number)));
            format!("{customer}?items={code}-{}#items-{code}", shown + 1)
        };
        Items {
            place: match last_page {
                0 => String::new(),
                _ => t
                    .say("customer.items-shown")
                    .with("first", from + 1)
                    .with("last", from + rows.len())
                    .with("all", all.len())
                    .to_string(),
            },
            back: shown.checked_sub(1).map(href).unwrap_or_default(),
            next: match shown < last_page {
                true => href(shown + 1),
                false => String::new(),
            },
            rows,
        }
    }
}

/// An open instalment.
pub(super) struct ItemRow {
    pub(super) href: String,
    pub(super) number: String,
    /// Which instalment, where there are several.
    pub(super) part: String,
    pub(super) iso: String,
    pub(super) due: String,
    pub(super) late: Late,
    pub(super) open: Sum,
    /// What may be asked for, where it is not all of it.
    pub(super) asked: String,
    pub(super) next: String,
    pub(super) held: Vec<String>,
}

impl ItemRow {
    pub(super) fn new(page: &BookPage, item: &ItemView) -> ItemRow {
        let t = page.t();
        let next = item.next.as_ref().map(|next| match next.on {
            Some(on) => format!("{} · {}", next.step, t.day(on)),
            None => next.step.clone(),
        });
        ItemRow {
            href: page.href(&format!("invoices/{}", encode(&item.invoice))),
            number: item.invoice.clone(),
            part: match item.instalments {
                0 | 1 => String::new(),
                all => t
                    .say("customer.instalment")
                    .with("n", item.instalment)
                    .with("all", all)
                    .to_string(),
            },
            iso: item.due.to_string(),
            due: t.day(item.due),
            late: t.late(item.days_late),
            open: t.sum(item.open),
            asked: match item.asked == item.open {
                true => String::new(),
                false => t
                    .say("customer.asked")
                    .with("sum", t.money(item.asked))
                    .to_string(),
            },
            next: next.unwrap_or_default(),
            held: item.held.iter().map(|reason| t.reason(reason)).collect(),
        }
    }
}
