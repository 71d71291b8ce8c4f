//! 四级流转: the hazard goes up two levels, comes back down, is dealt with and closed; exactly one post answers for it throughout, and
//! the volunteer who reported it hears of it.

use serde_json::Value;

use crate::demo::chapters::offline::Offline;
use crate::demo::phone::{Phone, rows_at, text_at};
use crate::demo::say;
use crate::demo::stage::Stage;
use crate::error::XtaskError;

const ANSWER: &str = "楼道已清理，谢谢您的随手拍。";

pub(in crate::demo) fn tell(stage: &Stage<'_>, offline: &Offline) -> Result<(), XtaskError> {
    say::chapter("五、四级流转：网格、社区、街道，再回到网格", "5. Up two levels, back down, and closed");
    let id = offline.case.as_str();
    let (worker, desk, township, volunteer) = (&stage.worker, &stage.desk, &stage.township, &stage.volunteer);
    volunteer.show_failure(&["act", id, "close"], 4)?;

    worker.ask(&["act", id, "escalate", "--text", "需要联系物业和消防"])?;
    hand_over(worker, desk)?;
    desk.show(&["home"])?;
    desk.ask(&["act", id, "accept"])?;
    desk.ask(&["act", id, "escalate", "--text", "涉及全街道飞线充电整治"])?;
    hand_over(desk, township)?;
    answers(township, id, "township_desk")?;
    township.ask(&["act", id, "accept"])?;
    let to = worker.owner.post.as_str();
    township.ask(&["act", id, "dispatch", "--to", to, "--to-kind", "grid_worker", "--note", "今天内清理"])?;
    hand_over(township, worker)?;
    answers(worker, id, "grid_worker")?;
    worker.ask(&["act", id, "handle"])?;
    worker.ask(&["act", id, "report_back", "--text", "车已移走，飞线已剪，已与车主谈话。"])?;
    hand_over(worker, township)?;
    township.ask(&["act", id, "close", "--reply", ANSWER])?;
    hand_over(township, volunteer)?;

    let reports = volunteer.ask(&["list", "reports"])?;
    let replies = rows_at(&reports, "rows").first().map_or(&[][..], |report| rows_at(report, "replies"));
    let last = replies.last().map(|reply| text_at(reply, "words")).unwrap_or_default();
    say::check(last == ANSWER, "the volunteer reads the township's answer")?;
    volunteer.show(&["list", "reports"])?;
    let case = township.ask(&["show", id])?;
    let ups = rows_at(&case, "hops").iter().filter(|hop| text_at(hop, "act") == "escalate").count();
    say::check(ups == 2, "the case went up two levels, each time with a reason")?;
    township.show(&["show", id])
}

/// The one post that answers for the case, as this phone sees it.
fn answers(phone: &Phone<'_>, id: &str, kind: &str) -> Result<(), XtaskError> {
    let case: Value = phone.ask(&["show", id])?;
    let claim = format!("a {kind} answers for it now, nobody else");
    say::check(text_at(&case, "responsible_kind") == kind, &claim)
}

pub(in crate::demo) fn hand_over(from: &Phone<'_>, to: &Phone<'_>) -> Result<(), XtaskError> {
    from.sync()?;
    to.sync()?;
    Ok(())
}
