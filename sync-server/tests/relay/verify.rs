//! `etong-server verify`: an intact relay passes, and whatever is altered in its file is named.

use etong_merge::{AutomergeDoc, RecordDoc};
use etong_protocol::custody::decision_record;
use etong_protocol::{CustodyDecision, EntryClass, EntryId, Stamp};
use etong_server::directory::{Import, PostRow, import};
use etong_server::verify::{RelayReport, verify};

use crate::town::{GRID_4, MORNING, Phone, Town, chen, li, person_id, post_row, record, sun, wang, zhao};

/// A town in which everything happened that leaves a trace: cases, a clue, a resident, replies, work in custody, decided and not.
async fn lived_in() -> Town {
    let mut town = Town::new();
    let (mut li, mut wang, mut zhao) = (town.phone(&li()).await, town.phone(&wang()).await, town.phone(&zhao()).await);
    let (mut chen, mut sun) = (town.phone(&chen()).await, town.phone(&sun()).await);
    let mut doc = AutomergeDoc::empty();
    let resident = [li.edit(&mut doc, record(70), GRID_4, "陈丽华"), li.edit(&mut doc, record(70), GRID_4, "陈丽花")];
    li.push(&town, &resident).await;
    let cases: Vec<_> = (1..70).map(|number| li.event("case", record(number), GRID_4)).collect();
    for some in cases.chunks(10) {
        li.push(&town, some).await;
    }
    let report = sun.event("case", record(80), "/1/2/3");
    sun.push(&town, &[report]).await;
    let answers = [zhao.event("case", record(80), "/1/2/3"), zhao.event("reply", record(80), "/1/2/3")];
    zhao.push(&town, &answers).await;
    let clue = chen.event("clue", record(81), GRID_4);
    chen.push(&town, &[clue]).await;
    // One place where only a refusal stands.
    let forbidden = wang.event("case", record(1), GRID_4);
    wang.push(&town, &[forbidden]).await;
    let ended = PostRow { to: Some("2026-03-01".into()), ..post_row(&wang_who()) };
    import(town.state.store(), &Import { posts: vec![ended], ..Import::default() }).unwrap();
    let late: Vec<_> = (90..95).map(|number| at(&mut wang, number)).collect();
    let batch = wang.whole(&late).knowing_custody();
    wang.push_batch(&town, &batch).await;
    for (nth, kind) in [(0, "custody_release"), (1, "custody_refusal")] {
        let decided = decision(&mut zhao, kind, late[nth].id);
        zhao.push(&town, &[decided]).await;
    }
    for (held, release) in [(late[3].id, true), (late[4].id, false)] {
        etong_server::custody::decide(town.state.store(), held, release, "属实").unwrap();
    }
    crate::sealed::half_refused(&mut town).await;
    town
}

fn wang_who() -> crate::town::Who {
    wang()
}

fn at(phone: &mut Phone, number: u8) -> etong_protocol::SealedEntry {
    let mut entry = phone.entry(EntryClass::Event, "case", record(number), crate::town::GRID_5);
    entry.stamp = Stamp::new(entry.stamp.hlc, MORNING, Some(0));
    entry.seal()
}

fn decision(desk: &mut Phone, kind: &str, entry: EntryId) -> etong_protocol::SealedEntry {
    let mut decided = desk.entry(EntryClass::Event, kind, decision_record(entry), crate::town::GRID_5);
    decided.payload = CustodyDecision { entry, author: person_id(2), reason: "属实".into() }.to_payload().unwrap();
    decided.seal()
}

fn verified(town: &Town) -> RelayReport {
    verify(town.state.store(), None, &mut |_| {}).unwrap()
}

#[tokio::test]
async fn an_intact_relay_passes_and_says_what_was_looked_at() {
    let town = lived_in().await;
    let mut last = etong_server::verify::Walked::default();
    let report = verify(town.state.store(), None, &mut |walked| last = walked).unwrap();
    assert!(report.sound && report.faults.is_empty(), "{:#?}", report.faults);
    let rows = town.rows();
    let count = |table: &str| u64::try_from(rows[table]).unwrap();
    assert_eq!((report.entries, report.links, report.batches), (count("entry"), count("link"), count("batch")));
    assert_eq!((report.chains, report.custody, report.trail), (count("chain"), 5, count("audit")));
    assert_eq!((report.receipts, report.loose), (1, 2), "two were let out");
    assert_eq!((report.erased, report.unsigned, report.custody_gone), (0, 0, 0));
    assert!(report.entries > 64 && report.tiles == count("history_tile") && report.shelves > 3, "{report:?}");
    assert_eq!(last.done, last.all, "the end is told: {last:?}");
    assert!(report.root.starts_with("ETONGR1:"));
}

/// Of a case in the middle of Li's work: a whole batch stands before it.
const MIDDLE: &str = "(SELECT seq FROM entry WHERE chain = 1 AND dseq = 25)";
const OTHER: &str = "(SELECT seq FROM entry WHERE chain = 1 AND dseq = 45)";

#[tokio::test]
async fn whatever_is_altered_in_the_relays_file_is_named() {
    let flipped = "CAST(substr(bytes, 1, length(bytes) - 1) || x'00' AS BLOB)";
    let swap = format!(
        "UPDATE entry SET seq = -1 WHERE seq = {MIDDLE}; UPDATE entry SET seq = (SELECT seq FROM link WHERE chain = 1 AND dseq = 25) \
         WHERE chain = 1 AND dseq = 45; UPDATE entry SET seq = (SELECT seq FROM link WHERE chain = 1 AND dseq = 45) WHERE seq = -1"
    );
    let swap_bytes = format!(
        "CREATE TEMP TABLE two AS SELECT seq, id, bytes, key FROM entry WHERE seq IN ({MIDDLE}, {OTHER}); \
         UPDATE entry SET bytes = (SELECT bytes FROM two WHERE two.seq <> entry.seq), \
         key = (SELECT key FROM two WHERE two.seq <> entry.seq) WHERE seq IN (SELECT seq FROM two)"
    );
    let forged = format!(
        "UPDATE entry SET erased = 1, bytes = x'' WHERE seq = {MIDDLE}; \
         INSERT INTO erasure (record, ask, asked_by, held, erased_at, key_gone, buried) \
         VALUES ((SELECT record FROM entry WHERE seq = {MIDDLE}), NULL, 0, 0, 1, 1"
    );
    let table: Vec<(String, &str)> = vec![
        (format!("UPDATE entry SET bytes = {flipped} WHERE seq = {MIDDLE}"), "cannot be opened"),
        (format!("UPDATE entry SET bytes = {flipped} WHERE key = -1 AND seq = 1"), "its bytes are not those of its id"),
        (swap, "the history has another entry there"),
        (swap_bytes, "cannot be opened"),
        (format!("DELETE FROM entry WHERE seq = {MIDDLE}"), "is missing from the log"),
        ("DELETE FROM entry WHERE seq = (SELECT head FROM feed)".into(), "is missing from the log"),
        (format!("UPDATE entry SET id = zeroblob(32) WHERE seq = {MIDDLE}"), "link 25 of its chain is another entry"),
        (format!("UPDATE entry SET record = zeroblob(16) WHERE seq = {MIDDLE}"), "filed under another record"),
        (format!("UPDATE entry SET author = 2 WHERE seq = {MIDDLE}"), "filed under another author"),
        (format!("UPDATE entry SET chain = 2, dseq = 0 WHERE seq = {MIDDLE}"), "another device's chain"),
        (format!("UPDATE entry SET shelf = 1 WHERE seq = {MIDDLE}"), "another shelf than it belongs to"),
        (format!("UPDATE entry SET erased = 1 WHERE seq = {MIDDLE}"), "its record was not"),
        (format!("UPDATE entry SET key = key + 1 WHERE seq = {MIDDLE}"), "cannot be opened"),
        ("UPDATE record SET scope = x'' WHERE record = (SELECT record FROM entry WHERE chain = 1 AND dseq = 25)".into(), "another place or kind"),
        ("DELETE FROM record WHERE record = (SELECT record FROM entry WHERE chain = 1 AND dseq = 25)".into(), "its record is not known"),
        ("UPDATE link SET entry = zeroblob(32) WHERE chain = 1 AND dseq = 25".into(), "link 25 of its chain is another entry"),
        ("UPDATE link SET head = zeroblob(32) WHERE chain = 1 AND dseq = 25".into(), "link 25: its head does not follow"),
        ("UPDATE link SET seq = seq + 1 WHERE chain = 1 AND dseq = 25".into(), "link 25 of its chain has it at another seq"),
        ("UPDATE link SET seq = NULL, refused = 4 WHERE chain = 1 AND dseq = 25".into(), "has it at another seq"),
        ("DELETE FROM link WHERE chain = 1 AND dseq = 25".into(), "link 26: a link before it is missing"),
        ("DELETE FROM link WHERE chain = 1 AND dseq > 70".into(), "the last one here is 70"),
        ("UPDATE batch SET signature = zeroblob(64) WHERE chain = 1 AND first = 23".into(), "the signature over links 23 to 32"),
        ("UPDATE batch SET signature = (SELECT signature FROM batch WHERE chain = 1 AND first = 13) WHERE chain = 1 AND first = 23".into(), "the signature over links 23 to 32"),
        ("DELETE FROM batch WHERE chain = 1 AND first = 23".into(), "link 25: nobody signed for its entry"),
        ("DELETE FROM chain WHERE chain = 1".into(), "of chain number 1, which is missing"),
        ("UPDATE chain SET id = zeroblob(16) WHERE chain = 1".into(), "link 1: its head does not follow"),
        ("UPDATE device SET key = (SELECT key FROM device WHERE no = 2) WHERE no = 1".into(), "is not its device's"),
        ("UPDATE history_tile SET hashes = CAST(zeroblob(32) || substr(hashes, 33) AS BLOB) WHERE tile = 0".into(), "seq 1: the history has another entry there"),
        ("UPDATE history_tile SET hashes = zeroblob(length(hashes)) WHERE tile > 1000000".into(), "of level 1 of the history is not that of the row below"),
        ("DELETE FROM history_tile WHERE tile = 1".into(), "row 1 of level 0 of the history is missing"),
        ("UPDATE shelf SET digest = zeroblob(40) WHERE shelf = (SELECT shelf FROM entry WHERE chain = 1 AND dseq = 25)".into(), "is not what lies on it"),
        ("DELETE FROM own_shelf".into(), "has entries and no digest"),
        (format!("UPDATE custody SET bytes = {flipped} WHERE no = 3"), "cannot be opened"),
        ("UPDATE custody SET record = zeroblob(16) WHERE no = 3".into(), "is of another entry"),
        ("DELETE FROM custody WHERE no = 3".into(), "it is nowhere"),
        ("DELETE FROM custody WHERE no = 1".into(), "neither a desk let it out of custody nor did it come sealed"),
        ("UPDATE custody SET bytes = x'', key = -1, decision = 3 WHERE no = 3".into(), "its record was not erased"),
        (format!("UPDATE entry SET chain = 0, dseq = 0 WHERE seq = {MIDDLE}"), "neither a desk let it out of custody nor did it come sealed"),
        ("DROP TRIGGER audit_is_not_deleted; DELETE FROM audit WHERE what = 'custody.released'".into(), "its trail has none"),
        (format!("{forged}, 0)"), "the log has not one who asked and another who approved"),
        (format!("{forged}, 1)"), "and its key is here"),
        ("UPDATE custody SET decision = 2 WHERE decision = 1".into(), "the decision on it is not in the log"),
        ("UPDATE custody SET decision = 1, decision_seq = 1 WHERE no = 3".into(), "the decision on it is not in the log"),
        ("UPDATE delivery SET receipt = CAST(substr(receipt, 1, length(receipt) - 1) || x'00' AS BLOB)".into(), "the receipt for sealed outbox"),
        ("DROP TRIGGER audit_is_not_changed; UPDATE audit SET who = 'nobody' WHERE no = 1".into(), "the directory's trail: row 1"),
    ];
    for (sql, named) in table {
        let town = lived_in().await;
        let database = town.database();
        database.execute_batch(&sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
        drop(database);
        let report = verified(&town);
        assert!(!report.sound && report.wrong > 0, "{sql}");
        assert!(report.faults.iter().any(|fault| fault.contains(named)), "{sql}\n{named}\n{:#?}", report.faults);
    }
}

#[tokio::test]
async fn a_log_whose_end_was_cut_off_with_all_that_told_of_it_is_found_by_a_root_that_a_phone_kept() {
    let town = lived_in().await;
    let shown = verified(&town).root.parse().unwrap();
    let with = |town: &Town| verify(town.state.store(), Some(&shown), &mut |_| {}).unwrap();
    assert!(with(&town).sound);
    let other = lived_in().await;
    let database = other.database();
    database
        .execute_batch("UPDATE feed SET head = head - 1; DELETE FROM entry WHERE seq > (SELECT head FROM feed)")
        .unwrap();
    drop(database);
    let report = with(&other);
    assert!(report.faults.iter().any(|fault| fault.contains("its end is missing")), "{:#?}", report.faults);
}

#[tokio::test]
async fn what_was_erased_keeps_its_place_and_is_no_fault() {
    let town = crate::keys::with_an_erased_record().await;
    let report = verified(&town);
    assert!(report.sound, "{:#?}", report.faults);
    assert!(report.erased > 0, "{report:?}");
}

/// What waited of a record goes with it; what waits of another does not, though something was erased.
#[tokio::test]
async fn what_went_from_custody_with_its_record_is_no_fault_and_what_went_without_is() {
    let mut town = Town::new();
    let (mut li, mut doc) = crate::keys::registered(&mut town).await;
    let ended = PostRow { to: Some("2026-03-01".into()), ..post_row(&crate::town::li()) };
    import(town.state.store(), &Import { posts: vec![ended], ..Import::default() }).unwrap();
    let late = [li.edit(&mut doc, record(1), GRID_4, "陈丽华"), li.event("case", record(2), GRID_4)];
    let batch = li.whole(&late).knowing_custody();
    li.push_batch(&town, &batch).await;
    let (_, _, mut qian, approve) = crate::keys::asked(&mut town).await;
    qian.push(&town, &[approve]).await;
    let report = verified(&town);
    assert!(report.sound, "{:#?}", report.faults);
    assert_eq!((report.custody, report.custody_gone, report.erasures, report.buried), (1, 1, 1, 0));
    let left: Vec<i64> = {
        let database = town.database();
        let mut statement = database.prepare("SELECT length(bytes) FROM custody WHERE decision = 3").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    assert_eq!(left, [0], "no byte of it is left");
    town.database().execute("DELETE FROM custody WHERE decision = 0", []).unwrap();
    let report = verified(&town);
    assert!(report.faults.iter().any(|fault| fault.contains("it is nowhere")), "{:#?}", report.faults);
}
