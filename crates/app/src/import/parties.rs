//! The customers that a batch of rows names: found, made, and given the spellings and addresses that
//! the rows bring.

use std::collections::HashMap;

use dunwell_core::id::CustomerId;
use dunwell_core::lang::Lang;
use dunwell_core::packs::Debtor;
use dunwell_core::sentence::Sentence;
use dunwell_store::contact_points::{self, Consent, ContactKind, ContactPoint};
use dunwell_store::customers::{self, Customer};
use jiff::civil::Date;

use super::Import;
use super::noticed::Noticed;
use crate::book_settings::is_email;
use crate::error::Result;
use crate::funnel::Work;

/// What the rows of a batch say about one customer.
#[derive(Debug, Default)]
pub(super) struct Said<'r> {
    /// Whether the rows are about the customers themselves: then they replace what is known, and
    /// otherwise they only fill what is missing.
    pub(super) is_own: bool,
    /// Every spelling of the name, in the order of the rows.
    pub(super) names: Vec<&'r str>,
    pub(super) country: Option<&'r str>,
    pub(super) language: Option<&'r str>,
    /// The first day of business that is known.
    pub(super) since: Option<Date>,
    pub(super) terms: Option<&'r str>,
    pub(super) kind: Option<&'r str>,
    pub(super) contact: Option<&'r str>,
    /// Ways to reach the customer.
    pub(super) points: Vec<(ContactKind, &'r str)>,
}

impl<'r> Said<'r> {
    pub(super) fn name(&mut self, name: Option<&'r str>) {
        if let Some(name) = name
            && !self.names.contains(&name)
        {
            self.names.push(name);
        }
    }

    pub(super) fn point(&mut self, kind: ContactKind, value: Option<&'r str>) {
        if let Some(value) = value
            && !self.points.contains(&(kind, value))
        {
            self.points.push((kind, value));
        }
    }

    /// Takes the e-mail addresses of a cell, which may hold several. What cannot be one is left out.
    pub(super) fn emails(&mut self, written: Option<&'r str>, line: u64, noticed: &mut Noticed) {
        let parts = written.into_iter().flat_map(|cell| cell.split([';', ',']));
        for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
            // The rows of a customer mostly have the same address.
            if self.points.contains(&(ContactKind::Email, part)) {
                continue;
            }
            match is_email(part) {
                true => self.points.push((ContactKind::Email, part)),
                false => noticed.no_address(line, part),
            }
        }
    }

    /// Keeps the earlier of two first days.
    pub(super) fn since(&mut self, day: Option<Date>) {
        self.since = match (self.since, day) {
            (Some(known), Some(day)) => Some(known.min(day)),
            (known, day) => known.or(day),
        };
    }
}

/// A customer as the rest of the import needs it.
#[derive(Debug, Clone)]
pub(super) struct Party {
    pub(super) id: CustomerId,
    /// Whether this batch made the customer.
    pub(super) is_new: bool,
}

impl Import<'_> {
    /// The customers of these numbers that are known already, by number.
    pub(super) async fn known_customers(
        &self,
        work: &mut Work,
        numbers: impl Iterator<Item = &str>,
    ) -> Result<HashMap<String, Customer>> {
        let mut numbers: Vec<&str> = numbers.collect();
        numbers.sort_unstable();
        numbers.dedup();
        let known = customers::by_numbers(&mut work.uow, work.book, &numbers).await?;
        let by_number = known.into_iter();
        Ok(by_number
            .map(|customer| (customer.number.clone(), customer))
            .collect())
    }

    /// Makes the customers that are not `known`, and keeps what the rows say about all of them. It is
    /// asked for rows that come in only: a refused one leaves nothing behind.
    pub(super) async fn parties(
        &mut self,
        work: &mut Work,
        said: &HashMap<&str, Said<'_>>,
        known: &HashMap<String, Customer>,
    ) -> Result<HashMap<String, Party>> {
        let mut numbers: Vec<&str> = said.keys().copied().collect();
        numbers.sort_unstable();
        let named = numbers.iter().filter_map(|number| known.get(*number));
        let known_ids: Vec<CustomerId> = named.map(|customer| customer.id).collect();
        let mut spellings = self.spellings(work, &known_ids).await?;
        let mut points = self.points(work, &known_ids).await?;

        let mut parties = HashMap::with_capacity(numbers.len());
        let (mut new, mut new_names, mut new_points) = (Vec::new(), Vec::new(), Vec::new());
        for number in numbers {
            let said = &said[number];
            let (customer, is_new, changed) = match known.get(number) {
                Some(known) => {
                    let (customer, changed) = self.corrected(known, said);
                    if changed {
                        customers::update(&mut work.uow, work.book, &customer).await?;
                    }
                    (customer, false, changed)
                }
                None => (self.made(work, number, said), true, false),
            };
            let seen = spellings.remove(&customer.id).unwrap_or_default();
            let own_name = is_new.then_some(customer.name.as_str());
            let unseen: Vec<String> = own_name
                .into_iter()
                .chain(
                    said.names
                        .iter()
                        .copied()
                        .filter(|name| *name != customer.name || !is_new),
                )
                .filter(|name| !seen.iter().any(|other| other == name))
                .map(str::to_owned)
                .collect();
            let reachable = points.remove(&customer.id).unwrap_or_default();
            let unknown = self.new_points(work, customer.id, said, &reachable);
            let changed = changed || (!is_new && (!unseen.is_empty() || !unknown.is_empty()));
            match (is_new, changed) {
                (true, _) => self.report.customers.new += 1,
                (false, true) => self.report.customers.changed += 1,
                (false, false) => self.report.customers.unchanged += 1,
            }
            if changed {
                let details = serde_json::json!({ "names": unseen, "ways_to_reach": unknown.len(), "country": customer.country, "language": customer.language, "kind": customer.kind.to_string() });
                work.journal(customer.id, "customer-changed", &details)?;
            }
            new_names.extend(unseen.into_iter().map(|name| (customer.id, name)));
            new_points.extend(unknown);
            parties.insert(
                number.to_owned(),
                Party {
                    id: customer.id,
                    is_new,
                },
            );
            if is_new {
                new.push(customer);
            }
        }
        customers::put(&mut work.uow, work.book, &new).await?;
        let names: Vec<(CustomerId, &str)> = new_names
            .iter()
            .map(|(id, name)| (*id, name.as_str()))
            .collect();
        customers::put_names(&mut work.uow, work.book, &names).await?;
        contact_points::put(&mut work.uow, work.book, &new_points).await?;
        Ok(parties)
    }

    async fn spellings(
        &self,
        work: &mut Work,
        ids: &[CustomerId],
    ) -> Result<HashMap<CustomerId, Vec<String>>> {
        let mut spellings: HashMap<CustomerId, Vec<String>> = HashMap::new();
        if !ids.is_empty() {
            for (customer, name) in customers::names_of(&mut work.uow, work.book, ids).await? {
                spellings.entry(customer).or_default().push(name);
            }
        }
        Ok(spellings)
    }

    async fn points(
        &self,
        work: &mut Work,
        ids: &[CustomerId],
    ) -> Result<HashMap<CustomerId, Vec<ContactPoint>>> {
        let mut points: HashMap<CustomerId, Vec<ContactPoint>> = HashMap::new();
        if !ids.is_empty() {
            for point in contact_points::of_customers(&mut work.uow, work.book, ids).await? {
                points.entry(point.customer).or_default().push(point);
            }
        }
        Ok(points)
    }

    fn made(&mut self, work: &Work, number: &str, said: &Said<'_>) -> Customer {
        let country = self.country(said.country);
        Customer {
            id: work.ids.customer(),
            number: number.to_owned(),
            name: said.names.first().copied().unwrap_or(number).to_owned(),
            language: self.language(said.language, country.as_deref()),
            country,
            since: said.since,
            reason: None,
            terms: said.terms.map(str::to_owned),
            kind: self.debtor(said.kind).unwrap_or(Debtor::Business),
            created_at: work.at,
        }
    }

    /// The customer with what the rows say. Rows about the customer itself replace what is known;
    /// rows about something else fill what is missing. An earlier first day always counts.
    fn corrected(&mut self, known: &Customer, said: &Said<'_>) -> (Customer, bool) {
        let mut customer = known.clone();
        let country = self.country(said.country);
        let language = said
            .language
            .and_then(|_| self.language(said.language, None));
        let terms = said.terms.map(str::to_owned);
        let name = said.names.first().map(|name| (*name).to_owned());
        customer.kind = self.debtor(said.kind).unwrap_or(customer.kind);
        if said.is_own {
            customer.country = country.or(customer.country);
            customer.language = language.or(customer.language);
            customer.terms = terms.or(customer.terms);
            customer.name = name.unwrap_or(customer.name);
        } else {
            customer.country = customer.country.or(country);
            customer.language = customer.language.or(language);
            customer.terms = customer.terms.or(terms);
            if customer.name == customer.number {
                customer.name = name.unwrap_or(customer.name);
            }
        }
        // An invoice says since when somebody is a customer only when nothing came before it.
        customer.since = match (customer.since, said.since) {
            (Some(known), Some(day)) => Some(known.min(day)),
            (None, Some(day)) if said.is_own => Some(day),
            (known, _) => known,
        };
        let changed = customer != *known;
        (customer, changed)
    }

    fn new_points(
        &self,
        work: &Work,
        customer: CustomerId,
        said: &Said<'_>,
        known: &[ContactPoint],
    ) -> Vec<ContactPoint> {
        said.points
            .iter()
            .filter(|(kind, value)| {
                !known
                    .iter()
                    .any(|point| point.kind == *kind && point.value == *value)
            })
            .map(|(kind, value)| ContactPoint {
                customer,
                id: work.ids.contact_point(),
                kind: *kind,
                value: (*value).to_owned(),
                name: said.contact.map(str::to_owned),
                language: None,
                consent: Consent::Unknown,
                preferred: said.is_own
                    || !known
                        .iter()
                        .any(|point| point.kind == *kind && point.preferred),
            })
            .collect()
    }

    /// A two-letter country code in capitals; anything else is left out, and said once. Two countries
    /// have another code in use beside that of ISO 3166.
    fn country(&mut self, written: Option<&str>) -> Option<String> {
        let written = written?;
        if written.len() == 2 && written.bytes().all(|b| b.is_ascii_alphabetic()) {
            let code = written.to_ascii_uppercase();
            return Some(match code.as_str() {
                "UK" => "GB".to_owned(),
                "EL" => "GR".to_owned(),
                _ => code,
            });
        }
        self.note_once(
            Sentence::new(
                "note.country",
                "the country \"{written}\" is not a two-letter code such as DE, and was left out",
            )
            .with("written", written),
        );
        None
    }

    /// The kind of debtor that is written; a word that is none is left out, and said once.
    fn debtor(&mut self, written: Option<&str>) -> Option<Debtor> {
        let written = written?;
        let kind = written
            .trim()
            .to_lowercase()
            .replace([' ', '_'], "-")
            .parse();
        if kind.is_err() {
            self.note_once(
                Sentence::new(
                    "note.kind-of-customer",
                    "the kind of customer \"{written}\" is not business, consumer or public-body, and was left out",
                )
                .with("written", written),
            );
        }
        kind.ok()
    }

    /// The language that is written, or the one most spoken in the country, or the book's own.
    fn language(&mut self, written: Option<&str>, country: Option<&str>) -> Option<String> {
        if let Some(written) = written {
            if let Some(lang) = Lang::from_code(written) {
                return Some(lang.code().to_owned());
            }
            self.note_once(
                Sentence::new(
                    "note.language",
                    "there are no texts in the language \"{written}\" (there are en, fr and de); the book's own is used",
                )
                .with("written", written),
            );
        }
        let lang = match country.unwrap_or_default() {
            "DE" | "AT" | "LI" => Lang::De,
            "FR" | "MC" => Lang::Fr,
            "GB" | "IE" | "US" | "AU" | "NZ" => Lang::En,
            _ => self.book.settings.language,
        };
        Some(lang.code().to_owned())
    }
}
