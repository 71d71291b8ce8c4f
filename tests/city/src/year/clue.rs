//! Clues for the police, a few of them without a name. Where the grid's officer is an auxiliary one they wait for somebody who may
//! take them.

use rand::RngExt;
use serde_json::json;

use super::staff::Crew;
use super::{DAY, Deed, HOUR, Happening, MINUTE, NEW_YEAR, words};
use crate::draw::{Draw, chance, pick};
use crate::layout::Grid;

pub(super) fn clue(draw: &mut Draw, grid: &Grid, crew: &Crew) -> Happening {
    let (kind, what) = pick(draw, words::CLUES);
    let post = if chance(draw, 60) { crew.volunteer } else { crew.worker };
    let mut at = NEW_YEAR
        + DAY * draw.random_range(0..365)
        + HOUR * draw.random_range(7..23)
        + MINUTE * draw.random_range(0..60);
    let request = json!({"kind": kind, "what": what, "scope": grid.scope.to_string(), "anonymous": chance(draw, 20)});
    let mut clue = Happening::of("clue", &grid.scope, Deed { at, post, request });
    if !crew.officer_is_police || chance(draw, 15) {
        return clue;
    }
    for (post, request) in [
        (crew.officer, json!({"act": "take"})),
        (crew.officer, json!({"act": "note", "text": "已到现场走访"})),
        (crew.chief, json!({"act": "decide", "decision": if chance(draw, 60) { "verify" } else { "unfounded" }})),
        (crew.chief, json!({"act": "close", "text": pick(draw, words::CLUE_ENDS)})),
    ] {
        at += HOUR * draw.random_range(1..48) + MINUTE * draw.random_range(0..60);
        clue.then.push(Deed { at, post, request });
    }
    clue
}
