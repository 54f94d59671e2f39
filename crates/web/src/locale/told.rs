//! What happened, in the reader's language: the records of the journal.

use dunwell_app::Do;
use dunwell_app::record::call::Outcome;
use dunwell_app::view::told::{Detail, NewAction, NewCharge, NewInvoice, NotTaken, Shown, Told};
use dunwell_core::charge::ChargeKind;
use dunwell_core::hold::HoldKind;
use dunwell_core::ledger::EntryKind;
use dunwell_core::reason::Reason;

use super::T;
use crate::pages::words;

impl T {
    /// A record as a sentence or two.
    #[must_use]
    pub fn told(self, told: &Told) -> String {
        match told {
            Told::Decided {
                actions,
                closed,
                not_taken,
            } => {
                let decided = actions.iter().map(|action| self.decided(action));
                let closed = closed.iter().map(|reason| {
                    let what = self.text("event.no-longer-wanted");
                    self.because(what, reason.as_ref())
                });
                let passed = not_taken.iter().map(|step| self.not_taken(step));
                let all: Vec<String> = decided.chain(closed).chain(passed).collect();
                all.join(" ")
            }
            Told::InvoicesImported { named, count } => self.imported(named, *count),
            Told::InvoiceCorrected { number, fields } => {
                let said = self.say("event.invoice-corrected").with("invoice", number);
                let fields = fields.iter().map(|field| self.detail_name(field));
                self.with_list(said.to_string(), fields)
            }
            Told::Charged { charges, basis } => {
                let one = |charge: &NewCharge| {
                    self.say("event.charge")
                        .with("sum", self.money(charge.amount))
                        .with("what", self.charge_kind(&charge.kind))
                        .with("invoice", &charge.invoice)
                        .to_string()
                };
                let charges: Vec<String> = charges.iter().map(one).collect();
                self.say("event.charged")
                    .with("charges", charges.join(", "))
                    .with("ground", self.ground(basis))
                    .to_string()
            }
            Told::Other { kind, details } => {
                // How a call ended often says the reason for not paying, too.
                let outcome = details.iter().find(|detail| detail.name == "outcome");
                let is_said = |detail: &&Detail| {
                    detail.name == "reason"
                        && outcome.is_some_and(|outcome| outcome.value == detail.value)
                };
                let details = details.iter().filter(|detail| !is_said(detail));
                self.with_list(self.kind(kind), details.map(|detail| self.detail(detail)))
            }
        }
    }

    fn decided(self, action: &NewAction) -> String {
        let does = self.text(words::kind(action.does));
        // A step that is called "second call" says what it does.
        let says_it = action.step.to_lowercase().contains(&does.to_lowercase());
        let step = match says_it {
            true => action.step.clone(),
            false => self
                .say("event.step")
                .with("step", &action.step)
                .with("does", does)
                .to_string(),
        };
        let status = action.status.map(|status| self.text(words::status(status)));
        let about = action.amount.map(|amount| self.money(amount));
        let parts: Vec<String> = [Some(step), about, status].into_iter().flatten().collect();
        self.with_list(self.text("event.decided"), parts.into_iter())
    }

    fn not_taken(self, step: &NotTaken) -> String {
        let what = self
            .say("event.not-taken")
            .with("invoices", step.invoices.join(", "))
            .with("step", &step.step)
            .to_string();
        self.because(what, step.reason.as_ref())
    }

    fn because(self, what: String, reason: Option<&Reason>) -> String {
        match reason {
            Some(reason) => format!("{what} {}", self.reason(reason)),
            None => what,
        }
    }

    fn imported(self, named: &[NewInvoice], count: usize) -> String {
        let one = |invoice: &NewInvoice| {
            self.say("event.invoice")
                .with("invoice", &invoice.number)
                .with("sum", self.money(invoice.total))
                .with("day", self.day(invoice.due))
                .to_string()
        };
        let more = count.saturating_sub(named.len());
        let more = (more > 0).then(|| self.count("event.more", more).to_string());
        let said = self.count("event.invoices-imported", count).to_string();
        self.with_list(said, named.iter().map(one).chain(more))
    }

    /// "What happened: one, two." or "What happened."
    fn with_list(self, what: String, list: impl Iterator<Item = String>) -> String {
        let list: Vec<String> = list.collect();
        if list.is_empty() {
            return format!("{what}.");
        }
        let list = list.join(", ");
        self.say("event.with-list")
            .with("what", what)
            .with("list", list.trim_end_matches('.'))
            .to_string()
    }

    fn detail(self, detail: &Detail) -> String {
        let (name, value) = (detail.name.as_str(), self.shown(&detail.value));
        match (name, &detail.value) {
            ("ways_to_reach", Shown::Number(count)) => self
                .count(
                    "event.ways-to-reach",
                    count.parse::<i64>().unwrap_or_default(),
                )
                .to_string(),
            ("outcome" | "reason", Shown::Text(word)) => {
                let value = match Outcome::from_code(word) {
                    Some(outcome) => self.text(words::outcome(outcome)),
                    None => self.given(word),
                };
                self.named(name, value)
            }
            ("country", Shown::Text(code)) => self.named(name, self.country(code)),
            ("role", Shown::Text(role)) => self.named(name, words::role(self, role)),
            ("what", Shown::Text(code)) => self.charge_kind(code),
            ("holds", Shown::Text(code)) => {
                HoldKind::from_code(code).map_or(value, |kind| self.text(words::hold(kind)))
            }
            ("amount" | "step" | "date" | "text", _) | (_, Shown::Does(_)) => value,
            (_, Shown::Yes) => self.detail_name(name),
            _ => self.named(name, value),
        }
    }

    fn named(self, name: &str, value: String) -> String {
        self.say("event.named")
            .with("name", self.detail_name(name))
            .with("value", value)
            .to_string()
    }

    fn shown(self, value: &Shown) -> String {
        let shown = |several: &[Shown]| -> Vec<String> {
            several.iter().map(|one| self.shown(one)).collect()
        };
        match value {
            Shown::Yes => self.text("event.yes"),
            Shown::Money(money) => self.money(money),
            Shown::Day(day) => self.day(day),
            Shown::Number(number) => self.decimal(number),
            Shown::Text(text) => text.clone(),
            Shown::Does(Do::Escalate) => self.text("words.hand-over"),
            Shown::Does(does) => self.text(words::kind(*does)),
            Shown::Group(several) => {
                let one = |one: &Shown| match one {
                    Shown::Text(code) => self.entry_kind(code),
                    other => self.shown(other),
                };
                several.iter().map(one).collect::<Vec<_>>().join(" ")
            }
            Shown::List(several) => shown(several).join(", "),
        }
    }

    /// What an entry or a charge is, by its word; any other text stays as it is.
    fn entry_kind(self, code: &str) -> String {
        match (EntryKind::from_code(code), ChargeKind::from_code(code)) {
            (Some(kind), _) => self.text(words::entry(kind)),
            (None, Some(kind)) => self.text(words::charge(kind)),
            (None, None) => code.to_owned(),
        }
    }

    /// What happened, by the kind of the record. One that has no words here is told by its own.
    fn kind(self, kind: &str) -> String {
        match kind_key(kind) {
            Some(key) => self.text(key),
            None => {
                let mut words = kind.replace('-', " ");
                if let Some(first) = words.get_mut(..1) {
                    first.make_ascii_uppercase();
                }
                words
            }
        }
    }

    /// The name of a detail. One that has no words here is told by its own.
    fn detail_name(self, name: &str) -> String {
        match detail_key(name) {
            Some(key) => self.text(key),
            None => name.replace('_', " "),
        }
    }
}

/// The key of the words for a kind of record.
fn kind_key(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "action-approved" => "event.action-approved",
        "action-done" => "event.action-done",
        "action-reopened" => "event.action-reopened",
        "action-skipped" => "event.action-skipped",
        "action-withdrawn" => "event.action-withdrawn",
        "allocation-recorded" => "event.allocation-recorded",
        "call-recorded" => "event.call-recorded",
        "charge-undone" => "event.charge-undone",
        "charge-waived" => "event.charge-waived",
        "credit-note-imported" => "event.credit-note-imported",
        "credit-note-recorded" => "event.credit-note-recorded",
        "customer-changed" => "event.customer-changed",
        "customer-imported" => "event.customer-imported",
        "dispute-imported" => "event.dispute-imported",
        "dispute-owner-changed" => "event.dispute-owner-changed",
        "dispute-recorded" => "event.dispute-recorded",
        "dispute-reopened" => "event.dispute-reopened",
        "dispute-resolved" => "event.dispute-resolved",
        "hold-lifted" => "event.hold-lifted",
        "hold-placed" => "event.hold-placed",
        "interest-overtaken" => "event.interest-overtaken",
        "note-recorded" => "event.note-recorded",
        "owner-changed" => "event.owner-changed",
        "payment-imported" => "event.payment-imported",
        "payment-recorded" => "event.payment-recorded",
        "promise-recorded" => "event.promise-recorded",
        "promise-withdrawn" => "event.promise-withdrawn",
        "reversal-recorded" => "event.reversal-recorded",
        "terms-accepted" => "event.terms-accepted",
        "terms-withdrawn" => "event.terms-withdrawn",
        "write-off-asked-for" => "event.write-off-asked-for",
        "write-off-recorded" => "event.write-off-recorded",
        _ => return None,
    })
}

/// The key of the words for a detail of a record.
fn detail_key(name: &str) -> Option<&'static str> {
    Some(match name {
        "applied" => "event.detail-applied",
        "before" => "event.detail-before",
        "by" => "event.detail-by",
        "charges" => "event.detail-charges",
        "country" => "event.detail-country",
        "currency" => "event.detail-currency",
        "document" => "event.detail-document",
        "done" => "event.detail-done",
        "due" => "event.detail-due",
        "entries" => "event.detail-entries",
        "fees" => "event.detail-fees",
        "fixed_sum" => "event.detail-fixed-sum",
        "from" => "event.detail-from",
        "interest" => "event.detail-interest",
        "invoice" => "event.detail-invoice",
        "invoices" => "event.detail-invoices",
        "issued" => "event.detail-issued",
        "kind" => "event.detail-kind",
        "language" => "event.detail-language",
        "law" => "event.detail-law",
        "names" => "event.detail-names",
        "number" => "event.detail-number",
        "open" => "event.detail-open",
        "opened" => "event.detail-opened",
        "outcome" => "event.detail-outcome",
        "owner" => "event.detail-owner",
        "reason" => "event.detail-reason",
        "reference" => "event.detail-reference",
        "resolved" => "event.detail-resolved",
        "role" => "event.detail-role",
        "sources" => "event.detail-sources",
        "terms" => "event.detail-terms",
        "total" => "event.detail-total",
        "unapplied" => "event.detail-unapplied",
        "until" => "event.detail-until",
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
