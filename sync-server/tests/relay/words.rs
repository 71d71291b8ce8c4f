//! The program's whole log at its most talkative, through a session with everything in it: ids are there, and nothing a
//! person would not want read by whoever keeps the logs.

use std::fs::File;
use std::process::{Command, Stdio};

use etong_protocol::enrol::{EnrolRequest, TokenRequest};
use etong_protocol::{Chain, ChainId, Entry, EntryClass, Hlc, PostKind, PushBatch, PushItem, RecordId, Stamp, wire};
use etong_server::{Clock, SystemClock};

use crate::binary::{PROGRAM, Serving};
use crate::talk::{Caller, ask};
use crate::town::{GRID_4, people_and_places, post_id};

const NAME: &str = "陈小明";
const NUMBER: &str = "350602199001011234";

/// Which of `secrets` stand in `log`.
fn leaks<'s>(log: &str, secrets: &'s [String]) -> Vec<&'s String> {
    secrets.iter().filter(|secret| log.contains(secret.as_str())).collect()
}

/// Switches reach this process alone, so the mistake is made in here.
#[cfg(feature = "sim")]
#[tokio::test]
async fn a_relay_whose_log_says_a_code_is_found_out() {
    let said = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let lines = std::sync::Arc::clone(&said);
    let subscriber = tracing_subscriber::fmt().with_writer(move || Lines(std::sync::Arc::clone(&lines)));
    let _logged = tracing::subscriber::set_default(subscriber.with_ansi(false).finish());
    let mut town = crate::town::Town::new();
    let (sun, code) = (town.stranger(&crate::town::sun()), town.code(5));
    let codes = [code.clone()];
    for (bug, found) in [(None, 0), (Some(etong_server::sim::SeededBug::LogSays), 1)] {
        bug.into_iter().for_each(|bug| town.state.sim().plant(bug));
        town.post("/v1/enrol", None, sun.enrolment(&code)).await;
        let log = String::from_utf8(said.lock().unwrap().clone()).unwrap();
        assert!(log.contains("enrolled"), "{log}");
        assert_eq!(leaks(&log, &codes).len(), found, "{bug:?}: {log}");
    }
}

#[cfg(feature = "sim")]
struct Lines(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

#[cfg(feature = "sim")]
impl std::io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn the_log_of_a_whole_session_at_trace_level_names_nobody_and_gives_away_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (data, log) = (folder.path().join("relay"), folder.path().join("log"));
    let mut serving = {
        // The environment is read by the program alone: tests run side by side.
        let mut child = Command::new(PROGRAM)
            .args(["serve", "--listen", "127.0.0.1:0", "--log", "json", "--data"])
            .arg(&data)
            .env("ETONG_LOG", "trace")
            .stdout(Stdio::piped())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let mut line = String::new();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(child.stdout.take().unwrap()), &mut line).unwrap();
        Serving { child, address: line.trim().rsplit_once("://").unwrap().1.to_owned() }
    };
    let caller = Caller::enrolled(&serving, &data);
    let (address, token) = (serving.address.clone(), caller.token.clone());
    let now = SystemClock::new().now_ms();

    let entry = Entry {
        class: EntryClass::Event,
        kind: "case".parse().unwrap(),
        record: RecordId::new(now, [5; 10]),
        scope: GRID_4.parse().unwrap(),
        device: caller.device,
        post: post_id(1),
        post_kind: PostKind::GridWorker,
        stamp: Stamp::new(Hlc::from_ms(now), now, None),
        schema: 1,
        unit: None,
        payload: wire::encode(&format!("{NAME} {NUMBER}")),
    };
    let mut chain = Chain::start(caller.device, ChainId::new(now, [6; 10]));
    let (head, sealed) = (chain.head, entry.seal());
    let _ = chain.link(sealed.id);
    let batch = PushBatch::sign(caller.device, chain.id, 1, head, vec![PushItem::Whole(sealed.bytes)], &caller.key);
    assert_eq!(caller.ask(&address, "POST", "/v1/push", &batch.to_frame().unwrap()).status, 200);
    assert!(caller.is_served(&serving));

    let wrong = EnrolRequest::sign("ZZZZZ-ZZZZZ", caller.device, "李的手机", &caller.key);
    let again = TokenRequest::sign(caller.device, now, [1; 16], &caller.key);
    for (method, path, token, body) in [
        ("POST", "/v1/enrol", None, wire::encode(&wrong)),
        ("POST", "/v1/token", None, wire::encode(&again)),
        ("POST", "/v1/push", Some("wrong-token-of-somebody"), vec![]),
        ("GET", "/v1/pull?cursor=nonsense-350602199001011234", None, vec![]),
        ("GET", "/v1/nowhere-350602199001011234", None, vec![]),
        ("GET", "/metrics", None, vec![]),
    ] {
        ask(&address, method, path, token, &body);
    }
    let pull = "/v1/pull?cursor=nonsense-350602199001011234";
    for (method, path, body) in [("POST", "/v1/push", NAME), ("GET", pull, ""), ("POST", "/v1/card", NAME)] {
        caller.ask(&address, method, path, body.as_bytes());
    }
    serving.child.kill().unwrap();
    serving.child.wait().unwrap();

    let log = std::fs::read_to_string(&log).unwrap();
    let town = people_and_places();
    let mut secrets: Vec<String> =
        [NAME, NUMBER, "李的手机", "ZZZZZ", "wrong-token", "nonsense"].map(str::to_owned).to_vec();
    secrets.extend(town.people.into_iter().map(|person| person.name));
    secrets.extend(town.units.into_iter().map(|unit| unit.name));
    secrets.extend(caller.code.split('-').map(str::to_owned));
    secrets.push(caller.code.replace('-', ""));
    secrets.push(data_encoding::HEXLOWER.encode(&[42; 16]));
    secrets.push(token);
    assert_eq!(leaks(&log, &secrets), Vec::<&String>::new());
    assert!(log.contains(&caller.device.to_string()), "a log without ids is worth nothing");
    for secret in &secrets {
        assert!(leaks(&format!("{log}{secret}"), &secrets).contains(&secret), "the search would not find it");
    }
}
