//! The relay's real backup, by the real programs, while phones work: what phones still hold is back after the restore, and
//! nothing is there twice. Real processes need real time; nothing here waits for it.

#![cfg(feature = "sim")]
#![expect(clippy::unwrap_used, reason = "these are tests, their shared steps included")]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use etong_tests::programs::{PhoneProgram, RelayProgram, programs};
use serde_json::Value;

/// Syncs under way while the backup is made.
const LEAST: usize = 4;

fn said(output: &std::process::Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn a_relay_lost_under_load_is_put_back_and_gets_back_what_the_phones_hold() {
    let folder = tempfile::tempdir().unwrap();
    let mut relay = RelayProgram::new(&programs(), folder.path());
    let [wang, huang] = ["wang", "huang"].map(|nick| PhoneProgram::enrolled(&relay, nick, folder.path()));
    let (out, secret) = (folder.path().join("kept"), folder.path().join("passphrase"));
    std::fs::write(&secret, "nine green umbrellas\n").unwrap();
    private(&secret);
    let (out, secret) = (out.to_str().unwrap().to_owned(), secret.to_str().unwrap().to_owned());
    let data = relay.data().to_str().unwrap().to_owned();

    println!("— wang registers and syncs without a pause; meanwhile a backup is made");
    let (done, names) = (AtomicBool::new(false), std::sync::Mutex::new(Vec::new()));
    let made = std::thread::scope(|scope| {
        let worker = scope.spawn(|| {
            for nth in 0.. {
                let name = format!("登记{nth}");
                wang.registers(&name);
                wang.must(&["sync"]);
                names.lock().unwrap().push(name);
                if nth >= LEAST && done.load(Ordering::SeqCst) {
                    return;
                }
            }
        });
        while names.lock().unwrap().len() < 2 {
            assert!(!worker.is_finished(), "the worker stopped early");
            std::thread::yield_now();
        }
        let arguments =
            ["backup", "--json", "--data", &data, "--out", &out, "--with-key", "--passphrase-file", &secret];
        let made = relay.run(&arguments);
        done.store(true, Ordering::SeqCst);
        made
    });
    assert!(made.status.success(), "{}", said(&made));
    let manifest: Value = serde_json::from_slice(&made.stdout).unwrap();
    for name in ["后来的张三", "后来的李四"] {
        wang.registers(name);
        names.lock().unwrap().push(name.to_owned());
    }
    let synced = wang.must(&["sync"]);
    assert_eq!(synced["complete"], Value::Bool(true), "{synced}");

    println!("— the relay's machine burns; the backup is put back on another");
    relay.is_killed();
    std::fs::remove_dir_all(relay.data()).unwrap();
    let without_key = relay.run(&["restore", "--data", &data, "--from", &out]);
    assert!(!without_key.status.success() && said(&without_key).contains("passphrase"), "{}", said(&without_key));
    let restored = relay.run(&["restore", "--json", "--data", &data, "--from", &out, "--passphrase-file", &secret]);
    assert!(restored.status.success(), "{}", said(&restored));
    let restored: Value = serde_json::from_slice(&restored.stdout).unwrap();
    assert_ne!(restored["epoch"], manifest["epoch"]);
    let again = relay.run(&["restore", "--data", &data, "--from", &out, "--passphrase-file", &secret]);
    assert!(!again.status.success() && said(&again).contains("left as it is"), "{}", said(&again));
    relay.start();

    println!("— the phones sync as on any day");
    for phone in [&wang, &huang] {
        phone.must(&["sync"]);
    }
    for phone in [&wang, &huang] {
        let verified = phone.must(&["verify"]);
        assert_eq!((&verified["equal"], &verified["unsent"]), (&Value::Bool(true), &Value::from(0)), "{verified}");
    }
    let expected: BTreeMap<String, usize> = names.into_inner().unwrap().into_iter().map(|name| (name, 1)).collect();
    assert_eq!(wang.residents(), expected);
    assert_eq!(huang.residents(), expected, "the supervisor has all of it, each once");
}

#[cfg(unix)]
#[test]
fn a_passphrase_others_may_read_is_refused_and_one_on_the_command_line_is_no_option() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let relay = RelayProgram::new(&programs(), folder.path());
    let secret = folder.path().join("passphrase");
    std::fs::write(&secret, "nine green umbrellas\n").unwrap();
    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o644)).unwrap();
    let (data, out) = (relay.data().to_str().unwrap(), folder.path().join("kept"));
    let arguments = ["backup", "--data", data, "--out", out.to_str().unwrap(), "--with-key"];
    let exposed = relay.run(&[&arguments[..], &["--passphrase-file", secret.to_str().unwrap()]].concat());
    assert!(!exposed.status.success() && said(&exposed).contains("chmod 600"), "{}", said(&exposed));
    let open = relay.run(&[&arguments[..], &["--passphrase", "nine green umbrellas"]].concat());
    assert!(!open.status.success(), "{}", said(&open));
    let none = relay.run(&arguments);
    assert!(!none.status.success() && said(&none).contains("ETONG_BACKUP_PASSPHRASE"), "{}", said(&none));
    assert!(!out.exists());
}

#[cfg(unix)]
fn private(path: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

#[cfg(not(unix))]
fn private(_: &std::path::Path) {}
