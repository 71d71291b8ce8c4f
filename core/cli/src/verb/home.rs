//! The first screen: how much waits for the acting post, and the verb that opens each list.

use etong_core::App;

use crate::error::CliError;
use crate::out::{Answer, shown, table, words};

pub(super) fn home(app: &App) -> Result<Answer, CliError> {
    let home = app.home()?;
    let who = match (&home.kind, &home.unit) {
        (Some(kind), Some(unit)) => format!("{} {unit}", words::word(kind)),
        _ => "本机还没有岗位 this phone speaks for nobody yet: etong enroll, etong act-as".to_owned(),
    };
    let headings = [("事项", "What"), ("数量", "Count"), ("查看", "Open with")];
    let rows = home.lines.iter().map(|line| {
        let (label, opens) = about(&line.what);
        vec![label.to_owned(), line.count.to_string(), opens.to_owned()]
    });
    let clock = if home.clock == "relay" {
        "按中继时间 by the relay's time"
    } else {
        "按本机时钟 by this phone's clock"
    };
    let mut text = format!("{who}\n\n{}\n{clock}: {}", table(&headings, rows), shown(home.now));
    if let Some(warning) = &home.calendar_warning {
        text += &format!("\n日历提醒 calendar: {warning}");
    }
    Ok(Answer::new(text, &home))
}

/// What a count is called, and the verb that lists what it counts.
fn about(what: &str) -> (&str, &str) {
    match what {
        "urgent" => ("辖区紧急案件 urgent cases in the area", "etong list cases --open --urgent --below"),
        "urgent_mine" => ("紧急待办 urgent, to do now", "etong list cases --mine --open --urgent"),
        "reported" => ("辖区待受理 reported in the area, not taken on", "etong list cases --state reported --below"),
        "to_do" => ("待办 to do", "etong list cases --mine --open"),
        "to_claim" => ("待认领 to claim, nobody has taken it on", "etong list cases --to-claim"),
        "late" => ("超期 late", "etong due --mine --late"),
        "due_soon" => ("一天内到期 due within a day", "etong due --mine"),
        "replies" => ("一天内应答复 replies due within a day", "etong due --mine --replies"),
        "late_below" => ("辖区超期案件 cases late in the area", "etong due --late --below"),
        "supervised" => ("督办 supervised", "etong list cases --open --supervised --below"),
        "unclaimed" => ("无人负责 nobody answers for", "etong list cases --unclaimed --below"),
        "own_reports" => ("我上报的 reported by me, open", "etong list reports"),
        "reminders" => ("到期提醒 reminders", "etong visit reminders --within 0"),
        "patrols" => ("我的巡逻 own patrols to walk", "etong list patrols"),
        "calls" => ("待答复的动员 calls to answer", "etong list calls"),
        "clues" => ("待处理线索 clues", "etong clue list"),
        "callbacks" => ("待回访 to call back", "etong draw list"),
        "appeals" => ("申诉 appeals", "etong appeal list --to-answer"),
        "duplicates" => ("疑似重复 likely duplicates", "etong merge likely"),
        "proposals" => ("待确认的归并 merges to confirm", "etong merge proposals"),
        "notices" => ("未读通知 unread notices", "etong list notices"),
        "drafts" => ("暂存 drafts", "etong draft list"),
        "unsent" => ("待发送 waiting to be sent", "etong sync"),
        "kept_aside" => ("被搁置 kept aside", "etong list kept-aside"),
        other => (other, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::about;
    use crate::args::Cli;
    use clap::Parser;
    use etong_core::view::HOME_COUNTS;

    #[test]
    fn every_count_has_a_name_and_a_verb_that_exists() {
        for what in HOME_COUNTS {
            let (label, opens) = about(what);
            assert_ne!(label, *what);
            Cli::try_parse_from(opens.split(' ')).unwrap_or_else(|error| panic!("{opens}: {error}"));
        }
    }
}
