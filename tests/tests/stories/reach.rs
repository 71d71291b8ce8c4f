//! Who holds what: a phone has its owner's reach, and a change of posts changes it.

use etong_core::AppError;
use etong_server::directory::Import;
use etong_tests::Field;
use etong_tests::town::{NEXT_GRID, Person};

use super::names;

#[tokio::test]
async fn a_neighbour_grid_sees_nothing_and_the_desks_above_see_all() {
    let field = Field::new(91);
    let (wang, zhao, huang) = (field.phone("wang").await, field.phone("zhao").await, field.phone("huang").await);
    let (sun, xu) = (field.phone("sun").await, field.phone("xu").await);
    wang.registers("陈小明");
    zhao.registers("赵小虎");
    sun.registers("孙小美");
    field.settle().await;
    assert_eq!(names(&wang), ["陈小明"]);
    assert_eq!(names(&zhao), ["赵小虎"]);
    assert_eq!(names(&huang), ["陈小明", "赵小虎"]);
    assert_eq!(names(&xu), ["陈小明", "赵小虎", "孙小美"]);
}

#[tokio::test]
async fn a_second_post_brings_its_grid_and_acts_in_its_own_name() {
    let field = Field::new(92);
    let (zhao, lin) = (field.phone("zhao").await, field.phone("lin").await);
    zhao.registers("赵小虎");
    zhao.syncs().await;
    lin.syncs().await;
    assert!(names(&lin).is_empty());

    field.chapter("林强 also takes the next grid");
    let post = Person::called("lin").second_post("grid_worker", 1212);
    field.import(&Import { posts: vec![post.clone()], ..Import::default() });
    assert!(lin.syncs().await.complete);
    assert_eq!(names(&lin), ["赵小虎"]);
    let resident = lin.app().residents(0).unwrap().rows[0].record.clone();
    let edit = etong_tests::phone::edit("note", "换岗走访");
    let error = lin.try_capture(|app| app.edit_resident(&resident, &edit)).unwrap_err();
    assert!(matches!(&error, AppError::NotAllowed { rule, .. } if rule.contains(NEXT_GRID)), "{error}");
    lin.app().act_as(&post.post.to_string()).unwrap();
    lin.capture(|app| app.edit_resident(&resident, &edit));
    field.settle().await;
    assert_eq!(super::field(&zhao.app().resident(&resident).unwrap(), "note").0, "换岗走访");
}
