//! `GET /healthz`, `GET /metrics` and what is no route at all.

use etong_protocol::RefusalCode;

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
async fn what_is_no_route_says_so() {
    let town = Town::new();
    let answer = town.get("/v2/pull", None).await;
    assert_eq!(answer.status, 404);
    assert_eq!(answer.refusal().unwrap().detail, "there is no such route");
}
