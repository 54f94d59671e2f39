//! What a change of the text does to the hash, and the sentence that tells of it.

use super::{EXAMPLE, policy};
use crate::policy::{Policy, difference};

fn in_english(older: &Policy, newer: &Policy) -> Vec<String> {
    let changes = difference(older, newer);
    changes.iter().map(ToString::to_string).collect()
}

#[test]
fn layout_comments_and_order_of_sections_do_not_change_the_hash() {
    let original = policy(EXAMPLE);
    let (terms, rest) = (
        EXAMPLE.find("[terms.standard]").unwrap(),
        EXAMPLE.find("[[class]]").unwrap(),
    );
    let (procedures, supportive) = (
        EXAMPLE.find("[procedure.standard]").unwrap(),
        EXAMPLE.find("[procedure.supportive]").unwrap(),
    );
    let concessions = EXAMPLE.find("[concessions]").unwrap();
    let other_order = format!(
        "{}\n{}\n{}\n{}\n{}\n{}",
        &EXAMPLE[concessions..],
        &EXAMPLE[supportive..concessions],
        &EXAMPLE[procedures..supportive],
        &EXAMPLE[rest..procedures],
        &EXAMPLE[terms..rest],
        &EXAMPLE[..terms]
    );
    for same in [
        other_order,
        EXAMPLE.replace('\n', "\r\n"),
        EXAMPLE.replace(" = ", "  =\t"),
        EXAMPLE.replace("\n[", "\n# A remark.\n\n["),
        EXAMPLE.replace("25.50", "25.5"),
        EXAMPLE.replace(
            "\"reason == 'cash-flow' || promises_broken >= 2\"",
            "'''\n(reason==\"cash-flow\") || (promises_broken >= 2)'''",
        ),
        EXAMPLE.replace("2027-01-31", "\"2027-01-31\""),
        EXAMPLE
            .replace("due + 30 days", "due+30days")
            .replace("due + 1 day\"", "due + 1 days\""),
        EXAMPLE.replace("2/10 net 30", "2/10, net 30"),
        EXAMPLE.replace(
            "[terms.new]\ndue = \"net 14\"",
            "[terms]\nnew = { due = \"net 14\" }",
        ),
        EXAMPLE.replace("do = \"call\", tone = \"friendly\"", "do = \"call\""),
    ] {
        assert_ne!(same, EXAMPLE);
        let same = policy(&same);
        assert_eq!(same.hash(), original.hash());
        assert_eq!(in_english(&original, &same), Vec::<String>::new());
    }
}

#[test]
fn every_change_changes_the_hash_and_is_told_in_a_sentence() {
    let cases: &[(&str, &str, &[&str])] = &[
        (
            "name = \"Example\"",
            "name = \"Other\"",
            &["The policy's name was \"Example\" and is now \"Other\"."],
        ),
        (
            "review_by = 2027-01-31",
            "review_by = 2028-01-31",
            &["The date of the next review was \"2027-01-31\" and is now \"2028-01-31\"."],
        ),
        (
            "review_by = 2027-01-31",
            "",
            &["The date of the next review (\"2027-01-31\") is gone."],
        ),
        (
            "min_overdue = 25.50",
            "min_overdue = 30",
            &["The smallest sum that is chased was \"GBP 25.50\" and is now \"GBP 30.00\"."],
        ),
        (
            "min_gap_days = 5",
            "min_gap_days = 6",
            &["The number of days between two contacts was \"5\" and is now \"6\"."],
        ),
        (
            "send_between = [\"09:00\", ",
            "send_between = [\"10:00\", ",
            &["The time of day for contacts was \"09:00 to 17:00\" and is now \"10:00 to 17:00\"."],
        ),
        (
            "days = \"every\"",
            "days = \"business\"",
            &["Customers are now contacted on business days only."],
        ),
        (
            "2/10 net 30",
            "net 30",
            &["Payment under the terms \"standard\" was \"2/10 net 30\" and is now \"net 30\"."],
        ),
        (
            "interest = \"statutory\"",
            "interest = \"none\"",
            &["The interest under the terms \"standard\" was \"statutory\" and is now \"none\"."],
        ),
        (
            "fixed_sum = \"statutory\"\n",
            "",
            &["The fixed sum under the terms \"standard\" (\"statutory\") is gone."],
        ),
        (
            "\"bank-transfer\", \"card\"",
            "\"card\"",
            &[
                "The list of ways to pay under the terms \"standard\" was \"bank-transfer, card\" and is now \"card\".",
            ],
        ),
        (
            "[terms.new]",
            "[terms.old]",
            &[
                "New terms \"old\": net 14.",
                "The terms \"new\" (net 14) are gone.",
            ],
        ),
        (
            "overdue >= 25000.0",
            "overdue >= 20000.0",
            &[
                "The condition of the class \"high balance\" was \"overdue >= 25000.0\" and is now \"overdue >= 20000.0\".",
            ],
        ),
        (
            "procedure = \"supportive\"",
            "procedure = \"standard\"",
            &[
                "The procedure of the class \"in difficulty\" was \"supportive\" and is now \"standard\".",
            ],
        ),
        (
            "[[class]]\nname = \"everybody\"",
            "[[class]]\nname = \"German\"\nwhen = \"country == 'DE'\"\nprocedure = \"supportive\"\n[[class]]\nname = \"everybody\"",
            &[
                "New class \"German\", asked before \"everybody\": when country == 'DE', the procedure \"supportive\" is followed.",
            ],
        ),
        (
            "name = \"in difficulty\"",
            "name = \"in need\"",
            &[
                "New class \"in need\", asked before \"high balance\": when reason == 'cash-flow' || promises_broken >= 2, the procedure \"supportive\" is followed.",
                "The class \"in difficulty\" is gone.",
            ],
        ),
        (
            "[procedure.supportive]",
            "[procedure.other]\nsteps = [ { name = \"note\", at = \"due\", do = \"email\" } ]\n[procedure.supportive]",
            &["New procedure \"other\": \"note\" (email at due)."],
        ),
        (
            "entry = \"reminder\"",
            "entry = \"call\"",
            &[
                "In \"standard\", the step at which an item found late begins was \"reminder\" and is now \"call\".",
            ],
        ),
        (
            "due + 1 day\"",
            "due + 2 days\"",
            &[
                "In \"supportive\", the time of \"first call\" was \"due + 1 day\" and is now \"due + 2 days\".",
            ],
        ),
        (
            "do = \"sms\"",
            "do = \"call\"",
            &["In \"supportive\", the way of \"text\" was \"sms\" and is now \"call\"."],
        ),
        (
            "tone = \"firm\"",
            "tone = \"friendly\"",
            &[
                "In \"supportive\", the tone of \"text\" was \"firm\" and is now \"friendly\".",
                "In \"supportive\", the text of \"text\" was \"firm\" and is now \"friendly\".",
            ],
        ),
        (
            "template = \"statement\"",
            "template = \"courtesy\"",
            &[
                "In \"standard\", the text of \"statement\" was \"statement\" and is now \"courtesy\".",
            ],
        ),
        (
            "amount >= 250.0",
            "amount >= 300.0",
            &[
                "In \"standard\", the condition of \"call\" was \"amount >= 250.0\" and is now \"amount >= 300.0\".",
            ],
        ),
        (
            ", when = \"amount < 250.0\"",
            "",
            &["In \"standard\", the condition of \"letter\" (\"amount < 250.0\") is gone."],
        ),
        (
            "do = \"sms\"",
            "do = \"sms\", charge = [\"interest\"]",
            &["In \"supportive\", the charge of \"text\" is now \"interest\"; there was none."],
        ),
        (
            "do = \"hold\", approve = \"controller\"",
            "do = \"hold\", approve = \"admin\"",
            &[
                "In \"standard\", the approval of \"stop supply\" was \"controller\" and is now \"admin\".",
            ],
        ),
        (
            "to = [\"agency\", \"court\"]",
            "to = [\"agency\"]",
            &[
                "In \"standard\", the recipient of \"last resort\" was \"agency, court\" and is now \"agency\".",
            ],
        ),
        (
            "name = \"text\"",
            "name = \"note\"",
            &[
                "In \"supportive\", there is a new step \"note\" (sms at due + 10 days).",
                "In \"supportive\", the step \"text\" is gone.",
            ],
        ),
        (
            "instalments = 6",
            "instalments = 7",
            &["The most instalments of a payment plan was \"6\" and is now \"7\"."],
        ),
        (
            "first = \"25%\"",
            "first = \"30%\"",
            &["The least first instalment of a payment plan was \"25%\" and is now \"30%\"."],
        ),
        (
            "180 days",
            "90 days",
            &["The longest time of a payment plan was \"180 days\" and is now \"90 days\"."],
        ),
        (
            "auto_below = 5000",
            "auto_below = 1000",
            &[
                "The sum up to which a payment plan needs no approval was \"GBP 5,000.00\" and is now \"GBP 1,000.00\".",
            ],
        ),
        (
            "floor = \"90%\"",
            "floor = \"80%\"",
            &["The least share of a settlement was \"90%\" and is now \"80%\"."],
        ),
        (
            "only_after = \"due + 60 days\"",
            "only_after = \"due + 50 days\"",
            &["The first day of a settlement was \"due + 60 days\" and is now \"due + 50 days\"."],
        ),
        (
            "only_after = \"due + 60 days\", approve = \"controller\"",
            "only_after = \"due + 60 days\"",
            &["The approval of a settlement (\"controller\") is gone."],
        ),
        (
            "plan = {",
            "# {",
            &["Payment plans may no longer be offered."],
        ),
        (
            "settlement = {",
            "# {",
            &["Settlements may no longer be offered."],
        ),
    ];
    let original = policy(EXAMPLE);
    for (from, to, sentences) in cases {
        let source = EXAMPLE.replacen(from, to, 1);
        assert_ne!(source, EXAMPLE, "{from}");
        let changed = policy(&source);
        assert_ne!(changed.hash(), original.hash(), "{from} -> {to}");
        assert_eq!(
            in_english(&original, &changed),
            *sentences,
            "{from} -> {to}"
        );
        assert!(
            !difference(&changed, &original).is_empty(),
            "{to} -> {from}"
        );
    }
}

#[test]
fn a_change_of_order_is_told() {
    let swap = |first: &str, second: &str| {
        EXAMPLE
            .replace(first, "\0")
            .replace(second, first)
            .replace('\0', second)
    };
    let call =
        "  { name = \"call\", at = \"due + 14 days\", do = \"call\", when = \"amount >= 250.0\" },";
    let letter = "  { name = \"letter\", at = \"due + 14 days\", do = \"letter\", when = \"amount < 250.0\" },";
    let original = policy(EXAMPLE);
    let steps = policy(&swap(call, letter));
    assert_ne!(steps.hash(), original.hash());
    assert_eq!(
        in_english(&original, &steps),
        [
            "In \"standard\", the steps now follow in this order: statement, courtesy, reminder, letter, call, stop supply, final demand, last resort, give up."
        ]
    );
    let difficult = "name = \"in difficulty\"\nwhen = \"reason == 'cash-flow' || promises_broken >= 2\"\nprocedure = \"supportive\"";
    let high = "name = \"high balance\"\nwhen = \"overdue >= 25000.0\"\nprocedure = \"standard\"";
    let classes = policy(&swap(difficult, high));
    assert_ne!(classes.hash(), original.hash());
    assert_eq!(
        in_english(&original, &classes),
        ["The classes are now asked in this order: high balance, in difficulty, everybody."]
    );
}

#[test]
fn new_concessions_are_told_in_full() {
    let concessions = EXAMPLE.find("[concessions]").unwrap();
    let without = policy(&EXAMPLE[..concessions]);
    assert_eq!(
        in_english(&without, &policy(EXAMPLE)),
        [
            "Payment plans of up to 6 instalments may now be offered.",
            "The least first instalment of a payment plan is now \"25%\"; there was none.",
            "The longest time of a payment plan is now \"180 days\"; there was none.",
            "The sum up to which a payment plan needs no approval is now \"GBP 5,000.00\"; there was none.",
            "Settlements may now be offered.",
            "The least share of a settlement is now \"90%\"; there was none.",
            "The first day of a settlement is now \"due + 60 days\"; there was none.",
            "The approval of a settlement is now \"controller\"; there was none.",
        ]
    );
}
