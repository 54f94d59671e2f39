//! What the packs of law say, in the reader's language.
//!
//! The packs are written in English by hand, and a business may bring some of its own. So a text of a pack
//! has no key: it is found by what it says in English, and one that is not found, or was changed since it
//! was translated, stays as it is. The names of statutes are not translated.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use dunwell_core::lang::Lang;

use super::{Folder, T};

/// By the English text.
type Texts = BTreeMap<String, String>;

static TEXTS: LazyLock<BTreeMap<Lang, Texts>> = LazyLock::new(|| {
    [Lang::Fr, Lang::De]
        .into_iter()
        // A file that cannot be read has no texts; a test holds that each can.
        .map(|lang| (lang, load(lang).unwrap_or_default()))
        .collect()
});

/// Reads the texts of a language.
fn load(lang: Lang) -> Result<Texts, String> {
    let path = format!("law/{}.toml", lang.code());
    let file = Folder::get(&path).ok_or_else(|| format!("{path} is missing"))?;
    let text = std::str::from_utf8(&file.data).map_err(|error| format!("{path}: {error}"))?;
    toml::from_str(text).map_err(|error| format!("{path}: {error}"))
}

impl T {
    /// A text of a pack, a series of rates or a set of holidays.
    #[must_use]
    pub fn of_law(self, english: &str) -> &str {
        let texts = TEXTS.get(&self.lang);
        let found = texts.and_then(|texts| texts.get(english));
        found.map_or(english, String::as_str)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::collections::BTreeSet;

    use dunwell_core::packs::Packs;

    use super::*;

    /// What has to be said in each language, and the names of statutes, of which some have words around them.
    fn said() -> (BTreeSet<String>, BTreeSet<String>) {
        let packs = Packs::embedded().unwrap();
        let mut said = BTreeSet::new();
        let mut names = BTreeSet::new();
        for series in packs.all_series() {
            said.insert(series.title.clone());
            said.extend(series.rates().iter().filter_map(|rate| rate.note.clone()));
        }
        for holidays in packs.all_holidays() {
            said.insert(holidays.title.clone());
        }
        for pack in packs.iter() {
            said.extend(pack.note.clone());
            said.extend(pack.duties.iter().map(|duty| duty.text.clone()));
            said.extend(pack.coming.iter().map(|coming| coming.text.clone()));
            for (_, values) in &pack.insolvency {
                said.extend(values.iter().map(|value| value.value.clone()));
            }
            let between = &pack.allocation.between;
            said.extend(between.iter().map(|value| value.value.clone()));
            for law in &pack.pre_actions {
                names.insert(law.title.clone());
                names.extend(law.steps.iter().map(|step| step.value.name.clone()));
            }
            names.extend(pack.interest.iter().map(|law| law.title.clone()));
            names.extend(pack.fixed_sums.iter().map(|law| law.title.clone()));
            names.extend(pack.coming.iter().map(|coming| coming.title.clone()));
            for section in packs.sections(pack, None) {
                said.extend(section.note);
                let abouts = section.entries.into_iter().map(|entry| entry.about);
                said.extend(abouts.filter_map(|about| about.note));
            }
        }
        (said, names)
    }

    #[test]
    fn every_text_of_our_packs_is_said_in_each_language_and_none_is_left_over() {
        let (said, names) = said();
        assert!(said.len() > 150, "{}", said.len());
        for lang in [Lang::Fr, Lang::De] {
            let known: BTreeSet<String> = load(lang).unwrap().into_keys().collect();
            let missing: Vec<&String> = said.difference(&known).collect();
            assert!(missing.is_empty(), "missing in {lang:?}: {missing:#?}");
            let all: BTreeSet<String> = said.union(&names).cloned().collect();
            let left: Vec<&String> = known.difference(&all).collect();
            assert!(left.is_empty(), "no pack says, but {lang:?}: {left:#?}");
        }
    }

    #[test]
    fn a_text_that_nobody_translated_stays_as_it_is() {
        assert_eq!(T::new(Lang::De).of_law("Not seen."), "Nicht gesehen.");
        assert_eq!(T::new(Lang::En).of_law("Not seen."), "Not seen.");
        assert_eq!(T::new(Lang::Fr).of_law("Our own note."), "Our own note.");
    }
}
