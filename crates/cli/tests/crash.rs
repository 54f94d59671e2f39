//! The program is killed at any moment: what was begun is there as a whole or not at all, and the
//! same command can be given again.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod common;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use common::{Desk, told};
use rusqlite::Connection;

/// Each customer has so many invoices.
const EACH: i64 = 10;

/// Every so many customers one has invoices that are overdue; the others owe nothing yet.
const ONE_OVERDUE_IN: i64 = 4;

/// A desk with the file of a book.
fn desk(customers: i64) -> Desk {
    let desk = Desk::on("2026-03-02");
    let mut csv = "number,customer,name,issued,due,amount,email\n".to_owned();
    for number in 0..customers * EACH {
        let customer = number % customers;
        let due = if customer % ONE_OVERDUE_IN == 0 {
            "2026-02-10"
        } else {
            "2026-05-31"
        };
        let amount = 100 + number % 900;
        writeln!(
            csv,
            "N{number:06},{customer:05},Customer {customer},2026-01-10,{due},{amount}.50,c{customer}@example.com"
        )
        .unwrap();
    }
    desk.write("invoices.csv", &csv);
    desk
}

/// Starts a command again and again, each time killed after a longer while, until it ends before it
/// is killed. After each kill `check` looks at what is there. Gives how often it was killed.
fn kill_until_done(desk: &Desk, args: &[&str], mut check: impl FnMut()) -> u32 {
    let mut delay = Duration::from_millis(4);
    let mut kills = 0;
    loop {
        let mut command = desk.command(args);
        let mut child = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(delay);
        // On Unix this is SIGKILL: nothing is told to the program, and nothing is tidied up.
        child.kill().unwrap();
        let status = child.wait().unwrap();
        check();
        if status.success() {
            return kills;
        }
        assert_eq!(status.code(), None, "{args:?} ended by itself and failed");
        kills += 1;
        delay = delay * 8 / 5;
    }
}

/// How many rows a table has; none when the program did not come as far as making it.
fn count(desk: &Desk, what: &str) -> i64 {
    let file = Connection::open(desk.path("dunwell.db")).unwrap();
    let counted = file.query_row(&format!("SELECT COUNT(*) FROM {what}"), [], |row| {
        row.get(0)
    });
    match counted {
        Ok(count) => count,
        Err(error) if error.to_string().contains("no such table") => 0,
        Err(error) => panic!("{error}"),
    }
}

/// Nothing is half-written: the balances, the journal and the schema are whole.
fn is_whole(desk: &Desk) {
    let doctor = desk.runs(&["doctor"]);
    assert!(doctor.status.success(), "{}", told(&doctor));
    if count(desk, "book") > 0 {
        let journal = desk.runs(&["journal", "verify"]);
        assert!(journal.status.success(), "{}", told(&journal));
    }
}

/// All of them or none.
fn all_or_none(desk: &Desk, tables: &[(&str, i64)]) {
    let found: Vec<(&str, i64)> = tables
        .iter()
        .map(|&(table, _)| (table, count(desk, table)))
        .collect();
    assert!(
        found == tables || found.iter().all(|&(_, count)| count == 0),
        "{found:?}"
    );
}

#[test]
fn an_import_that_is_killed_leaves_all_or_nothing() {
    let customers = 5_000;
    let desk = desk(customers);
    let tables = [
        ("book", 1),
        ("invoice", customers * EACH),
        ("entry", customers * EACH),
        ("customer", customers),
        ("account", customers),
        ("contact_point", customers),
        ("journal", customers),
    ];
    let kills = kill_until_done(&desk, &["import", "invoices.csv"], || {
        all_or_none(&desk, &tables);
        is_whole(&desk);
    });
    assert!(kills > 2, "it was killed on its way: {kills} times");
    assert_eq!(count(&desk, "invoice"), customers * EACH);
}

#[test]
fn a_run_and_an_export_that_are_killed_are_finished_by_the_same_command() {
    let customers = 1_000;
    let overdue = customers / ONE_OVERDUE_IN;
    let desk = desk(customers);
    desk.prints(&["import", "invoices.csv"]);
    let kills = kill_until_done(&desk, &["run"], || {
        all_or_none(&desk, &[("action", overdue), ("run", 1), ("policy", 1)]);
        assert!(
            count(&desk, "seal") <= count(&desk, "run"),
            "a day is sealed after it was run"
        );
        // One record says that a customer's invoices were imported, the next what was decided.
        let decided = count(&desk, "journal") - customers;
        assert!(
            decided == 0 || decided == overdue,
            "{decided} decisions are in the journal"
        );
        is_whole(&desk);
    });
    assert!(kills > 2, "it was killed on its way: {kills} times");
    assert_eq!((count(&desk, "action"), count(&desk, "seal")), (overdue, 1));

    let folder = desk.path("out");
    let kills = kill_until_done(&desk, &["outbox", "export", "out"], || {
        assert!(
            files(&folder, ".eml").is_subset(&done(&desk)),
            "a file has its name before its action is done"
        );
        let done = count(&desk, "action WHERE status = 'done'");
        assert!(done == 0 || done == overdue, "{done} actions are done");
        is_whole(&desk);
    });
    assert!(kills > 2, "it was killed on its way: {kills} times");
    everything_left_once(&desk, &folder, overdue);

    // The moment that a timer hardly hits: the database has kept that the texts left, and some files
    // have not got their names yet. Beside them lies a file that is not ours.
    for file in std::fs::read_dir(&folder).unwrap().take(7) {
        let path = file.unwrap().path();
        std::fs::rename(&path, path.with_extension("eml.part")).unwrap();
    }
    desk.write("out/somebody-else.part", "not ours");
    let again = desk.prints(&["outbox", "export", "out"]);
    assert!(again.contains("No text is ready to leave."), "{again}");
    assert_eq!(
        std::fs::read_to_string(desk.path("out/somebody-else.part")).unwrap(),
        "not ours"
    );
    std::fs::remove_file(desk.path("out/somebody-else.part")).unwrap();
    everything_left_once(&desk, &folder, overdue);
    is_whole(&desk);
}

/// Each action that is done has its file, and nothing else is there.
fn everything_left_once(desk: &Desk, folder: &Path, actions: i64) {
    assert_eq!(files(folder, ".eml"), done(desk));
    assert_eq!(done(desk).len(), usize::try_from(actions).unwrap());
    assert_eq!(
        std::fs::read_dir(folder).unwrap().count(),
        done(desk).len(),
        "each text is there once"
    );
}

/// The ids in the names of the files with this ending.
fn files(folder: &Path, ending: &str) -> BTreeSet<String> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return BTreeSet::new();
    };
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let ours = names.filter(|name| name.ends_with(ending));
    ours.map(|name| {
        let (_, id) = name.split_once("-act_").unwrap();
        id.split('.').next().unwrap().to_owned()
    })
    .collect()
}

/// The ids of the actions that are done.
fn done(desk: &Desk) -> BTreeSet<String> {
    let file = Connection::open(desk.path("dunwell.db")).unwrap();
    let mut query = file
        .prepare("SELECT lower(hex(id)) FROM action WHERE status = 'done'")
        .unwrap();
    let ids = query.query_map([], |row| row.get(0)).unwrap();
    ids.map(Result::unwrap).collect()
}
