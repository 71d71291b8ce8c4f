//! Chinese words for the codes of mediation, where `open` and `handed_over` are states of a mediation and not of something else.

use super::words;

const WORDS: &[(&str, &str)] = &[
    ("open", "受理"),
    ("handed_over", "已移送"),
    ("agreed", "达成协议"),
    ("fulfilled", "履行完毕"),
    ("failed", "调解不成"),
    ("withdrawn", "已撤回"),
    ("team", "队伍"),
    ("police", "公安"),
    ("not_agreed", "未达成协议"),
    ("adjourned", "改期"),
    ("hand_up", "提请上级"),
    ("appoint", "指派调解员"),
    ("attempt", "调解"),
    ("methods", "调解方法"),
    ("recuse", "回避"),
    ("lift_recusal", "撤销回避"),
    ("ask", "请求支援"),
    ("opinion", "法律意见"),
    ("handover", "移送"),
    ("receipt", "回执"),
    ("agree", "签订协议"),
    ("fulfil", "履行"),
    ("follow_up", "回访"),
    ("confirm", "司法确认"),
    ("extend", "延期"),
    ("fail", "终止"),
    ("withdraw", "撤回"),
    ("paper", "入卷"),
    ("notified", "已报告"),
    ("printed", "打印"),
    ("note", "备注"),
    ("notify", "立即报告"),
    ("mediate", "调解"),
    ("papers", "补齐卷宗"),
    ("done", "可归档"),
    ("family", "婚姻家庭"),
    ("neighbours", "邻里"),
    ("homestead", "房屋宅基地"),
    ("contract", "合同"),
    ("business", "生产经营"),
    ("damages", "损害赔偿"),
    ("land", "山林土地"),
    ("demolition", "征地拆迁"),
    ("pollution", "环境污染"),
    ("labour", "劳动争议"),
    ("medical", "医疗"),
    ("traffic", "道路交通"),
    ("property_management", "物业"),
    ("consumer", "消费"),
    ("travel", "旅游"),
    ("online_trade", "电子商务"),
    ("other", "其他"),
    ("party_asks", "当事人申请"),
    ("active", "主动调解"),
    ("court", "法院"),
    ("department", "部门"),
    ("applicant", "申请方"),
    ("respondent", "被申请方"),
    ("third_party", "第三方"),
    ("application", "申请书"),
    ("register", "受理登记表"),
    ("rights_notice", "权利义务告知书"),
    ("identity", "身份证明"),
    ("authorisation", "授权委托书"),
    ("investigation", "调查记录"),
    ("record", "调解记录"),
    ("agreement", "协议书"),
    ("oral_agreement", "口头协议登记表"),
    ("performance", "履行凭证"),
    ("confirmation", "司法确认材料"),
    ("explanation", "情况说明"),
    ("quiet", "零报警"),
    ("not_quiet", "有报警"),
    ("community", "社区(村)"),
    ("grid", "网格员"),
    ("underway", "调解中"),
    ("evidence", "证据"),
];

/// `调解中 underway`.
pub(crate) fn word(code: &str) -> String {
    let zh = zh(code);
    if zh == code { code.to_owned() } else { format!("{zh} {code}") }
}

/// Only the Chinese word, where there is one.
pub(crate) fn zh(code: &str) -> &str {
    WORDS.iter().find(|(own, _)| *own == code).map_or_else(|| words::zh(code), |(_, zh)| zh)
}

#[cfg(test)]
mod tests {
    use etong_core::domain::mediation::{
        DisputeType, MediationSource, MediationState, Mode, Outcome, PaperWord, PartyRole, Side,
    };

    use super::*;

    #[test]
    fn every_word_of_a_mediation_has_a_chinese_one() {
        let states = MediationState::ALL.map(MediationState::as_str);
        let known = states
            .into_iter()
            .chain(DisputeType::KNOWN.iter().map(DisputeType::as_str))
            .chain(MediationSource::KNOWN.iter().map(MediationSource::as_str))
            .chain(Mode::KNOWN.iter().map(Mode::as_str))
            .chain(Outcome::KNOWN.iter().map(Outcome::as_str))
            .chain(PaperWord::KNOWN.iter().map(PaperWord::as_str))
            .chain(PartyRole::KNOWN.iter().map(PartyRole::as_str))
            .chain([
                "effective",
                "superseded",
                "not_allowed",
                "notify",
                "mediate",
                "done",
                "quiet",
                "not_quiet",
                "unknown",
            ]);
        for code in known {
            assert_ne!(zh(code), code);
        }
        assert!(Side::KNOWN.iter().all(|side| word(side.as_str()).contains(side.as_str())));
    }
}
