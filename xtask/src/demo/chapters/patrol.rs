//! Patrols: a pair walks where the desk asked it to, both confirm one record offline, and its track, its gap and its checkpoints judge
//! by the township's rule; a track walked offline is whole at the desk.

use serde_json::{Value, json};

use crate::demo::phone::{count_at, rows_at, text_at};
use crate::demo::say;
use crate::demo::stage::Stage;
use crate::error::XtaskError;

/// The pair's round: minutes, one position each, but for those without a signal.
const MINUTES: i64 = 20;
const SILENT: std::ops::RangeInclusive<i64> = 9..=11;
const MINUTE_MS: i64 = 60_000;
/// What the township asks of a grid worker's patrol.
const MIN_MINUTES: u64 = 15;
const MIN_METRES: u64 = 1_000;
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

/// 网格员 and 辅警 walk one patrol that the desk asked for; neither phone has a signal on the way.
fn pair(stage: &Stage<'_>) -> Result<(), XtaskError> {
    let (worker, officer, desk) = (&stage.worker, &stage.officer, &stage.desk);
    say::line(
        &format!("乡镇规定：网格员巡逻满 {MIN_MINUTES} 分钟、{MIN_METRES} 米为有效"),
        "a rule of the township's; without one every patrol is valid",
    );
    stage.relay.publish(stage.shell, stage.dir.path(), "patrol_rules", &rule())?;
    let now = started(stage)?;
    let asked = json!({ "scope": stage.cast.grid, "to": [worker.owner.post, officer.owner.post], "from": now,
        "until": now + 180 * MINUTE_MS, "what": "夜间查看消防通道",
        "plan": { "places": [checkpoint(stage, "老市场", 5), checkpoint(stage, "小学门口", 15)] } });
    let asked = desk.give(&["patrol", "assign", "-"], &asked)?;
    let id = text_at(&asked, "record");
    stage.all_sync()?;
    worker.ask(&["patrol", "take", id, "--with-partner"])?;
    let code = worker.ask(&["patrol", "code", id])?;
    officer.ask(&["patrol", "join", text_at(&code, "ticket")])?;
    say::line("两人出发；每个定位点先落盘，没有信号也走", "both set out; each position is on the disk before the next");
    let begun = now_of(&worker.ask(&["show", id])?)? - MINUTES * MINUTE_MS;
    for minute in (0..=MINUTES).filter(|minute| !SILENT.contains(minute)) {
        let (lat, lon) = on_the_round(stage, minute);
        let (place, at) = (format!("{lat:.6},{lon:.6}"), (begun + minute * MINUTE_MS).to_string());
        worker.ask(&["patrol", "fix", id, &place, "--at", &at])?;
    }
    let (from, to) = (begun + (SILENT.start() - 1) * MINUTE_MS, begun + (SILENT.end() + 1) * MINUTE_MS);
    let (from, to) = (from.to_string(), to.to_string());
    worker.ask(&["patrol", "gap", id, "--from", &from, "--to", &to, "--cause", "no_signal"])?;
    worker.ask(&["patrol", "end", id])?;
    stage.all_sync()?;
    officer.ask(&["patrol", "end", id])?;
    stage.all_sync()?;
    judged(&desk.ask(&["show", id])?)?;
    desk.show(&["show", id])
}

/// What the desk's screen says of it.
fn judged(patrol: &Value) -> Result<(), XtaskError> {
    let confirmed = (text_at(patrol, "start_confirmed"), text_at(patrol, "end_confirmed"));
    say::check(confirmed == ("both", "both"), "one record, both of the pair confirmed its start and its end")?;
    let points = u64::try_from(MINUTES + 1 - 3).unwrap_or_default();
    say::check(count_at(patrol, "points") == points, &format!("all {points} positions are on the pair's record"))?;
    let reached = rows_at(patrol, "places").iter().filter(|place| count_at(place, "reached_at") > 0).count();
    say::check(reached == 2, "both checkpoints were reached, by the positions alone")?;
    let explained = rows_at(patrol, "gaps").iter().any(|gap| text_at(gap, "cause") == "no_signal");
    let unexplained = rows_at(patrol, "proposed_gaps").len();
    say::check(explained && unexplained == 0, "the stretch without a signal is owned up to, with its cause")?;
    let metres = count_at(patrol, "distance_m");
    let minutes = count_at(patrol, "duration_s") / 60;
    let long = metres >= MIN_METRES && minutes >= MIN_MINUTES;
    let valid = patrol.get("valid").and_then(Value::as_bool) == Some(true);
    let clauses = rows_at(patrol, "clauses").len();
    say::check(long && valid && clauses == 2, &format!("{metres} m in {minutes} minutes: valid by the township's rule"))
}

fn rule() -> Value {
    json!({ "rules": [{ "posts": ["grid_worker"], "min_minutes": MIN_MINUTES, "min_metres": MIN_METRES }] })
}

fn checkpoint(stage: &Stage<'_>, name: &str, minute: i64) -> Value {
    let (lat, lon) = on_the_round(stage, minute);
    json!({ "name": name, "lat": lat, "lon": lon, "radius_m": 40 })
}

/// Where the pair is after so many minutes: once around the block.
fn on_the_round(stage: &Stage<'_>, minute: i64) -> (f64, f64) {
    let (lat, lon) = home(stage);
    let part = f64::from(i32::try_from(minute).unwrap_or_default()) / f64::from(i32::try_from(MINUTES).unwrap_or(1));
    let angle = part * std::f64::consts::TAU;
    (lat + angle.sin() * 0.0025, lon + (1.0 - angle.cos()) * 0.0025)
}

/// The first resident's door.
fn home(stage: &Stage<'_>) -> (f64, f64) {
    let place = stage.residents.first().map(|resident| text_at(resident, "place")).unwrap_or_default();
    let mut degrees = place.split(',').filter_map(|part| part.parse::<f64>().ok());
    (degrees.next().unwrap_or(24.5), degrees.next().unwrap_or(117.6))
}

fn now_of(patrol: &Value) -> Result<i64, XtaskError> {
    let started = patrol.get("started_at").and_then(Value::as_i64);
    started.ok_or_else(|| XtaskError::Story("the patrol shows no time".to_owned()))
}

/// When the volunteer reported.
fn started(stage: &Stage<'_>) -> Result<i64, XtaskError> {
    let board = stage.desk.ask(&["list", "cases"])?;
    let started = rows_at(&board, "rows").first().and_then(|case| case.get("reported_at")).and_then(Value::as_i64);
    started.ok_or_else(|| XtaskError::Story("the board shows no time".to_owned()))
}

/// A round that starts at the first resident's door when the volunteer reported.
fn walk(stage: &Stage<'_>) -> Result<Value, XtaskError> {
    let (started, (lat, lon)) = (started(stage)?, home(stage));
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
