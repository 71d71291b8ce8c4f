//! HTTP/1.1 by hand over a real socket, for requests no library would send, and an enrolled phone that speaks it.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use etong_protocol::enrol::{EnrolRequest, TokenReply, TokenRequest};
use etong_protocol::{
    Asked, BodyHash, ChainId, Cursor, DeviceId, PROOF_HEADER, Proof, PullQuery, SigningKey, Verb, wire,
};
use etong_server::{Clock, SystemClock};

use crate::binary::{Serving, admin};
use crate::town::{people_and_places, person_id};

/// Long enough for a busy machine; a test that needs it has failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
/// Short: how often a slow test sends its next byte.
const BEAT: Duration = Duration::from_millis(20);

pub(crate) struct Heard {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

/// One request on a connection of its own.
pub(crate) fn ask(address: &str, method: &str, path: &str, token: Option<&str>, body: &[u8]) -> Heard {
    let mut socket = connect(address);
    send(&mut socket, method, path, token, body);
    hear(&mut socket)
}

pub(crate) fn connect(address: &str) -> TcpStream {
    let socket = TcpStream::connect(address).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    socket
}

/// A connection that comes from another address of this machine.
pub(crate) fn connect_from(from: [u8; 4], address: &str) -> TcpStream {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let socket = runtime.block_on(async {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::from((from, 0))).unwrap();
        socket.connect(address.parse().unwrap()).await.unwrap().into_std().unwrap()
    });
    socket.set_nonblocking(false).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    socket
}

pub(crate) fn send(socket: &mut TcpStream, method: &str, path: &str, token: Option<&str>, body: &[u8]) {
    let token = token.map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default();
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: relay\r\nconnection: close\r\n{token}content-length: {length}\r\n\r\n"
    );
    socket.write_all(head.as_bytes()).unwrap();
    // A relay that has heard enough may close while we still talk.
    let _ = socket.write_all(body);
}

pub(crate) fn hear(socket: &mut TcpStream) -> Heard {
    let mut answer = Vec::new();
    let _ = socket.read_to_end(&mut answer);
    let at = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(answer.len());
    let head = String::from_utf8_lossy(&answer[..at]).to_lowercase();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    Heard { status, head, body: answer.get(at + 4..).unwrap_or_default().to_vec() }
}

/// Sends a byte a beat, up to `beats`; the answer once the other end has closed, or nothing if it put up with all of it.
pub(crate) fn trickle(mut socket: TcpStream, beats: u32) -> Option<Vec<u8>> {
    socket.set_read_timeout(Some(BEAT)).unwrap();
    let (mut answer, mut piece) = (Vec::new(), [0; 1024]);
    for _ in 0..beats {
        let gone = socket.write_all(b"a").is_err();
        match socket.read(&mut piece) {
            Ok(0) => return Some(answer),
            Ok(read) => answer.extend_from_slice(&piece[..read]),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) && !gone => {}
            Err(_) => return Some(answer),
        }
    }
    None
}

/// A phone that has come in by the front door.
pub(crate) struct Caller {
    pub(crate) key: SigningKey,
    pub(crate) device: DeviceId,
    pub(crate) code: String,
    pub(crate) token: String,
    proofs: AtomicU64,
}

impl Caller {
    /// Imports the town and enrols a phone of its first person.
    pub(crate) fn enrolled(serving: &Serving, data: &Path) -> Self {
        let file = data.with_extension("town.json");
        std::fs::write(&file, serde_json::to_string(&people_and_places()).unwrap()).unwrap();
        let imported = admin(data, &["import", file.to_str().unwrap()]);
        assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
        let issued = admin(data, &["issue-code", "--person", &person_id(1).to_string()]);
        let code = String::from_utf8(issued.stdout).unwrap().trim().to_owned();
        let now = SystemClock::new().now_ms();
        let (key, device) = (SigningKey::from_seed(&[42; 32]), DeviceId::new(now, [42; 10]));
        let request = EnrolRequest::sign(&code, device, "李的手机", &key);
        let heard = ask(&serving.address, "POST", "/v1/enrol", None, &wire::encode(&request));
        assert_eq!(heard.status, 200, "{}", heard.head);
        let request = TokenRequest::sign(device, now, [1; 16], &key);
        let heard = ask(&serving.address, "POST", "/v1/token", None, &wire::encode(&request));
        let reply: TokenReply = wire::decode(&heard.body, "token reply").unwrap();
        Self { key, device, code, token: reply.token, proofs: AtomicU64::new(1) }
    }

    /// The proof that goes with the token, for one request.
    pub(crate) fn proof(&self, method: &str, path: &str, body: &[u8]) -> String {
        let verb = if method == "POST" { Verb::Post } else { Verb::Get };
        let asked = Asked { token: &self.token, verb, path, body: BodyHash::of(body) };
        Proof::sign(&asked, self.proofs.fetch_add(1, Ordering::SeqCst), &self.key).to_text()
    }

    /// One request in this phone's name.
    pub(crate) fn ask(&self, address: &str, method: &str, path: &str, body: &[u8]) -> Heard {
        let shown = format!("{}\r\n{PROOF_HEADER}: {}", self.token, self.proof(method, path, body));
        ask(address, method, path, Some(&shown), body)
    }

    /// Is it served as always?
    pub(crate) fn is_served(&self, serving: &Serving) -> bool {
        let query = PullQuery { cursor: Cursor::default(), chain: ChainId::from_bytes([6; 16]), standing: 0 };
        self.ask(&serving.address, "GET", &query.to_path(), b"").status == 200
    }
}
