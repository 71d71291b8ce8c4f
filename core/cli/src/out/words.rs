//! Chinese words for the core's codes. A code without a word (from a newer program) is shown as it is.

use etong_core::domain::{collection, resident};

const WORDS: &[(&str, &str)] = &[
    // Why something lies in custody, and a receipt's step.
    ("custody", "代管待审"),
    ("after", "离任后所写"),
    ("before", "到任前所写"),
    ("unclear", "时间不明"),
    ("lost", "手机遗失"),
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
    ("subject_rights", "个人信息请求"),
    ("other", "其他"),
    // States of a patrol.
    ("underway", "进行中"),
    ("paused", "已暂停"),
    ("ended", "已结束"),
    // Deadlines and draws.
    ("first_feedback", "首次反馈"),
    ("finish", "办结"),
    ("running", "计时中"),
    ("met", "按时"),
    ("late", "超期"),
    ("announced", "已预告"),
    ("drawn", "已抽取"),
    ("withdrawn", "已撤回"),
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
    ("over", "已到期"),
    ("finished", "已完成"),
    ("routine", "一般"),
    ("important", "重要"),
    ("urgent", "紧急"),
    ("prevention", "治安防控"),
    ("mediation", "纠纷调解"),
    ("legal", "法律服务"),
    ("volunteering", "志愿服务"),
    ("patrol", "群防任务"),
    ("training", "集训"),
    ("stopped", "已停止"),
    ("present", "在岗"),
    ("left", "已完成"),
    ("wanted", "入选"),
    ("confirmed", "已确认"),
    ("twice", "重复"),
    ("out", "退出"),
    // Collection: places, visits, likely duplicates, merges.
    ("dwelling", "房屋"),
    ("household", "家庭户"),
    ("collect", "信息采集"),
    ("care", "关爱"),
    ("renewal", "到期登记"),
    ("explain", "宣传"),
    ("same_number", "证件号码相同"),
    ("mistyped_number", "号码疑似输错"),
    ("same_name_and_birth", "同名同生日"),
    ("same_sound_and_dwelling", "同音同住所"),
    ("propose", "提出"),
    ("undo", "撤销"),
    ("proposed", "已提出"),
    ("undone", "已撤销"),
    // Posts.
    ("grid_worker", "网格员"),
    ("police_officer", "民警"),
    ("auxiliary_officer", "辅警"),
    ("team_member", "队员"),
    ("host_staff", "专属网格宿主单位人员"),
    ("volunteer", "平安志愿者"),
    ("community_desk", "社区(村)"),
    ("township_desk", "乡镇(街道)"),
    ("county_desk", "县(市、区)"),
    ("grid_leader", "网格长/楼栋长"),
    ("resident", "网格群众"),
    ("police_chief", "派出所领导"),
    ("callback_clerk", "回访员"),
    ("auditor", "审计"),
    ("administrator", "系统管理"),
    // Units.
    ("county", "县(市、区)"),
    ("township", "乡镇(街道)"),
    ("cases", "案件"),
    ("residents", "居民"),
    ("borders", "边界"),
    ("community", "社区(村)"),
    ("grid", "网格"),
    ("subgrid", "小网格"),
    // Rosters, lineage, cards.
    ("department", "部门"),
    ("police_station", "派出所"),
    ("team", "队伍"),
    ("dedicated_grid", "专属网格"),
    ("duty", "值班"),
    ("shift", "班次"),
    ("pair", "搭档"),
    ("on_call", "待命"),
    ("in_force", "有效"),
    ("replaced", "已被替换"),
    ("officer", "警员"),
    ("teams", "专门队伍"),
    ("held", "在任"),
    ("coming", "将任"),
    ("itself", "原单位"),
    ("merged", "合并后的单位"),
    ("ground", "所在地的单位"),
    ("above", "上级单位"),
    ("valid", "有效"),
    ("expired", "已过期"),
    ("not_yet", "尚未生效"),
    ("forged", "假证"),
    ("no_card", "不是工作证"),
    // Mediation: states, modes, outcomes, acts, next steps, types, papers.
    ("open", "受理"),
    ("look", "查看"),
    ("handed_over", "已移送"),
    ("agreed", "达成协议"),
    ("fulfilled", "履行完毕"),
    ("failed", "调解不成"),
    ("police", "公安"),
    ("not_agreed", "未达成协议"),
    ("adjourned", "改期"),
    ("hand_up", "提请上级"),
    ("appoint", "指派调解员"),
    ("attempt", "调解"),
    ("methods", "调解方法"),
    ("recuse", "回避"),
    ("lift_recusal", "撤销回避"),
    ("opinion", "法律意见"),
    ("handover", "移送"),
    ("receipt", "回执"),
    ("agree", "签订协议"),
    ("fulfil", "履行"),
    ("follow_up", "回访"),
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
    ("party_asks", "当事人申请"),
    ("active", "主动调解"),
    ("court", "法院"),
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
    // Inspections.
    ("fire", "消防"),
    ("gas", "燃气"),
    ("electricity", "电"),
    ("building", "建筑"),
    ("road", "道路"),
    ("chemicals", "危化"),
    ("water", "水域"),
    ("campus", "校园"),
    ("worker_and_officer", "网格员+警员"),
    ("same_grid", "同格"),
    ("same_community", "同社区"),
    ("man_and_woman", "男女搭配"),
    ("skill", "特长互补"),
    ("lives_here", "住在本格"),
    ("same_hours", "同班"),
    ("clue.team", "队伍线索"),
    ("scenic", "景区"),
    ("park", "园区"),
    ("ok", "合格"),
    ("bad", "不合格"),
    ("not_applicable", "不涉及"),
    // Clues.
    ("theft", "盗窃"),
    ("fraud", "诈骗"),
    ("gambling", "赌博"),
    ("drugs", "涉毒"),
    ("pyramid_selling", "传销"),
    ("arms", "涉枪涉爆"),
    ("den", "窝点"),
    ("fugitive", "在逃人员"),
    ("taken", "已受理"),
    ("decided", "已研判"),
    ("take", "受理"),
    ("add", "补充"),
    ("decide", "研判"),
    ("verify", "核实"),
    ("investigate", "立案查处"),
    ("unfounded", "查无实据"),
    ("joined", "并入"),
    // Assessment, appeals, warnings.
    ("no_case", "无案件"),
    ("too_few_to_say", "数量太少，不作比率"),
    ("zero_alarm", "零报警"),
    ("not", "否"),
    ("upheld", "采纳"),
    ("rejected", "不采纳"),
    ("repeat_place", "重复地点"),
    ("repeat_party", "重复当事人"),
    ("rising_class", "类别上升"),
    // Erasing, revealing, the audit log.
    ("asked", "待批准"),
    ("erased", "已删除"),
    ("reveal", "查看完整信息"),
    ("search", "按证件号查找"),
    ("export", "导出打印"),
    ("subject_report", "个人信息查询报告"),
    ("act_as", "切换岗位"),
    ("read_audit", "查看审计记录"),
    ("contact", "联系本人或家属"),
    ("subject", "本人申请"),
    ("correction", "更正信息"),
    // How far an entry has come, and where it was kept aside.
    ("phone", "本机"),
    ("relay", "中继"),
    ("refused", "被拒绝"),
    // How long things are kept.
    ("case", "案件"),
    ("track", "轨迹"),
    ("slim", "精简"),
    ("summary", "汇总"),
    ("drop", "清除"),
    ("keep", "保留"),
    ("unsent", "待发送"),
    ("kept_aside", "搁置或代管"),
    ("on_hold", "依法保全"),
    ("erasure_asked", "待批删除"),
    ("deadline", "时限未到"),
    ("appeal", "申诉未结"),
    ("second_report", "并案未结"),
    ("draft", "有暂存表单"),
    ("asked_for", "刚取回"),
    ("leaving", "待移出"),
    ("hold", "依法保全"),
    ("lift_hold", "解除保全"),
    ("slimmed", "已精简"),
];

/// Acts on a case whose word means something else as well.
const ACTS: &[(&str, &str)] = &[("dispute", "不认可")];

/// Fields of requests that are no field of a record of the collection.
const FIELDS: &[(&str, &str)] = &[
    ("record", "编号"),
    ("act", "动作"),
    ("text", "内容"),
    ("note", "备注"),
    ("reason", "理由"),
    ("title", "标题"),
    ("what", "经过"),
    ("class", "类别"),
    ("kind", "类型"),
    ("level", "分级"),
    ("scope", "范围"),
    ("unit", "单位路径"),
    ("place", "地点"),
    ("to", "派往岗位"),
    ("to_kind", "岗位类型"),
    ("to_name", "接收人"),
    ("helpers", "协同岗位"),
    ("until", "期限"),
    ("from", "起始"),
    ("stars", "评分"),
    ("main", "主案编号"),
    ("file", "文件"),
    ("hash", "文件校验值"),
    ("reply", "答复"),
    ("post", "岗位"),
    ("server", "中继地址"),
    ("relay", "中继"),
    ("code", "代码"),
    ("day", "日期"),
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
    ("NeedsSecond", "需要另一个人申请或批准"),
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

/// `反馈 report_back` for an act on a case; some acts have the word of a class.
pub(crate) fn act(code: &str) -> String {
    match find(ACTS, code) {
        Some(zh) => format!("{zh} {code}"),
        None => word(code),
    }
}

/// Only the Chinese word of an act on a case.
pub(crate) fn act_zh(code: &str) -> &str {
    find(ACTS, code).unwrap_or_else(|| zh(code))
}

pub(crate) fn refusal(code: &str) -> &str {
    find(REFUSALS, code).unwrap_or(code)
}

/// `联系电话 phone` for the key of a field.
pub(crate) fn field(key: &str) -> String {
    let places = [collection::BUILDING, collection::DWELLING, collection::HOUSEHOLD];
    let of_place = || places.into_iter().flatten().find(|spec| spec.key == key);
    match resident::spec(key).or_else(of_place) {
        Some(spec) => format!("{} {key}", spec.zh),
        None => find(FIELDS, key).map_or_else(|| key.to_owned(), |zh| format!("{zh} {key}")),
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

    #[test]
    fn an_act_is_not_shown_as_the_class_of_that_name() {
        assert_eq!((act("dispute").as_str(), word("dispute").as_str()), ("不认可 dispute", "矛盾纠纷 dispute"));
        let classes: Vec<&str> = CaseClass::KNOWN.iter().map(CaseClass::as_str).collect();
        for word in ActWord::ALL.map(ActWord::as_str) {
            assert!(!classes.contains(&word) || find(ACTS, word).is_some(), "{word} is an act and a class");
        }
    }

    #[test]
    fn a_mistyped_record_id_is_no_document() {
        assert_eq!(field("record"), "编号 record");
        assert_eq!(field("id"), "证件 id");
    }

    #[test]
    fn a_word_stands_once() {
        for (nth, (code, _)) in WORDS.iter().enumerate() {
            assert!(WORDS.iter().skip(nth + 1).all(|(other, _)| other != code), "{code}");
        }
    }
}
