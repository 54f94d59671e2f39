//! How debtors may be contacted, and the duties of those who do.

use std::fmt;

use jiff::civil::{Time, Weekday};

use super::court::PersonKind;
use super::read::{self, Shape};
use super::value::{About, Sourced, Values};
use super::word::word;
use crate::interest::words;
use crate::sentence::{Say, Sentence, Value};
use crate::toml_reader::{Reader, Table};

/// The limits of contact with a debtor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// When contact is allowed, in the debtor's own time. Outside of all of them it is not; without any
    /// there is no limit.
    pub hours: Vec<Sourced<Hours>>,
    /// How often.
    pub caps: Vec<Sourced<Cap>>,
    /// Whether public holidays are to be left in peace.
    pub not_on_holidays: Values<bool>,
    /// Replies that end messages to a number or an address.
    pub opt_out_words: Values<Vec<String>>,
    /// Who is protected like a natural person.
    pub natural_persons: Values<Vec<PersonKind>>,
    /// What a reader should know besides.
    pub note: Option<String>,
}

/// When contact is allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    /// For what kind of contact.
    pub what: Channel,
    /// From Monday to Sunday, the days it is for.
    pub days: [bool; 7],
    /// From when.
    pub from: Time,
    /// Until when.
    pub until: Time,
}

impl Hours {
    /// Whether it is for that day.
    #[must_use]
    pub fn is_for(&self, day: Weekday) -> bool {
        let slot = usize::try_from(day.to_monday_zero_offset()).unwrap_or(0);
        self.days[slot]
    }
}

/// A way of reaching somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// Any.
    Contacts,
    /// Telephone calls.
    Calls,
    /// Calls and visits at the place of work.
    Workplace,
    /// Visits.
    Visits,
    /// Text messages.
    Texts,
    /// E-mails.
    Emails,
}

words!(Channel {
    Contacts = "contacts",
    Calls = "calls",
    Workplace = "workplace",
    Visits = "visits",
    Texts = "texts",
    Emails = "emails",
});

/// How often somebody may be contacted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cap {
    /// By what kind of contact.
    pub what: Channel,
    /// How often at most.
    pub most: i32,
    /// In how many days, today included.
    pub in_days: i32,
    /// Counted for what.
    pub per: CapPer,
    /// Counted from what on; always if it is not said.
    pub after: Option<CapAfter>,
}

/// What contacts are counted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CapPer {
    /// Each person.
    Person,
    /// Each debt of a person.
    Debt,
    /// Each account of a person.
    Account,
}

words!(CapPer {
    Person = "person",
    Debt = "debt",
    Account = "account",
});

/// After what a limit holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CapAfter {
    /// A conversation, whose day is the first of the days.
    Conversation,
}

words!(CapAfter {
    Conversation = "conversation",
});

impl Say for Hours {
    fn say(&self) -> Sentence {
        let days: Vec<Sentence> = WEEKDAYS
            .into_iter()
            .zip(self.days)
            .filter(|(_, is_for)| *is_for)
            .map(|(name, _)| word(name))
            .collect();
        let days = match days.as_slice() {
            [first, .., last] if is_run(self.days) => {
                Value::Several(vec![first.clone(), last.clone()], "-".into())
            }
            _ => Value::Several(days, ", ".into()),
        };
        Sentence::new("pack.hours.when", "{what} {days} {from} to {until}")
            .with("what", word(&self.what.to_string()))
            .with("days", days)
            .with("from", self.from.strftime("%H:%M").to_string())
            .with("until", self.until.strftime("%H:%M").to_string())
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.say())
    }
}

/// Whether the days follow one another without a gap.
fn is_run(days: [bool; 7]) -> bool {
    days.windows(2).filter(|pair| pair[0] != pair[1]).count()
        + usize::from(days[0])
        + usize::from(days[6])
        == 2
}

impl Say for Cap {
    fn say(&self) -> Sentence {
        let what = word(&self.what.to_string());
        let per = word(&self.per.to_string());
        match self.after {
            Some(after) => Sentence::new(
                "pack.cap.most-after",
                "at most {most} {what} in {days} days for each {per} after a {after}",
            )
            .with("most", self.most)
            .with("what", what)
            .with("days", self.in_days)
            .with("per", per)
            .with("after", word(&after.to_string())),
            None => Sentence::new(
                "pack.cap.most",
                "at most {most} {what} in {days} days for each {per}",
            )
            .with("most", self.most)
            .with("what", what)
            .with("days", self.in_days)
            .with("per", per),
        }
    }
}

impl fmt::Display for Cap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.say())
    }
}

/// The keys of `[contact]`, of hours and of caps.
pub(super) const KEYS: [&str; 5] = [
    "hours",
    "caps",
    "not_on_holidays",
    "opt_out_words",
    "natural_persons",
];
/// `from` and `until` are times of day here, so hours have no period of their own.
pub(super) const HOURS_KEYS: [&str; 8] = [
    "what", "days", "from", "until", "source", "verified", "status", "note",
];
pub(super) const CAP_KEYS: [&str; 5] = ["what", "most", "in_days", "per", "after"];

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Reads `[contact]`.
pub(super) fn read(reader: &mut Reader<'_>, table: Table<'_, '_>, above: &About) -> Contact {
    let group = super::parse::section(reader, table, above, "contact", &KEYS);
    let mut hours = Vec::new();
    for table in reader.tables(table, "hours", "the hours") {
        reader.known_keys(table, &HOURS_KEYS);
        let name = format!("{}.hours", group.about.name);
        let about = read::about_without_period(reader, table, &group.about, name);
        hours.extend(read_hours(reader, table).map(|value| Sourced {
            value,
            kind: None,
            about,
        }));
    }
    Contact {
        hours,
        caps: group.list(reader, "caps", &CAP_KEYS, read_cap),
        not_on_holidays: group.values(reader, "not_on_holidays", Shape::Plain, read::truth),
        opt_out_words: group.values(reader, "opt_out_words", Shape::Plain, read::texts),
        natural_persons: group.values(reader, "natural_persons", Shape::Plain, read::parsed_list),
        note: group.about.note,
    }
}

fn read_hours(reader: &mut Reader<'_>, table: Table<'_, '_>) -> Option<Hours> {
    let what = channel(reader, table);
    let days = reader.required_text(table, "days", "\"mon-fri\"");
    let days = days.and_then(|(text, span)| {
        let days = weekdays(&text);
        if days.is_none() {
            let message = format!(
                "\"days\" is \"{text}\"; write \"every\", one day such as \"sat\", or the first and the last such as \"mon-fri\""
            );
            reader.error(span.start, "unknown-word", message);
        }
        days
    });
    let from = read::time(reader, table, "from");
    let until = read::time(reader, table, "until");
    if let (Some(from), Some(until)) = (from, until)
        && until <= from
    {
        let message = "these hours end before they begin; the earlier time is \"from\"";
        reader.error(table.at, "wrong-time", message);
    }
    Some(Hours {
        what: what?,
        days: days?,
        from: from?,
        until: until?,
    })
}

fn channel(reader: &mut Reader<'_>, table: Table<'_, '_>) -> Option<Channel> {
    read::cell(table, "what").map_or(Some(Channel::Contacts), |cell| read::parsed(reader, cell))
}

/// `every`, `sat` or `mon-fri`.
fn weekdays(text: &str) -> Option<[bool; 7]> {
    if text == "every" {
        return Some([true; 7]);
    }
    let slot = |name: &str| WEEKDAYS.iter().position(|weekday| *weekday == name);
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (slot(first)?, slot(last)?);
    (first <= last).then(|| std::array::from_fn(|day| (first..=last).contains(&day)))
}

fn read_cap(reader: &mut Reader<'_>, table: Table<'_, '_>) -> Option<Cap> {
    let what = channel(reader, table);
    let number = |reader: &mut Reader<'_>, key, example, least| {
        if !table.table.contains_key(key) {
            reader.missing(table, key, example);
        }
        let number = reader.integer(table, key, least..1_001)?;
        i32::try_from(number).ok()
    };
    let most = number(reader, "most", "7", 0);
    let in_days = number(reader, "in_days", "7", 1);
    let per =
        read::cell(table, "per").map_or(Some(CapPer::Person), |cell| read::parsed(reader, cell));
    let after = read::cell(table, "after").and_then(|cell| read::parsed(reader, cell));
    Some(Cap {
        what: what?,
        most: most?,
        in_days: in_days?,
        per: per?,
        after,
    })
}

/// A rule of conduct that can be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// Its short name: `US-02`.
    pub id: String,
    /// What must or must not be done, in our words.
    pub text: String,
    /// Its name, its source and when it holds.
    pub about: About,
}

/// A coming version of the law that is not in numbers yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coming {
    /// Which of the pack's it is.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What it would change, in our words.
    pub text: String,
    /// Its name and its source.
    pub about: About,
}

/// The keys of `[[duty]]` and of `[[coming]]`.
pub(super) const DUTY_KEYS: [&str; 2] = ["id", "text"];
pub(super) const COMING_KEYS: [&str; 3] = ["id", "title", "text"];

/// Reads one `[[duty]]`.
pub(super) fn read_duty(
    reader: &mut Reader<'_>,
    table: Table<'_, '_>,
    above: &About,
) -> Option<Duty> {
    let id = reader.required_text(table, "id", "\"US-02\"");
    let text = reader.required_text(table, "text", "\"No calls before 8:00.\"");
    let group = super::parse::with_id(reader, table, above, "duty", &id, &DUTY_KEYS);
    Some(Duty {
        id: id?.0,
        text: text?.0,
        about: group.about,
    })
}

/// Reads one `[[coming]]`.
pub(super) fn read_coming(
    reader: &mut Reader<'_>,
    table: Table<'_, '_>,
    above: &About,
) -> Option<Coming> {
    let id = reader.required_text(table, "id", "\"payments-bill\"");
    let title = reader.required_text(table, "title", "\"Commercial Payments Bill\"");
    let text = reader.required_text(table, "text", "\"Terms of at most 60 days.\"");
    let mut group = super::parse::with_id(reader, table, above, "coming", &id, &COMING_KEYS);
    group.about.pending = true;
    Some(Coming {
        id: id?.0,
        title: title?.0,
        text: text?.0,
        about: group.about,
    })
}
