//! The published document and the routes say the same; what is in neither is answered as the document says.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{Method, Request};
use etong_protocol::RefusalCode;
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

use crate::town::{Answer, Town};

fn document() -> Value {
    serde_json::from_str(include_str!("../../../docs/openapi.json")).unwrap()
}

/// Path to methods, as documented.
fn documented() -> BTreeMap<String, Vec<Method>> {
    let document = document();
    let methods = |path: &Value| path.as_object().unwrap().keys().map(|m| m.to_uppercase().parse().unwrap()).collect();
    document["paths"].as_object().unwrap().iter().map(|(path, entry)| (path.clone(), methods(entry))).collect()
}

async fn ask(town: &Town, request: Request<Body>) -> (u16, axum::http::HeaderMap, Vec<u8>) {
    let response = town.router().oneshot(request).await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    // The live channel of a stranger is refused, so every body ends.
    (status, headers, response.into_body().collect().await.unwrap().to_bytes().to_vec())
}

fn plain(method: &Method, path: &str) -> Request<Body> {
    Request::builder().method(method).uri(path).body(Body::empty()).unwrap()
}

#[tokio::test]
async fn every_documented_route_is_served_and_answers_as_documented() {
    let (town, document) = (Town::new(), document());
    for (path, methods) in documented() {
        for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
            let (status, headers, body) = ask(&town, plain(&method, &path)).await;
            if !methods.contains(&method) {
                let refusal = Answer { status, body }.refusal().expect("a refusal");
                assert_eq!((status, refusal.code), (405, RefusalCode::Malformed), "{method} {path}");
                assert!(headers["allow"].to_str().unwrap().contains(methods[0].as_str()), "{method} {path}");
                continue;
            }
            let name = method.as_str().to_lowercase();
            let documented = &document["paths"][&path][&name]["responses"][status.to_string()];
            let response = match documented["$ref"].as_str() {
                Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap(),
                None => documented,
            };
            let kind = headers["content-type"].to_str().unwrap().split(';').next().unwrap().to_owned();
            assert!(response["content"][&kind].is_object(), "{method} {path} answers {status} as {kind}: {response}");
        }
    }
}

#[tokio::test]
async fn what_is_not_documented_is_not_there_and_a_foreign_body_is_refused() {
    let town = Town::new();
    for path in ["/", "/v1", "/v1/push/", "/v2/push", "/openapi.json", "/v1/enrol/x", "//v1/push"] {
        assert_eq!(ask(&town, plain(&Method::GET, path)).await.0, 404, "{path}");
    }
    for (header, value) in
        [("content-type", "application/json"), ("content-type", "text/plain"), ("content-encoding", "gzip")]
    {
        let request = Request::post("/v1/enrol").header(header, value).body(Body::from("{}")).unwrap();
        let (status, _, body) = ask(&town, request).await;
        assert_eq!(status, 415, "{header}: {value}");
        assert_eq!(Answer { status, body }.refusal().unwrap().code, RefusalCode::Malformed);
    }
    for value in ["application/etong", "application/octet-stream", "Application/Etong; v=1"] {
        let request = Request::post("/v1/enrol").header("content-type", value).body(Body::from("x")).unwrap();
        assert_eq!(ask(&town, request).await.0, 400, "{value}");
    }
    let (status, _, body) = ask(&town, plain(&Method::GET, "/v1/openapi.json")).await;
    assert_eq!((status, serde_json::from_slice::<Value>(&body).unwrap()), (200, document()));
}
