//! How the types that are written in JSON in their own way look there, for the description of the API.
//! Only the face that has an API asks for it.

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::charge::Charging;
use crate::currency::Currency;
use crate::interest::{Percent, Statement};
use crate::money::Money;

/// Text with a meaning, a form and an example.
fn text(description: &str, pattern: Option<&str>, example: &str) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .description(Some(description))
        .pattern(pattern)
        .examples([example])
        .into()
}

/// The form of an amount: whole units, and as many decimals as the currency has.
const AMOUNT: &str = r"^-?[0-9]{1,19}(\.[0-9]{1,4})?$";

fn amount(description: &str) -> RefOr<Schema> {
    text(description, Some(AMOUNT), "1234.50")
}

macro_rules! schemas {
    ($($name:ident => $schema:expr),+ $(,)?) => {$(
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                $schema
            }
        }

        impl ToSchema for $name {}
    )+};
}

schemas! {
    Currency => text("The code of a currency, as in ISO 4217.", Some("^[A-Z]{3}$"), "GBP"),
    Percent => text("Per cent, exact.", Some(r"^-?[0-9]+(\.[0-9]+)?$"), "8.25"),
    Charging => text("What is charged, as a policy has it.", None, "interest"),
    Money => ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::Object))
        .description(Some("An amount of one currency."))
        .property("amount", amount("Decimal text, with no more decimals than the currency has."))
        .property("currency", Currency::schema())
        .required("amount")
        .required("currency")
        .into(),
    Statement => statement(),
}

fn statement() -> RefOr<Schema> {
    let object = || ObjectBuilder::new().schema_type(SchemaType::Type(Type::Object));
    let words = |description: &str| {
        ArrayBuilder::new()
            .items(text(description, None, "8 % over UK_BASE"))
            .build()
    };
    let day = || {
        ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .format(Some(utoipa::openapi::SchemaFormat::KnownFormat(
                utoipa::openapi::KnownFormat::Date,
            )))
    };
    let row = object()
        .property("from", day().description(Some("The first day.")))
        .property("to", day().description(Some("The last day.")))
        .property("days", i32::schema())
        .property("rate_percent", Percent::schema())
        .property("principal", amount("What interest is counted on."))
        .property("amount", amount("The interest of the row."));
    let row = ["from", "to", "days", "rate_percent", "principal", "amount"]
        .into_iter()
        .fold(row, ObjectBuilder::required);
    let fields: [(&str, RefOr<Schema>); 13] = [
        (
            "rows",
            ArrayBuilder::new().items(row.build()).build().into(),
        ),
        ("interest", amount("The sum of the rows.")),
        ("fixed_sum", amount("The fixed sum.")),
        (
            "total",
            amount("Interest and fixed sum, without the principal."),
        ),
        ("currency", Currency::schema()),
        (
            "basis",
            text("On what ground, in words.", None, "8 % over UK_BASE"),
        ),
        (
            "source",
            text("Where that can be read.", None, "https://www.example.com/"),
        ),
        ("principal_open", amount("What is open of the principal.")),
        (
            "interest_paid",
            amount("What payments settled of the interest."),
        ),
        ("daily", amount("What one more day costs.")),
        ("sources", words("Where something can be read.").into()),
        ("unverified", words("A value that nobody verified.").into()),
        ("notes", words("Something to know.").into()),
    ];
    fields
        .into_iter()
        .fold(object(), |object, (name, schema)| {
            object.property(name, schema).required(name)
        })
        .description(Some(
            "Interest for paying late, with every step of the calculation.",
        ))
        .into()
}
