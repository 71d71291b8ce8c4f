//! Patrols: a pair confirms one record offline, with a code from phone to phone; a track walked offline is whole at the desk.

use serde_json::{Value, json};

use crate::demo::phone::{count_at, rows_at, text_at};
use crate::demo::say;
use crate::demo::stage::Stage;
use crate::error::XtaskError;

/// Eight minutes at one position every five seconds.
const FIXES: u32 = 96;

pub(in crate::demo) fn tell(stage: &Stage<'_>) -> Result<(), XtaskError> {
    say::chapter("七、巡逻：两人一组，离线确认，轨迹完整", "7. Patrols: a pair confirms offline, the track is whole");
    pair(stage)?;
    let officer = &stage.officer;
    officer.capture("patrol", &walk(stage)?)?;
    officer.sync()?;
    stage.desk.sync()?;
    let patrols = stage.desk.ask(&["list", "patrols"])?;
    let points = rows_at(&patrols, "rows").iter().map(|patrol| count_at(patrol, "points")).max().unwrap_or_default();
    say::check(points == u64::from(FIXES), &format!("the desk has all {FIXES} points"))?;
    stage.desk.show(&["list", "patrols"])
}

/// 网格员 and 辅警 walk one patrol; neither phone has a signal.
fn pair(stage: &Stage<'_>) -> Result<(), XtaskError> {
    let (worker, officer) = (&stage.worker, &stage.officer);
    let started = worker.ask(&["patrol", "start", "--with-partner"])?;
    let id = text_at(&started, "record");
    let code = worker.ask(&["patrol", "code", id])?;
    officer.ask(&["patrol", "join", text_at(&code, "ticket")])?;
    worker.ask(&["patrol", "end", id])?;
    stage.all_sync()?;
    officer.ask(&["patrol", "end", id])?;
    stage.all_sync()?;
    let patrol = stage.desk.ask(&["show", id])?;
    let confirmed = (text_at(&patrol, "start_confirmed"), text_at(&patrol, "end_confirmed"));
    say::check(confirmed == ("both", "both"), "one record, both of the pair confirmed its start and its end")
}

/// A round that starts at the first resident's door when the volunteer reported.
fn walk(stage: &Stage<'_>) -> Result<Value, XtaskError> {
    let board = stage.desk.ask(&["list", "cases"])?;
    let started = rows_at(&board, "rows").first().and_then(|case| case.get("reported_at")).and_then(Value::as_i64);
    let started = started.ok_or_else(|| XtaskError::Story("the board shows no time".to_owned()))?;
    let place = stage.residents.first().map(|resident| text_at(resident, "place")).unwrap_or_default();
    let mut degrees = place.split(',').filter_map(|part| part.parse::<f64>().ok());
    let (lat, lon) = (degrees.next().unwrap_or(24.5), degrees.next().unwrap_or(117.6));
    let track: Vec<Value> = (0..FIXES)
        .map(|step| {
            let angle = f64::from(step) / f64::from(FIXES) * std::f64::consts::TAU;
            let (north, east) = (angle.sin() * 0.002, (1.0 - angle.cos()) * 0.002);
            let at = started + i64::from(step) * 5_000;
            json!({ "lat": lat + north, "lon": lon + east, "accuracy_m": 8.0, "at": at, "provider": "gps" })
        })
        .collect();
    let finding = json!({ "text": "消防通道畅通", "place": { "lat": lat, "lon": lon, "accuracy_m": 8.0 } });
    Ok(json!({ "kind": "self_started", "track": track, "findings": [finding], "end": true }))
}
