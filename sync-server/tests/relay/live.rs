//! `GET /v1/live`: the head at once, and again whenever it moves.

use axum::body::Body;
use axum::http::{Method, Request};
use etong_protocol::PROOF_HEADER;
use etong_server::directory::{Import, PersonRow, import};
use etong_server::{Store, SystemChance, SystemClock};
use futures::StreamExt;
use std::sync::Arc;
use tower::ServiceExt;

use crate::town::{GRID_4, Town, li, person_id, post_row, record};

async fn listen(town: &Town, token: &str) -> futures::stream::BoxStream<'static, String> {
    let proof = town.proof(&Method::GET, "/v1/live", token, b"").unwrap();
    let request = Request::get("/v1/live").header("authorization", format!("Bearer {token}"));
    let request = request.header(PROOF_HEADER, proof).body(Body::empty()).unwrap();
    let response = town.router().oneshot(request).await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    response.into_body().into_data_stream().map(|chunk| String::from_utf8(chunk.unwrap().to_vec()).unwrap()).boxed()
}

#[tokio::test]
async fn a_live_channel_says_where_the_head_is_and_when_it_moves() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let head = li.pull_page(&town).await.head;
    let mut live = listen(&town, &li.token).await;
    assert_eq!(live.next().await.unwrap(), format!("data: {head}\n\n"));
    let entries = [li.event("case", record(1), GRID_4)];
    li.push(&town, &entries).await;
    assert_eq!(live.next().await.unwrap(), format!("data: {}\n\n", head + 1));
    assert_eq!(metric(&town, "live_connections").await, "1");
    drop(live);
    assert_eq!(metric(&town, "live_connections").await, "0");
}

#[tokio::test]
async fn a_slow_reader_misses_numbers_but_never_the_last() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let mut live = listen(&town, &li.token).await;
    live.next().await.unwrap();
    for number in 0..5 {
        let entries = [li.event("case", record(number), GRID_4)];
        li.push(&town, &entries).await;
    }
    let head = li.pull_page(&town).await.head;
    assert_eq!(live.next().await.unwrap(), format!("data: {head}\n\n"));
}

#[tokio::test]
async fn a_live_channel_hears_of_what_another_process_wrote() {
    let mut town = Town::new();
    let li = town.phone(&li()).await;
    let mut live = listen(&town, &li.token).await;
    let before = live.next().await.unwrap();
    let other = Store::open(town.folder.path(), Arc::new(SystemClock::new()), Arc::new(SystemChance), None).unwrap();
    let renamed = PersonRow::new(person_id(1), "new name");
    import(&other, &Import { people: vec![renamed], posts: vec![post_row(&crate::town::li())], ..Import::default() })
        .unwrap();
    town.state.look_for_news().unwrap();
    assert_ne!(live.next().await.unwrap(), before);
}

#[tokio::test]
async fn a_live_channel_ends_when_the_relay_closes() {
    let mut town = Town::new();
    let li = town.phone(&li()).await;
    let mut live = listen(&town, &li.token).await;
    live.next().await.unwrap();
    town.state.close().await;
    assert_eq!(live.next().await, None);
}

async fn metric(town: &Town, name: &str) -> String {
    let page = String::from_utf8(town.get("/metrics", None).await.body).unwrap();
    let line = page.lines().find(|line| line.starts_with(&format!("etong_relay_{name} "))).unwrap();
    line.rsplit(' ').next().unwrap().to_owned()
}
