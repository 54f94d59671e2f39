//! `/api/docs`: the document of the API as a page to read. Its words are those of the document, in English.

use std::collections::BTreeMap;

use askama::Template;
use serde_json::Value;

use crate::api::document;
use crate::error::{PageError, PageResult};
use crate::locale::T;
use crate::page::Page;

/// What names of schemas begin with when they are referred to.
const SCHEMAS: &str = "#/components/schemas/";

/// The same of responses that many routes share.
const RESPONSES: &str = "#/components/responses/";

#[derive(Template)]
#[template(path = "api_docs.html")]
struct Reference<'a> {
    page: &'a Page,
    t: T,
    about: Vec<Paragraph>,
    groups: Vec<Group>,
    schemas: Vec<Named>,
}

/// A part of the words: a paragraph, or the lines of a list.
enum Paragraph {
    Words(String),
    Lines(Vec<String>),
}

/// The routes of one kind.
struct Group {
    name: String,
    words: String,
    routes: Vec<Route>,
}

/// A route.
struct Route {
    id: String,
    method: String,
    path: String,
    summary: String,
    words: Vec<String>,
    parameters: Vec<Field>,
    body: Option<Shape>,
    /// What it is answered with when all is well, by status.
    answers: Vec<(String, Shape)>,
    /// The statuses of problems, with what they mean.
    problems: Vec<(String, String)>,
}

/// A body.
struct Shape {
    media: String,
    kind: Kind,
}

/// A schema with a name.
struct Named {
    name: String,
    words: String,
    fields: Vec<Field>,
    /// What it is, where it has no fields.
    kind: Option<Kind>,
}

/// A field or a parameter.
struct Field {
    name: String,
    /// Where a parameter stands; empty for a field.
    place: String,
    kind: Kind,
    is_needed: bool,
    words: String,
}

/// What a value is: words, or the name of a schema, with what stands around it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Kind {
    before: String,
    /// The schema that is explained below; empty where there is none.
    schema: String,
    after: String,
}

/// Shows the reference.
pub(crate) async fn show(page: Page) -> PageResult {
    let document: Value = serde_json::from_str(document::text())
        .map_err(|error| PageError::Failed(format!("the document of the API: {error}")))?;
    page.show(&Reference {
        page: &page,
        t: page.t(),
        about: paragraphs(text(&document["info"]["description"])),
        groups: groups(&document),
        schemas: schemas(&document),
    })
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn paragraphs(words: &str) -> Vec<Paragraph> {
    let read = |part: &str| match part.strip_prefix("- ") {
        Some(lines) => Paragraph::Lines(lines.split("\n- ").map(str::to_owned).collect()),
        None => Paragraph::Words(part.to_owned()),
    };
    words.split("\n\n").map(read).collect()
}

fn groups(document: &Value) -> Vec<Group> {
    let mut routes: BTreeMap<&str, Vec<Route>> = BTreeMap::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let tag = text(&operation["tags"][0]);
            let route = route(document, method, path, operation);
            routes.entry(tag).or_default().push(route);
        }
    }
    let tags = document["tags"].as_array().into_iter().flatten();
    tags.map(|tag| Group {
        name: text(&tag["name"]).to_owned(),
        words: text(&tag["description"]).to_owned(),
        routes: routes.remove(text(&tag["name"])).unwrap_or_default(),
    })
    .collect()
}

fn route(document: &Value, method: &str, path: &str, operation: &Value) -> Route {
    let responses = || operation["responses"].as_object().into_iter().flatten();
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    Route {
        id: text(&operation["operationId"]).to_owned(),
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text(&operation["summary"]).to_owned(),
        words: text(&operation["description"])
            .split("\n\n")
            .map(str::to_owned)
            .collect(),
        parameters: parameters
            .map(|parameter| Field {
                name: text(&parameter["name"]).to_owned(),
                place: text(&parameter["in"]).to_owned(),
                kind: kind(&parameter["schema"]),
                is_needed: parameter["required"] == true,
                words: text(&parameter["description"]).to_owned(),
            })
            .collect(),
        body: shape(&operation["requestBody"]),
        answers: responses()
            .filter(|(status, _)| status.starts_with('2'))
            .filter_map(|(status, done)| Some((status.clone(), shape(done)?)))
            .collect(),
        problems: responses()
            .filter(|(status, _)| !status.starts_with('2'))
            .map(|(status, problem)| {
                let shared = text(&problem["$ref"]).strip_prefix(RESPONSES);
                let shared = shared.map(|name| &document["components"]["responses"][name]);
                let words = text(&shared.unwrap_or(problem)["description"]);
                (status.clone(), words.to_owned())
            })
            .collect(),
    }
}

fn shape(body: &Value) -> Option<Shape> {
    let (media, content) = body["content"].as_object()?.iter().next()?;
    Some(Shape {
        media: media.clone(),
        kind: kind(&content["schema"]),
    })
}

fn schemas(document: &Value) -> Vec<Named> {
    let all = document["components"]["schemas"].as_object();
    all.into_iter()
        .flatten()
        .map(|(name, schema)| {
            let mut fields = Vec::new();
            collect(schema, &mut fields);
            Named {
                name: name.clone(),
                words: text(&schema["description"]).to_owned(),
                kind: fields.is_empty().then(|| kind(schema)),
                fields,
            }
        })
        .collect()
}

/// The fields of a schema, with those of its parts.
fn collect(schema: &Value, fields: &mut Vec<Field>) {
    let required = |name: &str| {
        let all = schema["required"].as_array().into_iter().flatten();
        all.into_iter().any(|one| one == name)
    };
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        fields.push(Field {
            name: name.clone(),
            place: String::new(),
            kind: kind(field),
            is_needed: required(name),
            words: words(field),
        });
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        if part["$ref"].is_string() {
            fields.push(Field {
                name: String::new(),
                place: String::new(),
                kind: kind(part),
                is_needed: true,
                words: "Its fields stand here as well.".to_owned(),
            });
        }
        collect(part, fields);
    }
}

/// The words about a field; beside a reference they stand where they can.
fn words(field: &Value) -> String {
    let own = text(&field["description"]);
    let parts = field["oneOf"].as_array().into_iter().flatten();
    let inner = parts.map(|part| text(&part["description"]));
    let mut all = std::iter::once(own)
        .chain(inner)
        .filter(|words| !words.is_empty());
    all.next().unwrap_or_default().to_owned()
}

fn kind(schema: &Value) -> Kind {
    if let Some(name) = text(&schema["$ref"]).strip_prefix(SCHEMAS) {
        return Kind {
            schema: name.to_owned(),
            ..Kind::default()
        };
    }
    if let Some(parts) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
        let not_null = |part: &&Value| part["type"] != "null";
        let mut others = parts.iter().filter(not_null);
        if let (Some(one), None) = (others.next(), others.next()) {
            return or_null(kind(one));
        }
        let names = parts.iter().map(|part| plain(&kind(part)));
        return said(names.collect::<Vec<_>>().join(" or "));
    }
    if let Some(values) = schema["enum"].as_array() {
        let values: Vec<String> = values.iter().map(Value::to_string).collect();
        return said(values.join(", "));
    }
    if schema["type"] == "array" {
        let inner = kind(&schema["items"]);
        return Kind {
            before: format!("list of {}", inner.before),
            ..inner
        };
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::Array(types) => types.iter().map(text).collect(),
        one => vec![text(one)],
    };
    let is_nullable = types.contains(&"null");
    let mut words: Vec<&str> = types.into_iter().filter(|one| *one != "null").collect();
    if let [first] = words.as_mut_slice() {
        *first = match (*first, text(&schema["format"])) {
            ("string", "date") => "day",
            ("string", "date-time") => "moment",
            ("string", _) => "text",
            ("integer", _) => "whole number",
            ("boolean", _) => "true or false",
            (other, _) => other,
        };
    }
    let found = said(words.join(" or "));
    if is_nullable { or_null(found) } else { found }
}

fn said(words: String) -> Kind {
    Kind {
        before: words,
        ..Kind::default()
    }
}

fn or_null(kind: Kind) -> Kind {
    Kind {
        after: format!("{} or null", kind.after),
        ..kind
    }
}

fn plain(kind: &Kind) -> String {
    format!("{}{}{}", kind.before, kind.schema, kind.after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_kind_is_said_in_words() {
        let check = |schema: Value, expected: &str| assert_eq!(plain(&kind(&schema)), expected);
        check(json!({"type": "string", "format": "date"}), "day");
        check(json!({"type": ["string", "null"]}), "text or null");
        check(
            json!({"type": "array", "items": {"$ref": "#/components/schemas/Money"}}),
            "list of Money",
        );
        check(
            json!({"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Money"}]}),
            "Money or null",
        );
        check(
            json!({"type": "string", "enum": ["a", "b"]}),
            "\"a\", \"b\"",
        );
        check(
            json!({"type": "integer", "format": "int64"}),
            "whole number",
        );
    }
}
