//! The fingerprint of an invoice's row, by which the same row is known again.

use std::fmt::Write as _;

use dunwell_formats::Invoice as Record;

/// A fingerprint of everything in a row that belongs to the invoice, so that an unchanged row is
/// known at a glance. The customer's name is not part of it: another spelling corrects no invoice.
pub(super) fn row_hash(record: &Record) -> i64 {
    let mut parts = String::with_capacity(256);
    let mut part = |text: &dyn std::fmt::Display| {
        // Writing to a String cannot fail; the separator keeps neighbouring fields apart.
        let _ = write!(parts, "{text}\u{1f}");
    };
    part(&record.customer);
    for date in [record.issued, record.due, record.settled] {
        part(&date.map_or_else(String::new, |date| date.to_string()));
    }
    part(&record.amount.normalized());
    for amount in [record.open, record.dispute_amount] {
        part(&amount.map_or_else(String::new, |amount| amount.normalized().to_string()));
    }
    part(&record.currency.map_or("", |currency| currency.code()));
    part(
        &record
            .disputed
            .map_or("", |disputed| if disputed { "yes" } else { "no" }),
    );
    for text in [&record.terms, &record.reference, &record.po] {
        part(&text.as_deref().unwrap_or_default());
    }
    // These came later. A row without them keeps the fingerprint that it had.
    let goods = [
        ("ordered", record.ordered),
        ("delivered", record.delivered),
        ("received", record.received),
        ("arrived", record.arrived),
    ];
    for (name, date) in goods {
        if let Some(date) = date {
            part(&format_args!("{name} {date}"));
        }
    }
    if let Some(tax) = record.tax {
        part(&format_args!("tax {}", tax.normalized()));
    }
    let hash = blake3::hash(parts.as_bytes());
    let [a, b, c, d, e, f, g, h, ..] = *hash.as_bytes();
    i64::from_le_bytes([a, b, c, d, e, f, g, h])
}
