//! Chinese words for the core's codes. A code without a word (from a newer program) is shown as it is.

use etong_core::domain::resident;

const WORDS: &[(&str, &str)] = &[
    // States of a case.
    ("reported", "待受理"),
    ("accepted", "已受理"),
    ("filed", "已立案"),
    ("dispatched", "已派遣"),
    ("handling", "处置中"),
    ("reported_back", "待核查"),
    ("checking", "核查中"),
    ("closed", "已结案"),
    ("evaluated", "已评价"),
    ("archived", "已归档"),
    ("declined", "不予受理"),
    ("returned", "已退回"),
    ("void", "作废"),
    ("recalled", "已撤回"),
    ("transferred", "已移交"),
    ("suspended", "挂账"),
    // Acts on a case.
    ("report", "上报"),
    ("self_handle", "自处置"),
    ("accept", "受理"),
    ("file", "立案"),
    ("dispatch", "派遣"),
    ("handle", "处置"),
    ("report_back", "反馈"),
    ("to_collector", "返回采集员"),
    ("escalate", "上报上级"),
    ("check", "核查"),
    ("rework", "返工"),
    ("close", "结案"),
    ("return", "退回"),
    ("decline", "不予受理"),
    ("recall", "撤回"),
    ("transfer", "移交"),
    ("suspend", "挂账"),
    ("resume", "恢复办理"),
    ("evaluate", "评价"),
    ("archive", "归档"),
    ("reopen", "重办"),
    ("extend", "延期"),
    ("supervise", "督办"),
    ("urge", "催办"),
    ("joint", "协同"),
    ("link_duplicate", "并案"),
    ("unlink_duplicate", "取消并案"),
    ("classify", "改类定级"),
    ("rectify", "限期整改"),
    ("rate", "评分"),
    ("confirm", "确认解决"),
    ("callback", "回访"),
    ("ask", "申请"),
    ("first_response", "先期处置"),
    ("hand_over", "移交回执"),
    ("comment", "意见"),
    ("visit", "走访"),
    ("evidence", "证据"),
    // Standings of an act.
    ("effective", "生效"),
    ("marked", "已记"),
    ("waiting", "待中心确认"),
    ("remark", "备注"),
    ("superseded", "已被取代"),
    ("not_allowed", "无权"),
    ("unknown", "未知"),
    // Classes of case.
    ("dispute", "矛盾纠纷"),
    ("hazard", "安全隐患"),
    ("request", "民生诉求"),
    ("consultation", "咨询"),
    ("complaint", "投诉举报"),
    ("emergency", "应急"),
    ("urban_management", "城市管理"),
    ("other", "其他"),
    // States of a patrol.
    ("underway", "进行中"),
    ("paused", "已暂停"),
    ("ended", "已结束"),
    ("assigned", "已指派"),
    ("called_off", "已取消"),
    // Kinds of patrol, who of a pair has confirmed, what happened on the way.
    ("self_started", "自主巡逻"),
    ("campaign", "专项行动"),
    ("nobody", "未确认"),
    ("one", "一人确认"),
    ("both", "双方确认"),
    ("assign", "指派"),
    ("call_off", "取消"),
    ("start", "开始"),
    ("join", "搭档加入"),
    ("mocked", "模拟定位"),
    ("pause", "暂停"),
    ("gap", "轨迹缺口"),
    ("finding", "发现"),
    ("mark", "打点"),
    ("end", "结束"),
    // Campaigns, notices, calls and answers.
    ("planned", "未开始"),
    ("running", "进行中"),
    ("over", "已到期"),
    ("finished", "已完成"),
    ("routine", "一般"),
    ("important", "重要"),
    ("urgent", "紧急"),
    ("in_force", "有效"),
    ("expired", "已过期"),
    ("withdrawn", "已撤回"),
    ("replaced", "已替代"),
    ("prevention", "治安防控"),
    ("mediation", "纠纷调解"),
    ("legal", "法律服务"),
    ("volunteering", "志愿服务"),
    ("patrol", "群防任务"),
    ("training", "集训"),
    ("open", "征集中"),
    ("stopped", "已停止"),
    ("present", "在岗"),
    ("left", "已完成"),
    ("wanted", "入选"),
    ("confirmed", "已确认"),
    ("not_yet", "待中继"),
    ("twice", "重复"),
    ("out", "退出"),
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
