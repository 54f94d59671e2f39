//! Rows that are customers.

use std::collections::HashMap;

use dunwell_formats::Customer as Record;
use dunwell_store::contact_points::ContactKind;

use super::parties::Said;
use super::{Import, Row, Wrong};
use crate::error::Result;
use crate::funnel::Work;

impl Import<'_> {
    pub(super) async fn customers(
        &mut self,
        work: &mut Work,
        rows: Vec<Row<Record>>,
    ) -> Result<Vec<Wrong>> {
        let mut wrong = Vec::new();
        let mut all: HashMap<&str, Said<'_>> = HashMap::new();
        for row in &rows {
            let record = &row.record;
            if let Some(terms) = record.terms.as_deref()
                && let Err(error) = terms.parse::<dunwell_core::terms::Terms>()
            {
                wrong.push(row.wrong("terms", terms, error.into()));
                continue;
            }
            let said = all.entry(&record.number).or_default();
            said.is_own = true;
            said.name(record.name.as_deref());
            said.country = record.country.as_deref().or(said.country);
            said.kind = record.kind.as_deref().or(said.kind);
            said.language = record.language.as_deref().or(said.language);
            said.terms = record.terms.as_deref().or(said.terms);
            said.contact = record.contact.as_deref().or(said.contact);
            said.since(record.since);
            said.emails(record.email.as_deref(), row.line, &mut self.noticed);
            said.point(ContactKind::Phone, record.phone.as_deref());
            said.point(ContactKind::Sms, record.sms.as_deref());
            said.point(ContactKind::Post, record.address.as_deref());
        }
        let known = self.known_customers(work, all.keys().copied()).await?;
        let parties = self.parties(work, &all, &known).await?;
        for (number, party) in parties.iter().filter(|(_, party)| party.is_new) {
            work.journal(
                party.id,
                "customer-imported",
                &serde_json::json!({ "number": number }),
            )?;
        }
        work.write_journal().await?;
        Ok(wrong)
    }
}
