//! One case: who noticed it, how it came in, what it is about.

use etong_protocol::PostId;
use rand::RngExt;
use serde_json::{Value, json};

use super::callback::when_called;
use super::course::course;
use super::mediation::mediation;
use super::second_report::second_reports;
use super::staff::Crew;
use super::{DAY, Deed, HOUR, Happening, MINUTE, NEW_YEAR, way, words};
use crate::draw::{Draw, chance, pick, pick_weighted};
use crate::layout::Grid;
use crate::name;
use crate::{address, place};

/// How each sort of case comes in, in hundredths: hazards are looked for, quarrels are brought, questions are asked.
const HAZARD_SOURCES: &[(&str, u32)] = &[
    ("patrol", 56),
    ("snap", 20),
    ("phone", 8),
    ("walk_in", 5),
    ("hotline_12345", 4),
    ("property", 3),
    ("sensor", 2),
    ("team", 1),
    ("assigned", 1),
];
const DISPUTE_SOURCES: &[(&str, u32)] =
    &[("walk_in", 35), ("patrol", 30), ("police_110", 15), ("phone", 15), ("snap", 5)];
const OTHER_SOURCES: &[(&str, u32)] =
    &[("hotline_12345", 30), ("online", 20), ("phone", 20), ("walk_in", 15), ("snap", 10), ("police_110", 5)];
/// The classes beside hazards and disputes, in hundredths; what is urgent or asks for one's own data is rarest, and still in every
/// township's year.
const OTHER_CLASSES: &[(usize, u32)] = &[(0, 34), (1, 18), (2, 14), (3, 14), (4, 11), (5, 4), (6, 5)];

/// A case before it is told when and where.
struct Found<'a> {
    class: &'a str,
    title: &'a str,
    what: &'a str,
    source: &'a str,
    parties: usize,
}

pub(super) fn hazard(draw: &mut Draw, grid: &Grid, crew: &Crew) -> Happening {
    let (title, what) = pick(draw, words::HAZARDS);
    let source = pick_weighted(draw, HAZARD_SOURCES);
    found(draw, grid, crew, &Found { class: "hazard", title, what, source, parties: 0 })
}

pub(super) fn dispute(draw: &mut Draw, grid: &Grid, crew: &Crew) -> Happening {
    let (title, what) = pick(draw, words::DISPUTES);
    let source = pick_weighted(draw, DISPUTE_SOURCES);
    found(draw, grid, crew, &Found { class: "dispute", title, what, source, parties: 2 })
}

/// 诉求, 咨询, 投诉, 城市管理, 突发事件, 个人信息请求.
pub(super) fn other(draw: &mut Draw, grid: &Grid, crew: &Crew) -> Happening {
    let nth = pick_weighted(draw, OTHER_CLASSES);
    let (class, stories) = words::MATTERS.get(nth).copied().unwrap_or(("other", &[]));
    let (title, what) = pick(draw, stories);
    let source = pick_weighted(draw, OTHER_SOURCES);
    found(draw, grid, crew, &Found { class, title, what, source, parties: 0 })
}

fn reporter(crew: &Crew, source: &str) -> PostId {
    match source {
        "patrol" => crew.worker,
        "snap" | "online" => crew.volunteer,
        "police_110" => crew.officer,
        "assigned" => crew.township,
        _ => crew.community,
    }
}

pub(super) fn a_name(draw: &mut Draw) -> String {
    let is_male = draw.random_range(0..2) == 0;
    format!("{}{}", name::surname(draw, true), name::given_name(draw, is_male))
}

fn found(draw: &mut Draw, grid: &Grid, crew: &Crew, found: &Found<'_>) -> Happening {
    let &Found { class, title, what, source, parties } = found;
    let reporter = reporter(crew, source);
    let names: Vec<String> = (0..parties).map(|_| a_name(draw)).collect();
    let parties: Vec<_> =
        names.iter().zip(["申请人", "对方"]).map(|(name, role)| json!({"name": name, "role": role})).collect();
    let place = place::near(draw, grid.centre, 2_000);
    let at = NEW_YEAR
        + DAY * draw.random_range(0..365)
        + HOUR * draw.random_range(7..21)
        + MINUTE * draw.random_range(0..60);
    let mut request = json!({
        "class": class,
        "title": title,
        "what": what,
        "scope": grid.scope.to_string(),
        "place": {"lat": f64::from(place.lat_e6) / 1e6, "lon": f64::from(place.lon_e6) / 1e6, "accuracy_m": place.accuracy_m},
        "address": address::live_address(draw, grid),
        "source": source,
        "parties": parties,
    });
    let mut say = |key: &str, value: Value| request.as_object_mut().map(|fields| fields.insert(key.to_owned(), value));
    if matches!(source, "hotline_12345" | "police_110") {
        say("external_no", format!("2026{:06}", draw.random_range(0..1_000_000)).into());
    }
    if matches!(source, "phone" | "walk_in") && class != "dispute" {
        say("caller", json!({"name": a_name(draw)}));
    }
    if class == "emergency" && source == "police_110" {
        say("police_matter", true.into());
    }
    let on_the_spot = source == "patrol" && class == "hazard" && chance(draw, way::SELF_HANDLED);
    if on_the_spot {
        say("result", pick(draw, words::DONE).into());
    }
    let mut case = Happening::of("case", &grid.scope, Deed { at, post: reporter, request });
    case.then = course(draw, crew, &case.founding);
    case.when_called = when_called(draw, crew, &case);
    if source == "snap" && class == "hazard" {
        case.about_it = second_reports(draw, grid, crew, &case);
    }
    case.about_it.extend(mediation(draw, grid, crew, &case, &names));
    case
}
