//! 陈梅 reports and is answered. What staff say among themselves never reaches her phone.

use etong_core::AppError;
use etong_core::capture::{CaseActRequest, ResidentRequest};
use etong_tests::Field;

use super::acts;

#[tokio::test]
async fn a_volunteer_gets_the_reply_but_not_the_staff_comments() {
    let field = Field::new(51);
    let (chen, wang, huang) = (field.phone("chen").await, field.phone("wang").await, field.phone("huang").await);
    let case = chen.reports("消防通道被堵");
    chen.syncs().await;
    wang.syncs().await;
    wang.acts(&case, "handle", None);
    wang.acts(&case, "comment", Some("车主电话打不通"));
    wang.acts(&case, "report_back", Some("已联系挪车"));
    wang.syncs().await;
    huang.syncs().await;
    let close =
        CaseActRequest {
            act: "close".into(), reply: Some("谢谢您，通道已清".into()), ..CaseActRequest::default()
        };
    huang.capture(|app| app.act_on_case(&case, &close));
    field.settle().await;

    let reports = chen.app().my_reports().unwrap();
    let heard: Vec<&str> = reports[0].replies.iter().map(|reply| reply.state.as_str()).collect();
    assert_eq!(heard, ["handling", "reported_back", "closed"]);
    assert_eq!(reports[0].replies[2].words, "谢谢您，通道已清");
    let view = chen.app().case(&case).unwrap();
    assert_eq!(acts(&view), [("report", "effective")], "all she holds of the case is her own report");
    assert_eq!(wang.app().case(&case).unwrap().acts.len(), 5);
    assert_eq!(chen.app().status().unwrap().residents, 0);
}

#[tokio::test]
async fn a_reporter_hears_one_answer_when_two_accept_at_once() {
    let field = Field::new(52);
    let (chen, wang, lin) = (field.phone("chen").await, field.phone("wang").await, field.phone("lin").await);
    let case = chen.reports("树枝断落");
    for phone in [&chen, &wang, &lin] {
        phone.syncs().await;
    }
    wang.acts(&case, "accept", None);
    lin.acts(&case, "handle", None);
    lin.syncs().await;
    wang.syncs().await;
    field.settle().await;
    let replies = &chen.app().my_reports().unwrap()[0].replies;
    assert_eq!(replies.len(), 1);
    assert_eq!(replies[0].state, "handling", "林强 was first at the relay");
}

#[tokio::test]
async fn a_volunteer_keeps_no_residents_and_hears_who_may() {
    let field = Field::new(53);
    let chen = field.phone("chen").await;
    let request = ResidentRequest { name: "陈小明".into(), ..ResidentRequest::default() };
    let error = chen.try_capture(|app| app.capture_resident(&request)).unwrap_err();
    assert!(
        matches!(&error, AppError::NotAllowed { rule, who_may, .. }
            if rule == "a volunteer keeps no residents" && who_may.contains("grid_worker")),
        "{error}"
    );
    assert_eq!(chen.app().status().unwrap().unsent, 0);
    field.settle().await;
}
