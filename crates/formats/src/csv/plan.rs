//! A profile bound to a header: which cell of a row is which field, and which rows are taken.

use super::split::Row;
use crate::{DateStyle, Field, Kind, NumberStyle};

/// How each row of one file becomes a record.
#[derive(Debug)]
pub(crate) struct Plan {
    pub kind: Kind,
    pub bound: Vec<Bound>,
    pub only: Vec<BoundOnly>,
    /// The number of fields that a row has.
    pub width: usize,
    /// For each field, its place in `bound`.
    slots: [Option<u8>; Field::ALL.len()],
}

/// A field and the cells it comes from.
#[derive(Debug)]
pub(crate) struct Bound {
    pub field: Field,
    pub source: CellSource,
    /// The column's name, for messages.
    pub label: Box<str>,
    pub strip: Option<Box<str>>,
    /// Words for yes and no, in small letters.
    pub yes: Vec<Box<str>>,
    pub no: Vec<Box<str>>,
    /// The style of a date; told by the survey where the profile does not say.
    pub date: Option<DateStyle>,
    /// The style of an amount; told by the survey where the profile does not say.
    pub decimal: Option<NumberStyle>,
}

#[derive(Debug)]
pub(crate) enum CellSource {
    Cell(usize),
    Join(Vec<CellPiece>),
    Value(Box<str>),
}

#[derive(Debug)]
pub(crate) enum CellPiece {
    Text(Box<str>),
    Cell(usize),
}

/// A column by which rows are taken or left.
#[derive(Debug)]
pub(crate) struct BoundOnly {
    pub index: usize,
    pub name: Box<str>,
    pub values: Vec<Box<str>>,
}

/// What is to be done with a row before its fields are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sorted {
    /// Read it.
    Take,
    /// It is empty.
    Blank,
    /// It has the wrong number of fields.
    Width,
    /// The rule at this place in `only` leaves it out.
    Leave(usize),
}

impl Plan {
    /// A plan of these fields.
    pub(crate) fn new(kind: Kind, width: usize, only: Vec<BoundOnly>, bound: Vec<Bound>) -> Plan {
        let mut slots = [None; Field::ALL.len()];
        for (slot, bound) in bound.iter().enumerate() {
            slots[bound.field as usize] = u8::try_from(slot).ok();
        }
        Plan {
            kind,
            bound,
            only,
            width,
            slots,
        }
    }

    /// Whether anything is read from this column.
    pub(crate) fn uses(&self, column: usize) -> bool {
        let reads = |bound: &Bound| match &bound.source {
            CellSource::Cell(cell) => *cell == column,
            CellSource::Join(pieces) => pieces
                .iter()
                .any(|piece| matches!(piece, CellPiece::Cell(cell) if *cell == column)),
            CellSource::Value(_) => false,
        };
        self.bound.iter().any(reads) || self.only.iter().any(|only| only.index == column)
    }

    /// The bound field, where the file has it.
    pub(crate) fn get(&self, field: Field) -> Option<(usize, &Bound)> {
        let slot = usize::from(self.slots[field as usize]?);
        self.bound.get(slot).map(|bound| (slot, bound))
    }

    pub(crate) fn sort(&self, text: &[u8], row: &Row, quote: u8) -> Sorted {
        // Columns without a name at the end of the header may be there or not.
        if row.len() < self.width || !row.is_blank_from(text, self.width) {
            return if row.is_blank(text) {
                Sorted::Blank
            } else {
                Sorted::Width
            };
        }
        if row.is_blank(text) {
            return Sorted::Blank;
        }
        let leaves = |only: &BoundOnly| {
            let field = row.field(text, only.index, quote);
            let value = field.trim_ascii();
            !only
                .values
                .iter()
                .any(|taken| taken.as_bytes().eq_ignore_ascii_case(value))
        };
        self.only
            .iter()
            .position(leaves)
            .map_or(Sorted::Take, Sorted::Leave)
    }
}
