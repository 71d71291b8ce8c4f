//! What can be typed about inspections, clues, assessments, appeals and warnings.

use std::path::PathBuf;

use clap::Subcommand;

use super::organisation::Page;

#[derive(Debug, Subcommand)]
pub(crate) enum Inspection {
    /// 检查清单 · what is looked at in a kind of place: fire, gas, electricity, building, road, chemicals, water, campus, scenic, park.
    Checklist { kind: String },
    /// 检查一处 · go through a checklist; FILE is one JSON object, - for standard input.
    Do { file: PathBuf },
    /// 补充 · add words to an inspection.
    Note { id: String, text: String },
    /// 作废 · make one void that was captured by mistake.
    Void { id: String, reason: String },
    /// 检查列表 · inspections, newest first.
    List(Page),
    /// 一次检查 · one inspection, with the times before.
    Show { id: String },
    /// 反复出现 · what is bad again at the same place within a year.
    Repeats(Page),
    /// 待整改、待销号 · open hazards and what was last found of them.
    Open(Page),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Clue {
    /// 提示 · what to do and to leave on seeing a crime.
    Guidance,
    /// 提供线索 · report a clue, anonymous or for_team if asked for; FILE is one JSON object, - for standard input.
    Report { file: PathBuf },
    /// 办理线索 · act on a clue (police, or to add to one's own or one's team's).
    Act { id: String, file: PathBuf },
    /// 我的线索 · what I or my team reported, and was told.
    Mine,
    /// 线索列表 · clues, for police posts.
    List(Page),
    /// 一条线索 · one clue, for police posts.
    Show { id: String },
    /// 凭回执码查线索 · the clue whose reporter shows this receipt code.
    Code { code: String },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Assessment {
    /// 公布考评 · count and publish; FILE is one JSON object, - for standard input.
    Publish { file: PathBuf },
    /// 考评列表 · assessments, newest first.
    List(Page),
    /// 一次考评 · the figures, unit by unit.
    Show {
        id: String,
        #[command(flatten)]
        page: Page,
    },
    /// 数字背后的案件 · the cases behind a figure.
    Cases {
        id: String,
        /// 单位路径 · path of the unit.
        unit: String,
        /// 指标 · as in overdue.
        indicator: String,
        #[command(flatten)]
        page: Page,
    },
    /// 复核 · count it again from what this phone has.
    Recheck { id: String },
    /// 报表 · the report as CSV; with --json both CSV and JSON.
    Report { id: String },
    /// 零报警小区 · disputes settled inside and 110 calls, grid by grid.
    ZeroAlarm { id: String },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Appeal {
    /// 申诉 · object to a figure; FILE is one JSON object, - for standard input.
    Open { file: PathBuf },
    /// 答复申诉 · answer an appeal.
    Answer { id: String, file: PathBuf },
    /// 申诉列表 · appeals, open ones first.
    List(Page),
    /// 一件申诉 · one appeal.
    Show { id: String },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Warning {
    /// 预警列表 · warnings with the facts they rest on.
    List(Page),
    /// 已查看 · leave a note about a warning on one of its cases.
    Note {
        /// repeat_place, repeat_party or rising_class.
        rule: String,
        case: String,
        text: String,
    },
}
