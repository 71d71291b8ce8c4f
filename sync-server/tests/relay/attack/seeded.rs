//! The attacks find the mistakes they are there for.

use etong_server::sim::SeededBug;

use super::world::World;

async fn found_by_writing(bug: SeededBug, words: &str) {
    let mut world = World::new().await;
    world.town.state.sim().plant(bug);
    let mut phone = world.attackers.swap_remove(0);
    let (_, wrong) = super::write::run(&mut world, &mut phone).await;
    assert!(wrong.iter().any(|said| said.contains(words)), "{bug:?}: {wrong:?}");
}

#[tokio::test]
async fn a_relay_that_does_not_look_at_the_place_is_found_out() {
    found_by_writing(SeededBug::ScopeUnchecked, "grid_worker founds patrol at /7: Stored").await;
}

#[tokio::test]
async fn a_relay_that_takes_an_ended_post_is_found_out() {
    found_by_writing(SeededBug::EndedTaken, "grid_worker founds case at /1/2/3, ended: Stored").await;
}

#[tokio::test]
async fn a_relay_whose_cursor_widens_a_reach_is_found_out() {
    let world = World::new().await;
    world.town.state.sim().plant(SeededBug::CursorWidens);
    let (_, wrong) = super::read::seen_too_much(&world, &world.attackers[0]).await;
    assert!(wrong.iter().any(|said| said.contains("pulled a clue at /1/2/9")), "{wrong:?}");
}
