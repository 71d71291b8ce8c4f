//! What is typed wrongly is told, with the exit code for it, and leaves nothing behind.

use crate::phone::Phone;

#[test]
fn a_wrong_command_line_ends_with_code_2_and_makes_nothing() {
    let phone = Phone::none();
    for line in [
        &["frobnicate"][..],
        &["list", "people"],
        &["list", "residents", "--state", "reported", "--json"],
        &["capture", "resident"],
        &["edit", "abcdef", "phone"],
        &["act", "abcdef", "dance"],
        &["sync", "--deadline", "soon"],
    ] {
        let run = phone.run(line);
        // A phone is looked for before a state is read; there is none here.
        let expected = if line.contains(&"--state") { 6 } else { 2 };
        assert_eq!(run.code, expected, "{line:?}: {run:?}");
        assert!(run.out.is_empty() && !run.err.is_empty(), "{line:?}: {run:?}");
    }
    assert!(!phone.home().exists());
}

#[test]
fn without_a_home_the_person_is_asked_which_phone() {
    let run = Phone::run_nowhere(&["status"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("--home DIR"), "{}", run.err);
}

#[test]
fn a_mistyped_home_is_no_phone_and_stays_empty() {
    let phone = Phone::none();
    let run = phone.run(&["list", "residents"]);
    assert_eq!(run.code, 6);
    let mut lines = run.err.lines();
    assert!(lines.next().unwrap().starts_with("错误：") && lines.next().unwrap().starts_with("error:"), "{}", run.err);
    assert!(!phone.home().exists());
}

#[test]
fn what_is_captured_before_enrolment_is_refused_with_code_6() {
    let phone = Phone::unenrolled();
    let resident = phone.file("resident.json", r#"{"name":"王芳"}"#);
    let csv = phone.file("residents.csv", "name\n王芳\n");
    let table: [&[&str]; 9] = [
        &["capture", "resident", "--json", &resident],
        &["patrol", "start"],
        &["import", "residents", &csv],
        &["sync"],
        &["verify"],
        &["watch"],
        &["act-as", "grid_worker"],
        &["--as", "grid_worker", "status"],
        &["--json", "sync"],
    ];
    for line in table {
        let run = phone.run(line);
        assert_eq!(run.code, 6, "{line:?}: {run:?}");
        assert!(run.err.contains("enrol"), "{line:?}: {run:?}");
    }
}

#[test]
fn errors_are_one_json_object_for_machines() {
    let phone = Phone::unenrolled();
    for (line, kind) in [
        (&["--json", "sync"][..], "signed_out"),
        (&["sync", "--json"], "signed_out"),
        (&["show", "abcdef123", "--json"], "not_found"),
        (&["show", "abc", "--json"], "invalid"),
        (&["list", "residents", "--state", "reported", "--json"], "usage"),
        (&["frobnicate", "--json"], "usage"),
    ] {
        let run = phone.run(line);
        let error: serde_json::Value = serde_json::from_str(&run.err).unwrap_or_else(|_| panic!("{line:?}: {run:?}"));
        assert_eq!(error["error"]["kind"], kind, "{line:?}: {run:?}");
        assert_eq!(error["error"]["exit"], run.code, "{line:?}");
        assert!(run.out.is_empty());
    }
}

#[test]
fn a_phone_without_network_does_not_try_and_keeps_its_store() {
    let phone = Phone::unenrolled();
    let enroll = ["enroll", "--server", "https://relay.invalid", "--code", "X"];
    let run = phone.run_with(&enroll, "", &[("ETONG_OFFLINE", "1")]);
    assert_eq!(run.code, 5, "{run:?}");
    assert!(run.err.contains("no network"), "{}", run.err);
}

#[test]
fn a_relay_in_the_clear_on_another_machine_is_refused() {
    let run = Phone::none().run(&["enroll", "--server", "http://relay.example", "--code", "X"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.err.contains("https"), "{}", run.err);
}

#[test]
fn an_empty_phone_shows_what_to_do() {
    let phone = Phone::unenrolled();
    let status = phone.run(&["status"]);
    assert_eq!(status.code, 0);
    assert!(status.out.contains("尚未入网 not enrolled"), "{}", status.out);
    for (noun, advice) in [("residents", "capture resident"), ("cases", "capture case"), ("units", "etong sync")] {
        let list = phone.run(&["list", noun]);
        assert_eq!(list.code, 0, "{list:?}");
        assert!(list.out.contains(advice), "{}", list.out);
    }
    let json = phone.run(&["status", "--json"]);
    let value: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(value["enrolled"], false);
    assert_eq!(value["unsent"], 0);
}

#[test]
fn a_record_that_is_not_here_ends_with_code_8() {
    let phone = Phone::unenrolled();
    for line in [
        &["show", "0123abcd"][..],
        &["show", "019b0000-0000-7000-8000-000000000000"],
        &["receipts", "0123abcd"],
        &["retry", "0123abcd"],
    ] {
        let run = phone.run(line);
        assert_eq!(run.code, 8, "{line:?}: {run:?}");
    }
}

#[test]
fn completions_are_printed_without_a_phone() {
    for shell in ["bash", "zsh", "fish"] {
        let run = Phone::run_nowhere(&["completions", shell]);
        assert_eq!(run.code, 0);
        for word in ["etong", "capture", "resident", "act-as", "deadline"] {
            assert!(run.out.contains(word), "{shell}: {word}");
        }
    }
}

#[test]
fn help_tells_the_exit_codes() {
    let run = Phone::none().run(&["--help"]);
    assert_eq!(run.code, 0);
    assert!(run.out.contains("10\t核对有差异") && run.err.is_empty(), "{}", run.out);
}

#[test]
fn a_phone_that_never_heard_a_relay_tidies_nothing_and_says_so() {
    let phone = Phone::unenrolled();
    let plan = phone.run(&["tidy-up", "--plan"]);
    assert_eq!(plan.code, 0, "{plan:?}");
    assert!(plan.out.contains("请先同步") && plan.out.contains("sync first"), "{plan:?}");
    let done = phone.run(&["--json", "tidy-up"]);
    assert_eq!((done.code, done.out.trim()), (0, r#"{"cases":0,"last_places":0,"tracks":0}"#));
    let held = phone.run(&["--json", "hold", "list"]);
    assert_eq!((held.code, held.out.trim()), (0, r#"{"more":false,"rows":[]}"#));
    for args in [&["hold", "set", "abcdef"], &["hold", "lift", "abcdef"]] {
        let run = phone.run(args);
        assert_eq!(run.code, 8, "{run:?}");
    }
    assert_eq!(phone.run(&["bring-back", "abcdef"]).code, 8);
}
