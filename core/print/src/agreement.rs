//! 人民调解协议书 (人民调解法, articles 28 and 29): parties, facts and liability, terms, how and by when, signatures, seal.

use etong_core::domain::mediation::{Agreement, MediationFold, Outcome};
use etong_core::view::MediationPapers;

use crate::PrintError;
use crate::say;
use crate::sheet::Sheet;

pub(crate) fn write(sheet: &mut Sheet<'_>, papers: &MediationPapers) -> Result<(), PrintError> {
    let mediation = &papers.mediation;
    let agreement = mediation.agreement.as_ref().ok_or(PrintError::NoAgreement)?;
    sheet.title(if agreement.oral { "人民调解口头协议登记表" } else { "人民调解协议书" });
    sheet.right(&format!("编号：{}", number(papers)));
    sheet.head("一、当事人基本情况");
    parties(sheet, mediation);
    sheet.head("二、纠纷的主要事实、争议事项和各方责任");
    sheet.paragraph(&agreement.facts);
    sheet.head("三、经调解，当事人自愿达成如下协议");
    for (nth, term) in (1..).zip(&agreement.terms) {
        sheet.paragraph(&format!("{nth}．{term}"));
    }
    sheet.head("四、履行方式、地点、期限");
    sheet.paragraph(&format!(
        "履行方式：{}；履行地点：{}；履行期限：{}。",
        say::or_dash(agreement.how.as_deref()),
        say::or_dash(agreement.place.as_deref()),
        agreement.until.map_or_else(|| "未约定".to_owned(), |until| format!("{}前", say::day(until))),
    ));
    sheet.paragraph(&binding(agreement));
    signatures(sheet, papers, agreement);
    Ok(())
}

/// 当事人表; also part of the register.
pub(crate) fn parties(sheet: &mut Sheet<'_>, mediation: &MediationFold) {
    let head = ["序号", "地位", "姓名", "性别", "民族", "年龄", "职业", "联系方式", "住址"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for (nth, party) in (1..).zip(&mediation.opening.parties) {
        let name = match &party.agent {
            Some(agent) => format!("{}\n（代理人：{agent}）", party.name),
            None => party.name.clone(),
        };
        rows.push(vec![
            nth.to_string(),
            say::role(&party.role).to_owned(),
            name,
            say::sex(party.sex.as_deref()),
            say::or_dash(party.nation.as_deref()),
            party.age.map_or_else(|| "——".to_owned(), |age| age.to_string()),
            say::or_dash(party.occupation.as_deref()),
            say::or_dash(party.phone.as_deref()),
            say::or_dash(party.address.as_deref()),
        ]);
    }
    // Wide enough for eleven digits of a phone number in one piece, and two characters of a heading.
    sheet.table(&[4.2, 6.0, 7.2, 4.2, 4.5, 4.2, 6.0, 11.2, 11.7], &rows);
}

/// The last digits of the record's id: enough to find it again.
pub(crate) fn number(papers: &MediationPapers) -> String {
    let id = papers.record.to_string().replace('-', "");
    let skip = id.chars().count().saturating_sub(12);
    id.chars().skip(skip).collect::<String>().to_uppercase()
}

fn binding(agreement: &Agreement) -> String {
    let since = if agreement.oral {
        "自各方当事人达成协议之日起生效"
    } else {
        "自各方当事人签名、盖章或者按指印，人民调解员签名并加盖人民调解委员会印章之日起生效"
    };
    format!(
        "本协议{since}，具有法律约束力，当事人应当按照约定履行。双方认为有必要的，可以自协议生效之日起三十日内共同向人民\
         法院申请司法确认。本协议一式{}份，当事人各执一份，人民调解委员会留存一份。",
        agreement.copies
    )
}

fn signatures(sheet: &mut Sheet<'_>, papers: &MediationPapers, agreement: &Agreement) {
    let mediation = &papers.mediation;
    sheet.gap(6.0);
    if !agreement.oral {
        for party in &mediation.opening.parties {
            sheet.signature(&format!("{}（{}）：", say::role(&party.role), party.name), 1);
        }
    }
    if !agreement.witnesses.is_empty() {
        sheet.signature(&format!("见证人（{}）：", agreement.witnesses.join("、")), agreement.witnesses.len());
    }
    let mediators = mediation.attempts().filter(|(_, attempt)| attempt.outcome == Outcome::Agreed).last();
    let names = mediators.map(|(_, attempt)| say::holders(papers, &attempt.mediators)).unwrap_or_default();
    sheet.signature(&format!("人民调解员（{names}）："), 1);
    sheet.seal(&say::committee(papers), &say::day(agreement.signed_at));
}
