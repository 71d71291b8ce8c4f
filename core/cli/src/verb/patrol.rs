//! Walking a patrol, step by step or a whole one from a file. Every position is on the disk before the next is read.

use std::path::Path;

use etong_core::App;
use etong_core::capture::{
    AssignRequest, FindingRequest, FixRequest, GapRequest, JoinRequest, MarkRequest, PatrolRequest,
};
use etong_core::domain::Fix;
use serde_json::json;

use super::capture::{read, saved};
use crate::args::Patrol;
use crate::error::CliError;
use crate::out::{Answer, facts};
use crate::phone;

/// A whole patrol in a file.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Whole {
    kind: Option<String>,
    scope: Option<String>,
    place: Option<FixRequest>,
    /// Oldest first; `at` in milliseconds since 1970.
    track: Vec<FixRequest>,
    findings: Vec<FindingRequest>,
    gaps: Vec<GapRequest>,
    /// Left under way unless true.
    end: bool,
}

pub(super) fn step(app: &App, step: &Patrol) -> Result<Answer, CliError> {
    let captured = match step {
        Patrol::Start { kind, scope, place, campaign, with_partner } => {
            let place = place.map(|place| place.request(None));
            app.start_patrol(&PatrolRequest {
                kind: kind.clone(),
                scope: scope.clone(),
                place,
                campaign: campaign.as_deref().map(|id| phone::record(app, id)).transpose()?,
                with_partner: *with_partner,
                ..PatrolRequest::default()
            })?
        }
        Patrol::Assign { file } => app.assign_patrol(&read::<AssignRequest>(file)?)?,
        Patrol::Take { id, with_partner } => {
            let request = PatrolRequest { with_partner: *with_partner, ..PatrolRequest::default() };
            app.start_assigned_patrol(&phone::record(app, id)?, &request)?
        }
        Patrol::CallOff { id, reason } => app.call_off_patrol(&phone::record(app, id)?, reason)?,
        Patrol::Code { id } => {
            let code = app.pair_code(&phone::record(app, id)?)?;
            let text =
                facts([("搭档码", "code", Some(code.code.clone())), ("二维码", "ticket", Some(code.ticket.clone()))]);
            return Ok(Answer::new(text, &code));
        }
        Patrol::Join { ticket, code } => app.join_patrol(&join(app, ticket, code.clone())?)?,
        Patrol::Mark { id, nth, reason } => {
            let mark = MarkRequest { nth: *nth, reason: reason.clone(), place: None };
            app.mark_place(&phone::record(app, id)?, &mark)?
        }
        Patrol::Fix { id, place, at } => {
            let id = phone::record(app, id)?;
            app.add_fix(&id, &place.request(*at))?;
            return Ok(Answer::new("已记下定位点 position kept", json!({ "record": id })));
        }
        Patrol::Pause { id } => app.pause_patrol(&phone::record(app, id)?)?,
        Patrol::Resume { id } => app.resume_patrol(&phone::record(app, id)?)?,
        Patrol::Finding { id, text, place, case } => {
            let place = place.map(|place| place.request(None));
            let case = case.as_deref().map(|case| phone::record(app, case)).transpose()?;
            app.note_finding(&phone::record(app, id)?, &FindingRequest { text: text.clone(), place, case })?
        }
        Patrol::Gap { id, from, to, cause } => {
            let gap = GapRequest { from: *from, to: *to, cause: cause.clone() };
            app.note_gap(&phone::record(app, id)?, &gap)?
        }
        Patrol::End { id, place } => {
            let place = place.map(|place| place.request(None));
            app.end_patrol(&phone::record(app, id)?, place.as_ref())?
        }
    };
    Ok(saved(&captured))
}

/// A ticket is scanned whole; anything else is the id of a patrol this phone knows.
fn join(app: &App, ticket: &str, code: Option<String>) -> Result<JoinRequest, CliError> {
    if ticket.contains(':') {
        return Ok(JoinRequest { ticket: Some(ticket.to_owned()), code, ..JoinRequest::default() });
    }
    Ok(JoinRequest { patrol: Some(phone::record(app, ticket)?), code, ..JoinRequest::default() })
}

/// Starts, walks and, if asked, ends a patrol. The track is checked before anything is saved.
pub(super) fn whole(app: &App, input: &Path) -> Result<Answer, CliError> {
    let patrol: Whole = read(input)?;
    check(input, &patrol)?;
    let (kind, scope, place) = (patrol.kind, patrol.scope, patrol.place);
    let request = PatrolRequest { kind, scope, place, ..PatrolRequest::default() };
    let record = app.start_patrol(&request)?.record;
    let (mut fixes, mut findings) = (0, 0);
    let walked = (|| {
        for fix in &patrol.track {
            app.add_fix(&record, fix)?;
            fixes += 1;
        }
        for finding in &patrol.findings {
            app.note_finding(&record, finding)?;
            findings += 1;
        }
        for gap in &patrol.gaps {
            app.note_gap(&record, gap)?;
        }
        if patrol.end {
            app.end_patrol(&record, None)?;
        }
        Ok::<_, etong_core::AppError>(())
    })();
    if let Err(cause) = walked {
        return Err(CliError::Patrol { record, fixes, findings, cause: Box::new(cause.into()) });
    }
    let lines = facts([
        ("编号", "record", Some(record.clone())),
        ("定位点", "fixes", Some(fixes.to_string())),
        ("发现", "findings", Some(findings.to_string())),
    ]);
    let json = json!({ "record": record, "fixes": fixes, "findings": findings, "ended": patrol.end });
    Ok(Answer::new(format!("巡逻已存在本机 patrol saved on this phone\n{lines}"), json))
}

fn check(input: &Path, patrol: &Whole) -> Result<(), CliError> {
    let wrong = |field: String, reason: &str| CliError::Content {
        file: input.to_owned(),
        field: Some(field),
        reason: reason.to_owned(),
    };
    for (nth, fix) in patrol.track.iter().enumerate() {
        Fix::from_degrees(fix.lat, fix.lon, fix.accuracy_m)
            .map_err(|error| wrong(format!("track[{nth}]"), &error.to_string()))?;
        if fix.at.is_none() {
            return Err(wrong(format!("track[{nth}].at"), "missing: milliseconds since 1970"));
        }
    }
    match patrol.findings.iter().position(|finding| finding.text.trim().is_empty()) {
        Some(nth) => Err(wrong(format!("findings[{nth}].text"), "missing")),
        None => Ok(()),
    }
}
