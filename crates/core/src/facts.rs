//! The facts that a policy's conditions may ask about: one list, from which the evaluation, the
//! type check and `docs/policy-facts.md` are made.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

/// Numbers in conditions are exact: whole ten-thousandths in 128 bits, never a float.
pub const SCALE: i128 = 10_000;

/// What kind of value a fact has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// True or false.
    Bool,
    /// A whole number (`3`).
    Int,
    /// A number with a decimal point (`25000.0`).
    Decimal,
    /// Words in quotation marks (`'cash-flow'`).
    Text,
}

impl Type {
    /// The word for messages to people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Type::Bool => "true or false",
            Type::Int => "a whole number",
            Type::Decimal => "a decimal number",
            Type::Text => "a text",
        }
    }
}

/// When a fact can change although nothing happened to the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drift {
    /// Only when something is recorded.
    Never,
    /// When an item falls overdue.
    DueDates,
    /// By one each day, from the oldest due date on.
    Daily,
    /// By one each month, from the first day of business on.
    Monthly,
    /// When the day of a promise passes.
    PromiseDates,
}

macro_rules! facts {
    ($($name:ident $text:literal $type:ident $scope:ident $drift:ident $doc:literal;)+) => {
        /// A fact, by the name it has in a policy.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Fact {
            $(#[doc = $doc] $name,)+
        }

        impl Fact {
            /// All facts in the order in which they are documented.
            pub const ALL: &'static [Fact] = &[$(Fact::$name,)+];

            /// The name in a policy.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Fact::$name => $text,)+ }
            }

            /// What kind of value it has.
            #[must_use]
            pub fn value_type(self) -> Type {
                match self { $(Fact::$name => Type::$type,)+ }
            }

            /// Whether it is known only for a step, not for the customer as a whole.
            #[must_use]
            pub fn scope(self) -> Scope {
                match self { $(Fact::$name => Scope::$scope,)+ }
            }

            /// When it can change by itself.
            #[must_use]
            pub fn drift(self) -> Drift {
                match self { $(Fact::$name => Drift::$drift,)+ }
            }

            /// What it means, in a sentence.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Fact::$name => $doc,)+ }
            }
        }
    };
}

/// Where a fact may be asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Money of the account, in the policy's currency; in classes and steps.
    Money,
    /// Anything else about the account; in classes and steps.
    Account,
    /// Money that a step would be about, in the policy's currency; in steps only.
    StepMoney,
    /// Anything else about a step; in steps only.
    Step,
}

facts! {
    Balance "balance" Decimal Money Never "Everything open on invoices, less unapplied money. No sum counts charges for being late.";
    Overdue "overdue" Decimal Money DueDates "Open on items whose due date has passed, before disputes, promises and unapplied money are taken off.";
    NotDue "not_due" Decimal Money DueDates "Open on items that are not late yet; the due day itself is not late.";
    LargestOverdue "largest_overdue" Decimal Money DueDates "The largest open amount of a single overdue item.";
    Disputed "disputed" Decimal Money Never "The part of the open invoices that is in dispute.";
    Promised "promised" Decimal Money PromiseDates "Promised, not yet due and not yet received.";
    Unapplied "unapplied" Decimal Money Never "Money and credit that are not set against an invoice.";
    OldestDaysOverdue "oldest_days_overdue" Int Account Daily "Days since the due date of the oldest open item, 0 when none is late. Pauses do not stop it.";
    OverdueInvoices "overdue_invoices" Int Account DueDates "How many invoices have an overdue item.";
    OpenInvoices "open_invoices" Int Account Never "How many invoices have something open.";
    MonthsAsCustomer "months_as_customer" Int Account Monthly "Whole months since the first business with the customer; 1200 when that day is not known, because such a customer is not new.";
    PaidInvoices "paid_invoices" Int Account Never "How many invoices the customer has paid in full so far.";
    AverageDaysLate "average_days_late" Decimal Account Never "Mean days from due date to settlement over the paid invoices, early ones counted as negative; 0.0 without history.";
    PaidInFullRatio "paid_in_full_ratio" Decimal Account Never "The share of ended invoices that were paid without a write-off, from 0.0 to 1.0; 1.0 without history.";
    PromisesOpen "promises_open" Int Account PromiseDates "Promises that are neither due nor paid.";
    PromisesKept "promises_kept" Int Account Never "Promises that were paid in full and in time.";
    PromisesBroken "promises_broken" Int Account PromiseDates "Promises whose day passed without the whole amount.";
    Reason "reason" Text Account Never "The last reason for not paying that the customer gave (`cash-flow`, `dispute`, ...), or an empty text.";
    Country "country" Text Account Never "The customer's country as two capital letters, or an empty text.";
    Language "language" Text Account Never "The language the customer is written to in: `en`, `fr` or `de`.";
    Currency "currency" Text Account Never "The currency of the account, as three capital letters.";
    Amount "amount" Decimal StepMoney Never "What the step would be about: what may be asked for on the items that would take it, without charges.";
    DaysOverdue "days_overdue" Int Step Never "Days since the due date of the oldest item that would take the step; negative before it.";
}

impl Fact {
    /// Finds a fact by its name in a policy.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Fact> {
        Fact::ALL.iter().copied().find(|fact| fact.name() == name)
    }

    /// Whether a class may ask about it; steps may ask about everything.
    #[must_use]
    pub fn in_classes(self) -> bool {
        matches!(self.scope(), Scope::Money | Scope::Account)
    }

    /// Whether its value is money in the policy's currency.
    #[must_use]
    pub fn is_money(self) -> bool {
        matches!(self.scope(), Scope::Money | Scope::StepMoney)
    }
}

/// A value of a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// A number in units of 1/[`SCALE`].
    Number(i128),
    /// A text.
    Text(Box<str>),
}

const COUNT: usize = Fact::ALL.len();

/// The values of all facts for one account on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    numbers: [i128; COUNT],
    texts: [Box<str>; COUNT],
}

impl Default for Facts {
    fn default() -> Facts {
        Facts {
            numbers: [0; COUNT],
            texts: std::array::from_fn(|_| Box::from("")),
        }
    }
}

impl Facts {
    /// Sets a whole number.
    pub fn set_int(&mut self, fact: Fact, value: i64) {
        self.numbers[fact as usize] = i128::from(value) * SCALE;
    }

    /// Sets a number that is already in units of 1/[`SCALE`].
    pub fn set_scaled(&mut self, fact: Fact, value: i128) {
        self.numbers[fact as usize] = value;
    }

    /// Sets a text.
    pub fn set_text(&mut self, fact: Fact, value: &str) {
        self.texts[fact as usize] = value.into();
    }

    /// The number, in units of 1/[`SCALE`]; 0 for a text fact.
    #[must_use]
    pub fn number(&self, fact: Fact) -> i128 {
        self.numbers[fact as usize]
    }

    /// The text; empty for a number fact.
    #[must_use]
    pub fn text(&self, fact: Fact) -> &str {
        &self.texts[fact as usize]
    }

    /// The value without quotation marks.
    fn shown(&self, fact: Fact) -> String {
        match fact.value_type() {
            Type::Text => self.text(fact).to_owned(),
            _ => self.show(fact),
        }
    }

    /// The value as people read it: `48200.00`, `61`, `'cash-flow'`.
    #[must_use]
    pub fn show(&self, fact: Fact) -> String {
        match fact.value_type() {
            Type::Text => format!("'{}'", self.text(fact)),
            Type::Int => (self.number(fact) / SCALE).to_string(),
            Type::Decimal | Type::Bool => show_decimal(self.number(fact)),
        }
    }
}

impl Serialize for Facts {
    /// An object with every fact that an account has, numbers and texts alike as people read them.
    /// Facts of a step are left out.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(
            Fact::ALL
                .iter()
                .filter(|fact| fact.in_classes())
                .map(|fact| (fact.name(), self.shown(*fact))),
        )
    }
}

/// Writes a scaled number with at least one and at most four decimals: `25000.0`, `0.955`.
#[must_use]
pub fn show_decimal(scaled: i128) -> String {
    let sign = if scaled < 0 { "-" } else { "" };
    let (whole, part) = (
        scaled.unsigned_abs() / 10_000,
        scaled.unsigned_abs() % 10_000,
    );
    let decimals = format!("{part:04}");
    let decimals = decimals.trim_end_matches('0');
    format!(
        "{sign}{whole}.{}",
        if decimals.is_empty() { "0" } else { decimals }
    )
}

/// The page `docs/policy-facts.md`, made from the list; a test holds the file to it.
#[must_use]
pub fn documentation() -> String {
    let mut page = String::from(
        "# The facts of a policy\n\n\
         Conditions in a [policy](policy.md) (`when = \"...\"`) ask about these facts. They are known for each customer and currency.\n\
         Money is in the policy's currency: an account in another currency is converted at the day's rate.\n\
         A whole number is written `3`, a decimal number `25000.0`, a text `'cash-flow'`.\n\n\
         | fact | kind | where | meaning |\n|---|---|---|---|\n",
    );
    for fact in Fact::ALL {
        let place = if fact.in_classes() {
            "classes and steps"
        } else {
            "steps"
        };
        let kind = match (fact.is_money(), fact.value_type()) {
            (true, _) => "money, as a decimal number",
            (false, kind) => kind.name(),
        };
        // Writing to a String cannot fail.
        let _ = writeln!(
            page,
            "| `{}` | {kind} | {place} | {} |",
            fact.name(),
            fact.meaning()
        );
    }
    page.push_str(
        "\nConditions are written in the Common Expression Language: `&&`, `||`, `!`, `==`, `!=`, `<`, `<=`, `>`, `>=`, `+`, `-`, `*`,\n\
         parentheses, `x ? a : b`, `country in ['DE', 'AT']`, and `startsWith`, `endsWith`, `contains` on a text.\n\
         A number has at most 15 digits, four of them after the point. Numbers are compared exactly; equality counts for every threshold (`overdue >= 100.0` holds at 100.00).\n",
    );
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_shown_as_they_are_written() {
        assert_eq!(show_decimal(250_000_000), "25000.0");
        assert_eq!(show_decimal(-9_550), "-0.955");
    }

    #[test]
    fn the_documentation_is_up_to_date() {
        let page = include_str!("../../../docs/policy-facts.md");
        assert!(
            page == documentation(),
            "docs/policy-facts.md differs from the list of facts; it should be:\n{}",
            documentation()
        );
    }
}
