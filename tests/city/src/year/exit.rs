//! The ways that leave the straight line (domain: side exits of the workflow): up, beside, back, to a stop, to somebody outside, away.
//! Each keeps the rules of the fold: who may, from which state, on whose act.

use rand::RngExt;
use serde_json::json;

use super::course::{Matter, again, ended, ended_by, one_of};
use super::staff::Crew;
use super::walk::Walk;
use super::way::{self, Way};
use super::{DAY, words};
use crate::draw::{Draw, chance, pick};

/// Did it come to a close that may be looked at?
pub(super) fn by(way: Way, draw: &mut Draw, crew: &Crew, walk: &mut Walk, matter: &Matter<'_>) -> bool {
    match way {
        Way::Settled | Way::Up => up(draw, crew, walk, matter),
        Way::SkipLevel => skip_level(draw, crew, walk, matter),
        Way::Extended => extended(draw, crew, walk),
        Way::Suspended => suspended(draw, crew, walk),
        Way::Transferred => transferred(draw, crew, walk, matter),
        Way::Joint => joint(draw, crew, walk, matter),
        Way::Supervised => supervised(draw, crew, walk),
        Way::Recalled => recalled(draw, crew, walk, matter),
        Way::Void => void(draw, crew, walk),
        Way::Declined => declined(draw, crew, walk),
        Way::ReturnedTwice => returned_twice(draw, crew, walk),
        Way::ToCollector => to_collector(draw, crew, walk, matter),
        Way::Reworked => reworked(draw, crew, walk),
    }
}

/// 上报: the township takes it on and sends it to a department, or back down with its word.
fn up(draw: &mut Draw, crew: &Crew, walk: &mut Walk, matter: &Matter<'_>) -> bool {
    walk.accepted(draw, crew.community);
    walk.hours(draw, 1, 30);
    walk.says(draw, crew.community, "escalate", words::TOO_BIG);
    walk.accepted(draw, crew.township);
    let handler = match one_of(draw, matter.beside).filter(|_| chance(draw, 50)) {
        Some(beside) => walk.sent_beside(draw, crew.township, beside),
        None => {
            walk.dispatched(draw, crew, crew.township, crew.worker);
            walk.handled(draw, crew.worker)
        }
    };
    ended_by(draw, walk, handler, crew.township)
}

/// 变级上报: the county takes it on and sends it to one of its departments (分流); the township closes it.
fn skip_level(draw: &mut Draw, crew: &Crew, walk: &mut Walk, matter: &Matter<'_>) -> bool {
    walk.accepted(draw, crew.community);
    walk.hours(draw, 1, 10);
    let text = pick(draw, words::TOO_BIG);
    walk.deed(crew.community, json!({"act": "escalate", "to_kind": "county_desk", "text": text}));
    walk.accepted(draw, crew.county);
    let handler = match one_of(draw, matter.beside) {
        Some(beside) => walk.sent_beside(draw, crew.county, beside),
        None => {
            walk.dispatched(draw, crew, crew.county, crew.worker);
            walk.handled(draw, crew.worker)
        }
    };
    ended_by(draw, walk, handler, crew.township)
}

/// 延期: asked for before it is due, granted once by the township.
fn extended(draw: &mut Draw, crew: &Crew, walk: &mut Walk) -> bool {
    let handler = walk.handled(draw, crew.worker);
    walk.hours(draw, 20, 60);
    let until = walk.at + DAY * draw.random_range(5..20);
    let text = pick(draw, words::LATER);
    walk.deed(handler, json!({"act": "ask", "wish": "extension", "text": text, "until": until}));
    walk.hours(draw, 1, 20);
    walk.deed(crew.township, json!({"act": "extend", "text": "同意延期，请告知当事人", "until": until}));
    walk.at += DAY * draw.random_range(2..8);
    ended(draw, crew, walk, handler)
}

/// 挂账 with a day to look at it again, and 恢复办理.
fn suspended(draw: &mut Draw, crew: &Crew, walk: &mut Walk) -> bool {
    walk.accepted(draw, crew.community);
    walk.dispatched(draw, crew, crew.community, crew.worker);
    let handler = walk.handled(draw, crew.worker);
    walk.hours(draw, 5, 60);
    let text = pick(draw, words::LATER);
    walk.deed(handler, json!({"act": "ask", "wish": "suspension", "text": text}));
    walk.hours(draw, 1, 20);
    let days = draw.random_range(10..60);
    walk.deed(crew.community, json!({"act": "suspend", "text": text, "until": walk.at + DAY * days}));
    if chance(draw, way::STAYS) {
        return false;
    }
    walk.at += DAY * days;
    walk.deed(handler, json!({"act": "resume"}));
    ended(draw, crew, walk, handler)
}

/// 移交: somebody outside does it, the desk writes down what came of it.
fn transferred(draw: &mut Draw, crew: &Crew, walk: &mut Walk, matter: &Matter<'_>) -> bool {
    walk.accepted(draw, crew.community);
    walk.hours(draw, 2, 40);
    let to = pick(draw, if matter.is_hazard { words::COMPANIES } else { words::COURTS });
    let receipt = format!("移{}号", draw.random_range(1..400));
    walk.deed(
        crew.community,
        json!({"act": "transfer", "to_name": to, "text": "不属本级职权，已当面移交", "receipt": receipt}),
    );
    if chance(draw, way::STAYS) {
        return false;
    }
    walk.at += DAY * draw.random_range(3..25);
    ended_by(draw, walk, crew.community, crew.township)
}

/// 协同: the desk names who helps; one of the grid leads.
fn joint(draw: &mut Draw, crew: &Crew, walk: &mut Walk, matter: &Matter<'_>) -> bool {
    walk.accepted(draw, crew.community);
    walk.minutes(draw, 10, 120);
    let mut helpers = vec![json!({"post": crew.officer.to_string(), "kind": crew.officer_kind()})];
    let beside = one_of(draw, matter.beside);
    helpers.extend(beside.map(|beside| {
        json!({"post": beside.post.to_string(), "kind": beside.kind.as_str(), "unit": beside.unit.to_string()})
    }));
    walk.deed(crew.community, json!({"act": "joint", "helpers": helpers, "note": "联合上门"}));
    walk.dispatched(draw, crew, crew.community, crew.worker);
    let handler = walk.handled(draw, crew.worker);
    walk.hours(draw, 1, 20);
    walk.deed(crew.officer, json!({"act": "visit", "note": "到场协助"}));
    if let Some(beside) = beside {
        walk.minutes(draw, 5, 60);
        walk.deed(beside.post, json!({"act": "comment", "text": "已提出处理意见"}));
    }
    ended(draw, crew, walk, handler)
}

/// 催办 by the community, 督办 by the township: nobody had answered.
fn supervised(draw: &mut Draw, crew: &Crew, walk: &mut Walk) -> bool {
    walk.accepted(draw, crew.community);
    walk.dispatched(draw, crew, crew.community, crew.officer);
    walk.at += DAY * draw.random_range(2..5);
    walk.deed(crew.community, json!({"act": "urge", "text": "请尽快答复"}));
    walk.at += DAY * draw.random_range(1..4);
    walk.deed(crew.township, json!({"act": "supervise", "text": "挂牌督办，三日内报结果"}));
    let handler = walk.handled(draw, crew.officer);
    ended_by(draw, walk, handler, crew.township)
}

/// 撤回: a report by whoever made it, or a dispatch by the desk that made it.
fn recalled(draw: &mut Draw, crew: &Crew, walk: &mut Walk, matter: &Matter<'_>) -> bool {
    if chance(draw, 50) {
        walk.minutes(draw, 2, 40);
        walk.says(draw, matter.reporter, "recall", words::MISTAKEN);
        if !chance(draw, way::STAYS) {
            walk.hours(draw, 1, 30);
            walk.says(draw, crew.community, "void", words::MISTAKEN);
        }
        return false;
    }
    walk.accepted(draw, crew.community);
    walk.dispatched(draw, crew, crew.community, crew.worker);
    walk.minutes(draw, 5, 60);
    walk.says(draw, crew.community, "recall", &["派错了人"]);
    walk.dispatched(draw, crew, crew.community, crew.officer);
    let handler = walk.handled(draw, crew.officer);
    ended(draw, crew, walk, handler)
}

/// 作废.
fn void(draw: &mut Draw, crew: &Crew, walk: &mut Walk) -> bool {
    if chance(draw, 60) {
        walk.accepted(draw, crew.community);
    }
    walk.minutes(draw, 10, 600);
    walk.says(draw, crew.community, "void", words::MISTAKEN);
    archived(draw, crew, walk);
    false
}

/// 不予受理; now and then the township sees it otherwise.
fn declined(draw: &mut Draw, crew: &Crew, walk: &mut Walk) -> bool {
    walk.minutes(draw, 30, 900);
    walk.says(draw, crew.community, "decline", words::NOT_OURS);
    if chance(draw, 15) {
        walk.hours(draw, 10, 60);
        walk.deed(crew.township, json!({"act": "reopen", "text": "属我方职责，请重新办理"}));
        again(draw, crew, walk);
    } else {
        archived(draw, crew, walk);
    }
    false
}

pub(super) fn archived(draw: &mut Draw, crew: &Crew, walk: &mut Walk) {
    if chance(draw, way::ARCHIVED) {
        walk.at += DAY * draw.random_range(1..4);
        walk.deed(crew.community, json!({"act": "archive"}));
    }
}

/// 退回 by both of the grid: then the township decides, and what it decides is not returned again.
fn returned_twice(draw: &mut Draw, crew: &Crew, walk: &mut Walk) -> bool {
    walk.accepted(draw, crew.community);
    for to in [crew.worker, crew.officer] {
        walk.dispatched(draw, crew, crew.community, to);
        walk.returned(draw, to);
    }
    if chance(draw, way::STAYS) {
        return false;
    }
    walk.dispatched(draw, crew, crew.township, crew.worker);
    let handler = walk.handled(draw, crew.worker);
    ended_by(draw, walk, handler, crew.township)
}

/// 返回采集员: whoever found it looks again; what nobody of the grid found is the worker's.
fn to_collector(draw: &mut Draw, crew: &Crew, walk: &mut Walk, matter: &Matter<'_>) -> bool {
    walk.accepted(draw, crew.community);
    walk.minutes(draw, 10, 200);
    walk.deed(crew.community, json!({"act": "to_collector", "text": "位置不清，请再到现场核实"}));
    let handler = if matter.reporter == crew.officer { crew.officer } else { crew.worker };
    walk.hours(draw, 1, 20);
    walk.deed(handler, json!({"act": "visit", "note": "已再次到场核实"}));
    walk.handled(draw, handler);
    ended(draw, crew, walk, handler)
}

/// 核查退回: done once more.
fn reworked(draw: &mut Draw, crew: &Crew, walk: &mut Walk) -> bool {
    walk.accepted(draw, crew.community);
    walk.dispatched(draw, crew, crew.community, crew.worker);
    let handler = walk.handled(draw, crew.worker);
    walk.reported_back(draw, handler);
    walk.hours(draw, 2, 30);
    if chance(draw, 60) {
        walk.deed(crew.community, json!({"act": "check"}));
        walk.minutes(draw, 5, 60);
    }
    walk.says(draw, crew.community, "rework", words::NOT_CONTENT);
    ended(draw, crew, walk, handler)
}
