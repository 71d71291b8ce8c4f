//! A file with every entry of a record leaves a phone only by a post that may see it unmasked, for a reason, and the auditor reads that.

use etong_core::AppError;
use etong_core::capture::{ResidentRequest, RevealRequest};
use etong_core::sim::{SeededBug, seed as switch_on};
use etong_core::view::{AuditQuery, AuditRow};
use etong_tests::{Field, Phone};

fn why(reason: &str) -> RevealRequest {
    RevealRequest { reason: reason.into(), note: None }
}

async fn registers(wang: &Phone) -> String {
    let request: ResidentRequest =
        serde_json::from_value(serde_json::json!({ "name": "龘犇", "id_no": "11010519491231002X" })).unwrap();
    let resident = wang.capture(|app| app.capture_resident(&request)).record;
    wang.syncs().await;
    resident
}

/// What the auditor reads of a record: who, what, which file, why.
fn logged(auditor: &Phone, record: &str) -> Vec<(String, String, String, String)> {
    auditor.app().act_as(&auditor.owner.auditing_post().post.to_string()).unwrap();
    let query = AuditQuery { record: Some(record.to_owned()), ..AuditQuery::default() };
    let told = |row: AuditRow| (row.name.unwrap_or_default(), row.act, row.field, row.reason);
    let mut rows: Vec<_> = auditor.app().audits(&query).unwrap().rows.into_iter().map(told).collect();
    rows.sort();
    rows
}

fn line(who: &str, act: &str, file: &str, reason: &str) -> (String, String, String, String) {
    (who.into(), act.into(), file.into(), reason.into())
}

#[tokio::test]
async fn whoever_may_not_see_a_resident_unmasked_gets_no_file_with_everything_in_it() {
    let field = Field::new(721);
    let (wang, huang, zhou) = (field.phone("wang").await, field.phone("huang").await, field.phone("zhou").await);
    let resident = registers(&wang).await;
    huang.syncs().await;
    zhou.syncs().await;

    field.chapter("the county desk is told who may instead, and that it asked is written down");
    let error = zhou.app().evidence_file(&resident, &why("case")).await.unwrap_err();
    assert!(matches!(&error, AppError::NotAllowed { who_may, .. } if who_may.starts_with("grid_worker")), "{error}");

    field.chapter("a reason that is none is no reason; nothing is written down and nothing given");
    let before = huang.app().status().unwrap().unsent;
    let error = huang.app().evidence_file(&resident, &why("curiosity")).await.unwrap_err();
    assert!(matches!(error, AppError::Invalid { .. }), "{error}");
    assert_eq!(huang.app().status().unwrap().unsent, before);

    field.chapter("the community desk may; each file that leaves is a line of its own, one that never came as well");
    for nth in 1..=2 {
        let file = huang.app().evidence_file(&resident, &why("case")).await.unwrap();
        assert!(file.text.contains("etong-evidence-1") && file.unsigned == 0);
        assert!(!format!("{file:?}").contains("etong-evidence-1"));
        assert_eq!(huang.app().status().unwrap().unsent, before + nth, "written down before the file is there");
    }
    huang.device.set_online(false);
    let error = huang.app().evidence_file(&resident, &why("contact")).await.unwrap_err();
    assert!(matches!(error, AppError::Offline { .. }), "{error}");
    huang.device.set_online(true);

    let expected = [
        line("周岚", "refused", "evidence", ""),
        line("黄志国", "export", "evidence", "case"),
        line("黄志国", "export", "evidence", "case"),
        line("黄志国", "export", "evidence", "contact"),
    ];
    let auditor = field.phone("auditor").await;
    field.settle().await;
    assert_eq!(logged(&auditor, &resident), expected);
}

#[tokio::test]
async fn a_receipt_file_with_words_is_written_down_and_one_with_ids_alone_is_not() {
    let field = Field::new(722);
    let (wang, chen) = (field.phone("wang").await, field.phone("chen").await);
    let resident = registers(&wang).await;
    let before = wang.app().status().unwrap().unsent;
    assert!(wang.app().receipt_file(&resident, None).await.unwrap().text.contains("bytes\": null"));
    assert_eq!(wang.app().status().unwrap().unsent, before);
    assert!(!wang.app().receipt_file(&resident, Some(&why("subject"))).await.unwrap().text.contains("bytes\": null"));
    assert_eq!(wang.app().status().unwrap().unsent, before + 1);

    field.chapter("a volunteer shows own words of a case, and that is written down too");
    let case = chen.reports("围墙倾斜");
    chen.syncs().await;
    assert!(!chen.app().receipt_file(&case, Some(&why("case"))).await.unwrap().text.contains("bytes\": null"));
    let error = chen.app().evidence_file(&case, &why("case")).await.unwrap_err();
    assert!(matches!(error, AppError::NotAllowed { .. }), "what others wrote is not a volunteer's to take: {error}");
    let auditor = field.phone("auditor").await;
    field.settle().await;
    assert_eq!(logged(&auditor, &resident), [line("王芳", "export", "receipt", "subject")]);
    assert_eq!(
        logged(&auditor, &case),
        [line("陈梅", "export", "receipt", "case"), line("陈梅", "refused", "evidence", "")]
    );
}

#[tokio::test]
async fn a_file_that_leaves_without_being_written_down_is_caught() {
    let field = Field::new(723);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let resident = registers(&wang).await;
    huang.syncs().await;
    let before = huang.app().status().unwrap().unsent;
    let _switched_on = switch_on(SeededBug::RevealUnlogged);
    huang.app().evidence_file(&resident, &why("case")).await.unwrap();
    assert_eq!(huang.app().status().unwrap().unsent, before, "what the stories above look at");
}

#[tokio::test]
async fn a_clock_that_was_set_back_hides_no_look() {
    let field = Field::new(724);
    let wang = field.phone("wang").await;
    let resident = registers(&wang).await;
    let before = wang.app().status().unwrap().unsent;
    wang.device.set_clock_wrong_by(3_600_000);
    wang.app().reveal(&resident, "id", &why("identity")).unwrap();
    wang.device.set_clock_wrong_by(0);
    wang.app().reveal(&resident, "id", &why("identity")).unwrap();
    assert_eq!(wang.app().status().unwrap().unsent, before + 2, "an hour later by its own clock, it looked before");
}
