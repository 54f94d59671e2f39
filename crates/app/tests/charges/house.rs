//! What these stories ask of a house.

use dunwell_app::funnel::Mode;
use dunwell_app::record::{charge, terms_acceptance, waiver};
use dunwell_app::view::invoice::{InvoiceView, invoice};
use dunwell_app::{Result, run};
use dunwell_testkit::House;

use crate::CUSTOMER;

/// Charges as "interest 5.29", oldest first, those that were undone left out.
pub async fn charges(house: &House) -> Vec<String> {
    let view = view(house).await;
    view.charges
        .iter()
        .filter(|charge| !charge.undone)
        .map(|charge| {
            format!(
                "{} {}",
                charge.kind.code(),
                charge.amount.to_decimal_string()
            )
        })
        .collect()
}

pub async fn view(house: &House) -> InvoiceView {
    let (db, book) = (&house.db, &house.book);
    invoice(db, book, "7001", house.today()).await.unwrap()
}

pub async fn open(house: &House) -> String {
    view(house).await.open.to_decimal_string()
}

pub async fn principal(house: &House) -> String {
    view(house).await.principal.to_decimal_string()
}

pub async fn claims(house: &House, interest: bool, fixed_sum: bool) -> Result<charge::Charged> {
    let request = charge::Request {
        invoice: "7001".to_owned(),
        interest,
        fixed_sum,
        date: None,
    };
    let (db, book) = (&house.db, &house.book);
    charge::record(db, book, house.caller(), Mode::default(), &request).await
}

pub async fn waives(house: &House, which: waiver::Which, amount: Option<&str>) -> waiver::Waived {
    let request = waiver::Request {
        which,
        amount: amount.map(str::to_owned),
        date: None,
        reason: "a good customer for twenty years".to_owned(),
    };
    let (db, book) = (&house.db, &house.book);
    waiver::record(db, book, house.caller(), Mode::default(), &request)
        .await
        .unwrap()
}

pub async fn accepts(
    house: &House,
    interest: &str,
    fixed_sum: &str,
    fees: &[&str],
) -> terms_acceptance::Accepted {
    let request = terms_acceptance::Request {
        customer: CUSTOMER.to_owned(),
        interest: interest.to_owned(),
        fixed_sum: fixed_sum.to_owned(),
        fees: fees.iter().map(|&fee| fee.to_owned()).collect(),
        document: "order 4711".to_owned(),
        ..terms_acceptance::Request::default()
    };
    let (db, book) = (&house.db, &house.book);
    terms_acceptance::record(db, book, house.caller(), Mode::default(), &request)
        .await
        .unwrap()
}

/// Runs today over everybody and says what it notes.
pub async fn notes(house: &House) -> Vec<String> {
    let request = run::Request {
        list: true,
        ..run::Request::default()
    };
    house.runs(&request).await.notes
}
