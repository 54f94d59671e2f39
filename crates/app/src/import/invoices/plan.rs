//! What a row about an invoice says, and when its parts fall due.

use dunwell_core::currency::Currency;
use dunwell_core::invoice::Instalment;
use dunwell_core::money::Money;
use dunwell_core::sentence::Sentence;
use dunwell_core::terms::{Bill, Due, Events, Schedule, Terms, TermsError};
use dunwell_formats::Invoice as Record;
use jiff::civil::Date;

use crate::import::fingerprint::row_hash;
use crate::import::{Import, Row, Wrong, has_come};

/// An invoice row with everything worked out that does not need the database.
pub(super) struct Planned {
    pub(super) row: Row<Record>,
    pub(super) currency: Currency,
    pub(super) total: i64,
    /// How much of the total is tax, if the row says so.
    pub(super) tax: Option<Money>,
    /// What is still open, where the row says so.
    pub(super) open: Option<i64>,
    pub(super) disputed: Option<i64>,
    pub(super) hash: i64,
    /// When the invoice was issued and its parts fall due; known once its customer's terms are.
    pub(super) schedule: Option<Instalments>,
}

/// The day of an invoice, and its parts.
#[derive(Clone)]
pub(super) struct Instalments {
    pub(super) issued: Date,
    pub(super) parts: Vec<Instalment>,
}

impl Planned {
    /// What terms are applied to.
    fn bill(&self, issued: Date) -> Bill {
        let record = &self.row.record;
        Bill {
            issued,
            total: Money::new(self.total, self.currency),
            tax: self.tax,
            events: Events {
                ordered: record.ordered,
                delivered: record.delivered,
                received: record.received,
                arrived: record.arrived,
                // The row is about this delivery, and the next one has not happened yet.
                next_delivery: None,
            },
        }
    }
}

impl Import<'_> {
    /// Works out what a row says, as far as that takes no database.
    pub(super) fn plan(&mut self, row: Row<Record>, today: Date) -> Result<Planned, Box<Wrong>> {
        let record = &row.record;
        let currency = self.currency(record.currency);
        let total = Self::amount(&row, "amount", record.amount, currency)?;
        if total.is_negative() {
            let why = Sentence::new(
                "row.negative",
                "the amount is negative, which makes it a credit note; put such rows in a file of their own and import it with --as credit-notes",
            );
            return Err(Box::new(row.wrong(
                "amount",
                record.amount.to_string(),
                why,
            )));
        }
        has_come(&row, "settled", record.settled, today)?;
        let open = match record.open {
            None => record.settled.map(|_| 0),
            Some(open) => Some(Self::amount(&row, "open", open, currency)?.minor()),
        };
        if open.is_some_and(|open| open < 0 || open > total.minor()) {
            let written = record
                .open
                .map_or_else(String::new, |open| open.to_string());
            let why = Sentence::new(
                "row.open",
                "what is open must lie between 0 and the amount, {total}",
            )
            .with("total", total);
            return Err(Box::new(row.wrong("open", written, why)));
        }
        if let (Some(settled), Some(open @ 1..)) = (record.settled, open) {
            let why = Sentence::new(
                "row.settled",
                "the invoice has a settlement date and {open} still open; one of the two is wrong",
            )
            .with("open", Money::new(open, currency));
            return Err(Box::new(row.wrong("settled", settled.to_string(), why)));
        }
        let tax = match record.tax {
            Some(tax) => Some(Self::amount(&row, "tax", tax, currency)?),
            None => None,
        };
        if let Some(tax) = tax.filter(|tax| !(0..=total.minor()).contains(&tax.minor())) {
            let why = Sentence::new(
                "row.tax",
                "the tax is part of the amount and lies between 0 and {total}",
            )
            .with("total", total);
            return Err(Box::new(row.wrong("tax", tax.to_decimal_string(), why)));
        }
        let disputed = match (record.dispute_amount, record.disputed) {
            (Some(amount), _) => {
                let disputed = Self::amount(&row, "dispute_amount", amount, currency)?.minor();
                if !(0..=total.minor()).contains(&disputed) {
                    let why = Sentence::new(
                        "row.disputed-amount",
                        "a disputed amount lies above zero and up to the invoice's {total}",
                    )
                    .with("total", total);
                    return Err(Box::new(row.wrong(
                        "dispute_amount",
                        amount.to_string(),
                        why,
                    )));
                }
                // Where a column has it for every invoice, zero says that nothing is disputed.
                Some(disputed).filter(|disputed| *disputed > 0)
            }
            (None, Some(true)) => Some(total.minor()),
            (None, _) => None,
        };
        let hash = row_hash(record);
        Ok(Planned {
            currency,
            total: total.minor(),
            tax,
            open,
            disputed,
            hash,
            schedule: None,
            row,
        })
    }

    /// When the invoice was issued and when its parts fall due: by the row's due date, or else by the
    /// row's terms, or else by the customer's own (`of_customer`).
    pub(super) fn schedule(
        &mut self,
        of_customer: Option<&str>,
        plan: &Planned,
    ) -> Result<Instalments, Box<Wrong>> {
        let record = &plan.row.record;
        let own = record.terms.as_deref().and_then(|text| self.terms(text));
        match (record.issued, record.due) {
            (None, None) => {
                let why =
                    Sentence::new("row.needs-a-day", "a due date or an invoice date is needed");
                Err(Box::new(plan.row.wrong("due", "", why)))
            }
            (issued, Some(due)) => {
                let issued = issued.unwrap_or_else(|| {
                    self.note_once(Sentence::new(
                        "note.not-issued",
                        "some invoices have no date of issue; the due date was taken as such",
                    ));
                    due
                });
                let by_terms = own.and_then(|terms| terms.schedule_of(&plan.bill(issued)).ok());
                // Terms that lead to another date than the row's would contradict it; the date counts.
                let agreed = by_terms
                    .filter(|schedule| schedule.dues.last().is_some_and(|last| last.date == due));
                let parts = match agreed {
                    Some(schedule) => self.instalments(schedule),
                    None => vec![Instalment {
                        due,
                        amount: plan.total,
                        discount: None,
                    }],
                };
                Ok(Instalments { issued, parts })
            }
            (Some(issued), None) => {
                let terms = match (own, record.terms.as_deref(), of_customer) {
                    (Some(terms), ..) => terms,
                    (None, Some(text), _) => text.parse().map_err(|error: TermsError| {
                        Box::new(plan.row.wrong("terms", text, error.into()))
                    })?,
                    (None, None, Some(text)) => text.parse().map_err(|error: TermsError| {
                        let why = Sentence::new(
                            "row.terms-of-customer",
                            "the customer's own terms: {error}",
                        )
                        .with("error", error);
                        Box::new(plan.row.wrong("terms", text, why))
                    })?,
                    (None, None, None) => {
                        self.note_once(Sentence::new(
                            "note.neither-due-nor-terms",
                            "some invoices have neither a due date nor terms; they are due on the day of issue",
                        ));
                        Terms::on_receipt()
                    }
                };
                let schedule = terms
                    .schedule_of(&plan.bill(issued))
                    .map_err(|e| Box::new(plan.row.wrong("terms", terms.to_string(), e.into())))?;
                let parts = self.instalments(schedule);
                Ok(Instalments { issued, parts })
            }
        }
    }

    /// The terms that a text says, if it says any.
    fn terms(&mut self, text: &str) -> Option<Terms> {
        let (last, terms) = &mut self.last_terms;
        if **last != *text {
            (*last, *terms) = (text.into(), text.parse().ok());
        }
        terms.clone()
    }

    /// The instalments of a schedule, with a note of what had to be assumed for it.
    fn instalments(&mut self, schedule: Schedule) -> Vec<Instalment> {
        for advisory in schedule.advisories {
            self.note_once(
                Sentence::new("note.in-some-invoices", "in some invoices: {advisory}")
                    .with("advisory", advisory),
            );
        }
        schedule.dues.into_iter().map(instalment).collect()
    }
}

fn instalment(part: Due) -> Instalment {
    Instalment {
        due: part.date,
        amount: part.amount.minor(),
        discount: part
            .discount
            .map(|discount| (discount.until, discount.amount.minor())),
    }
}
