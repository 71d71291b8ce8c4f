//! What the desks above the grids ask of them: a township's notices and draws, a county's campaigns, a community's calls.

use etong_protocol::{OrgLevel, OrgPath, PostKind};
use rand::RngExt;
use serde_json::json;

use super::callback::draws;
use super::patrol::for_campaign;
use super::report::reports;
use super::roster::rosters;
use super::staff::Staff;
use super::{DAY, Deed, HOUR, Happening, MINUTE, NEW_YEAR, words};
use crate::city::City;
use crate::draw::{Draw, Purpose, chance, pick, stream};
use crate::layout::Grid;

/// Who acknowledges a notice to a whole township, at most.
const READERS: usize = 5;

impl City {
    pub(super) fn year_of_desks(&self, staff: &Staff) -> Vec<Happening> {
        let mut year = Vec::new();
        for grids in self.grids().chunk_by(|one, next| one.community.county == next.community.county) {
            self.of_desk(grids, OrgLevel::County, |draw, scope| campaign(draw, staff, scope, grids), &mut year);
            self.of_stream(
                Purpose::Report,
                grids,
                OrgLevel::County,
                |draw, scope| reports(draw, staff, scope, grids),
                &mut year,
            );
        }
        for grids in self.grids().chunk_by(|one, next| one.community.township == next.community.township) {
            self.of_desk(grids, OrgLevel::Township, |draw, scope| notices(draw, staff, scope, grids), &mut year);
            self.of_desk(grids, OrgLevel::Township, |_, scope| draws(staff, scope), &mut year);
            self.of_stream(
                Purpose::Roster,
                grids,
                OrgLevel::Township,
                |draw, scope| rosters(draw, staff, scope, grids),
                &mut year,
            );
        }
        for grids in self.grids().chunk_by(|one, next| one.community.own == next.community.own) {
            self.of_desk(grids, OrgLevel::Community, |draw, scope| call(draw, staff, scope, grids), &mut year);
        }
        year
    }

    fn of_desk(
        &self,
        grids: &[Grid],
        level: OrgLevel,
        make: impl FnOnce(&mut Draw, &OrgPath) -> Option<Vec<Happening>>,
        year: &mut Vec<Happening>,
    ) {
        self.of_stream(Purpose::Desk, grids, level, make, year);
    }

    fn of_stream(
        &self,
        purpose: Purpose,
        grids: &[Grid],
        level: OrgLevel,
        make: impl FnOnce(&mut Draw, &OrgPath) -> Option<Vec<Happening>>,
        year: &mut Vec<Happening>,
    ) {
        let Some(scope) = grids.first().map(|grid| grid.scope.up_to(level)) else { return };
        let Some(unit) = scope.units().last() else { return };
        let mut draw = stream(self.seed(), purpose, *unit);
        year.extend(make(&mut draw, &scope).into_iter().flatten());
    }
}

/// Spring and autumn.
fn campaign(draw: &mut Draw, staff: &Staff, scope: &OrgPath, grids: &[Grid]) -> Option<Vec<Happening>> {
    let desk = staff.at(scope, &PostKind::CountyDesk)?;
    let season = |(nth, name): (i64, &&str)| {
        let from = NEW_YEAR + DAY * (60 + 180 * nth + draw.random_range(0..20));
        let until = from + DAY * 30;
        let request =
            json!({"name": name, "scope": scope.to_string(), "from": from, "until": until, "tasks": words::TASKS});
        let mut campaign = Happening::of("campaign", scope, Deed { at: from - DAY * 3, post: desk, request });
        let summary = json!({"act": "finish", "text": "任务已完成，问题均已立案"});
        campaign.then.push(Deed { at: until + HOUR * 10, post: desk, request: summary });
        campaign.about_it = for_campaign(draw, staff, grids, (from, until));
        campaign
    };
    Some((0..).zip(words::CAMPAIGNS).map(season).collect())
}

/// One a month.
fn notices(draw: &mut Draw, staff: &Staff, scope: &OrgPath, grids: &[Grid]) -> Option<Vec<Happening>> {
    let desk = staff.at(scope, &PostKind::TownshipDesk)?;
    let month = |nth: i64| {
        let (title, text) = pick(draw, words::NOTICES);
        let at = NEW_YEAR + DAY * (30 * nth + draw.random_range(0..28)) + HOUR * draw.random_range(8..18);
        let operational = chance(draw, 30);
        let request = json!({"title": title, "text": text, "scope": scope.to_string(), "public": !operational && chance(draw, 40),
            "operational": operational, "valid_until": at + DAY * 30});
        let mut notice = Happening::of("notice", scope, Deed { at, post: desk, request });
        let readers =
            grids.iter().filter(|_| operational).filter_map(|grid| staff.at(&grid.scope, &PostKind::GridWorker));
        for (reader, nth) in readers.take(READERS).zip(1..) {
            notice.then.push(Deed { at: at + MINUTE * 40 * nth, post: reader, request: json!({"act": "acknowledge"}) });
        }
        notice
    };
    Some((0..12).map(month).collect())
}

/// One a year; the volunteers of the community's grids answer.
fn call(draw: &mut Draw, staff: &Staff, scope: &OrgPath, grids: &[Grid]) -> Option<Vec<Happening>> {
    let desk = staff.at(scope, &PostKind::CommunityDesk)?;
    let (purpose, title) = pick(draw, words::CALLS);
    let from = NEW_YEAR + DAY * draw.random_range(10..360) + HOUR * 19;
    let published = from - DAY * 2;
    let request = json!({"purpose": purpose, "title": title, "scope": scope.to_string(), "from": from, "until": from + HOUR * 3,
        "quota": draw.random_range(1..6)});
    let mut call = Happening::of("call", scope, Deed { at: published, post: desk, request });
    for grid in grids {
        let Some(volunteer) = staff.at(&grid.scope, &PostKind::Volunteer) else { continue };
        let accepts = chance(draw, 70);
        let answer = json!({"accept": accepts});
        let at = published + MINUTE * draw.random_range(5..900);
        let mut muster = Happening::of("muster", &grid.scope, Deed { at, post: volunteer, request: answer });
        if accepts && chance(draw, 90) {
            let (arrival, leaving) = (json!({"act": "arrive"}), json!({"act": "leave", "result": "已完成"}));
            muster.then.push(Deed { at: from + MINUTE * draw.random_range(0..15), post: volunteer, request: arrival });
            muster.then.push(Deed { at: from + HOUR * 2, post: volunteer, request: leaving });
        }
        call.about_it.push(muster);
    }
    Some(vec![call])
}
