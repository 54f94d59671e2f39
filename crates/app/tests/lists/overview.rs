//! The overview.

use dunwell_app::Db;
use dunwell_app::view::aging::{self, AgingView};
use dunwell_app::view::overview::{self, Figures, Kept, Overview, Value};
use dunwell_app::view::words::day;
use dunwell_core::aging::{Basis, Buckets};
use dunwell_core::money::Money;
use dunwell_testkit::House;
use jiff::civil::{Date, date};

use crate::{TODAY, house};

const POLICY: &str = r#"
[policy]
name = "Figures"
currency = "GBP"
review_by = 2030-01-31

[contact]
min_overdue = 25

[[class]]
name = "standard"
when = "true"
procedure = "standard"

[procedure.standard]
entry = "reminder"
steps = [{ name = "reminder", at = "due + 3 days", do = "email", tone = "friendly" }]
"#;

async fn aged(house: &House, as_of: Date) -> AgingView {
    let request = aging::Request {
        as_of,
        basis: Basis::DueDate,
        buckets: Buckets::default(),
        customers: false,
        convert_to: None,
    };
    aging::aging(&house.db, &house.book, &request)
        .await
        .unwrap()
}

async fn told(house: &House, as_of: Date) -> Overview {
    overview::overview(&house.db, &house.book, as_of, house.today())
        .await
        .unwrap()
}

fn figure(figures: &Figures, name: &str) -> Option<Value> {
    let found = figures.figures.iter().find(|figure| figure.name == name);
    found
        .unwrap_or_else(|| panic!("there is no figure {name}"))
        .value
}

/// The total and what of it is late, by currency; those in which nothing is open are left out.
fn open_and_late(aging: &AgingView) -> Vec<(Money, Money)> {
    let line = |line: &aging::Line| {
        let late = line.total.checked_sub(line.buckets[0].amount).unwrap();
        (line.total, late)
    };
    aging
        .currencies
        .iter()
        .map(line)
        .filter(|(total, _)| !total.is_zero())
        .collect()
}

dunwell_testkit::on_both! {
    async fn it_says_of_every_day_what_the_aging_says(db: Db) {
        let house = house(db).await;
        for as_of in [TODAY, date(2026, 5, 31), date(2026, 2, 11)] {
            let (overview, aging) = (told(&house, as_of).await, aged(&house, as_of).await);
            let own: Vec<(Money, Money)> = overview.currencies.iter()
                .map(|figures| match (figure(figures, "outstanding"), figure(figures, "overdue")) {
                    (Some(Value::Money(open)), Some(Value::Money(late))) => (open, late),
                    other => panic!("{other:?}"),
                })
                .filter(|(open, _)| !open.is_zero())
                .collect();
            assert_eq!(own, open_and_late(&aging), "at the end of {as_of}");
            for line in &aging.currencies {
                let figures = overview.currencies.iter().find(|figures| figures.currency == line.currency).unwrap();
                assert_eq!(figures.buckets, line.buckets, "at the end of {as_of}");
                let expected = &figures.expected;
                let mut sum = expected.later.minor() + expected.overstayed.minor() + expected.unknown.minor();
                sum += expected.weeks.iter().map(|week| week.expected.minor()).sum::<i64>();
                assert_eq!(sum, line.total.minor(), "everything open is expected, late or unknown");
            }
        }
    }

    async fn its_trend_is_the_aging_of_each_month(db: Db) {
        let house = house(db).await;
        let overview = told(&house, TODAY).await;
        let days: Vec<Date> = overview.currencies[0].trend.iter().map(|month| month.on).collect();
        assert_eq!((days.len(), days[0], days[12]), (13, date(2025, 6, 30), TODAY));
        for (index, &on) in days.iter().enumerate() {
            let own: Vec<(Money, Money)> = overview.currencies.iter()
                .map(|figures| (figures.trend[index].outstanding, figures.trend[index].overdue))
                .filter(|(open, _)| !open.is_zero())
                .collect();
            assert_eq!(own, open_and_late(&aged(&house, on).await), "at the end of {on}");
        }
        let received: i64 = overview.currencies.iter().flat_map(|f| &f.trend).map(|month| month.receipts.minor()).sum();
        assert!(received > 0, "money came in");
    }

    async fn its_largest_risks_are_overdue_and_explained(db: Db) {
        let house = house(db).await;
        let overview = told(&house, TODAY).await;
        assert_eq!(overview.risks.len(), overview::LARGEST);
        for risk in &overview.risks {
            assert!(risk.overdue.minor() > 0 && risk.weighed.days_late > 0, "{risk:?}");
            assert!(risk.why.contains(&risk.overdue.to_string()), "{}", risk.why);
        }
        assert_eq!(overview.currencies.len() > 1, overview.converted.is_some() || !overview.without_rate.is_empty());
    }

    async fn figures_are_made_as_they_say(db: Db) {
        let house = House::open(db, POLICY, date(2026, 1, 1)).await;
        // 700, 800 and 1,000 are billed in three months, net 30; nothing is paid but 380 in March.
        house.bills("number,issued,due,amount,currency,customer,name\n\
            1,2026-01-15,2026-02-14,700.00,GBP,7,Ashdown Timber\n\
            2,2026-02-10,2026-03-12,800.00,GBP,7,Ashdown Timber\n\
            3,2026-03-10,2026-04-09,1000.00,GBP,7,Ashdown Timber\n").await;
        house.sleeps_until(date(2026, 3, 20));
        house.is_promised("7", "300", date(2026, 3, 25)).await;
        house.is_promised("7", "400", date(2026, 3, 28)).await;
        house.sleeps_until(date(2026, 3, 25));
        house.is_paid("7", "380", &["1"]).await;
        house.is_disputed("2", Some("250"), "one line is missing").await;
        house.sleeps_until(date(2026, 3, 31));
        let overview = told(&house, date(2026, 3, 31)).await;
        let figures = &overview.currencies[0];
        let pounds = |text: &str| Some(Value::Money(Money::parse(text, figures.currency).unwrap()));
        assert_eq!(figure(figures, "outstanding"), pounds("2120.00"));
        assert_eq!(figure(figures, "overdue"), pounds("1120.00"));
        assert_eq!(figure(figures, "overdue-share"), Some(Value::Share(5_283)));
        assert_eq!(figure(figures, "sales"), pounds("2500.00"));
        assert_eq!(figure(figures, "receipts"), pounds("380.00"));
        // 2120 / 2500 x 90, and what is not due yet: 1000 / 2500 x 90.
        assert_eq!(figure(figures, "dso-simple"), Some(Value::DaysMilli(76_320)));
        assert_eq!(figure(figures, "dso-best-possible"), Some(Value::DaysMilli(36_000)));
        assert_eq!(figure(figures, "average-days-delinquent"), Some(Value::DaysMilli(40_320)));
        // March 31 days, February 28 days, and 320 / 700 of the 31 days of January.
        assert_eq!(figure(figures, "dso-count-back"), Some(Value::DaysMilli(73_171)));
        // Thirty days up to 31 March hold 1,000, those before 800 and those before these 700.
        assert_eq!(figure(figures, "dso-count-back-30"), Some(Value::DaysMilli(73_714)));
        // On 1 March 1,500 were open; 1,000 were billed since: (2,500 - 2,120) / (2,500 - 1,000).
        assert_eq!(figure(figures, "collection-effectiveness"), Some(Value::Share(2_533)));
        // 380 came from 20 to 25 March, and to 28 March: the first promise was kept, the second was not.
        assert_eq!(figure(figures, "promises-kept"), Some(Value::Share(5_000)));
        assert_eq!(figure(figures, "promises-kept-by-value"), Some(Value::Share(4_286)));
        assert_eq!(figure(figures, "promised"), pounds("0.00"));
        assert_eq!(figure(figures, "disputed"), pounds("250.00"));
        assert_eq!(figure(figures, "dispute-rate"), Some(Value::Share(1_000)));
        assert_eq!(figures.expected.unknown, Money::parse("2120.00", figures.currency).unwrap());
        let [risk] = &overview.risks[..] else { panic!("{:?}", overview.risks) };
        // 320 for 45 days and 800 for 19.
        assert_eq!((risk.weighed.days_late, risk.weighed.weight), (26, 3));

        // Told on an earlier day, what happened later has not happened.
        let earlier = told(&house, date(2026, 3, 24)).await;
        assert_eq!(figure(&earlier.currencies[0], "outstanding"), pounds("2500.00"));
        assert_eq!(figure(&earlier.currencies[0], "disputed"), pounds("0.00"));
        assert_eq!(figure(&earlier.currencies[0], "promised"), pounds("700.00"));
        let refused = overview::overview(&house.db, &house.book, date(2026, 4, 1), house.today()).await;
        assert!(refused.unwrap_err().to_string().contains("has not come yet"));
        assert!(figures.figures[0].how.contains(&day(date(2026, 3, 31))));
    }

    async fn it_is_made_again_only_when_something_happened(db: Db) {
        let house = house(db).await;
        let kept = Kept::default();
        let get = async || kept.get(&house.db, &house.book, TODAY, TODAY).await.unwrap();
        let (first, second) = (get().await, get().await);
        assert!(std::ptr::eq::<Overview>(&*first, &*second), "it was not made again");
        assert!(!second.is_behind);
        assert_eq!(*first, told(&house, TODAY).await);
        let number = first.risks[0].customer.number.clone();
        house.is_paid(&number, "10", &[]).await;
        // A machine at its limits may take longer than a reader waits; then it is told to be behind.
        let mut third = get().await;
        while third.is_behind {
            third = get().await;
        }
        assert_eq!(*third, told(&house, TODAY).await);
        assert!(!std::ptr::eq::<Overview>(&*first, &*third));
    }
}
