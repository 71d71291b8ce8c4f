//! `verify --history`: whatever was altered in a phone's store, in an entry of whomever, a link, a receipt, a root or a
//! proof, is found and named; and so is a signature at the relay that is not its device's.

use etong_core::sim::{SeededBug, seed};
use etong_core::{HistoryReport, SyncLimits};
use etong_protocol::{
    DeviceId, Entry, EntryClass, EntryId, Hlc, PostId, PostKind, RecordId, Refusal, RefusalCode, RelayResponse,
    SealedEntry, Stamp, wire,
};
use etong_server::directory::Import;
use etong_tests::clock::MINUTE;
use etong_tests::{Field, Phone};

async fn verifies(phone: &Phone) -> HistoryReport {
    phone.app().verify_history(SyncLimits::default()).await.unwrap()
}

/// Somebody with the key opens the file and alters it.
fn alters(phone: &Phone, sql: &str) {
    phone.app().suspend(5_000).unwrap();
    let connection =
        super::leaving::unlocked(&phone.folder().join("etong.db"), &super::leaving::key_of(phone)).unwrap();
    assert!(connection.execute(sql, []).unwrap() > 0, "{sql}");
    drop(connection);
    phone.app().resume().unwrap();
}

#[tokio::test]
async fn whatever_is_altered_on_a_phone_is_found_and_named() {
    let table = [
        (
            "UPDATE entry SET bytes = CAST(substr(bytes, 1, length(bytes) - 1) || x'00' AS BLOB) WHERE own = 1",
            "was changed on this phone",
        ),
        ("UPDATE link SET head = zeroblob(32) WHERE dseq = 2", "link 2 does not follow"),
        ("DELETE FROM link WHERE dseq = 2", "does not follow from those before it"),
        ("UPDATE receipt SET signature = zeroblob(64)", "a receipt of"),
        ("UPDATE root SET signature = zeroblob(64)", "is not signed by this relay"),
        ("UPDATE inclusion SET size = size + 1", "leads to no known root"),
    ];
    for (number, (sql, named)) in (780..).zip(table) {
        let field = Field::new(number);
        let wang = field.phone("wang").await;
        for title in ["楼道堆物", "井盖缺失", "路灯不亮"] {
            wang.reports(title);
        }
        wang.syncs().await;
        let whole = verifies(&wang).await;
        assert!(whole.sound && whole.faults.is_empty(), "{whole:?}");
        assert!(whole.chains > 0 && whole.links >= 3 && whole.receipts > 0 && whole.roots > 0, "{whole:?}");
        assert!(whole.proven_before + whole.proven_now >= 3, "{whole:?}");
        alters(&wang, sql);
        let report = verifies(&wang).await;
        assert!(!report.sound && report.faults.iter().any(|fault| fault.contains(named)), "{sql}: {report:?}");
    }
}

/// An entry as it lies in the file of a phone.
struct Lying {
    lsn: i64,
    id: Vec<u8>,
    bytes: Vec<u8>,
}

fn file_of(phone: &Phone) -> rusqlite::Connection {
    super::leaving::unlocked(&phone.folder().join("etong.db"), &super::leaving::key_of(phone)).unwrap()
}

fn lying(phone: &Phone, of: &str) -> Lying {
    let read = |row: &rusqlite::Row<'_>| Ok(Lying { lsn: row.get(0)?, id: row.get(1)?, bytes: row.get(2)? });
    file_of(phone)
        .query_row(&format!("SELECT lsn, id, bytes FROM entry WHERE {of} ORDER BY lsn LIMIT 1"), [], read)
        .unwrap()
}

/// Puts something else where an entry lies, and what was there again afterwards.
async fn with_other(phone: &Phone, here: &Lying, id: &[u8], bytes: &[u8]) -> HistoryReport {
    let put = |id: &[u8], bytes: &[u8]| {
        phone.app().suspend(5_000).unwrap();
        let sql = "UPDATE entry SET id = ?2, bytes = ?3 WHERE lsn = ?1";
        assert_eq!(file_of(phone).execute(sql, rusqlite::params![here.lsn, id, bytes]).unwrap(), 1);
        phone.app().resume().unwrap();
    };
    put(id, bytes);
    let report = verifies(phone).await;
    put(&here.id, &here.bytes);
    report
}

/// Every field of the envelope, each changed by itself.
fn bent(whole: &Entry) -> Vec<(&'static str, Entry)> {
    let mut all = Vec::new();
    let mut with = |field, bend: &dyn Fn(&mut Entry)| {
        let mut entry = whole.clone();
        bend(&mut entry);
        all.push((field, entry));
    };
    with("class", &|entry| entry.class = EntryClass::Reg);
    with("kind", &|entry| entry.kind = "patrol".parse().unwrap());
    with("record", &|entry| entry.record = RecordId::NIL);
    with("scope", &|entry| entry.scope = "/1/12".parse().unwrap());
    with("device", &|entry| entry.device = DeviceId::NIL);
    with("post", &|entry| entry.post = PostId::NIL);
    with("post_kind", &|entry| entry.post_kind = PostKind::CountyDesk);
    with("hlc", &|entry| entry.stamp = Stamp::new(Hlc::from_ms(1), entry.stamp.captured_at(), entry.stamp.within_ms));
    with("captured_at", &|entry| entry.stamp = Stamp::new(entry.stamp.hlc, 1, entry.stamp.within_ms));
    with("within", &|entry| entry.stamp = Stamp::new(entry.stamp.hlc, entry.stamp.captured_at(), Some(1)));
    with("schema", &|entry| entry.schema += 1);
    with("unit", &|entry| entry.unit = None);
    with("payload", &|entry| entry.payload.push(0));
    all
}

async fn two_phones(seed: u64) -> (Field, std::sync::Arc<Phone>, std::sync::Arc<Phone>) {
    let field = Field::new(seed);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let case = wang.reports("楼道堆物");
    let resident = wang.registers("陈丽华");
    wang.edits(&resident, "phone", "13800138000");
    wang.syncs().await;
    huang.syncs().await;
    huang.acts(&case, "comment", Some("已转物业"));
    huang.syncs().await;
    wang.syncs().await;
    (field, wang, huang)
}

const OF_ANOTHER: &str = "own = 0 AND class = 1 AND kind = 'case'";

#[tokio::test]
async fn an_entry_of_another_device_is_checked_from_its_bytes_its_place_and_its_signature() {
    let (_field, _wang, huang) = two_phones(790).await;
    let whole = verifies(&huang).await;
    assert!(whole.sound, "{whole:?}");
    let (entries, others): (u32, u32) = file_of(&huang)
        .query_row("SELECT count(*), sum(own = 0 AND class <> 2) FROM entry", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    assert_eq!((whole.entries, whole.documents, whole.unsigned), (u64::from(entries), 1, 0));
    assert!(others >= 3 && whole.signed >= u64::from(others), "{whole:?}");

    let here = lying(&huang, OF_ANOTHER);
    let sealed = SealedEntry::open(here.bytes.clone()).unwrap();
    let fields = bent(&sealed.entry);
    for (field, other) in &fields {
        let report = with_other(&huang, &here, &here.id, &other.clone().seal().bytes).await;
        let named = format!("entry {} was changed on this phone", sealed.id);
        assert!(!report.sound && report.faults.contains(&named), "{field}: {report:?}");
    }
    // Whoever also counts the id anew makes an entry that the history does not have and that nobody signed for.
    for (field, other) in fields {
        let other = other.seal();
        let report = with_other(&huang, &here, other.id.as_bytes(), &other.bytes).await;
        assert!(!report.sound && report.missing == 1, "{field}: {report:?}");
        assert!(report.faults.iter().any(|fault| fault.contains("does not add up")), "{field}: {report:?}");
        assert_eq!(report.signed + report.unsigned, whole.signed, "{field}: {report:?}");
    }
}

#[tokio::test]
async fn what_the_file_says_beside_another_devices_entry_is_checked_too() {
    let table = [
        ("class = 2", "under another class"),
        ("kind = 'patrol'", "under another kind"),
        ("record = (SELECT no FROM record WHERE kind = 'resident')", "under another record"),
        ("own = 1", "whether this phone wrote it"),
        ("seq = seq + 1", "two entries stand at place"),
        ("seq = 1000000", "does not add up"),
        ("seq = NULL", "does not add up"),
        ("counted = 0", "does not add up"),
        ("state = 2", "is kept aside without a reason"),
        ("state = 1, bytes = NULL", "nothing took it"),
        ("bytes = NULL", "nothing took it"),
        ("bytes = zeroblob(8)", "was changed on this phone"),
        ("id = randomblob(32)", "was changed on this phone"),
    ];
    for (number, (set, named)) in (800..).zip(table) {
        let (_field, _wang, huang) = two_phones(number).await;
        let here = lying(&huang, OF_ANOTHER);
        alters(&huang, &format!("UPDATE entry SET {set} WHERE lsn = {}", here.lsn));
        let report = verifies(&huang).await;
        assert!(!report.sound && report.faults.iter().any(|fault| fault.contains(named)), "{set}: {report:?}");
    }
    let others = [
        (format!("DELETE FROM entry WHERE {OF_ANOTHER}"), "does not add up"),
        ("DELETE FROM entry WHERE own = 0 AND class = 0".to_owned(), "is made of"),
        ("UPDATE record SET scope = x'00000001' WHERE kind = 'case'".to_owned(), "lies at another place"),
        ("UPDATE doc SET blob = CAST(substr(blob, 1, length(blob) - 1) || x'00' AS BLOB)".to_owned(), "cannot be read"),
    ];
    for (number, (sql, named)) in (830..).zip(others) {
        let (_field, _wang, huang) = two_phones(number).await;
        alters(&huang, &sql);
        let report = verifies(&huang).await;
        assert!(!report.sound && report.faults.iter().any(|fault| fault.contains(named)), "{sql}: {report:?}");
    }
}

/// A relay that put words into a device's chain could show them under its history; it cannot sign for them.
#[tokio::test]
async fn a_signature_that_is_not_its_devices_is_named_and_one_that_is_missing_is_counted() {
    for (seed, sql, wrong) in [
        (840, "UPDATE batch SET signature = zeroblob(64)", true),
        (841, "UPDATE device SET key = (SELECT key FROM device AS other WHERE other.no <> device.no LIMIT 1)", true),
        (842, "DELETE FROM batch", false),
    ] {
        let (field, wang, huang) = two_phones(seed).await;
        let relay = rusqlite::Connection::open(field.office.folder().join("relay.db")).unwrap();
        let device = wang.device_id();
        let of_wang = match sql.starts_with("UPDATE device") {
            true => "device = ?1",
            false => {
                "chain IN (SELECT chain.chain FROM chain JOIN device ON device.no = chain.device WHERE device.device = ?1)"
            }
        };
        assert!(relay.execute(&format!("{sql} WHERE {of_wang}"), [device.as_bytes()]).unwrap() > 0, "{sql}");
        let report = verifies(&huang).await;
        let named =
            report.faults.iter().filter(|fault| fault.contains("the signature over it is not its device's")).count();
        assert_eq!((report.sound, named > 0, report.unsigned > 0), (!wrong, wrong, !wrong), "{sql}: {report:?}");
        assert_eq!((report.signatures_checked, report.unproven.is_empty()), (true, wrong), "{sql}: {report:?}");
    }
}

/// Whoever answers may keep the signatures back; they cannot keep back that they did.
#[tokio::test]
async fn a_relay_that_keeps_signatures_back_is_told_of_and_nothing_counts_as_checked() {
    use etong_server::sim::SeededBug::{SignaturesCutShort, SignaturesHeldBack};
    for (seed, bug) in [(851, None), (852, Some(SignaturesCutShort)), (853, Some(SignaturesHeldBack))] {
        let (field, _wang, huang) = two_phones(seed).await;
        let whole = verifies(&huang).await;
        assert!(whole.signatures_checked && whole.proves_who_wrote() && whole.not_looked_at == 0, "{whole:?}");
        match bug {
            Some(bug) => field.office.plant(bug),
            None => huang.wire.let_in(|request, answer| {
                let refusal = Refusal::new(RefusalCode::Malformed, "no such route");
                let refused =
                    RelayResponse { status: RefusalCode::Malformed.http_status(), body: wire::encode(&refusal) };
                if request.route() == "/v1/signatures" { refused } else { answer }
            }),
        }
        let report = verifies(&huang).await;
        assert!(!report.signatures_checked && !report.proves_who_wrote(), "{bug:?}: {report:?}");
        assert_eq!(report.signed, 0, "{bug:?}");
        assert_eq!(report.not_looked_at + report.unsigned, whole.signed, "{bug:?}: {report:?}");
        assert_eq!(report.not_looked_at == 0, bug == Some(SignaturesHeldBack), "{bug:?}: {report:?}");
        let other = SealedEntry::open(lying(&huang, OF_ANOTHER).bytes).unwrap().id.to_string();
        assert!(report.unproven.contains(&other), "{bug:?}: {report:?}");
    }
}

/// Whoever answers may say that the feed has begun anew; they cannot make an entry pass for proven by that.
#[tokio::test]
async fn a_relay_that_tells_of_another_epoch_proves_nothing_and_that_is_said() {
    let (field, _wang, huang) = two_phones(854).await;
    let whole = verifies(&huang).await;
    assert!(whole.sound && whole.proves_where_it_stands() && whole.proven_now > 10, "{whole:?}");
    field.office.plant(etong_server::sim::SeededBug::OtherEpochTold);
    let report = verifies(&huang).await;
    assert!(!report.proves_where_it_stands(), "{report:?}");
    assert_eq!((report.proven_now, report.not_proven), (0, whole.proven_now), "{report:?}");
    assert!(report.sound, "and it is no fault: a relay that was just restored says the same");
}

#[tokio::test]
async fn a_relay_that_was_restored_is_no_fault_and_after_a_sync_everything_is_proven_under_its_new_epoch() {
    let (field, wang, huang) = two_phones(855).await;
    field.feed().await;
    let kept = field.office.back_up("nightly");
    wang.reports("井盖松动");
    for phone in [&wang, &huang] {
        phone.syncs().await;
    }
    field.office.is_lost_and_restored(&kept).await;

    field.chapter("before she has heard of it");
    let early = verifies(&huang).await;
    assert!(early.faults.is_empty() && early.missing == 0 && early.alarms == 0, "{early:?}");
    assert!(early.not_proven > 10 && early.proven_now == 0, "{early:?}");

    field.chapter("verify syncs first");
    wang.try_verify().await.unwrap();
    for phone in [&huang, &wang] {
        assert!(phone.try_verify().await.unwrap().equal, "{}", phone.name);
        let report = verifies(phone).await;
        assert!(report.sound && report.proves_where_it_stands(), "{}: {report:?}", phone.name);
        assert_eq!(report.proven_now, phone.app().status().unwrap().held, "{}", phone.name);
    }
}

/// What 赵敏 is told after somebody with the relay's database moved the time of one entry of the next grid, which she has roots of and
/// reads only then, because she serves there too from that day on.
async fn told_of_a_moved_time(seed: u64, by_ms: i64) -> (EntryId, HistoryReport) {
    let field = Field::new(seed);
    let (wang, zhao) = (field.phone("wang").await, field.phone("zhao").await);
    let mut cases = Vec::new();
    for title in ["楼道堆物", "井盖缺失", "路灯不亮", "围墙开裂"] {
        field.clock.advance(20 * MINUTE);
        cases.push(wang.reports(title));
        wang.syncs().await;
        zhao.syncs().await;
    }
    let moved = cases.get(1).unwrap();
    let id: EntryId = wang.app().receipts(moved).unwrap().remove(0).entry.parse().unwrap();
    let relay = rusqlite::Connection::open(field.office.folder().join("relay.db")).unwrap();
    let sql = "UPDATE entry SET received_at = received_at + ?1 WHERE id = ?2";
    assert_eq!(relay.execute(sql, rusqlite::params![by_ms, id.as_bytes()]).unwrap(), 1);
    drop(relay);
    let posts = vec![zhao.owner.second_post("grid_worker", 1211)];
    field.import(&Import { posts, ..Import::default() });
    zhao.syncs().await;
    assert_eq!(zhao.app().case(moved).unwrap().title, "井盖缺失");
    let report = verifies(&zhao).await;
    assert!(report.roots >= 5 && report.proves_where_it_stands(), "{report:?}");
    (id, report)
}

#[tokio::test]
async fn a_time_that_was_moved_at_the_relay_is_found_by_roots_from_before_or_counted() {
    let (_, honest) = told_of_a_moved_time(860, 0).await;
    assert!(honest.sound && honest.before_its_root == 0, "{honest:?}");
    let (id, later) = told_of_a_moved_time(861, 40 * MINUTE).await;
    let named = format!("entry {id}: the relay says it came later than a root of its own that has it");
    assert_eq!((later.sound, later.faults, later.before_its_root), (false, vec![named], 0));
    let (_, earlier) = told_of_a_moved_time(862, -40 * MINUTE).await;
    assert!(earlier.sound && earlier.before_its_root == 1, "{earlier:?}");
    let _switched_on = seed(SeededBug::TimesUnheld);
    for by_ms in [40 * MINUTE, -40 * MINUTE] {
        let (_, unseen) = told_of_a_moved_time(863, by_ms).await;
        assert!(unseen.sound && unseen.before_its_root == 0, "the mistake must be seen: {unseen:?}");
    }
}

#[tokio::test]
async fn a_long_look_at_the_log_tells_how_far_it_is_and_can_be_stopped() {
    let (_field, _wang, huang) = two_phones(850).await;
    let told = std::sync::Mutex::new(Vec::new());
    let app = huang.app();
    app.verify_history_telling(SyncLimits::default(), &|progress| told.lock().unwrap().push(progress)).await.unwrap();
    let last = *told.lock().unwrap().last().unwrap();
    assert!(last.done == last.all && last.done > 10, "{last:?}");
    let limits = SyncLimits { deadline_ms: Some(0), ..SyncLimits::default() };
    assert_eq!(app.verify_history(limits).await.unwrap_err(), etong_core::AppError::Stopped);
    assert!(verifies(&huang).await.sound, "nothing was lost by that");
}
