//! Disputes, promises, money and the outbox.

use dunwell_app::access::Role;
use dunwell_app::approve;
use dunwell_app::assign::{self, Request as Assign, Several};
use dunwell_app::funnel::Mode;
use dunwell_app::outbox_export::{self, Which};
use dunwell_app::view::outbox::{Part, Waiting, outbox, waiting};
use dunwell_app::view::page::Page;
use dunwell_app::view::{disputes, money, promises, unapplied};
use dunwell_app::{Db, Templates};
use dunwell_core::ledger::EntryKind;
use dunwell_core::promise::PromiseState;
use dunwell_testkit::House;
use jiff::civil::date;

use crate::house;

const POLICY: &str = r#"
[policy]
name = "Records"
currency = "GBP"
review_by = 2030-01-31

[contact]
min_overdue = 25
min_gap_days = 5

[[class]]
name = "standard"
when = "true"
procedure = "standard"

[procedure.standard]
entry = "reminder"
steps = [
  { name = "reminder", at = "due + 3 days", do = "email", tone = "friendly" },
  { name = "final demand", at = "due + 20 days", do = "letter", tone = "final", approve = "controller" },
]
"#;

const INVOICES: &str = "\
number,customer,name,issued,due,amount,currency,email
A-1,100,Ashdown Timber,2026-01-01,2026-02-02,500.00,GBP,pay@ashdown.example.com
B-1,200,Harbour Tools,2026-01-01,2026-02-02,700.00,EUR,ap@harbour.example.com
";

async fn two_customers(db: Db) -> House {
    let house = House::open(db, POLICY, date(2026, 2, 2)).await;
    house.bills(INVOICES).await;
    house
}

dunwell_testkit::on_both! {
    async fn disputes_are_listed_by_age_and_owner(db: Db) {
        let house = two_customers(db).await;
        let first = house.is_disputed("A-1", Some("120"), "one pallet was short").await;
        house.sleeps_until(date(2026, 2, 5));
        let second = house.is_disputed("B-1", None, "never ordered").await;
        house.sleeps_until(date(2026, 2, 12));
        for (what, to) in [("200", "Marta Roth"), (&*first.dispute.to_string(), "Warehouse")] {
            let request = Assign { what: what.to_owned(), to: Some(to.to_owned()) };
            assign::assign(&house.db, &house.book, house.caller(), Mode::default(), &request).await.unwrap();
        }
        let list = async |request: disputes::Request<'_>| {
            let paged = disputes::disputes(&house.db, &house.book, &request, house.today()).await.unwrap();
            paged.items.into_iter().map(|line| (line.invoice, line.age_days, line.amount.to_string(), line.owner)).collect::<Vec<_>>()
        };
        let line = |invoice: &str, age: i32, amount: &str, owner: &str| (invoice.to_owned(), age, amount.to_owned(), Some(owner.to_owned()));
        let (a, b) = (line("A-1", 10, "GBP 120.00", "Warehouse"), line("B-1", 7, "EUR 700.00", "Marta Roth"));
        assert_eq!(list(disputes::Request::default()).await, [a.clone(), b.clone()]);
        assert_eq!(list(disputes::Request { owner: Some("Marta Roth"), ..Default::default() }).await, std::slice::from_ref(&b));
        let tally = async || disputes::tally(&house.db, &house.book).await.unwrap().into_iter()
            .map(|tally| (tally.amount.to_string(), tally.count, tally.owner.unwrap_or_default())).collect::<Vec<_>>();
        let disputed = |amount: &str, owner: &str| (amount.to_owned(), 1, owner.to_owned());
        assert_eq!(tally().await, [disputed("EUR 700.00", "Marta Roth"), disputed("GBP 120.00", "Warehouse")]);
        let nobodys = disputes::Request { owner: Some(""), ..Default::default() };
        assert_eq!(list(nobodys).await, []);
        let both = Several { what: vec!["200".to_owned(), first.dispute.to_string()], to: None };
        let given = assign::assign_all(&house.db, &house.book, house.caller(), Mode::default(), &both).await.unwrap();
        assert_eq!(given.iter().map(|given| given.before.as_deref()).collect::<Vec<_>>(), [Some("Marta Roth"), Some("Warehouse")]);
        assert_eq!(list(nobodys).await.len(), 2);
        let unknown = Several { what: vec!["200".to_owned(), "nobody".to_owned()], to: Some("Marta Roth".to_owned()) };
        assert!(assign::assign_all(&house.db, &house.book, house.caller(), Mode::default(), &unknown).await.is_err());
        assert_eq!(list(nobodys).await.len(), 2, "all of them are given, or none");
        assert!(assign::assign_all(&house.db, &house.book, house.caller(), Mode::default(), &Several::default()).await.is_err());
        for (what, to) in [("200", "Marta Roth"), (&*first.dispute.to_string(), "Warehouse")] {
            let request = Assign { what: what.to_owned(), to: Some(to.to_owned()) };
            assign::assign(&house.db, &house.book, house.caller(), Mode::default(), &request).await.unwrap();
        }
        house.settles(&second, "they had").await;
        house.sleeps_until(date(2026, 2, 20));
        let a = line("A-1", 18, "GBP 120.00", "Warehouse");
        assert_eq!(list(disputes::Request::default()).await, std::slice::from_ref(&a));
        assert_eq!(list(disputes::Request { resolved: true, ..Default::default() }).await, [a, b]);
        let settled = disputes::settled(&house.db, &house.book, None, &Page::default(), house.today()).await.unwrap();
        assert_eq!(settled.items.iter().map(|line| (line.invoice.as_str(), line.age_days)).collect::<Vec<_>>(), [("B-1", 7)]);
        assert_eq!(tally().await, [disputed("GBP 120.00", "Warehouse")]);
        let page = Page { limit: Some(1), after: None };
        let paged = disputes::disputes(&house.db, &house.book, &disputes::Request { resolved: true, page, ..Default::default() }, house.today()).await.unwrap();
        let page = Page { limit: Some(1), after: paged.next.as_deref() };
        let rest = disputes::disputes(&house.db, &house.book, &disputes::Request { resolved: true, page, ..Default::default() }, house.today()).await.unwrap();
        assert_eq!((rest.items[0].invoice.as_str(), rest.items[0].resolution.as_deref(), rest.next), ("B-1", Some("they had"), None));
        house.is_paid("100", "450", &["A-1"]).await;
        assert_eq!(tally().await, [disputed("GBP 50.00", "Warehouse")], "no more than is open");
        assert_eq!(list(disputes::Request::default()).await[0].2, "GBP 50.00");
    }

    async fn promises_are_listed_by_day_and_state(db: Db) {
        let house = two_customers(db).await;
        house.is_promised("100", "500", date(2026, 2, 6)).await;
        house.is_promised("200", "300", date(2026, 2, 5)).await;
        house.is_promised("200", "400", date(2026, 3, 1)).await;
        house.sleeps_until(date(2026, 2, 4));
        house.is_paid("200", "100", &["B-1"]).await;
        house.is_paid("100", "500", &["A-1"]).await;
        house.sleeps_until(date(2026, 2, 10));
        let list = async |request: promises::Request<'_>| {
            let paged = promises::promises(&house.db, &house.book, &request, house.today()).await.unwrap();
            paged.items.into_iter().map(|line| (line.due.day(), line.amount.to_string(), line.received.to_string(), line.state)).collect::<Vec<_>>()
        };
        let line = |day: i8, amount: &str, received: &str, state| (day, amount.to_owned(), received.to_owned(), state);
        let partly = line(5, "EUR 300.00", "EUR 100.00", PromiseState::PartlyKept);
        let kept = line(6, "GBP 500.00", "GBP 500.00", PromiseState::Kept);
        let open = line(1, "EUR 400.00", "EUR 100.00", PromiseState::Open);
        assert_eq!(list(promises::Request::default()).await, [partly.clone(), kept.clone(), open.clone()]);
        assert_eq!(list(promises::Request { state: Some(PromiseState::Kept), ..Default::default() }).await, std::slice::from_ref(&kept));
        assert_eq!(list(promises::Request { due_from: Some(date(2026, 2, 6)), ..Default::default() }).await, [kept.clone(), open]);
        assert_eq!(list(promises::Request { due_until: Some(date(2026, 2, 6)), ..Default::default() }).await, [partly.clone(), kept.clone()]);
        let request = promises::Request { due_from: Some(date(2026, 2, 6)), ..Default::default() };
        let tally = promises::tally(&house.db, &house.book, &request, date(2026, 3, 1)).await.unwrap();
        let counted: Vec<_> = tally.iter().map(|tally| (tally.state, tally.count, tally.due_today, tally.promised.to_string(), tally.received.to_string())).collect();
        let eur = (PromiseState::Open, 1, 1, "EUR 400.00".to_owned(), "EUR 100.00".to_owned());
        let gbp = (PromiseState::Kept, 1, 0, "GBP 500.00".to_owned(), "GBP 500.00".to_owned());
        assert_eq!(counted, [eur, gbp]);
        let page = Page { limit: Some(1), after: None };
        let first = promises::promises(&house.db, &house.book, &promises::Request { page, ..Default::default() }, house.today()).await.unwrap();
        let page = Page { limit: Some(1), after: first.next.as_deref() };
        assert_eq!(list(promises::Request { page, ..Default::default() }).await, [kept]);
    }

    async fn money_is_listed_with_what_became_of_it(db: Db) {
        let house = two_customers(db).await;
        let wrong = house.is_paid("100", "80", &["A-1"]).await;
        house.sleeps_until(date(2026, 2, 3));
        house.is_paid("100", "200", &[]).await;
        house.credits("200", "CN-1", "50", &["B-1"]).await;
        house.undoes(&wrong, "another customer's").await;
        let list = async |request: money::Request<'_>| {
            let paged = money::money(&house.db, &house.book, &request).await.unwrap();
            paged.items.into_iter().map(|line| (line.customer.number, line.kind, line.amount.minor(), line.applied.minor(), line.undone.minor(), line.unapplied.minor())).collect::<Vec<_>>()
        };
        let credit = ("200".to_owned(), EntryKind::CreditNote, 50_00, 50_00, 0, 0);
        let loose = ("100".to_owned(), EntryKind::Payment, 200_00, 0, 0, 200_00);
        let undone = ("100".to_owned(), EntryKind::Payment, 80_00, 0, 80_00, 0);
        assert_eq!(list(money::Request::default()).await, [credit.clone(), loose.clone(), undone.clone()]);
        assert_eq!(list(money::Request { unapplied: true, ..Default::default() }).await, std::slice::from_ref(&loose));
        assert_eq!(list(money::Request { undone: true, ..Default::default() }).await, std::slice::from_ref(&undone));
        assert_eq!(list(money::Request { kind: Some(EntryKind::CreditNote), ..Default::default() }).await, std::slice::from_ref(&credit));
        assert_eq!(list(money::Request { customer: Some("200"), ..Default::default() }).await, std::slice::from_ref(&credit));
        assert_eq!(list(money::Request { customer: Some("Ashdown"), from: Some(date(2026, 2, 3)), ..Default::default() }).await, std::slice::from_ref(&loose));
        assert_eq!(list(money::Request { until: Some(date(2026, 2, 2)), ..Default::default() }).await, std::slice::from_ref(&undone));
        assert_eq!(list(money::Request { from: Some(date(2026, 2, 3)), ..Default::default() }).await, [credit, loose.clone()]);
        let refused = money::money(&house.db, &house.book, &money::Request { kind: Some(EntryKind::Charge), ..Default::default() }).await;
        assert!(refused.is_err());
    }

    async fn unapplied_money_is_listed_by_its_age(db: Db) {
        let house = two_customers(db).await;
        house.is_paid("200", "90", &[]).await;
        house.sleeps_until(date(2026, 2, 4));
        house.is_paid("100", "20", &[]).await;
        let wrong = house.is_paid("100", "80", &[]).await;
        house.undoes(&wrong, "another customer's").await;
        house.sleeps_until(date(2026, 2, 6));
        house.is_paid("100", "35", &[]).await;
        let list = async |after: Option<&str>, limit| {
            let page = Page { limit, after };
            unapplied::unapplied(&house.db, &house.book, &page, house.today()).await.unwrap()
        };
        let told = |view: &unapplied::Unapplied| -> Vec<(String, String, i64, i32)> {
            view.items.iter().map(|line| (line.customer.number.clone(), line.unapplied.to_string(), line.payments, line.age_days)).collect()
        };
        let (first, second) = (("200".to_owned(), "EUR 90.00".to_owned(), 1, 4), ("100".to_owned(), "GBP 55.00".to_owned(), 2, 2));
        let whole = list(None, None).await;
        assert_eq!(told(&whole), [first.clone(), second.clone()]);
        assert_eq!(whole.sums.iter().map(ToString::to_string).collect::<Vec<_>>(), ["EUR 90.00", "GBP 55.00"]);
        assert_eq!((whole.items[1].balance.minor(), whole.next), (500_00, None));
        let page = list(None, Some(1)).await;
        assert_eq!(told(&page), [first]);
        let rest = list(page.next.as_deref(), Some(1)).await;
        assert_eq!((told(&rest), rest.next, rest.total), (vec![second], None, 2));
        let nonsense = Page { limit: None, after: Some("2026-02-04.x") };
        assert!(unapplied::unapplied(&house.db, &house.book, &nonsense, house.today()).await.is_err());
    }

    async fn money_in_pages_is_all_of_it(db: Db) {
        let house = house(db).await;
        let page = Page { limit: Some(1_000), after: None };
        let whole = money::money(&house.db, &house.book, &money::Request { page, ..Default::default() }).await.unwrap();
        assert!(whole.items.len() > 100 && whole.next.is_none());
        let (mut paged, mut after) = (Vec::new(), None);
        loop {
            let page = Page { limit: Some(37), after: after.as_deref() };
            let part = money::money(&house.db, &house.book, &money::Request { page, ..Default::default() }).await.unwrap();
            paged.extend(part.items);
            after = part.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(paged, whole.items);
    }

    async fn several_texts_are_approved_together_and_downloaded_again(db: Db) {
        let house = two_customers(db).await;
        house.sleeps_until(date(2026, 2, 5));
        house.decides().await;
        house.sends().await;
        house.sleeps_until(date(2026, 2, 23));
        house.decides().await;
        let drafts = outbox(&house.db, &house.book, Part::Drafts, &Page::default(), house.today()).await.unwrap().items;
        let actions: Vec<String> = drafts.iter().map(|line| line.short_id.clone()).collect();
        let approve = async |person: Option<Role>, actions: &[String]| {
            let request = approve::Several { actions: actions.to_vec(), person, ..Default::default() };
            approve::approve_all(&house.db, &house.book, house.caller(), Mode::default(), &request).await
        };
        let refused = approve(Some(Role::Collector), &actions).await.unwrap_err();
        assert!(refused.to_string().contains("has to be approved by a controller, not by a collector"), "{refused}");
        let lost = [actions[0].clone(), "act_nowhere".to_owned()];
        assert!(approve(Some(Role::Admin), &lost).await.is_err());
        assert_eq!(waiting(&house.db, &house.book).await.unwrap(), Waiting { drafts: 2, ready: 0 }, "all of them, or none");
        let all = approve(Some(Role::Controller), &actions).await.unwrap();
        assert_eq!((all.approved.len(), all.before), (2, 0));
        let all = approve(None, &actions).await.unwrap();
        assert_eq!((all.approved.len(), all.before), (0, 2));

        let templates = Templates::embedded().unwrap();
        let leave = async |mode: Mode<'_>| outbox_export::leave(&house.db, &house.book, house.caller(), mode, &templates).await.unwrap();
        let dry = leave(Mode { key: None, dry_run: true }).await;
        assert_eq!((dry.report.exported.len(), waiting(&house.db, &house.book).await.unwrap().ready), (2, 2));
        let left = leave(Mode { key: Some("once"), dry_run: false }).await;
        let again = leave(Mode { key: Some("once"), dry_run: false }).await;
        assert_eq!(serde_json::json!(again), serde_json::json!(left), "the same command does it once");
        let together = Which::Together { on: left.on, at: left.at };
        let files = outbox_export::files(&house.db, &house.book, together).await.unwrap();
        let mut names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        let mut exported: Vec<&str> = left.report.exported.iter().map(|text| text.file.as_str()).collect();
        names.sort_unstable();
        exported.sort_unstable();
        assert_eq!(names, exported);
        house.is_paid("100", "500", &["A-1"]).await;
        assert_eq!(outbox_export::files(&house.db, &house.book, together).await.unwrap(), files, "it is kept as it left");
        let one = outbox_export::files(&house.db, &house.book, Which::Action(drafts[0].action)).await.unwrap();
        assert!(files.contains(&one[0]) && one.len() == 1);
        house.is_in_order().await;
    }

    async fn texts_go_through_the_outbox(db: Db) {
        let house = two_customers(db).await;
        house.sleeps_until(date(2026, 2, 5));
        house.decides().await;
        let list = async |part| {
            let paged = outbox(&house.db, &house.book, part, &Page::default(), house.today()).await.unwrap();
            let mut lines: Vec<_> = paged.items.into_iter().map(|line| (line.customer.number, line.step, line.left_on)).collect();
            lines.sort();
            lines
        };
        let line = |customer: &str, step: &str, left| (customer.to_owned(), step.to_owned(), left);
        assert_eq!(list(Part::Ready).await, [line("100", "reminder", None), line("200", "reminder", None)]);
        assert_eq!(list(Part::Exported).await, []);
        house.sends().await;
        let left = Some(date(2026, 2, 5));
        assert_eq!(list(Part::Ready).await, []);
        assert_eq!(list(Part::Exported).await, [line("100", "reminder", left), line("200", "reminder", left)]);
        house.sleeps_until(date(2026, 2, 23));
        house.decides().await;
        assert_eq!(waiting(&house.db, &house.book).await.unwrap(), Waiting { drafts: 2, ready: 0 });
        assert_eq!(list(Part::Drafts).await, [line("100", "final demand", None), line("200", "final demand", None)]);
    }
}
