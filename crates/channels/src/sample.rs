//! A believable message, so that every template can be rendered and looked at without a book.

use dunwell_core::currency::Currency;
use dunwell_core::lang::Lang;
use dunwell_core::money::Money;
use jiff::civil::{Date, date};

use crate::context::{
    Bank, BookContext, BrokenPromise, Charged, CustomerContext, InterestContext, ItemContext,
    MessageContext, StepContext,
};

impl MessageContext {
    /// A made-up message with everything in it that a message can have: an item paid in part, one
    /// disputed in part, money not matched yet, a broken promise, interest, items not yet due.
    #[must_use]
    pub fn sample(lang: Lang) -> MessageContext {
        let (customer, person, street, town, currency) = match lang {
            Lang::En => (
                "Harbour Tools Ltd",
                "James O'Neill",
                "4 Quay Road",
                "Bristol BS1 0AA",
                Currency::GBP,
            ),
            Lang::Fr => (
                "Atelier Lumen SARL",
                "Claire François",
                "12 rue des Forges",
                "69000 Lyon",
                Currency::EUR,
            ),
            Lang::De => (
                "Hafenwerk GmbH",
                "Jürgen Groß",
                "Am Kai 4",
                "20000 Hamburg",
                Currency::EUR,
            ),
        };
        let law = match lang {
            Lang::En => "Late Payment of Commercial Debts (Interest) Act 1998",
            Lang::Fr => "Code de commerce, article L441-10",
            Lang::De => "§§ 286, 288 BGB",
        };
        let money = |minor| Money::new(minor, currency);
        let item = |number: &str, issued, due, minor, days_late| ItemContext {
            number: number.to_owned(),
            issued,
            due,
            amount: money(minor),
            original: money(minor),
            days_late,
            part_paid: false,
            disputed: None,
            charged: Charged::default(),
        };
        MessageContext {
            book: book(),
            customer: CustomerContext {
                name: customer.to_owned(),
                number: "10042".to_owned(),
                contact_name: Some(person.to_owned()),
                phone: Some("+44 7700 900456".to_owned()),
                address: vec![street.to_owned(), town.to_owned()],
            },
            today: date(2026, 3, 12),
            reply_by: date(2026, 3, 19),
            total: money(2_386_075),
            overdue: money(2_386_075),
            upcoming_total: money(98_040),
            items: vec![
                ItemContext {
                    original: money(2_480_000),
                    part_paid: true,
                    charged: Charged {
                        interest: Some(money(28_620)),
                        fixed_sum: Some(money(7_000)),
                        fees: None,
                    },
                    ..item(
                        "2026-0142",
                        date(2025, 12, 10),
                        date(2026, 1, 9),
                        1_480_000,
                        62,
                    )
                },
                ItemContext {
                    original: money(840_000),
                    disputed: Some(money(20_000)),
                    ..item("2026-0177", date(2026, 1, 7), date(2026, 2, 6), 820_000, 34)
                },
                item("2026-0201", date(2026, 2, 9), date(2026, 3, 11), 136_075, 1),
            ],
            upcoming: vec![item(
                "2026-0230",
                date(2026, 2, 20),
                date(2026, 3, 22),
                98_040,
                0,
            )],
            unmatched: Some(money(50_000)),
            broken_promise: Some(BrokenPromise {
                amount: money(1_480_000),
                date: date(2026, 3, 6),
            }),
            interest: Some(InterestContext {
                so_far: money(37_720),
                daily: money(744),
                from: date(2026, 1, 10),
                fixed_sum: Some(money(7_000)),
                law: Some(law.to_owned()),
                total: money(2_395_175),
            }),
            step: StepContext {
                name: "reminder".to_owned(),
                tone: "friendly".to_owned(),
            },
        }
    }

    /// A made-up message about a single invoice that falls due on `due`, with nothing unusual about it
    /// and as little else known as the texts can do with.
    #[must_use]
    pub fn small_sample(lang: Lang, due: Date) -> MessageContext {
        let mut ctx = MessageContext::sample(lang);
        let days_late = dunwell_core::dates::days_between(due, ctx.today);
        let amount = Money::new(124_550, ctx.total.currency());
        ctx.items = vec![ItemContext {
            number: "2026-0201".to_owned(),
            issued: date(2026, 2, 9),
            due,
            amount,
            original: amount,
            days_late,
            part_paid: false,
            disputed: None,
            charged: Charged::default(),
        }];
        ctx.total = amount;
        ctx.overdue = if days_late > 0 {
            amount
        } else {
            Money::zero(amount.currency())
        };
        ctx.upcoming = Vec::new();
        ctx.upcoming_total = Money::zero(amount.currency());
        ctx.unmatched = None;
        ctx.broken_promise = None;
        ctx.interest = None;
        ctx.customer.contact_name = None;
        ctx.customer.phone = None;
        ctx.book.bank = None;
        ctx.book.pay_url = None;
        ctx
    }
}

fn book() -> BookContext {
    BookContext {
        name: "Fernhill Supplies Ltd".to_owned(),
        contact_name: "Anna Bell".to_owned(),
        email: "accounts@example.com".to_owned(),
        phone: "+44 7700 900123".to_owned(),
        address: vec![
            "1 Mill Lane".to_owned(),
            "Leeds LS1 0AA".to_owned(),
            "United Kingdom".to_owned(),
        ],
        company_number: "00000000".to_owned(),
        vat_number: "GB000000000".to_owned(),
        bank: Some(Bank {
            account_name: "Fernhill Supplies Ltd".to_owned(),
            iban: "GB29NWBK60161331926819".to_owned(),
            bic: "NWBKGB2L".to_owned(),
            bank_name: "Example Bank".to_owned(),
        }),
        pay_url: Some("https://pay.example.com/10042".to_owned()),
    }
}
