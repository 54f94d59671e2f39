//! The largest risks, as lines of a table.

use dunwell_app::view::overview::Risk;

use crate::encode::encode;
use crate::locale::{Late, Sum};
use crate::page::BookPage;
use crate::pages::words;

/// A large risk.
pub(super) struct RiskRow {
    pub(super) href: String,
    pub(super) name: String,
    pub(super) overdue: Sum,
    pub(super) late: Late,
    pub(super) balance: Sum,
    /// The grade and its words; none with too little history.
    pub(super) grade: Option<(String, String)>,
    /// What the grade rests on.
    pub(super) evidence: String,
}

impl RiskRow {
    pub(super) fn new(page: &BookPage, risk: &Risk) -> RiskRow {
        let t = page.t();
        let (grade, evidence) = words::assessment(t, &risk.assessment);
        let days = i32::try_from(risk.weighed.days_late).unwrap_or(i32::MAX);
        RiskRow {
            href: page.href(&format!("customers/{}", encode(&risk.customer.number))),
            name: risk.customer.name.clone(),
            overdue: t.sum(risk.overdue),
            late: t.late(days),
            balance: t.sum(risk.balance),
            grade,
            evidence,
        }
    }
}
