//! The document of the API: it is kept in `docs/openapi.json`, and says of every route what is so.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use dunwell_app::access::Permission;
use dunwell_web::{Code, Face, routes};
use serde_json::Value;

use crate::browser::TestDesk;

async fn served() -> String {
    let answer = TestDesk::near()
        .await
        .browser()
        .gets("/api/openapi.json")
        .await;
    assert_eq!(answer.header("content-type"), "application/json");
    answer.text
}

#[tokio::test]
async fn the_document_is_kept() {
    let served = served().await;
    let path = Path::new("../../docs/openapi.json");
    #[expect(
        clippy::disallowed_methods,
        reason = "whoever changes a route asks for the document"
    )]
    if std::env::var_os("DUNWELL_WRITE_DOCS").is_some() {
        std::fs::write(path, &served).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        kept == served,
        "docs/openapi.json is not what the routes say; write it anew with: DUNWELL_WRITE_DOCS=1 cargo test -p dunwell-web --test desk document"
    );
}

async fn document() -> Value {
    serde_json::from_str(&served().await).unwrap()
}

/// Each operation of the document with its method and path.
fn operations(document: &Value) -> BTreeMap<String, &Value> {
    let paths = document["paths"].as_object().unwrap();
    paths
        .iter()
        .flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().iter();
            methods.map(move |(method, operation)| {
                (format!("{} {path}", method.to_uppercase()), operation)
            })
        })
        .collect()
}

#[tokio::test]
async fn every_route_of_the_api_is_in_the_document_and_nothing_else() {
    let document = document().await;
    assert_eq!(document["openapi"], "3.1.0");
    let described: BTreeSet<String> = operations(&document).into_keys().collect();
    let routes: BTreeSet<String> = routes::table()
        .iter()
        .filter(|route| route.face() == Face::Api && route.permission() != Permission::Public)
        .map(|route| format!("{} {}", route.method(), route.path()))
        .collect();
    assert_eq!(described, routes);
}

#[tokio::test]
async fn every_operation_says_what_it_is_called_and_what_can_go_wrong() {
    let document = document().await;
    let mut ids = BTreeSet::new();
    let tags: BTreeSet<&str> = document["tags"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tag| tag["name"].as_str().unwrap())
        .collect();
    let mut used = BTreeSet::new();
    for (name, operation) in operations(&document) {
        assert!(
            ids.insert(operation["operationId"].as_str().unwrap().to_owned()),
            "{name}"
        );
        assert!(!operation["summary"].as_str().unwrap().is_empty(), "{name}");
        let tag = operation["tags"][0].as_str().unwrap();
        assert!(
            tags.contains(tag),
            "{name} is in a group that has no words: {tag}"
        );
        used.insert(tag);
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let words = parameter["description"].as_str().unwrap_or_default();
            assert!(!words.is_empty(), "{name}: {}", parameter["name"]);
        }
        let answers = &operation["responses"];
        for status in ["400", "401", "403", "429", "500", "503"] {
            let shared = answers[status]["$ref"].as_str().unwrap_or_default();
            let shared = shared
                .strip_prefix("#/components/responses/")
                .unwrap_or_default();
            let response = &document["components"]["responses"][shared];
            let problem = &response["content"]["application/problem+json"];
            assert_eq!(
                problem["schema"]["$ref"], "#/components/schemas/Problem",
                "{name} {status}"
            );
        }
    }
    assert_eq!(used, tags, "every group has a route");
}

#[tokio::test]
async fn what_is_referred_to_is_there() {
    let document = document().await;
    let mut waiting = vec![&document];
    let mut found = 0;
    while let Some(value) = waiting.pop() {
        match value {
            Value::Object(fields) => {
                if let Some(Value::String(to)) = fields.get("$ref") {
                    let there = document.pointer(to.strip_prefix('#').unwrap());
                    assert!(there.is_some_and(Value::is_object), "{to} is missing");
                    found += 1;
                }
                waiting.extend(fields.values());
            }
            Value::Array(items) => waiting.extend(items),
            _ => {}
        }
    }
    assert!(found > 100, "only {found} references were found");
}

#[test]
fn the_codes_of_problems_are_in_the_documentation() {
    let path = Path::new("../../docs/api.md");
    let page = std::fs::read_to_string(path).unwrap();
    for code in Code::ALL {
        let row = format!(
            "| `{}` | {} | {} |",
            code.word(),
            code.status().as_u16(),
            code.meaning()
        );
        assert!(page.contains(&row), "docs/api.md lacks this row:\n{row}");
    }
}
