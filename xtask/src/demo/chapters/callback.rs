//! 随机抽查回访: announced before anything is closed, drawn when the period is over, drawn again by anybody; somebody who did not work on the
//! case calls, and a reporter who is not content gets it reopened.

use jiff::civil::DateTime;
use jiff::tz::offset;
use jiff::{Timestamp, ToSpan};
use serde_json::json;

use crate::demo::chapters::offline::Offline;
use crate::demo::phone::{Phone, count_at, rows_at, text_at};
use crate::demo::say;
use crate::demo::stage::Stage;
use crate::error::XtaskError;

/// Announces a draw of what is closed until tomorrow; its id.
pub(in crate::demo) fn announce(stage: &Stage<'_>) -> Result<String, XtaskError> {
    say::chapter("抽查先预告：还没有案件结案", "A draw is announced before any case is closed");
    let today = local_time(&stage.township)?.date();
    let tomorrow = today.saturating_add(1.day());
    let period = json!({ "first_day": today.to_string(), "last_day": tomorrow.to_string() });
    let draw = stage.township.give(&["draw", "announce", "--json", "-"], &period)?;
    let draw = text_at(&draw, "record").to_owned();
    stage.township.sync()?;
    stage.township.show_failure(&["draw", "run", &draw], 4)?;
    Ok(draw)
}

/// Date and time in UTC+8 by a phone's own clock.
pub(in crate::demo) fn local_time(phone: &Phone<'_>) -> Result<DateTime, XtaskError> {
    let now = phone.ask(&["home"])?.get("now").and_then(serde_json::Value::as_i64).unwrap_or_default();
    let now = Timestamp::from_millisecond(now).map_err(|error| XtaskError::Story(error.to_string()))?;
    Ok(offset(8).to_datetime(now))
}

pub(in crate::demo) fn tell(stage: &Stage<'_>, offline: &Offline, draw: &str) -> Result<(), XtaskError> {
    say::chapter("八、随机抽查回访：不满意就重办", "8. A random callback: who is not content gets the case reopened");
    let (township, clerk, worker) = (&stage.township, &stage.clerk, &stage.worker);
    let id = offline.case.as_str();
    stage.all_sync()?;
    say::line("两天以后", "two days later: this phone's clock is played ahead for the draw");
    township.ask_later(2, &["draw", "run", draw])?;
    stage.all_sync()?;
    let drawn = stage.county.ask(&["draw", "show", draw])?;
    let differences = rows_at(&drawn, "differences").len();
    say::check(differences == 0, "the county drew again from the same seed and got the same cases")?;
    township.show(&["draw", "show", draw])?;
    let picked = rows_at(&drawn, "cases").iter().any(|case| text_at(case, "record") == id);
    say::check(picked, "the volunteer's hazard is among them")?;
    let to_call = |home: &serde_json::Value| {
        rows_at(home, "lines")
            .iter()
            .find(|line| text_at(line, "what") == "callbacks")
            .map(|line| count_at(line, "count"))
    };
    let waiting = to_call(&clerk.ask(&["home"])?).unwrap_or_default();
    say::check(waiting > 0, &format!("the clerk's first screen says {waiting} to call"))?;

    worker.show_failure(&["act", id, "callback", "--reached", "true", "--satisfied", "true"], 4)?;
    let answer = ["--reached", "true", "--as-told", "false", "--satisfied", "false", "--draw", draw];
    clerk.ask(&[&["act", id, "callback", "--text", "又堆起来了"], &answer[..]].concat())?;
    clerk.sync()?;
    clerk.ask(&["act", id, "reopen", "--text", "回访不满意"])?;
    clerk.sync()?;
    township.sync()?;
    let case = township.ask(&["show", id])?;
    say::check(text_at(&case, "state") == "returned" && count_at(&case, "reopened") == 1, "the case is open again")?;
    township.show(&["draw", "show", draw])
}
