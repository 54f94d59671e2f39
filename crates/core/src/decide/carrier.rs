//! An action that is not over, with the items that take a step by it at hand.

use crate::action::{ActionItem, OpenAction};
use crate::id::InvoiceId;

/// An open action. Each item of an account asks whether the action carries it, and an account can have
/// ten thousand of them; so they are found without going through all that it carries.
pub(super) struct Carrier<'a> {
    pub(super) action: &'a OpenAction,
    /// By invoice and instalment.
    items: Vec<&'a ActionItem>,
}

impl<'a> Carrier<'a> {
    pub(super) fn new(action: &'a OpenAction) -> Carrier<'a> {
        let items = action.items.iter().filter(|item| item.step.is_some());
        let mut items: Vec<&ActionItem> = items.collect();
        items.sort_by_key(|item| key(item));
        Carrier { action, items }
    }

    /// The item as the action carries it, if it takes a step by it.
    pub(super) fn item(&self, invoice: InvoiceId, instalment: u16) -> Option<&'a ActionItem> {
        let wanted = (invoice, instalment);
        let place = self.items.partition_point(|item| key(item) < wanted);
        let found = self.items.get(place).copied();
        found.filter(|item| key(item) == wanted)
    }
}

fn key(item: &ActionItem) -> (InvoiceId, u16) {
    (item.invoice, item.instalment)
}
