//! The guards of the way to a relay, taken away one by one: what the tests in `core/tests/http.rs` and `between` look for is there
//! to be found.

#![cfg(feature = "sim")]
#![expect(clippy::unwrap_used, reason = "these are tests, their shared steps included")]

use std::io::{Read, Write};
use std::net::TcpListener;

use etong_core::HttpRelay;
use etong_core::sim::{SeededBug, seed as switch_on};
use etong_protocol::limits::MAX_BODY_BYTES;
use etong_protocol::{Relay, RelayRequest};

/// Answers one request with a body one byte longer than any of a relay's.
fn says_too_much() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _asked = stream.read(&mut [0; 4_096]).unwrap();
        let body = vec![7; MAX_BODY_BYTES + 1];
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
        // Whoever has heard enough hangs up.
        let _cut = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
    });
    at
}

#[tokio::test]
async fn a_phone_that_reads_an_answer_to_whatever_end_is_found_out() {
    let ask = RelayRequest::get("/v1/pull");
    let refused = HttpRelay::new(&says_too_much()).unwrap().call(ask.clone()).await.unwrap_err();
    assert!(refused.to_string().contains("larger than"), "{refused}");
    let _switched_on = switch_on(SeededBug::EndlessAnswer);
    let answer = HttpRelay::new(&says_too_much()).unwrap().call(ask).await.unwrap();
    assert_eq!(answer.body.len(), MAX_BODY_BYTES + 1, "the mistake must be seen");
}

#[test]
fn a_phone_that_would_send_records_in_the_clear_is_found_out() {
    let elsewhere = ["http://relay.example:8443", "http://192.168.0.7", "http://127.0.0.1.example"];
    for url in elsewhere {
        let refused = HttpRelay::new(url).unwrap_err();
        assert!(refused.to_string().contains("use https"), "{url}: {refused}");
    }
    for url in ["http://127.0.0.1:8443", "http://localhost:8443", "http://[::1]:8443", "https://relay.example"] {
        assert!(HttpRelay::new(url).is_ok(), "{url}");
    }
    let _switched_on = switch_on(SeededBug::AnyScheme);
    assert!(elsewhere.iter().all(|url| HttpRelay::new(url).is_ok()), "the mistake must be seen");
}
