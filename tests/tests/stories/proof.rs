//! What a worker can show: three signed steps, a file anybody checks, a history that cannot be rewritten unseen.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use etong_core::SyncLimits;
use etong_core::capture::RevealRequest;
use etong_core::domain::opened::LookedFrom;
use etong_core::domain::receipt_file::{check, relay_key};
use etong_core::sim::{SeededBug as PhoneBug, seed};
use etong_core::view::AlarmView;
use etong_server::sim::SeededBug;
use etong_server::{Store, SystemChance, SystemClock};
use etong_tests::clock::{MINUTE, SECOND};
use etong_tests::{Field, Phone};

fn alarms(phone: &Phone) -> Vec<AlarmView> {
    phone.app().history().unwrap().alarms
}

fn kinds(phone: &Phone) -> Vec<String> {
    alarms(phone).into_iter().map(|alarm| alarm.kind).collect()
}

fn folder_of_relay(phone: &Phone) -> PathBuf {
    phone.folder().parent().unwrap().join("relay")
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

/// Long enough for the next look at the history.
fn later(field: &Field) {
    field.clock.advance(16 * MINUTE);
}

#[tokio::test]
async fn a_volunteer_sees_that_the_supervisor_opened_the_report_and_learns_no_more() {
    let field = Field::new(601);
    let (chen, huang) = (field.phone("chen").await, field.phone("huang").await);
    let case = chen.reports("路灯不亮");
    assert_eq!(chen.app().receipts(&case).unwrap()[0].step, "phone");
    chen.syncs().await;
    huang.syncs().await;
    let before = chen.app().status().unwrap().held;
    for _ in 0..3 {
        huang.app().case(&case).unwrap();
        field.clock.advance(SECOND);
    }
    assert_eq!(huang.syncs().await.sent, 2, "looked at often, told once: to its founder, and to the audit log");
    huang.app().case(&case).unwrap();
    assert_eq!(huang.syncs().await.sent, 0);
    later(&field);
    field.settle().await;

    let receipt = chen.app().receipts(&case).unwrap().remove(0);
    assert_eq!((receipt.step.as_str(), receipt.dseq, receipt.proven), ("relay", Some(1), true));
    assert_eq!(receipt.opened.len(), 1);
    assert_eq!(receipt.opened[0].unit, "梧桥社区");
    assert!(receipt.opened[0].proven && receipt.opened[0].unit_proven && !receipt.opened[0].beside);
    assert_eq!(receipt.opened[0].post_kind, "community_desk");
    assert_eq!(receipt.opened[0].signed_by, huang.device_id().to_string(), "three steps, each with who signed it");
    let report = chen.app().my_reports().unwrap().remove(0);
    assert_eq!(report.opened, receipt.opened);
    assert_eq!(chen.app().case(&case).unwrap().acts.len(), 1, "the case itself is as she wrote it");
    assert_eq!(chen.app().status().unwrap().held, before + 1);
}

#[tokio::test]
async fn a_look_at_ones_own_record_tells_nobody_and_one_of_a_colleague_only_the_log() {
    let field = Field::new(602);
    let (wang, lin, huang) = (field.phone("wang").await, field.phone("lin").await, field.phone("huang").await);
    let (hers, his) = (wang.reports("井盖缺失"), huang.reports("社区自查"));
    for phone in [&wang, &huang, &lin] {
        phone.syncs().await;
    }
    lin.app().case(&hers).unwrap();
    huang.app().case(&his).unwrap();
    assert_eq!((lin.syncs().await.sent, huang.syncs().await.sent), (1, 0));
    field.settle().await;
    assert_eq!(wang.app().opened(&hers).unwrap().len(), 0, "what 林强 sent is for the auditor");
}

#[tokio::test]
async fn a_phone_that_dies_before_it_tells_of_a_look_tells_it_afterwards() {
    let field = Field::new(603);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let case = wang.reports("围墙开裂");
    wang.syncs().await;
    huang.syncs().await;
    huang.app().case(&case).unwrap();
    huang.app().faults().kill_after(1);
    assert!(huang.try_sync(SyncLimits::default()).await.is_err() || huang.try_open().is_ok());
    huang.restarts();
    field.settle().await;
    assert_eq!(wang.app().opened(&case).unwrap().len(), 1);
}

#[tokio::test]
async fn a_receipt_file_is_checked_without_phone_and_relay() {
    let field = Field::new(604);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let case = wang.reports("煤气味");
    wang.acts(&case, "comment", Some("已通知住户"));
    wang.syncs().await;
    huang.syncs().await;
    huang.app().case(&case).unwrap();
    huang.syncs().await;
    later(&field);
    field.settle().await;
    wang.acts(&case, "comment", Some("还没有送出"));
    let key = relay_key(&wang.app().status().unwrap().relay_key.unwrap()).unwrap();
    for content in [true, false] {
        let why = RevealRequest { reason: "case".into(), note: None };
        let text = wang.app().receipt_file(&case, content.then_some(&why)).await.unwrap().text;
        assert_eq!(text.contains("bytes\": null"), !content);
        let checked = check(&text, &key).unwrap();
        let [first, second, waiting] = checked.entries.as_slice() else { panic!("{checked:?}") };
        for entry in [first, second] {
            assert!(entry.stored.is_some() && entry.history.is_some(), "{entry:?}");
        }
        assert_eq!((waiting.stored, waiting.dseq), (None, None));
        let look = &checked.opened[0];
        assert_eq!(look.from, LookedFrom::Above("/1/12/121".parse().unwrap()));
        assert_eq!(look.signed_by.as_ref().map(|by| by.device), Some(huang.device_id()));
        assert_eq!(checked.proves_the_looks(), content, "three steps, three signatures, of a record that is shown");
        let forged = text.replacen("\"first\": 1", "\"first\": 2", 1);
        assert!(check(&forged, &key).is_err());
    }
}

#[tokio::test]
async fn every_chain_and_proof_of_an_honest_field_is_sound() {
    let field = Field::new(605);
    let (wang, huang, chen) = (field.phone("wang").await, field.phone("huang").await, field.phone("chen").await);
    let case = chen.reports("高空抛物");
    for round in 0..3 {
        wang.registers(&format!("张{round}"));
        wang.syncs().await;
        huang.syncs().await;
        later(&field);
    }
    wang.restarts();
    chen.syncs().await;
    huang.syncs().await;
    huang.acts(&case, "accept", None);
    field.settle().await;
    for phone in [&wang, &huang, &chen] {
        let report = phone.app().verify_history(SyncLimits::default()).await.unwrap();
        assert!(report.sound, "{}: {report:?}", phone.name);
        assert!(report.links > 0 && report.receipts > 0 && report.roots > 0 && report.proven_before > 0, "{report:?}");
        assert_eq!(report.proven_now, phone.app().status().unwrap().held, "{}", phone.name);
    }
    let shown = huang.app().history().unwrap().root.unwrap();
    assert_eq!(wang.app().compare_root(&shown).await.unwrap(), "same");
    assert_eq!(chen.app().compare_root(&shown).await.unwrap(), "same");
}

#[tokio::test]
async fn a_history_that_is_told_shortened_raises_an_alarm_that_names_what_is_missing() {
    let field = Field::new(606);
    let wang = field.phone("wang").await;
    wang.reports("先报的");
    wang.syncs().await;
    later(&field);
    let case = wang.reports("后报的");
    wang.syncs().await;
    let entry = wang.app().receipts(&case).unwrap()[0].entry.clone();
    assert_eq!(kinds(&wang), [""; 0]);
    field.office.plant(SeededBug::Shortened);
    wang.app().verify_history(SyncLimits::default()).await.unwrap();
    let alarm = alarms(&wang).remove(0);
    assert_eq!(alarm.kind, "rollback");
    assert!(alarm.entries.contains(&entry), "{alarm:?}");
    assert_eq!(alarm.proof.len(), 2, "both signed roots are kept");
    assert_eq!(wang.app().status().unwrap().alarms, 1);
    wang.restarts();
    assert_eq!(wang.app().status().unwrap().alarms, 1, "an alarm is not forgotten");
}

#[tokio::test]
async fn a_relay_put_back_without_a_word_is_found_out_at_the_next_page() {
    let field = Field::new(607);
    let wang = field.phone("wang").await;
    field.office.stop().await;
    let (relay, kept) = (folder_of_relay(&wang), folder_of_relay(&wang).with_extension("kept"));
    copy(&relay, &kept);
    field.office.start();
    let case = wang.reports("会不见的");
    wang.syncs().await;
    let entry = wang.app().receipts(&case).unwrap()[0].entry.clone();
    field.office.stop().await;
    std::fs::remove_dir_all(&relay).unwrap();
    copy(&kept, &relay);
    field.office.start();
    let _any = wang.try_sync(SyncLimits::default()).await;
    let alarm = alarms(&wang).remove(0);
    assert_eq!((alarm.kind.as_str(), alarm.entries), ("rollback", vec![entry]));
}

#[tokio::test]
async fn a_relay_put_back_that_says_so_raises_no_alarm_and_is_written_down() {
    let field = Field::new(608);
    let wang = field.phone("wang").await;
    field.office.stop().await;
    let (relay, kept) = (folder_of_relay(&wang), folder_of_relay(&wang).with_extension("kept"));
    copy(&relay, &kept);
    field.office.start();
    wang.reports("会回来的");
    wang.syncs().await;
    field.office.stop().await;
    std::fs::remove_dir_all(&relay).unwrap();
    copy(&kept, &relay);
    Store::open(&relay, Arc::new(SystemClock::new()), Arc::new(SystemChance), None).unwrap().begin_epoch().unwrap();
    field.office.start();
    field.settle().await;
    later(&field);
    field.settle().await;
    let history = wang.app().history().unwrap();
    assert_eq!((history.alarms.len(), history.new_epochs.len()), (0, 1), "{history:?}");
    let report = wang.app().verify_history(SyncLimits::default()).await.unwrap();
    assert!(report.sound, "{report:?}");
}

#[tokio::test]
async fn a_relay_that_tells_two_phones_two_histories_is_found_out_when_they_compare() {
    let field = Field::new(609);
    field.office.plant(SeededBug::Forked);
    let (mut odd, mut even) = (None, None);
    for nick in ["wang", "lin", "zhao", "huang", "xu", "li", "sun", "gao"] {
        let phone = field.phone(nick).await;
        let last = *phone.device_id().as_bytes().last().unwrap();
        if last % 2 == 1 {
            odd.get_or_insert(phone)
        } else {
            even.get_or_insert(phone)
        };
    }
    let (odd, even) = (odd.unwrap(), even.unwrap());
    for phone in [&odd, &even] {
        phone.app().verify_history(SyncLimits::default()).await.unwrap();
    }
    let shown = even.app().history().unwrap().root.unwrap();
    assert_eq!(odd.app().compare_root(&shown).await.unwrap(), "forked");
    assert!(kinds(&odd).contains(&"fork".to_owned()));
}

/// One of those to whom `Forked` tells another history.
async fn with_an_odd_id(field: &Field) -> Arc<Phone> {
    let mut odd = None;
    for nick in ["wang", "lin", "zhao", "huang", "xu", "li", "sun", "gao"] {
        let phone = field.phone(nick).await;
        if phone.device_id().as_bytes().last().unwrap() % 2 == 1 {
            odd.get_or_insert(phone);
        }
    }
    odd.unwrap()
}

#[tokio::test]
async fn a_phone_that_is_told_another_history_than_before_raises_an_alarm() {
    let field = Field::new(610);
    let odd = with_an_odd_id(&field).await;
    field.office.plant(SeededBug::Forked);
    later(&field);
    odd.registers("李四");
    odd.syncs().await;
    assert_eq!(kinds(&odd), ["fork"]);
}

#[tokio::test]
async fn an_entry_that_was_receipted_and_left_out_of_the_history_is_named() {
    let field = Field::new(611);
    let wang = field.phone("wang").await;
    field.office.plant(SeededBug::LeftOut);
    let cases: Vec<String> = (0..6).map(|nth| wang.reports(&format!("隐患{nth}"))).collect();
    later(&field);
    wang.syncs().await;
    let receipts: Vec<_> = cases.iter().map(|case| wang.app().receipts(case).unwrap().remove(0)).collect();
    let mut left_out: Vec<_> =
        receipts.iter().filter(|receipt| receipt.seq.unwrap() % 5 == 0).map(|receipt| receipt.entry.clone()).collect();
    let mut named: Vec<_> = alarms(&wang).into_iter().flat_map(|alarm| alarm.entries).collect();
    left_out.sort();
    named.sort();
    assert!(!left_out.is_empty());
    assert_eq!(named, left_out);
    assert!(receipts.iter().all(|receipt| receipt.proven != left_out.contains(&receipt.entry)));
}

/// Which alarms a phone raises, that has seen an honest root, once its relay tells another history of what it wrote.
async fn alarms_about(told: SeededBug, bug: Option<PhoneBug>) -> BTreeSet<String> {
    let field = Field::new(613);
    let odd = with_an_odd_id(&field).await;
    if told == SeededBug::LeftOut {
        field.office.plant(told);
    }
    for nth in 0..6 {
        odd.reports(&format!("隐患{nth}"));
    }
    let _switched_on = bug.map(seed);
    for _ in 0..2 {
        later(&field);
        odd.syncs().await;
        field.office.plant(told);
    }
    odd.app().verify_history(SyncLimits::default()).await.unwrap();
    kinds(&odd).into_iter().collect()
}

#[tokio::test]
async fn a_phone_that_believes_any_history_raises_no_alarm_and_is_found_out() {
    for (told, kind) in
        [(SeededBug::Shortened, "rollback"), (SeededBug::Forked, "fork"), (SeededBug::LeftOut, "missing")]
    {
        assert!(alarms_about(told, None).await.contains(kind), "{told:?}");
        let raised = alarms_about(told, Some(PhoneBug::AnyHistory)).await;
        assert_eq!(raised, BTreeSet::new(), "{told:?}: the mistake must be seen");
    }
}

#[tokio::test]
async fn a_receipt_for_what_was_never_stored_is_found_out() {
    let field = Field::new(612);
    let wang = field.phone("wang").await;
    field.office.plant(SeededBug::AckTooMuch);
    let cases: Vec<String> = (0..8).map(|nth| wang.reports(&format!("隐患{nth}"))).collect();
    later(&field);
    let _any = wang.try_sync(SyncLimits::default()).await;
    wang.app().verify_history(SyncLimits::default()).await.unwrap();
    let seventh = wang.app().receipts(&cases[6]).unwrap().remove(0).entry;
    assert!(alarms(&wang).iter().any(|alarm| alarm.kind == "missing" && alarm.entries == [seventh.clone()]));
}
