//! Who looks after the people of a book: an admin at the desk, or a program with a token of that role.
//!
//! A program takes power away and gives none. It keeps somebody out, lowers a role, ends sessions; but
//! whoever decides on what another one asks for is let in by a person. Otherwise a program could make
//! itself the second of two people: a link that it is given opens an account.

use dunwell_core::sentence::Sentence;

use super::User;
use crate::access::{Permission, Role};
use crate::book::Book;
use crate::error::{AppError, Result};

/// Who looks after the people of a book.
#[derive(Debug, Clone, Copy)]
pub enum Admin<'a> {
    /// An admin of it, at the desk.
    Person(&'a User),
    /// A program that is an admin of it, and the name of the person who made its token.
    Program(&'a str),
}

impl Admin<'_> {
    /// Whether it is that person, or a program of that person: nobody looks after oneself.
    pub(super) fn is(self, user: &User) -> bool {
        match self {
            Admin::Person(admin) => admin.id == user.id,
            Admin::Program(person) => person == user.name,
        }
    }

    /// Whether every book that a person has a role in is looked after, and with that the whole account. A
    /// program knows one book alone.
    pub(super) fn looks_after_all_of(self, user: &User, book: &Book) -> bool {
        let needed = Permission::ManageUsers;
        let mut books = user.roles.iter().map(|(of, _)| *of);
        match self {
            Admin::Person(admin) if user.everywhere.is_some() => admin.may_everywhere(needed),
            Admin::Person(admin) => books.all(|of| admin.may(needed, of)),
            Admin::Program(_) => user.everywhere.is_none() && books.all(|of| of == book.id),
        }
    }

    /// Refuses a program that would let somebody in who decides on what others ask for.
    ///
    /// # Errors
    /// When it takes a person.
    pub(super) fn refuse_power(self, role: Option<Role>) -> Result<()> {
        match (self, role) {
            (Admin::Program(_), Some(role)) if Permission::DecideRequests.is_given_to(role) => {
                Err(AppError::TakesAPerson(
                    Sentence::new(
                        "refusal.takes-a-person.let-in",
                        "a program lets nobody in as {role}; an admin does, at the desk",
                    )
                    .with("role", role),
                ))
            }
            _ => Ok(()),
        }
    }
}
