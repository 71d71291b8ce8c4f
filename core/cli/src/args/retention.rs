//! What can be typed about how long things are kept, and about holds.

use clap::{Args, Subcommand};

use super::organisation::Page;

#[derive(Debug, Args)]
pub(crate) struct TidyUp {
    /// 只看不做 · only show what would go and why, and what is kept back.
    #[arg(long)]
    pub plan: bool,
    /// 逐条列出 · with --plan: the records that would go, a page.
    #[arg(long, requires = "plan")]
    pub rows: bool,
    /// 从上一页末尾继续 · with --rows: go on where a page ended, with the words it gave at its end.
    #[arg(long, value_name = "END", requires = "rows")]
    pub after: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Hold {
    /// 依法保全 · nothing erases, slims or sums up the record until the hold is lifted; it is logged.
    Set {
        /// 编号或末尾至少 6 位 · record id, or at least its last six digits.
        id: String,
    },
    /// 解除保全 · lift the hold; it is logged.
    Lift {
        /// 编号或末尾至少 6 位 · record id, or at least its last six digits.
        id: String,
    },
    /// 保全清单 · records on hold, the latest first.
    List(Page),
}
