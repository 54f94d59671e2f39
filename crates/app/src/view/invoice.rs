//! One invoice: its instalments, every entry that touched it, its disputes and its actions.

use dunwell_core::action::ActionItem;
use dunwell_core::currency::Currency;
use dunwell_core::dates::days_between;
use dunwell_core::decide::decide;
use dunwell_core::id::{EntryId, InvoiceId};
use dunwell_core::invoice::Instalment;
use dunwell_core::ledger::{Entry, EntryKind};
use dunwell_core::money::Money;
use dunwell_core::sentence::Sentence;
use dunwell_core::terms::{Compounding, YearBasis, annual_cost};
use dunwell_store::actions::{self, Filter};
use dunwell_store::entries::EntryRow;
use dunwell_store::invoices::{self, Invoice};
use dunwell_store::{Db, Uow, customers, disputes, entries, journal};
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;

use super::charges::{ChargeView, InterestView, charges, interest};
use super::customer::{ActionView, DisputeView, action_views, dispute_view};
use super::items::{ByItem, items};
use super::{CustomerName, ItemView, read};
use crate::book::Book;
use crate::charging::{Cases, Charging};
use crate::discount;
use crate::error::{AppError, Result};
use crate::policy;
use crate::record::reversal::can_be_undone;
use crate::setting::{self, Day};

/// Everything about an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct InvoiceView {
    /// The day it is made for.
    pub as_of: Date,
    /// Its id.
    pub id: InvoiceId,
    /// The number the customer knows it by.
    pub number: String,
    /// The customer.
    pub customer: CustomerName,
    /// The currency of its amounts.
    pub currency: Currency,
    /// The day it was issued.
    pub issued: Date,
    /// The day on which it, or its last instalment, is due.
    pub due: Date,
    /// How many days its oldest open instalment is late; none when nothing is open.
    pub days_late: Option<i32>,
    /// Its total.
    pub total: Money,
    /// What is open on it, charges included.
    pub open: Money,
    /// What of it is principal.
    pub principal: Money,
    /// What of it is charges.
    pub charges_open: Money,
    /// Its charges for paying late, undone ones included.
    pub charges: Vec<ChargeView>,
    /// The interest so far; none when nothing was late or there is no ground for any.
    pub interest: Option<InterestView>,
    /// Its terms, in words.
    pub terms: Option<String>,
    /// The customer's reference.
    pub reference: Option<String>,
    /// The day since which nothing is open on it.
    pub settled_on: Option<Date>,
    /// Its instalments; one when it is due at once.
    pub instalments: Vec<InstalmentView>,
    /// Every entry that touched it, in the order of their days.
    pub entries: Vec<EntryView>,
    /// Disputes about it.
    pub disputes: Vec<DisputeView>,
    /// Actions that asked for it, newest first.
    pub actions: Vec<ActionView>,
    /// What comes next for each open instalment; empty without a policy.
    pub next: Vec<ItemView>,
}

/// An instalment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct InstalmentView {
    /// Which one, from 1.
    pub instalment: u16,
    /// The day it is due.
    pub due: Date,
    /// Its share of the total.
    pub amount: Money,
    /// What of it is open.
    pub open: Money,
    /// The last day on which a discount for paying early is earned.
    pub discount_until: Option<Date>,
    /// That discount on the whole instalment.
    pub discount: Option<Money>,
    /// What settles the instalment on the day of the view, where that earns a discount still.
    pub pay_early: Option<Money>,
    /// What it costs a customer to let the discount pass, and the business to give it, in per cent of a
    /// year of 365 days.
    pub discount_cost: Option<DiscountCost>,
}

/// What a discount costs, in per cent a year with two decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct DiscountCost {
    /// Multiplied over the year.
    pub simple: Decimal,
    /// Compounded; none when it is too large to be written down.
    pub compound: Option<Decimal>,
}

/// An entry of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct EntryView {
    /// Its id.
    pub id: EntryId,
    /// The day from which it counts.
    pub date: Date,
    /// What it records.
    pub kind: EntryKind,
    /// What it adds to what is open; below zero it takes something off.
    pub amount: Money,
    /// What is open after it.
    pub open_after: Money,
    /// For money that was set against the invoice: the payment or credit note it came from.
    pub source: Option<EntryId>,
    /// The entry that it undoes or corrects.
    pub reverses: Option<EntryId>,
    /// The payer's or the document's reference.
    pub reference: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// Who recorded it.
    pub actor: String,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Whether it can be undone by an entry of its own.
    pub can_be_undone: bool,
}

/// Shows the invoice of a number.
///
/// # Errors
/// When there is no such invoice, or the database fails.
pub async fn invoice(db: &Db, book: &Book, number: &str, today: Date) -> Result<InvoiceView> {
    read(db, async |uow| {
        let invoice = invoices::by_number(uow, book.id, number).await?.ok_or_else(|| {
            AppError::not_found(
                Sentence::new(
                    "refusal.view.no-invoice",
                    "there is no invoice \"{number}\"; numbers are text, so \"007\" and \"7\" differ, and \"dunwell customer NAME\" lists a customer's open ones",
                )
                .with("number", number),
            )
        })?;
        make(uow, book, &invoice, today).await
    })
    .await
}

async fn make(uow: &mut Uow, book: &Book, invoice: &Invoice, today: Date) -> Result<InvoiceView> {
    let customer = customers::by_id(uow, book.id, invoice.customer)
        .await?
        .ok_or_else(|| AppError::Damaged {
            what: format!("invoice {}", invoice.number),
            why: "its customer is missing".to_owned(),
        })?;
    let rows = entries::of_invoice(uow, book.id, invoice.id).await?;
    let disputes = disputes::of_customer(uow, book.id, invoice.customer).await?;
    let actions = actions::list(uow, book.id, Filter::Customer(invoice.customer)).await?;
    let records = journal::of_customer(uow, book.id, invoice.customer).await?;
    let touches = |items: &[ActionItem]| items.iter().any(|item| item.invoice == invoice.id);
    let offers = discount::offers(uow, book.id, invoice, today).await?;
    let instalments = instalments(invoice, &offers);
    let oldest_open = instalments.iter().find(|part| part.open.is_positive());
    let money = |minor| Money::new(minor, invoice.currency);
    let cases = Cases::load(uow, book.id, &[invoice.id]).await?;
    let case = cases.get(invoice.id);
    let charging = Charging::new(book, today);
    Ok(InvoiceView {
        as_of: today,
        id: invoice.id,
        number: invoice.number.clone(),
        customer: (&customer).into(),
        currency: invoice.currency,
        issued: invoice.issued,
        due: invoice.last_due(),
        days_late: oldest_open.map(|part| days_between(part.due, today)),
        total: money(invoice.total),
        open: money(invoice.open),
        principal: money(invoice.principal()),
        charges_open: money(invoice.open_charges()),
        charges: case.map_or_else(Vec::new, charges),
        interest: case.and_then(|case| interest(case, &charging)),
        terms: invoice.terms.clone(),
        reference: invoice.reference.clone(),
        settled_on: invoice.settled_on,
        entries: entries_view(&rows, invoice.currency),
        disputes: disputes
            .iter()
            .filter(|row| row.dispute.invoice == invoice.id)
            .map(|row| dispute_view(row, std::slice::from_ref(invoice), today))
            .collect(),
        actions: action_views(
            actions.iter().filter(|action| touches(&action.items)),
            &records,
        ),
        next: next(uow, book, invoice, today).await?,
        instalments,
    })
}

/// `offers` is the discount that settling each instalment now earns.
fn instalments(invoice: &Invoice, offers: &[i64]) -> Vec<InstalmentView> {
    let money = |minor| Money::new(minor, invoice.currency);
    (1..)
        .zip(invoice.instalments())
        .zip(invoice.open_parts())
        .zip(offers)
        .map(|(((instalment, part), owed), offer)| InstalmentView {
            instalment,
            due: part.due,
            amount: money(part.amount),
            open: money(owed.open),
            discount_until: part.discount.map(|(until, _)| until),
            discount: part.discount.map(|(_, minor)| money(minor)),
            pay_early: (*offer > 0).then(|| money(owed.open - offer)),
            discount_cost: discount_cost(&part),
        })
        .collect()
}

/// What the discount of an instalment costs, by its amount and its days.
fn discount_cost(part: &Instalment) -> Option<DiscountCost> {
    let (until, discount) = part.discount?;
    let share = Decimal::from(discount).checked_div(Decimal::from(part.amount))?;
    let rate = share.checked_mul(Decimal::ONE_HUNDRED)?;
    let days = u16::try_from(days_between(until, part.due)).ok()?;
    let cost = |compounding| annual_cost(rate, days, YearBasis::Days365, compounding);
    Some(DiscountCost {
        simple: cost(Compounding::Simple)?,
        compound: cost(Compounding::Compound),
    })
}

fn entries_view(rows: &[EntryRow], currency: Currency) -> Vec<EntryView> {
    let ledger: Vec<Entry> = rows.iter().map(|row| row.entry.clone()).collect();
    let mut open: i64 = 0;
    rows.iter()
        .map(|row| {
            let entry = &row.entry;
            // A sum too large to be kept was refused when it was posted.
            open = open.saturating_add(entry.invoice_effect);
            EntryView {
                id: entry.id,
                date: entry.date,
                kind: entry.kind,
                amount: Money::new(entry.invoice_effect, currency),
                open_after: Money::new(open, currency),
                source: entry.source,
                reverses: entry.reverses,
                reference: entry.reference.clone(),
                reason: entry.reason.clone(),
                actor: row.actor.clone(),
                recorded_at: row.recorded_at,
                can_be_undone: can_be_undone(&ledger, entry),
            }
        })
        .collect()
}

/// What comes next for the open instalments of the invoice.
async fn next(uow: &mut Uow, book: &Book, invoice: &Invoice, today: Date) -> Result<Vec<ItemView>> {
    if invoice.open <= 0 || policy::active(uow, book).await?.is_none() {
        return Ok(Vec::new());
    }
    let day = Day::load(uow, book, today).await?;
    let Some(account) = setting::account(uow, book, invoice.customer, invoice.currency).await?
    else {
        return Ok(Vec::new());
    };
    let decision = decide(&day.setting(true), &account, today);
    let policy = &day.active.policy;
    let procedure = policy.procedure_of(&policy.classes[decision.class]);
    let by_item = ByItem::new(&decision, procedure);
    let mut items = items(&account, Some(&by_item), today);
    items.retain(|item| item.invoice == invoice.number);
    Ok(items)
}
