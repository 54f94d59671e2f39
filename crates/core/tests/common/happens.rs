//! What happens to the customer of a story, and what people do with what the machine prepared.

use dunwell_core::action::{ActionStatus, Do, StepEnd};
use dunwell_core::decide::{ActionDraft, record_end};
use dunwell_core::dispute::Dispute;
use dunwell_core::hold::{Hold, HoldKind};
use dunwell_core::id::{DisputeId, EntryId, HoldId, InvoiceId, PromiseId};
use dunwell_core::invoice::{Instalment, OpenInvoice};
use dunwell_core::ledger::{Entry, EntryKind, Stamp, remaining_of};
use dunwell_core::policy::Policy;
use dunwell_core::promise::Promise;
use jiff::civil::Date;

use super::{Recorded, Story, Taken};

impl Story {
    // What happens.

    /// An invoice with one due date. It becomes known today, whenever it was issued.
    pub fn invoice(&mut self, number: &str, issued: Date, due: Date, amount: i64) -> InvoiceId {
        self.invoice_in_parts(number, issued, &[(due, amount)])
    }

    /// An invoice with several due dates.
    pub fn invoice_in_parts(
        &mut self,
        number: &str,
        issued: Date,
        parts: &[(Date, i64)],
    ) -> InvoiceId {
        let id = InvoiceId::new(self.uuid());
        let instalments = parts
            .iter()
            .map(|&(due, amount)| Instalment {
                due,
                amount,
                discount: None,
            })
            .collect();
        let number = number.into();
        self.invoices.push(OpenInvoice {
            id,
            number,
            issued,
            instalments,
            open: 0,
            charges: 0,
        });
        let stamp = Stamp {
            date: issued.min(self.today),
            ..self.stamp()
        };
        let total = parts.iter().map(|(_, amount)| amount).sum();
        self.post(Entry::invoice(stamp, id, total).unwrap());
        id
    }

    /// Money arrives and nobody has matched it yet.
    pub fn money_arrives(&mut self, amount: i64) -> EntryId {
        let stamp = self.stamp();
        self.post(Entry::payment(stamp, amount).unwrap())
    }

    /// Money that arrived is set against an invoice: all that is left of it, at most what is open.
    pub fn matches(&mut self, payment: EntryId, number: &str) {
        let left = remaining_of(&self.entries, payment, self.today).unwrap();
        let amount = left.min(self.open(number));
        if amount > 0 {
            let (stamp, invoice) = (self.stamp(), self.id_of(number));
            self.post(Entry::allocation(stamp, payment, invoice, amount).unwrap());
        }
    }

    /// Money arrives for an invoice; what exceeds it stays unapplied.
    pub fn pays(&mut self, number: &str, amount: i64) -> EntryId {
        let payment = self.money_arrives(amount);
        self.matches(payment, number);
        payment
    }

    /// The bank takes a payment back: it and what was done with it are undone.
    pub fn bounces(&mut self, payment: EntryId) {
        let of_payment = |entry: &&Entry| entry.id == payment || entry.source == Some(payment);
        let undone: Vec<Entry> = self.entries.iter().filter(of_payment).cloned().collect();
        for entry in undone
            .iter()
            .filter(|entry| entry.kind != EntryKind::Reversal)
            .rev()
        {
            let stamp = self.stamp();
            self.post(entry.reversed(stamp).unwrap());
        }
    }

    /// A credit note is set against an invoice; what exceeds it stays unapplied.
    pub fn credits(&mut self, number: &str, amount: i64) {
        let stamp = self.stamp();
        let credit = self.post(Entry::credit_note(stamp, amount).unwrap());
        self.matches(credit, number);
    }

    /// The customer promises an amount by a day, for the named invoices or for the oldest due.
    pub fn promises(&mut self, due: Date, amount: i64, numbers: &[&str]) {
        let promise = Promise {
            id: PromiseId::new(self.uuid()),
            made_on: self.today,
            due,
            amount,
            invoices: numbers.iter().map(|number| self.id_of(number)).collect(),
            received: 0,
        };
        self.account.promises.push(promise);
        self.touched = true;
        self.refresh();
    }

    /// The customer disputes an amount of an invoice, or all of it.
    pub fn disputes(&mut self, number: &str, amount: Option<i64>) {
        let dispute = Dispute {
            id: DisputeId::new(self.uuid()),
            invoice: self.id_of(number),
            opened_on: self.today,
            amount,
            resolved_on: None,
            reason: "one line was not delivered".to_owned(),
        };
        self.account.disputes.push(dispute);
        self.touched = true;
    }

    /// All disputes about an invoice are settled.
    pub fn settles_disputes(&mut self, number: &str) {
        let (invoice, today) = (self.id_of(number), self.today);
        for dispute in &mut self.account.disputes {
            if dispute.invoice == invoice && dispute.resolved_on.is_none() {
                dispute.resolved_on = Some(today);
                self.touched = true;
            }
        }
    }

    /// Contact is paused between two days, about one invoice or about everything. A pause that would
    /// count a day twice is refused, as the application refuses it.
    pub fn pauses(&mut self, from: Date, until: Option<Date>, number: Option<&str>) -> bool {
        let pause = Hold {
            id: HoldId::new(self.uuid()),
            kind: HoldKind::Contact,
            invoice: number.map(|number| self.id_of(number)),
            from,
            until,
            reason: "agreed on the telephone".to_owned(),
        };
        if self.account.holds.iter().any(|hold| hold.overlaps(&pause)) {
            return false;
        }
        self.account.holds.push(pause);
        self.touched = true;
        true
    }

    /// Ends the pauses that are in force; today is their last day.
    pub fn resumes(&mut self) {
        let today = self.today;
        for hold in &mut self.account.holds {
            if hold.kind == HoldKind::Contact && hold.is_active(today) {
                hold.until = Some(today);
                self.touched = true;
            }
        }
    }

    /// Another policy comes into force.
    pub fn follows(&mut self, policy: &Policy) {
        self.policy = policy.clone();
        self.touched = true;
    }

    // What people do with the actions.

    /// Every message that is ready leaves today.
    pub fn sends(&mut self) {
        self.does(|action| action.draft.kind.is_message());
    }

    /// Every call that is ready is made today.
    pub fn calls(&mut self) {
        self.does(|action| action.draft.kind == Do::Call);
    }

    /// Every step that contacts nobody and is ready is done today.
    pub fn does_quiet_steps(&mut self) {
        self.does(|action| !action.draft.kind.is_contact());
    }

    /// Everything that is ready is done today.
    pub fn does_everything(&mut self) {
        self.does(|_| true);
    }

    fn does(&mut self, which: impl Fn(&Recorded) -> bool) {
        let ready = |action: &Recorded| action.status == ActionStatus::Ready && which(action);
        let done: Vec<usize> = (0..self.actions.len())
            .filter(|&index| ready(&self.actions[index]))
            .collect();
        for index in done {
            self.actions[index].status = ActionStatus::Done;
            self.carries_out(index);
        }
    }

    /// What waits for approval is approved. It is not done by that.
    pub fn approves(&mut self) {
        self.decides(ActionStatus::Ready);
    }

    /// What waits for approval is skipped: its items pass the step.
    pub fn skips(&mut self) {
        for action in self.decides(ActionStatus::Skipped) {
            record_end(
                &mut self.account.progress,
                &action.items,
                StepEnd::Skipped,
                self.today,
            );
        }
    }

    fn decides(&mut self, status: ActionStatus) -> Vec<ActionDraft> {
        let mut decided = Vec::new();
        for action in &mut self.actions {
            if action.status == ActionStatus::AwaitingApproval {
                action.status = status;
                self.touched = true;
                decided.push(action.draft.clone());
            }
        }
        self.refresh_actions();
        decided
    }

    fn carries_out(&mut self, index: usize) {
        let draft = self.actions[index].draft.clone();
        let end = if draft.kind == Do::Escalate {
            StepEnd::HandedOver
        } else {
            StepEnd::Taken
        };
        record_end(&mut self.account.progress, &draft.items, end, self.today);
        self.notes(&draft);
        if draft.kind.is_contact() {
            self.account.last_contact = Some(self.today);
        }
        if draft.kind == Do::Hold {
            self.holds_supply();
        }
        if draft.kind == Do::WriteOff {
            for item in &draft.items {
                let stamp = self.stamp();
                self.post(Entry::write_off(stamp, item.invoice, item.amount).unwrap());
            }
        }
        self.touched = true;
        self.refresh_actions();
    }

    pub(super) fn holds_supply(&mut self) {
        let hold = Hold {
            id: HoldId::new(self.uuid()),
            kind: HoldKind::Supply,
            invoice: None,
            from: self.today,
            until: None,
            reason: "by the procedure".to_owned(),
        };
        self.account.holds.push(hold);
    }

    pub(super) fn notes(&mut self, draft: &ActionDraft) {
        self.taken.push(Taken {
            on: self.today,
            step: draft.step.to_string(),
            kind: draft.kind,
            amount: draft.amount.minor(),
            invoices: draft
                .items
                .iter()
                .map(|item| item.number.to_string())
                .collect(),
        });
    }
}
