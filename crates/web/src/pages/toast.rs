//! What was just done, in a sentence, with the way back where there is one. A page that follows a form
//! is told by its address: `?done=promise&id=...&who=C-17`.

use askama::Template;
use dunwell_app::access::Permission;
use serde::Deserialize;

use crate::encode::encode;
use crate::locale::T;
use crate::page::Page;

/// What was done, as the address says it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Done {
    /// What: a word of the table below.
    pub(crate) done: String,
    /// The id of what was recorded.
    pub(crate) id: String,
    /// The customer's number, or the invoice's.
    pub(crate) who: String,
}

impl Done {
    /// Something that was done for a customer.
    pub(crate) fn new(done: &str, id: impl ToString, who: &str) -> Done {
        Done {
            done: done.to_owned(),
            id: id.to_string(),
            who: who.to_owned(),
        }
    }

    /// The pairs of the address.
    pub(crate) fn pairs(&self) -> [(&'static str, &str); 3] {
        [("done", &self.done), ("id", &self.id), ("who", &self.who)]
    }
}

/// What is shown.
#[derive(Template)]
#[template(path = "toast.html")]
pub(crate) struct Toast {
    t: T,
    words: String,
    /// Where the form that takes it back is sent; empty when there is no way back.
    undo: String,
    csrf: String,
    key: String,
    at: String,
}

/// The toast of what was done; none when nothing was. `at` is where the list stands, for the way back.
pub(crate) fn toast(page: &Page, done: &Done, at: &str) -> Option<Toast> {
    use Permission as P;
    let t = page.t();
    let (id, who) = (encode(&done.id), encode(&done.who));
    let of_customer = |path: String| page.href(&format!("customers/{who}/{path}"));
    let of_invoice = || page.href(&format!("invoices/{who}/entries/{id}/reverse"));
    let reopen = || page.href(&format!("actions/{id}/reopen"));
    let (words, undo, needs) = match done.done.as_str() {
        "approved" => (t.text("toast.approved"), reopen(), P::Work),
        "skipped" => (t.text("toast.skipped"), reopen(), P::Work),
        "called" => (t.text("toast.called"), reopen(), P::Work),
        "call-noted" => (t.text("toast.call-noted"), String::new(), P::Work),
        "promise" => {
            let undo = of_customer(format!("promises/{id}/withdraw"));
            (t.text("toast.promise"), undo, P::Work)
        }
        "dispute" => {
            let undo = of_customer(format!("disputes/{id}/resolve"));
            (t.text("toast.dispute"), undo, P::Work)
        }
        "hold" => {
            let undo = of_customer(format!("holds/{id}/lift"));
            (t.text("toast.hold"), undo, P::Work)
        }
        "payment" => {
            let undo = of_customer(format!("payments/{id}/reverse"));
            (t.text("toast.payment"), undo, P::CorrectLedger)
        }
        "matched" => (t.text("toast.matched"), String::new(), P::RecordPayments),
        "received" => {
            let undo = page.href(&format!("money/payments/{id}/reverse"));
            (t.text("toast.received"), undo, P::CorrectLedger)
        }
        "written-off" => (t.text("toast.written-off"), of_invoice(), P::CorrectLedger),
        "credited" => (t.text("toast.credited"), of_invoice(), P::CorrectLedger),
        "waived" => (t.text("toast.waived"), of_invoice(), P::CorrectLedger),
        "note" => (t.text("toast.note"), String::new(), P::Work),
        "undone" => (t.text("toast.undone"), String::new(), P::Work),
        "given" => (t.text("toast.given"), String::new(), P::Work),
        "texts-approved" => (t.text("toast.texts-approved"), String::new(), P::Approve),
        "settled" => (t.text("toast.settled"), String::new(), P::Work),
        _ => return None,
    };
    Some(Toast {
        t,
        words,
        undo: if page.may(needs) { undo } else { String::new() },
        csrf: page.csrf(),
        key: page.desk().secret().token(),
        at: at.to_owned(),
    })
}
