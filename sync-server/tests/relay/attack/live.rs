//! The live channel under attack: opened with what is another's or old, kept open after there is no right to it, opened without end.

use axum::body::Body;
use axum::http::{Method, Request};
use etong_protocol::signatures::Signatures;
use etong_protocol::{Chain, ChainId, PROOF_HEADER, RefusalCode};
use etong_server::RelayOptions;
use etong_server::directory::{Import, PostRow, revoke};
use futures::stream::BoxStream;
use futures::{FutureExt, StreamExt};
use tower::ServiceExt;

use crate::town::{GRID_4, GRID_5, Phone, Town, li, post_row, record, wang};

type Numbers = BoxStream<'static, String>;

async fn open(town: &Town, phone: &Phone) -> Numbers {
    let proof = town.proof(&Method::GET, "/v1/live", &phone.token, b"").unwrap();
    let request = Request::get("/v1/live").header("authorization", format!("Bearer {}", phone.token));
    let request = request.header(PROOF_HEADER, proof).body(Body::empty()).unwrap();
    let response = town.router().oneshot(request).await.unwrap();
    assert_eq!(response.status(), 200);
    response.into_body().into_data_stream().map(|chunk| String::from_utf8(chunk.unwrap().to_vec()).unwrap()).boxed()
}

fn end(town: &Town) {
    let ended = PostRow { to: Some("2026-03-01".into()), ..post_row(&li()) };
    town.take(&Import { posts: vec![ended], ..Import::default() });
}

/// What somebody whose post has ended is still told while others write.
async fn heard_after_the_end(bug: Option<Bug>) -> Vec<String> {
    let mut town = Town::new();
    plant(&town, bug);
    let (li, mut wang) = (town.phone(&li()).await, town.phone(&wang()).await);
    let (mut listens, mut witness) = (open(&town, &li).await, open(&town, &wang).await);
    listens.next().await.unwrap();
    witness.next().await.unwrap();
    end(&town);
    witness.next().await.unwrap();
    let last = listens.next().await.unwrap();
    assert!(last.starts_with("data: "), "the number by which the phone asks and hears of its end");
    let mut heard = Vec::new();
    for number in 0..5 {
        let entry = wang.event("case", record(number), GRID_5);
        wang.push(&town, &[entry]).await;
        // Whoever may hear it has heard it: so has everybody else by now, if at all.
        witness.next().await.unwrap();
        heard.extend(listens.next().now_or_never().flatten());
    }
    // Opened anew it says where the head is, as a pull does, and no more.
    let mut again = open(&town, &li).await;
    again.next().await.unwrap();
    let entry = wang.event("case", record(9), GRID_5);
    wang.push(&town, &[entry]).await;
    witness.next().await.unwrap();
    heard.extend(again.next().now_or_never().flatten());
    heard
}

#[cfg(feature = "sim")]
type Bug = etong_server::sim::SeededBug;
#[cfg(not(feature = "sim"))]
type Bug = ();

#[cfg(feature = "sim")]
fn plant(town: &Town, bug: Option<Bug>) {
    bug.into_iter().for_each(|bug| town.state.sim().plant(bug));
}
#[cfg(not(feature = "sim"))]
fn plant(_: &Town, _: Option<Bug>) {}

#[tokio::test]
async fn who_holds_no_post_any_more_hears_nothing_of_what_others_write() {
    assert_eq!(heard_after_the_end(None).await, Vec::<String>::new());
}

/// How much, which its phone needs to hear of its end and to prove its own work; not what.
#[tokio::test]
async fn who_holds_no_post_any_more_and_asks_hears_how_far_the_log_goes_and_reads_nothing_of_others() {
    let mut town = Town::new();
    let (mut li, mut wang) = (town.phone(&li()).await, town.phone(&wang()).await);
    let own = li.event("case", record(1), GRID_4);
    li.push(&town, &[own]).await;
    end(&town);
    let theirs = [wang.event("case", record(2), GRID_5), wang.event("case", record(3), GRID_5)];
    let ids = wang.push(&town, &theirs).await.ids;
    (li.cursor.seq, li.standing) = (0, 0);
    li.chain = Chain::start(li.device, ChainId::NIL);
    let (read, page) = li.pull(&town).await;
    assert!(read.is_empty() && page.standing.is_some_and(|standing| standing.posts.is_empty()));
    assert_eq!(page.head, u64::try_from(town.rows()["entry"]).unwrap());
    for number in [2, 3] {
        let answer = town.get(&format!("/v1/evidence?record={}", record(number)), Some(&li.token)).await;
        answer.refused(RefusalCode::Forbidden);
    }
    let answer = town.get("/v1/signatures?seqs=1-500", Some(&li.token)).await;
    let shown = Signatures::from_frame(&answer.body).unwrap();
    assert!(shown.batches.iter().all(|batch| batch.entries().unwrap().iter().all(|id| !ids.contains(id))));
}

#[cfg(feature = "sim")]
#[tokio::test]
async fn a_relay_that_goes_on_telling_somebody_without_a_post_is_found_out() {
    assert_eq!(heard_after_the_end(Some(Bug::LiveToNobody)).await.len(), 6, "the mistake must be seen");
}

#[tokio::test]
async fn who_gets_a_post_again_hears_again() {
    let mut town = Town::new();
    let (li, mut wang) = (town.phone(&li()).await, town.phone(&wang()).await);
    let (mut listens, mut witness) = (open(&town, &li).await, open(&town, &wang).await);
    listens.next().await.unwrap();
    end(&town);
    listens.next().await.unwrap();
    town.take(&Import { posts: vec![post_row(&crate::town::li())], ..Import::default() });
    assert!(listens.next().await.unwrap().starts_with("data: "));
    let entry = wang.event("case", record(1), GRID_5);
    wang.push(&town, &[entry]).await;
    witness.next().await.unwrap();
    assert!(listens.next().await.unwrap().starts_with("data: "));
}

#[tokio::test]
async fn a_post_that_ends_with_its_day_is_silent_after_the_next_number() {
    let mut town = Town::new();
    let last_day = PostRow { to: Some("2026-03-02".into()), ..post_row(&li()) };
    town.take(&Import { posts: vec![last_day], ..Import::default() });
    let (li, mut wang) = (town.phone(&li()).await, town.phone(&wang()).await);
    let (mut listens, mut witness) = (open(&town, &li).await, open(&town, &wang).await);
    listens.next().await.unwrap();
    witness.next().await.unwrap();
    let mut told = Vec::new();
    for number in 0..4 {
        if number == 1 {
            town.clock.advance_minutes(16 * 60);
            wang.sign_in(&town).await;
        }
        let entry = wang.event("case", record(number), GRID_5);
        wang.push(&town, &[entry]).await;
        witness.next().await.unwrap();
        told.push(listens.next().now_or_never().flatten().is_some());
    }
    assert_eq!(told, [true, true, false, false], "on its day, once after it, and no more");
}

/// Which of six channels of one device have ended.
async fn crowded_out(most: usize, bug: Option<Bug>) -> Vec<bool> {
    let mut town = Town::with(RelayOptions { live_per_device: most, ..RelayOptions::default() });
    plant(&town, bug);
    let (greedy, other) = (town.phone(&li()).await, town.phone(&wang()).await);
    let mut honest = open(&town, &other).await;
    honest.next().await.unwrap();
    let mut channels = Vec::new();
    for _ in 0..6 {
        let mut one = open(&town, &greedy).await;
        one.next().await.unwrap();
        channels.push(one);
    }
    let ended: Vec<bool> = channels.iter_mut().map(|one| matches!(one.next().now_or_never(), Some(None))).collect();
    assert!(honest.next().now_or_never().is_none(), "nobody else is cut");
    ended
}

#[tokio::test]
async fn a_device_has_a_few_channels_and_the_newest_are_the_ones_it_reads() {
    assert_eq!(crowded_out(2, None).await, [true, true, true, true, false, false]);
    assert_eq!(crowded_out(100, None).await, [false; 6], "without the limit it takes what it likes");
}

#[cfg(feature = "sim")]
#[tokio::test]
async fn a_relay_that_lets_a_device_open_channels_without_end_is_found_out() {
    assert_eq!(crowded_out(2, Some(Bug::ChannelsWithoutEnd)).await, [false; 6], "the mistake must be seen");
}

#[tokio::test]
async fn a_channel_opens_for_its_own_device_once_and_ends_with_it() {
    let mut town = Town::new();
    let (mine, other) = (town.phone(&li()).await, town.phone(&wang()).await);
    let ask = async |town: &Town, token: &str, proof: String| {
        let request = Request::get("/v1/live").header("authorization", format!("Bearer {token}"));
        town.send(request.header(PROOF_HEADER, proof).body(Body::empty()).unwrap()).await
    };
    let proof = |town: &Town, phone: &Phone| town.proof(&Method::GET, "/v1/live", &phone.token, b"").unwrap();
    // Another's token with the own proof, the own token with another's proof, an old proof of one's own.
    let own = proof(&town, &mine);
    ask(&town, &other.token, own.clone()).await.refused(RefusalCode::BadSignature);
    ask(&town, &mine.token, proof(&town, &other)).await.refused(RefusalCode::BadSignature);
    let request = Request::get("/v1/live").header("authorization", format!("Bearer {}", mine.token));
    let request = request.header(PROOF_HEADER, own.clone()).body(Body::empty()).unwrap();
    assert_eq!(town.router().oneshot(request).await.unwrap().status(), 200);
    ask(&town, &mine.token, own).await.refused(RefusalCode::Unauthenticated);
    let unused = proof(&town, &mine);
    let mut channel = open(&town, &mine).await;
    channel.next().await.unwrap();
    revoke(town.state.store(), mine.device).unwrap();
    assert_eq!(channel.next().await, None, "it ends before another number");
    ask(&town, &mine.token, unused).await.refused(RefusalCode::Unauthenticated);
}

#[tokio::test]
async fn a_reader_that_reads_nothing_costs_one_number_and_holds_up_nobody() {
    let mut town = Town::new();
    let (deaf, mut li) = (town.phone(&wang()).await, town.phone(&li()).await);
    let mut channels = Vec::new();
    for _ in 0..2 {
        channels.push(open(&town, &deaf).await);
    }
    for number in 0..50 {
        let entry = li.event("case", record(number), GRID_4);
        li.push(&town, &[entry]).await;
    }
    let head = li.pull_page(&town).await.head;
    for channel in &mut channels {
        assert_eq!(channel.next().await.unwrap(), format!("data: {head}\n\n"), "the last number, and not fifty");
        assert!(channel.next().now_or_never().is_none());
    }
}
