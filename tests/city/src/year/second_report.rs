//! 并案: what several people report of one thing. The community links each to the first; what is closed with the first is closed by the
//! phone itself (`close_along`), what turns out to be something else is unlinked and goes its own way.

use rand::RngExt;
use serde_json::{Value, json};

use super::course::ended;
use super::staff::Crew;
use super::walk::Walk;
use super::{Deed, Happening, MINUTE, way};
use crate::draw::{Draw, chance};
use crate::layout::Grid;

/// How many more report it, at most.
const MORE: u32 = 3;

pub(super) fn second_reports(draw: &mut Draw, grid: &Grid, crew: &Crew, main: &Happening) -> Vec<Happening> {
    if !chance(draw, way::REPORTED_AGAIN) || main.founding.request.get("result").is_some() {
        return Vec::new();
    }
    let act = |deed: &&Deed| deed.request.get("act").and_then(Value::as_str).unwrap_or_default().to_owned();
    let close = main.then.iter().find(|deed| act(deed) == "close");
    // Closed, or taken away: then nothing goes along.
    if main.then.iter().any(|deed| matches!(act(&deed).as_str(), "void" | "decline" | "reopen" | "recall")) {
        return Vec::new();
    }
    let count = draw.random_range(1..=MORE);
    (0..count).map(|_| second(draw, grid, crew, main, close)).collect()
}

fn second(draw: &mut Draw, grid: &Grid, crew: &Crew, main: &Happening, close: Option<&Deed>) -> Happening {
    let by_phone = chance(draw, 30);
    let (post, source) = if by_phone { (crew.community, "phone") } else { (crew.volunteer, "snap") };
    let until = close.map_or(600, |close| ((close.at - main.founding.at) / MINUTE).clamp(30, 600));
    let at = main.founding.at + MINUTE * draw.random_range(1..until - 20);
    let mut request = main.founding.request.clone();
    if let Some(fields) = request.as_object_mut() {
        fields.insert("source".to_owned(), source.into());
        fields.remove("external_no");
    }
    let mut second = Happening::of("case", &grid.scope, Deed { at, post, request });
    let mut walk = Walk::from(at);
    walk.minutes(draw, 2, 15);
    walk.deed(crew.community, json!({"act": "link_duplicate", "note": "同一处"}));
    if chance(draw, way::UNLINKED) {
        walk.minutes(draw, 10, 200);
        walk.deed(crew.community, json!({"act": "unlink_duplicate", "text": "是另一处"}));
        let handler = walk.handled(draw, crew.worker);
        ended(draw, crew, &mut walk, handler);
    } else if let Some(close) = close {
        walk.at = close.at + MINUTE;
        walk.deed(close.post, json!({"act": "close_along"}));
    }
    second.then = walk.deeds();
    second
}
