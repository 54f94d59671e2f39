//! The facts as templates see them: every amount and date as text of the language.

use dunwell_core::lang::Lang;
use dunwell_core::money::{Locale, Money};
use jiff::civil::Date;
use serde::Serialize;

use crate::context::{
    Bank, BookContext, CustomerContext, InterestContext, ItemContext, MessageContext, StepContext,
};
use crate::dates::{long_date, short_date};
use crate::typography::{NO_BREAK_SPACE, unbroken};

/// What a template can use. The names are those that templates are written with.
#[derive(Debug, Serialize)]
pub(crate) struct View {
    pub lang: &'static str,
    pub book: BookContext,
    pub customer: CustomerContext,
    pub today: String,
    pub reply_by: String,
    pub currency: &'static str,
    pub total: String,
    pub overdue: String,
    pub upcoming_total: String,
    pub items: Vec<ItemView>,
    pub upcoming: Vec<ItemView>,
    pub oldest_days: i32,
    pub count: usize,
    /// How many of the items are past their due date.
    pub late_count: usize,
    pub unmatched: Option<String>,
    /// The same with a minus sign, for the line of the table that deducts it.
    #[serde(skip)]
    pub deducted: Option<String>,
    pub broken_promise: Option<PromiseView>,
    pub interest: Option<InterestView>,
    pub step: StepContext,
    /// How to reach the person to call, in words; filled from the phrases.
    pub contact: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct ItemView {
    pub number: String,
    pub issued: String,
    pub due: String,
    pub amount: String,
    pub original: String,
    /// Never below zero.
    pub days_late: i32,
    pub part_paid: bool,
    /// The disputed amount in a sentence; filled from the phrases.
    pub disputed_note: Option<String>,
    #[serde(skip)]
    pub disputed: Option<String>,
    /// The keys of the phrases that say what was charged, with the amounts.
    #[serde(skip)]
    pub charged: Vec<(&'static str, String)>,
}

#[derive(Debug, Serialize)]
pub(crate) struct InterestView {
    pub so_far: String,
    /// None when nothing is added any more.
    pub daily: Option<String>,
    pub from: String,
    pub fixed_sum: Option<String>,
    pub law: Option<String>,
    pub total: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct PromiseView {
    pub amount: String,
    pub date: String,
}

impl View {
    pub(crate) fn new(ctx: &MessageContext, lang: Lang) -> View {
        let money = |money: Money| amount(money, lang);
        let items: Vec<ItemView> = ctx
            .items
            .iter()
            .map(|item| ItemView::new(item, lang))
            .collect();
        View {
            lang: lang.code(),
            book: clean_book(&ctx.book),
            customer: clean_customer(&ctx.customer),
            today: day(ctx.today, lang),
            reply_by: day(ctx.reply_by, lang),
            currency: ctx.total.currency().code(),
            total: money(ctx.total),
            overdue: money(ctx.overdue),
            upcoming_total: money(ctx.upcoming_total),
            oldest_days: items.iter().map(|item| item.days_late).max().unwrap_or(0),
            count: items.len(),
            late_count: items.iter().filter(|item| item.days_late > 0).count(),
            items,
            upcoming: ctx
                .upcoming
                .iter()
                .map(|item| ItemView::new(item, lang))
                .collect(),
            unmatched: ctx.unmatched.filter(|money| money.is_positive()).map(money),
            deducted: ctx
                .unmatched
                .filter(|money| money.is_positive())
                .and_then(|money| money.checked_neg().ok())
                .map(money),
            broken_promise: ctx.broken_promise.as_ref().map(|promise| PromiseView {
                amount: money(promise.amount),
                date: day(promise.date, lang),
            }),
            interest: ctx
                .interest
                .as_ref()
                .filter(|interest| interest.so_far.is_positive())
                .map(|interest| InterestView::new(interest, lang)),
            step: StepContext {
                name: clean(&ctx.step.name),
                tone: clean(&ctx.step.tone),
            },
            contact: String::new(),
        }
    }
}

impl ItemView {
    fn new(item: &ItemContext, lang: Lang) -> ItemView {
        ItemView {
            number: clean(&item.number),
            issued: short_date(item.issued, lang),
            due: short_date(item.due, lang),
            amount: amount(item.amount, lang),
            original: amount(item.original, lang),
            days_late: item.days_late.max(0),
            part_paid: item.part_paid,
            disputed_note: None,
            disputed: item
                .disputed
                .filter(|money| money.is_positive())
                .map(|money| amount(money, lang)),
            charged: [
                ("charged.interest", item.charged.interest),
                ("charged.fixed sum", item.charged.fixed_sum),
                ("charged.fees", item.charged.fees),
            ]
            .into_iter()
            .filter_map(|(key, money)| Some((key, amount(money?, lang))))
            .collect(),
        }
    }
}

impl InterestView {
    fn new(interest: &InterestContext, lang: Lang) -> InterestView {
        let positive = |money: Money| money.is_positive().then(|| amount(money, lang));
        InterestView {
            so_far: amount(interest.so_far, lang),
            daily: positive(interest.daily),
            from: day(interest.from, lang),
            fixed_sum: interest.fixed_sum.and_then(positive),
            law: interest.law.as_deref().map(clean),
            total: amount(interest.total, lang),
        }
    }
}

/// An amount that no line break can part from its currency.
fn amount(money: Money, lang: Lang) -> String {
    unbroken(&money.format_in(Locale::from(lang)))
}

/// A date in words in which the day stays with its month.
fn day(date: Date, lang: Lang) -> String {
    long_date(date, lang).replacen(' ', NO_BREAK_SPACE, 1)
}

fn clean_book(book: &BookContext) -> BookContext {
    let name = clean(&book.name);
    let person = clean(&book.contact_name);
    BookContext {
        contact_name: if person.is_empty() {
            name.clone()
        } else {
            person
        },
        name,
        email: clean(&book.email),
        phone: unbroken(&clean(&book.phone)),
        address: clean_lines(&book.address),
        company_number: clean(&book.company_number),
        vat_number: clean(&book.vat_number),
        bank: book.bank.as_ref().map(|bank| Bank {
            account_name: clean(&bank.account_name),
            iban: grouped(&bank.iban),
            bic: clean(&bank.bic),
            bank_name: clean(&bank.bank_name),
        }),
        pay_url: book
            .pay_url
            .as_deref()
            .map(clean)
            .filter(|url| !url.is_empty()),
    }
}

fn clean_customer(customer: &CustomerContext) -> CustomerContext {
    CustomerContext {
        name: clean(&customer.name),
        number: clean(&customer.number),
        contact_name: customer
            .contact_name
            .as_deref()
            .map(clean)
            .filter(|name| !name.is_empty()),
        phone: customer
            .phone
            .as_deref()
            .map(|phone| unbroken(&clean(phone)))
            .filter(|phone| !phone.is_empty()),
        address: clean_lines(&customer.address),
    }
}

fn clean_lines(lines: &[String]) -> Vec<String> {
    lines
        .iter()
        .map(|line| clean(line))
        .filter(|line| !line.is_empty())
        .collect()
}

/// One line without control characters, and without the marks that turn the direction of writing: a name
/// can then neither start a paragraph or a header of its own nor pretend to be another one.
fn clean(text: &str) -> String {
    let visible: String = text
        .chars()
        .filter(|c| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .map(|c| {
            if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
                ' '
            } else {
                c
            }
        })
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An IBAN in groups of four, as it is printed.
fn grouped(iban: &str) -> String {
    let mut shown = String::new();
    for (index, c) in iban.chars().filter(|c| c.is_alphanumeric()).enumerate() {
        if index > 0 && index % 4 == 0 {
            shown.push(' ');
        }
        shown.push(c);
    }
    shown
}
