//! A plain text as it leaves the house, laid out to be read on a page: headings, paragraphs that run on, lists, and
//! tables whose columns stand under each other.

use askama::Template;

/// The widest line of a plain text: a paragraph is wrapped where a word would go beyond it.
const COLUMNS: usize = 76;

/// The text in its parts.
#[derive(Debug, Template)]
#[template(path = "text.html")]
pub(crate) struct Text {
    parts: Vec<Part>,
}

/// A part of a text.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    /// What stood above a line of hyphens.
    Heading(String),
    /// A paragraph; each of its lines begins anew on purpose, as in an address.
    Lines(Vec<String>),
    /// What stood behind hyphens.
    List(Vec<String>),
    /// What is kept as it stands, because its columns are made of spaces.
    Columns(String),
}

impl Text {
    /// Lays out a text.
    pub(crate) fn new(plain: &str) -> Text {
        let mut parts = Vec::new();
        for block in plain.split("\n\n") {
            let lines: Vec<&str> = block.lines().filter(|line| !line.is_empty()).collect();
            let rest = match lines.as_slice() {
                [words, rule, rest @ ..] if is_rule(rule) && !has_columns(words) => {
                    parts.push(Part::Heading((*words).to_owned()));
                    rest
                }
                all => all,
            };
            parts.extend(part(rest));
        }
        Text { parts }
    }

    /// Whether nothing is written.
    pub(crate) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }
}

fn part(lines: &[&str]) -> Option<Part> {
    let first = lines.first()?;
    if lines.iter().any(|line| is_rule(line) || has_columns(line)) {
        return Some(Part::Columns(lines.join("\n")));
    }
    if first.starts_with("- ") {
        let mut items: Vec<String> = Vec::new();
        for line in lines {
            match (line.strip_prefix("- "), items.last_mut()) {
                (None, Some(item)) => {
                    item.push(' ');
                    item.push_str(line.trim());
                }
                (item, _) => items.push(item.unwrap_or(line).to_owned()),
            }
        }
        return Some(Part::List(items));
    }
    Some(Part::Lines(unwrapped(lines)))
}

/// Puts together what was wrapped: a line goes on in the next one where that one's first word had no room in it.
fn unwrapped(lines: &[&str]) -> Vec<String> {
    let mut whole: Vec<String> = Vec::new();
    let mut room = COLUMNS;
    for line in lines {
        let first_word = line.split(' ').next().unwrap_or_default();
        match whole.last_mut() {
            Some(last) if first_word.chars().count() + 1 > room => {
                last.push(' ');
                last.push_str(line);
            }
            _ => whole.push((*line).to_owned()),
        }
        room = COLUMNS.saturating_sub(line.chars().count());
    }
    whole
}

/// Whether the line is drawn.
fn is_rule(line: &str) -> bool {
    line.len() >= 3 && line.bytes().all(|byte| byte == b'-')
}

/// Whether there are spaces in the line that make columns of it.
fn has_columns(line: &str) -> bool {
    line.trim_start().contains("  ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn check(plain: &str, expected: &[Part]) {
        assert_eq!(Text::new(plain).parts, expected, "{plain}");
    }

    fn lines(lines: &[&str]) -> Part {
        Part::Lines(lines.iter().map(|&line| line.to_owned()).collect())
    }

    #[test]
    fn paragraphs_run_on_and_addresses_do_not() {
        check(
            "Northwind\n1 Harbour Row\nExampleton\n\n\
             The payment for the five invoices below has not reached us yet, and we\n\
             wonder whether all is well with them.\n",
            &[
                lines(&["Northwind", "1 Harbour Row", "Exampleton"]),
                lines(&[
                    "The payment for the five invoices below has not reached us yet, and we wonder whether all is well with them.",
                ]),
            ],
        );
    }

    #[test]
    fn headings_stand_above_what_they_head() {
        check(
            "Ask\n---\n- Has every invoice arrived, and with\n  the right person?\n- Who approves it?\n",
            &[
                Part::Heading("Ask".to_owned()),
                Part::List(vec![
                    "Has every invoice arrived, and with the right person?".to_owned(),
                    "Who approves it?".to_owned(),
                ]),
            ],
        );
    }

    #[test]
    fn tables_stay_as_they_are() {
        for table in [
            "Invoice   Due        Amount\n---------------------------\n00101136  1 Mar  GBP 772.41\n  Part paid, thank you.",
            "How to pay\n  IBAN       GB29 NWBK 6016 1331 9268 19\n  Reference  0001137",
        ] {
            check(table, &[Part::Columns(table.to_owned())]);
        }
        assert!(Text::new("\n").is_empty());
    }

    #[test]
    fn a_text_is_drawn_with_its_signs_escaped() {
        let html = Text::new("Ask\n---\n\"5 < 6\"\nAnna Bell")
            .render()
            .unwrap();
        assert!(html.contains("<h3>Ask</h3>"), "{html}");
        assert!(
            html.contains("5 &#60; 6") && html.contains("<br>Anna Bell"),
            "{html}"
        );
    }
}
