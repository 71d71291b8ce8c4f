//! 考评: the county publishes the month; the community drills from a figure to the very case the callback reopened, and counts again.

use serde_json::json;

use crate::demo::chapters::callback::local_time;
use crate::demo::chapters::offline::Offline;
use crate::demo::phone::{rows_at, text_at};
use crate::demo::say;
use crate::demo::stage::Stage;
use crate::error::XtaskError;

pub(in crate::demo) fn tell(stage: &Stage<'_>, offline: &Offline) -> Result<(), XtaskError> {
    say::chapter("九、月度考评：从数字点到案件", "9. The month's assessment: from a figure to the case");
    let (county, desk) = (&stage.county, &stage.desk);
    stage.all_sync()?;
    let now = local_time(county)?;
    let request = json!({ "period": now.strftime("%Y-%m").to_string() });
    let left = now.date().days_in_month().saturating_sub(now.day());
    let days = u8::try_from(left.saturating_add(1)).unwrap_or(31);
    say::line("一个月过完以后", "the month is over: this phone's clock is played ahead, before that it is refused");
    let published = county.give_later(days, &["assessment", "publish", "-"], &request)?;
    let id = text_at(&published, "record");
    stage.all_sync()?;
    desk.show(&["assessment", "show", id])?;
    let behind = desk.ask(&["assessment", "cases", id, &stage.cast.community, "reopened"])?;
    let found = rows_at(&behind, "rows").iter().any(|row| text_at(row, "record") == offline.case);
    desk.show(&["assessment", "cases", id, &stage.cast.community, "reopened"])?;
    say::check(found, "behind the figure stands the case that the callback reopened")?;
    let again = desk.ask(&["assessment", "recheck", id])?;
    say::check(rows_at(&again, "differences").is_empty(), "the community counted again and got the same")
}
