//! `POST /v1/card`: what the relay vouches for, for whom, until when.

use etong_protocol::{Card, CardRequest, RefusalCode, wire};
use etong_server::directory::{Import, import};

use crate::town::{MORNING, Town, li, post_id, post_row, sun, wang};

const DAY: i64 = 24 * 60 * 60 * 1000;

fn request(post: u8) -> Vec<u8> {
    wire::encode(&CardRequest { post: post_id(post), photo: Some([9; 32]) })
}

#[tokio::test]
async fn a_grid_worker_gets_a_card_for_a_week() {
    let mut town = Town::new();
    let li = town.phone(&li()).await;
    let card: Card = town.post("/v1/card", Some(&li.token), request(1)).await.ok();
    let body = card.open(&town.relay_key()).unwrap();
    assert_eq!((body.name.as_str(), body.unit_name.as_str(), body.post), ("person 1", "unit 4", post_id(1)));
    assert_eq!((body.issued_at, body.valid_until, body.photo), (MORNING, MORNING + 7 * DAY, Some([9; 32])));
    assert_eq!(town.rows()["card"], 1, "and it is written down");
}

#[tokio::test]
async fn a_card_ends_with_the_post() {
    let mut town = Town::new();
    let li = town.phone(&li()).await;
    let mut row = post_row(&li.who);
    row.to = Some("2026-03-03".into());
    import(town.state.store(), &Import { posts: vec![row], ..Import::default() }).unwrap();
    let card: Card = town.post("/v1/card", Some(&li.token), request(1)).await.ok();
    let body = card.open(&town.relay_key()).unwrap();
    // The last millisecond of 2026-03-03 at UTC+8; the day before it is 2026-03-02 09:00.
    assert_eq!(body.valid_until, MORNING + 39 * 60 * 60 * 1000 - 1);
}

#[tokio::test]
async fn a_card_is_refused_with_its_reason_and_nothing_is_written_down() {
    let mut town = Town::new();
    let (li, sun) = (town.phone(&li()).await, town.phone(&sun()).await);
    let others = town.post("/v1/card", Some(&li.token), request(wang().person)).await;
    assert!(others.refused(RefusalCode::Forbidden).contains("does not hold that post"));
    let volunteer = town.post("/v1/card", Some(&sun.token), request(5)).await;
    assert!(volunteer.refused(RefusalCode::Forbidden).contains("a volunteer carries no staff card"));
    town.post("/v1/card", None, request(1)).await.refused(RefusalCode::Unauthenticated);
    town.post("/v1/card", Some(&li.token), vec![0xff; 10]).await.refused(RefusalCode::Malformed);
    town.post("/v1/card", Some(&li.token), vec![0; 9_000]).await.refused(RefusalCode::TooLarge);
    assert_eq!(town.rows()["card"], 0);
}
