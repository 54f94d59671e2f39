//! Values on their way out of a database: cells by position, whichever driver read the row.

use dunwell_core::action::{ActionStatus, Do, Tone};
use dunwell_core::charge::ChargeKind;
use dunwell_core::currency::Currency;
use dunwell_core::hold::HoldKind;
use dunwell_core::id::{
    ActionId, ApiTokenId, BookId, ContactPointId, CustomerId, DisputeId, EntryId, HoldId, ImportId,
    InvoiceId, PromiseId, RequestId, RunId, SessionId, TermsAcceptanceId, UserId,
};
use dunwell_core::ledger::EntryKind;
use dunwell_core::packs::Debtor;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::{Result, StoreError};

/// A cell as a driver gives it: NULL is `None`, and the error says what is wrong with the cell.
pub(crate) type Read<T> = std::result::Result<Option<T>, String>;

/// A row of a result.
pub(crate) trait Cells {
    fn int(&self, index: usize) -> Read<i64>;
    fn flag(&self, index: usize) -> Read<bool>;
    fn text(&self, index: usize) -> Read<&str>;
    fn id(&self, index: usize) -> Read<Uuid>;
    fn bytes(&self, index: usize) -> Read<&[u8]>;
    fn date(&self, index: usize) -> Read<Date>;
    fn at(&self, index: usize) -> Read<Timestamp>;
}

/// A type that a cell can hold.
pub(crate) trait Cell: Sized {
    fn read(row: &dyn Cells, index: usize) -> Read<Self>;
}

macro_rules! cells {
    ($($t:ty: |$row:ident, $i:ident| $e:expr;)+) => {$(
        impl Cell for $t {
            fn read($row: &dyn Cells, $i: usize) -> Read<Self> {
                $e
            }
        }
    )+};
}

/// Reads a word with the type's own reader.
fn word<T>(row: &dyn Cells, index: usize, from_code: impl Fn(&str) -> Option<T>) -> Read<T> {
    let Some(code) = row.text(index)? else {
        return Ok(None);
    };
    from_code(code)
        .map(Some)
        .ok_or_else(|| format!("\"{code}\" is not one of the known words"))
}

cells! {
    i64: |row, i| row.int(i);
    bool: |row, i| row.flag(i);
    String: |row, i| Ok(row.text(i)?.map(str::to_owned));
    Box<str>: |row, i| Ok(row.text(i)?.map(Box::from));
    Date: |row, i| row.date(i);
    Timestamp: |row, i| row.at(i);
    Uuid: |row, i| row.id(i);
    BookId: |row, i| Ok(row.id(i)?.map(BookId::new));
    CustomerId: |row, i| Ok(row.id(i)?.map(CustomerId::new));
    ContactPointId: |row, i| Ok(row.id(i)?.map(ContactPointId::new));
    InvoiceId: |row, i| Ok(row.id(i)?.map(InvoiceId::new));
    EntryId: |row, i| Ok(row.id(i)?.map(EntryId::new));
    DisputeId: |row, i| Ok(row.id(i)?.map(DisputeId::new));
    PromiseId: |row, i| Ok(row.id(i)?.map(PromiseId::new));
    HoldId: |row, i| Ok(row.id(i)?.map(HoldId::new));
    RunId: |row, i| Ok(row.id(i)?.map(RunId::new));
    ImportId: |row, i| Ok(row.id(i)?.map(ImportId::new));
    ActionId: |row, i| Ok(row.id(i)?.map(ActionId::new));
    TermsAcceptanceId: |row, i| Ok(row.id(i)?.map(TermsAcceptanceId::new));
    UserId: |row, i| Ok(row.id(i)?.map(UserId::new));
    SessionId: |row, i| Ok(row.id(i)?.map(SessionId::new));
    ApiTokenId: |row, i| Ok(row.id(i)?.map(ApiTokenId::new));
    RequestId: |row, i| Ok(row.id(i)?.map(RequestId::new));
    Vec<u8>: |row, i| Ok(row.bytes(i)?.map(<[u8]>::to_vec));
    Currency: |row, i| word(row, i, |code| Currency::from_code(code).ok());
    EntryKind: |row, i| word(row, i, EntryKind::from_code);
    Debtor: |row, i| word(row, i, |code| code.parse().ok());
    ChargeKind: |row, i| word(row, i, ChargeKind::from_code);
    HoldKind: |row, i| word(row, i, HoldKind::from_code);
    Do: |row, i| word(row, i, Do::from_code);
    Tone: |row, i| word(row, i, Tone::from_code);
    ActionStatus: |row, i| word(row, i, ActionStatus::from_code);
    rust_decimal::Decimal: |row, i| word(row, i, |text| text.parse().ok());
    [u8; 32]: |row, i| match row.bytes(i)? {
        None => Ok(None),
        Some(bytes) => bytes
            .try_into()
            .map(Some)
            .map_err(|_| format!("{} bytes stand where 32 are needed", bytes.len())),
    };
}

/// Something kept as JSON text.
pub(crate) struct Json<T>(pub T);

impl<T: DeserializeOwned> Cell for Json<T> {
    fn read(row: &dyn Cells, index: usize) -> Read<Self> {
        let Some(text) = row.text(index)? else {
            return Ok(None);
        };
        serde_json::from_str(text)
            .map(|value| Some(Json(value)))
            .map_err(|e| e.to_string())
    }
}

/// A column of a record: a cell that must be there, or one that may be NULL.
pub(crate) trait Column: Sized {
    fn column(row: &dyn Cells, index: usize) -> std::result::Result<Self, String>;
}

impl<T: Cell> Column for T {
    fn column(row: &dyn Cells, index: usize) -> std::result::Result<Self, String> {
        T::read(row, index)?.ok_or_else(|| "nothing stands where a value is needed".to_owned())
    }
}

impl<T: Cell> Column for Option<T> {
    fn column(row: &dyn Cells, index: usize) -> std::result::Result<Self, String> {
        T::read(row, index)
    }
}

/// Reads the columns of a row one after the other, and knows what to call them when one is bad.
pub(crate) struct Columns<'r> {
    table: &'static str,
    row: &'r dyn Cells,
    next: usize,
}

impl<'r> Columns<'r> {
    pub(crate) fn new(table: &'static str, row: &'r dyn Cells) -> Columns<'r> {
        Columns {
            table,
            row,
            next: 0,
        }
    }

    /// The next column.
    pub(crate) fn next<T: Column>(&mut self, column: &'static str) -> Result<T> {
        let index = self.next;
        self.next += 1;
        T::column(self.row, index).map_err(|what| self.bad(column, what))
    }

    /// The next column, kept as JSON text.
    pub(crate) fn json<T: DeserializeOwned>(&mut self, column: &'static str) -> Result<T> {
        self.next::<Json<T>>(column).map(|json| json.0)
    }

    /// The next column, kept as JSON text, which may be NULL.
    pub(crate) fn optional_json<T: DeserializeOwned>(
        &mut self,
        column: &'static str,
    ) -> Result<Option<T>> {
        self.next::<Option<Json<T>>>(column)
            .map(|json| json.map(|json| json.0))
    }

    /// The next column, kept as the text that the type prints.
    pub(crate) fn word<T: std::str::FromStr<Err: std::fmt::Display>>(
        &mut self,
        column: &'static str,
    ) -> Result<T> {
        let text: Box<str> = self.next(column)?;
        text.parse()
            .map_err(|error: T::Err| self.bad(column, error.to_string()))
    }

    pub(crate) fn bad(&self, column: &'static str, what: String) -> StoreError {
        // The first id of the row tells it apart as well as anything that is known here.
        let row = (0..self.next)
            .find_map(|index| self.row.id(index).ok().flatten())
            .map_or_else(|| "unknown".to_owned(), |id| id.to_string());
        StoreError::Inconsistent {
            table: self.table,
            row,
            column,
            what,
        }
    }
}

/// What a row becomes.
pub(crate) trait Record: Sized + Send {
    fn from_cells(row: &dyn Cells) -> Result<Self>;
}

/// Defines a struct whose fields are the columns of a result, in the same order and by type.
macro_rules! record {
    (
        $(#[$meta:meta])*
        pub struct $name:ident in $table:literal {
            $($(#[$doc:meta])* pub $field:ident: $t:ty,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name {
            $($(#[$doc])* pub $field: $t,)+
        }

        impl $crate::cell::Record for $name {
            fn from_cells(row: &dyn $crate::cell::Cells) -> $crate::Result<Self> {
                let mut columns = $crate::cell::Columns::new($table, row);
                Ok($name { $($field: columns.next(stringify!($field))?,)+ })
            }
        }
    };
}

pub(crate) use record;
