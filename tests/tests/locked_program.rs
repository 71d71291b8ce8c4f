//! The real programs: a phone with a PIN is reported lost, and whoever has it knows no PIN.

#![cfg(feature = "sim")]

use std::os::unix::fs::PermissionsExt;

use etong_tests::programs::{PhoneProgram, RelayProgram, programs};

#[test]
fn a_locked_phone_that_was_reported_lost_is_empty_after_its_next_contact_and_its_work_is_at_the_relay() {
    let folder = tempfile::tempdir().unwrap();
    let relay = RelayProgram::new(&programs(), folder.path());
    let wang = PhoneProgram::enrolled(&relay, "wang", folder.path());
    let pin = folder.path().join("pin");
    std::fs::write(&pin, "290417").unwrap();
    std::fs::set_permissions(&pin, std::fs::Permissions::from_mode(0o600)).unwrap();
    wang.registers("欧阳静宜");
    wang.must(&["sync"]);
    wang.registers("欧阳静宜");
    let device = wang.must(&["status"])["device"].as_str().unwrap().to_owned();
    wang.must(&["pin", "set", "--new-pin-file", pin.to_str().unwrap()]);
    let locked = wang.run(&["sync"]);
    assert_eq!(locked.status.code(), Some(9), "{}", String::from_utf8_lossy(&locked.stderr));
    assert!(wang.home.join("etong.db").exists());
    relay.admin(&["revoke", "--device", &device, "--wipe"]);
    let lost = wang.run(&["sync"]);
    assert_eq!(lost.status.code(), Some(6), "{}", String::from_utf8_lossy(&lost.stderr));
    assert!(!wang.home.join("etong.db").exists());
    let line = relay.admin(&["devices", "list"]).to_string();
    assert!(line.contains(r#""delivered":1"#), "{line}");
    let again = wang.run(&["--pin-file", pin.to_str().unwrap(), "list", "residents"]);
    assert!(!String::from_utf8_lossy(&again.stdout).contains("欧阳"), "{again:?}");
}
