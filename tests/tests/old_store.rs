//! A store as version 1 left it, kept for ever: every later version opens it, shows what was in it and can still send
//! what was unsent. `UPDATE_FIXTURES=1` writes it when it does not exist; it never changes one.
#![cfg(feature = "sim")]
#![expect(clippy::unwrap_used, reason = "what prepares a test may fail it")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use etong_core::sim::{SeededBug, seed};
use etong_core::view::BoardQuery;
use etong_core::{App, Device, WorkProgress};
use etong_tests::clock::VirtualClock;
use etong_tests::device::SimDevice;
use etong_tests::field::Field;

const FILES: [&str; 2] = ["etong.db", "etong.keycheck"];
const SECRETS: [&str; 3] = ["etong.database", "etong.device", "etong.generation"];

fn kept() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/fixtures/store/v1")
}

/// A grid worker's phone with a synced resident and case, an unsent edit and a patrol on its way.
async fn make() {
    let field = Field::new(1);
    let wang = field.phone("wang").await;
    let resident = wang.registers("欧阳明");
    wang.edits(&resident, "phone", "13900001111");
    wang.reports("楼道堆物");
    wang.syncs().await;
    wang.edits(&resident, "workplace", "市二院");
    wang.capture(|app| app.start_patrol(&etong_core::capture::PatrolRequest::default()));
    wang.app().suspend(1_000).unwrap();
    let mut secrets = BTreeMap::new();
    for name in SECRETS {
        secrets.insert(name, wang.device.secret(name.to_owned()).unwrap().unwrap());
    }
    for file in FILES {
        std::fs::copy(wang.folder().join(file), kept().join(file)).unwrap();
    }
    std::fs::write(kept().join("secrets.json"), serde_json::to_string_pretty(&secrets).unwrap()).unwrap();
}

/// The kept store in a folder of its own, and the phone it belongs to.
fn copied() -> (tempfile::TempDir, Arc<SimDevice>) {
    let folder = tempfile::tempdir().unwrap();
    for file in FILES {
        std::fs::copy(kept().join(file), folder.path().join(file)).unwrap();
    }
    let device = SimDevice::new(VirtualClock::default(), 1, "old");
    let secrets = std::fs::read_to_string(kept().join("secrets.json")).unwrap();
    for (name, secret) in serde_json::from_str::<BTreeMap<String, Vec<u8>>>(&secrets).unwrap() {
        device.replace_secret(&name, Some(secret));
    }
    (folder, Arc::new(device))
}

#[test]
fn an_old_store_tells_how_far_its_tables_are_made_again_and_goes_on_where_it_was_ended() {
    let (folder, device) = copied();
    // Ended at each word it says: what was done by then stays done.
    let mut ended = Vec::new();
    let whole = loop {
        let told = Mutex::new(Vec::new());
        let tell = |progress: WorkProgress| {
            told.lock().unwrap().push(progress);
            assert!(progress.done == progress.all, "the system ends the app");
        };
        let opening = || App::open_telling(folder.path(), Arc::clone(&device) as Arc<dyn Device>, &tell);
        match std::panic::catch_unwind(std::panic::AssertUnwindSafe(opening)) {
            Ok(opened) => {
                drop(opened.unwrap());
                break told.into_inner().unwrap();
            }
            Err(_) => {
                let said = told.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
                ended.extend(said.first().copied());
                assert_eq!(said.len(), 1);
            }
        }
        assert!(ended.len() < 100, "it begins anew each time: {ended:?}");
    };
    assert!(ended.len() >= 2 && ended.is_sorted_by(|one, next| one.done < next.done), "{ended:?}");
    assert_eq!(whole.last().map(|said| said.done), whole.last().map(|said| said.all));
    let again = Mutex::new(0);
    let app = App::open_telling(folder.path(), device, &|_| *again.lock().unwrap() += 1).unwrap();
    assert_eq!(*again.lock().unwrap(), 0, "once is enough");
    assert_eq!(app.search_residents("oym").unwrap().rows.len(), 1);
    assert_eq!(app.board(&BoardQuery::default()).unwrap().rows[0].title, "楼道堆物");
    assert_eq!(app.patrols(0).unwrap().rows[0].state, "underway");
    assert_eq!(app.status().unwrap().unsent, 2);
}

#[test]
fn a_phone_that_would_begin_anew_each_time_is_found_out() {
    let _switched_on = seed(SeededBug::RemakesAnew);
    let (folder, device) = copied();
    let open = |allowed: u64| {
        let tell = |progress: WorkProgress| assert!(progress.done <= allowed, "the system ends the app");
        let opening = || App::open_telling(folder.path(), Arc::clone(&device) as Arc<dyn Device>, &tell);
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(opening)).map(drop)
    };
    assert!((0..5).all(|_| open(0).is_err()));
}

#[tokio::test]
async fn a_store_of_version_1_opens_with_all_that_was_in_it() {
    if std::env::var_os("UPDATE_FIXTURES").is_some() && !kept().join("secrets.json").exists() {
        make().await;
    }
    let (folder, device) = copied();
    let app = App::open(folder.path(), device).unwrap();
    let found = app.search_residents("欧阳").unwrap();
    let resident = app.resident(&found.rows[0].record).unwrap();
    let shown = |key: &str| resident.fields.iter().find(|field| field.key == key).map(|field| field.value.as_str());
    assert_eq!((shown("phone"), shown("workplace")), (Some("139****1111"), Some("市二院")));
    assert_eq!(app.search_residents("oym").unwrap().rows.len(), 1);
    let board = app.board(&BoardQuery::default()).unwrap();
    assert_eq!((board.total, board.rows[0].title.as_str()), (1, "楼道堆物"));
    let status = app.status().unwrap();
    let units: Vec<(String, String)> = app.units(0).unwrap().rows.into_iter().map(|row| (row.path, row.kind)).collect();
    assert!(units.contains(&(status.posts[0].unit.clone(), "grid".into())), "the directory was made again: {units:?}");
    assert_eq!(app.patrols(0).unwrap().rows[0].state, "underway");
    assert_eq!((status.unsent, status.kept_aside, status.complete), (2, 0, false));
    let steps: Vec<String> = app.receipts(&board.rows[0].record).unwrap().into_iter().map(|row| row.step).collect();
    assert_eq!(steps, ["relay"], "the receipt still checks");
}
