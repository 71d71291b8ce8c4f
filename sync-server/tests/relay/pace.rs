//! Rates: one device and one address may ask so often; the answer says when to come back; others are not held up.

use std::net::SocketAddr;
use std::num::NonZeroU32;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use etong_protocol::{PullQuery, RefusalCode};
use etong_server::{Rate, RelayOptions};
use http_body_util::BodyExt;
use tower::ServiceExt;

use crate::town::{Town, li, wang};

fn rate(per_second: u32, burst: u32) -> Option<Rate> {
    Some(Rate { per_second: NonZeroU32::new(per_second).unwrap(), burst: NonZeroU32::new(burst).unwrap() })
}

/// How many of `tries` pulls of one phone were answered, and what the last one heard.
async fn pulls(town: &Town, phone: &crate::town::Phone, tries: usize) -> (usize, Option<u32>) {
    let (mut answered, mut wait) = (0, None);
    for _ in 0..tries {
        let query = PullQuery { cursor: phone.cursor, chain: phone.chain.id, standing: phone.standing };
        let answer = town.get(&query.to_path(), Some(&phone.token)).await;
        match answer.status {
            200 => answered += 1,
            _ => {
                answer.refused(RefusalCode::SlowDown);
                wait = answer.refusal().and_then(|refusal| refusal.retry_after_s);
            }
        }
    }
    (answered, wait)
}

#[tokio::test]
async fn a_phone_that_asks_too_often_is_told_when_to_come_back_and_no_other_is() {
    let mut town = Town::with(RelayOptions { device_rate: rate(2, 5), ..RelayOptions::default() });
    let (hasty, calm) = (town.phone(&li()).await, town.phone(&wang()).await);
    assert_eq!(pulls(&town, &hasty, 12).await, (5, Some(1)));
    assert_eq!(pulls(&town, &calm, 3).await, (3, None));
    town.clock.advance_minutes(1);
    assert_eq!(pulls(&town, &hasty, 5).await.0, 5, "after the wait it is welcome again");

    let mut unlimited = Town::new();
    let hasty = unlimited.phone(&li()).await;
    assert_eq!(pulls(&unlimited, &hasty, 12).await, (12, None), "without the limit nothing holds it back");
}

#[tokio::test]
async fn an_address_that_floods_is_refused_before_anything_is_read_and_others_are_served() {
    let town = Town::with(RelayOptions { address_rate: rate(1, 3), ..RelayOptions::default() });
    let ask = async |address: &str| {
        let mut request = Request::get("/healthz").body(Body::empty()).unwrap();
        request.extensions_mut().insert(ConnectInfo(address.parse::<SocketAddr>().unwrap()));
        let response = town.router().oneshot(request).await.unwrap();
        let wait = response.headers().get("retry-after").map(|wait| wait.to_str().unwrap().to_owned());
        let status = response.status().as_u16();
        response.into_body().collect().await.unwrap();
        (status, wait)
    };
    for _ in 0..3 {
        assert_eq!(ask("203.0.113.9:1000").await, (200, None));
    }
    assert_eq!(ask("203.0.113.9:2000").await, (429, Some("1".to_owned())), "another port is the same address");
    assert_eq!(ask("[2001:db8::1]:9").await.0, 200);
    assert_eq!(ask("203.0.113.10:1000").await.0, 200);
    assert_eq!(ask("[::ffff:203.0.113.9]:1000").await.0, 429, "the same address written otherwise");
}
