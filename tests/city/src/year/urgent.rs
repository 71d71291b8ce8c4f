//! 突发事件: taken on within minutes by whoever is near, most of the time; what is seen to first, and who took it over.

use rand::RngExt;
use serde_json::{Value, json};

use super::Deed;
use super::course::ended_by;
use super::staff::Crew;
use super::walk::Walk;
use crate::draw::{Draw, chance};

/// Hundredths that nobody answers within the fifteen minutes after which the duty post is asked (`urgent_rules`).
const LATE: u32 = 20;
/// Hundredths that the police or the fire brigade take over on the spot.
const TAKEN_OVER: u32 = 40;

pub(super) fn taken_on(draw: &mut Draw, crew: &Crew, walk: &mut Walk, founding: &Deed) -> bool {
    let late = chance(draw, LATE);
    walk.minutes(draw, if late { 16 } else { 1 }, if late { 60 } else { 14 });
    let first = if chance(draw, 65) { crew.worker } else { crew.officer };
    let place = founding.request.get("place").cloned().unwrap_or(Value::Null);
    walk.deed(first, json!({"act": "handle", "place": place, "note": "已出发"}));
    for (step, note) in [("secure", "已拉警戒线"), ("rescue", "伤者已扶离"), ("report", "已报 119 和社区")]
    {
        if chance(draw, 70) {
            walk.minutes(draw, 2, 12);
            walk.deed(first, json!({"act": "first_response", "step": step, "note": note}));
        }
    }
    if chance(draw, 50) {
        walk.minutes(draw, 5, 30);
        let other = crew.other_of(first);
        walk.deed(other, json!({"act": "first_response", "step": "preserve", "note": "保护现场"}));
    }
    if chance(draw, TAKEN_OVER) {
        walk.minutes(draw, 5, 30);
        let receipt = format!("接{}号", draw.random_range(1..90));
        walk.deed(first, json!({"act": "hand_over", "to_name": "消防救援站", "receipt": receipt}));
    }
    ended_by(draw, walk, first, crew.community)
}
