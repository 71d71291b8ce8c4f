//! The real program over real sockets, roughly handled: slow, oversized, many. Each rough one is cut or refused, and an
//! honest phone is served meanwhile. Each limit is also tried with the limit out of reach, where the same check must fail:
//! so the check is proven. Loopback only; bounded in count and time.

use std::io::{ErrorKind, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use etong_protocol::limits::{MAX_BODY_BYTES, MAX_UNPACKED_BYTES};
use etong_protocol::{Refusal, RefusalCode, wire};

use crate::binary::Serving;
use crate::talk::{Caller, ask, connect, connect_from, hear, send, trickle};

/// Beats after which a slow one that was not cut is taken to be put up with: two seconds and more.
const BEATS: u32 = 100;
const QUICK: &[&str] = &["--header-ms", "250", "--silence-ms", "250", "--request-ms", "600"];

struct Relay {
    serving: Serving,
    caller: Caller,
    _folder: tempfile::TempDir,
}

impl Relay {
    fn start(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data: PathBuf = folder.path().join("relay");
        let serving = Serving::with(&data, arguments, Stdio::null());
        let caller = Caller::enrolled(&serving, &data);
        Self { serving, caller, _folder: folder }
    }

    fn serves(&self) -> bool {
        self.caller.is_served(&self.serving)
    }

    fn begun(&self, head: &str) -> TcpStream {
        let mut socket = connect(&self.serving.address);
        socket.write_all(head.as_bytes()).unwrap();
        socket
    }
}

fn status_of(answer: &[u8]) -> Option<u16> {
    String::from_utf8_lossy(answer).split(' ').nth(1)?.parse().ok()
}

fn detail(body: &[u8]) -> Refusal {
    wire::decode(body, "refusal").unwrap()
}

#[test]
fn headers_that_come_a_byte_at_a_time_are_cut_and_nobody_waits_for_them() {
    let slow_headers = |relay: &Relay, beats| {
        let slow: Vec<TcpStream> = (0..50).map(|_| relay.begun("GET /healthz HTTP/1.1\r\nx-slow: ")).collect();
        assert!(relay.serves());
        slow.into_iter().next().and_then(|one| trickle(one, beats)).is_some()
    };
    assert!(slow_headers(&Relay::start(QUICK), 1_000), "not cut");
    assert!(!slow_headers(&Relay::start(&["--header-ms", "600000"]), BEATS), "without the limit nobody cuts it");
}

#[test]
fn a_body_that_comes_a_byte_at_a_time_is_cut_at_the_time_of_one_request() {
    let slow_body = |relay: &Relay, beats| {
        let slow = relay.begun("POST /v1/enrol HTTP/1.1\r\nhost: r\r\ncontent-length: 8000\r\n\r\n");
        let answer = trickle(slow, beats);
        assert!(relay.serves());
        answer
    };
    let answer = slow_body(&Relay::start(QUICK), 1_000).expect("not cut");
    assert_eq!(status_of(&answer), Some(408));
    assert!(slow_body(&Relay::start(&["--request-ms", "600000"]), BEATS).is_none(), "without the limit nobody cuts it");
}

#[test]
fn a_body_that_stops_coming_is_answered_and_the_phone_may_try_again() {
    let relay = Relay::start(&["--silence-ms", "250"]);
    let mut silent =
        relay.begun("POST /v1/enrol HTTP/1.1\r\nhost: r\r\nconnection: close\r\ncontent-length: 8000\r\n\r\nabc");
    let heard = hear(&mut silent);
    assert_eq!((heard.status, detail(&heard.body).code), (503, RefusalCode::Unavailable));
    assert!(relay.serves());
}

#[test]
fn whoever_asks_on_and_on_and_never_reads_an_answer_is_cut() {
    let never_reads = |relay: &Relay, beats: u32| {
        let mut deaf = connect(&relay.serving.address);
        deaf.set_write_timeout(Some(Duration::from_millis(20))).unwrap();
        let asked = b"GET /v1/openapi.json HTTP/1.1\r\nhost: r\r\n\r\n".repeat(2_000);
        // A request that was written in part goes on where it stopped; only a beat that had to wait counts.
        let (mut at, mut waited) = (0, 0);
        let cut = loop {
            match deaf.write(&asked[at..]) {
                Ok(wrote) => at = (at + wrote) % asked.len(),
                Err(error) if !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => break true,
                Err(_) if waited == beats => break false,
                Err(_) => waited += 1,
            }
        };
        assert!(relay.serves());
        cut
    };
    assert!(never_reads(&Relay::start(QUICK), 1_000), "not cut");
    assert!(!never_reads(&Relay::start(&["--request-ms", "600000"]), 150), "without the limit nobody cuts it");
}

#[test]
fn an_oversized_header_is_refused_in_every_form() {
    let relay = Relay::start(&[]);
    let many: String = (0..100).map(|nth| format!("x-{nth}: 1\r\n")).collect();
    for head in [
        format!("GET /healthz HTTP/1.1\r\nhost: r\r\nx-long: {}\r\n\r\n", "a".repeat(20_000)),
        format!("GET /healthz HTTP/1.1\r\nhost: r\r\n{many}\r\n"),
        format!("GET /v1/pull?{} HTTP/1.1\r\nhost: r\r\n\r\n", "a".repeat(20_000)),
    ] {
        let mut socket = relay.begun(&head);
        let heard = hear(&mut socket);
        assert!(matches!(heard.status, 414 | 431), "{}", heard.head);
        assert!(relay.serves());
    }
    let fits =
        format!("GET /healthz HTTP/1.1\r\nhost: r\r\nconnection: close\r\nx-long: {}\r\n\r\n", "a".repeat(8_000));
    assert_eq!(hear(&mut relay.begun(&fits)).status, 200);
}

#[test]
fn an_oversized_frame_and_a_bomb_are_refused_and_a_stranger_is_not_even_heard_out() {
    let relay = Relay::start(&[]);
    let (address, caller) = (&relay.serving.address, &relay.caller);
    let heard = caller.ask(address, "POST", "/v1/push", &vec![7; MAX_BODY_BYTES + 1]);
    assert_eq!((heard.status, detail(&heard.body).code), (413, RefusalCode::TooLarge));
    let heard = ask(address, "POST", "/v1/token", None, &vec![7; 9_000]);
    assert_eq!((heard.status, detail(&heard.body).code), (413, RefusalCode::TooLarge));
    let bomb = zstd::bulk::compress(&vec![0; 64 * MAX_UNPACKED_BYTES], 3).unwrap();
    assert!(bomb.len() < 200_000, "{}", bomb.len());
    for _ in 0..5 {
        let heard = caller.ask(address, "POST", "/v1/push", &bomb);
        assert_eq!((heard.status, detail(&heard.body).code), (413, RefusalCode::TooLarge));
        assert!(relay.serves());
    }
    for head in ["content-length: 4000000", "transfer-encoding: chunked"] {
        let head = format!("POST /v1/push HTTP/1.1\r\nhost: r\r\nconnection: close\r\n{head}\r\n\r\n");
        let heard = hear(&mut relay.begun(&head));
        assert_eq!(
            (heard.status, detail(&heard.body).code),
            (401, RefusalCode::Unauthenticated),
            "before its body came"
        );
    }
}

#[test]
fn a_thousand_idle_connections_hold_up_nobody_and_are_closed_in_time() {
    make_room();
    let relay = Relay::start(&["--header-ms", "3000"]);
    let idle: Vec<TcpStream> = (0..1_000).map(|_| connect(&relay.serving.address)).collect();
    for _ in 0..20 {
        assert!(relay.serves());
    }
    for mut one in idle {
        assert_eq!(hear(&mut one).status, 0, "closed without a word");
    }
    let mut kept = connect(&relay.serving.address);
    kept.write_all(b"GET /healthz HTTP/1.1\r\nhost: r\r\n\r\n").unwrap();
    assert!(hear(&mut kept).body.starts_with(b"ok\n"), "answered, kept open for the next request, and then closed");
}

#[test]
fn one_address_cannot_take_all_the_room() {
    let crowd = |limit: &str| {
        let relay = Relay::start(&["--connections-per-address", limit, "--header-ms", "60000"]);
        let crowd: Vec<TcpStream> = (0..12).map(|_| connect(&relay.serving.address)).collect();
        let mut one_more = connect(&relay.serving.address);
        let _ = one_more.write_all(b"GET /healthz HTTP/1.1\r\nhost: r\r\nconnection: close\r\n\r\n");
        let status = hear(&mut one_more).status;
        let mut other = connect_from([127, 0, 0, 2], &relay.serving.address);
        send(&mut other, "GET", "/healthz", None, b"");
        assert_eq!(hear(&mut other).status, 200, "another address has its room");
        drop(crowd);
        status
    };
    assert_eq!(crowd("10"), 0, "the crowd's next one is closed");
    assert_eq!(crowd("100"), 200, "without the limit it is served");
}

#[test]
fn a_flood_of_requests_is_told_to_slow_down() {
    let flood = |rate: &str| {
        let relay = Relay::start(&["--address-rate", rate]);
        let answers: Vec<_> = (0..40).map(|_| ask(&relay.serving.address, "GET", "/healthz", None, b"")).collect();
        answers.into_iter().find(|heard| heard.status == 429)
    };
    let refused = flood("2").expect("nobody was told to slow down");
    assert!(refused.head.contains("\r\nretry-after: 1"), "{}", refused.head);
    assert_eq!(detail(&refused.body).retry_after_s, Some(1));
    assert!(flood("10000").is_none());
}

#[test]
fn a_phone_that_opens_channel_after_channel_loses_its_oldest_and_nobody_elses() {
    let crowd = |limit: &str| {
        let relay = Relay::start(&["--live-per-device", limit]);
        let open = || {
            let proof = relay.caller.proof("GET", "/v1/live", b"");
            let (token, header) = (&relay.caller.token, etong_protocol::PROOF_HEADER);
            let mut channel = relay.begun(&format!(
                "GET /v1/live HTTP/1.1\r\nhost: r\r\nconnection: close\r\nauthorization: Bearer {token}\r\n{header}: {proof}\r\n\r\n"
            ));
            let mut heard = Vec::new();
            // Until the first number is there: the channel is open.
            while !String::from_utf8_lossy(&heard).contains("data: ") {
                let mut piece = [0; 512];
                let read = std::io::Read::read(&mut channel, &mut piece).unwrap();
                assert_ne!(read, 0, "{}", String::from_utf8_lossy(&heard));
                heard.extend_from_slice(&piece[..read]);
            }
            channel
        };
        let mut channels: Vec<TcpStream> = (0..4).map(|_| open()).collect();
        assert!(relay.serves());
        let first = &mut channels[0];
        first.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
        // Closed by the relay: the end of the body, and then the end.
        let mut rest = Vec::new();
        std::io::Read::read_to_end(first, &mut rest).is_ok()
    };
    assert!(crowd("2"), "the oldest is closed");
    assert!(!crowd("100"), "without the limit it stays open");
}

#[cfg(unix)]
#[test]
fn a_secret_that_others_may_read_starts_no_relay() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret");
    std::fs::write(&secret, "word\n").unwrap();
    let start = |mode: u32| {
        std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(mode)).unwrap();
        let data = folder.path().join(format!("relay-{mode:o}"));
        let (verifier, at) = (secret.to_str().unwrap(), "http://127.0.0.1:9/verify");
        let mut child = std::process::Command::new(crate::binary::PROGRAM);
        child.args(["serve", "--listen", "127.0.0.1:0", "--verifier-url", at, "--verifier-secret", verifier, "--data"]);
        let mut child = child.arg(&data).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(child.stdout.take().unwrap()), &mut line).unwrap();
        let _ = child.kill();
        let output = child.wait_with_output().unwrap();
        (line.starts_with("listening"), String::from_utf8_lossy(&output.stderr).into_owned(), data.exists())
    };
    let (started, said, made) = start(0o644);
    assert!(!started && said.contains("secret") && !made, "{said}");
    assert!(start(0o600).0);
}

#[test]
fn what_is_not_http_gets_nothing() {
    let relay = Relay::start(&[]);
    for nonsense in
        ["\u{16}\u{3}\u{1}\0\u{5}hello", "GET\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\0\0\0\0\r\n\r\n"]
    {
        let heard = hear(&mut relay.begun(nonsense));
        assert!(matches!(heard.status, 0 | 400 | 505), "{}", heard.head);
        assert!(relay.serves());
    }
}

#[cfg(unix)]
fn make_room() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    let current = Some(maximum.map_or(4_096, |maximum| maximum.min(4_096)));
    setrlimit(Resource::Nofile, Rlimit { current, maximum }).unwrap();
}

#[cfg(not(unix))]
fn make_room() {}
