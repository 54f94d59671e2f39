#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use proptest::prelude::*;

use super::{Category, check, check_except};
use crate::lang::Lang;
use Category::{Blame, FalseUrgency, Shaming, ThirdParty, Threat, UnfoundedClaim};
use Lang::{De, En, Fr};

#[test]
fn what_a_professional_would_not_write_is_refused() {
    let cases = [
        (
            En,
            "Unless we hear from you, bailiffs will visit your premises.",
            Threat,
        ),
        (En, "We will ruin you.", Threat),
        (En, "You could be arrested for this.", Threat),
        (En, "Debtors like you end in PRISON.", Threat),
        (En, "We shall inform the police.", Threat),
        (
            En,
            "If you do not pay, you will face serious consequences.",
            Threat,
        ),
        (En, "We'll put you out of business.", Threat),
        (En, "We know where you live.", Threat),
        (En, "These are the final hours to settle.", FalseUrgency),
        (En, "Act now.", FalseUrgency),
        (En, "PAY YOUR INVOICE TODAY PLEASE", FalseUrgency),
        (En, "URGENT: invoice 17", FalseUrgency),
        (En, "We are still waiting!!!", FalseUrgency),
        (En, "This is your last chance.", FalseUrgency),
        (
            En,
            "Payment must be received within 24 hours.",
            FalseUrgency,
        ),
        (En, "Not paying is a criminal offence.", UnfoundedClaim),
        (En, "You will lose your trading licence.", UnfoundedClaim),
        (En, "Legal action will be taken today.", UnfoundedClaim),
        (
            En,
            "Court proceedings have already been issued.",
            UnfoundedClaim,
        ),
        (En, "We will take you to court.", UnfoundedClaim),
        (En, "We'll see you in court.", UnfoundedClaim),
        (En, "This will damage your credit rating.", UnfoundedClaim),
        (
            En,
            "You will be reported to the police and blacklisted.",
            UnfoundedClaim,
        ),
        (En, "You are a deadbeat.", Shaming),
        (En, "You are a dead-\nbeat.", Shaming),
        (En, "We will tell your customers.", Shaming),
        (En, "We will publish your name.", Shaming),
        (En, "You failed to pay.", Blame),
        (En, "You have ignored our letters.", Blame),
        (En, "Your refusal leaves us no choice.", Blame),
        (En, "You haven’t paid invoice 17.", Blame),
        (En, "You promised. You did not keep it.", Blame),
        (En, "We will contact your bank.", ThirdParty),
        (En, "We may have to speak to your family.", ThirdParty),
        (Fr, "Un huissier se présentera chez vous.", Threat),
        (Fr, "L’HUISSIER viendra.", Threat),
        (Fr, "Vous risquez la prison.", Threat),
        (Fr, "Vous le regretterez.", Threat),
        (Fr, "C'est votre dernière chance.", FalseUrgency),
        (Fr, "Agissez immédiatement.", FalseUrgency),
        (Fr, "Il s'agit d'un délit pénal.", UnfoundedClaim),
        (
            Fr,
            "Une action en justice sera engagée demain.",
            UnfoundedClaim,
        ),
        (Fr, "Nous engagerons des poursuites.", UnfoundedClaim),
        (Fr, "Nous avons saisi le tribunal.", UnfoundedClaim),
        (Fr, "Vous êtes un mauvais payeur.", Shaming),
        (Fr, "Nous informerons vos clients.", Shaming),
        (Fr, "Vous n'avez pas payé.", Blame),
        (Fr, "Vous avez ignoré nos courriers.", Blame),
        (Fr, "Votre refus de payer", Blame),
        (Fr, "Nous contacterons votre banque.", ThirdParty),
        (De, "Wir schicken den Gerichtsvollzieher.", Threat),
        (De, "Wir lassen Ihr Konto pfaenden.", Threat),
        (De, "Sie werden es bereuen.", Threat),
        (De, "Dies ist Ihre letzte Chance.", FalseUrgency),
        (De, "Zahlen Sie sofort.", FalseUrgency),
        (De, "Zahlen Sie SOFORT", FalseUrgency),
        (De, "Das ist strafbar.", UnfoundedClaim),
        (De, "Wir haben Klage eingereicht.", UnfoundedClaim),
        (
            De,
            "Wir werden gerichtliche Schritte einleiten.",
            UnfoundedClaim,
        ),
        (De, "Wir melden das der SCHUFA.", UnfoundedClaim),
        (De, "Sie sind ein säumiger Zahler.", Shaming),
        (De, "Wir werden Ihre Kunden informieren.", Shaming),
        (De, "Sie haben die Rechnung nicht bezahlt.", Blame),
        (De, "Sie haben unsere Schreiben ignoriert.", Blame),
        (De, "Ihre Weigerung ist uns unverständlich.", Blame),
        (De, "Wir werden Ihren Arbeitgeber kontaktieren.", ThirdParty),
    ];
    for (lang, text, category) in cases {
        let found = check(text, lang);
        assert!(
            found.iter().any(|finding| finding.category == category),
            "{lang:?} {text:?}: expected {category:?}, found {found:?}"
        );
    }
}

#[test]
fn firm_and_fair_sentences_pass() {
    let cases = [
        (En, "This is a final reminder about invoice 2026-0142."),
        (
            En,
            "This is our last reminder. Please treat it as a letter before claim.",
        ),
        (En, "We may have to ask a collection agency to take over."),
        (
            En,
            "If we hear nothing by 20 March we may have to consider legal action.",
        ),
        (
            En,
            "Legal action may be the only step left to us; we would much rather find another way with you.",
        ),
        (En, "No court action has been started."),
        (En, "The payment has not reached us yet."),
        (
            En,
            "If you have not paid yet, please let us know when we can expect it.",
        ),
        (En, "Perhaps you did not receive the invoice?"),
        (En, "We will answer within 24 hours."),
        (
            En,
            "We have paused new deliveries on account until the overdue items are settled.",
        ),
        (En, "Please ask your bank for the reference."),
        (
            En,
            "Please let us know without delay if anything is wrong with the invoice.",
        ),
        (
            En,
            "Statutory interest may be added under the late payment rules.",
        ),
        (
            En,
            "Bank: HSBC UK, BIC DEUTDEFF, IBAN GB29 NWBK 6016 1331 9268 19",
        ),
        (
            En,
            "A promise was noted for 14 November; the payment has not arrived.",
        ),
        (
            En,
            "Tennis courts: two nets, GBP 1,200.00. Action figures: ten.",
        ),
        (En, "You kept your promise, thank you!"),
        (
            Fr,
            "Il s'agit de notre dernier rappel avant d'envisager d'autres démarches.",
        ),
        (
            Fr,
            "Nous pourrions être amenés à confier le dossier à une société de recouvrement.",
        ),
        (Fr, "Des pénalités de retard peuvent s'appliquer."),
        (
            Fr,
            "Si vous n'avez pas encore réglé cette facture, merci de nous indiquer une date.",
        ),
        (Fr, "Le règlement ne nous est pas encore parvenu."),
        (
            Fr,
            "Le numéro de votre police d'assurance figure sur la facture.",
        ),
        (Fr, "Vous pouvez contacter votre banque."),
        (Fr, "Votre note de crédit sera déduite."),
        (Fr, "Nous vous répondrons sous 48 heures."),
        (De, "Dies ist unsere letzte Mahnung."),
        (
            De,
            "Wir behalten uns vor, gerichtliche Schritte einzuleiten.",
        ),
        (
            De,
            "Wir werden prüfen, ob wir gerichtliche Schritte einleiten.",
        ),
        (De, "Es wurde keine Klage eingereicht."),
        (De, "Der Betrag ist bei uns noch nicht eingegangen."),
        (
            De,
            "Falls Sie noch nicht bezahlt haben, nennen Sie uns bitte einen Termin.",
        ),
        (
            De,
            "Bitte melden Sie sich unverzüglich, wenn etwas an der Rechnung nicht stimmt.",
        ),
        (
            De,
            "Gern wenden wir uns auch an Ihre Frau Müller in der Buchhaltung.",
        ),
        (De, "Wir antworten innerhalb von 24 Stunden."),
    ];
    for (lang, text) in cases {
        assert_eq!(check(text, lang), [], "{lang:?} {text:?}");
    }
}

#[test]
fn spelling_tricks_do_not_help() {
    for text in [
        "b\u{ad}ailiffs",
        "BAILIFFS",
        "bailiff’s",
        "bail-\niffs",
        "the\nbailiffs",
    ] {
        let found = check(text, En);
        assert_eq!(found.len(), 1, "{text:?}: {found:?}");
        assert_eq!(found[0].category, Threat);
    }
    assert_eq!(check("huissie\u{301}r, PE\u{301}NAL", Fr).len(), 2);
}

#[test]
fn a_finding_names_its_place() {
    let found = check("Good morning,\n\nyou have\nignored us.", En);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].found, "you have ignored");
    assert_eq!((found[0].at, found[0].line), (15, 3));
    assert!(
        found[0]
            .advice
            .to_string()
            .contains("has not reached us yet")
    );
}

#[test]
fn one_fault_is_told_once() {
    let found = check("You have failed!!!! This is criminal.", En);
    let said: Vec<&str> = found.iter().map(|finding| finding.found.as_str()).collect();
    assert_eq!(said, ["You have failed", "!!!!", "criminal"]);
}

#[test]
fn names_from_the_book_are_not_judged() {
    let text = "Dear BAILIFF BAGS\nAND CASES LTD, invoice URGENT-17 is open.";
    assert!(!check(text, En).is_empty());
    assert_eq!(
        check_except(text, En, &["BAILIFF BAGS AND CASES LTD", "URGENT-17"]),
        []
    );
    // A name excuses only itself, as it is spelled.
    let threat = "Dear Will, legal action will be taken.";
    assert_eq!(check_except(threat, En, &["Will"]).len(), 1);
}

#[test]
fn patterns_are_made_of_plain_words() {
    for lang in Lang::ALL {
        for group in super::rules::of(lang) {
            assert!(!group.advice.english().is_empty());
            for pattern in group.patterns {
                for element in pattern
                    .split_whitespace()
                    .filter(|element| *element != "..")
                {
                    for word in element.trim_end_matches('?').split('|') {
                        let stem = word.trim_end_matches('*');
                        assert!(
                            !stem.is_empty() && stem.chars().all(char::is_alphanumeric),
                            "{lang:?} {pattern:?}: {word:?}"
                        );
                    }
                }
                assert_ne!(
                    pattern.split_whitespace().next(),
                    Some(".."),
                    "{lang:?} {pattern:?}"
                );
            }
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_checked_and_places_are_real(text in "\\PC{0,200}|[a-zA-Z!'’.\n -]{0,200}") {
        for lang in Lang::ALL {
            for finding in check(&text, lang) {
                prop_assert!(text.is_char_boundary(finding.at));
                prop_assert!(finding.line <= text.matches('\n').count() + 1);
                prop_assert!(!finding.found.is_empty());
            }
        }
    }
}
