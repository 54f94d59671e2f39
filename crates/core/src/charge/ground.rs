//! The ground of a charge as it is kept and shown: the law, the terms that were accepted, or both.

use std::fmt;

use jiff::civil::Date;

use super::terms::AcceptedTerms;

/// How a day is written in a ground.
const DAY: &str = "%-d %B %Y";

const ACCEPTED: &str = "the terms accepted on ";
const BY: &str = " by ";
const AS: &str = ", as ";
const HAVE_IT: &str = " have it";

/// On what ground something is charged. A charge is kept with the words of its ground; reading them back
/// lets a page say the same in another language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ground {
    /// The title of the law, as its pack has it. Words that cannot be read stand here as they are.
    pub law: Option<String>,
    /// The rate that was agreed, in the notation of terms.
    pub rate: Option<String>,
    /// The day on which terms were accepted, and where the acceptance can be found.
    pub terms: Option<(Date, String)>,
}

impl Ground {
    /// A law, by its title.
    #[must_use]
    pub fn law(title: &str) -> Ground {
        Ground {
            law: Some(title.to_owned()),
            ..Ground::default()
        }
    }

    /// The same ground, given by these terms.
    #[must_use]
    pub fn under(self, terms: &AcceptedTerms) -> Ground {
        Ground {
            terms: Some((terms.accepted_on, terms.document.clone())),
            ..self
        }
    }

    /// The same ground at a rate that was agreed.
    #[must_use]
    pub fn at(self, rate: impl fmt::Display) -> Ground {
        Ground {
            rate: Some(rate.to_string()),
            ..self
        }
    }

    /// Reads the words of a ground.
    #[must_use]
    pub fn read(words: &str) -> Ground {
        Ground::read_terms(words).unwrap_or_else(|| Ground::law(words))
    }

    fn read_terms(words: &str) -> Option<Ground> {
        let (before, rest) = words.split_once(ACCEPTED)?;
        let (day, rest) = rest.split_once(" (")?;
        let day = Date::strptime("%d %B %Y", day).ok()?;
        let of = |document: &str| Some((day, document.to_owned()));
        if let Some(law) = before.strip_suffix(AS) {
            let document = rest.strip_suffix(HAVE_IT)?.strip_suffix(')')?;
            return Some(Ground {
                terms: of(document),
                ..Ground::law(law)
            });
        }
        let terms = of(rest.strip_suffix(')')?);
        let rate = match before {
            "" => None,
            before => Some(before.strip_suffix(BY)?.to_owned()),
        };
        Some(Ground {
            law: None,
            rate,
            terms,
        })
    }
}

impl fmt::Display for Ground {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let terms = |f: &mut fmt::Formatter<'_>| match &self.terms {
            Some((day, document)) => {
                write!(f, "{ACCEPTED}{} ({document})", day.strftime(DAY))
            }
            None => Ok(()),
        };
        if let Some(law) = &self.law {
            f.write_str(law)?;
            if self.terms.is_none() {
                return Ok(());
            }
            f.write_str(AS)?;
            terms(f)?;
            return f.write_str(HAVE_IT);
        }
        if let Some(rate) = &self.rate {
            write!(f, "{rate}{BY}")?;
        }
        terms(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_ground_is_read_back_from_its_words() {
        let accepted = Some((date(2026, 3, 2), "Q-17 (signed)".to_owned()));
        let check = |law: Option<&str>, rate: Option<&str>, terms: bool, words: &str| {
            let ground = Ground {
                law: law.map(str::to_owned),
                rate: rate.map(str::to_owned),
                terms: accepted.clone().filter(|_| terms),
            };
            assert_eq!(ground.to_string(), words);
            assert_eq!(Ground::read(words), ground, "{words}");
        };
        let act = Some("Late Payment Act 1998");
        check(act, None, false, "Late Payment Act 1998");
        check(
            act,
            None,
            true,
            "Late Payment Act 1998, as the terms accepted on 2 March 2026 (Q-17 (signed)) have it",
        );
        check(
            None,
            Some("8% over UK-BASE"),
            true,
            "8% over UK-BASE by the terms accepted on 2 March 2026 (Q-17 (signed))",
        );
        check(
            None,
            None,
            true,
            "the terms accepted on 2 March 2026 (Q-17 (signed))",
        );
        check(
            Some("the terms accepted on some day"),
            None,
            false,
            "the terms accepted on some day",
        );
    }
}
