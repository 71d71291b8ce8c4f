//! What can be typed about draws and surveys.

use clap::Subcommand;

use super::options::Input;
use super::organisation::After;

#[derive(Debug, Subcommand)]
pub(crate) enum Draw {
    /// 预告 · announce one, before its cases are closed: first_day, last_day, scope.
    ///
    /// JSON: AnnounceRequest → Captured.
    Announce(Input),
    /// 抽取 · carry it out when its period is over.
    ///
    /// JSON: → Captured.
    Run { id: String },
    /// 撤回预告 · withdraw an announced draw.
    ///
    /// JSON: → Captured.
    Withdraw {
        id: String,
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// 列表 · list draws, newest first.
    ///
    /// JSON: → DrawsPage.
    List {
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
        page: u32,
    },
    /// 详情与复核 · what was drawn, drawn again on this phone.
    ///
    /// JSON: → DrawView.
    Show {
        id: String,
        #[command(flatten)]
        after: After,
    },
    /// 导出 · the draw as a file that anybody replays without a phone: etong draw export ID > FILE, then
    /// python3 tests/callback/replay.py FILE.
    ///
    /// JSON: → DrawFileView.
    Export { id: String },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Survey {
    /// 导入 · import one from a JSON file.
    ///
    /// JSON: SurveyRequest → Captured.
    Import(Input),
    /// 列表 · list surveys with rates and margins of error.
    ///
    /// JSON: → SurveysPage.
    List(After),
}
