//! Programs that others wrote, against a server that listens: the example client, and schemathesis, which
//! sends whatever the document allows and much that it does not.

use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use dunwell_app::access::Role;
use dunwell_app::user::api_token;

use crate::browser::TestDesk;
use crate::stories::morning;

/// Where `cargo xtask test` says that schemathesis is.
const SCHEMATHESIS: &str = "DUNWELL_TEST_SCHEMATHESIS";

/// What schemathesis looks at in each answer.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_headers_conformance,response_schema_conformance,missing_required_header,\
    unsupported_method,ignored_auth";

/// What it has to be told about the API.
const HOOKS: &str = include_str!("schemathesis_hooks.py");

/// Who changes the policy without having seen it is told so with the status that is made for it.
const SETTINGS: &str = "hooks = \"hooks.py\"

[checks.missing_required_header]
expected-statuses = [400, 401, 403, 406, 415, 422, 428]
";

/// Runs a program while the server answers it.
async fn run(mut command: Command) -> (bool, String) {
    let ran = tokio::task::spawn_blocking(move || command.output());
    let output: Output = ran.await.unwrap().expect("the program is there");
    let told = [output.stdout, output.stderr].concat();
    (
        output.status.success(),
        String::from_utf8_lossy(&told).into_owned(),
    )
}

#[tokio::test]
async fn the_example_client_in_python_works() {
    let desk = morning().await;
    let program = Path::new("../../examples/python/dunwell.py");
    let lines = std::fs::read_to_string(program).unwrap().lines().count();
    assert!(lines < 100, "{lines} lines are no small example");
    let mut python = Command::new("python3");
    python
        .arg(program)
        .env("DUNWELL_URL", desk.listens().await)
        .env("DUNWELL_TOKEN", desk.token(Role::Collector).await);
    let (is_well, told) = run(python).await;
    assert!(is_well, "{told}");
    for part in [
        "House on 2026-03-02, as collector",
        "00018  Kobe Paper: 9000.00 GBP overdue",
        "first: ",
        "noted once",
        "refused: key-reused",
    ] {
        assert!(told.contains(part), "{part} is missing in:\n{told}");
    }
}

#[tokio::test]
async fn whatever_schemathesis_sends_is_answered_as_documented() {
    #[expect(clippy::disallowed_methods, reason = "the tests are told where it is")]
    let program = std::env::var_os(SCHEMATHESIS);
    let program = program.unwrap_or_else(|| {
        panic!("{SCHEMATHESIS} has to say where it is; `cargo xtask test` does")
    });
    let desk = morning().await;
    let url = desk.listens().await;
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("schemathesis.toml", SETTINGS), ("hooks.py", HOOKS)] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let token = desk.token(Role::Admin).await;
    let own = api_token::find(&desk.db, &token, desk.now()).await.unwrap();
    let mut schemathesis = Command::new(program);
    schemathesis
        .env("OWN_TOKEN", own.unwrap().id.to_string())
        .current_dir(folder.path())
        .args(["run", &format!("{url}/api/openapi.json"), "--url", &url])
        .args(["--header", &format!("Authorization: Bearer {token}")])
        .args(["--checks", CHECKS, "--phases", "examples,coverage,fuzzing"])
        .args([
            "--seed",
            "2026",
            "--max-examples",
            "25",
            "--generation-database",
            "none",
        ])
        .args([
            "--continue-on-failure",
            "--no-color",
            "--rate-limit",
            "auto",
        ])
        .args(["--suppress-health-check", "all"]);
    // The clock of the desk stands still unless it is told to move, and the pace of a token with it.
    let moves = async {
        loop {
            tokio::time::sleep(Duration::from_millis(100)).await;
            desk.passes(jiff::SignedDuration::from_secs(1));
        }
    };
    let (is_well, told) = tokio::select! {
        ran = run(schemathesis) => ran,
        () = moves => unreachable!("it goes on for ever"),
    };
    assert!(is_well, "{told}");
    // Where the token was lost on the way, everything after that was answered with 401 and nothing was tried.
    assert!(!told.contains("Authentication failed"), "{told}");
}

impl TestDesk {
    /// Listens on a port of its own for as long as the test lasts; gives the address.
    async fn listens(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(dunwell_web::serve(
            self.desk.clone(),
            listener,
            std::future::pending(),
        ));
        format!("http://{address}")
    }
}
