//! Fees: once for a contact, on the oldest item's invoice, never on earlier charges.

use dunwell_app::Db;
use dunwell_testkit::{House, on_both};
use jiff::civil::date;

use crate::house::{accepts, charges, notes, open};
use crate::{CUSTOMER, DUE};

const POLICY: &str = r#"
[policy]
name = "Fees"
currency = "GBP"
review_by = 2030-01-31

[contact]
min_overdue = 25
min_gap_days = 1
days = "every"

[[class]]
name = "standard"
when = "true"
procedure = "standard"

[procedure.standard]
entry = "reminder"
steps = [
  { name = "reminder", at = "due + 5 days", do = "email", tone = "friendly", charge = ["fee 10.00"] },
  { name = "firm reminder", at = "due + 10 days", do = "email", tone = "firm", charge = ["fee 15%"] },
]
"#;

async fn house(db: Db, fees: &[&str], invoices: &str) -> House {
    let house = House::open(db, POLICY, date(2026, 1, 2)).await;
    let customer = "number,name,email\n00017,Harbour Tools,a@example.com\n";
    house
        .reads(dunwell_app::import::Kind::Customers, customer)
        .await;
    accepts(&house, "none", "none", fees).await;
    house.sleeps_until(date(2026, 1, 31));
    house
        .bills(&format!("number,customer,issued,due,amount\n{invoices}"))
        .await;
    house.sleeps_until(DUE);
    house
}

const ONE: &str = "7001,00017,2026-01-31,2026-03-02,100.00\n";

on_both! {
    /// tryton/tryton, modules/account_dunning_fee/tests/scenario_account_dunning_fee.rst: 100, then a fee
    /// of 10, then 15 %: 110.00 after the first and 125.00 after the second, because the share is of the
    /// original 100. invoiceninja/invoiceninja, tests/Unit/LateFeeTest.php takes it of the balance.
    async fn a_share_is_of_principal_never_of_earlier_charges(db: Db) {
        let house = house(db, &["10.00", "15%"], ONE).await;
        house.works_until(date(2026, 3, 7)).await;
        assert_eq!(open(&house).await, "110.00");
        house.works_until(date(2026, 3, 12)).await;
        assert_eq!((charges(&house).await, open(&house).await.as_str()), (vec!["fee 10.00".to_owned(), "fee 15.00".to_owned()], "125.00"));
        house.is_in_order().await;
    }

    /// frappe/erpnext and idempiere: many invoices in one contact bear one fee.
    async fn one_contact_bears_one_fee_on_its_oldest_invoice(db: Db) {
        let two = format!("7000,00017,2026-01-31,2026-03-02,50.00\n{ONE}");
        let house = house(db, &["10.00", "15%"], &two).await;
        house.works_until(date(2026, 3, 7)).await;
        assert_eq!(charges(&house).await, [""; 0]);
        let view = dunwell_app::view::invoice::invoice(&house.db, &house.book, "7000", house.today()).await.unwrap();
        assert_eq!(view.open.to_decimal_string(), "60.00");
    }

    async fn a_fee_that_nobody_agreed_to_is_not_charged(db: Db) {
        let house = house(db, &["5.00"], ONE).await;
        house.works_until(date(2026, 3, 6)).await;
        house.sleeps_until(date(2026, 3, 7));
        let notes = notes(&house).await;
        assert!(notes[0].contains("no terms that were accepted before the invoice allow a fee 10.00"), "{notes:?}");
        assert_eq!(open(&house).await, "100.00");
        let _ = CUSTOMER;
    }
}
