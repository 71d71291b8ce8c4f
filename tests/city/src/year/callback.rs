//! 回访: a township draws every month from the cases closed in it. Which ones nobody knows beforehand, so every closed case says
//! what its reporter would answer, and what would come of that.

use etong_protocol::{OrgPath, PostKind};
use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan, tz};
use rand::RngExt;
use serde_json::{Value, json};

use super::course::again;
use super::staff::{Crew, Staff};
use super::walk::Walk;
use super::{DAY, Deed, HOUR, Happening, NEW_YEAR, words};
use crate::draw::{Draw, chance, pick};

/// Before anybody closes anything.
const ANNOUNCED_AT: i64 = HOUR * 6;

/// One a month, announced on its first morning and carried out on the first of the next month; that of December is still to come.
pub(super) fn draws(staff: &Staff, scope: &OrgPath) -> Option<Vec<Happening>> {
    let desk = staff.at(scope, &PostKind::TownshipDesk)?;
    let month = |nth: i8| {
        let first = date(2026, nth, 1);
        let (first_day, last_day) = (first.to_string(), first.last_of_month().to_string());
        let request = json!({"first_day": first_day, "last_day": last_day, "scope": scope.to_string()});
        let founding = Deed { at: start_of(first) + ANNOUNCED_AT, post: desk, request };
        let mut happening = Happening::of("draw", scope, founding);
        if nth < 12 {
            let at = start_of(first.last_of_month()) + DAY + HOUR * 9;
            happening.then.push(Deed { at, post: desk, request: json!({"act": "carry_out"}) });
        }
        happening
    };
    Some((1..=12).map(month).collect())
}

/// The clerk's call and what follows from it; nothing for a case that was not closed for good, or closed in December.
pub(super) fn when_called(draw: &mut Draw, crew: &Crew, case: &Happening) -> Vec<Deed> {
    let act = |deed: &Deed| deed.request.get("act").and_then(Value::as_str).unwrap_or_default().to_owned();
    let acts: Vec<String> = case.then.iter().map(act).collect();
    let found_closed = case.founding.request.get("result").is_some();
    let closed = match acts.iter().rposition(|act| act == "close") {
        Some(nth) => case.then.get(nth),
        None => Some(&case.founding).filter(|_| found_closed),
    };
    // Whom a reporter's own word opened anew is not called as well.
    let Some(closed) = closed.filter(|_| !acts.iter().any(|act| act == "reopen")) else { return Vec::new() };
    let month = day_of(closed.at).last_of_month();
    if month >= date(2026, 12, 31) {
        return Vec::new();
    }
    let mut walk = Walk::from(start_of(month) + DAY * draw.random_range(1..4) + HOUR * 10);
    walk.minutes(draw, 1, 400);
    if !chance(draw, 86) {
        walk.deed(crew.clerk, json!({"act": "callback", "callback": {"reached": false}}));
        return walk.deeds();
    }
    let satisfied = chance(draw, 93);
    let answer = json!({"reached": true, "satisfied": satisfied, "handled_as_told": satisfied || chance(draw, 40)});
    if satisfied {
        walk.deed(crew.clerk, json!({"act": "callback", "callback": answer}));
        return walk.deeds();
    }
    let text = pick(draw, words::NOT_CONTENT);
    walk.deed(crew.clerk, json!({"act": "callback", "text": text, "callback": answer}));
    if chance(draw, 80) {
        walk.minutes(draw, 1, 10);
        walk.deed(crew.clerk, json!({"act": "reopen", "text": text}));
        again(draw, crew, &mut walk);
    }
    walk.deeds()
}

/// The day at UTC+8.
pub(super) fn day_of(at: i64) -> Date {
    let days = (at - NEW_YEAR).div_euclid(DAY);
    date(2026, 1, 1).saturating_add(days.days())
}

fn start_of(day: Date) -> i64 {
    tz::offset(8).to_timestamp(day.at(0, 0, 0, 0)).map_or(NEW_YEAR, Timestamp::as_millisecond)
}
