//! The supervisor sees the board, dispatches, checks and closes; the volunteer hears of it.

use crate::demo::chapters::offline::Offline;
use crate::demo::phone::{Phone, rows_at, text_at};
use crate::demo::say;
use crate::demo::stage::Stage;
use crate::error::XtaskError;

pub(in crate::demo) fn tell(stage: &Stage<'_>, offline: &Offline) -> Result<(), XtaskError> {
    say::chapter("五、社区台：看板、派遣、核查、结案", "5. The community desk: board, dispatch, check, close");
    let id = offline.case.as_str();
    let (desk, worker, volunteer) = (&stage.desk, &stage.worker, &stage.volunteer);
    desk.sync()?;
    desk.show(&["list", "cases"])?;
    volunteer.show_failure(&["act", id, "close"], 4)?;

    let to = worker.owner.post.as_str();
    desk.ask(&["act", id, "dispatch", "--to", to, "--to-kind", "grid_worker", "--note", "今天内清理"])?;
    hand_over(desk, worker)?;
    worker.ask(&["act", id, "handle"])?;
    worker.ask(&["act", id, "report_back", "--text", "车已移走，飞线已剪，已与车主谈话。"])?;
    hand_over(worker, desk)?;
    desk.ask(&["act", id, "close", "--reply", "楼道已清理，谢谢您的随手拍。"])?;
    hand_over(desk, volunteer)?;

    let reports = volunteer.ask(&["list", "reports"])?;
    let replies = rows_at(&reports, "rows").first().map_or(&[][..], |report| rows_at(report, "replies"));
    let last = replies.last().map(|reply| text_at(reply, "words")).unwrap_or_default();
    say::check(last == "楼道已清理，谢谢您的随手拍。", "the volunteer reads the desk's answer")?;
    volunteer.show(&["list", "reports"])?;
    worker.sync()?;
    desk.show(&["show", id])
}

fn hand_over(from: &Phone<'_>, to: &Phone<'_>) -> Result<(), XtaskError> {
    from.sync()?;
    to.sync()?;
    Ok(())
}
