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

/// Makes one without starting it.
fn new_relay(data: &Path) {
    assert!(admin(data, &["--new", "units", "list"]).status.success());
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
    let data = &folder.path().join("relay");
    new_relay(data);
    let mut wrong = people_and_places();
    wrong.posts[2].unit = 99;
    for (content, said) in [
        (serde_json::to_string(&wrong).unwrap(), "posts row 3"),
        ("{\"units\":[{\"unit\":1}]}".to_owned(), "missing field `name`"),
        ("{\"people\":[],\"towns\":[]}".to_owned(), "unknown field `towns`"),
        ("not json".to_owned(), "the file is not what an import needs"),
    ] {
        std::fs::write(&file, content).unwrap();
        let output = admin(data, &["import", file.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(1));
        assert!(text(&output.stderr).contains(said), "{said:?} in {}", text(&output.stderr));
        assert_eq!(text(&admin(data, &["units", "list"]).stdout), "");
    }
    let missing = admin(data, &["revoke", "--device", "01939c3e-0000-7000-8000-000000000000"]);
    assert!(text(&missing.stderr).contains("there is no device"));
    assert!(!admin(data, &["issue-code"]).status.success());
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

/// As an operator types it.
fn as_operator(data: &Path, name: &str, key: &Path, arguments: &[&str]) -> Output {
    let mut all = vec!["--operator", name, "--operator-key", key.to_str().unwrap()];
    all.extend(arguments);
    admin(data, &all)
}

#[test]
fn two_operators_give_a_sensitive_post_and_the_trail_verifies_from_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("relay");
    let [jia, yi] = ["jia.key", "yi.key"].map(|name| folder.path().join(name));
    let write = |name: &str, import: &etong_server::directory::Import| {
        let file = folder.path().join(name);
        std::fs::write(&file, serde_json::to_string(import).unwrap()).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let town = write("town.json", &people_and_places());
    new_relay(&data);
    assert!(admin(&data, &["import", &town]).status.success(), "the founding needs nobody");

    let first = as_operator(&data, "jia", &jia, &["init"]);
    assert!(first.status.success(), "{}", text(&first.stderr));
    let public = text(&admin(&data, &["operators", "key", yi.to_str().unwrap()]).stdout);
    let added = as_operator(&data, "jia", &jia, &["operators", "add", "yi", "--public-key", public.trim()]);
    assert!(added.status.success(), "{}", text(&added.stderr));
    assert!(!admin(&data, &["import", &town]).status.success(), "from now on somebody must be named");
    assert!(!as_operator(&data, "yi", &jia, &["import", &town]).status.success(), "with the right key");

    let mut row = crate::town::post_row(&crate::town::chen());
    row.post = crate::town::post_id(77);
    let file = write(
        "police.json",
        &etong_server::directory::Import { posts: vec![row], ..etong_server::directory::Import::default() },
    );
    let asked = text(&as_operator(&data, "jia", &jia, &["import", &file]).stdout);
    assert!(asked.contains("1 sensitive row(s) wait for a second operator: `admin approve 1`"), "{asked}");
    assert!(text(&admin(&data, &["pending", "list"]).stdout).contains("waiting"));
    let same = as_operator(&data, "jia", &jia, &["approve", "1"]);
    assert!(text(&same.stderr).contains("has approved this already"), "{}", text(&same.stderr));
    let second = as_operator(&data, "yi", &yi, &["approve", "1"]);
    assert!(text(&second.stdout).contains("is in force"), "{}", text(&second.stderr));
    assert_eq!(text(&admin(&data, &["posts", "list"]).stdout).lines().count(), 7);

    let verified = admin(&data, &["audit", "verify"]);
    assert!(verified.status.success(), "{}", text(&verified.stderr));
    assert!(text(&admin(&data, &["audit", "list"]).stdout).contains("operator:jia+yi\tpost.given"));
    let database = rusqlite::Connection::open(data.join("relay.db")).unwrap();
    database
        .execute_batch("DROP TRIGGER audit_is_not_changed; UPDATE audit SET who = 'operator:zhang' WHERE no = 3")
        .unwrap();
    let verified = admin(&data, &["audit", "verify"]);
    assert!(!verified.status.success());
    assert!(text(&verified.stderr).contains("row 3"), "{}", text(&verified.stderr));
}

#[cfg(unix)]
#[test]
fn an_operators_key_that_others_may_read_is_refused_and_none_is_replaced() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let (data, key) = (folder.path().join("relay"), folder.path().join("jia.key"));
    new_relay(&data);
    assert!(as_operator(&data, "jia", &key, &["init"]).status.success());
    assert_eq!(std::fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    let before = std::fs::read(&key).unwrap();
    assert!(!admin(&data, &["operators", "key", key.to_str().unwrap()]).status.success());
    assert_eq!(std::fs::read(&key).unwrap(), before);
    std::fs::set_permissions(&key, PermissionsExt::from_mode(0o644)).unwrap();
    let refused = as_operator(&data, "jia", &key, &["operators", "end", "jia"]);
    assert!(text(&refused.stderr).contains("others may read this key"), "{}", text(&refused.stderr));
}

#[test]
fn a_qr_code_holds_the_relay_its_key_and_a_code_and_fits_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("relay");
    let file = folder.path().join("town.json");
    std::fs::write(&file, serde_json::to_string(&people_and_places()).unwrap()).unwrap();
    new_relay(&data);
    assert!(admin(&data, &["import", file.to_str().unwrap()]).status.success());
    let person = crate::town::person_id(1).to_string();
    let issue = ["issue-code", "--person", &person, "--qr"];
    assert!(!admin(&data, &issue).status.success(), "an address is needed");
    let shown = admin(&data, &[&issue[..], &["--url", "https://relay.example:8440/"]].concat());
    let shown = text(&shown.stdout);
    let line = shown.lines().find(|line| line.starts_with("etong:enrol?")).expect(&shown);
    let invitation = etong_protocol::Invitation::from_text(line).unwrap();
    assert_eq!(invitation.relay, "https://relay.example:8440");
    let seed: [u8; 32] = std::fs::read(data.join("relay.key")).unwrap().try_into().unwrap();
    assert_eq!(invitation.relay_key, etong_protocol::SigningKey::from_seed(&seed).public());
    assert!(shown.lines().all(|line| line.chars().count() <= 160));
    assert!(shown.contains('\u{2588}'), "a picture");
}

#[test]
fn a_mistyped_folder_does_not_become_a_second_relay() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("relay");
    for verb in [&["units", "list"][..], &["init"], &["custody", "list"], &["new-epoch"], &["import", "x.json"]] {
        let refused = admin(&data, verb);
        assert!(!refused.status.success(), "{verb:?}");
        let said = text(&refused.stderr);
        assert!(said.contains("there is no relay in") && said.contains("--data") && said.contains("--new"), "{said}");
    }
    assert!(!data.exists(), "nothing was made");
    assert!(admin(&data, &["--new", "units", "list"]).status.success());
    assert!(text(&admin(&data, &["--new", "units", "list"]).stderr).contains("already"));
    assert!(admin(&data, &["units", "list"]).status.success());
}

#[test]
fn a_port_that_is_taken_is_told_before_a_folder_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = other.local_addr().unwrap().to_string();
    let data = folder.path().join("relay");
    let run = Command::new(PROGRAM).args(["serve", "--listen", &address, "--data"]).arg(&data).output().unwrap();
    let said = text(&run.stderr);
    assert!(!run.status.success());
    assert!(said.contains(&address) && said.contains("--listen") && said.contains("another program"), "{said}");
    assert!(!data.exists());
}
