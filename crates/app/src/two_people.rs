//! What a book asks two people for: one who wants it, and another who approves. The rules are settings
//! of the book; [`crate::request`] is how one asks and another answers.
//!
//! Whoever runs the installation asks nobody: the command line can put anything right. The record says
//! then that the operator acted.

use dunwell_core::currency::Currency;
use dunwell_core::id::RequestId;
use dunwell_core::money::Money;
use dunwell_core::sentence::Sentence;
use dunwell_store::{Db, Uow, sessions, users};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::access::{Permission, Role};
use crate::book::Book;
use crate::error::{AppError, Result};
use crate::funnel::Work;
use crate::view;

/// What a book asks two people for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = TwoPeopleRules)]
pub struct Rules {
    /// How much one person may write off on an invoice, all in all, by currency; whatever goes beyond
    /// takes two. Nothing at all for 0, and as much as is wanted in a currency that is not named.
    pub write_off: Vec<Money>,
    /// Whether putting another policy into force takes two people.
    pub policy: bool,
    /// Whether changing where customers pay to takes two people.
    pub bank: bool,
}

impl Rules {
    /// How much one person may write off on an invoice in that currency; none when there is no limit.
    #[must_use]
    pub fn limit(&self, currency: Currency) -> Option<Money> {
        let mut limits = self.write_off.iter().copied();
        limits.find(|limit| limit.currency() == currency)
    }

    /// Whether any of them is on. Changing them takes two people then, too.
    #[must_use]
    pub fn any(&self) -> bool {
        !self.write_off.is_empty() || self.policy || self.bank
    }

    /// Whether a kind of request can come up under these rules.
    #[must_use]
    pub fn ask_for(&self, kind: Kind) -> bool {
        match kind {
            Kind::WriteOff => !self.write_off.is_empty(),
            Kind::Policy => self.policy,
            Kind::BankDetails => self.bank,
            Kind::Rules => self.any(),
        }
    }
}

/// What can take two people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Giving up what is open on an invoice.
    WriteOff,
    /// Putting another policy into force.
    Policy,
    /// Changing where customers pay to.
    BankDetails,
    /// Changing what two people are asked for.
    Rules,
}

impl Kind {
    /// All kinds, in the order in which they are shown.
    pub const ALL: [Kind; 4] = [Kind::WriteOff, Kind::Policy, Kind::BankDetails, Kind::Rules];

    /// The word that is kept.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Kind::WriteOff => "write-off",
            Kind::Policy => "policy",
            Kind::BankDetails => "bank-details",
            Kind::Rules => "rules",
        }
    }

    /// What one has to be allowed to ask for it and to approve it.
    #[must_use]
    pub const fn permission(self) -> Permission {
        match self {
            Kind::WriteOff => Permission::CorrectLedger,
            Kind::Policy => Permission::ChangePolicy,
            Kind::BankDetails | Kind::Rules => Permission::ChangeSettings,
        }
    }

    /// What it is, as it stands in a sentence.
    #[must_use]
    pub const fn said(self) -> Sentence {
        match self {
            Kind::WriteOff => Sentence::new("refusal.two-people.write-off", "such a write-off"),
            Kind::Policy => Sentence::new("refusal.two-people.policy", "changing the policy"),
            Kind::BankDetails => Sentence::new(
                "refusal.two-people.bank-details",
                "changing the bank details",
            ),
            Kind::Rules => Sentence::new(
                "refusal.two-people.rules",
                "changing what two people are asked for",
            ),
        }
    }
}

/// How something that may take two people came to be done. It is part of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Consent<'a> {
    /// One person may do it.
    NotNeeded,
    /// The operator did what takes two people at the desk.
    Operator,
    /// One person asked for it and another approved.
    Given {
        /// The request.
        request: RequestId,
        /// Who asked.
        asked_by: &'a str,
    },
}

impl Consent<'_> {
    /// Puts it into the details of a record.
    pub(crate) fn note(self, details: &mut Value) {
        match self {
            Consent::NotNeeded => {}
            Consent::Operator => details["by_the_operator"] = true.into(),
            Consent::Given { request, asked_by } => {
                details["request"] = request.to_string().into();
                details["asked_by"] = asked_by.into();
            }
        }
    }
}

/// The consent with which one caller acts alone; `takes_two` says whether two people are needed.
///
/// # Errors
/// When they are, and the caller is not the operator.
pub(crate) fn alone(work: &Work, kind: Kind, takes_two: bool) -> Result<Consent<'static>> {
    match (takes_two, work.is_operator) {
        (false, _) => Ok(Consent::NotNeeded),
        (true, true) => Ok(Consent::Operator),
        (true, false) => Err(AppError::refused(
            Sentence::new(
                "refusal.two-people.takes-two",
                "in this book {what} takes two people: ask for it, and somebody else approves",
            )
            .with("what", kind.said()),
        )),
    }
}

/// Who could approve a request of that kind: those with the permission who can sign in, by name.
///
/// # Errors
/// When the database fails.
pub(crate) async fn deciders(uow: &mut Uow, book: &Book, kind: Kind) -> Result<Vec<String>> {
    let roles = users::roles(uow).await?;
    let may = |role: &str| {
        let role: Option<Role> = role.parse().ok();
        role.is_some_and(|role| kind.permission().is_given_to(role))
    };
    let is_one = |user: &users::User| {
        let mut here = roles
            .iter()
            .filter(|role| role.user == user.id && role.book == book.id);
        user.disabled_at.is_none()
            && (user.everywhere.as_deref().is_some_and(may) || here.any(|role| may(&role.role)))
    };
    let everybody = users::list(uow).await?;
    let mut able = Vec::new();
    for user in everybody.into_iter().filter(is_one) {
        // Who was invited and has not come yet cannot decide; the demonstration lets in without a password.
        if user.password.is_some() || !sessions::of_user(uow, user.id).await?.is_empty() {
            able.push(user.name);
        }
    }
    Ok(able)
}

/// Who could approve a request of that kind, by name.
///
/// # Errors
/// When the database fails.
pub async fn who_decides(db: &Db, book: &Book, kind: Kind) -> Result<Vec<String>> {
    view::read(db, async |uow| deciders(uow, book, kind).await).await
}

/// Refuses a rule that is turned on while fewer than two people could act under it: the book would be
/// locked.
///
/// # Errors
/// When there are fewer than two, with their names.
pub(crate) async fn refuse_locked_book(
    uow: &mut Uow,
    book: &Book,
    before: &Rules,
    after: &Rules,
) -> Result<()> {
    for kind in Kind::ALL {
        if !after.ask_for(kind) || before.ask_for(kind) {
            continue;
        }
        let able = deciders(uow, book, kind).await?;
        if able.len() < 2 {
            let who = match able.into_iter().next() {
                Some(name) => Sentence::new("refusal.two-people.only-one", "only {name} could")
                    .with("name", name),
                None => Sentence::new("refusal.two-people.nobody", "nobody could"),
            };
            return Err(AppError::refused(
                Sentence::new(
                    "refusal.two-people.would-lock",
                    "nothing could be approved: {who} decide on {what}; invite somebody else with the role of {role} first",
                )
                .with("who", who)
                .with("what", kind.said())
                .with("role", kind.permission().least_role().unwrap_or(Role::Admin)),
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_limit_counts_in_its_currency_alone() {
        let rules = Rules {
            write_off: vec![
                Money::new(0, Currency::EUR),
                Money::new(50_000, Currency::GBP),
            ],
            ..Rules::default()
        };
        assert_eq!(rules.limit(Currency::GBP).unwrap().minor(), 50_000);
        assert_eq!(rules.limit(Currency::EUR).unwrap().minor(), 0);
        assert_eq!(rules.limit(Currency::USD), None);
    }

    #[test]
    fn the_rules_are_under_themselves_once_one_is_on() {
        assert!(!Rules::default().any());
        let on = Rules {
            bank: true,
            ..Rules::default()
        };
        let asked: Vec<Kind> = Kind::ALL
            .into_iter()
            .filter(|kind| on.ask_for(*kind))
            .collect();
        assert_eq!(asked, [Kind::BankDetails, Kind::Rules]);
    }
}
