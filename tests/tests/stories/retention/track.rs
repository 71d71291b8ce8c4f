//! A track is summed up when its time is over.

use super::*;

#[tokio::test]
async fn a_raw_track_goes_after_thirty_days_and_what_it_came_to_stays() {
    let field = Field::new(736);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let patrol = walks(&field, &wang);
    wang.syncs().await;
    huang.syncs().await;
    let before = wang.app().patrol(&patrol).unwrap();
    assert_eq!((before.points, before.proposed_gaps.len(), before.places[0].reached_at.is_some()), (200, 1, true));
    field.clock.advance(30 * DAY - 3600 * SECOND);
    wang.syncs().await;
    assert_eq!(tidies(&wang), TidyReport::default());
    field.clock.advance(3600 * SECOND);
    for phone in [&wang, &huang] {
        phone.syncs().await;
        let report = tidies(phone);
        assert_eq!((report.tracks, report.last_places), (1, 1), "a desk too");
        let after = phone.app().patrol(&patrol).unwrap();
        assert!(after.summed_up && after.way.is_empty());
        let result = |view: &etong_core::view::PatrolView| {
            let places: Vec<Option<i64>> = view.places.iter().map(|place| place.reached_at).collect();
            (
                view.points,
                view.distance_m,
                view.duration_s,
                view.ended_at,
                places,
                view.proposed_gaps.clone(),
                view.valid,
            )
        };
        assert_eq!(result(&after), result(&before));
        let row = phone.app().patrols(0).unwrap().rows[0].clone();
        assert_eq!((row.points, u64::try_from(row.distance_m).unwrap()), (200, before.distance_m));
        holds_together(phone).await;
        phone.restarts();
        assert_eq!(result(&phone.app().patrol(&patrol).unwrap()), result(&before));
    }
    let _mistake = seed(SeededBug::TrackForgotten);
    assert_ne!(wang.app().patrol(&patrol).unwrap().distance_m, before.distance_m, "the mistake is seen");
}
