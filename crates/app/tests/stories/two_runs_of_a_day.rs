//! A day is run again after something came in: the day shows what both runs decided.

use dunwell_app::Db;
use dunwell_app::view::runs;
use dunwell_testkit::House;
use jiff::civil::date;

use crate::{POLICY, invoices};

dunwell_testkit::on_both! {
    async fn a_day_that_is_run_again_keeps_what_it_decided_before(db: Db) {
        let house = House::open(db, POLICY, date(2026, 3, 5)).await;
        house.bills(&invoices(&["6001,2026-01-31,2026-03-02,1000.00,GBP"])).await;
        assert_eq!(house.decides().await.decided, 1);
        let other = "number,issued,due,amount,currency,customer,name,email\n\
                     6002,2026-01-31,2026-03-02,800.00,EUR,00018,Birch and Daughters,birch@example.com\n\
                     6003,2026-01-31,2026-03-02,50.00,GBP,00019,Calder Mills,calder@example.com\n";
        house.bills(other).await;
        assert_eq!(house.decides().await.decided, 2);
        // A run that decides nothing takes nothing away.
        assert_eq!(house.decides().await.decided, 0);

        let days = runs::latest(&house.db, &house.book, 9).await.unwrap();
        let [day] = &days[..] else { panic!("one day was run: {days:?}") };
        assert_eq!(day.decided, 3);
        let [reminder] = &day.steps[..] else { panic!("one step was decided: {day:?}") };
        assert_eq!((&*reminder.step, reminder.actions), ("reminder", 3));
        let amounts: Vec<String> = reminder.amounts.iter().map(ToString::to_string).collect();
        assert_eq!(amounts, ["GBP 1,050.00", "EUR 800.00"]);
        // What a run for its caller says is about that run alone.
        assert_eq!(house.decides().await.steps, []);
    }
}
