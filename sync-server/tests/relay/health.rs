//! `GET /healthz`, `GET /metrics` and what is no route at all.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use etong_protocol::RefusalCode;
use etong_server::RelayOptions;

use crate::town::{GRID_4, GRID_5, Town, li, record};

#[tokio::test]
async fn a_relay_that_can_read_its_database_is_healthy() {
    let town = Town::new();
    let answer = town.get("/healthz", None).await;
    assert_eq!((answer.status, answer.body.as_slice()), (200, b"ok\n".as_slice()));
}

#[tokio::test]
async fn metrics_count_what_came_in_and_name_nobody() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let entries = [li.event("case", record(1), GRID_4), li.event("case", record(2), GRID_5)];
    li.push(&town, &entries).await;
    town.post("/v1/push", None, vec![1]).await.refused(RefusalCode::Unauthenticated);
    let page = String::from_utf8(town.get("/metrics", None).await.body).unwrap();
    for line in [
        "etong_relay_entries_stored_total{class=\"event\"} 1",
        "etong_relay_refusals_total{of=\"entry\",code=\"Forbidden\"} 1",
        "etong_relay_refusals_total{of=\"request\",code=\"Unauthenticated\"} 1",
        "etong_relay_request_seconds_count{verb=\"push\"} 2",
    ] {
        assert!(page.contains(line), "{line} in\n{page}");
    }
    assert!(!page.contains("person") && !page.contains(&li.device.to_string()));
}

#[tokio::test]
async fn how_much_a_town_writes_is_told_to_this_machine_and_to_those_the_relay_was_told_of() {
    let options = RelayOptions { metrics_from: vec!["10.0.0.0/28".parse().unwrap()], ..RelayOptions::default() };
    let town = Town::with(options);
    for (address, status) in [
        ("127.0.0.1:9", 200),
        ("[::1]:9", 200),
        ("[::ffff:127.0.0.1]:9", 200),
        ("10.0.0.7:9", 200),
        ("10.0.0.16:9", 404),
        ("203.0.113.9:9", 404),
        ("[2001:db8::1]:9", 404),
    ] {
        for (path, expected) in [("/metrics", status), ("/healthz", 200)] {
            let mut request = Request::get(path).body(Body::empty()).unwrap();
            request.extensions_mut().insert(ConnectInfo(address.parse::<SocketAddr>().unwrap()));
            let answer = town.send(request).await;
            assert_eq!(answer.status, expected, "{path} {address}");
            assert!(expected == 200 || !String::from_utf8_lossy(&answer.body).contains("head"), "{address}");
        }
    }
}

#[tokio::test]
async fn what_is_no_route_says_so() {
    let town = Town::new();
    let answer = town.get("/v2/pull", None).await;
    assert_eq!(answer.status, 404);
    assert_eq!(answer.refusal().unwrap().detail, "there is no such route");
}
