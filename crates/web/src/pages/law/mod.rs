//! Law: the jurisdictions and the reference rates that interest is counted by.

pub mod interest;
pub mod pack;
pub mod rates;

use askama::Template;
use dunwell_core::packs::{self, Debtor, Pack, Packs};
use jiff::civil::Date;

use crate::error::PageResult;
use crate::locale::T;
use crate::page::{BookPage, Page};

#[derive(Template)]
#[template(path = "law/index.html")]
struct Index<'a> {
    page: &'a Page,
    t: T,
    jurisdictions: Vec<Jurisdiction<'a>>,
    series: Vec<Reference<'a>>,
    remarks: Vec<packs::Remark>,
}

/// A jurisdiction in the list.
struct Jurisdiction<'a> {
    code: &'a str,
    name: String,
    currency: &'static str,
    href: String,
    is_of_the_book: bool,
    /// What a business pays by law when it pays late; empty where that cannot be said in one figure.
    interest: String,
    is_unverified: bool,
}

/// A series of rates in the list.
struct Reference<'a> {
    name: &'a str,
    title: &'a str,
    href: String,
    newest: String,
    since: Option<Day>,
}

/// A date for machines and for people.
pub(crate) struct Day {
    pub iso: String,
    pub words: String,
}

impl Day {
    pub(crate) fn new(t: T, date: Date) -> Day {
        Day {
            iso: date.to_string(),
            words: t.day(date),
        }
    }
}

/// Shows what there is.
pub(crate) async fn show(page: BookPage) -> PageResult {
    let packs = page.desk().packs();
    let t = page.t();
    let own = page.book().law().map(|pack| pack.code.as_str());
    page.show(&Index {
        page: &page,
        t,
        jurisdictions: packs
            .iter()
            .map(|pack| jurisdiction(&page, packs, pack, own))
            .collect(),
        series: packs
            .all_series()
            .map(|series| Reference {
                name: &series.name,
                title: t.of_law(&series.title),
                href: page.href(&format!("law/rates/{}", series.name)),
                newest: series
                    .newest()
                    .map(|rate| t.percent(rate.percent))
                    .unwrap_or_default(),
                since: series.newest().map(|rate| Day::new(t, rate.from)),
            })
            .collect(),
        remarks: packs::check(packs, page.today()),
    })
}

fn jurisdiction<'a>(
    page: &BookPage,
    packs: &Packs,
    pack: &'a Pack,
    own: Option<&str>,
) -> Jurisdiction<'a> {
    let today = page.today();
    let law = pack.statutory_interest(Debtor::Business, today);
    let rate = law
        .and_then(|law| law.rate.as_ref())
        .and_then(|rate| rate.value.on(packs, today).ok());
    Jurisdiction {
        code: &pack.code,
        name: page.t().jurisdiction(&pack.code, &pack.name),
        currency: pack.currency.code(),
        href: page.href(&format!("law/{}", pack.code)),
        is_of_the_book: own == Some(pack.code.as_str()),
        interest: rate.map(|rate| page.t().percent(rate)).unwrap_or_default(),
        is_unverified: law.is_some_and(|law| !law.unverified().is_empty()),
    }
}

/// The address at which a value was found, and the name of the place for the link.
pub(crate) struct Source<'a> {
    pub href: &'a str,
    pub place: &'a str,
}

/// A source as a link; none for what is no address.
pub(crate) fn source(address: &str) -> Option<Source<'_>> {
    let rest = address
        .strip_prefix("https://")
        .or_else(|| address.strip_prefix("http://"))?;
    let host = rest.split('/').next().unwrap_or(rest);
    Some(Source {
        href: address,
        place: host.strip_prefix("www.").unwrap_or(host),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_named_by_its_place() {
        let place = |address| source(address).map(|source| source.place);
        assert_eq!(
            place("https://www.legislation.gov.uk/ukpga/1998/20"),
            Some("legislation.gov.uk")
        );
        assert_eq!(place("http://example.com"), Some("example.com"));
        assert_eq!(place("javascript:alert(1)"), None);
        assert_eq!(place("BGBl. I 2002, 42"), None);
    }
}
