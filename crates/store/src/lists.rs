//! Lists over a whole book in pages: disputes, promises, money that came in, and texts that leave.
//!
//! A page follows a place, which is that of the last line of the page before; so a list may grow while
//! somebody turns its pages, and no line is given twice.

pub mod disputes;
pub mod money;
pub mod promises;
pub mod texts;

use jiff::civil::Date;
use uuid::Uuid;

/// The place of a line in a list that is in the order of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The day.
    pub on: Date,
    /// The id of what stands there.
    pub id: Uuid,
}

/// The place before everything.
const FIRST: Place = Place {
    on: Date::ZERO,
    id: Uuid::nil(),
};

/// The place after everything.
const LAST: Place = Place {
    on: jiff::civil::date(9999, 12, 31),
    id: Uuid::max(),
};
