//! The policies that come with Dunwell, against the texts that come with it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use std::path::Path;

use dunwell_channels::{Medium, Templates};
use dunwell_core::action::Do;
use dunwell_core::lang::Lang;
use dunwell_core::policy::{self, Texts, lint};
use jiff::civil::date;

const POLICIES: [&str; 4] = [
    "high-value-accounts",
    "new-accounts-first",
    "small-business",
    "standard-trade-credit",
];

struct Shipped(Templates);

impl Texts for Shipped {
    fn source(&self, kind: Do, template: &str, lang: Lang) -> Option<String> {
        let medium = Medium::from_name(kind.code())?;
        self.0.source(medium, template, lang).map(str::to_owned)
    }
}

#[test]
fn each_ready_policy_is_without_a_finding() {
    let texts = Shipped(Templates::embedded().unwrap());
    let folder = Path::new("../../policies");
    for name in POLICIES {
        let source = std::fs::read_to_string(folder.join(format!("{name}.toml"))).unwrap();
        let policy =
            policy::parse(&source).unwrap_or_else(|findings| panic!("{name}: {findings:#?}"));
        let findings = lint(&policy, &texts, date(2026, 11, 22));
        assert!(findings.is_empty(), "{name}: {findings:#?}");
    }
}
