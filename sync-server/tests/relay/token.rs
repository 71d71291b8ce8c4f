//! `POST /v1/token`, and what a token is worth afterwards.

use etong_protocol::enrol::{TokenReply, TokenRequest};
use etong_protocol::{RefusalCode, wire};
use etong_server::Clock;
use etong_server::directory::{DirectoryError, devices, revoke};

use crate::town::{MORNING, Town, li, wang};

const PULL: &str = "/v1/pull?cursor=0.0&chain=00000000-0000-0000-0000-000000000000&standing=0";

#[tokio::test]
async fn a_token_opens_the_door_until_it_expires() {
    let mut town = Town::new();
    let mut phone = town.phone(&li()).await;
    assert_eq!(town.get(PULL, Some(&phone.token)).await.status, 200);
    town.clock.advance_minutes(15);
    let detail = town.get(PULL, Some(&phone.token)).await.refused(RefusalCode::Unauthenticated);
    assert_eq!(detail, "the token has expired; ask for a new one");
    phone.sign_in(&town).await;
    assert_eq!(town.get(PULL, Some(&phone.token)).await.status, 200);
    assert_eq!(town.rows()["token"], 1, "expired tokens are forgotten");
}

#[tokio::test]
async fn a_missing_or_made_up_token_opens_nothing() {
    let mut town = Town::new();
    town.phone(&li()).await;
    for (path, post) in [(PULL, false), ("/v1/live", false), ("/v1/push", true)] {
        for (token, said) in [(None, "a bearer token is needed"), (Some("AAAA"), "the token is not known")] {
            let answer = if post { town.post(path, token, vec![1]).await } else { town.get(path, token).await };
            let detail = answer.refused(RefusalCode::Unauthenticated);
            assert!(detail.contains(said), "{path}: {detail}");
        }
    }
}

#[tokio::test]
async fn each_bad_token_request_is_refused_with_its_reason_and_changes_nothing() {
    let mut town = Town::new();
    let phone = town.phone(&li()).await;
    let other = town.phone(&wang()).await;
    let stranger = town.stranger(&li());
    let replayed = phone.token_request(town.clock.now_ms(), 77);
    town.post("/v1/token", None, replayed.clone()).await.ok::<TokenReply>();
    let before = town.rows();
    let wrong_key = wire::encode(&TokenRequest::sign(phone.device, MORNING, [1; 16], &other.key));
    let table = [
        ("replay", replayed, RefusalCode::Unauthenticated, "used before"),
        ("wrong key", wrong_key, RefusalCode::BadSignature, "signature of the token request"),
        ("unknown", stranger.token_request(MORNING, 2), RefusalCode::Unauthenticated, "not enrolled"),
        ("slow clock", phone.token_request(MORNING - 11 * 60_000, 3), RefusalCode::Unauthenticated, "is -11 min off"),
        ("fast clock", phone.token_request(MORNING + 660_000, 4), RefusalCode::Unauthenticated, "is 11 min off"),
        ("no clock", phone.token_request(i64::MIN, 5), RefusalCode::Unauthenticated, "min off"),
        ("garbage", vec![0x80], RefusalCode::Malformed, "not a valid token request"),
    ];
    for (case, body, code, said) in table {
        let detail = town.post("/v1/token", None, body).await.refused(code);
        assert!(detail.contains(said), "{case}: {detail}");
        assert_eq!(town.rows(), before, "{case}");
    }
}

#[tokio::test]
async fn an_old_nonce_cannot_come_back_after_it_is_forgotten() {
    let mut town = Town::new();
    let mut phone = town.phone(&li()).await;
    let old = phone.token_request(town.clock.now_ms(), 9);
    town.post("/v1/token", None, old.clone()).await.ok::<TokenReply>();
    town.clock.advance_minutes(30);
    phone.sign_in(&town).await;
    assert_eq!(town.rows()["nonce"], 1);
    town.post("/v1/token", None, old).await.refused(RefusalCode::Unauthenticated);
}

#[tokio::test]
async fn a_revoked_device_is_out_at_its_next_request() {
    let mut town = Town::new();
    let phone = town.phone(&li()).await;
    let other = town.phone(&wang()).await;
    revoke(town.state.store(), phone.device).unwrap();
    town.get(PULL, Some(&phone.token)).await.refused(RefusalCode::Unauthenticated);
    let request = phone.token_request(town.clock.now_ms(), 50);
    let detail = town.post("/v1/token", None, request).await.refused(RefusalCode::Unauthenticated);
    assert_eq!(detail, "this device has been revoked");
    assert_eq!(town.get(PULL, Some(&other.token)).await.status, 200);
    assert!(matches!(revoke(town.state.store(), phone.device), Err(DirectoryError::NoSuchDevice(_))));
}

#[tokio::test]
async fn a_clock_hours_off_still_gets_a_token_and_is_written_down() {
    let mut town = Town::new();
    let phone = town.phone(&li()).await;
    let seen = |town: &Town| {
        let line = devices(town.state.store()).unwrap().remove(0);
        (line.seen_at, line.skew_ms)
    };
    assert_eq!(seen(&town), (Some(MORNING), Some(0)));
    town.clock.advance_minutes(30);
    let now = town.clock.now_ms();
    let wrong = now - 5 * 60 * 60_000;
    let refused = town.post("/v1/token", None, phone.token_request(wrong, 60)).await;
    let relay_ms = refused.refusal().and_then(|refusal| refusal.relay_ms);
    assert_eq!(relay_ms, Some(now), "the refusal says the time");
    assert_eq!(seen(&town), (Some(MORNING), Some(0)), "a refused request, which anybody may repeat, notes nothing");
    let by_the_relays = TokenRequest::sign_late(phone.device, now, Some(wrong), [61; 16], &phone.key);
    town.post("/v1/token", None, wire::encode(&by_the_relays)).await.ok::<TokenReply>();
    assert_eq!(seen(&town), (Some(now), Some(-5 * 60 * 60_000)));
    let mut forged = TokenRequest::sign_late(phone.device, now, Some(wrong), [62; 16], &phone.key);
    forged.wall = None;
    town.post("/v1/token", None, wire::encode(&forged)).await.refused(RefusalCode::BadSignature);
}
