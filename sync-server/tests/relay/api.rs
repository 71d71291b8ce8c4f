//! The published document is fuzzed by schemathesis against the real program, as a stranger and as an enrolled phone. Run
//! by `cargo xtask test` (suite `api`), which says where schemathesis is; only with the feature `api`.

use std::process::{Command, Stdio};

use crate::binary::Serving;
use crate::talk::Caller;

/// No wrong answer is expected of random bytes but a refusal, so "valid data is accepted" does not apply.
const LEFT_OUT: &str = "positive_data_acceptance";
const EXAMPLES: &str = "60";
const SECONDS: &str = "50";

fn fuzz(serving: &Serving, more: &[&str]) {
    let program = std::env::var("ETONG_SCHEMATHESIS").expect("ETONG_SCHEMATHESIS says where schemathesis is");
    let folder = tempfile::tempdir().unwrap();
    let document = format!("http://{}/v1/openapi.json", serving.address);
    let run = Command::new(program)
        .args(["run", &document, "--no-color", "--warnings", "off", "--exclude-checks", LEFT_OUT])
        .args(["--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES, "--max-time", SECONDS])
        .args(["--seed", "1", "--generation-database", "none", "--request-timeout", "10", "--continue-on-failure"])
        .args(more)
        .current_dir(folder.path())
        .env("NO_PROXY", "*")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("PYTHONPATH", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/relay"))
        .env("SCHEMATHESIS_HOOKS", "etong_media")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    println!("{}", String::from_utf8_lossy(&run.stdout));
    assert!(run.status.success(), "schemathesis found something:\n{}", String::from_utf8_lossy(&run.stderr));
}

#[test]
fn no_request_that_the_document_can_think_of_is_answered_otherwise_than_it_says() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("relay");
    let generous = ["--device-rate", "100000", "--address-rate", "100000", "--token-minutes", "60"];
    let serving = Serving::with(&data, &generous, Stdio::null());
    let caller = Caller::enrolled(&serving, &data);
    fuzz(&serving, &[]);
    let token = format!("Authorization: Bearer {}", caller.token);
    // The live channel of a known phone stays open, as it should.
    fuzz(&serving, &["--header", &token, "--include-path-regex", "push|pull|card"]);
    assert!(caller.is_served(&serving), "after all that an honest phone is served as before");
}
