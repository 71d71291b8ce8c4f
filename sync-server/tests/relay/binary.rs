//! The binary itself: listens, serves over a real socket, works beside `admin`, stops when told.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use crate::town::people_and_places;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_etong-server");

pub(crate) struct Serving {
    pub(crate) child: Child,
    pub(crate) address: String,
}

impl Serving {
    pub(crate) fn start(data: &Path) -> Self {
        Self::with(data, &[], Stdio::null())
    }

    pub(crate) fn with(data: &Path, arguments: &[&str], log: Stdio) -> Self {
        let mut child = Command::new(PROGRAM)
            .args(["serve", "--listen", "127.0.0.1:0", "--log", "json", "--data"])
            .arg(data)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let (_, address) = line.trim().rsplit_once("://").expect(&line);
        Self { child, address: address.to_owned() }
    }

    pub(crate) fn get(&self, path: &str) -> String {
        let mut socket = TcpStream::connect(&self.address).unwrap();
        write!(socket, "GET {path} HTTP/1.1\r\nhost: relay\r\nconnection: close\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        socket.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn admin(data: &Path, arguments: &[&str]) -> Output {
    Command::new(PROGRAM).arg("admin").arg("--data").arg(data).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn a_relay_serves_while_an_administrator_works() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("relay");
    let serving = Serving::start(&data);
    assert!(serving.get("/healthz").starts_with("HTTP/1.1 200 OK"));
    let file = folder.path().join("town.json");
    std::fs::write(&file, serde_json::to_string(&people_and_places()).unwrap()).unwrap();

    let imported = admin(&data, &["--json", "import", file.to_str().unwrap()]);
    assert!(imported.status.success(), "{}", text(&imported.stderr));
    let summary: serde_json::Value = serde_json::from_slice(&imported.stdout).unwrap();
    assert_eq!((&summary["units_changed"], &summary["posts_changed"]), (&5.into(), &6.into()));
    assert_eq!(summary["entries_written"], 17);
    assert!(serving.get("/metrics").contains("etong_relay_head 17"));

    let posts: serde_json::Value = serde_json::from_slice(&admin(&data, &["posts", "list", "--json"]).stdout).unwrap();
    let post = posts[0]["post"].as_str().unwrap();
    let code = text(&admin(&data, &["issue-code", "--post", post]).stdout);
    assert_eq!(code.trim().len(), 11, "{code:?}");
    assert_eq!(text(&admin(&data, &["people", "list"]).stdout).lines().count(), 6);
    assert_eq!(text(&admin(&data, &["units", "list"]).stdout).lines().count(), 5);
    assert_eq!(text(&admin(&data, &["devices", "list"]).stdout), "");
}

#[test]
fn a_wrong_file_fails_with_its_reason_and_imports_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("town.json");
    let mut wrong = people_and_places();
    wrong.posts[2].unit = 99;
    for (content, said) in [
        (serde_json::to_string(&wrong).unwrap(), "posts row 3"),
        ("{\"units\":[{\"unit\":1}]}".to_owned(), "missing field `name`"),
        ("{\"people\":[],\"towns\":[]}".to_owned(), "unknown field `towns`"),
        ("not json".to_owned(), "the file is not what an import needs"),
    ] {
        std::fs::write(&file, content).unwrap();
        let output = admin(folder.path(), &["import", file.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(1));
        assert!(text(&output.stderr).contains(said), "{said:?} in {}", text(&output.stderr));
        assert_eq!(text(&admin(folder.path(), &["units", "list"]).stdout), "");
    }
    let missing = admin(folder.path(), &["revoke", "--device", "01939c3e-0000-7000-8000-000000000000"]);
    assert!(text(&missing.stderr).contains("there is no device"));
    assert!(!admin(folder.path(), &["issue-code"]).status.success());
}

#[cfg(unix)]
#[test]
fn a_relay_told_to_stop_ends_cleanly() {
    let folder = tempfile::tempdir().unwrap();
    let mut serving = Serving::start(folder.path());
    let stop = Command::new("kill").args(["-TERM", &serving.child.id().to_string()]).status().unwrap();
    assert!(stop.success());
    assert!(serving.child.wait().unwrap().success());
}
