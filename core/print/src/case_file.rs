//! 人民调解卷宗: cover and contents, register, notice of rights, records of every attempt, opinions and hand-overs, the agreement,
//! fulfilment, follow-up. Papers that only a scan can be are listed in the contents.

use etong_core::domain::mediation::{Attempt, MediationAct, Methods, PaperLine, PaperNeed, papers as contents};
use etong_core::view::MediationPapers;

use crate::agreement::{number, parties};
use crate::sheet::Sheet;
use crate::{PrintError, agreement, say};

/// 人民调解法, articles 23 and 24, as they are told.
const RIGHTS: &[&str] = &[
    "当事人在人民调解活动中享有下列权利：（一）选择或者接受人民调解员；（二）接受调解、拒绝调解或者要求终止调解；\
     （三）要求调解公开进行或者不公开进行；（四）自主表达意愿、自愿达成调解协议。",
    "当事人在人民调解活动中履行下列义务：（一）如实陈述纠纷事实；（二）遵守调解现场秩序，尊重人民调解员；\
     （三）尊重对方当事人行使权利。",
];

pub(crate) fn write(sheet: &mut Sheet<'_>, papers: &MediationPapers) -> Result<(), PrintError> {
    cover(sheet, papers);
    register(sheet, papers);
    rights(sheet, papers);
    course(sheet, papers);
    if papers.mediation.agreement.is_some() {
        sheet.new_page();
        agreement::write(sheet, papers)?;
    }
    afterwards(sheet, papers);
    Ok(())
}

fn cover(sheet: &mut Sheet<'_>, papers: &MediationPapers) {
    let mediation = &papers.mediation;
    sheet.gap(60.0);
    sheet.centred(&say::committee(papers), 18.0);
    sheet.gap(16.0);
    sheet.centred("人 民 调 解 卷 宗", 28.0);
    sheet.gap(28.0);
    let names: Vec<&str> = mediation.opening.parties.iter().map(|party| party.name.as_str()).collect();
    let row = |label: &str, value: String| vec![label.to_owned(), value];
    sheet.table(
        &[1.0, 3.0],
        &[
            row("卷宗编号", number(papers)),
            row("纠纷类型", say::dispute(&mediation.opening.dispute).to_owned()),
            row("当事人", names.join("、")),
            row("案件来源", say::source(&mediation.opening.source).to_owned()),
            row("受理日期", say::day(mediation.opened_at)),
            row("调解员", say::holders(papers, &mediation.mediators)),
            row("调解结果", result(papers).to_owned()),
        ],
    );
    sheet.new_page();
    sheet.title("卷 内 目 录");
    let head = ["序号", "材料名称", "要求", "系统记录", "入卷份数"].map(str::to_owned).to_vec();
    let lines = contents(mediation);
    let shown = lines.iter().filter(|line| line.need != PaperNeed::None);
    let rows = std::iter::once(head).chain((1..).zip(shown).map(|(nth, line)| contents_row(nth, line)));
    sheet.table(&[1.0, 5.0, 1.6, 1.8, 1.8], &rows.collect::<Vec<_>>());
    let missing: Vec<&str> = lines.iter().filter(|line| line.is_missing()).map(|line| say::paper(&line.item)).collect();
    if !missing.is_empty() {
        sheet.paragraph(&format!("尚缺必备材料：{}。", missing.join("、")));
    }
}

fn contents_row(nth: u32, line: &PaperLine) -> Vec<String> {
    let need = if line.need == PaperNeed::Required { "必备" } else { "可选" };
    let recorded = if line.recorded { "有" } else { "——" };
    vec![nth.to_string(), say::paper(&line.item).to_owned(), need.into(), recorded.into(), line.filed.to_string()]
}

fn register(sheet: &mut Sheet<'_>, papers: &MediationPapers) {
    let mediation = &papers.mediation;
    sheet.new_page();
    sheet.title("人民调解受理登记表");
    sheet.head("一、当事人");
    parties(sheet, mediation);
    let row = |label: &str, value: String| vec![label.to_owned(), value];
    sheet.head("二、受理情况");
    sheet.table(
        &[1.0, 4.0],
        &[
            row("登记日期", say::day(mediation.opened_at)),
            row("纠纷类型", say::dispute(&mediation.opening.dispute).to_owned()),
            row("案件来源", say::source(&mediation.opening.source).to_owned()),
            row("简要情况", mediation.opening.brief.clone()),
            row("登记人", say::holder(papers, mediation.opened_by)),
        ],
    );
    sheet.signature("申请人：", 1);
}

fn rights(sheet: &mut Sheet<'_>, papers: &MediationPapers) {
    sheet.new_page();
    sheet.title("当事人权利义务告知书");
    sheet.paragraph("根据《中华人民共和国人民调解法》，现将当事人在人民调解活动中的权利义务告知如下：");
    for paragraph in RIGHTS {
        sheet.paragraph(paragraph);
    }
    sheet.paragraph("人民调解委员会调解民间纠纷，不收取任何费用。");
    for party in &papers.mediation.opening.parties {
        sheet.signature(&format!("{}（{}）：", say::role(&party.role), party.name), 1);
    }
    sheet.seal(&say::committee(papers), "    年    月    日");
}

fn course(sheet: &mut Sheet<'_>, papers: &MediationPapers) {
    for act in papers.mediation.effective() {
        match &act.act {
            MediationAct::Attempt(sitting) => attempt(sheet, papers, sitting),
            MediationAct::Methods(used) => methods(sheet, used),
            MediationAct::Recuse(recusal) => {
                sheet.head("回避");
                let who = say::holder(papers, recusal.mediator);
                sheet.paragraph(&format!("调解员{who}回避，事由：{}。", say::recusal(&recusal.reason)));
                sheet.paragraph(recusal.note.as_deref().unwrap_or_default());
            }
            MediationAct::Opinion(opinion) => {
                sheet.head("法律政策意见");
                sheet.paragraph(&opinion.words);
                if !opinion.rules.is_empty() {
                    sheet.paragraph(&format!("依据：{}。", opinion.rules.join("；")));
                }
                sheet.right(&format!("{}　{}", say::holder(papers, act.post), say::day(act.captured_at)));
            }
            MediationAct::Handover(handover) => {
                sheet.head("移送");
                let number = handover.number.as_ref().map(|number| format!("（编号 {number}）")).unwrap_or_default();
                let to = say::side(&handover.to);
                sheet.paragraph(&format!(
                    "{}移送{to}{number}，事由：{}。",
                    say::moment(act.captured_at),
                    handover.reason
                ));
            }
            MediationAct::Receipt(receipt) => {
                let taken = if receipt.accepted { "接收" } else { "不予接收" };
                sheet.paragraph(&format!(
                    "回执：{}{taken}。{}",
                    say::moment(receipt.at),
                    say::or_dash(receipt.note.as_deref())
                ));
            }
            MediationAct::Extend { days, consent_of } => {
                sheet.head("延长调解期限");
                sheet.paragraph(&format!("经{}同意，延长{days}日。", consent_of.join("、")));
            }
            MediationAct::Fail(failure) => {
                sheet.head("调解不成");
                sheet.paragraph(&format!("{}。已告知当事人可以：{}。", failure.reason, failure.told_of.join("、")));
            }
            MediationAct::Withdraw { party, words } => {
                sheet.head("当事人撤回");
                sheet.paragraph(&format!("{party}：{words}"));
            }
            _ => {}
        }
    }
}

fn attempt(sheet: &mut Sheet<'_>, papers: &MediationPapers, attempt: &Attempt) {
    sheet.new_page();
    sheet.title("人民调解记录");
    let row = |label: &str, value: String| vec![label.to_owned(), value];
    let told = if attempt.told_rights { "已告知" } else { "未告知" };
    sheet.table(
        &[1.0, 4.0],
        &[
            row("方式", say::mode(&attempt.mode).to_owned()),
            row("时间", say::moment(attempt.at)),
            row("地点", say::or_dash(attempt.place.as_deref())),
            row("调解员", say::holders(papers, &attempt.mediators)),
            row("参加人", say::or_dash(Some(&attempt.present.join("、")))),
            row("权利义务", told.to_owned()),
            row("陈述", say::or_dash(Some(&attempt.statements))),
            row("核实事实", say::or_dash(Some(&attempt.facts))),
            row("调解结果", format!("{}\n{}", say::outcome(&attempt.outcome), attempt.result)),
        ],
    );
    for party in &papers.mediation.opening.parties {
        sheet.signature(&format!("{}（{}）：", say::role(&party.role), party.name), 1);
    }
    sheet.signature("调解员：", 1);
    sheet.signature("记录人：", 1);
}

fn methods(sheet: &mut Sheet<'_>, methods: &Methods) {
    sheet.head("调解方法");
    let tags: Vec<&str> = methods.tags.iter().map(say::method).collect();
    sheet.paragraph(&format!("运用：{}。", tags.join("、")));
    if !methods.invited.is_empty() {
        sheet.paragraph(&format!("邀请参加：{}。", methods.invited.join("、")));
    }
    if let (Some(question), Some(vote)) = (&methods.question, methods.vote) {
        let (yes, no, none) = (vote.in_favour, vote.against, vote.abstained);
        sheet.paragraph(&format!("就“{question}”表决：赞成{yes}票，反对{no}票，弃权{none}票。"));
    }
    sheet.paragraph(methods.note.as_deref().unwrap_or_default());
}

fn afterwards(sheet: &mut Sheet<'_>, papers: &MediationPapers) {
    let mut first = true;
    for act in papers.mediation.effective() {
        let (title, text) = match &act.act {
            MediationAct::Fulfil(fulfilment) => {
                let by = say::or_dash(fulfilment.by.as_deref());
                let proof = say::or_dash(fulfilment.proof.as_deref());
                let done = say::done(&fulfilment.done);
                ("协议履行情况", format!("{}，{by}{done}。履行凭证：{proof}。", say::day(fulfilment.at)))
            }
            MediationAct::FollowUp(visit) => (
                "人民调解回访记录",
                format!(
                    "{}，{}回访。履行情况：{}；满意程度：{}；激化迹象：{}；采取措施：{}。",
                    say::day(visit.at),
                    say::holder(papers, act.post),
                    say::done(&visit.done),
                    say::satisfaction(&visit.satisfaction),
                    say::or_dash(visit.risk.as_deref()),
                    say::or_dash(visit.measures.as_deref()),
                ),
            ),
            MediationAct::Confirm(asked) => {
                let result = say::confirmation(&asked.result);
                ("司法确认", format!("{}，{}：{result}。", say::day(asked.at), asked.court))
            }
            _ => continue,
        };
        if first {
            sheet.new_page();
            sheet.title("履行、回访与司法确认");
            first = false;
        }
        sheet.head(title);
        sheet.paragraph(&text);
    }
}

fn result(papers: &MediationPapers) -> &'static str {
    use etong_core::domain::mediation::MediationState;
    match papers.mediation.state {
        MediationState::Open => "已受理",
        MediationState::Underway => "调解中",
        MediationState::HandedOver => "已移送",
        MediationState::Agreed => "达成协议",
        MediationState::Fulfilled => "达成协议并已履行",
        MediationState::Failed => "调解不成",
        MediationState::Withdrawn => "当事人撤回",
    }
}
