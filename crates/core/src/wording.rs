//! The wording check: it refuses what a professional would not write to a customer.
//!
//! A reminder may be firm; it may not threaten, invent urgency, claim what the law does not give,
//! shame, blame, or reach past the customer to other people. The check looks for turns of phrase that
//! do so, word by word, whatever the case, the accents, the apostrophes, the hyphens and the line
//! breaks. It knows phrases, not meaning: a text that passes still deserves a reader.
//!
//! What stays allowed: a "final reminder", a "letter before claim", and legal steps or a collection
//! agency named as a possibility ("we may have to consider").

mod matcher;
mod rules;
mod tokens;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Serialize;

use crate::lang::Lang;
use crate::sentence::Sentence;
use matcher::Pattern;
use tokens::Token;

/// What is wrong with a turn of phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    /// Intimidation: bailiffs, police, prison, ruin.
    Threat,
    /// Pressure of time that does not exist, and shouting.
    FalseUrgency,
    /// A legal consequence that is stated as certain or begun, or that the law does not know.
    UnfoundedClaim,
    /// Insult, or the prospect of public exposure.
    Shaming,
    /// A reproach where a fact would do.
    Blame,
    /// Contact of family, employer, bank or other people about the debt.
    ThirdParty,
}

impl Category {
    /// The name as a person reads it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Category::Threat => "threat",
            Category::FalseUrgency => "false urgency",
            Category::UnfoundedClaim => "unfounded legal claim",
            Category::Shaming => "shaming",
            Category::Blame => "blame",
            Category::ThirdParty => "contact of third parties",
        }
    }
}

/// One turn of phrase that must not leave the house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What is wrong with it.
    pub category: Category,
    /// The words as they stand in the text, on one line.
    pub found: String,
    /// Where they start, in bytes from the beginning of the text.
    pub at: usize,
    /// The line they start on, counted from 1.
    pub line: usize,
    /// Why they cannot stay and what to write instead.
    pub advice: &'static Sentence,
}

/// Checks a text in the given language; the findings come in the order of the text.
///
/// The time taken grows linearly with the length of the text.
#[must_use]
pub fn check(text: &str, lang: Lang) -> Vec<Finding> {
    check_except(text, lang, &[])
}

/// Checks a rendered text, but not the names in it.
///
/// `names` are facts that came from the book (the customer's name, an invoice number): a customer
/// called "BAILIFF BAGS LTD" must be able to get a reminder. A name is recognised only as it is
/// spelled, capitals included, though a line break may fall inside it.
#[must_use]
pub fn check_except(text: &str, lang: Lang, names: &[&str]) -> Vec<Finding> {
    let mut tokens = tokens::split(text, lang);
    for name in names {
        tokens::hide(&mut tokens, &tokens::split(name, lang));
    }
    let mut spans = shouting(text, &tokens);
    let rules = &COMPILED[lang as usize];
    for start in 0..tokens.len() {
        for rule in rules.that_may_start(&tokens, start) {
            if let Some(end) = rule.pattern.matches(&tokens, start)
                && !matcher::is_guarded(&tokens, start, rule.category)
            {
                spans.push(Span::over(&tokens[start..end], rule.category, rule.advice));
            }
        }
    }
    without_overlaps(spans)
        .into_iter()
        .map(|span| span.finding(text))
        .collect()
}

/// A finding before its words are cut out of the text.
struct Span {
    category: Category,
    advice: &'static Sentence,
    start: usize,
    end: usize,
}

impl Span {
    fn over(tokens: &[Token], category: Category, advice: &'static Sentence) -> Self {
        let start = tokens.first().map_or(0, |token| token.start);
        Span {
            category,
            advice,
            start,
            end: tokens.last().map_or(start, |token| token.end),
        }
    }

    fn finding(self, text: &str) -> Finding {
        Finding {
            category: self.category,
            found: text[self.start..self.end]
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" "),
            at: self.start,
            line: text[..self.start].matches('\n').count() + 1,
            advice: self.advice,
        }
    }
}

struct CompiledRule {
    category: Category,
    advice: &'static Sentence,
    pattern: Pattern,
}

/// The rules of one language, found by the word they start with.
#[derive(Default)]
struct RuleSet {
    rules: Vec<CompiledRule>,
    by_first_word: HashMap<String, Vec<usize>>,
    /// Those that start with the beginning of a word or with a word that may be absent.
    others: Vec<usize>,
}

impl RuleSet {
    fn compile(lang: Lang) -> RuleSet {
        let mut set = RuleSet::default();
        for group in rules::of(lang) {
            for source in group.patterns {
                let pattern = Pattern::parse(source, lang);
                let index = set.rules.len();
                match pattern.first_words() {
                    Some(words) => {
                        for word in words {
                            set.by_first_word.entry(word).or_default().push(index);
                        }
                    }
                    None => set.others.push(index),
                }
                set.rules.push(CompiledRule {
                    category: group.category,
                    advice: &group.advice,
                    pattern,
                });
            }
        }
        set
    }

    /// The rules worth trying at the word at `start`, which may be the first half of a hyphenated one.
    fn that_may_start(
        &self,
        tokens: &[Token],
        start: usize,
    ) -> impl Iterator<Item = &CompiledRule> {
        let listed = |word: &str| self.by_first_word.get(word).map_or(&[][..], Vec::as_slice);
        let whole = tokens::hyphenated(tokens, start);
        listed(&tokens[start].word)
            .iter()
            .chain(whole.as_deref().map_or(&[][..], listed))
            .chain(&self.others)
            .map(|&index| &self.rules[index])
    }
}

/// The rules of each language, in the order of [`Lang::ALL`].
static COMPILED: LazyLock<[RuleSet; 3]> = LazyLock::new(|| Lang::ALL.map(RuleSet::compile));

/// Words in capitals by which alone a text shouts.
const SHOUTED: &[&str] = &[
    "ACHTUNG",
    "ATTENTION",
    "DRINGEND",
    "FINAL",
    "IMMEDIAT",
    "IMMEDIATELY",
    "IMPORTANT",
    "LETZTE",
    "NOW",
    "OVERDUE",
    "SOFORT",
    "URGENT",
    "WARNING",
    "WARNUNG",
];

/// From this many words in capitals a run of them counts as shouting; a bank's name or an
/// abbreviation beside a code stays below it.
const SHOUTED_RUN: usize = 3;

static SHOUTING_ADVICE: Sentence = Sentence::new(
    "wording.shouting",
    "Capitals and rows of exclamation marks read as shouting. Write the sentence in ordinary letters with a full stop.",
);

fn shouting(text: &str, tokens: &[Token]) -> Vec<Span> {
    let mut spans = Vec::new();
    for run in tokens.chunk_by(|a, b| a.is_capitals && b.is_capitals && !b.starts_clause) {
        let in_capitals = run.first().is_some_and(|token| token.is_capitals);
        let long_words = run.iter().filter(|token| token.spelling.len() >= 4).count();
        let is_loud = run
            .iter()
            .any(|token| SHOUTED.contains(&token.spelling.as_str()));
        if in_capitals && (is_loud || (run.len() >= SHOUTED_RUN && long_words >= 2)) {
            spans.push(Span::over(run, Category::FalseUrgency, &SHOUTING_ADVICE));
        }
    }
    for (start, _) in text.match_indices("!!") {
        spans.push(Span {
            category: Category::FalseUrgency,
            advice: &SHOUTING_ADVICE,
            start,
            end: start + 2,
        });
    }
    spans
}

/// Keeps, of several findings of one kind that overlap or touch, the one that starts first and says most.
fn without_overlaps(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_by_key(|span| (span.category, span.start, std::cmp::Reverse(span.end)));
    spans.dedup_by(|next, kept| {
        let overlaps = next.category == kept.category && next.start <= kept.end;
        if overlaps {
            kept.end = kept.end.max(next.end);
        }
        overlaps
    });
    spans.sort_by_key(|span| (span.start, span.category));
    spans
}
