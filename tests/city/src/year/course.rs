//! What is done about a case, step by step: most are settled in the grid, some are sent round or to a department or a team; how the
//! others go is in `exit`. And what comes of it if a draw chooses it to be called back.

use etong_protocol::PostId;
use rand::RngExt;
use serde_json::{Value, json};

use super::staff::{Beside, Crew};
use super::walk::Walk;
use super::way::{self, Way, way};
use super::{DAY, Deed, after, exit, urgent, words};
use crate::draw::{Draw, chance, pick};

/// Of those that a desk sends on, so many hundredths go to a department or a team.
const SENT_BESIDE: u32 = 14;

/// What the steps need to know of a case.
pub(super) struct Matter<'a> {
    pub(super) reporter: PostId,
    pub(super) is_hazard: bool,
    pub(super) beside: &'a [Beside],
}

/// The deeds after the founding one.
pub(super) fn course(draw: &mut Draw, crew: &Crew, founding: &Deed) -> Vec<Deed> {
    let mut walk = Walk::from(founding.at);
    let of_class = |class: &str| founding.request.get("class").and_then(Value::as_str) == Some(class);
    let is_hazard = of_class("hazard");
    let outdoors = is_hazard || of_class("urban_management") || of_class("request");
    let beside = if outdoors { &crew.for_hazards } else { &crew.for_disputes };
    let matter = Matter { reporter: founding.post, is_hazard, beside };
    let open = chance(draw, way::LEFT_OPEN);
    if open && chance(draw, 30) {
        return Vec::new();
    }
    if founding.request.get("result").is_some() {
        after::closed(draw, crew, &mut walk, &matter);
        return walk.deeds();
    }
    let came_to_an_end = match way(draw) {
        _ if of_class("emergency") => urgent::taken_on(draw, crew, &mut walk, founding),
        Way::Settled => taken_on(draw, crew, &mut walk, &matter).is_some_and(|handler| {
            worked_on(draw, crew, &mut walk, &matter, handler);
            ended(draw, crew, &mut walk, handler)
        }),
        way => exit::by(way, draw, crew, &mut walk, &matter),
    };
    if came_to_an_end {
        after::closed(draw, crew, &mut walk, &matter);
    }
    if open {
        walk.cut_short(draw);
    }
    walk.deeds()
}

pub(super) fn one_of<'b>(draw: &mut Draw, beside: &'b [Beside]) -> Option<&'b Beside> {
    beside.get(draw.random_range(0..beside.len().max(1)))
}

/// Who works on it in the end; nobody yet where it is only on the book.
fn taken_on(draw: &mut Draw, crew: &Crew, walk: &mut Walk, matter: &Matter<'_>) -> Option<PostId> {
    if matter.reporter == crew.worker && chance(draw, 70) {
        walk.minutes(draw, 1, 60);
        walk.deed(crew.worker, json!({"act": "handle"}));
        return Some(crew.worker);
    }
    if chance(draw, 55) {
        let first = if chance(draw, 75) { crew.worker } else { crew.officer };
        walk.minutes(draw, 5, 300);
        walk.deed(first, json!({"act": "accept"}));
        return Some(walk.handled(draw, first));
    }
    walk.accepted(draw, crew.community);
    if chance(draw, way::FILED) {
        walk.minutes(draw, 1, 30);
        walk.deed(crew.community, json!({"act": "file"}));
        if chance(draw, way::ONLY_FILED) {
            return None;
        }
    }
    if let (true, Some(beside)) = (chance(draw, SENT_BESIDE), one_of(draw, matter.beside)) {
        return Some(walk.sent_beside(draw, crew.community, beside));
    }
    let to = if chance(draw, 65) { crew.worker } else { crew.officer };
    walk.dispatched(draw, crew, crew.community, to);
    if chance(draw, 7) {
        walk.returned(draw, to);
        let desk = if chance(draw, 30) { crew.township } else { crew.community };
        let other = crew.other_of(to);
        walk.dispatched(draw, crew, desk, other);
        return Some(walk.handled(draw, other));
    }
    Some(walk.handled(draw, to))
}

/// Notes, corrections, dates and photos on the way.
fn worked_on(draw: &mut Draw, crew: &Crew, walk: &mut Walk, matter: &Matter<'_>, handler: PostId) {
    if chance(draw, 40) {
        walk.minutes(draw, 30, 600);
        walk.deed(handler, json!({"act": "comment", "text": pick(draw, words::NOTES)}));
    }
    if chance(draw, way::CLASSIFIED) {
        walk.minutes(draw, 2, 60);
        let level = if chance(draw, 90) { "04" } else { "03" };
        walk.deed(crew.community, json!({"act": "classify", "classify": {"level": level}, "text": "按现场情况定级"}));
    }
    if matter.is_hazard && chance(draw, way::RECTIFIED) {
        walk.minutes(draw, 5, 60);
        let until = walk.at + DAY * draw.random_range(3..15);
        let who = pick(draw, words::OWNERS);
        walk.deed(crew.worker, json!({"act": "rectify", "who": who, "until": until, "text": "限期整改到位"}));
    }
    if chance(draw, way::WITH_EVIDENCE) {
        walk.minutes(draw, 5, 90);
        let hash: String = (0..32).map(|_| format!("{:02x}", draw.random_range(0..256))).collect();
        let file = json!({"hash": hash, "media": "image/jpeg", "size": draw.random_range(90_000..900_000),
            "taken_at": walk.at, "in_app": true});
        walk.deed(handler, json!({"act": "evidence", "file": file, "note": "现场照片"}));
    }
    if handler == crew.worker && chance(draw, 10) {
        walk.minutes(draw, 30, 300);
        walk.deed(handler, json!({"act": "visit", "note": pick(draw, words::VISITS)}));
    }
}

/// Reported back, checked and closed; `false` while somebody is still checking it.
pub(super) fn ended(draw: &mut Draw, crew: &Crew, walk: &mut Walk, handler: PostId) -> bool {
    let closer = if chance(draw, 8) { crew.township } else { crew.community };
    ended_by(draw, walk, handler, closer)
}

pub(super) fn ended_by(draw: &mut Draw, walk: &mut Walk, handler: PostId, closer: PostId) -> bool {
    walk.reported_back(draw, handler);
    walk.hours(draw, 3, 40);
    if chance(draw, way::CHECKED) {
        walk.deed(closer, json!({"act": "check"}));
        if chance(draw, way::IN_CHECK) {
            return false;
        }
        walk.minutes(draw, 5, 90);
    }
    walk.deed(closer, json!({"act": "close"}));
    true
}

/// A case that was reopened goes to the grid worker once more, and most are closed again.
pub(super) fn again(draw: &mut Draw, crew: &Crew, walk: &mut Walk) {
    walk.hours(draw, 1, 24);
    walk.dispatched(draw, crew, crew.community, crew.worker);
    let handler = walk.handled(draw, crew.worker);
    if chance(draw, 70) {
        ended(draw, crew, walk, handler);
    }
}
