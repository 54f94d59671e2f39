//! The account of the customer in one currency: what is owed, how it is paid, what comes next.

use dunwell_app::view::Upcoming;
use dunwell_app::view::customer::AccountView;
use jiff::civil::Date;

use super::items::Items;
use super::parts::few;
use crate::chart::{self, Svg};
use crate::locale::{Sum, T};
use crate::page::BookPage;
use crate::pages::aging::{self, Age};
use crate::pages::words;

/// The account in one currency.
pub(super) struct AccountPart {
    pub(super) code: &'static str,
    pub(super) owed: Sum,
    pub(super) overdue: Sum,
    pub(super) unapplied: Sum,
    pub(super) balance: Sum,
    pub(super) charges: Sum,
    pub(super) interest: Sum,
    /// What one more day adds; empty when nothing accrues.
    pub(super) daily: String,
    pub(super) last_contact: String,
    /// How late the customer pays; empty without any history.
    pub(super) pays: String,
    pub(super) paid: usize,
    /// The grade, its words, and what it rests on.
    pub(super) grade: Option<(String, String)>,
    pub(super) evidence: String,
    pub(super) bar: Svg,
    pub(super) ages: Vec<Age>,
    /// The class with its procedure, and the values that decided it.
    pub(super) class: Option<(String, String)>,
    /// Whom the class takes.
    pub(super) takes: String,
    pub(super) because: Vec<String>,
    pub(super) items: Items,
    pub(super) upcoming: Vec<NextRow>,
}

impl AccountPart {
    pub(super) fn new(
        page: &BookPage,
        account: &AccountView,
        items: Items,
        today: Date,
    ) -> AccountPart {
        let t = page.t();
        let about = chart::About {
            id: &format!("aging-{}", account.currency.code()),
            title: &t.text("customer.aging"),
            summary: &t
                .say("customer.aging-summary")
                .with("overdue", t.money(account.overdue))
                .with("owed", t.money(account.owed))
                .to_string(),
        };
        let behaviour = &account.payer.behaviour;
        let (grade, evidence) = words::assessment(t, &account.payer.assessment);
        AccountPart {
            code: account.currency.code(),
            owed: t.sum(account.owed),
            overdue: t.sum(account.overdue),
            unapplied: t.sum(account.unapplied),
            balance: t.sum(account.balance),
            charges: t.sum(account.charges),
            interest: t.sum(account.interest_so_far),
            daily: match account.interest_daily.is_zero() {
                true => String::new(),
                false => t.money(account.interest_daily),
            },
            last_contact: account.last_contact.map(|on| t.day(on)).unwrap_or_default(),
            pays: behaviour
                .mean_days_late_milli
                .map(|milli| pays(t, milli))
                .unwrap_or_default(),
            paid: behaviour.paid,
            grade,
            evidence,
            bar: chart::aging(about, &aging::slices(t, &account.aging)),
            ages: aging::ages(t, &account.aging),
            class: account
                .class
                .as_ref()
                .map(|class| (class.name.clone(), class.procedure.clone())),
            takes: match account
                .class
                .as_ref()
                .and_then(|class| class.in_words.as_ref())
            {
                Some(condition) => t.sentence(condition),
                None => t.text("policy.everybody-else"),
            },
            because: account
                .class
                .as_ref()
                .map(|class| class.because.iter().map(|fact| t.fact(fact)).collect())
                .unwrap_or_default(),
            items,
            upcoming: account
                .upcoming
                .iter()
                .map(|next| NextRow::new(t, next, today))
                .collect(),
        }
    }
}

/// How late a customer pays on average, in whole days rounded half away from zero.
fn pays(t: T, milli: i64) -> String {
    let half = if milli < 0 { -500 } else { 500 };
    match (milli + half) / 1_000 {
        0 => t.text("customer.pays-on-time"),
        days @ 1.. => t.count("customer.pays-late", days).to_string(),
        days => t.count("customer.pays-early", -days).to_string(),
    }
}

/// Something that will be done.
pub(super) struct NextRow {
    pub(super) iso: String,
    pub(super) day: String,
    pub(super) icon: &'static str,
    pub(super) step: String,
    pub(super) by: String,
    pub(super) note: String,
}

impl NextRow {
    fn new(t: T, next: &Upcoming, today: Date) -> NextRow {
        NextRow {
            iso: next.on.to_string(),
            day: match next.on == today {
                true => t.text("customer.today"),
                false => t.day_of_year(next.on),
            },
            icon: words::icon(next.kind),
            step: next.step.clone(),
            by: next
                .approve
                .as_ref()
                .map(|role| {
                    let role = words::role(t, role);
                    t.say("customer.approved-by").with("role", role).to_string()
                })
                .unwrap_or_default(),
            note: format!(
                "{} · {} · {}",
                t.text(words::kind(next.kind)),
                t.money(next.amount),
                few(t, &next.invoices)
            ),
        }
    }
}
