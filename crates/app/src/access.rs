//! Who may do what: the one table of roles and permissions.
//!
//! A person has a role in a book, or one role in every book. Each role may do all that the one before
//! it may. Whatever a page or a route of the API does is one [`Permission`], and this table says from
//! which role on it is given. The command line is used by whoever runs the installation and asks
//! nobody.

use dunwell_core::sentence::Value;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a person is in a book. Later ones may do more.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Looks at everything and changes nothing.
    Viewer,
    /// Works the list: calls, writes, records what customers say and pay.
    Collector,
    /// Decides: approves, gives up, changes the policy, brings files in.
    Controller,
    /// Sets the book up and says who may do what.
    Admin,
}

impl Role {
    /// All roles, those that may do least first.
    pub const ALL: [Role; 4] = [Role::Viewer, Role::Collector, Role::Controller, Role::Admin];

    /// The word that is kept and typed.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Role::Viewer => "viewer",
            Role::Collector => "collector",
            Role::Controller => "controller",
            Role::Admin => "admin",
        }
    }

    /// Whether somebody with this role may act where a policy asks for that one by name. A policy may
    /// name a role that is none of these; then an admin acts.
    #[must_use]
    pub fn acts_as(self, named: &str) -> bool {
        self >= named.parse().unwrap_or(Role::Admin)
    }
}

/// The text names no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no role; the roles are viewer, collector, controller and admin")]
pub struct InvalidRole(String);

impl FromStr for Role {
    type Err = InvalidRole;

    fn from_str(text: &str) -> Result<Role, InvalidRole> {
        let word = text.trim();
        Role::ALL
            .into_iter()
            .find(|role| role.code().eq_ignore_ascii_case(word))
            .ok_or_else(|| InvalidRole(word.to_owned()))
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

/// In a sentence a role has its name in the reader's language.
impl From<Role> for Value {
    fn from(role: Role) -> Value {
        Value::Role(role.code().to_owned())
    }
}

/// Something that a role may do or may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    /// Anybody, without signing in.
    Public,
    /// Anybody who is signed in, whatever the roles: one's own account.
    SignedIn,
    /// Look at everything in a book.
    View,
    /// Work the list: calls, notes, promises, disputes, holds, leaving a step out.
    Work,
    /// Record money that arrived and set it against invoices.
    RecordPayments,
    /// Let a step go ahead, as far as the policy lets the role.
    Approve,
    /// Let texts leave the house.
    Send,
    /// Bring files in.
    Import,
    /// Run a day.
    Run,
    /// Credit notes, write-offs, waivers, and undoing what was recorded.
    CorrectLedger,
    /// Change the policy.
    ChangePolicy,
    /// Decide on what somebody else asked for, as far as the own role allows doing it.
    DecideRequests,
    /// Change the settings of the book.
    ChangeSettings,
    /// Say who may do what in the book.
    ManageUsers,
    /// Give programs access to the book.
    ManageTokens,
    /// Make books, and whatever else concerns the whole installation. It asks for the role in every
    /// book.
    ManageInstallation,
}

/// The table: from which role on a permission is given, and what it allows, in words.
const TABLE: [(Permission, Option<Role>, &str); 16] = {
    use Permission as P;
    [
        (P::Public, None, "Sign in, accept an invitation"),
        (
            P::SignedIn,
            None,
            "One's own account, password and sessions",
        ),
        (
            P::View,
            Some(Role::Viewer),
            "Look at everything in the book",
        ),
        (
            P::Work,
            Some(Role::Collector),
            "Record calls, notes, promises, disputes and holds; leave a step out",
        ),
        (
            P::RecordPayments,
            Some(Role::Collector),
            "Record payments and set them against invoices",
        ),
        (
            P::Approve,
            Some(Role::Collector),
            "Let a step go ahead; where the policy names a role, that role or a higher one",
        ),
        (
            P::Send,
            Some(Role::Collector),
            "Let texts that are ready leave",
        ),
        (P::Import, Some(Role::Controller), "Bring files in"),
        (P::Run, Some(Role::Controller), "Run a day"),
        (
            P::CorrectLedger,
            Some(Role::Controller),
            "Record credit notes, write-offs and waivers; undo what was recorded",
        ),
        (P::ChangePolicy, Some(Role::Controller), "Change the policy"),
        (
            P::DecideRequests,
            Some(Role::Controller),
            "Approve or decline what somebody else asked for, as far as the own role allows doing it",
        ),
        (
            P::ChangeSettings,
            Some(Role::Admin),
            "Change the settings of the book",
        ),
        (
            P::ManageUsers,
            Some(Role::Admin),
            "Say who may do what in the book",
        ),
        (
            P::ManageTokens,
            Some(Role::Admin),
            "Give programs access to the book",
        ),
        (
            P::ManageInstallation,
            Some(Role::Admin),
            "Make books; asks for the role in every book",
        ),
    ]
};

impl Permission {
    /// All permissions, in the order in which they are listed to people.
    pub fn all() -> impl Iterator<Item = Permission> {
        TABLE.into_iter().map(|(permission, ..)| permission)
    }

    fn row(self) -> (Option<Role>, &'static str) {
        // A test holds that each permission has its row. One that had none would be an admin's.
        TABLE
            .into_iter()
            .find(|(permission, ..)| *permission == self)
            .map_or((Some(Role::Admin), ""), |(_, role, words)| (role, words))
    }

    /// The role from which on it is given; none for what takes no role.
    #[must_use]
    pub fn least_role(self) -> Option<Role> {
        self.row().0
    }

    /// What it allows, in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        self.row().1
    }

    /// Whether a role has it.
    #[must_use]
    pub fn is_given_to(self, role: Role) -> bool {
        self.least_role().is_none_or(|least| role >= least)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn each_permission_stands_in_the_table_once_and_in_order() {
        let listed: Vec<Permission> = Permission::all().collect();
        assert!(listed.is_sorted(), "{listed:?}");
        assert!(listed.windows(2).all(|pair| pair[0] != pair[1]));
        // The last of the list: a permission that is added after it has to be added here.
        assert_eq!(*listed.last().unwrap(), Permission::ManageInstallation);
        assert_eq!(listed.len(), Permission::ManageInstallation as usize + 1);
        assert!(
            listed
                .iter()
                .all(|permission| !permission.words().is_empty())
        );
    }

    #[test]
    fn a_higher_role_may_do_all_that_a_lower_one_may() {
        for permission in Permission::all() {
            let given: Vec<bool> = Role::ALL.map(|role| permission.is_given_to(role)).to_vec();
            assert!(given.is_sorted(), "{permission:?}: {given:?}");
        }
        assert!(!Permission::Work.is_given_to(Role::Viewer));
        assert!(Permission::Work.is_given_to(Role::Collector));
        assert!(!Permission::ChangeSettings.is_given_to(Role::Controller));
    }

    #[test]
    fn a_policy_names_a_role() {
        assert!(Role::Controller.acts_as("controller") && Role::Admin.acts_as("Controller"));
        assert!(!Role::Collector.acts_as("controller"));
        assert!(!Role::Controller.acts_as("finance director"));
        assert!(Role::Admin.acts_as("finance director"));
        assert_eq!(
            "boss"
                .parse::<Role>()
                .unwrap_err()
                .to_string()
                .matches("boss")
                .count(),
            1
        );
    }
}
