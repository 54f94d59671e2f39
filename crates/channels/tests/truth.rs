//! What a text may say of the facts at hand: nothing that is untrue of them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use dunwell_channels::{Medium, MessageContext, TemplateId, Templates};
use dunwell_core::lang::Lang;
use jiff::civil::date;

fn templates() -> Templates {
    Templates::embedded().unwrap()
}

/// The message on one line, without the spaces and apostrophes of the typesetter.
fn said(templates: &Templates, id: &TemplateId, ctx: &MessageContext) -> String {
    let message = templates.render(id.medium, &id.name, id.lang, ctx).unwrap();
    let text = format!("{} {}", message.subject.unwrap_or_default(), message.text);
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace('’', "'")
}

#[test]
fn a_courtesy_is_true_of_invoices_that_are_already_late() {
    let templates = templates();
    for id in templates.list().filter(|id| id.name == "courtesy") {
        let coming = match id.lang {
            Lang::En => ["soon", "falls due", "Nothing is late"],
            Lang::Fr => ["bientôt", "prochainement", "Rien n'est en retard"],
            Lang::De => ["demnächst", "ist am", "nichts überfällig"],
        };
        let mut large = MessageContext::sample(id.lang);
        large.upcoming.clear();
        let small = MessageContext::small_sample(id.lang, date(2026, 2, 9));
        for ctx in [large, small] {
            let text = said(&templates, id, &ctx);
            for phrase in coming {
                assert!(!text.contains(phrase), "{id:?} has {phrase:?}: {text}");
            }
        }
    }
}

#[test]
fn a_courtesy_about_late_and_coming_invoices_says_both() {
    let templates = templates();
    for id in templates.list().filter(|id| id.name == "courtesy") {
        let [late, coming] = match id.lang {
            Lang::En => ["are due or", "fall due soon"],
            Lang::Fr => ["sont échues ou", "arrivent"],
            Lang::De => ["oder", "demnächst"],
        };
        let mut ctx = MessageContext::sample(id.lang);
        ctx.items[2].due = date(2026, 3, 19);
        ctx.items[2].days_late = -7;
        let text = said(&templates, id, &ctx);
        assert!(
            text.contains(late) && text.contains(coming),
            "{id:?}: {text}"
        );
    }
}

#[test]
fn a_script_about_one_invoice_speaks_of_one() {
    let templates = templates();
    for id in templates.list().filter(|id| id.medium == Medium::Call) {
        let several = match id.lang {
            Lang::En => ["oldest", "list", "every invoice", "which invoice,"],
            Lang::Fr => [
                "plus ancienne",
                "liste",
                "outes les factures",
                "quelle facture,",
            ],
            Lang::De => ["älteste", "Liste", "lle Rechnungen", "welche Rechnung,"],
        };
        let ctx = MessageContext::small_sample(id.lang, date(2026, 2, 9));
        let text = said(&templates, id, &ctx);
        for phrase in several {
            assert!(!text.contains(phrase), "{id:?} has {phrase:?}: {text}");
        }
    }
}

#[test]
fn a_final_text_leaves_deliveries_out() {
    // Supply is stopped before the final demand, so a pause of deliveries is no longer ahead.
    let templates = templates();
    for id in templates.list().filter(|id| id.name == "final") {
        let ctx = MessageContext::small_sample(id.lang, date(2026, 2, 9));
        let text = said(&templates, id, &ctx).to_lowercase();
        for word in ["deliver", "livraison", "lieferung"] {
            assert!(!text.contains(word), "{id:?} has {word:?}: {text}");
        }
    }
}

#[test]
fn a_script_says_whom_to_call_and_where() {
    let templates = templates();
    for id in templates.list().filter(|id| id.medium == Medium::Call) {
        let [known, unknown] = match id.lang {
            Lang::En => [
                "Call James O'Neill on +44 7700 900456.",
                "Call Harbour Tools Ltd.",
            ],
            Lang::Fr => [
                "Appelez Claire François au +44 7700 900456.",
                "Appelez Atelier Lumen SARL.",
            ],
            Lang::De => [
                "Rufen Sie Jürgen Groß unter +44 7700 900456 an.",
                "Rufen Sie Hafenwerk GmbH an.",
            ],
        };
        let large = MessageContext::sample(id.lang);
        let small = MessageContext::small_sample(id.lang, date(2026, 2, 9));
        for (ctx, expected) in [(large, known), (small, unknown)] {
            let text = said(&templates, id, &ctx);
            assert!(text.contains(expected), "{id:?}: {text}");
        }
    }
}
