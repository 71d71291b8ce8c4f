//! What the README tells people to type is typed here, word for word, with the real programs. Only the port is another.

#![cfg(feature = "sim")]

use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use etong_tests::programs::{programs, without_own_package};

const PORT: &str = "127.0.0.1:8440";

#[test]
fn the_walk_by_hand_of_the_readme_ends_with_a_closed_case_and_receipts() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let (_, after) = readme.split_once("## By hand").expect("the README has a walk");
    let (walk, _) = after.split_once("```sh\n").unwrap().1.split_once("```").unwrap();
    let commands = walk.lines().count();
    assert!((10..=20).contains(&commands), "{commands} lines");

    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    assert!(walk.contains(PORT));
    let walk = walk.replace(PORT, &free);
    let folder = tempfile::tempdir().unwrap();
    let target = programs().parent().unwrap().to_owned();
    let mut bash = Command::new("bash");
    without_own_package(&mut bash);
    let run = bash
        .args(["-euo", "pipefail", "-c", &format!("trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n{walk}")])
        .current_dir(root)
        .env("CARGO_TARGET_DIR", target)
        .env("TMPDIR", folder.path())
        .env_remove("ETONG_HOME")
        .env_remove("ETONG_DATA")
        .output()
        .unwrap();
    let (out, err) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success(), "{out}\n{err}");
    for said in ["楼道堆物", "已结案 closed", "历史完好 history is sound", "已查看 opened by 后坂社区", "入史"]
    {
        assert!(out.contains(said), "{said}: {out}");
    }
}
