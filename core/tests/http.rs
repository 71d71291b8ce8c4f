//! The way to the relay, against servers that are none: what answers a phone may lead it nowhere else and fill nothing.

#![expect(clippy::unwrap_used, reason = "these are tests, their shared steps included")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::Receiver;
use std::time::Duration;

use etong_core::HttpRelay;
use etong_protocol::{Relay, RelayRequest};

/// A server that answers each request by `answer` and counts them.
fn server(answer: impl Fn(&mut TcpStream) + Send + 'static) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = format!("http://{}", listener.local_addr().unwrap());
    let heard = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&heard);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            read_request(&stream);
            count.fetch_add(1, Ordering::SeqCst);
            answer(&mut stream);
            let _ = stream.shutdown(Shutdown::Write);
        }
    });
    (at, heard)
}

fn read_request(stream: &TcpStream) {
    let mut reader = BufReader::new(stream);
    let (mut line, mut length) = (String::new(), 0);
    while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        line.clear();
    }
    reader.take(length).read_to_end(&mut Vec::new()).unwrap();
}

/// What was taken of what was poured; the phone's runtime goes on meanwhile.
async fn taken(poured: Receiver<usize>) -> usize {
    tokio::task::spawn_blocking(move || poured.recv_timeout(Duration::from_secs(60)).unwrap()).await.unwrap()
}

/// Sends for ever, or until nobody listens; says how much was taken.
fn pour(stream: &mut TcpStream, head: &str, drop: &[u8]) -> usize {
    let mut poured = 0;
    stream.write_all(head.as_bytes()).unwrap();
    while poured < 256 << 20 && stream.write_all(drop).is_ok() {
        poured += drop.len();
    }
    poured
}

#[tokio::test]
async fn whoever_answers_cannot_send_a_phone_with_its_records_to_another_machine() {
    for status in [301, 302, 303, 307, 308] {
        let (elsewhere, heard) =
            server(|stream| stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").unwrap());
        let (at, _) = server(move |stream| {
            let head = format!("HTTP/1.1 {status} Away\r\nlocation: {elsewhere}/v1/push\r\ncontent-length: 0\r\n\r\n");
            stream.write_all(head.as_bytes()).unwrap();
        });
        let relay = HttpRelay::new(&at).unwrap();
        let request = RelayRequest::post("/v1/push", vec![7; 10_000]).with_token("token");
        let answer = relay.call(request).await.unwrap();
        assert_eq!((answer.status, heard.load(Ordering::SeqCst)), (status, 0));
    }
}

#[tokio::test]
async fn an_answer_that_does_not_end_fills_no_phone() {
    for head in
        ["HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n", "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n"]
    {
        let (told, poured) = std::sync::mpsc::channel();
        let (at, _) = server(move |stream| told.send(pour(stream, head, &[7; 65_536])).unwrap());
        let refused = HttpRelay::new(&at).unwrap().call(RelayRequest::get("/v1/pull")).await.unwrap_err();
        assert!(refused.to_string().contains("larger than"), "{refused}");
        let taken = taken(poured).await;
        assert!(taken < 32 << 20, "{taken} bytes were taken");
    }
}

#[tokio::test]
async fn a_live_channel_that_says_nothing_at_length_is_closed() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\ndata: ";
    let (told, poured) = std::sync::mpsc::channel();
    let (at, _) = server(move |stream| told.send(pour(stream, head, &[b'7'; 65_536])).unwrap());
    let waiting = HttpRelay::new(&at).unwrap();
    assert!(waiting.wait_for_news(RelayRequest::get("/v1/live"), 0).await.is_err());
    let taken = taken(poured).await;
    assert!(taken < 32 << 20, "{taken} bytes were taken");
}

/// Runs in a process of its own, which the system told to use a proxy.
#[tokio::test]
async fn what_is_not_encrypted_stays_on_this_machine_whatever_proxy_the_system_names() {
    const NAME: &str = "what_is_not_encrypted_stays_on_this_machine_whatever_proxy_the_system_names";
    if std::env::var_os("http_proxy").is_none() {
        let (proxy, heard) =
            server(|stream| stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").unwrap());
        let mut child = std::process::Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", NAME]).env("http_proxy", &proxy).env("HTTP_PROXY", &proxy).env_remove("no_proxy");
        let output = child.env_remove("NO_PROXY").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        assert_eq!(heard.load(Ordering::SeqCst), 0);
        return;
    }
    let (at, heard) = server(|stream| stream.write_all(b"HTTP/1.1 204 No\r\ncontent-length: 0\r\n\r\n").unwrap());
    let request = RelayRequest::post("/v1/push", vec![7; 100]).with_token("token");
    let answer = HttpRelay::new(&at).unwrap().call(request).await.unwrap();
    assert_eq!((answer.status, heard.load(Ordering::SeqCst)), (204, 1), "the relay itself was asked");
}
