//! The PIN at a terminal: never an argument, never shown, asked of every command while the phone is locked.

use crate::phone::{Phone, Run};

/// A file that only its owner may read.
fn secret(phone: &Phone, name: &str, words: &str) -> String {
    let path = phone.file(name, words);
    #[cfg(unix)]
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    path
}

fn code_of(run: &Run) -> String {
    let said: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    said["recovery_code"].as_str().unwrap().to_owned()
}

fn ends(run: &Run, code: i32, says: &str) {
    assert_eq!(run.code, code, "{run:?}");
    let err = &run.err;
    assert!(err.starts_with("错误：") && err.contains(says), "{err}");
}

#[test]
fn a_phone_with_a_pin_answers_no_command_without_it_and_every_command_with_it() {
    let phone = Phone::unenrolled();
    let (pin, next) = (secret(&phone, "pin", "290417\n"), secret(&phone, "next", "271828\n"));
    let set = phone.run(&["--json", "pin", "set", "--new-pin-file", &pin]);
    assert_eq!(set.code, 0, "{set:?}");
    assert!(!set.out.contains("290417"));
    for line in [&["status"][..], &["list", "residents"], &["pin", "remove"]] {
        let run = phone.run(line);
        assert_ne!(run.code, 0, "{line:?}: {run:?}");
    }
    ends(&phone.run(&["status"]), 9, "locked with a PIN");
    ends(&phone.run(&["status"]), 9, "--pin-file");
    assert_eq!(phone.run(&["--pin-file", &pin, "status"]).code, 0);
    assert_eq!(phone.run_with(&["status", "--pin-file", "-"], "290417\n", &[]).code, 0);
    assert_eq!(phone.run_with(&["status"], "", &[("ETONG_PIN_FILE", &pin)]).code, 0);
    let wrong = secret(&phone, "wrong", "135790");
    ends(&phone.run(&["--pin-file", &wrong, "status"]), 9, "9 tries are left");
    let status = phone.run(&["--json", "pin", "status"]);
    assert!(status.out.contains(r#""tries_left":9"#), "{status:?}");
    assert_eq!(phone.run(&["--pin-file", &pin, "pin", "change", "--new-pin-file", &next]).code, 0);
    assert_eq!(phone.run(&["--pin-file", &next, "status"]).code, 0);
    let code = secret(&phone, "code", &code_of(&set));
    let again = phone.run(&["--json", "pin", "recover", "--code-file", &code, "--new-pin-file", &pin]);
    assert_eq!(again.code, 0, "{again:?}");
    assert_ne!(code_of(&again), code_of(&set));
    let fresh = phone.run(&["--json", "--pin-file", &pin, "pin", "code"]);
    assert_ne!(code_of(&fresh), code_of(&again));
    assert_eq!(phone.run(&["--pin-file", &pin, "pin", "remove"]).code, 0);
    assert_eq!(phone.run(&["status"]).code, 0);
}

#[test]
fn a_pin_is_no_argument_and_its_file_is_read_by_its_owner_only() {
    let phone = Phone::unenrolled();
    assert_eq!(phone.run(&["pin", "set", "290417"]).code, 2);
    ends(&phone.run(&["pin", "set"]), 2, "--new-pin-file FILE");
    let easy = secret(&phone, "easy", "123456");
    ends(&phone.run(&["pin", "set", "--new-pin-file", &easy]), 3, "too easy to guess");
    #[cfg(unix)]
    {
        let open = phone.file("open", "290417");
        std::fs::set_permissions(&open, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
        ends(&phone.run(&["pin", "set", "--new-pin-file", &open]), 3, "chmod 600");
    }
    assert!(phone.run(&["--json", "pin", "status"]).out.contains(r#""has_pin":false"#));
}

#[test]
fn waits_after_wrong_pins_go_on_between_commands() {
    let phone = Phone::unenrolled();
    let (pin, wrong) = (secret(&phone, "pin", "290417"), secret(&phone, "wrong", "135790"));
    assert_eq!(phone.run(&["pin", "set", "--new-pin-file", &pin]).code, 0);
    for _ in 0..3 {
        assert_eq!(phone.run(&["--pin-file", &wrong, "status"]).code, 9);
    }
    for ahead in ["0", "9"] {
        let run = phone.run_with(&["--json", "--pin-file", &pin, "status"], "", &[("ETONG_DAYS_AHEAD", ahead)]);
        assert_eq!(run.code, 9);
        let said: serde_json::Value = serde_json::from_str(&run.err).unwrap();
        assert_eq!(said["error"]["kind"], "too_soon", "a clock played ahead shortens no wait: {run:?}");
        assert!(said["error"]["wait_s"].as_u64().is_some_and(|wait| (1..=30).contains(&wait)), "{run:?}");
    }
}

#[test]
fn each_user_of_a_phone_has_a_pin_of_their_own() {
    let phone = Phone::unenrolled();
    let (pin, next) = (secret(&phone, "pin", "290417"), secret(&phone, "next", "271828"));
    ends(&phone.run(&["users", "add", "小赵", "--own-name", "王芳"]), 3, "needs a PIN");
    assert_eq!(phone.run(&["pin", "set", "--new-pin-file", &pin]).code, 0);
    let added = phone.run(&["users", "add", "小赵", "--own-name", "王芳"]);
    assert_eq!(added.code, 0, "{added:?}");
    assert_eq!(phone.run(&["--user", "2", "pin", "set", "--new-pin-file", &next]).code, 0);
    ends(&phone.run(&["--user", "2", "--pin-file", &pin, "status"]), 9, "the PIN is wrong");
    assert_eq!(phone.run(&["--user", "2", "--pin-file", &next, "status"]).code, 0);
    assert_eq!(phone.run(&["--pin-file", &pin, "status"]).code, 0);
    ends(&phone.run(&["--pin-file", &pin, "pin", "remove"]), 3, "several users");
    ends(&phone.run(&["--user", "7", "status"]), 8, "7");
    let list = phone.run(&["users", "list"]);
    assert!(list.out.contains("小赵") && list.out.contains("王芳"), "{list:?}");
}
