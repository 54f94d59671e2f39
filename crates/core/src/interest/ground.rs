//! The ground for a calculation: the law or the agreement, its rates, and where they come from.

use jiff::civil::Date;

use super::options::{Options, SumChoice};
use super::statement::{Request, StatementError};
use super::words::{agreed_in_words, law_in_words, manner_in_words};
use super::{AgreedRate, ChangeDay, Fixing, RateStep, Rule};
use crate::currency::Currency;
use crate::money::Money;
use crate::packs::{FixedSumLaw, InterestLaw, LawError, Packs, Per};
use crate::sentence::{Say as _, Sentence};

/// How interest is counted, on what ground.
#[derive(Default)]
pub(super) struct Ground {
    pub rule: Rule,
    /// Sentences one after the other.
    pub words: Vec<Sentence>,
    pub sources: Vec<String>,
    pub unverified: Vec<String>,
    pub notes: Vec<Sentence>,
}

/// Finds the ground for interest.
pub(super) fn ground(packs: &Packs, request: &Request<'_>) -> Result<Ground, StatementError> {
    let law = request.pack.statutory_interest(request.debtor, request.due);
    let agreed = match request.agreed {
        None | Some(AgreedRate::Statutory) => {
            let law = law.ok_or_else(|| no_statutory_interest(request))?;
            return by_law(packs, request, law);
        }
        Some(AgreedRate::None) => {
            return Ok(Ground {
                words: vec![Sentence::new("statement.none", "No interest, as agreed.")],
                ..Ground::default()
            });
        }
        Some(agreed) => agreed,
    };
    by_agreement(packs, request, agreed, law)
}

fn by_law(
    packs: &Packs,
    request: &Request<'_>,
    law: &InterestLaw,
) -> Result<Ground, StatementError> {
    let law = chosen(law, request.options);
    let (due, end) = (request.due, request.end.last_rate_day().max(request.due));
    let prepared = law.prepare(packs)?;
    // Where a day of change bears the old rate, the first day may need the one before its own.
    let is_old = request.options.change_day == Some(ChangeDay::Old);
    let from = match due.yesterday() {
        Ok(before) if is_old && law.fixing.value == Fixing::Floating => before,
        _ => due,
    };
    let rule = request.options.apply(prepared.rule(from, end)?.to_rule());
    let mut unverified = law.unverified();
    unverified.extend(prepared.unverified(from, end)?);
    let own = law.about.note.iter().cloned();
    let mut notes: Vec<Sentence> = own.map(Sentence::from).collect();
    if law.fixing.value == Fixing::Floating
        && let Some(next) = prepared.next_fixing().filter(|next| *next <= end)
    {
        notes.push(newest_rate_used(next));
    }
    let sources = law.sources().into_iter().map(str::to_owned).collect();
    Ok(Ground {
        words: vec![law_in_words(&law), manner_in_words(&rule, law.fixing.value)],
        rule,
        sources,
        unverified,
        notes,
    })
}

/// The law with the choices of the request. What a person chooses does not rest on the value of the pack, so
/// that need not be verified.
fn chosen(law: &InterestLaw, options: Options) -> InterestLaw {
    let mut law = law.clone();
    if let Some(fixing) = options.fixing {
        law.fixing.value = fixing;
        law.fixing.about.verified = true;
    }
    if options.day_count.is_some() {
        law.day_count.about.verified = true;
    }
    if options.compounding.is_some() {
        law.compounding.about.verified = true;
    }
    if let Some(round) = law
        .round_daily
        .as_mut()
        .filter(|_| options.round_daily.is_some())
    {
        round.about.verified = true;
    }
    law
}

/// Agreed interest is simple and over ACT/365, and changes as its reference does. Where the law has rules and
/// only leaves the rate open, its rules hold.
fn by_agreement(
    packs: &Packs,
    request: &Request<'_>,
    agreed: &AgreedRate,
    law: Option<&InterestLaw>,
) -> Result<Ground, StatementError> {
    let options = request.options;
    let fixing = options.fixing.unwrap_or(Fixing::Floating);
    let mut ground = Ground::default();
    let steps = match agreed.series() {
        Some(name) => reference(packs, request, name, fixing, &mut ground)?,
        None => Vec::new(),
    };
    let open_law = law.filter(|law| law.rate.is_none());
    let mut rule = Rule {
        steps: agreed.steps(&steps)?,
        ..Rule::default()
    };
    if let Some(law) = open_law {
        rule.day_count = law.day_count.value;
        rule.compounding = law.compounding.value;
        rule.round_daily = law.round_daily.as_ref().is_some_and(|round| round.value);
        ground.unverified.extend(chosen(law, options).unverified());
        ground
            .sources
            .extend(law.sources().into_iter().map(str::to_owned));
    }
    let rule = options.apply(rule);
    if let Some(law) = law.filter(|law| law.rate.is_some()) {
        let overrides = law.overrides_agreed.as_ref().is_some_and(|it| it.value);
        if overrides {
            let note = Sentence::new(
                "statement.whatever-was-agreed",
                "{law} gives interest whatever was agreed; see the calculation without the agreed rate.",
            )
            .with("law", Sentence::from(law.title.clone()));
            ground.notes.push(note);
        }
        if let Some(minimum) = &law.agreed_minimum {
            let note = Sentence::new(
                "statement.not-below",
                "An agreed rate may not be below {rate}.",
            )
            .with("rate", minimum.value.say());
            ground.notes.push(note);
        }
    }
    ground.words = vec![
        agreed_in_words(agreed, open_law.map(|law| law.title.as_str())),
        manner_in_words(&rule, fixing),
    ];
    ground.rule = rule;
    Ok(ground)
}

/// The rates of a reference series that the days of a debt need, which must all be known.
fn reference(
    packs: &Packs,
    request: &Request<'_>,
    name: &str,
    fixing: Fixing,
    ground: &mut Ground,
) -> Result<Vec<RateStep>, StatementError> {
    let series = packs
        .series(name)
        .ok_or_else(|| unknown_series(packs, name))?;
    // The rate of the due date is the one that a frozen debt keeps, and that the first day bears if it is a
    // day of change and bears the old one.
    let due = request.due;
    let is_old = request.options.change_day == Some(ChangeDay::Old);
    let first_day = match fixing {
        Fixing::Floating if !is_old => due.tomorrow().map_err(|_| LawError::OutOfRange)?,
        Fixing::Floating | Fixing::Frozen => due,
    };
    let last_day = match fixing {
        Fixing::Floating => request.end.last_rate_day().max(first_day),
        Fixing::Frozen => first_day,
    };
    let rates = series.between(first_day, last_day)?;
    let unverified = rates.iter().filter(|rate| !rate.verified);
    ground
        .unverified
        .extend(unverified.map(|rate| series.name_of(rate)));
    let steps = rates
        .iter()
        .map(|rate| RateStep::new(rate.from, rate.percent))
        .collect();
    if let Some(next) = series.next_fixing().filter(|next| *next <= last_day) {
        ground.notes.push(newest_rate_used(next));
    }
    ground.sources.extend(series.source.clone());
    Ok(steps)
}

fn newest_rate_used(next: Date) -> Sentence {
    Sentence::new(
        "statement.newest-used",
        "The rate from {next} on is not known here; the newest one that is known was used for it.",
    )
    .with("next", next)
}

fn unknown_series(packs: &Packs, name: &str) -> LawError {
    let known: Vec<&str> = packs
        .all_series()
        .map(|series| series.name.as_str())
        .collect();
    LawError::UnknownSeries {
        series: name.to_owned(),
        known: known.join(", "),
    }
}

fn no_statutory_interest(request: &Request<'_>) -> StatementError {
    let pack = request.pack;
    let laws: Vec<String> = pack
        .interest
        .iter()
        .filter(|law| !law.about.pending)
        .map(|law| {
            let debtors: Vec<String> = law.debtors.iter().map(ToString::to_string).collect();
            let mut words = format!("debts of a {}", debtors.join(" or "));
            match (law.about.from, law.about.until) {
                (Some(from), Some(until)) => {
                    words.push_str(&format!(" due from {from} to {until}"))
                }
                (Some(from), None) => words.push_str(&format!(" due from {from} on")),
                (None, Some(until)) => words.push_str(&format!(" due by {until}")),
                (None, None) => {}
            }
            words
        })
        .collect();
    StatementError::NoStatutoryInterest {
        jurisdiction: pack.code.clone(),
        debtor: request.debtor,
        due: request.due,
        known: (!laws.is_empty()).then(|| laws.join("; on ")),
    }
}

/// The fixed sum on what was open when the debt became late. None when it was paid in time, when the law gives
/// none, or when it is not wanted.
pub(super) fn fixed_sum(
    request: &Request<'_>,
    ground: &mut Ground,
) -> Result<Option<Money>, StatementError> {
    let in_time = request.payments.iter().filter(|(on, _)| *on <= request.due);
    let currency = request.amount.currency();
    let paid = Money::sum(in_time.map(|(_, amount)| *amount), currency)?;
    let late = request.amount.checked_sub(paid)?;
    if request.end.day() <= request.due
        || !late.is_positive()
        || request.options.fixed_sum == Some(SumChoice::None)
    {
        return Ok(None);
    }
    let pack = request.pack;
    let Some(law) = pack.fixed_sum(request.debtor, request.due) else {
        if let Some(law) = pack.fixed_sum_after_notice(request.debtor, request.due)
            && let Some(days) = &law.notice_days
        {
            let note = Sentence::new(
                "statement.after-notice",
                "{law} are owed only {days} days after a reminder that named the exact sum; they are not in the total.",
            )
            .with("law", Sentence::from(law.title.clone()))
            .with("days", days.value);
            ground.notes.push(note);
        }
        return Ok(None);
    };
    let Some(sum) = law.amount(late) else {
        ground.notes.push(no_sum(law, pack.currency, late));
        return Ok(None);
    };
    let title = Sentence::from(law.title.clone());
    ground.words.push(match law.per.value {
        Per::Invoice => Sentence::new(
            "statement.sum-of-invoice",
            "Fixed sum: {law}, once per invoice.",
        )
        .with("law", title),
        Per::Instalment => Sentence::new(
            "statement.sum-of-instalment",
            "Fixed sum: {law}, once per instalment.",
        )
        .with("law", title),
    });
    ground.unverified.extend(law.unverified());
    ground
        .notes
        .extend(law.about.note.clone().map(Sentence::from));
    if let Some(source) = law.source() {
        let source = source.to_owned();
        if !ground.sources.contains(&source) {
            ground.sources.push(source);
        }
    }
    Ok(Some(sum))
}

fn no_sum(law: &FixedSumLaw, of_law: Currency, late: Money) -> Sentence {
    let title = Sentence::from(law.title.clone());
    if of_law == late.currency() {
        Sentence::new("statement.no-sum", "{law} gives no sum for {late}.")
            .with("law", title)
            .with("late", late)
    } else {
        Sentence::new(
            "statement.other-currency",
            "{law} is in {of_law}; it is not in the total, which is in {currency}.",
        )
        .with("law", title)
        .with("of_law", of_law)
        .with("currency", late.currency())
    }
}
