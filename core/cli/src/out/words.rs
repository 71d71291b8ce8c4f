//! Chinese words for the core's codes. A code without a word (from a newer program) is shown as it is.

use etong_core::domain::resident;

const WORDS: &[(&str, &str)] = &[
    // States of a case.
    ("reported", "待受理"),
    ("accepted", "已受理"),
    ("dispatched", "已派遣"),
    ("handling", "处置中"),
    ("reported_back", "待核查"),
    ("closed", "已结案"),
    ("returned", "已退回"),
    // Acts on a case.
    ("report", "上报"),
    ("accept", "受理"),
    ("dispatch", "派遣"),
    ("handle", "处置"),
    ("report_back", "反馈"),
    ("close", "结案"),
    ("return", "退回"),
    ("comment", "意见"),
    ("visit", "走访"),
    ("evidence", "证据"),
    // Standings of an act.
    ("effective", "生效"),
    ("remark", "备注"),
    ("superseded", "已被取代"),
    ("not_allowed", "无权"),
    ("unknown", "未知"),
    // Classes of case.
    ("dispute", "矛盾纠纷"),
    ("hazard", "安全隐患"),
    ("request", "民生诉求"),
    // States of a patrol.
    ("underway", "进行中"),
    ("paused", "已暂停"),
    ("ended", "已结束"),
    // Posts.
    ("grid_worker", "网格员"),
    ("police_officer", "民警"),
    ("auxiliary_officer", "辅警"),
    ("team_member", "队员"),
    ("volunteer", "平安志愿者"),
    ("community_desk", "社区(村)"),
    ("township_desk", "乡镇(街道)"),
    ("county_desk", "县(市、区)"),
    // Units.
    ("county", "县(市、区)"),
    ("township", "乡镇(街道)"),
    ("community", "社区(村)"),
    ("grid", "网格"),
    ("subgrid", "小网格"),
    // How far an entry has come, and where it was kept aside.
    ("phone", "本机"),
    ("relay", "中继"),
    ("refused", "被拒绝"),
];

const REFUSALS: &[(&str, &str)] = &[
    ("Malformed", "内容读不懂"),
    ("Upgrade", "版本不符，请升级"),
    ("BadCode", "入网码不对、已用过或已过期"),
    ("Forbidden", "岗位无权"),
    ("TooLarge", "内容太大"),
    ("BadSignature", "签名不符"),
    ("BrokenChain", "记录链不连续"),
    ("Gone", "记录已删除"),
    ("BadDependency", "缺少前置变更"),
    ("ActorReuse", "变更编号重复"),
    ("Quarantined", "未通过检查，已隔离"),
    ("Untrusted", "中继的回应不可信"),
];

/// `待受理 reported`; a word without a Chinese one stays alone.
pub(crate) fn word(code: &str) -> String {
    match find(WORDS, code) {
        Some(zh) => format!("{zh} {code}"),
        None => code.to_owned(),
    }
}

/// Only the Chinese word, where there is one.
pub(crate) fn zh(code: &str) -> &str {
    find(WORDS, code).unwrap_or(code)
}

/// `网格员, 民警` for `grid_worker, police_officer`.
pub(crate) fn list(codes: &str) -> String {
    codes.split(", ").map(zh).collect::<Vec<_>>().join("、")
}

pub(crate) fn refusal(code: &str) -> &str {
    find(REFUSALS, code).unwrap_or(code)
}

/// `联系电话 phone` for the key of a field.
pub(crate) fn field(key: &str) -> String {
    match resident::spec(key) {
        Some(spec) => format!("{} {key}", spec.zh),
        None => key.to_owned(),
    }
}

pub(crate) fn yes_no(yes: bool) -> String {
    if yes { "是 yes" } else { "否 no" }.to_owned()
}

fn find(words: &[(&'static str, &'static str)], code: &str) -> Option<&'static str> {
    words.iter().find(|(own, _)| *own == code).map(|(_, zh)| *zh)
}

#[cfg(test)]
mod tests {
    use super::*;
    use etong_core::domain::case::{ActWord, CaseClass, CaseState};
    use etong_core::protocol::PostKind;

    #[test]
    fn every_word_of_the_core_has_a_chinese_one() {
        let states = CaseState::ALL.map(CaseState::as_str);
        let acts = ActWord::ALL.map(ActWord::as_str);
        let classes = CaseClass::KNOWN.iter().map(CaseClass::as_str);
        let posts = PostKind::KNOWN.iter().map(PostKind::as_str);
        for code in states.into_iter().chain(acts).chain(classes).chain(posts) {
            assert_ne!(zh(code), code);
        }
        assert_eq!(word("drone_flight"), "drone_flight");
    }
}
