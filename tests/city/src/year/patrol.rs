//! Patrols: an evening's walk through the grid, with a finding now and then; alone or as a pair on one record, by oneself, as the
//! community asked, or for the county's campaign.

use etong_protocol::PostId;
use rand::RngExt;
use serde_json::{Value, json};

use super::staff::{Crew, Staff};
use super::{DAY, Deed, HOUR, Happening, MINUTE, NEW_YEAR, words};
use crate::draw::{Draw, chance, pick};
use crate::layout::Grid;
use crate::place;

/// 440 thousand of 7 million patrols were asked for by a desk (domain report, row 46): hundredths.
const ASKED_FOR: u32 = 6;
/// Of those so many hundredths are taken back, and so many are walked by nobody.
const CALLED_OFF: u32 = 8;
const NOT_WALKED: u32 = 15;
/// 互补搭档联勤: hundredths of the patrols that worker and officer begin; each pair has one evening a month.
const AS_A_PAIR: u32 = 30;
/// A stretch without positions, owned up to with its cause: hundredths.
const WITH_GAP: u32 = 8;
const WITH_PAUSE: u32 = 6;
/// Of a county's grids so many hundredths walk for its campaign.
const FOR_CAMPAIGN: u32 = 20;

pub(super) fn patrol(draw: &mut Draw, grid: &Grid, crew: &Crew) -> Happening {
    let post = match draw.random_range(0..10) {
        0..=5 => crew.volunteer,
        6..=7 => crew.officer,
        _ => crew.worker,
    };
    let at = NEW_YEAR
        + DAY * draw.random_range(0..365)
        + HOUR * draw.random_range(18..22)
        + MINUTE * draw.random_range(0..60);
    let partner = if post == crew.volunteer { None } else { Some(crew.other_of(post)) };
    let partner = partner.filter(|_| chance(draw, AS_A_PAIR));
    let start = |kind: &str| json!({"kind": kind, "scope": grid.scope.to_string(), "with_partner": partner.is_some()});
    if !chance(draw, ASKED_FOR) {
        let founding = Deed { at, post, request: start("self_started") };
        let mut alone = Happening::of("patrol", &grid.scope, founding);
        walked(draw, grid, &mut alone, (at, post), partner);
        return alone;
    }
    let asked: Vec<String> = std::iter::once(post).chain(partner).map(|post| post.to_string()).collect();
    let request = json!({"scope": grid.scope.to_string(), "to": asked, "from": at - HOUR, "until": at + HOUR * 3,
        "what": pick(draw, words::TASKS)});
    let asked_at = (at - DAY).max(NEW_YEAR + HOUR * 8);
    let mut assigned = Happening::of("patrol", &grid.scope, Deed { at: asked_at, post: crew.community, request });
    if chance(draw, CALLED_OFF) {
        assigned
            .then
            .push(Deed { at: at - HOUR * 2, post: crew.community, request: json!({"call_off": "雷雨预警"}) });
    } else if !chance(draw, NOT_WALKED) {
        let mut request = start("assigned");
        request.as_object_mut().map(|fields| fields.remove("scope"));
        assigned.then.push(Deed { at, post, request: json!({"start": request}) });
        walked(draw, grid, &mut assigned, (at, post), partner);
    }
    assigned
}

/// The patrols of the pairs of some grids between two days, for a campaign that whoever enters it names.
pub(super) fn for_campaign(
    draw: &mut Draw,
    staff: &Staff,
    grids: &[Grid],
    (from, until): (i64, i64),
) -> Vec<Happening> {
    let mut patrols = Vec::new();
    for (nth, grid) in grids.iter().enumerate() {
        let Some(crew) = staff.of_grid(grid).filter(|_| chance(draw, FOR_CAMPAIGN) || nth == 0) else { continue };
        let days = (until - from) / DAY;
        let at = from + DAY * draw.random_range(0..days.max(1)) + HOUR * 11 + MINUTE * draw.random_range(0..60);
        let request = json!({"kind": "campaign", "scope": grid.scope.to_string(), "with_partner": true});
        let mut patrol = Happening::of("patrol", &grid.scope, Deed { at, post: crew.worker, request });
        walked(draw, grid, &mut patrol, (at, crew.worker), Some(crew.officer));
        patrols.push(patrol);
    }
    patrols
}

/// From the start to the end; a partner confirms both.
fn walked(draw: &mut Draw, grid: &Grid, patrol: &mut Happening, (at, post): (i64, PostId), partner: Option<PostId>) {
    let mut say = |at: i64, post: PostId, request: Value| patrol.then.push(Deed { at, post, request });
    if let Some(partner) = partner {
        say(at + MINUTE / 2, partner, json!({"join": true}));
    }
    let mut here = place::near(draw, grid.centre, 1_500);
    let minutes = draw.random_range(15..60);
    let gap = if chance(draw, WITH_GAP) { 5..10 } else { 0..0 };
    let mut track = Vec::new();
    for minute in 0..minutes {
        here = place::near(draw, here, 600);
        if !gap.contains(&minute) {
            track.push(json!({"at": at + MINUTE * minute, "lat": f64::from(here.lat_e6) / 1e6,
                "lon": f64::from(here.lon_e6) / 1e6, "accuracy_m": here.accuracy_m}));
        }
    }
    let mut end = at + MINUTE * minutes;
    say(end, post, json!({"track": track}));
    if !gap.is_empty() {
        let (from, to) = (at + MINUTE * (gap.start - 1), at + MINUTE * gap.end);
        say(
            end,
            post,
            json!({"gap": {"from": from, "to": to, "cause": pick(draw, &["no_signal", "indoors", "killed"])}}),
        );
    }
    if chance(draw, WITH_PAUSE) {
        say(end, post, json!({"pause": true}));
        end += MINUTE * draw.random_range(5..30);
        say(end, post, json!({"resume": true}));
    }
    if chance(draw, 10) {
        let (text, _) = pick(draw, words::HAZARDS);
        say(end, post, json!({"finding": {"text": text}}));
    }
    say(end + MINUTE, post, json!({"end": true}));
    if let Some(partner) = partner {
        say(end + MINUTE * 2, partner, json!({"end": true}));
    }
}
