//! Two people on one thing, without knowing of each other.

use etong_tests::Field;
use etong_tests::town::Person;

use super::acts;

#[tokio::test]
async fn two_edits_of_one_field_show_both_values_and_the_same_winner_everywhere() {
    let field = Field::new(11);
    let (wang, lin) = (field.phone("wang").await, field.phone("lin").await);
    let resident = wang.registers("陈小明");
    wang.syncs().await;
    lin.syncs().await;

    field.chapter("both visit the same household, offline");
    wang.edits(&resident, "workplace", "鞋厂");
    lin.edits(&resident, "workplace", "茶厂");
    field.settle().await;
    let seen = [&wang, &lin].map(|phone| super::field(&phone.app().resident(&resident).unwrap(), "workplace"));
    assert_eq!(seen[0], seen[1]);
    let mut both = vec![seen[0].0.clone(), seen[0].1[0].clone()];
    both.sort();
    assert_eq!(both, ["茶厂", "鞋厂"]);
    assert!(!wang.app().resident(&resident).unwrap().needs_review, "no identity is at stake");

    field.chapter("the next edit settles it");
    lin.edits(&resident, "workplace", "鞋厂");
    field.settle().await;
    assert_eq!(super::field(&wang.app().resident(&resident).unwrap(), "workplace"), ("鞋厂".into(), vec![]));
}

#[tokio::test]
async fn two_names_for_one_person_need_a_review() {
    let field = Field::new(12);
    let (wang, lin) = (field.phone("wang").await, field.phone("lin").await);
    let resident = wang.registers("陈小明");
    wang.syncs().await;
    lin.syncs().await;
    wang.edits(&resident, "name", "陈晓明");
    lin.edits(&resident, "name", "陈小民");
    field.settle().await;
    for phone in [&wang, &lin] {
        let view = phone.app().resident(&resident).unwrap();
        assert!(view.needs_review);
        assert_eq!(super::field(&view, "name").1.len(), 1);
        assert!(phone.app().residents(0).unwrap().rows[0].needs_review);
    }
    let row = &wang.app().search_residents("陈").unwrap().rows[0];
    assert_eq!(row.record, resident);
}

#[tokio::test]
async fn edits_of_different_fields_are_both_kept() {
    let field = Field::new(13);
    let (wang, lin) = (field.phone("wang").await, field.phone("lin").await);
    let resident = wang.registers("陈小明");
    wang.syncs().await;
    lin.syncs().await;
    wang.edits(&resident, "phone", "13800001234");
    wang.edits(&resident, "tag/独居老人", "true");
    lin.edits(&resident, "note", "周末在家");
    lin.edits(&resident, "tag/租客", "true");
    field.settle().await;
    let view = lin.app().resident(&resident).unwrap();
    assert_eq!(super::field(&view, "phone"), ("138****1234".into(), vec![]));
    assert_eq!(super::field(&view, "note"), ("周末在家".into(), vec![]));
    assert_eq!(view.tags, ["独居老人", "租客"]);
}

#[tokio::test]
async fn of_two_dispatches_the_first_at_the_relay_counts_and_the_second_hears_whose_it_was() {
    let field = Field::new(14);
    let (wang, huang, xu) = (field.phone("wang").await, field.phone("huang").await, field.phone("xu").await);
    let case = wang.reports("夜间噪音");
    for phone in [&wang, &huang, &xu] {
        phone.syncs().await;
    }

    field.chapter("社区 and 街道 dispatch at the same time");
    huang.dispatches(&case, Person::called("lin"));
    assert_eq!(huang.app().case(&case).unwrap().state, "dispatched");
    assert!(huang.app().case(&case).unwrap().provisional);
    xu.dispatches(&case, Person::called("wang"));
    xu.syncs().await;
    huang.syncs().await;
    huang.syncs().await;

    field.chapter("黄志国 sees that 许建华 was first");
    let view = huang.app().case(&case).unwrap();
    assert_eq!(acts(&view), [("report", "effective"), ("dispatch", "effective"), ("dispatch", "superseded")]);
    assert_eq!(view.acts[2].because.as_deref(), Some("already_moved: dispatch by 许建华"));
    assert_eq!(view.responsible_name.as_deref(), Some("王芳"));
    assert_eq!(huang.app().board(&etong_core::view::BoardQuery::default()).unwrap().rows[0].superseded, 1);

    field.chapter("and dispatches again, knowing it");
    huang.dispatches(&case, Person::called("lin"));
    field.settle().await;
    for phone in [&wang, &huang, &xu] {
        let view = phone.app().case(&case).unwrap();
        assert_eq!((view.responsible_kind.as_str(), view.provisional), ("auxiliary_officer", false), "{}", phone.name);
    }
}

#[tokio::test]
async fn a_case_goes_its_whole_way_through_three_phones() {
    let field = Field::new(15);
    let (wang, lin, huang) = (field.phone("wang").await, field.phone("lin").await, field.phone("huang").await);
    let case = wang.reports("邻里漏水");
    wang.syncs().await;
    huang.syncs().await;
    huang.acts(&case, "accept", None);
    huang.dispatches(&case, Person::called("lin"));
    huang.syncs().await;
    lin.syncs().await;
    lin.acts(&case, "handle", None);
    lin.acts(&case, "comment", Some("已约双方"));
    lin.acts(&case, "report_back", Some("已修好"));
    lin.syncs().await;
    huang.syncs().await;
    huang.acts(&case, "close", None);
    field.settle().await;
    for phone in [&wang, &lin, &huang] {
        let view = phone.app().case(&case).unwrap();
        assert_eq!((view.state.as_str(), view.acts.len()), ("closed", 7), "{}", phone.name);
        assert!(view.acts.iter().all(|act| act.receipted));
    }
}
