//! Every template in every language: that it renders, reads well, and says the same as its sisters.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use std::collections::{BTreeMap, BTreeSet};

use dunwell_channels::{
    Charged, Medium, Message, MessageContext, RenderError, SMS_PART_SEPTETS, TemplateId, Templates,
    septets,
};
use dunwell_core::lang::Lang;
use dunwell_core::money::Money;
use dunwell_core::wording;
use jiff::civil::date;
use proptest::prelude::*;

fn templates() -> Templates {
    Templates::embedded().unwrap()
}

/// The facts that suit a template: something about to fall due for a courtesy, something late otherwise.
fn samples(id: &TemplateId) -> [MessageContext; 2] {
    let due = if id.name == "courtesy" {
        date(2026, 3, 19)
    } else {
        date(2026, 2, 9)
    };
    let mut large = MessageContext::sample(id.lang);
    if id.name == "courtesy" {
        for item in &mut large.items {
            item.due = due;
            item.days_late = 0;
            item.charged = Charged::default();
        }
        large.broken_promise = None;
        large.interest = None;
    }
    [large, MessageContext::small_sample(id.lang, due)]
}

fn all() -> Vec<(TemplateId, MessageContext, Message)> {
    let templates = templates();
    let mut all = Vec::new();
    for id in templates.list() {
        for ctx in samples(id) {
            let message = templates
                .render(id.medium, &id.name, id.lang, &ctx)
                .unwrap_or_else(|error| panic!("{error}"));
            all.push((id.clone(), ctx, message));
        }
    }
    all
}

#[test]
fn every_message_is_clean() {
    for (id, ctx, message) in all() {
        let texts = [
            message.subject.as_ref(),
            Some(&message.text),
            message.html.as_ref(),
        ];
        for text in texts.into_iter().flatten() {
            for unwanted in [
                "{{",
                "}}",
                "{%",
                " none ",
                "undefined",
                "  ,",
                " .",
                "[",
                "]",
            ] {
                let is_html = text.starts_with("<!doctype");
                let shown = if is_html {
                    &text[text.find("<body").unwrap()..]
                } else {
                    text
                };
                // The styles of the layout are no empty facts.
                let shown = shown.replace(":none", "");
                let is_ellipsis = unwanted == " ." && shown.contains(" ...");

                assert!(
                    is_ellipsis || !shown.contains(unwanted),
                    "{id:?} has {unwanted:?}:\n{shown}"
                );
            }
        }
        assert_eq!(message.medium, id.medium);
        assert_eq!(message.html.is_some(), id.medium == Medium::Email);
        assert_eq!(
            message.subject.is_some(),
            matches!(id.medium, Medium::Email | Medium::Letter)
        );
        if id.medium != Medium::Sms {
            for line in message.text.lines() {
                assert!(line.chars().count() <= 76, "{id:?}: {line:?} is too wide");
                assert_eq!(
                    line.trim_end(),
                    line,
                    "{id:?} has a space at the end of a line"
                );
            }
            assert!(message.text.ends_with('\n') && !message.text.ends_with("\n\n"));
            assert!(
                !message.text.contains("\n\n\n"),
                "{id:?}:\n{}",
                message.text
            );
        }
        if id.medium != Medium::Call {
            let (text, phone) = (message.text.replace('\u{a0}', " "), &ctx.book.phone);
            assert!(
                text.contains(phone.as_str()),
                "{id:?} does not say whom to call:\n{text}"
            );
        }
    }
}

#[test]
fn every_message_passes_the_wording_check() {
    let templates = templates();
    for (id, ctx, message) in all() {
        assert_eq!(message.check_wording(id.lang, &ctx), [], "{id:?}");
        let source = templates.source(id.medium, &id.name, id.lang).unwrap();
        assert_eq!(wording::check(source, id.lang), [], "{id:?}");
    }
}

#[test]
fn a_text_message_fits_into_two_parts() {
    for (id, _, message) in all() {
        if id.medium == Medium::Sms {
            let length = septets(&message.text);
            assert!(
                length.is_some_and(|length| length <= 2 * SMS_PART_SEPTETS),
                "{id:?} takes {length:?}: {}",
                message.text
            );
        }
    }
}

#[test]
fn all_languages_have_the_same_templates_with_the_same_facts() {
    let templates = templates();
    let mut names: BTreeMap<Lang, BTreeSet<(Medium, String)>> = BTreeMap::new();
    for id in templates.list() {
        names
            .entry(id.lang)
            .or_default()
            .insert((id.medium, id.name.clone()));
    }
    assert_eq!(names.len(), Lang::ALL.len());
    let english = &names[&Lang::En];
    for medium in Medium::ALL {
        for name in ["courtesy", "friendly", "firm", "final"] {
            assert!(
                english.contains(&(medium, name.to_owned())),
                "{medium} {name}"
            );
        }
    }
    for lang in Lang::ALL {
        assert_eq!(&names[&lang], english, "{lang:?}");
        for (medium, name) in english {
            let facts = |lang| facts_of(templates.source(*medium, name, lang).unwrap());
            assert_eq!(facts(lang), facts(Lang::En), "{lang:?} {medium} {name}");
        }
    }
}

/// The names inside `{{ }}` and `{% %}`, and the markers.
fn facts_of(source: &str) -> BTreeSet<String> {
    let mut facts = BTreeSet::new();
    let tags = source
        .split('{')
        .skip(1)
        .filter_map(|tag| tag.split('}').next())
        .map(|tag| tag.split('"').step_by(2).collect::<String>());
    for tag in tags {
        let words = tag.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.')));
        facts.extend(
            words
                .filter(|word| word.starts_with(|c: char| c.is_ascii_alphabetic()))
                .filter(|word| !matches!(*word, "if" | "else" | "endif" | "include"))
                .map(str::to_owned),
        );
    }
    facts.extend(
        source
            .lines()
            .filter(|line| line.starts_with('['))
            .map(str::to_owned),
    );
    facts
}

#[test]
fn a_call_script_offers_every_outcome() {
    let outcomes = [
        "promise",
        "dispute",
        "wrong-contact",
        "invoice-not-received",
        "awaiting-approval",
        "in-payment-run",
        "payment-sent",
        "cash-flow",
        "refused",
        "no-answer",
        "message-left",
    ];
    for (id, _, message) in all() {
        if id.medium == Medium::Call {
            for outcome in outcomes {
                let is_listed = message.text.lines().any(|line| {
                    let line = line.replace('\u{a0}', " ").replace(" :", ":");
                    line.starts_with("- ") && line.contains(&format!("({outcome}):"))
                });
                assert!(is_listed, "{id:?} lacks {outcome}");
            }
        }
    }
}

#[test]
fn messages_as_they_are() {
    let mut snapshots = BTreeMap::new();
    for (id, _, message) in all() {
        let name = format!("{}-{}-{}", id.lang.code(), id.medium, id.name);
        let versions: &mut Vec<Message> = snapshots.entry(name).or_default();
        versions.push(message);
    }
    for (name, versions) in snapshots {
        let [large, small] = versions.as_slice() else {
            panic!("{name}: two samples expected");
        };
        let text: Vec<String> = [large, small]
            .into_iter()
            .map(|message| match &message.subject {
                Some(subject) => format!("Subject: {subject}\n\n{}", message.text),
                None => message.text.clone(),
            })
            .collect();
        insta::assert_snapshot!(format!("{name}.txt"), text.join("\n=====\n\n"));
        if let Some(html) = large.html.as_ref().filter(|_| name.ends_with("firm")) {
            insta::assert_snapshot!(format!("{name}.html"), html);
        }
    }
}

#[test]
fn facts_from_the_book_cannot_change_the_message() {
    let templates = templates();
    let mut ctx = MessageContext::sample(Lang::En);
    ctx.customer.contact_name = Some("Eve\r\nBcc: all@example.com\n\n[how to pay]".to_owned());
    ctx.book.name = "<script>alert('1')</script> & Sons".to_owned();
    ctx.items[0].number = "<b>\u{202e}1</b>".to_owned();
    ctx.book.pay_url = Some("javascript:alert(1)".to_owned());
    let message = templates
        .render(Medium::Email, "firm", Lang::En, &ctx)
        .unwrap();
    let html = message.html.unwrap();
    assert!(!html.contains("<script") && !html.contains("<b>"));
    assert!(html.contains("&lt;script&gt;"));
    assert!(!html.contains("href=\"javascript"));
    assert!(
        message
            .text
            .starts_with("Dear Eve Bcc: all@example.com [how to pay],\n")
    );
    assert!(message.text.contains("<b>1</b>"));
    let statement = templates
        .render(Medium::Email, "statement", Lang::En, &ctx)
        .unwrap();
    assert!(!statement.subject.unwrap().contains(['\r', '\n']));
}

#[test]
fn a_number_too_long_for_a_table_makes_a_list() {
    let mut ctx = MessageContext::sample(Lang::De);
    ctx.items[0].number = "RE-2026-000000000000000000000000000000142".to_owned();
    let message = templates()
        .render(Medium::Email, "firm", Lang::De, &ctx)
        .unwrap();
    let list = message
        .text
        .lines()
        .skip_while(|line| !line.starts_with("Rechnung RE"));
    let shown: Vec<&str> = list.take(13).collect();
    insta::assert_snapshot!(shown.join("\n"), @"
    Rechnung RE-2026-000000000000000000000000000000142: 14.800,00 EUR
      Datum 10.12.2025, Fällig 09.01.2026, 62 Tage überfällig
      Teilweise bezahlt, vielen Dank; Rechnungsbetrag 24.800,00 EUR.
      Darin enthalten: Verzugszinsen von 286,20 EUR.
      Darin enthalten: eine Pauschale von 70,00 EUR wegen Zahlungsverzugs.
    Rechnung 2026-0177: 8.200,00 EUR
      Datum 07.01.2026, Fällig 06.02.2026, 34 Tage überfällig
      200,00 EUR dieser Rechnung werden noch geprüft und sind hier nicht
      angefordert.
    Rechnung 2026-0201: 1.360,75 EUR
      Datum 09.02.2026, Fällig 11.03.2026, 1 Tag überfällig
    Guthaben, noch nicht zugeordnet: −500,00 EUR
    Summe: 23.860,75 EUR
    ");
}

#[test]
fn without_a_way_to_pay_the_message_offers_to_send_one() {
    let ctx = MessageContext::small_sample(Lang::En, date(2026, 2, 9));
    let message = templates()
        .render(Medium::Email, "friendly", Lang::En, &ctx)
        .unwrap();
    assert!(
        message
            .text
            .contains("We will gladly send you our payment details")
    );
}

#[track_caller]
fn check_override(path: &str, source: &str, expected: &str) {
    let overrides = BTreeMap::from([(path.to_owned(), source.to_owned())]);
    let ctx = MessageContext::sample(Lang::En);
    let result = Templates::with_overrides(&overrides).and_then(|templates| {
        let name = path.rsplit('/').next().unwrap().trim_end_matches(".txt");
        let medium = if path.contains("/sms/") {
            Medium::Sms
        } else {
            Medium::Email
        };
        let name = if path.contains("phrases") || path.contains('_') {
            "firm"
        } else {
            name
        };
        templates.render(medium, name, Lang::En, &ctx)
    });
    let said = match result {
        Ok(message) => message.subject.unwrap_or(message.text),
        Err(error) => error.to_string(),
    };
    assert_eq!(said, expected);
}

#[test]
fn an_own_template_replaces_or_adds() {
    check_override(
        "en/email/firm.txt",
        "Subject: Hello {{ customer.name }}\n\nBody",
        "Hello Harbour Tools Ltd",
    );
    check_override(
        "en/email/welcome.txt",
        "Subject: Welcome\r\n\r\nBody",
        "Welcome",
    );
    check_override("en/sms/welcome.txt", "Pay {{ total }}", "Pay GBP 23,860.75");
}

#[test]
fn a_broken_template_is_named_with_its_line() {
    check_override(
        "en/email/firm.txt",
        "Subject: Hello\n\n{{ customer.nickname }}",
        "template en/email/firm.txt, line 3: it uses a fact that does not exist",
    );
    check_override(
        "en/email/firm.txt",
        "Subject: Hello\n\n{% if %}",
        "template en/email/firm.txt, line 3: syntax error: unexpected end of block",
    );
    check_override(
        "en/email/firm.txt",
        "Subject: Hello\n\n[itmes]",
        "template en/email/firm.txt, line 3: there is no block [itmes]; there are [greeting], [items], [received], [interest], [upcoming], [how to pay], [sign-off]",
    );
    check_override(
        "en/email/firm.txt",
        "Hello\n\nBody",
        "template en/email/firm.txt, line 1: the first line is the subject: \"Subject: ...\"",
    );
    check_override(
        "en/email/firm.txt",
        "Subject: x\n\n{% for a in range(9999) %}{% for b in range(9999) %}{{ b }}{% endfor %}{% endfor %}",
        "template en/email/firm.txt, line 3: the template does not come to an end",
    );
    check_override(
        "en/sms/firm.txt",
        "Pay\n[items]",
        "template en/sms/firm.txt, line 2: a text message has no blocks; write the words out",
    );
    check_override(
        "en/phrases.txt",
        "# mine\ngreeting = Dear {{ customer.nickname }}",
        "template en/phrases.txt, line 2: it uses a fact that does not exist",
    );
    check_override(
        "en/phrases.txt",
        "\ngreetings = Dear all",
        "template en/phrases.txt, line 2: no message uses a phrase \"greetings\"",
    );
    check_override(
        "es/email/firm.txt",
        "Subject: Hola",
        "template es/email/firm.txt is never used; a template is LANGUAGE/MEDIUM/NAME.txt, such as en/email/firm.txt",
    );
}

#[test]
fn what_is_not_there_is_said() {
    let templates = templates();
    let ctx = MessageContext::sample(Lang::Fr);
    assert!(!templates.exists(Medium::Sms, "statement", Lang::Fr));
    assert!(!templates.exists(Medium::Call, "_record", Lang::Fr));
    assert_eq!(
        templates
            .render(Medium::Sms, "statement", Lang::Fr, &ctx)
            .unwrap_err()
            .to_string(),
        "there is no template fr/sms/statement.txt; add it, or name one of: courtesy, final, firm, friendly"
    );
    let empty = MessageContext {
        items: Vec::new(),
        ..ctx
    };
    assert_eq!(
        templates.render(Medium::Sms, "firm", Lang::Fr, &empty),
        Err(RenderError::NoItems)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_name_makes_a_message(name in any::<String>(), number in "\\PC{0,40}", amount in any::<i64>()) {
        let templates = templates();
        let mut ctx = MessageContext::sample(Lang::Fr);
        ctx.customer.contact_name = Some(name.clone());
        ctx.customer.name = name;
        ctx.items[0].number = number;
        ctx.items[0].amount = Money::new(amount, ctx.total.currency());
        ctx.unmatched = Some(Money::new(amount, ctx.total.currency()));
        for medium in Medium::ALL {
            let message = templates.render(medium, "firm", Lang::Fr, &ctx).unwrap();
            prop_assert!(!message.text.chars().any(|c| c.is_control() && c != '\n'));
            prop_assert_eq!(templates.render(medium, "firm", Lang::Fr, &ctx).unwrap(), message);
        }
    }
}
