//! A day is run: each customer whose day has come is classified, what is to be done is decided and
//! recorded with its reasons, and the day is sealed.
//!
//! Only customers whose next review has come, or to whom something happened, are looked at; looking
//! at all of them gives the same actions. A day that was missed is caught up with: steps are taken
//! one at a time, a gap apart. The same day again changes nothing unless facts have changed.

mod charges;
mod report;
mod told;

use dunwell_core::sentence::Sentence;
use std::collections::BTreeSet;

use dunwell_core::account::Account;
use dunwell_core::action::{ActionStatus, Do};
use dunwell_core::currency::Currency;
use dunwell_core::dates::days_between;
use dunwell_core::decide::{ActionDraft, Decision, decide};
use dunwell_core::hold::{Hold, HoldKind};
use dunwell_core::id::CustomerId;
use dunwell_core::rates::Comparison;
use dunwell_core::reason::Reason;
use dunwell_store::accounts::{self, AccountState};
use dunwell_store::actions::{self, Action, Ending};
use dunwell_store::holds::{self, HoldRow};
use dunwell_store::portfolio::{self, Scope};
use dunwell_store::{Db, customers, journal, runs};
use jiff::civil::Date;
use serde::Serialize;

use crate::book::Book;
use crate::charging::{Charging, NotCharged};
use crate::error::{AppError, Result};
use crate::funnel::{self, Caller, Mode, Work, from_json, to_json};
use crate::policy;
use crate::record::hold::note_placed;
use crate::setting::Day;

use self::report::add_up;
use self::told::Told;
pub use report::{Decided, Report, StepCount, Why};

/// The accounts of how many customers are held in memory at a time; more at once make a run no faster.
const CHUNK_CUSTOMERS: usize = 200;

/// What the summary of a run is called when it cannot be read.
pub(crate) const WHAT_A_RUN_DECIDED: &str = "what a run decided";

/// How far ahead a day can be run: over the holidays, but not by a mistyped month or year.
const MOST_DAYS_AHEAD: i32 = 14;

/// How far ahead a dry run can look.
const MOST_DAYS_LOOKED_AHEAD: i32 = 366;

/// What is run.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Request {
    /// The day; the caller's today when it is not given.
    pub date: Option<Date>,
    /// Only this customer, by number.
    pub customer: Option<String>,
    /// Look at every account, not only at those whose day has come.
    pub full: bool,
    /// List each action in the report; without it the report only counts them, and a run over a
    /// million invoices needs little memory.
    pub list: bool,
}

/// Runs a day.
///
/// # Errors
/// When the day lies before one that was run already, when the customer is not known, or when the
/// database fails. Nothing is kept then.
pub async fn run(
    db: &Db,
    book: &Book,
    caller: Caller<'_>,
    mode: Mode<'_>,
    request: &Request,
) -> Result<Report> {
    let report = funnel::change(
        db,
        book.id,
        caller,
        mode,
        request,
        async |work: &mut Work| {
            let date = request.date.unwrap_or(work.today);
            refuse_the_far_future(date, work.today, mode.dry_run)?;
            let mut report = a_day(work, book, request).await?;
            if date > work.today && !mode.dry_run {
                report.notes.push(format!(
                    "{date} has not come yet; now that it was run, no earlier day can be"
                ));
            }
            Ok(report)
        },
    )
    .await?;
    if request.customer.is_none() && !mode.dry_run {
        seal(db, book, caller).await?;
    }
    Ok(report)
}

/// Runs a day within a change that somebody else begins and ends.
pub(crate) async fn a_day(work: &mut Work, book: &Book, request: &Request) -> Result<Report> {
    let date = request.date.unwrap_or(work.today);
    refuse_the_past(work, date).await?;
    let fell_back = policy::put_first_into_force(work, book).await?;
    let day = Day::load(&mut work.uow, book, date).await?;
    let scope = scope(work, request, date).await?;
    let mut run = Run::new(&day, book, date, request.list);
    run.charge_anew(work, scope).await?;
    run.accounts(work, scope).await?;
    if request.customer.is_none() {
        run.close_the_day(work).await?;
    }
    run.report.notes.extend(run.not_charged.notes());
    for currency in &run.without_rate {
        run.report.notes.push(format!(
            "no rate from {currency} to {to} is known, so thresholds in {to} were read as {currency}; set one with: dunwell rate set {currency} {to} RATE",
            to = day.active.policy.currency
        ));
    }
    if fell_back {
        run.report.notes.push(format!(
            "no policy was in force, so the ready policy \"{}\" was taken; put your own into force with: dunwell policy use FILE",
            day.active.policy.name
        ));
    }
    Ok(run.report)
}

/// Seals every customer's journal as it stands after the day. It is a unit of work of its own,
/// because it waits until nobody writes to the journal; a crash before it leaves the day unsealed
/// until the next run.
async fn seal(db: &Db, book: &Book, caller: Caller<'_>) -> Result<()> {
    let mut uow = db.begin().await?;
    journal::seal(&mut uow, book.id, caller.at).await?;
    Ok(uow.commit().await?)
}

/// A run never goes back: what was decided on a later day rests on it.
async fn refuse_the_past(work: &mut Work, date: Date) -> Result<()> {
    match runs::latest(&mut work.uow, work.book).await? {
        Some(latest) if latest.date > date => Err(AppError::refused(
            Sentence::new(
                "refusal.run.went-back",
                "{ran} was run already, and {date} lies before it; a run can be made for {ran} or later",
            )
            .with("ran", latest.date)
            .with("date", date),
        )),
        _ => Ok(()),
    }
}

/// A day in the future can be run, but never the days before it again; so one that was mistyped is refused. A dry run
/// keeps nothing and may look further.
fn refuse_the_far_future(date: Date, today: Date, dry_run: bool) -> Result<()> {
    let ahead = days_between(today, date);
    let most = match dry_run {
        true => MOST_DAYS_LOOKED_AHEAD,
        false => MOST_DAYS_AHEAD,
    };
    if ahead > most {
        return Err(AppError::refused(
            Sentence::new(
                "refusal.run.too-far-ahead",
                "{date} is {ahead} days ahead, and no day before it could be run afterwards; a day can be run {most} days ahead, and looked at with a dry run {further} days ahead",
            )
            .with("date", date)
            .with("ahead", ahead)
            .with("most", MOST_DAYS_AHEAD)
            .with("further", MOST_DAYS_LOOKED_AHEAD),
        ));
    }
    Ok(())
}

async fn scope(work: &mut Work, request: &Request, date: Date) -> Result<Scope> {
    match &request.customer {
        Some(number) => {
            let customer = customers::by_number(&mut work.uow, work.book, number)
                .await?
                .ok_or_else(|| {
                    AppError::not_found(
                        Sentence::new(
                            "refusal.view.no-customer",
                            "there is no customer \"{number}\"",
                        )
                        .with("number", number),
                    )
                })?;
            Ok(Scope::Customer(customer.id))
        }
        None if request.full => Ok(Scope::All),
        None => Ok(Scope::Due(date)),
    }
}

/// A run in progress.
struct Run<'a> {
    day: &'a Day,
    date: Date,
    /// What the steps that charge charge by.
    charging: Charging<'a>,
    /// What was not charged for want of a basis.
    not_charged: NotCharged,
    list: bool,
    report: Report,
    /// Currencies of which no rate to the policy's is known.
    without_rate: BTreeSet<Currency>,
    /// The customer that was looked at last; one with two currencies counts once.
    last_customer: Option<CustomerId>,
}

/// What a chunk of accounts writes.
#[derive(Default)]
struct Writes {
    /// The actions with their reasons, which are written down when everything has been charged.
    actions: Vec<(Action, Why)>,
    endings: Vec<Ending>,
    holds: Vec<HoldRow>,
    states: Vec<AccountState>,
}

impl Run<'_> {
    fn new<'a>(day: &'a Day, book: &'a Book, date: Date, list: bool) -> Run<'a> {
        let report = Report {
            date,
            customers_reviewed: 0,
            actions: Vec::new(),
            decided: 0,
            steps: Vec::new(),
            closed: 0,
            policy: day.active.policy.name.clone(),
            notes: Vec::new(),
        };
        Run {
            day,
            date,
            charging: Charging::new(book, date),
            not_charged: NotCharged::default(),
            list,
            report,
            without_rate: BTreeSet::new(),
            last_customer: None,
        }
    }

    async fn accounts(&mut self, work: &mut Work, scope: Scope) -> Result<()> {
        let setting = self.day.setting(false);
        let mut after = None;
        loop {
            let chunk =
                portfolio::load(&mut work.uow, work.book, scope, after, CHUNK_CUSTOMERS).await?;
            let Some(last) = chunk.last() else {
                return Ok(());
            };
            after = Some(last.customer);
            let chunk = self.take_back(work, &setting, chunk).await?;
            let mut writes = Writes::default();
            for mut account in chunk {
                // Supply is stopped for a customer as a whole: what another of the customer's
                // currencies has just come to holds for this one as well.
                let own =
                    writes.holds.iter().rev().map_while(|row| {
                        (row.customer == account.customer).then(|| row.hold.clone())
                    });
                account.holds.extend(own);
                let decision = decide(&setting, &account, self.date);
                self.keep(work, &account, decision, &mut writes)?;
            }
            self.charge(work, &mut writes).await?;
            let mut decided = Vec::with_capacity(writes.actions.len());
            for (mut action, why) in writes.actions {
                action.reasons = to_json(&why)?;
                decided.push(action);
            }
            actions::insert(&mut work.uow, work.book, &decided).await?;
            actions::finish_many(
                &mut work.uow,
                work.book,
                self.date,
                &work.actor,
                &writes.endings,
            )
            .await?;
            for hold in &writes.holds {
                holds::insert(&mut work.uow, work.book, hold).await?;
                note_placed(work, hold, None, self.date)?;
            }
            accounts::save_decisions(&mut work.uow, work.book, &writes.states).await?;
            work.write_journal().await?;
        }
    }

    /// Turns a decision into rows, and notes what happened in the customer's journal.
    fn keep(
        &mut self,
        work: &mut Work,
        account: &Account,
        decision: Decision,
        writes: &mut Writes,
    ) -> Result<()> {
        if self.last_customer.replace(account.customer) != Some(account.customer) {
            self.report.customers_reviewed += 1;
        }
        let policy = &self.day.active.policy;
        if Comparison::between(account.currency, policy.currency, &self.day.rates)
            == Comparison::Unconverted
        {
            self.without_rate.insert(account.currency);
        }
        let class = &policy.classes[decision.class];
        let procedure = policy.procedure_of(class);
        let before = writes.actions.len();
        if !decision.actions.is_empty() {
            let facts = to_json(&decision.facts)?;
            for draft in decision.actions {
                let names = (&*class.name, &*procedure.name);
                let decided = self.action(work, account, draft, names, facts.clone(), writes);
                writes.actions.push(decided);
            }
        }
        for closed in &decision.closed {
            let status = if closed.superseded {
                ActionStatus::Superseded
            } else {
                ActionStatus::Withdrawn
            };
            writes.endings.push(Ending {
                id: closed.id,
                status,
                reason: Some(closed.reason.sentence()),
            });
        }
        self.report.closed += decision.closed.len() as u64;
        let decided = &writes.actions[before..];
        if !decided.is_empty() || !decision.closed.is_empty() || !decision.superseded.is_empty() {
            let told = Told {
                date: self.date,
                class: &class.name,
                procedure: &procedure.name,
                policy: &self.day.active.hash,
                decided: decided.iter().map(|(action, _)| action.into()).collect(),
                closed: (decision.closed.iter())
                    .map(|closed| (closed.id, &closed.reason))
                    .collect(),
                not_taken: (decision.superseded.iter())
                    .map(|step| (&*step.number, step.instalment, &*step.step, &step.reason))
                    .collect(),
            };
            work.journal(account.customer, "decided", &told)?;
        }
        writes.states.push(AccountState {
            customer: account.customer,
            currency: account.currency,
            class: Some(class.name.clone()),
            procedure: Some(procedure.name.clone()),
            policy_hash: Some(self.day.active.hash.clone()),
            next_review: decision.next_review,
            last_contact: account.last_contact,
            progress: decision.progress,
        });
        Ok(())
    }

    fn action(
        &mut self,
        work: &Work,
        account: &Account,
        draft: ActionDraft,
        (class, procedure): (&str, &str),
        facts: String,
        writes: &mut Writes,
    ) -> (Action, Why) {
        let status = match (&draft.approve, draft.immediate) {
            (Some(_), _) => ActionStatus::AwaitingApproval,
            (None, true) => ActionStatus::Done,
            (None, false) => ActionStatus::Ready,
        };
        if draft.immediate && draft.kind == Do::Hold {
            let reason = draft
                .reasons
                .first()
                .map_or_else(|| draft.step.to_string(), Reason::sentence);
            let hold = Hold {
                id: work.ids.hold(),
                kind: HoldKind::Supply,
                invoice: None,
                from: self.date,
                until: None,
                reason,
            };
            writes.holds.push(HoldRow {
                customer: account.customer,
                hold,
            });
        }
        let id = work.ids.action();
        self.count(&draft);
        if self.list {
            self.report.actions.push(Decided {
                id,
                customer: account.number.to_string(),
                step: draft.step.to_string(),
                channel: draft.kind,
                currency: account.currency,
                amount: draft.amount,
                invoices: draft
                    .items
                    .iter()
                    .map(|item| item.number.to_string())
                    .collect(),
                reasons: draft.reasons.iter().map(Reason::sentence).collect(),
                needs_approval: draft.approve.is_some(),
                status,
            });
        }
        let done = status == ActionStatus::Done;
        let why = Why {
            because: draft.reasons,
            worth: draft.priority.factors,
        };
        let action = Action {
            customer: account.customer,
            id,
            currency: account.currency,
            decided_on: self.date,
            step: draft.step.into(),
            kind: draft.kind,
            tone: draft.template.is_some().then_some(draft.tone),
            template: draft.template.map(Into::into),
            class: class.to_owned(),
            procedure: procedure.to_owned(),
            policy_hash: self.day.active.hash.clone(),
            amount: draft.amount.minor(),
            items: draft.items,
            facts,
            reasons: String::new(),
            status,
            approve_role: draft.approve.map(Into::into),
            priority: draft.priority.value,
            finished_on: done.then_some(self.date),
            finished_by: done.then(|| work.actor.clone()),
            finish_reason: None,
            message: None,
            message_at: None,
        };
        (action, why)
    }

    fn count(&mut self, draft: &ActionDraft) {
        self.report.decided += 1;
        self.report
            .add_to_step(&draft.step, draft.kind, 1, draft.amount);
    }

    /// Records the run.
    async fn close_the_day(&self, work: &mut Work) -> Result<()> {
        let existing = runs::by_date(&mut work.uow, work.book, self.date).await?;
        let (reviewed, decided) = existing
            .as_ref()
            .map_or((0, 0), |run| (run.customers_reviewed, run.actions));
        let mut steps = match existing.as_ref().and_then(|run| run.summary.as_deref()) {
            Some(summary) => from_json(summary, WHAT_A_RUN_DECIDED)?,
            None => Vec::new(),
        };
        for step in &self.report.steps {
            add_up(&mut steps, step);
        }
        let run = match existing {
            Some(run) => run,
            None => {
                let id = work.ids.run();
                runs::start(
                    &mut work.uow,
                    work.book,
                    id,
                    self.date,
                    work.at,
                    &self.day.active.hash,
                )
                .await?;
                runs::Run {
                    id,
                    date: self.date,
                    started_at: work.at,
                    finished_at: None,
                    policy_hash: self.day.active.hash.clone(),
                    customers_reviewed: 0,
                    actions: 0,
                    summary: None,
                }
            }
        };
        let run = runs::Run {
            finished_at: Some(work.at),
            policy_hash: self.day.active.hash.clone(),
            customers_reviewed: reviewed
                + i64::try_from(self.report.customers_reviewed).unwrap_or(i64::MAX),
            actions: decided + i64::try_from(self.report.decided).unwrap_or(i64::MAX),
            summary: Some(to_json(&steps)?),
            ..run
        };
        Ok(runs::finish(&mut work.uow, work.book, &run).await?)
    }
}
