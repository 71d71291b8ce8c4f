//! The options of mediation and of its papers.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::typed::time;

#[derive(Debug, Subcommand)]
pub(crate) enum Mediation {
    /// 受理 · open one: case, type, source, parties, brief.
    ///
    /// JSON: MediationRequest → Captured.
    Open {
        /// JSON 文件，- 为标准输入 · a file with one JSON object, - for standard input.
        file: PathBuf,
    },
    /// 办理 · act on one: attempt, agree, fulfil, follow_up … as the file's `act` says.
    ///
    /// JSON: MediationActRequest → Captured.
    Act {
        /// 编号或末尾至少 6 位 · record id, or at least its last six digits.
        id: String,
        /// JSON 文件，- 为标准输入 · a file with one JSON object, - for standard input.
        file: PathBuf,
    },
    /// 详情与卷宗 · one mediation, its acts and how complete its file is.
    ///
    /// JSON: → MediationView.
    Show {
        /// 编号或末尾至少 6 位 · record id, or at least its last six digits.
        id: String,
    },
    /// 列表 · mediations, newest first.
    ///
    /// JSON: → MediationsPage.
    List(MediationList),
    /// 零报警小区 · are disputes settled inside, and was no 110 call needed?
    Quiet(Quiet),
}

#[derive(Debug, Args)]
pub(crate) struct MediationList {
    /// open, underway, handed_over, agreed, fulfilled, failed or withdrawn.
    #[arg(long, value_name = "STATE")]
    pub state: Option<String>,
    /// grid, community, team or police.
    #[arg(long, value_name = "MODE")]
    pub mode: Option<String>,
    /// 某一案件的 · those of one case.
    #[arg(long, value_name = "CASE")]
    pub case: Option<String>,
    /// 只看我的 · only mine.
    #[arg(long)]
    pub mine: bool,
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub page: u32,
}

#[derive(Debug, Args)]
pub(crate) struct Quiet {
    /// 网格路径 · path of the grid or community.
    #[arg(long, value_name = "PATH")]
    pub scope: String,
    /// 起 · from: 2026-08-03, 2026-08-03T14:30, or milliseconds since 1970; from ever when left out.
    #[arg(long, value_name = "WHEN", value_parser = time::moment)]
    pub from: Option<i64>,
    /// 止 · to: a day with all of it, or the first moment that counts no more; no end when left out.
    #[arg(long, value_name = "WHEN", value_parser = time::before)]
    pub to: Option<i64>,
    /// 公安给出的 110 报警数 · 110 calls as the police count them; unknown when left out.
    #[arg(long, value_name = "N")]
    pub calls: Option<u32>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Print {
    /// 调解协议书或卷宗，含完整姓名 · the agreement or the whole file of a mediation, with whole names.
    Mediation(PrintMediation),
    /// 考评报表 · the report of an assessment; names no person.
    Assessment(PrintAssessment),
}

#[derive(Debug, Args)]
pub(crate) struct PrintAssessment {
    /// 编号或末尾至少 6 位 · record id, or at least its last six digits.
    pub id: String,
    /// 写到哪个文件 · the PDF to write.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// 字体文件 · a Chinese font, when none is found on this system.
    #[arg(long, value_name = "FILE")]
    pub font: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct PrintMediation {
    /// 编号或末尾至少 6 位 · record id, or at least its last six digits.
    pub id: String,
    #[arg(long, default_value = "file", value_parser = ["agreement", "file"])]
    pub paper: String,
    /// 写到哪个文件 · the PDF to write.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// 用途，记入卷宗 · what it is for; kept in the record with your post.
    #[arg(long, value_name = "TEXT", default_value = "签字归档")]
    pub reason: String,
    /// 字体文件 · a Chinese font, when none is found on this system.
    #[arg(long, value_name = "FILE")]
    pub font: Option<PathBuf>,
}
