//! Files to and from other platforms.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum Export {
    /// 案件批次：写成 FILE 和 FILE.sig · the unit's cases as a signed batch: writes FILE and FILE.sig.
    Cases {
        /// 新文件；已有的不会被覆盖 · a new file; none is written over.
        file: PathBuf,
        /// 从上一批结束处（如 1:4711）或某日起 · where the last batch ended, as 1:4711, or a day; everything when left out.
        #[arg(long, value_name = "PLACE|DAY")]
        since: Option<String>,
    },
    /// 核验收到的批次 · check a batch that was received; needs no phone.
    Check {
        file: PathBuf,
        /// 签名文件，默认 FILE.sig · the signature's file, FILE.sig when left out.
        #[arg(long, value_name = "FILE")]
        signature: Option<PathBuf>,
        /// 应由哪把钥匙签名 · whose key it has to be, 64 hex digits.
        #[arg(long, value_name = "HEX")]
        key: Option<String>,
    },
    /// 答复：按来源编号列出 · the latest answer to each order, by its outside number, as CSV.
    Answers {
        /// 来源 · the source.
        #[arg(long, default_value = "hotline_12345")]
        source: String,
        /// 某日起答复的 · only those answered from this day on.
        #[arg(long, value_name = "DAY")]
        since: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ImportOrders {
    /// .csv 带表头 · a .csv with a header.
    pub file: PathBuf,
    /// 来源 · the source of all of them.
    #[arg(long, default_value = "hotline_12345")]
    pub source: String,
    /// 跳过有错的行，导入其余 · leave faulty rows out and import the others.
    #[arg(long)]
    pub skip_faulty: bool,
}
