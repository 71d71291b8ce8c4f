//! What comes after a close, within its month, so that who is called back in the next one finds it done: 评价, 评分, 归档, and the reporter
//! who does not accept it.

use jiff::civil::Date;
use serde_json::json;

use super::callback::day_of;
use super::course::{Matter, again};
use super::exit::archived;
use super::staff::Crew;
use super::walk::Walk;
use super::{DAY, way, words};
use crate::draw::{Draw, chance, pick};

/// Days from the close to the last thing done here, at most.
const DAYS: i64 = 7;

pub(super) fn closed(draw: &mut Draw, crew: &Crew, walk: &mut Walk, matter: &Matter<'_>) {
    let closed: Date = day_of(walk.at);
    let in_time = day_of(walk.at + DAY * DAYS).month() == closed.month();
    if !chance(draw, way::EVALUATED) || !in_time {
        return;
    }
    walk.hours(draw, 3, 40);
    if matter.reporter != crew.volunteer {
        walk.deed(crew.community, json!({"act": "evaluate", "note": "资料齐全"}));
        return archived(draw, crew, walk);
    }
    if chance(draw, way::NOT_ACCEPTED) {
        let text = pick(draw, words::NOT_CONTENT);
        walk.deed(matter.reporter, json!({"act": "dispute", "text": text}));
        walk.hours(draw, 1, 20);
        walk.deed(crew.community, json!({"act": "reopen", "text": text}));
        return again(draw, crew, walk);
    }
    if chance(draw, 50) {
        walk.deed(matter.reporter, json!({"act": "confirm"}));
    } else {
        let stars = if chance(draw, 75) { 5 } else { 3 };
        walk.deed(matter.reporter, json!({"act": "rate", "stars": stars}));
    }
    archived(draw, crew, walk);
}
