//! What is noticed row by row and said once for a file.

use dunwell_core::sentence::Sentence;

use super::Import;

/// What the rows of a file had in common that a person should know.
#[derive(Debug, Default)]
pub(super) struct Noticed {
    /// How many invoices were closed of which the file does not say when they were paid.
    pub(super) settled_before: u64,
    /// How many credit notes name an invoice that is not known.
    pub(super) credits_of_nothing_known: u64,
    /// What stood where an e-mail address should stand: how often, and the first with its line.
    no_addresses: u64,
    first_no_address: Option<(u64, String)>,
}

impl Noticed {
    /// Something on this line stands where an e-mail address should stand.
    pub(super) fn no_address(&mut self, line: u64, written: &str) {
        self.no_addresses += 1;
        self.first_no_address
            .get_or_insert_with(|| (line, written.to_owned()));
    }

    fn notes(self) -> Vec<Sentence> {
        let mut notes = Vec::new();
        if self.settled_before > 0 {
            notes.push(
                Sentence::new(
                    "note.settled-before",
                    "{count} invoices are closed and the file does not say when they were paid; they were closed here too and say nothing about how their customers pay, until they are imported with dates of payment",
                )
                .with("count", self.settled_before),
            );
        }
        if self.credits_of_nothing_known > 0 {
            notes.push(
                Sentence::new(
                    "note.credits-unmatched",
                    "{count} credit notes name an invoice that is not known; they are kept as credit, with its number as their reference where they have no other",
                )
                .with("count", self.credits_of_nothing_known),
            );
        }
        if let Some((line, written)) = self.first_no_address {
            notes.push(
                Sentence::new(
                    "note.no-address",
                    "{count} values are not e-mail addresses and were left out; the first is \"{written}\" on line {line}",
                )
                .with("count", self.no_addresses)
                .with("written", written)
                .with("line", line),
            );
        }
        notes
    }
}

impl Import<'_> {
    /// Says what was noticed so far, and begins anew.
    pub(super) fn say_what_was_noticed(&mut self) {
        let noticed = std::mem::take(&mut self.noticed);
        self.report.notes.extend(noticed.notes());
    }
}
