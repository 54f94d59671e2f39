//! The keys of the words for kinds of rows, fields and sizes.

use dunwell_app::import::{Field, Kind};

use crate::locale::T;

/// The name of a kind of rows.
pub(super) fn kind(key: &str) -> &'static str {
    match key {
        "payments" => "import.payments",
        "credit-notes" => "import.credit-notes",
        "customers" => "import.customers",
        "disputes" => "import.disputes",
        _ => "import.invoices",
    }
}

/// Every kind of rows with its name, to choose from.
pub(super) fn kinds(t: T) -> Vec<(&'static str, String)> {
    Kind::ALL
        .map(|of| (of.key(), t.text(kind(of.key()))))
        .to_vec()
}

/// The name of a field, by the kind of the rows that have it: a number is that of an invoice or of a
/// customer.
pub(super) fn field(kind: &str, key: &str) -> &'static str {
    match (kind, key) {
        ("customers", "number") => "import.customer-number",
        ("credit-notes", "number") => "import.credit-note-number",
        (_, "number" | "invoice") => "import.invoice-number",
        (_, "customer") => "import.customer-number",
        (_, "name") => "import.name",
        (_, "issued") => "import.issued",
        (_, "due") => "import.due",
        (_, "terms") => "import.terms",
        (_, "amount") => "import.amount",
        (_, "open") => "import.open",
        (_, "currency") => "import.currency",
        (_, "settled") => "import.settled",
        (_, "tax") => "import.tax",
        (_, "ordered") => "import.ordered",
        (_, "delivered") => "import.delivered",
        (_, "received") => "import.received",
        (_, "arrived") => "import.arrived",
        (_, "disputed") => "import.disputed",
        (_, "dispute_amount") => "import.dispute-amount",
        (_, "reference") => "import.reference",
        (_, "po") => "import.po",
        (_, "country") => "import.country",
        (_, "language") => "import.language",
        (_, "email") => "import.email",
        (_, "phone") => "import.phone",
        (_, "sms") => "import.sms",
        (_, "since") => "import.since",
        (_, "address") => "import.address",
        (_, "contact") => "import.contact",
        (_, "vat") => "import.vat",
        (_, "kind") => "import.debtor",
        (_, "opened") => "import.opened",
        (_, "reason") => "import.reason",
        (_, "resolved") => "import.resolved",
        _ => "import.date",
    }
}

/// The name of a field where the kind of the rows is not known.
pub(super) fn of_any_kind(of: Field) -> &'static str {
    match of {
        Field::Number => "import.number",
        of => field("", of.key()),
    }
}

/// "12 kB".
pub(super) fn size(t: T, bytes: u64) -> String {
    let kilobytes = i64::try_from(bytes.div_ceil(1_000)).unwrap_or(i64::MAX);
    t.say("import.size")
        .with("n", t.number(kilobytes))
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_fields_of_a_kind_can_be_told_apart() {
        for of in Kind::ALL {
            let fields = of.fields();
            let names: BTreeSet<&str> = fields
                .iter()
                .map(|(of_kind, _)| field(of.key(), of_kind.key()))
                .collect();
            assert_eq!(names.len(), fields.len(), "{of}: {names:?}");
            assert!(
                !names.contains("import.date") || of.has(Field::Date),
                "{of}"
            );
        }
    }
}
