//! `/v1/sealed`: its limits, and what becomes of an outbox in which something was refused.

use std::sync::{Arc, Mutex};

use etong_protocol::enrol::TokenReply;
use etong_protocol::limits::MAX_BODY_BYTES;
use etong_protocol::{
    Delivery, DeliveryReceipt, EntryClass, PostId, PostKind, PushBatch, RefusalCode, SealedEntry, SealedOutbox, Stamp,
    wire,
};
use etong_server::directory::{By, Import, PostRow, audit_lines, import};
use etong_server::kept_sealed::{self, KeptOutbox};
use etong_server::{Clock, RelayOptions};

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use futures::FutureExt;
use tower::ServiceExt;

use crate::town::{GRID_4, MORNING, Phone, Town, li, person_id, post_row, record};

const CONTENT: &[u8] = b"words of a case";
const NEXT_GRID: &str = "/1/2/3/5";

fn operator() -> By {
    By::Machine("test".into())
}

/// What a phone hands over: sealed to the relay it met.
async fn sealed(town: &Town, phone: &mut Phone, entries: &[SealedEntry]) -> SealedOutbox {
    let batch = phone.whole(entries);
    sealed_batch(town, phone, &batch).await
}

pub(crate) async fn sealed_batch(town: &Town, phone: &Phone, batch: &PushBatch) -> SealedOutbox {
    town.clock.advance_minutes(1);
    let nonce = u8::try_from(town.clock.now_ms() / 60_000 % 100 + 150).unwrap();
    let request = phone.token_request(town.clock.now_ms(), nonce);
    let reply: TokenReply = town.post("/v1/token", None, request).await.ok();
    let (key, _) = reply.sealing.unwrap().open(&town.relay_key()).unwrap();
    SealedOutbox::seal(batch, &town.relay_key(), &key, [9; 32]).unwrap()
}

pub(crate) async fn delivered(town: &Town, outbox: &SealedOutbox) -> (u32, u32, u32) {
    let body = wire::encode(&Delivery::Outbox(outbox.clone()));
    let receipt: DeliveryReceipt = town.post("/v1/sealed", None, body).await.ok();
    let said = receipt.open(&town.relay_key()).unwrap();
    (said.stored, said.in_custody, said.refused)
}

/// One entry that counts, and one of a post that nobody holds yet.
pub(crate) async fn half_refused(town: &mut Town) -> (SealedOutbox, [SealedEntry; 2]) {
    let mut li = town.phone(&li()).await;
    let good = li.event("case", record(1), GRID_4);
    let mut early = li.entry(EntryClass::Event, "case", record(2), NEXT_GRID);
    (early.post, early.unit) = (second_post(), Some(etong_protocol::UnitId(5)));
    early.payload = CONTENT.to_vec();
    let entries = [good, early.seal()];
    let outbox = sealed(town, &mut li, &entries).await;
    assert_eq!(delivered(town, &outbox).await, (1, 0, 1));
    (outbox, entries)
}

fn second_post() -> PostId {
    PostId::from_bytes([0x77; 16])
}

fn appoint(town: &Town) {
    let post = PostRow::new(second_post(), person_id(li().person), PostKind::GridWorker, 5, "2026-01-01");
    import(town.state.store(), &Import { posts: vec![post], ..Import::default() }).unwrap();
}

fn standings(outboxes: &[KeptOutbox]) -> Vec<(&str, bool)> {
    outboxes.iter().flat_map(|outbox| &outbox.entries).map(|entry| (entry.standing.as_str(), entry.refused)).collect()
}

#[tokio::test]
async fn what_was_refused_of_a_sealed_outbox_is_told_by_ids_and_counts_once_the_cause_is_gone() {
    let mut town = Town::new();
    let (_, entries) = half_refused(&mut town).await;
    let store = town.state.store().clone();

    let before = town.rows();
    let kept = kept_sealed::list(&store, &operator()).unwrap();
    assert_eq!(standings(&kept), [("stored", false), ("Forbidden", true)]);
    assert_eq!(kept[0].entries[1].entry, entries[1].id.to_string());
    assert_eq!(kept[0].entries[1].scope.as_deref(), Some(NEXT_GRID));
    let told = serde_json::to_string(&kept).unwrap();
    assert!(!told.contains("words of a case") && !told.contains(&data_encoding::HEXLOWER.encode(CONTENT)));
    let after = town.rows();
    let changed: Vec<&String> = after.keys().filter(|table| after[*table] != before[*table]).collect();
    assert_eq!(changed, ["audit"], "a look changes nothing but the trail");

    let tried = kept_sealed::retry(&store, &operator()).unwrap();
    assert_eq!(standings(&tried), [("stored", false), ("Forbidden", true)], "the cause is still there");
    assert_eq!(kept_sealed::list(&store, &operator()).unwrap().len(), 1, "nothing was lost");

    appoint(&town);
    assert_eq!(standings(&kept_sealed::list(&store, &operator()).unwrap()), [("stored", false), ("stored", false)]);
    assert_eq!(kept_sealed::list(&store, &operator()).unwrap().len(), 1, "a look takes nothing in");
    kept_sealed::retry(&store, &operator()).unwrap();
    assert!(kept_sealed::list(&store, &operator()).unwrap().is_empty());
    let ids: Vec<_> = store.entries_after(0).unwrap().into_iter().map(|(_, sealed)| sealed.id).collect();
    assert!(entries.iter().all(|entry| ids.iter().filter(|id| **id == entry.id).count() == 1), "each once");
    let trail = audit_lines(&store, 0, 1_000).unwrap();
    let noted = |what: &str| trail.iter().filter(|line| line.what == what).count();
    assert_eq!((noted("sealed.look") > 0, noted("sealed.retry")), (true, 2));
}

/// What was written in time under a post that has ended, and something that is refused, so that the outbox is kept.
async fn late_and_refused(town: &mut Town) {
    let mut li = town.phone(&li()).await;
    let at = MORNING - 24 * 3_600_000;
    let mut late = li.entry(EntryClass::Event, "case", record(1), GRID_4);
    late.stamp = Stamp::new(late.stamp.hlc, at, Some(1_000));
    let mut early = li.entry(EntryClass::Event, "case", record(2), NEXT_GRID);
    early.post = second_post();
    let outbox = sealed(town, &mut li, &[late.seal(), early.seal()]).await;
    let ended = PostRow { to: Some("2026-03-01".into()), ..post_row(&crate::town::li()) };
    import(town.state.store(), &Import { posts: vec![ended], ..Import::default() }).unwrap();
    assert_eq!(delivered(town, &outbox).await, (0, 1, 1), "without grace it waits for a desk");
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_look_judges_with_the_grace_the_relay_is_served_with_and_says_that_it_took_nothing() {
    let mut town = Town::with(RelayOptions { custody_grace_days: 0, ..RelayOptions::default() });
    late_and_refused(&mut town).await;
    let store = town.state.store().clone();
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_writer(move || writer.clone()).finish();
    let _logged = tracing::subscriber::set_default(subscriber);
    let expected = [("in_custody", false), ("Forbidden", true)];
    assert_eq!(standings(&kept_sealed::list(&store, &operator()).unwrap()), expected);
    assert_eq!(standings(&kept_sealed::retry(&store, &operator()).unwrap()), expected);
    assert_eq!(town.rows()["custody"], 1);
    // The relay destroys what waits by no hand of its own; here somebody did, so the next try keeps it again, and a look does not.
    town.database().execute("DELETE FROM custody", []).unwrap();
    assert_eq!(standings(&kept_sealed::list(&store, &operator()).unwrap()), expected);
    assert_eq!(town.rows()["custody"], 0);
    let said = || String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(!said().contains("taken into custody"), "{}", said());
    kept_sealed::retry(&store, &operator()).unwrap();
    assert_eq!((town.rows()["custody"], said().matches("taken into custody").count()), (1, 1));
}

/// A post whose people were entered late: its work was here in its days of grace, and is tried again weeks after them.
#[tokio::test]
async fn what_is_tried_again_came_when_it_came_first_and_not_on_the_day_of_the_try() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let mut unknown = li.entry(EntryClass::Event, "case", record(2), NEXT_GRID);
    (unknown.post, unknown.unit) = (second_post(), Some(etong_protocol::UnitId(5)));
    unknown.stamp = Stamp::new(unknown.stamp.hlc, MORNING - 24 * 3_600_000, Some(1_000));
    let unknown = unknown.seal();
    let outbox = sealed(&town, &mut li, std::slice::from_ref(&unknown)).await;
    assert_eq!(delivered(&town, &outbox).await, (0, 0, 1));
    let came_at = town.clock.now_ms();
    town.clock.advance_minutes(40 * 24 * 60);
    let post = PostRow::new(second_post(), person_id(li.who.person), PostKind::GridWorker, 5, "2026-01-01");
    let ended = PostRow { to: Some("2026-03-01".into()), ..post };
    import(town.state.store(), &Import { posts: vec![ended], ..Import::default() }).unwrap();
    let store = town.state.store().clone();
    assert_eq!(standings(&kept_sealed::list(&store, &operator()).unwrap()), [("stored", false)]);
    assert_eq!(standings(&kept_sealed::retry(&store, &operator()).unwrap()), [("stored", false)]);
    let received_at: i64 = town
        .database()
        .query_row("SELECT received_at FROM entry WHERE id = ?1", [unknown.id.as_bytes()], |row| row.get(0))
        .unwrap();
    assert_eq!(received_at, came_at);
}

#[tokio::test]
async fn an_outbox_that_comes_again_gets_the_same_receipt_and_counts_once() {
    let mut town = Town::new();
    let (outbox, _) = half_refused(&mut town).await;
    let before = town.rows();
    assert_eq!(delivered(&town, &outbox).await, (1, 0, 1));
    assert_eq!(town.rows(), before);
}

#[tokio::test]
async fn a_delivery_that_is_too_large_of_a_stranger_or_garbage_is_turned_away_and_leaves_nothing() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let entry = li.event("case", record(1), GRID_4);
    let outbox = sealed(&town, &mut li, &[entry]).await;
    let bytes = wire::encode(&Delivery::Outbox(outbox.clone()));
    let before = town.rows();

    town.post("/v1/sealed", None, vec![0; MAX_BODY_BYTES + 1]).await.refused(RefusalCode::TooLarge);
    town.post("/v1/sealed", None, vec![0xff; 64]).await.refused(RefusalCode::Malformed);
    let mut stranger = outbox.clone();
    stranger.device = etong_protocol::DeviceId::new(MORNING, [99; 10]);
    town.post("/v1/sealed", None, wire::encode(&Delivery::Outbox(stranger)))
        .await
        .refused(RefusalCode::Unauthenticated);
    let mut shortened = outbox;
    shortened.count += 1;
    town.post("/v1/sealed", None, wire::encode(&Delivery::Outbox(shortened))).await.refused(RefusalCode::Malformed);
    let mut flipped = bytes.clone();
    *flipped.last_mut().unwrap() ^= 1;
    let said = town.post("/v1/sealed", None, flipped).await;
    assert_ne!(said.status, 200);
    assert_eq!(town.rows(), before);
    assert_eq!(town.post("/v1/sealed", None, bytes).await.status, 200);
}

/// Whether an honest delivery from elsewhere is taken while one address holds as many open as it can.
#[tokio::test]
async fn one_address_cannot_keep_every_lost_phone_from_delivering() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let entry = li.event("case", record(1), GRID_4);
    let outbox = sealed(&town, &mut li, &[entry]).await;
    let from = |address: &str, body: Body| {
        let mut request = Request::post("/v1/sealed").body(body).unwrap();
        request.extensions_mut().insert(ConnectInfo(address.parse::<std::net::SocketAddr>().unwrap()));
        request
    };
    let never = || Body::from_stream(futures::stream::pending::<Result<Vec<u8>, std::convert::Infallible>>());
    let mut slow = Vec::new();
    for port in 1_000..1_020 {
        let mut one = Box::pin(town.router().oneshot(from(&format!("203.0.113.9:{port}"), never())));
        // Read until nothing more comes, or turned away.
        let answered = one.as_mut().now_or_never();
        slow.push((one, answered.map(|answer| answer.unwrap().status().as_u16())));
    }
    let turned_away = slow.iter().filter(|(_, status)| *status == Some(429)).count();
    assert_eq!(turned_away, 18, "two are read at once, the others are told to wait");
    let honest = wire::encode(&Delivery::Outbox(outbox));
    assert_eq!(town.send(from("198.51.100.7:1000", Body::from(honest))).await.status, 200);
}
