//! What takes two people: one asks, another approves, and both are on record.

use dunwell_app::access::Role;
use dunwell_app::book::Settings;
use dunwell_app::book_settings::change::{self, Request as Change};
use dunwell_app::funnel::{Authority, Caller, Mode};
use dunwell_app::record::write_off;
use dunwell_app::request::{self, NotYours, Outcome, Stale, State};
use dunwell_app::user::{Secret, link, manage};
use dunwell_app::view::journal as journals;
use dunwell_app::{AppError, Currency, Db, Templates, journal_verify, policy};
use dunwell_core::id::RequestId;
use dunwell_core::lang::Lang;
use dunwell_core::money::Money;
use dunwell_testkit::on_both;

use crate::credit::write_off_of;
use crate::story::{Story, refusal};

const ONCE: Mode<'static> = Mode {
    key: None,
    dry_run: false,
};

/// A person at the desk.
fn person(story: &Story, name: &'static str, role: Role) -> Caller<'static> {
    Caller {
        actor: name,
        authority: Authority::Person(role),
        ..story.caller()
    }
}

fn anna(story: &Story) -> Caller<'static> {
    person(story, "Anna", Role::Controller)
}

fn ben(story: &Story) -> Caller<'static> {
    person(story, "Ben", Role::Controller)
}

/// A book with rules, set up by the operator.
async fn under(db: Db, rules: &[&str]) -> Story {
    let mut story = Story::begin(db).await;
    let rules = rules.iter().map(|&rule| rule.to_owned()).collect();
    let request = Change::some(rules);
    let changed = change::change(&story.db, &story.book, story.caller(), ONCE, &request).await;
    story.book = changed.unwrap();
    story
}

async fn asks(
    story: &Story,
    caller: Caller<'_>,
    invoice: &str,
    amount: Option<&str>,
) -> Outcome<write_off::WrittenOff> {
    let wanted = write_off_of(invoice, amount);
    request::write_off(&story.db, &story.book, caller, ONCE, &wanted)
        .await
        .unwrap()
}

async fn asked(
    story: &Story,
    caller: Caller<'_>,
    invoice: &str,
    amount: Option<&str>,
) -> RequestId {
    match asks(story, caller, invoice, amount).await {
        Outcome::Asked(id) => id,
        Outcome::Done(done) => panic!("it took one person: {done:?}"),
    }
}

async fn approves(
    story: &Story,
    caller: Caller<'_>,
    id: RequestId,
) -> Result<request::Decided, AppError> {
    let templates = Templates::embedded().unwrap();
    request::approve(&story.db, &story.book, caller, ONCE, id, &templates).await
}

async fn of_book(story: &Story) -> Vec<(String, String)> {
    let found = journals::of_book(&story.db, &story.book, None, 100)
        .await
        .unwrap();
    let records = found.records.into_iter().rev();
    records
        .map(|record| (record.event.actor, record.event.text))
        .collect()
}

on_both! {
    async fn a_large_write_off_takes_two(db: Db) {
        let story = under(db, &["two_people.write_off=GBP 100; EUR 0"]).await;
        let done = asks(&story, anna(&story), "R-1", Some("100")).await;
        assert!(matches!(done, Outcome::Done(_)), "up to the limit one is enough: {done:?}");
        // In parts it does not become small.
        let id = asked(&story, anna(&story), "R-1", Some("0.01")).await;
        request::withdraw(&story.db, &story.book, anna(&story), ONCE, id).await.unwrap();
        // Nothing at all without a second person in euros; in pounds another invoice begins anew.
        asked(&story, anna(&story), "B-2", Some("0.01")).await;
        let done = asks(&story, anna(&story), "R-2", Some("99")).await;
        assert!(matches!(done, Outcome::Done(_)));

        let id = asked(&story, anna(&story), "R-1", None).await;
        assert_eq!(story.open(["R-1"]).await, [400_00], "nothing has happened yet");
        let decided = approves(&story, ben(&story), id).await.unwrap();
        assert_eq!((decided.state, decided.asked_by.as_str()), (State::Approved, "Anna"));
        assert_eq!(story.open(["R-1"]).await, [0]);

        let journal = journals::journal(&story.db, &story.book, "00001").await.unwrap();
        let last = journal.records.last().unwrap();
        assert_eq!((last.event.kind.as_str(), last.event.actor.as_str()), ("write-off-recorded", "Ben"));
        assert!(last.event.text.contains("asked by Anna"), "{}", last.event.text);
        let record = of_book(&story).await;
        let (by, text) = record.last().unwrap();
        assert_eq!((by.as_str(), text.as_str()), ("Ben", "Approved: write off GBP 400.00 on invoice R-1. Anna asked for it."));
        assert!(journal_verify::verify(&story.db, &story.book).await.unwrap().is_whole());
    }

    async fn the_use_case_itself_holds_the_limit(db: Db) {
        let story = under(db, &["two_people.write_off=GBP 100"]).await;
        let too_much = write_off_of("R-1", None);
        let alone = write_off::record(&story.db, &story.book, anna(&story), ONCE, &too_much).await;
        assert!(refusal(alone).contains("takes two people"));
        // The operator asks nobody, and it is on record.
        write_off::record(&story.db, &story.book, story.caller(), ONCE, &too_much).await.unwrap();
        let journal = journals::journal(&story.db, &story.book, "00001").await.unwrap();
        let text = &journal.records.last().unwrap().event.text;
        assert!(text.contains("by the operator"), "{text}");
    }

    async fn an_approved_last_step_is_under_the_same_limit(db: Db) {
        let mut story = Story::run_once(db).await;
        let rules = Change::some(vec!["two_people.write_off=GBP 1000".to_owned()]);
        story.book = change::change(&story.db, &story.book, story.caller(), ONCE, &rules).await.unwrap();
        let action = story.action("00006").await;
        let approval = dunwell_app::approve::Request { action: action.id.to_string(), ..Default::default() };
        let alone = dunwell_app::approve::approve(&story.db, &story.book, anna(&story), ONCE, &approval).await;
        assert!(refusal(alone).contains("takes two people"));
        assert_eq!(story.open(["W-1"]).await, [6000_00]);
    }

    async fn nobody_decides_alone(db: Db) {
        let story = under(db, &["two_people.write_off=GBP 0", "two_people.bank=yes"]).await;
        let id = asked(&story, anna(&story), "R-1", None).await;
        let own = approves(&story, anna(&story), id).await;
        assert_eq!(refusal(own), NotYours::Own.to_string());
        let lower = approves(&story, person(&story, "Carl", Role::Collector), id).await;
        assert_eq!(refusal(lower), NotYours::Role(Role::Controller).to_string());
        let program = Caller { actor: "shop (API)", authority: Authority::Program(Role::Admin, "Ben"), ..story.caller() };
        assert_eq!(refusal(approves(&story, program, id).await), NotYours::Program.to_string());
        // A program is its maker's hand.
        let by_program = asked(&story, program, "R-2", None).await;
        let own = approves(&story, ben(&story), by_program).await;
        assert_eq!(refusal(own), NotYours::Own.to_string());
        approves(&story, anna(&story), by_program).await.unwrap();
        // A controller does not decide on bank details.
        let change = Change::some(vec!["bank.iban=GB29NWBK60161331926819".to_owned()]);
        let asked = request::settings(&story.db, &story.book, person(&story, "Dora", Role::Admin), ONCE, &change, "new bank").await;
        let Ok(Outcome::Asked(bank)) = asked else { panic!("{asked:?}") };
        let lower = approves(&story, ben(&story), bank).await;
        assert_eq!(refusal(lower), NotYours::Role(Role::Admin).to_string());
    }

    async fn a_request_is_declined_withdrawn_and_answered_once(db: Db) {
        let story = under(db, &["two_people.write_off=GBP 0"]).await;
        let id = asked(&story, anna(&story), "R-1", None).await;
        let (db, book) = (&story.db, &story.book);
        let without = request::decline(db, book, ben(&story), ONCE, id, " ").await;
        assert!(refusal(without).contains("the reason"));
        let decided = request::decline(db, book, ben(&story), ONCE, id, "They still trade.").await.unwrap();
        assert_eq!(decided.state, State::Declined);
        assert!(refusal(approves(&story, ben(&story), id).await).contains("it was declined by Ben"));
        let id = asked(&story, anna(&story), "R-1", None).await;
        let others = request::withdraw(db, book, ben(&story), ONCE, id).await;
        assert!(refusal(others).contains("Anna asked for this"));
        request::withdraw(db, book, anna(&story), ONCE, id).await.unwrap();
        let found = request::list(db, book).await.unwrap();
        assert_eq!(found.open, []);
        let states: Vec<State> = found.answered.iter().map(|request| request.state).collect();
        assert_eq!(states, [State::Withdrawn, State::Declined]);
        assert_eq!(found.answered[1].answer.as_deref(), Some("They still trade."));
        assert_eq!(story.open(["R-1"]).await, [500_00]);
    }

    async fn the_same_request_is_made_and_approved_once(db: Db) {
        let story = under(db, &["two_people.write_off=GBP 0"]).await;
        let wanted = write_off_of("R-1", None);
        let (db, book) = (&story.db, &story.book);
        let mode = Mode { key: Some("form-1"), dry_run: false };
        let first = request::write_off(db, book, anna(&story), mode, &wanted).await.unwrap();
        let second = request::write_off(db, book, anna(&story), mode, &wanted).await.unwrap();
        assert_eq!(first, second);
        assert_eq!(request::count_open(db, book).await.unwrap(), 1);
        let Outcome::Asked(id) = first else { panic!() };
        let templates = Templates::embedded().unwrap();
        let mode = Mode { key: Some("form-2"), dry_run: false };
        for _ in 0..2 {
            request::approve(db, book, ben(&story), mode, id, &templates).await.unwrap();
        }
        assert_eq!(story.open(["R-1"]).await, [0]);
        let dry = Mode { key: None, dry_run: true };
        request::write_off(db, book, anna(&story), dry, &write_off_of("R-2", None)).await.unwrap();
        assert_eq!(request::count_open(db, book).await.unwrap(), 0);
    }

    async fn what_was_asked_against_other_facts_is_refused(db: Db) {
        let story = under(db, &["two_people.write_off=GBP 100"]).await;
        let id = asked(&story, anna(&story), "R-1", None).await;
        asks(&story, ben(&story), "R-1", Some("50")).await;
        let pounds = |minor| Money::new(minor, Currency::GBP);
        let stale = Stale::Open { invoice: "R-1".to_owned(), then: pounds(500_00), now: pounds(450_00) };
        let shown = request::find(&story.db, &story.book, id).await.unwrap().unwrap();
        assert_eq!(shown.stale, Some(stale));
        let refused = refusal(approves(&story, ben(&story), id).await);
        assert!(refused.starts_with("GBP 500.00 was open on invoice R-1 when this was asked for, and GBP 450.00 is now"), "{refused}");
        assert_eq!(story.open(["R-1"]).await, [450_00]);
    }

    async fn another_policy_takes_two(db: Db) {
        let mut story = Story::run_once(db).await;
        let rules = Change::some(vec!["two_people.policy=yes".to_owned()]);
        story.book = change::change(&story.db, &story.book, story.caller(), ONCE, &rules).await.unwrap();
        let (db, book) = (&story.db, &story.book);
        let templates = Templates::embedded().unwrap();
        let text = policy::ready("small-business").unwrap();
        let alone = policy::replace(db, book, anna(&story), text, &templates, 1).await;
        assert!(refusal(alone).contains("takes two people"));
        let ask = async |why: &str| request::policy(db, book, anna(&story), ONCE, (text, 1, why), &templates).await;
        assert!(refusal(ask("").await).contains("the reason"));
        let Ok(Outcome::Asked(first)) = ask("Simpler.").await else { panic!() };
        let Ok(Outcome::Asked(second)) = ask("Simpler, again.").await else { panic!() };
        approves(&story, ben(&story), first).await.unwrap();
        let versions = policy::versions(db, book).await.unwrap();
        assert_eq!((versions[0].seq, versions[0].actor.as_str(), versions[0].text.as_str()), (2, "Ben", text));
        assert_eq!(of_book(&story).await.iter().filter(|(_, words)| words.contains("came into force as version 2. Anna asked for it.")).count(), 1);
        let late = refusal(approves(&story, ben(&story), second).await);
        assert!(late.starts_with("version 1 of the policy was in force when this was asked for, and version 2 is now"), "{late}");
    }

    async fn other_bank_details_take_two(db: Db) {
        let story = under(db, &["two_people.bank=yes", "phone=+44 7700 900123"]).await;
        let (db, book) = (&story.db, &story.book);
        let dora = person(&story, "Dora", Role::Admin);
        let emil = person(&story, "Emil", Role::Admin);
        let iban = Change::some(vec!["bank.iban=GB29NWBK60161331926819".to_owned()]);
        let alone = change::change(db, book, dora, ONCE, &iban).await;
        assert!(refusal(alone).contains("takes two people"));
        let both = Change::some(vec!["pay_url=https://example.com/pay".to_owned(), "phone=".to_owned()]);
        let mixed = request::settings(db, book, dora, ONCE, &both, "why").await;
        assert!(refusal(mixed).contains("by themselves"));
        let phone = Change::some(vec!["phone=+44 7700 900124".to_owned()]);
        let done = request::settings(db, book, dora, ONCE, &phone, "").await.unwrap();
        assert!(matches!(&done, Outcome::Done(book) if book.settings.phone == "+447700900124" || book.settings.phone == "+44 7700 900124"), "{done:?}");

        let Ok(Outcome::Asked(id)) = request::settings(db, book, dora, ONCE, &iban, "We changed the bank.").await else { panic!() };
        approves(&story, emil, id).await.unwrap();
        let kept = dunwell_app::book::find(db, Some(&book.name)).await.unwrap();
        assert_eq!(kept.settings.bank.as_ref().unwrap().iban, "GB29NWBK60161331926819");
        assert_ne!(kept.settings.phone, "", "what was changed meanwhile stays");

        let euro = Change::some(vec!["banks.EUR.bic=NWBKGB2L".to_owned()]);
        assert!(refusal(change::change(db, &kept, dora, ONCE, &euro).await).contains("takes two people"));
        let Ok(Outcome::Asked(id)) = request::settings(db, &kept, dora, ONCE, &euro, "An account in euro.").await else { panic!() };
        approves(&story, emil, id).await.unwrap();
        let kept = dunwell_app::book::find(db, Some(&book.name)).await.unwrap();
        assert_eq!(kept.settings.banks[&Currency::EUR].bic, "NWBKGB2L");
    }

    async fn the_rules_are_under_themselves(db: Db) {
        let story = under(db, &["two_people.policy=yes"]).await;
        let (db, book) = (&story.db, &story.book);
        let dora = person(&story, "Dora", Role::Admin);
        let off = Change::some(vec!["two_people.policy=no".to_owned()]);
        assert!(refusal(change::change(db, book, dora, ONCE, &off).await).contains("takes two people"));
        let Ok(Outcome::Asked(id)) = request::settings(db, book, dora, ONCE, &off, "We are two now.").await else { panic!() };
        approves(&story, person(&story, "Emil", Role::Admin), id).await.unwrap();
        let kept = dunwell_app::book::find(db, Some(&book.name)).await.unwrap();
        assert!(!kept.settings.two_people.any());
    }

    async fn a_rule_that_would_lock_the_book_is_not_turned_on(db: Db) {
        let story = Story::begin(db).await;
        let (db, book) = (&story.db, &story.book);
        let dora = person(&story, "Dora", Role::Admin);
        joins(&story, "Dora", Role::Admin, 1).await;
        joins(&story, "Carl", Role::Collector, 3).await;
        let on = Change::some(vec!["two_people.policy=yes".to_owned()]);
        let locked = refusal(change::change(db, book, dora, ONCE, &on).await);
        assert!(locked.contains("only Dora could decide on changing the policy"), "{locked}");
        joins(&story, "Ben", Role::Controller, 5).await;
        // Two could decide on the policy now, but Dora alone on the rules themselves.
        let locked = refusal(change::change(db, book, dora, ONCE, &on).await);
        assert!(locked.contains("only Dora could decide on changing what two people"), "{locked}");
        joins(&story, "Emil", Role::Admin, 7).await;
        assert!(change::change(db, book, dora, ONCE, &on).await.unwrap().settings.two_people.policy);
    }

    async fn settings_are_on_record_and_nobody_writes_over_anothers_unseen(db: Db) {
        let story = Story::begin(db).await;
        let (db, book) = (&story.db, &story.book);
        let seen = change::version(&book.settings);
        let phone = Change { over: Some(seen), ..Change::some(vec!["phone=+44 7700 900123".to_owned()]) };
        change::change(db, book, story.caller(), ONCE, &phone).await.unwrap();
        let again = change::change(db, book, story.caller(), ONCE, &phone).await;
        assert!(refusal(again).contains("somebody else changed the settings"));
        let all = Change::all(Settings { contact_name: "Anna Smith".to_owned(), ..Settings::default() });
        change::change(db, book, story.caller(), ONCE, &all).await.unwrap();
        change::change(db, book, story.caller(), ONCE, &all).await.unwrap();
        let told: Vec<String> = of_book(&story).await.into_iter().map(|(_, text)| text).collect();
        assert_eq!(told.len(), 2, "what changes nothing is not told: {told:?}");
        assert!(told[0].starts_with("Settings changed: phone is \"+44"), "{told:?}");
        assert!(told[1].contains("contact name is \"Anna Smith\" now; phone was"), "{told:?}");
        let verified = journal_verify::verify(db, book).await.unwrap();
        assert_eq!((verified.of_book, verified.is_whole()), (2, true));
    }
}

/// Somebody who can sign in.
async fn joins(story: &Story, name: &str, role: Role, secret: u8) {
    let request = manage::Request {
        email: &format!("{}@example.com", name.to_lowercase()),
        name,
        lang: Lang::En,
        role,
        book: Some(&story.book),
    };
    let invitation = Secret::new([secret; 32]);
    manage::add(&story.db, story.caller(), &request, &invitation)
        .await
        .unwrap();
    let (password, salt) = ("copper kettle under rain", Secret::new([secret + 1; 32]));
    link::set_password(&story.db, story.caller(), &invitation, password, &salt)
        .await
        .unwrap();
}
