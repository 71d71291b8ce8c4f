//! What can be typed about inspections, clues, assessments, appeals and warnings.

use std::path::PathBuf;

use clap::Subcommand;

use super::organisation::{After, Page};

#[derive(Debug, Subcommand)]
pub(crate) enum Inspection {
    /// 检查清单 · what is looked at in a kind of place: fire, gas, electricity, building, road, chemicals, water, campus, scenic, park.
    ///
    /// JSON: → ChecklistView.
    Checklist { kind: String },
    /// 检查一处 · go through a checklist; FILE is one JSON object, - for standard input.
    ///
    /// JSON: InspectionRequest → Captured.
    Do { file: PathBuf },
    /// 补充 · add words to an inspection.
    ///
    /// JSON: → Captured.
    Note { id: String, text: String },
    /// 作废 · make one void that was captured by mistake.
    ///
    /// JSON: → Captured.
    Void { id: String, reason: String },
    /// 检查列表 · inspections, newest first.
    ///
    /// JSON: → InspectionsPage.
    List(Page),
    /// 一次检查 · one inspection, with the times before.
    ///
    /// JSON: → InspectionView.
    Show { id: String },
    /// 反复出现 · what is bad again at the same place within a year.
    ///
    /// JSON: → RepeatsPage.
    Repeats(Page),
    /// 待整改、待销号 · open hazards and what was last found of them.
    ///
    /// JSON: → RectificationsPage.
    Open(Page),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Clue {
    /// 提示 · what to do and to leave on seeing a crime.
    Guidance,
    /// 提供线索 · report a clue, anonymous or for_team if asked for; FILE is one JSON object, - for standard input.
    ///
    /// JSON: ClueRequest → ClueCaptured.
    Report { file: PathBuf },
    /// 办理线索 · act on a clue (police, or to add to one's own or one's team's).
    ///
    /// JSON: ClueActRequest → Captured.
    Act { id: String, file: PathBuf },
    /// 我的线索 · what I or my team reported, and was told.
    ///
    /// JSON: → MyClue.
    Mine,
    /// 线索列表 · clues, for police posts.
    ///
    /// JSON: → CluesPage.
    List(Page),
    /// 一条线索 · one clue, for police posts.
    ///
    /// JSON: → ClueView.
    Show { id: String },
    /// 凭回执码查线索 · the clue whose reporter shows this receipt code.
    ///
    /// JSON: → ClueView.
    Code { code: String },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Assessment {
    /// 公布考评 · count and publish; FILE is one JSON object, - for standard input.
    ///
    /// JSON: AssessmentRequest → Captured.
    Publish { file: PathBuf },
    /// 考评列表 · assessments, newest first.
    ///
    /// JSON: → AssessmentsPage.
    List(Page),
    /// 一次考评 · the figures, unit by unit.
    ///
    /// JSON: → AssessmentView.
    Show {
        id: String,
        #[command(flatten)]
        page: Page,
    },
    /// 数字背后的案件 · the cases behind a figure.
    ///
    /// JSON: → FigureCasesPage.
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
    ///
    /// JSON: → RecheckView.
    Recheck { id: String },
    /// 报表 · the report as CSV; with --json both CSV and JSON.
    ///
    /// JSON: → ReportView.
    Report { id: String },
    /// 零报警小区 · disputes settled inside and 110 calls, grid by grid.
    ///
    /// JSON: → ZeroAlarmPage.
    ZeroAlarm {
        id: String,
        #[command(flatten)]
        after: After,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Appeal {
    /// 申诉 · object to a figure; FILE is one JSON object, - for standard input.
    ///
    /// JSON: AppealRequest → Captured.
    Open { file: PathBuf },
    /// 答复申诉 · answer an appeal.
    ///
    /// JSON: AppealAnswerRequest → Captured.
    Answer { id: String, file: PathBuf },
    /// 申诉列表 · appeals, open ones first.
    ///
    /// JSON: → AppealsPage.
    List {
        /// 待我答复 · only open ones that the acting post may answer.
        #[arg(long)]
        to_answer: bool,
        #[command(flatten)]
        page: Page,
    },
    /// 一件申诉 · one appeal.
    ///
    /// JSON: → AppealView.
    Show { id: String },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Warning {
    /// 预警列表 · warnings with the facts they rest on.
    ///
    /// JSON: → WarningsPage.
    List(Page),
    /// 已查看 · leave a note about a warning on one of its cases.
    ///
    /// JSON: → Captured.
    Note {
        /// repeat_place, repeat_party or rising_class.
        rule: String,
        case: String,
        text: String,
    },
}
