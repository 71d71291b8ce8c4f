//! What people do on random days: register, edit, report, act, walk. Every value written is new.

use std::sync::Arc;

use etong_core::capture::{
    CallbackRequest, CaseActRequest, ClassifyRequest, FindingRequest, FixRequest, HelperRequest, PatrolRequest,
    ResidentRequest,
};
use etong_core::view::BoardQuery;
use etong_core::{App, AppError, Captured};
use rand::RngExt;

use super::Walk;
use crate::phone::{Phone, edit, hazard};
use crate::town::Person;

const FIELDS: &[&str] = &["phone", "workplace", "live_address", "name", "note", "used_name", "place", "tag"];

impl Walk<'_> {
    pub(super) fn works(&mut self, phone: &Arc<Phone>) {
        let deed = self.deed(phone);
        let outcome = phone.try_capture(deed);
        self.field.trace(|| format!("{} works: {outcome:?}", phone.name));
        if let Err(error) = outcome {
            self.hears(phone, &error);
        }
    }

    /// While the next request of a sync is under way, somebody saves something on the same phone.
    pub(super) fn goes_on_working_meanwhile(&mut self, phone: &Arc<Phone>) {
        let mut deed = Some(self.deed(phone));
        let nth = self.draw.random_range(1..=4_u32);
        let (mut calls, weak) = (0, Arc::downgrade(phone));
        phone.wire.watch(move |_| {
            calls += 1;
            let phone = weak.upgrade().filter(|_| calls == nth);
            if let Some((phone, deed)) = phone.zip(deed.take_if(|_| calls == nth)) {
                // A phone that was killed in the middle says so, and the sync around it will too.
                let _said = phone.try_capture(deed);
            }
        });
    }

    /// Something this person could do now, with all its randomness drawn already.
    fn deed(&mut self, phone: &Phone) -> impl FnOnce(&App) -> Result<Captured, AppError> + Send + use<> {
        let (kind, sort) = (phone.owner.kind, self.draw.random_range(0..10_u32));
        let (words, nth) = (self.fresh("记"), self.draw.random_range(0..1_000_usize));
        let (digits, field) = (10_000_000 + self.counter, FIELDS[self.draw.random_range(0..FIELDS.len())]);
        let staff = kind != "volunteer";
        move |app| match sort {
            0..=1 if staff => {
                let request = ResidentRequest { name: words, scope: grid_of(app), ..ResidentRequest::default() };
                app.capture_resident(&request)
            }
            2..=4 if staff => edits(app, nth, field, &words, digits),
            5..=7 => acts(app, nth, &words),
            8 => walks(app, nth, &words, digits),
            _ => {
                let scope = app.status()?.posts.first().map(|post| lowest(&post.unit));
                app.report_case(&etong_core::capture::CaseRequest { scope, ..hazard(&words) })
            }
        }
    }
}

fn edits(app: &App, nth: usize, field: &str, words: &str, digits: u64) -> Result<Captured, AppError> {
    let rows = app.residents(0)?.rows;
    let Some(row) = rows.get(nth % rows.len().max(1)) else {
        return app.capture_resident(&ResidentRequest {
            name: words.into(),
            scope: grid_of(app),
            ..ResidentRequest::default()
        });
    };
    let (field, value) = match field {
        "phone" => ("phone".to_owned(), format!("138{digits:08}")),
        "place" => ("place".to_owned(), format!("24.{:06},117.6,8", digits % 1_000_000)),
        "tag" => (format!("tag/{words}"), "true".to_owned()),
        field => (field.to_owned(), words.to_owned()),
    };
    app.edit_resident(&row.record, &edit(&field, &value))
}

fn acts(app: &App, nth: usize, words: &str) -> Result<Captured, AppError> {
    let rows = app.board(&BoardQuery::default())?.rows;
    let Some(row) = rows.get(nth % rows.len().max(1)) else { return app.report_case(&hazard_here(app, words)?) };
    let next: Vec<String> =
        app.case(&row.record)?.next.into_iter().filter(|act| act != "report" && act != "evidence").collect();
    let Some(act) = next.get(nth % next.len().max(1)).cloned() else {
        return app.report_case(&hazard_here(app, words)?);
    };
    app.act_on_case(&row.record, &filled_in(&act, &row.record, nth, words))
}

/// The form of an act with whatever it needs.
fn filled_in(act: &str, record: &str, nth: usize, words: &str) -> CaseActRequest {
    let mut request = CaseActRequest { act: act.to_owned(), ..CaseActRequest::default() };
    let text = || Some(words.to_owned());
    let later = Some(1_798_761_600_000);
    match act {
        "dispatch" => {
            let to = Person::called(if nth.is_multiple_of(2) { "wang" } else { "lin" });
            (request.to, request.to_kind) = (Some(to.post().to_string()), Some(to.kind.into()));
        }
        "transfer" => (request.to_name, request.text) = (Some("供电所".into()), text()),
        "hand_over" => request.to_name = Some("派出所".into()),
        "extend" => (request.until, request.text) = (later, text()),
        "rectify" => (request.until, request.who, request.text) = (later, Some("物业".into()), text()),
        "rate" => request.stars = Some(4),
        "ask" => (request.wish, request.text) = (Some("help".into()), text()),
        "first_response" => request.step = Some("secure".into()),
        "link_duplicate" => request.main = Some(other(record)),
        "classify" => {
            request.classify =
                Some(ClassifyRequest { urgent: Some(nth.is_multiple_of(2)), ..ClassifyRequest::default() });
        }
        "callback" => {
            let satisfied = Some(nth.is_multiple_of(2));
            request.callback = Some(CallbackRequest { reached: true, handled_as_told: None, satisfied, draw: None });
        }
        "joint" => {
            let who = Person::called("li");
            let (post, kind) = (who.post().to_string(), who.kind.to_owned());
            request.helpers = vec![HelperRequest { post, kind, unit: None }];
        }
        "accept" | "file" | "handle" | "check" | "close" | "resume" | "evaluate" | "archive" | "visit" => {
            request.note = text();
        }
        _ => request.text = text(),
    }
    request
}

/// The id of a case that is not this one.
fn other(record: &str) -> String {
    let last = if record.ends_with('1') { '2' } else { '1' };
    let mut other = record.to_owned();
    other.pop();
    other.push(last);
    other
}

/// One more step on a patrol of one's own, or a new one.
fn walks(app: &App, nth: usize, words: &str, digits: u64) -> Result<Captured, AppError> {
    let mine = app.status()?.person_name;
    let open: Vec<_> =
        app.patrols(0)?.rows.into_iter().filter(|row| row.state != "ended" && row.by_name == mine).collect();
    let Some(row) = open.get(nth % open.len().max(1)) else {
        let scope = app.status()?.posts.first().map(|post| lowest(&post.unit));
        return app.start_patrol(&PatrolRequest { scope, ..PatrolRequest::default() });
    };
    for step in 0..5_u32 {
        #[expect(clippy::cast_precision_loss, reason = "a place in a test")]
        let along = f64::from(step) * 0.0001 + (digits % 1_000) as f64 * 0.001;
        let at = Some(row.started_at + i64::try_from(digits).unwrap() % 100_000 * 60_000 + i64::from(step) * 5_000);
        let (lat, provider) = (24.5 + along, Some("gps".to_owned()));
        app.add_fix(&row.record, &FixRequest { lat, lon: 117.65, accuracy_m: 8.0, at, provider, mocked: false })?;
    }
    match nth % 4 {
        0 if row.state == "paused" => app.resume_patrol(&row.record),
        0 => app.pause_patrol(&row.record),
        1 => app.end_patrol(&row.record, None),
        _ => app.note_finding(&row.record, &FindingRequest { text: words.into(), place: None, case: None }),
    }
}

fn hazard_here(app: &App, words: &str) -> Result<etong_core::capture::CaseRequest, AppError> {
    let scope = app.status()?.posts.first().map(|post| lowest(&post.unit));
    Ok(etong_core::capture::CaseRequest { scope, ..hazard(words) })
}

/// Residents live in grids; a desk registers them in the first grid of its unit.
fn grid_of(app: &App) -> Option<String> {
    let post = app.status().ok()?.posts.first().map(|post| post.unit.clone())?;
    let units: Vec<&str> = post.split('/').skip(1).collect();
    Some(if units.len() >= 4 { post } else { crate::town::GRID.to_owned() })
}

/// Cases belong to a community or a grid.
fn lowest(unit: &str) -> String {
    if unit.split('/').skip(1).count() >= 3 { unit.to_owned() } else { crate::town::COMMUNITY.to_owned() }
}
