//! Every screen of a supervisor, a page at a time, over the whole city and its year: any page, any filter, any record.

mod callback;
mod clue;
mod desk;
mod log;
mod one;
mod organisation;

use etong_core::capture::{AppealRequest, AssessmentRequest};
use etong_core::view::{AreaQuery, BoardQuery, DueQuery, MapQuery, MediationQuery, PostsQuery};
use etong_core::{App, AppError};
use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use super::Findings;
use crate::Outcome;
use crate::clock::Stopwatch;
use crate::ground::Ground;
use crate::samples::{Samples, less};

const STATES: &[&str] = &["reported", "accepted", "dispatched", "handling", "reported_back", "closed"];

/// Looks at each screen as often as there are queries.
pub(super) fn look(ground: &Ground, app: &App, areas: &[AreaQuery], findings: &mut Findings) -> Outcome<()> {
    let mut screens = Screens { ground, app, findings, stream: 40 };
    let residents = u32::try_from(app.status()?.residents)?;
    screens
        .look("view_residents_p99_ms", |app, draw| app.residents(page(draw, residents)).map(|page| page.rows.len()))?;
    let people: Vec<String> = app.residents(0)?.rows.into_iter().map(|row| row.record).collect();
    screens.look("view_resident_p99_ms", |app, draw| app.resident(one(draw, &people)).map(|view| view.fields.len()))?;
    let cases = app.board(&BoardQuery::default())?.total;
    screens.look("view_board_p99_ms", |app, draw| {
        let state = draw.random_range(0..10);
        let state = STATES.get(state).map(|state| (*state).to_owned());
        let offset = if state.is_none() { page(draw, cases) } else { 0 };
        let query = BoardQuery { state, offset, ..BoardQuery::default() };
        app.board(&query).map(|page| usize::try_from(page.total).unwrap_or_default())
    })?;
    let files: Vec<String> = app.board(&BoardQuery::default())?.rows.into_iter().map(|row| row.record).collect();
    screens.look("view_case_p99_ms", |app, draw| app.case(one(draw, &files)).map(|view| view.acts.len()))?;
    // A small city has fewer patrols than pages are asked for.
    screens.look("view_patrols_p99_ms", |app, draw| app.patrols(page(draw, 5_000)).map(|_| 1))?;
    // A supervisor reports nothing; and a status is never empty.
    screens.look("view_my_reports_p99_ms", |app, _| app.my_reports().map(|_| 1))?;
    screens.look("view_status_p99_ms", |app, _| app.status().map(|_| 1))?;
    work(&mut screens, &people, &files, areas)?;
    year(&mut screens, &people)?;
    organisation::look(&mut screens, areas)?;
    callback::look(&mut screens)?;
    assessment(&mut screens)?;
    clue::look(&mut screens)?;
    one::look(&mut screens, &files)?;
    desk::look(&mut screens, &people)?;
    log::look(&mut screens)
}

/// What waits, where, and until when.
fn work(screens: &mut Screens<'_>, people: &[String], files: &[String], areas: &[AreaQuery]) -> Outcome<()> {
    screens.look("view_home_p99_ms", |app, _| app.home().map(|home| home.lines.len()))?;
    let first = *areas.first().ok_or("there is no place to look at")?;
    let layers = ["cases", "residents", "places", "offices", "borders"].map(str::to_owned).to_vec();
    screens.look("view_map_p99_ms", |app, draw| {
        let area = areas.choose(draw).copied().unwrap_or(first);
        let map = app.map(&MapQuery { area, layers: layers.clone() })?;
        Ok(if map.borders.is_empty() { 0 } else { map.points.len() })
    })?;
    screens.look("view_due_p99_ms", |app, draw| {
        let query = DueQuery { late: draw.random_range(0..2) == 0, ..DueQuery::default() };
        app.due(&query).map(|page| page.rows.len())
    })?;
    screens.look("view_board_cut_p99_ms", |app, draw| {
        let class = ["hazard", "dispute"].choose(draw).map(|class| (*class).to_owned());
        let open = (draw.random_range(0..2) == 0).then_some(true);
        app.board(&BoardQuery { class, open, ..BoardQuery::default() }).map(|page| page.rows.len())
    })?;
    // A case may have no deadline.
    screens.look("view_deadlines_p99_ms", |app, draw| app.deadlines(one(draw, files)).map(|all| all.len() + 1))?;
    screens.look("view_warnings_p99_ms", |app, _| app.warnings(0).map(|page| page.rows.len()))?;
    // Nothing may be due in these days.
    screens.look("view_reminders_p99_ms", |app, _| app.reminders(30, 0).map(|page| page.rows.len() + 1))?;
    // A small city has nobody who is registered twice; in a large one most people are not.
    screens.look("view_duplicates_p99_ms", |app, _| app.duplicates(0).map(|page| page.rows.len() + 1))?;
    screens.look("view_duplicates_of_p99_ms", |app, draw| {
        app.duplicates_of(one(draw, people)).map(|page| page.rows.len() + 1)
    })?;
    screens
        .look("view_posts_p99_ms", |app, _| app.posts_in_reach(&PostsQuery::default()).map(|page| page.rows.len()))?;
    // Every seat may be held.
    screens.look("view_vacancies_p99_ms", |app, _| app.vacancies(0).map(|page| page.rows.len() + 1))
}

/// What the year left: papers, visits, and what desks asked for.
fn year(screens: &mut Screens<'_>, people: &[String]) -> Outcome<()> {
    let (app, grids) = (screens.app, u32::try_from(screens.ground.city.grids().len())?);
    // A state may have none.
    screens.look("view_mediations_p99_ms", |app, draw| {
        let state = ["underway", "fulfilled", "failed"].choose(draw).filter(|_| draw.random_range(0..2) == 0);
        let query = MediationQuery { state: state.map(|state| (*state).to_owned()), ..MediationQuery::default() };
        app.mediations(&query).map(|page| page.rows.len() + 1)
    })?;
    let files: Vec<String> =
        app.mediations(&MediationQuery::default())?.rows.into_iter().map(|row| row.record).collect();
    screens.look("view_mediation_p99_ms", |app, draw| app.mediation(one(draw, &files)).map(|view| view.acts.len()))?;
    screens
        .look("view_inspections_p99_ms", |app, draw| app.inspections(page(draw, grids)).map(|page| page.rows.len()))?;
    screens.look("view_repeats_p99_ms", |app, _| app.repeats(0).map(|page| page.rows.len()))?;
    // Everything may have been put right.
    screens.look("view_rectifications_p99_ms", |app, _| app.rectifications(0).map(|page| page.rows.len() + 1))?;
    screens.look("view_unseen_p99_ms", |app, _| app.unseen("resident", 90, 0).map(|page| page.rows.len()))?;
    // Nobody may have been to see somebody.
    screens
        .look("view_visits_p99_ms", |app, draw| app.visits(one(draw, people), None).map(|page| page.rows.len() + 1))?;
    hears_of_notices(app)?;
    screens.look("view_notices_p99_ms", |app, _| app.notices(0).map(|page| page.rows.len()))?;
    let notices = app.notices(0)?.rows.into_iter().filter(|row| row.operational);
    let unit = app.home()?.unit.ok_or("nobody acts")?;
    // Its publisher's desk opens it.
    let notices: Vec<String> = notices.filter(|row| row.scope == unit).map(|row| row.record).collect();
    screens.look("view_notice_readers_p99_ms", |app, draw| {
        app.notice_readers(one(draw, &notices), None).map(|view| view.posts.len())
    })?;
    screens.look("view_campaigns_p99_ms", |app, _| app.campaigns(0).map(|page| page.rows.len()))?;
    screens.look("view_calls_p99_ms", |app, draw| app.calls(page(draw, grids / 10 * 9)).map(|page| page.rows.len()))?;
    let calls: Vec<String> = app.calls(0)?.rows.into_iter().map(|row| row.record).collect();
    // One record: where there is none, it is refused.
    screens.look("view_call_p99_ms", |app, draw| app.call(one(draw, &calls), None).map(|_| 1))
}

/// A county's figures of a quarter, published once, and what they are opened to; the objections of its communities.
fn assessment(screens: &mut Screens<'_>) -> Outcome<()> {
    let app = screens.app;
    let desk = app.my_posts()?.into_iter().find(|row| row.kind == "county_desk").ok_or("there is no county desk")?;
    let published = screens.ground.city.year().find(|happening| {
        happening.noun == "assessment"
            && happening.scope == desk.unit
            && happening.founding.request.get("period").is_some_and(|period| period == "2026-Q2")
    });
    let published = published.ok_or("the county's quarter is not in the year")?;
    app.act_as(&desk.post)?;
    let stopwatch = Stopwatch::start();
    let request: AssessmentRequest = serde_json::from_value(published.founding.request)?;
    let assessment = app.publish_assessment(&request)?.record;
    screens.findings.set("publish_assessment_ms", stopwatch.ms());
    screens.look("view_assessments_p99_ms", |app, _| app.assessments(0).map(|page| page.rows.len()))?;
    screens.look("view_assessment_p99_ms", |app, _| app.assessment(&assessment, 0).map(|view| view.units.len()))?;
    screens.look("view_figure_cases_p99_ms", |app, _| {
        app.figure_cases(&assessment, &desk.unit, "closed_in_time", 0).map(|page| page.rows.len())
    })?;
    screens.look("view_figure_sums_p99_ms", |app, _| {
        app.figure_cases(&assessment, &desk.unit, "handling_time", 0).map(|page| page.rows.len())
    })?;
    screens.look("view_zero_alarm_p99_ms", |app, _| app.zero_alarm(&assessment, None).map(|page| page.rows.len()))?;
    screens.look("view_recheck_p99_ms", |app, _| {
        app.recheck_assessment(&assessment, &|_| {}).map(|view| view.checked as usize)
    })?;
    let townships: Vec<_> = app.my_posts()?.into_iter().filter(|row| row.kind == "township_desk").collect();
    let told: Vec<String> = app.assessment(&assessment, 0)?.units.into_iter().map(|row| row.unit).collect();
    for township in townships.iter().filter(|row| told.contains(&row.unit)) {
        app.act_as(&township.post)?;
        let unit = told.iter().rfind(|unit| unit.starts_with(&township.unit));
        let request = AppealRequest {
            assessment: assessment.clone(),
            unit: unit.cloned().unwrap_or_else(|| township.unit.clone()),
            indicator: "overdue".into(),
            case: None,
            reason: "停电三天，无法处置".into(),
        };
        app.appeal(&request)?;
    }
    screens.look("view_appeals_p99_ms", |app, _| app.appeals(0).map(|page| page.rows.len()))?;
    app.act_as(&desk.post)?;
    screens.look("view_appeals_to_answer_p99_ms", |app, _| app.appeals_to_answer(0).map(|page| page.rows.len()))?;
    let appeals: Vec<String> = app.appeals(0)?.rows.into_iter().map(|row| row.record).collect();
    // One record: where there is none, it is refused.
    screens.look("view_appeal_view_p99_ms", |app, draw| app.appeal_view(one(draw, &appeals)).map(|_| 1))
}

/// Lets the first township desk act that published a notice which asks to be read.
fn hears_of_notices(app: &App) -> Outcome<()> {
    for desk in app.my_posts()?.into_iter().filter(|row| row.kind == "township_desk") {
        app.act_as(&desk.post)?;
        if app.notices(0)?.rows.iter().any(|row| row.operational && row.scope == desk.unit) {
            return Ok(());
        }
    }
    Err("no notice of a township asks to be read".into())
}

/// All rows of a list, page after page.
fn every<T>(page: impl Fn(u32) -> Result<(Vec<T>, bool), AppError>) -> Outcome<Vec<T>> {
    let mut all = Vec::new();
    loop {
        let (rows, more) = page(u32::try_from(all.len())?)?;
        all.extend(rows);
        if !more {
            return Ok(all);
        }
    }
}

struct Screens<'a> {
    ground: &'a Ground,
    app: &'a App,
    findings: &'a mut Findings,
    stream: u64,
}

/// A slow screen is looked at this often at least, and for so many seconds a round at most.
const LEAST: usize = 20;
const ROUND_S: f64 = 10.0;

impl Screens<'_> {
    /// p99 of the best round. `screen` gives how much it showed: nothing is a mistake of the bench.
    fn look(
        &mut self,
        key: &'static str,
        screen: impl Fn(&App, &mut ChaCha8Rng) -> Result<usize, AppError>,
    ) -> Outcome<()> {
        self.stream += 1;
        let mut draw = self.ground.draw(self.stream);
        let mut p99 = None;
        for _ in 0..self.ground.sizes.rounds {
            let mut samples = Samples::default();
            let round = Stopwatch::start();
            for nth in 0..self.ground.sizes.queries / 2 {
                if nth >= LEAST && round.seconds() > ROUND_S {
                    break;
                }
                let stopwatch = Stopwatch::start();
                let shown = screen(self.app, &mut draw)?;
                samples.add(stopwatch.ms());
                if shown == 0 {
                    return Err(format!("{key}: the screen is empty").into());
                }
            }
            p99 = less(p99, samples.percentile(99));
        }
        eprintln!("bench: {key} {:.2}", p99.unwrap_or_default());
        self.findings.set(key, p99.unwrap_or_default());
        Ok(())
    }
}

/// The first page most times, any page else.
fn page(draw: &mut ChaCha8Rng, total: u32) -> u32 {
    if draw.random_range(0..3) > 0 || total < 200 { 0 } else { draw.random_range(0..total - 100) }
}

fn one<'a>(draw: &mut ChaCha8Rng, ids: &'a [String]) -> &'a str {
    ids.choose(draw).map_or("", String::as_str)
}
