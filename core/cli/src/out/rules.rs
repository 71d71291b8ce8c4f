//! Refusals in Chinese: for each rule of the core what it says and what to do, then where the record stands and who may act.

use etong_core::Instead;

use super::words;

/// Id, what the rule says, what to do about it.
const RULES: &[(&str, &str, &str)] = &[
    ("post", "当前岗位无权这样办理", "请由有权的岗位办理，或切换到您的另一个岗位"),
    ("outside", "记录不在本岗位的辖区", "请由当地岗位办理，或请其共享给您的单位"),
    ("no_post", "本机主人目前没有岗位", "请向单位申请岗位，同步后生效"),
    ("post_ended", "原来的岗位已不再担任", "请切换岗位：etong act-as"),
    ("step", "这一步现在不能办", "请等前一步办完，或办理现在可办的事项"),
    ("receiver", "案件不能派给这类岗位", "请派给办理案件的岗位"),
    ("ahead", "案件已由新版本办理", "请先升级，再同步"),
    ("upwards", "派遣不能派往上级", "请用“上报上级”"),
    ("not_above", "上报只能报给上级", "请写明上级，或不写岗位类型"),
    ("returned", "已退回多次，由上级决定", "请与上级联系，可写意见"),
    ("handed_up", "已上报，由上级办理", "请与上级联系，可写意见"),
    ("not_sender", "只有移送人或上报人可以撤回", "请联系移送人，可写意见"),
    ("extended_once", "只能延期一次，已延期过", "可申请挂账，或办结并说明超期原因"),
    ("extension", "不能这样延期", "请换一个日期，或申请挂账"),
    ("not_reporter", "只有上报人本人可以这样说", "请回访上报人，由回访记录其意见"),
    ("own_work", "办理过的人不能回访", "请由没有办理过的人回访"),
    ("own_report", "反馈办理情况的人不能自己核查", "请由社区的其他人或上一级核查或办结"),
    ("own_rating", "办理过的人不评价自己的工作", "由没有办理过的人回访"),
    ("no_good_look", "隐患还没有复查合格", "请先复查（对原检查做复查），合格后再销号；误报的请作废"),
    ("not_offered", "案件没有派给本单位，本单位只能查阅和协助", "请村居或乡镇先派给本单位；意见、走访、证据随时可记"),
    ("hazard_only", "只有安全隐患才限期整改", "请先改类为安全隐患"),
    ("not_linked", "没有并入别的案件", "无需取消；要并案请用“并案”"),
    ("stars", "评分为 1 到 5", "请给 1 到 5 分"),
    ("waits", "上一步还在等中心确认", "请先同步，再继续"),
    ("no_result_yet", "还没有结果", "请等答复，同步后可见"),
    ("recused", "该调解员已回避", "请由其他调解员办理，可由村居指派"),
    ("own_dispute", "调解员与当事人同名", "请回避；只是同名的，请注明（only_same_name）"),
    ("mediation_step", "这一步现在不能办", "请办理现在可办的事项；新的纠纷请另行受理"),
    ("handed_over", "已移送，等对方回执", "请等回执，或请对方退回"),
    ("no_agreed_attempt", "还没有达成协议的调解记录", "请先记录达成协议的调解"),
    ("already_there", "对方已经在办", "由对方继续；可写备注"),
    ("no_handover", "没有这次移送", "请写明移送条目的编号"),
    ("not_the_receiver", "由接收方出具回执", "请由接收方签收，或填写其签收单号"),
    ("consent", "延长期限须各方同意", "请征求各方；不同意的，到期终止"),
    ("too_long", "只能延长一次，1 到 30 天", "请写 1 到 30 天，或终止并告知其他途径"),
    ("order", "前一种调解方式还没有试过", "请先用前一种方式，或写明理由（out_of_order）"),
    ("not_walker", "只有巡逻人本人可以继续", "由巡逻人继续；您可以另行巡逻"),
    ("patrol_ended", "巡逻已结束", "请另行巡逻；发现仍可补记"),
    ("patrol_state", "巡逻不在这一步", "请先看进展：etong show"),
    ("asked_of_others", "这次巡逻指派给了别人", "由被指派人巡逻；您可以自主巡逻"),
    ("own_partner", "不能给自己当搭档", "请由另一个岗位在其手机上加入"),
    ("not_started", "巡逻还没有开始", "请等巡逻人开始后再加入"),
    ("joined_before", "已经加入过", "无需再办；结束时请确认"),
    ("ended_before", "已经确认过结束", "无需再办；同步即可"),
    ("other_phone", "搭档码只在开始巡逻的手机上", "请用那部手机出示"),
    ("not_asked", "这条通知不要求回复", "看过即可"),
    ("for_others", "这条通知是发给其他岗位的", "无需办理"),
    ("said_before", "已经回复过", "无需再办；同步即可"),
    ("withdrawn", "已经撤回", "请另行发布"),
    ("not_publisher", "只告诉发布人", "请联系发布人或上级"),
    ("call_over", "动员已不再接受应征", "请看进行中的动员：etong list calls"),
    ("other_units", "动员是给其他单位的", "请应征本单位的动员"),
    ("answered", "已经答复过", "请先退出，或继续办理"),
    ("not_answerer", "只有应征人本人可以继续", "由应征人继续；您可以另行应征"),
    ("muster_step", "这一步现在不能办", "请按应征、到岗、完成的顺序办理"),
    ("call_stopped", "动员已停止", "请另行发布"),
    ("campaign_closed", "专项行动已结束", "请另行发布"),
    ("not_announced", "预告还没有到中继", "请先同步"),
    ("other_phones_draw", "只有预告的手机可以抽取", "请用那部手机，或撤回后重新预告"),
    ("period_not_over", "考评期还没有结束", "请在所示日期起公布；在此之前请看案件列表和看板"),
    ("not_drawn", "还没有抽取，或中继还没有收到", "请在抽取并同步之后导出"),
    ("draw_stands", "这些日期已有抽查", "请抽取或先撤回那一次，或另报其他日期"),
    ("period_runs", "抽查期还没有结束", "请在期满后抽取"),
    ("drawn_before", "已经抽取过", "请看抽中的案件；需要更多请另行预告"),
    ("empty_draw", "没有抽到案件", "请预告更长的时段"),
    ("answered_appeal", "申诉已经答复", "数字有误的，请另行公布"),
    ("audit_kept", "审计日志不能删除", "无需办理；保存期满自动结束"),
    ("erased_before", "记录已经删除", "无需再办"),
    ("hold", "记录被依法保留，不能删除", "请先解除保留"),
    ("own_visit", "走访须由他人确认", "请由另一个见证的岗位确认"),
    ("void_before", "检查已经作废", "请重新检查"),
    ("not_inspector", "只有检查人或上级可以作废", "请联系检查人或上级"),
    ("merge_step", "这一步现在不能办", "请先看进展：etong merge show"),
    ("clue_step", "这一步现在不能办", "请先看线索进展"),
];

/// 规则、怎么办、现状、谁可以办.
pub(crate) fn refusal(way: &Instead) -> String {
    let (rule, todo) = match RULES.iter().find(|(id, ..)| *id == way.rule) {
        Some((_, rule, todo)) => (*rule, *todo),
        None => ("现在不能这样办理", "请联系所在单位"),
    };
    let mut parts = vec![rule.to_owned()];
    match (&way.state, &way.asked) {
        (Some(state), Some(asked)) => {
            parts = vec![format!("现为“{}”，要办“{}”：{rule}", words::zh(state), words::act_zh(asked))];
            let here = way.in_states.contains(state);
            if !here && !way.in_states.is_empty() {
                let states: Vec<&str> = way.in_states.iter().map(|state| words::zh(state)).collect();
                parts.push(format!("须在“{}”时办理", states.join("”或“")));
            }
        }
        (Some(state), None) => parts = vec![format!("现为“{}”：{rule}", words::zh(state))],
        _ => {}
    }
    if !way.who_may.is_empty() {
        let who: Vec<String> = way.who_may.iter().map(|who| person(who)).collect();
        parts.push(format!("可由{}办理", who.join("、")));
    }
    parts.push(todo.to_owned());
    if !way.steps.is_empty() {
        parts.push(format!("本岗位现在可办：{}", acts(&way.steps)));
    } else if !way.others.is_empty() {
        let others: Vec<String> = way
            .others
            .iter()
            .map(|other| {
                let who: Vec<&str> = other.who_may.iter().map(|kind| words::zh(kind)).collect();
                format!("{}（{}）", words::act_zh(&other.step), who.join("、"))
            })
            .collect();
        parts.push(format!("他人可办：{}", others.join("、")));
    }
    parts.join("；")
}

fn acts(steps: &[String]) -> String {
    steps.iter().map(|step| words::act_zh(step)).collect::<Vec<_>>().join("、")
}

/// A kind of post, or a person in the core's words.
fn person(who: &str) -> String {
    let known = match who {
        "whoever sent it on" => "移送人",
        "the reporter" => "上报人",
        "another mediator" => "其他调解员",
        "a second post, of the grid or a desk" => "网格或上级的另一个岗位",
        kind => words::zh(kind),
    };
    match (who.strip_prefix("a post of "), who.strip_prefix("a desk of "), who.strip_prefix("post ")) {
        (Some(unit), ..) => match unit.strip_suffix(" or above") {
            Some(unit) => format!("{unit} 或其上级的岗位"),
            None => format!("{unit} 的岗位"),
        },
        (_, Some(unit), _) => format!("{} 或其上级的办公岗位", unit.trim_end_matches(" or above")),
        (.., Some(post)) => format!("岗位 {post} "),
        _ => known.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use etong_core::domain::rule_id::RuleId;

    use super::*;

    #[test]
    fn every_rule_of_the_core_is_told_in_chinese_with_what_to_do() {
        for rule in RuleId::ALL {
            let known = RULES.iter().filter(|(id, ..)| *id == rule.as_str()).count();
            assert_eq!(known, 1, "{}", rule.as_str());
        }
        assert_eq!(RULES.len(), RuleId::ALL.len());
    }

    #[test]
    fn a_step_out_of_turn_is_told_with_state_turn_who_may_and_what_is_open() {
        let way = Instead {
            rule: "step".into(),
            state: Some("handling".into()),
            asked: Some("check".into()),
            in_states: vec!["reported_back".into()],
            who_may: vec!["community_desk".into()],
            steps: vec!["report_back".into(), "dispute".into()],
            ..Instead::default()
        };
        assert_eq!(
            refusal(&way),
            "现为“处置中”，要办“核查”：这一步现在不能办；须在“待核查”时办理；可由社区(村)办理；\
             请等前一步办完，或办理现在可办的事项；本岗位现在可办：反馈、不认可"
        );
    }
}
