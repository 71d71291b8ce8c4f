//! 矛盾调解: neighbours quarrel; the grid worker tries first, the community settles it (mode ②), the agreement is printed for signing.

use serde_json::{Value, json};

use crate::demo::chapters::up_two_levels::hand_over;
use crate::demo::phone::text_at;
use crate::demo::say;
use crate::demo::stage::Stage;
use crate::error::XtaskError;

pub(in crate::demo) fn tell(stage: &Stage<'_>) -> Result<(), XtaskError> {
    say::chapter(
        "六、邻里纠纷：网格首接，社区调成",
        "6. A neighbours' quarrel: tried in the grid, settled in the community",
    );
    let (worker, desk) = (&stage.worker, &stage.desk);
    let dispute = json!({ "class": "dispute", "title": "空调滴水引起争吵", "source": "walk_in" });
    let case = worker.capture("case", &dispute)?;
    let case = text_at(&case, "record");
    let opening = json!({
        "case": case, "type": "neighbours", "source": "party_asks", "brief": "张建明称李国强家空调滴水",
        "parties": [
            { "role": "applicant", "name": "张建明", "phone": "13800001234", "address": "3 号" },
            { "role": "respondent", "name": "李国强" },
        ],
    });
    let opened = worker.give(&["mediation", "open", "-"], &opening)?;
    let quarrel = text_at(&opened, "record");
    worker.give(&["mediation", "act", quarrel, "-"], &attempt("grid", "hand_up"))?;
    hand_over(worker, desk)?;

    desk.give(&["mediation", "act", quarrel, "-"], &attempt("community", "agreed"))?;
    let agreement = json!({
        "act": "agree", "facts": "李国强家水管脱落", "terms": ["李国强七日内移装", "双方不再争吵"], "copies": 3,
    });
    desk.give(&["mediation", "act", quarrel, "-"], &agreement)?;
    desk.sync()?;
    let view: Value = desk.ask(&["mediation", "show", quarrel])?;
    say::check(
        (text_at(&view, "mode"), text_at(&view, "state")) == ("community", "agreed"),
        "settled in the second mode (社区调解)",
    )?;
    desk.show(&["mediation", "show", quarrel])?;
    say::check(!view.to_string().contains("张建明"), "names are masked on every screen")?;
    print(stage, quarrel)?;

    worker.ask(&["act", case, "handle"])?;
    worker.ask(&["act", case, "report_back", "--text", "社区调解达成协议"])?;
    hand_over(worker, desk)?;
    desk.ask(&["act", case, "close"])?;
    desk.sync()?;
    Ok(())
}

fn attempt(mode: &str, outcome: &str) -> Value {
    json!({
        "act": "attempt", "mode": mode, "outcome": outcome, "told_rights": true, "place": "社区调解室",
        "present": ["张建明", "李国强"], "statements": "张建明：夜里滴水。李国强：已约师傅。", "result": "见结果",
    })
}

/// Whole names are on the paper, and that it was printed is in the record.
fn print(stage: &Stage<'_>, quarrel: &str) -> Result<(), XtaskError> {
    let paper = stage.dir.path().join("agreement.pdf");
    let out = paper.to_string_lossy();
    stage.desk.ask(&["print", "mediation", quarrel, "--paper", "agreement", "--out", &out])?;
    let pdf = std::fs::read(&paper).map_err(XtaskError::file(&paper))?;
    say::check(pdf.starts_with(b"%PDF"), &format!("the agreement is a PDF of {} bytes, ready to sign", pdf.len()))?;
    let view = stage.desk.ask(&["mediation", "show", quarrel])?;
    say::check(view.to_string().contains("printed"), "that it was printed is part of the record")
}
