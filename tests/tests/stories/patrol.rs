//! A patrol on a phone that dies: what was walked is on the disk.

use etong_core::AppError;
use etong_core::capture::{FindingRequest, FixRequest, PatrolRequest};
use etong_tests::Field;
use etong_tests::clock::SECOND;
use etong_tests::phone::was_killed;

fn step(nth: u32) -> FixRequest {
    let lat = 24.5 + f64::from(nth) * 0.0001;
    FixRequest { lat, lon: 117.65, accuracy_m: 6.0, at: None, provider: None, mocked: false }
}

#[tokio::test]
async fn a_patrol_loses_at_most_the_fix_in_hand_when_the_phone_dies() {
    let field = Field::new(71);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let patrol = wang.capture(|app| app.start_patrol(&PatrolRequest::default())).record;
    let (mut kept, mut deaths) = (0, 0);
    for nth in 0..400 {
        field.clock.advance(5 * SECOND);
        if nth % 37 == 20 {
            wang.app().faults().kill_after(1 + nth % 2);
        }
        match wang.app().add_fix(&patrol, &step(nth)) {
            Ok(()) => kept += 1,
            Err(error) if was_killed(&error) => {
                deaths += 1;
                wang.restarts();
                // Killed after the commit: the fix is there, though nobody was told.
                kept += i64::from(nth % 2 == 1);
            }
            Err(error) => panic!("{error}"),
        }
    }
    assert!(deaths > 5);
    let finding = FindingRequest { text: "消防栓漏水".into(), place: None, case: None };
    wang.capture(|app| app.note_finding(&patrol, &finding));
    wang.capture(|app| app.end_patrol(&patrol, None));
    field.settle().await;
    let seen = &huang.app().patrols(0).unwrap().rows[0];
    assert_eq!((seen.points, seen.findings, seen.state.as_str()), (kept, 1, "ended"));
    assert_eq!(seen.by_name.as_deref(), Some("王芳"));
    assert!(seen.distance_m > 3_500, "{} m", seen.distance_m);
}

#[tokio::test]
async fn nobody_else_ends_a_patrol() {
    let field = Field::new(72);
    let (wang, lin) = (field.phone("wang").await, field.phone("lin").await);
    let patrol = wang.capture(|app| app.start_patrol(&PatrolRequest::default())).record;
    wang.syncs().await;
    lin.syncs().await;
    let error = lin.try_capture(|app| app.end_patrol(&patrol, None)).unwrap_err();
    assert!(matches!(&error, AppError::NotAllowed { rule, .. } if rule.contains("only who started")), "{error}");
    field.settle().await;
    assert_eq!(lin.app().patrols(0).unwrap().rows[0].state, "underway");
}
