//! The published document is fuzzed by schemathesis against the real program, as a stranger and as an enrolled phone. Run
//! by `cargo xtask test` (suite `api`), which says where schemathesis is; only with the feature `api`.

use std::process::{Command, Stdio};
use std::sync::Arc;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use etong_protocol::PROOF_HEADER;

use crate::binary::Serving;
use crate::talk::Caller;

/// No wrong answer is expected of random bytes but a refusal, so "valid data is accepted" does not apply.
const LEFT_OUT: &str = "positive_data_acceptance";
/// What is said in a phone's name always has its token and its proof, whatever schemathesis left away.
const LEFT_OUT_SIGNED: &str = "positive_data_acceptance,negative_data_rejection,missing_required_header,ignored_auth";
/// Every route that asks for a token and its proof but the live channel, whose answer does not end.
const SIGNED: &str = "push|pull|card|custody|history|signatures|evidence|bring-back";
const EXAMPLES: &str = "60";
const SECONDS: &str = "50";

/// A signed route that is new is not left out of the signed pass.
#[test]
fn every_signed_route_but_the_live_channel_is_asked_in_a_phones_name() {
    let named: Vec<&str> = SIGNED.split('|').collect();
    let document: serde_json::Value = serde_json::from_str(include_str!("../../../docs/openapi.json")).unwrap();
    for (path, methods) in document["paths"].as_object().unwrap() {
        let signed = methods.as_object().unwrap().values().any(|method| method["security"][0]["proof"].is_array());
        let asked = named.iter().any(|name| path.contains(name));
        assert!(!signed || asked || path == "/v1/live", "{path} is signed, and schemathesis does not ask it so");
    }
}

fn fuzz(address: &str, left_out: &str, more: &[&str]) {
    let program = std::env::var("ETONG_SCHEMATHESIS").expect("ETONG_SCHEMATHESIS says where schemathesis is");
    let folder = tempfile::tempdir().unwrap();
    let document = format!("http://{address}/v1/openapi.json");
    let run = Command::new(program)
        .args(["run", &document, "--no-color", "--warnings", "off", "--exclude-checks", left_out])
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
    let caller = Arc::new(Caller::enrolled(&serving, &data));
    fuzz(&serving.address, LEFT_OUT, &[]);
    // The live channel of a known phone stays open, as it should.
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let signing = runtime.block_on(signing(Arc::clone(&caller), serving.address.clone()));
    fuzz(&signing, LEFT_OUT_SIGNED, &["--include-path-regex", SIGNED]);
    assert!(caller.is_served(&serving), "after all that an honest phone is served as before");
}

/// An address in front of the relay that says every request in the phone's name, so that what comes behind the proof is met too.
async fn signing(caller: Arc<Caller>, relay: String) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let routes = Router::new().fallback(move |request: Request| {
        let (caller, relay, client) = (Arc::clone(&caller), relay.clone(), client.clone());
        async move { pass_on(&caller, &relay, &client, request).await }
    });
    tokio::spawn(async move { axum::serve(listener, routes).await });
    address
}

async fn pass_on(caller: &Caller, relay: &str, client: &reqwest::Client, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else { return StatusCode::BAD_REQUEST.into_response() };
    let path = parts.uri.path_and_query().map_or_else(String::new, ToString::to_string);
    let proof = caller.proof(parts.method.as_str(), &path, &body);
    let mut asked = client.request(parts.method, format!("http://{relay}{path}"));
    for (name, value) in parts.headers.iter().filter(|(name, _)| {
        !matches!(name.as_str(), "host" | "content-length" | "authorization" | "transfer-encoding" | "proof")
    }) {
        asked = asked.header(name, value);
    }
    let answer = asked.bearer_auth(&caller.token).header(PROOF_HEADER, proof).body(body).send().await.unwrap();
    let (status, headers) = (answer.status(), answer.headers().clone());
    let body: Bytes = answer.bytes().await.unwrap();
    let mut response = (status, body).into_response();
    *response.headers_mut() = headers;
    response.headers_mut().remove("transfer-encoding");
    response
}
