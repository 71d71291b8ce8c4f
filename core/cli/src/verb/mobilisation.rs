//! Notices, calls for help, campaigns and hours: one request or one view each.

use std::path::Path;

use etong_core::App;
use etong_core::capture::{
    CallAmendRequest, CallAnswerRequest, CallRequest, CampaignActRequest, CampaignRequest, MusterActRequest,
    NoticeRequest,
};
use etong_core::view::{CallRow, CallView, CampaignRow, CampaignView, NoticeRow, NoticeView};

use super::capture::{read, saved};
use super::list::goes_on;
use crate::args::{Call, Campaign, Hours, Notice};
use crate::error::CliError;
use crate::out::{Answer, ending, facts, shown, table, words};
use crate::phone;

/// Far more than any certificate.
const CERTIFICATE_BYTES_MAX: u64 = 16 * 1024 * 1024;

pub(super) fn notice(app: &App, step: &Notice) -> Result<Answer, CliError> {
    match step {
        Notice::Publish { file } => Ok(saved(&app.publish_notice(&read::<NoticeRequest>(file)?)?)),
        Notice::Withdraw { id, reason } => Ok(saved(&app.withdraw_notice(&phone::record(app, id)?, reason)?)),
        Notice::Know { id } => Ok(saved(&app.acknowledge_notice(&phone::record(app, id)?)?)),
        Notice::Show { id } => {
            let id = phone::record(app, id)?;
            let view = app.notice(&id)?;
            app.see_notice(&id)?;
            Ok(Answer::new(notice_text(&view), &view))
        }
        Notice::Readers { id, after } => {
            let view = app.notice_readers(&phone::record(app, id)?, after.after.as_deref())?;
            let rows = view.posts.iter().map(|post| {
                let kind = post.kind.as_deref().map(words::word).unwrap_or_default();
                vec![post.name.clone().unwrap_or_default(), kind, shown(post.at)]
            });
            let list = table(&[("姓名", "Name"), ("岗位", "Post"), ("时间", "At")], rows);
            Ok(Answer::new(
                format!("{list}\n已知晓 known {} / 应知 asked {}", view.read, view.asked)
                    + &goes_on(view.next.as_deref()),
                &view,
            ))
        }
        Notice::Text { id } => {
            let view = app.notice_text(&phone::record(app, id)?)?;
            Ok(Answer::new(view.text.clone(), &view))
        }
    }
}

pub(super) fn call(app: &App, step: &Call) -> Result<Answer, CliError> {
    let answer = |id: &str, request: &CallAnswerRequest| -> Result<Answer, CliError> {
        Ok(saved(&app.answer_call(&phone::record(app, id)?, request)?))
    };
    let act = |id: &str, act: &str, result: Option<&String>| -> Result<Answer, CliError> {
        let request = MusterActRequest { act: act.into(), result: result.cloned(), ..MusterActRequest::default() };
        Ok(saved(&app.act_on_muster(&my_muster(app, id)?, &request)?))
    };
    match step {
        Call::Publish { file } => Ok(saved(&app.publish_call(&read::<CallRequest>(file)?)?)),
        Call::Amend { id, file } => {
            Ok(saved(&app.amend_call(&phone::record(app, id)?, &read::<CallAmendRequest>(file)?)?))
        }
        Call::Stop { id, reason } => Ok(saved(&app.stop_call(&phone::record(app, id)?, reason)?)),
        Call::Confirm { id } => Ok(saved(&app.confirm_call(&phone::record(app, id)?)?)),
        Call::Accept { id, skills, note } => {
            answer(id, &CallAnswerRequest { accept: true, skills: skills.clone(), note: note.clone() })
        }
        Call::Decline { id } => answer(id, &CallAnswerRequest::default()),
        Call::Arrive { id } => act(id, "arrive", None),
        Call::Leave { id, result } => act(id, "leave", result.as_ref()),
        Call::Withdraw { id } => act(id, "withdraw", None),
        Call::Tell { id, words } => Ok(saved(&app.tell_muster(&phone::record(app, id)?, words)?)),
        Call::Show { id, after } => {
            let view = app.call(&phone::record(app, id)?, after.after.as_deref())?;
            Ok(Answer::new(call_text(&view) + &goes_on(view.next.as_deref()), &view))
        }
    }
}

pub(super) fn campaign(app: &App, step: &Campaign) -> Result<Answer, CliError> {
    match step {
        Campaign::Publish { file } => Ok(saved(&app.publish_campaign(&read::<CampaignRequest>(file)?)?)),
        Campaign::Act { id, file } => {
            Ok(saved(&app.act_on_campaign(&phone::record(app, id)?, &read::<CampaignActRequest>(file)?)?))
        }
        Campaign::Show { id, after } => {
            let view = app.campaign(&phone::record(app, id)?, after.after.as_deref())?;
            Ok(Answer::new(campaign_text(&view) + &goes_on(view.next.as_deref()), &view))
        }
    }
}

pub(super) fn hours(app: &App, step: &Hours) -> Result<Answer, CliError> {
    match step {
        Hours::Certify { from, until } => {
            let made = app.certify_hours(from.unwrap_or(0), until.unwrap_or(i64::MAX))?;
            Ok(Answer::new(made.text.clone(), &made))
        }
        Hours::Check { file } => {
            let checked = app.check_hours(&text_of(file)?)?;
            let lines = facts([
                ("分钟", "minutes", Some(checked.minutes.to_string())),
                ("项数", "lines", Some(checked.lines.to_string())),
                ("手机", "device", Some(checked.device.clone())),
                ("中继已回执", "receipted", Some(words::yes_no(checked.receipted))),
            ]);
            Ok(Answer::new(format!("证明属实 the certificate holds\n{lines}"), &checked))
        }
    }
}

fn text_of(file: &Path) -> Result<String, CliError> {
    use std::io::Read as _;
    let mut text = String::new();
    std::fs::File::open(file)
        .and_then(|opened| opened.take(CERTIFICATE_BYTES_MAX).read_to_string(&mut text))
        .map_err(CliError::file(file))?;
    Ok(text)
}

/// The owner's answer to a call, by the id of the call.
fn my_muster(app: &App, call: &str) -> Result<String, CliError> {
    let call = phone::record(app, call)?;
    let missing = || CliError::Usage("you have not answered this call; accept it first".into());
    app.call(&call, None)?.my_muster.ok_or_else(missing)
}

pub(super) fn notices(rows: &[NoticeRow]) -> String {
    let headings =
        [("编号", "Id"), ("级别", "Priority"), ("标题", "Title"), ("发布", "Published"), ("已读", "Read"), ("", "")];
    table(
        &headings,
        rows.iter().map(|row| {
            let asks = if row.operational && !row.read { "请确认 acknowledge" } else { "" };
            let priority = words::word(&row.priority);
            let read = words::yes_no(row.read);
            vec![ending(&row.record), priority, row.title.clone(), shown(row.published_at), read, asks.to_owned()]
        }),
    )
}

pub(super) fn calls(rows: &[CallRow]) -> String {
    let headings = [
        ("编号", "Id"),
        ("状态", "State"),
        ("用途", "Purpose"),
        ("标题", "Title"),
        ("开始", "From"),
        ("结束", "Until"),
        ("人数", "Wanted"),
        ("我的答复", "My answer"),
    ];
    table(
        &headings,
        rows.iter().map(|row| {
            vec![
                ending(&row.record),
                words::word(&row.state),
                words::word(&row.purpose),
                row.title.clone(),
                shown(row.from),
                shown(row.until),
                row.quota.to_string(),
                row.my_answer.as_deref().map(answer_word).unwrap_or_default(),
            ]
        }),
    )
}

pub(super) fn campaigns(rows: &[CampaignRow]) -> String {
    let headings =
        [("编号", "Id"), ("状态", "State"), ("名称", "Name"), ("开始", "From"), ("结束", "Until"), ("范围", "Scope")];
    table(
        &headings,
        rows.iter().map(|row| {
            let (from, until) = (shown(row.from), shown(row.until));
            vec![ending(&row.record), words::word(&row.state), row.name.clone(), from, until, row.scope.clone()]
        }),
    )
}

/// Two words that mean something else on a case.
fn answer_word(code: &str) -> String {
    match code {
        "declined" => "已谢绝 declined".into(),
        "waiting" => "候补 waiting".into(),
        code => words::word(code),
    }
}

fn notice_text(view: &NoticeView) -> String {
    let text = facts([
        ("通知", "notice", Some(view.title.clone())),
        ("编号", "record", Some(view.record.clone())),
        ("状态", "state", Some(words::word(&view.standing))),
        ("级别", "priority", Some(words::word(&view.priority))),
        ("范围", "scope", Some(view.scope.clone())),
        ("发布", "published", Some(shown(view.published_at))),
        ("有效至", "until", view.valid_until.map(shown)),
        ("发布人", "by", view.by_name.clone()),
        ("撤回原因", "withdrawn", view.withdrawn.clone()),
    ]);
    let asks = if view.asks_me { "\n\n请确认 please acknowledge: etong notice know ID" } else { "" };
    format!("{text}\n\n{}{asks}", view.text)
}

fn call_text(view: &CallView) -> String {
    let counts = &view.counts;
    let text = facts([
        ("动员", "call", Some(view.title.clone())),
        ("编号", "record", Some(view.record.clone())),
        ("状态", "state", Some(words::word(&view.state))),
        ("用途", "purpose", Some(words::word(&view.purpose))),
        ("内容", "what", Some(view.what.clone()).filter(|what| !what.is_empty())),
        ("特长", "skills", Some(view.skills.join("、")).filter(|skills| !skills.is_empty())),
        ("时间", "time", Some(format!("{} – {} ({} 分钟 min)", shown(view.from), shown(view.until), view.minutes))),
        ("地点", "place", Some(view.address.clone()).filter(|address| !address.is_empty())),
        ("带队", "lead", view.lead.clone()),
        ("联系电话", "contact", view.contact.clone()),
        ("停止", "stopped", view.stopped.clone()),
        (
            "人数",
            "people",
            Some(format!(
                "需 wanted {} · 应征 accepted {} · 确认 confirmed {} · 候补 waiting {} · 在岗 present {} · 完成 done {}",
                view.quota, counts.accepted, counts.confirmed, counts.waiting, counts.present, counts.left
            )),
        ),
    ]);
    let headings = [
        ("编号", "Id"),
        ("姓名", "Name"),
        ("状态", "State"),
        ("名次", "Standing"),
        ("告知", "Told"),
        ("结果", "Result"),
    ];
    let rows = view.musters.iter().map(|muster| {
        vec![
            ending(&muster.record),
            muster.name.clone().unwrap_or_default(),
            answer_word(&muster.state),
            answer_word(&muster.standing),
            muster.words.last().cloned().unwrap_or_default(),
            muster.result.clone().unwrap_or_default(),
        ]
    });
    format!("{text}\n\n{}", table(&headings, rows))
}

fn campaign_text(view: &CampaignView) -> String {
    let campaign = &view.campaign;
    let text = facts([
        ("行动", "campaign", Some(campaign.name.clone())),
        ("编号", "record", Some(campaign.record.clone())),
        ("状态", "state", Some(words::word(&campaign.state))),
        ("范围", "scope", Some(campaign.scope.clone())),
        ("时间", "time", Some(format!("{} – {}", shown(campaign.from), shown(campaign.until)))),
        ("任务", "tasks", Some(view.tasks.join("；"))),
        ("指引", "guidance", Some(view.guidance.clone()).filter(|guidance| !guidance.is_empty())),
        ("结果", "outcome", view.closed.clone()),
    ]);
    let headings = [("单位", "Unit"), ("路径", "Path"), ("巡逻", "Patrols"), ("已结束", "Ended"), ("发现", "Findings")];
    let rows = view.progress.iter().map(|unit| {
        let name = unit.name.clone().unwrap_or_default();
        vec![name, unit.path.clone(), unit.patrols.to_string(), unit.ended.to_string(), unit.findings.to_string()]
    });
    format!("{text}\n\n{}", table(&headings, rows))
}
