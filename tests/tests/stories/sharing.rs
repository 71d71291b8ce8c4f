//! One record, one more unit: the township opens a case to the department 司法局, the community one to its legal team. They see
//! its past, act on it, and everybody above sees that; nobody next door sees anything.

use etong_core::AppError;
use etong_tests::town::GRID;
use etong_tests::{Field, Phone};

use super::acts;

const DEPARTMENT: &str = "/1/15";
const TEAM: &str = "/1/12/121/1219";

fn shares(phone: &Phone, case: &str, unit: &str) {
    phone.capture(|app| app.share_record(case, unit));
}

fn knows(phone: &Phone, case: &str) -> bool {
    match phone.app().case(case) {
        Ok(_) => true,
        Err(AppError::NotFound { .. }) => false,
        Err(error) => panic!("{}: {error}", phone.name),
    }
}

#[tokio::test]
async fn a_township_opens_a_case_to_a_department_that_sees_its_past_and_acts_on_it() {
    let field = Field::new(601);
    let (wang, xu, he) = (field.phone("wang").await, field.phone("xu").await, field.phone("he").await);
    let (zhao, sun) = (field.phone("zhao").await, field.phone("sun").await);
    let case = wang.reports("物业拒修电梯");
    let other = wang.reports("楼道堆物");
    wang.acts(&case, "accept", None);
    wang.acts(&case, "comment", Some("物业称合同未写明"));
    wang.syncs().await;
    he.syncs().await;
    assert!(!knows(&he, &case), "he reads his own office and nothing else");

    field.chapter("分流: the township opens it to the bureau of justice, which reads it from its beginning");
    xu.syncs().await;
    shares(&xu, &case, DEPARTMENT);
    assert!(!xu.app().shared_with(&case).unwrap()[0].receipted, "it counts once the relay has it");
    xu.syncs().await;
    assert!(xu.app().shared_with(&case).unwrap()[0].receipted);
    assert!(he.syncs().await.complete);
    let seen = he.app().case(&case).unwrap();
    let done = [("report", "effective"), ("accept", "effective"), ("comment", "remark")];
    assert_eq!(acts(&seen), done);
    assert!(!knows(&he, &other), "one case was opened, not the grid");

    field.chapter("he answers, offline; then the grid goes on and he hears of it");
    he.acts(&case, "comment", Some("合同第九条: 电梯由物业维保"));
    he.syncs().await;
    wang.syncs().await;
    wang.acts(&case, "comment", Some("已转告物业"));
    field.settle().await;
    for phone in [&wang, &xu, &he] {
        assert_eq!(phone.app().case(&case).unwrap().acts.len(), 5, "{}", phone.name);
    }
    assert!(!knows(&zhao, &case) && !knows(&sun, &case), "next door nobody sees it");
    assert!(he.try_verify().await.unwrap().equal);
}

#[tokio::test]
async fn a_new_phone_of_the_department_holds_what_was_shared_before_it_was_enrolled() {
    let field = Field::new(602);
    let (wang, xu) = (field.phone("wang").await, field.phone("xu").await);
    let case = wang.reports("物业拒修电梯");
    wang.syncs().await;
    xu.syncs().await;
    shares(&xu, &case, DEPARTMENT);
    xu.syncs().await;
    wang.acts(&case, "comment", Some("再次催办"));
    wang.syncs().await;
    let he = field.phone("he").await;
    assert_eq!(he.app().case(&case).unwrap().acts.len(), 2);
    field.settle().await;
}

#[tokio::test]
async fn the_legal_team_works_on_a_volunteers_report_and_the_volunteer_never_sees_with_whom_it_was_shared() {
    let field = Field::new(603);
    let (chen, huang, qian) = (field.phone("chen").await, field.phone("huang").await, field.phone("qian").await);
    let case = chen.reports("邻里因漏水争吵");
    chen.syncs().await;
    huang.syncs().await;
    shares(&huang, &case, TEAM);
    huang.syncs().await;
    qian.syncs().await;
    qian.acts(&case, "comment", Some("双方愿意调解"));
    qian.syncs().await;
    field.settle().await;
    assert_eq!(huang.app().case(&case).unwrap().acts.len(), 2);
    assert_eq!(acts(&chen.app().case(&case).unwrap()), [("report", "effective")]);
    assert_eq!(chen.app().shared_with(&case).unwrap(), []);
}

#[tokio::test]
async fn who_may_not_share_hears_who_may_and_a_guest_lets_nobody_in() {
    let field = Field::new(604);
    let (wang, xu, he) = (field.phone("wang").await, field.phone("xu").await, field.phone("he").await);
    let case = wang.reports("物业拒修电梯");
    let error = wang.try_capture(|app| app.share_record(&case, DEPARTMENT)).unwrap_err();
    assert!(
        matches!(&error, AppError::NotAllowed { rule, who_may, .. }
            if rule == "a grid_worker may not share a case with another unit" && who_may.contains("township_desk")),
        "{error}"
    );
    wang.syncs().await;
    xu.syncs().await;
    shares(&xu, &case, DEPARTMENT);
    for (unit, words) in [(DEPARTMENT, "already"), ("/", "name a unit"), ("司法局", "not a path of unit numbers")] {
        let error = xu.try_capture(|app| app.share_record(&case, unit)).unwrap_err();
        assert!(matches!(&error, AppError::Invalid { field, reason } if field == "unit" && reason.contains(words)));
    }
    xu.syncs().await;
    he.syncs().await;
    let error = he.try_capture(|app| app.share_record(&case, TEAM)).unwrap_err();
    assert!(matches!(&error, AppError::NotAllowed { rule, .. } if rule.contains(GRID)), "{error}");
    field.settle().await;
}
