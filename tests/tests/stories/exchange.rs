//! 数据交换: a hotline's list becomes cases once, whoever imports it; the cases leave as batches that anybody checks.

use etong_core::capture::{CaseRequest, PartyRequest};
use etong_core::sim::{SeededBug, seed as switch_on};
use etong_core::view::{AuditQuery, BoardQuery, ImportedOrder};
use etong_core::{App, AppError};
use etong_tests::phone::hazard;
use etong_tests::town::GRID;
use etong_tests::{Field, Phone};

const HOTLINE: &str = "hotline_12345";

fn order(number: &str, title: &str) -> CaseRequest {
    let caller = PartyRequest { name: "陈秀英".into(), phone: Some("13877665544".into()), role: None };
    CaseRequest {
        class: "complaint".into(),
        scope: Some(GRID.into()),
        source: Some(HOTLINE.into()),
        external_no: Some(number.into()),
        what: Some("回电 13877665544".into()),
        caller: Some(caller),
        ..hazard(title)
    }
}

fn imports(phone: &Phone, orders: &[CaseRequest]) -> Vec<ImportedOrder> {
    phone.app().import_orders(orders).unwrap()
}

fn total(phone: &Phone) -> u32 {
    phone.app().board(&BoardQuery::default()).unwrap().total
}

#[tokio::test]
async fn an_order_is_one_case_whichever_desk_imports_it_and_nothing_is_half_imported() {
    let field = Field::new(281);
    let (huang, xu, wang) = (field.phone("huang").await, field.phone("xu").await, field.phone("wang").await);
    field.chapter("黄志国 and 许建华 import the same list offline, one after the other has typed in one by hand");
    let by_hand = huang.capture(|app| app.report_case(&order("ZZ-9", "井盖缺失"))).record;
    let here = imports(&huang, &[order("ZZ-1", "路灯不亮"), order("ZZ-2", "油烟"), order("ZZ-9", "井盖缺失")]);
    assert_eq!(here.iter().map(|order| order.known).collect::<Vec<_>>(), [false, false, true]);
    assert_eq!(here[2].record, by_hand, "the one typed in by hand is named, and stays");
    let there = imports(&xu, &[order("ZZ-2", "油烟"), order("ZZ-3", "噪音")]);
    assert!(there.iter().all(|order| !order.known));
    assert_eq!(there[0].record, here[1].record, "one number, one case");
    field.settle().await;
    for phone in [&huang, &xu, &wang] {
        assert_eq!(total(phone), 4, "{}", phone.name);
        assert_eq!(phone.app().case(&here[1].record).unwrap().external_no.as_deref(), Some("ZZ-2"));
    }

    field.chapter("the list comes again, and a list with a faulty row");
    assert!(imports(&xu, &[order("ZZ-1", "路灯不亮"), order("ZZ-9", "井盖缺失")]).iter().all(|order| order.known));
    let wrong = CaseRequest { class: "心情".into(), ..order("ZZ-5", "?") };
    let list = [
        order("ZZ-4", "飞线充电"),
        wrong,
        order("ZZ-4", "飞线充电"),
        CaseRequest { external_no: None, ..order("", "x") },
    ];
    let checked = xu.app().check_orders(&list).unwrap();
    let faults: Vec<Option<String>> = checked
        .into_iter()
        .map(|one| match one {
            Err(AppError::Invalid { field, .. }) => Some(field),
            other => other.unwrap(),
        })
        .collect();
    assert_eq!(faults, [None, Some("class".into()), Some("external_no".into()), Some("external_no".into())]);
    let (nth, error) = xu.app().import_orders(&list).unwrap_err();
    assert!(nth == 1 && matches!(&error, AppError::Invalid { field, .. } if field == "class"), "{nth} {error}");
    assert_eq!(total(&xu), 4, "nothing of it was imported");
    let refused = wang.app().import_orders(&list[..1]).unwrap_err().1;
    assert!(
        matches!(&refused, AppError::NotAllowed { who_may, .. } if who_may.starts_with("community_desk")),
        "{refused}"
    );
    field.settle().await;
}

#[tokio::test]
async fn a_batch_that_says_what_was_typed_is_found_out() {
    let field = Field::new(283);
    let huang = field.phone("huang").await;
    imports(&huang, &[order("ZZ-1", "路灯不亮 13877665544")]);
    field.settle().await;
    let says_the_number = || huang.app().export_cases(None).unwrap().text.contains("13877665544");
    assert!(!says_the_number());
    let _switched_on = switch_on(SeededBug::BatchAsTyped);
    assert!(says_the_number(), "the mistake must be seen");
}

#[tokio::test]
async fn answers_go_back_by_number_and_batches_leave_signed_masked_and_logged() {
    let field = Field::new(282);
    let (huang, wang) = (field.phone("huang").await, field.phone("wang").await);
    let auditor = field.phone("auditor").await;
    let cases = imports(&huang, &[order("ZZ-1", "路灯不亮 13877665544"), order("ZZ-2", "油烟")]);
    field.settle().await;
    wang.acts(&cases[0].record, "handle", None);
    wang.acts(&cases[0].record, "report_back", Some("已更换，电话 13877665544"));
    field.settle().await;
    let answers = huang.app().order_answers(HOTLINE, None).unwrap();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!((answers[0].external_no.as_str(), answers[0].state.as_str()), ("ZZ-1", "reported_back"));
    assert!(huang.app().order_answers("police_110", None).unwrap().is_empty());

    field.chapter("everything, then what came since");
    let all = huang.app().export_cases(None).unwrap();
    assert_eq!((all.cases, all.erased), (2, 0));
    let checked = App::check_case_batch(&all.text, &all.signature, None).unwrap();
    assert_eq!((checked.cases, checked.header.unit.to_string()), (2, "/1/12/121".into()));
    let key = checked.key;
    App::check_case_batch(&all.text, &all.signature, Some(&key)).unwrap();
    for secret in ["13877665544", "陈秀英"] {
        assert!(!all.text.contains(secret), "{secret} in {}", all.text);
    }
    assert!(all.text.contains("ZZ-2") && all.text.contains("已更换"));
    let changed = all.text.replacen("ZZ-2", "ZZ-3", 1);
    assert!(matches!(App::check_case_batch(&changed, &all.signature, None), Err(AppError::Invalid { .. })));
    field.settle().await;
    let nothing = huang.app().export_cases(Some(&all.read_to)).unwrap();
    wang.acts(&cases[1].record, "handle", None);
    let waits = huang.app().export_cases(Some(&nothing.read_to)).unwrap();
    assert_eq!((nothing.cases, waits.cases), (0, 0), "what waits on a phone is in no batch");
    wang.syncs().await;
    huang.syncs().await;
    let since = huang.app().export_cases(Some(&nothing.read_to)).unwrap();
    assert!(since.cases == 1 && since.text.contains(&cases[1].record), "{}", since.text);
    assert!(huang.app().export_cases(Some("2026-09-01")).unwrap().cases == 2);
    for wrong in ["yesterday", "1:x", "99:1", "1:99999999"] {
        let error = huang.app().export_cases(Some(wrong)).unwrap_err();
        assert!(matches!(&error, AppError::Invalid { field, .. } if field == "since"), "{wrong}: {error}");
    }
    assert!(matches!(wang.app().export_cases(None), Err(AppError::NotAllowed { .. })));

    field.chapter("the audit log has each of them");
    field.settle().await;
    auditor.app().act_as(&auditor.owner.auditing_post().post.to_string()).unwrap();
    let log = auditor.app().audits(&AuditQuery::default()).unwrap().rows;
    let exports = log.iter().filter(|row| row.act == "export" && row.name.as_deref() == Some("黄志国")).count();
    assert_eq!(exports, 7, "{log:?}");
    field.settle().await;
}
