//! What a desk does with what lies in custody.

use clap::Subcommand;

/// 代管.
#[derive(Debug, Subcommand)]
pub(crate) enum Custody {
    /// 待审 · what waits for this desk, as the relay says now.
    ///
    /// JSON: → CustodyRow.
    List,
    /// 放行 · let an entry count, as it was written; syncs.
    Release {
        /// 条目编号 · entry id from `custody list`.
        entry: String,
        /// 理由 · the author reads it.
        #[arg(long)]
        reason: String,
    },
    /// 拒收 · refuse an entry; syncs.
    Refuse {
        /// 条目编号 · entry id from `custody list`.
        entry: String,
        /// 理由 · the author reads it.
        #[arg(long)]
        reason: String,
    },
}
