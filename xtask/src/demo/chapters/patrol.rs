//! A patrol with a track, walked offline, seen by the desk.

use serde_json::{Value, json};

use crate::demo::phone::{count_at, rows_at, text_at};
use crate::demo::say;
use crate::demo::stage::Stage;
use crate::error::XtaskError;

/// Eight minutes at one position every five seconds.
const FIXES: u32 = 96;

pub(in crate::demo) fn tell(stage: &Stage<'_>) -> Result<(), XtaskError> {
    say::chapter("六、巡逻：离线走一圈，轨迹完整", "6. A patrol: walked offline, the track is whole");
    let officer = &stage.officer;
    officer.capture("patrol", &walk(stage)?)?;
    officer.sync()?;
    stage.desk.sync()?;
    let patrols = stage.desk.ask(&["list", "patrols"])?;
    let points = rows_at(&patrols, "rows").first().map_or(0, |patrol| count_at(patrol, "points"));
    say::check(points == u64::from(FIXES), &format!("the desk has all {FIXES} points"))?;
    stage.desk.show(&["list", "patrols"])
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
