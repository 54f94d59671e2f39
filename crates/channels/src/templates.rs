//! The store of templates, and the way from a template and the facts to a message.

use std::collections::{BTreeMap, BTreeSet};

use dunwell_core::lang::Lang;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, ErrorKind, UndefinedBehavior, Value};
use rust_embed::RustEmbed;

use crate::blocks::{self, MARKERS};
use crate::context::MessageContext;
use crate::gsm;
use crate::html::{Document, LAYOUT};
use crate::medium::Medium;
use crate::message::Message;
use crate::phrases::{self, Phrases};
use crate::text;
use crate::typography::typeset;
use crate::view::View;

/// How much work one template may do, in instructions of the engine. It is enough
/// for a message about 10,000 invoices, and stops a loop without end after about a second.
const FUEL: u64 = 10_000_000;

const SUBJECT_PREFIX: &str = "Subject:";

#[derive(RustEmbed)]
#[folder = "../../templates"]
struct Embedded;

/// Why a message could not be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// There is no such template.
    #[error("there is no template {path}; add it, or name one of: {known}")]
    Missing {
        /// Its path below the folder of templates.
        path: String,
        /// The names that exist for this medium and language.
        known: String,
    },
    /// A template cannot be read or filled.
    #[error("template {path}, line {line}: {problem}")]
    Template {
        /// Its path below the folder of templates.
        path: String,
        /// The line, counted from 1.
        line: usize,
        /// What was found and what would be right.
        problem: String,
    },
    /// A file stands where no template is looked for.
    #[error(
        "template {path} is never used; a template is LANGUAGE/MEDIUM/NAME.txt, such as en/email/firm.txt"
    )]
    Misplaced {
        /// Its path below the folder of templates.
        path: String,
    },
    /// The facts hold no item to write about.
    #[error("a message needs at least one invoice to be about")]
    NoItems,
}

/// What a template is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TemplateId {
    /// The language it is written in.
    pub lang: Lang,
    /// The medium it is written for.
    pub medium: Medium,
    /// Its name, such as `firm`.
    pub name: String,
}

impl TemplateId {
    fn path(&self) -> String {
        path(self.medium, &self.name, self.lang)
    }

    /// Reads `de/sms/firm.txt`; parts of other templates, whose names begin with `_`, are not templates.
    fn from_path(path: &str) -> Option<TemplateId> {
        let mut parts = path.split('/');
        let lang = Lang::ALL
            .into_iter()
            .find(|lang| Some(lang.code()) == parts.clone().next())?;
        parts.next();
        let medium = Medium::from_name(parts.next()?)?;
        let name = parts.next()?.strip_suffix(".txt")?;
        (parts.next().is_none() && !name.is_empty()).then(|| TemplateId {
            lang,
            medium,
            name: name.to_owned(),
        })
    }

    fn is_part(&self) -> bool {
        self.name.starts_with('_')
    }
}

fn path(medium: Medium, name: &str, lang: Lang) -> String {
    format!("{}/{}/{name}.txt", lang.code(), medium.name())
}

/// The templates of all languages, compiled.
#[derive(Debug, Clone)]
pub struct Templates {
    env: Environment<'static>,
    sources: BTreeMap<TemplateId, String>,
    /// Where each phrase stands in its file, by the name of its template.
    phrase_lines: BTreeMap<String, usize>,
}

impl Templates {
    /// The templates that come with Dunwell.
    ///
    /// # Errors
    /// [`RenderError::Template`] when one of them is broken, which a test of this crate excludes.
    pub fn embedded() -> Result<Templates, RenderError> {
        Templates::with_overrides(&BTreeMap::new())
    }

    /// The templates that come with Dunwell, with some replaced or added by the user.
    ///
    /// The keys are paths below the folder of templates, with `/` between the parts: `en/email/firm.txt`
    /// replaces a template, `en/email/welcome.txt` adds one, `layout.html` replaces the layout of e-mails.
    /// A `phrases.txt` replaces the phrases that it names and leaves the others.
    ///
    /// # Errors
    /// [`RenderError::Misplaced`] or [`RenderError::Template`], with the file and the line.
    pub fn with_overrides(overrides: &BTreeMap<String, String>) -> Result<Templates, RenderError> {
        let mut templates = Templates {
            env: environment(),
            sources: BTreeMap::new(),
            phrase_lines: BTreeMap::new(),
        };
        for path in Embedded::iter() {
            if let Some(file) = Embedded::get(&path) {
                templates.add(&path, &String::from_utf8_lossy(&file.data))?;
            }
        }
        for (path, source) in overrides {
            templates.add(path, source)?;
        }
        Ok(templates)
    }

    fn add(&mut self, path: &str, source: &str) -> Result<(), RenderError> {
        let source = source.replace("\r\n", "\n");
        if let Some(lang) = Lang::ALL
            .into_iter()
            .find(|lang| path == format!("{}/phrases.txt", lang.code()))
        {
            return self.add_phrases(path, &source, lang);
        }
        let id = TemplateId::from_path(path);
        match &id {
            Some(id) => check_lines(path, &source, id)?,
            None if path == LAYOUT => {}
            None => {
                return Err(RenderError::Misplaced {
                    path: path.to_owned(),
                });
            }
        }
        self.compile(path.to_owned(), source.clone())?;
        if let Some(id) = id.filter(|id| !id.is_part()) {
            self.sources.insert(id, source);
        }
        Ok(())
    }

    fn add_phrases(&mut self, path: &str, source: &str, lang: Lang) -> Result<(), RenderError> {
        let parsed = phrases::parse(source).map_err(|(line, problem)| RenderError::Template {
            path: path.to_owned(),
            line,
            problem,
        })?;
        for (key, phrase) in parsed {
            if !phrases::KEYS.contains(&key.as_str()) {
                return Err(RenderError::Template {
                    path: path.to_owned(),
                    line: phrase.line,
                    problem: format!("no message uses a phrase {key:?}"),
                });
            }
            let name = phrases::template_name(lang, &key);
            self.phrase_lines.insert(name.clone(), phrase.line);
            self.compile(name, phrase.text)?;
        }
        Ok(())
    }

    fn compile(&mut self, name: String, source: String) -> Result<(), RenderError> {
        let result = self.env.add_template_owned(name.clone(), source);
        result.map_err(|error| template_error(&error, &name, &self.phrase_lines))
    }

    /// Whether there is such a template.
    #[must_use]
    pub fn exists(&self, medium: Medium, name: &str, lang: Lang) -> bool {
        self.source(medium, name, lang).is_some()
    }

    /// All templates, by language, medium and name.
    pub fn list(&self) -> impl Iterator<Item = &TemplateId> {
        self.sources.keys()
    }

    /// A template as it was written, for checks of its wording.
    #[must_use]
    pub fn source(&self, medium: Medium, name: &str, lang: Lang) -> Option<&str> {
        let id = TemplateId {
            lang,
            medium,
            name: name.to_owned(),
        };
        self.sources.get(&id).map(String::as_str)
    }

    /// Writes one message. The same template and facts give the same message, byte for byte.
    ///
    /// # Errors
    /// [`RenderError`], which names the template's file and line.
    pub fn render(
        &self,
        medium: Medium,
        name: &str,
        lang: Lang,
        ctx: &MessageContext,
    ) -> Result<Message, RenderError> {
        if ctx.items.is_empty() {
            return Err(RenderError::NoItems);
        }
        let id = TemplateId {
            lang,
            medium,
            name: name.to_owned(),
        };
        if !self.sources.contains_key(&id) {
            return Err(self.missing(&id));
        }
        let (view, phrases) = self.prepare(lang, ctx)?;
        let filled = self.fill(&id.path(), &phrases.view)?;
        match medium {
            Medium::Sms => Ok(Message {
                medium,
                lang: Some(lang),
                subject: None,
                text: gsm::simplify(&filled),
                html: None,
            }),
            Medium::Call => {
                let blocks = blocks::read(&filled, lang, &view, &phrases)?;
                Ok(Message {
                    medium,
                    lang: Some(lang),
                    subject: None,
                    text: text::lay_out(&blocks),
                    html: None,
                })
            }
            Medium::Email | Medium::Letter => {
                let (subject, body) = self.subject_and_body(&id, &filled)?;
                // A subject stands on one line anyway; plain spaces keep its header short and readable.
                let subject = typeset(subject, lang).replace(['\u{a0}', '\u{202f}'], " ");
                let blocks = blocks::read(body, lang, &view, &phrases)?;
                let text = text::lay_out(&blocks);
                if medium == Medium::Letter {
                    return Ok(Message {
                        medium,
                        lang: Some(lang),
                        text: text::letterhead(&view, &subject) + &text,
                        subject: Some(subject),
                        html: None,
                    });
                }
                let html = self.fill(
                    LAYOUT,
                    &Value::from(Serde(Document {
                        lang: lang.code(),
                        subject: &subject,
                        preview: &phrases.get("preview")?,
                        book: &view.book,
                        blocks: &blocks,
                    })),
                )?;
                Ok(Message {
                    medium,
                    lang: Some(lang),
                    subject: Some(subject),
                    text,
                    html: Some(html),
                })
            }
        }
    }

    /// The facts in the language, with those that are phrases themselves filled in.
    fn prepare(
        &self,
        lang: Lang,
        ctx: &MessageContext,
    ) -> Result<(View, Phrases<'_>), RenderError> {
        let mut view = View::new(ctx, lang);
        let mut phrases = Phrases {
            env: &self.env,
            lang,
            view: Value::from(Serde(&view)),
            lines: &self.phrase_lines,
        };
        view.contact = phrases.get("contact")?;
        for item in view.items.iter_mut().chain(&mut view.upcoming) {
            if let Some(amount) = &item.disputed {
                item.disputed_note = Some(phrases.about_amount("disputed", amount)?);
            }
        }
        phrases.view = Value::from(Serde(&view));
        Ok((view, phrases))
    }

    fn fill(&self, path: &str, facts: &Value) -> Result<String, RenderError> {
        self.env
            .get_template(path)
            .and_then(|template| template.render(facts.clone()))
            .map_err(|error| template_error(&error, path, &self.phrase_lines))
    }

    fn subject_and_body<'t>(
        &self,
        id: &TemplateId,
        filled: &'t str,
    ) -> Result<(&'t str, &'t str), RenderError> {
        let no_subject = || RenderError::Template {
            path: id.path(),
            line: 1,
            problem: "the first line is the subject: \"Subject: ...\"".to_owned(),
        };
        let (first, body) = filled.split_once('\n').ok_or_else(no_subject)?;
        let subject = first
            .strip_prefix(SUBJECT_PREFIX)
            .map(str::trim)
            .filter(|subject| !subject.is_empty());
        Ok((subject.ok_or_else(no_subject)?, body))
    }

    fn missing(&self, id: &TemplateId) -> RenderError {
        let known: BTreeSet<&str> = self
            .sources
            .keys()
            .filter(|known| known.medium == id.medium && known.lang == id.lang)
            .map(|known| known.name.as_str())
            .collect();
        RenderError::Missing {
            path: id.path(),
            known: known.into_iter().collect::<Vec<_>>().join(", "),
        }
    }
}

fn environment() -> Environment<'static> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_fuel(Some(FUEL));
    #[expect(
        clippy::expect_used,
        reason = "only delimiters can be refused, and these are the default ones"
    )]
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
        .expect("the default delimiters are valid");
    env.set_syntax(syntax);
    env
}

/// Finds what the engine does not know about: a mistyped marker, a marker where none has a place.
fn check_lines(path: &str, source: &str, id: &TemplateId) -> Result<(), RenderError> {
    for (index, line) in source.lines().map(str::trim).enumerate() {
        if !(line.starts_with('[') && line.ends_with(']')) {
            continue;
        }
        let problem = if id.medium == Medium::Sms {
            "a text message has no blocks; write the words out".to_owned()
        } else if !MARKERS.contains(&line) {
            format!("there is no block {line}; there are {}", MARKERS.join(", "))
        } else {
            continue;
        };
        return Err(RenderError::Template {
            path: path.to_owned(),
            line: index + 1,
            problem,
        });
    }
    Ok(())
}

/// The engine's error with the file and line that a person can open.
pub(crate) fn template_error(
    error: &minijinja::Error,
    name: &str,
    phrase_lines: &BTreeMap<String, usize>,
) -> RenderError {
    // The innermost error is the one in the included part.
    let mut innermost = error;
    while let Some(source) = std::error::Error::source(innermost)
        .and_then(|source| source.downcast_ref::<minijinja::Error>())
    {
        innermost = source;
    }
    let name = innermost.name().unwrap_or(name);
    let path = name.split('#').next().unwrap_or(name).to_owned();
    let line = match phrase_lines.get(name) {
        Some(line) => *line,
        None => innermost.line().unwrap_or(1),
    };
    let detail = innermost
        .detail()
        .map(|detail| format!(": {detail}"))
        .unwrap_or_default();
    let problem = match innermost.kind() {
        ErrorKind::OutOfFuel => "the template does not come to an end".to_owned(),
        ErrorKind::UndefinedError => format!("it uses a fact that does not exist{detail}"),
        kind => format!("{kind}{detail}"),
    };
    RenderError::Template {
        path,
        line,
        problem,
    }
}
