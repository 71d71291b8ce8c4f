//! What is left of a supervisor's screens: rosters and pairs, the handbook, places, merges, surveys, erasures, what was kept aside.

use rand::RngExt;
use rand::seq::IndexedRandom;

use super::{Screens, one, page};
use crate::Outcome;

const SECTIONS: &[&str] = &["duties", "local_rules", "services", "training", "courses"];

pub(super) fn look(screens: &mut Screens<'_>, people: &[String]) -> Outcome<()> {
    let app = screens.app;
    let posts = app.my_posts()?;
    let townships: Vec<String> =
        posts.iter().filter(|row| row.kind == "township_desk").map(|row| row.unit.clone()).collect();
    let desk = posts.iter().find(|row| row.kind == "township_desk").ok_or("there is no township desk")?;
    app.act_as(&desk.post)?;
    screens.look("view_roster_p99_ms", |app, draw| {
        let unit = townships.choose(draw).filter(|_| draw.random_range(0..2) == 0);
        app.roster(unit.map(String::as_str), Some(day(draw).as_str()), 0).map(|page| page.rows.len())
    })?;
    screens.look("view_roster_versions_p99_ms", |app, draw| {
        let unit = townships.choose(draw).map(String::as_str);
        app.roster_versions(unit, Some(day(draw).as_str())).map(|rows| rows.len())
    })?;
    // Nobody may be on duty at this hour, or of a pair on a day.
    screens.look("view_duty_p99_ms", |app, draw| {
        app.duty(townships.choose(draw).map(String::as_str)).map(|view| view.rows.len() + 1)
    })?;
    screens.look("view_pair_proposals_p99_ms", |app, draw| {
        app.pair_proposals(None, Some(day(draw).as_str()), 0).map(|page| page.rows.len() + 1)
    })?;
    screens.look("view_my_posts_p99_ms", |app, _| app.my_posts().map(|rows| rows.len()))?;
    // A supervisor has no shifts; every post is asked all the same.
    screens.look("view_my_shifts_p99_ms", |app, _| app.my_shifts().map(|shifts| shifts.rows.len() + 1))?;
    // Nothing is published in some sections.
    screens.look("view_handbook_p99_ms", |app, draw| {
        app.handbook(SECTIONS.choose(draw).copied().unwrap_or_default(), None).map(|_| 1)
    })?;
    places(screens)?;
    screens.look("view_merge_proposals_p99_ms", |app, _| app.merge_proposals(0).map(|page| page.rows.len()))?;
    screens.look("view_surveys_p99_ms", |app, _| app.surveys(None).map(|page| page.rows.len()))?;
    // Nothing should be kept aside.
    screens.look("view_kept_aside_p99_ms", |app, _| app.kept_aside_from(0).map(|rows| rows.len() + 1))?;
    erasures(screens, people)
}

fn places(screens: &mut Screens<'_>) -> Outcome<()> {
    let app = screens.app;
    let kinds = ["building", "dwelling", "household"];
    // A small city has fewer places than pages are asked for.
    screens.look("view_places_p99_ms", |app, draw| {
        let kind = kinds.choose(draw).copied().unwrap_or_default();
        app.places(kind, page(draw, 2_000)).map(|page| page.rows.len() + 1)
    })?;
    let buildings = app.places("building", 0)?.rows;
    let addresses: Vec<String> = buildings.iter().map(|row| row.address.clone()).collect();
    screens.look("view_search_places_p99_ms", |app, draw| {
        app.search_places(one(draw, &addresses)).map(|page| page.rows.len())
    })?;
    let buildings: Vec<String> = buildings.into_iter().map(|row| row.record).collect();
    screens.look("view_place_p99_ms", |app, draw| app.place(one(draw, &buildings)).map(|view| view.fields.len()))?;
    screens.look("view_dwellings_of_p99_ms", |app, draw| {
        app.dwellings_of(one(draw, &buildings), 0).map(|page| page.rows.len())
    })
}

/// The township asks for a few of those on its first page.
fn erasures(screens: &mut Screens<'_>, people: &[String]) -> Outcome<()> {
    let app = screens.app;
    let posts = app.my_posts()?;
    for person in people.iter().take(20) {
        let scope = app.resident(person)?.scope;
        let desk = posts.iter().find(|row| row.kind == "township_desk" && scope.starts_with(&format!("{}/", row.unit)));
        app.act_as(&desk.ok_or("a resident of no township")?.post)?;
        app.ask_erasure(person, "consent")?;
    }
    screens.look("view_erasures_p99_ms", |app, _| app.erasures(0).map(|page| page.rows.len()))?;
    // Nobody has a hold in the year: an empty page is an answer too.
    screens.look("view_held_records_p99_ms", |app, _| app.held_records(0).map(|page| page.rows.len() + 1))?;
    screens.look("view_retention_plan_p99_ms", |app, _| app.retention_plan(&|_| {}).map(|plan| plan.goes.len()))?;
    // Page after page, and again from the first; nothing may be over, and somebody be mentioned nowhere.
    let at = std::cell::RefCell::new(None);
    screens.look("view_retention_rows_p99_ms", |app, _| {
        let page = app.retention_rows(at.borrow().as_deref())?;
        *at.borrow_mut() = page.next;
        Ok(page.rows.len() + 1)
    })?;
    let first = people.first().ok_or("nobody lives here")?;
    at.replace(None);
    screens.look("view_mentions_p99_ms", |app, _| {
        let page = app.mentions(first, at.borrow().as_deref())?;
        *at.borrow_mut() = page.next;
        Ok(page.rows.len() + 1)
    })
}

/// Any day of the year.
fn day(draw: &mut rand_chacha::ChaCha8Rng) -> String {
    format!("2026-{:02}-{:02}", draw.random_range(1..13), draw.random_range(1..29))
}
