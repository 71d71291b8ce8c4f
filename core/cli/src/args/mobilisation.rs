//! Notices, calls for help, campaigns and hours. Requests come as JSON files, `-` for standard input.

use std::path::PathBuf;

use clap::Subcommand;

use super::organisation::After;
use crate::typed::time;

#[derive(Debug, Subcommand)]
pub(crate) enum Notice {
    /// 发布 · publish: title, text, public, scope, priority, valid_until, audience, operational, replaces.
    ///
    /// JSON: NoticeRequest → Captured.
    Publish { file: PathBuf },
    /// 撤回 · take it back.
    ///
    /// JSON: → Captured.
    Withdraw { id: String, reason: String },
    /// 我已知晓 · tell the publisher of an operational notice that you know it.
    ///
    /// JSON: → Captured.
    Know { id: String },
    /// 阅读 · read one; that you did stays on this phone.
    ///
    /// JSON: → NoticeView.
    Show { id: String },
    /// 谁已知晓 · who knows an operational notice; for its publisher.
    ///
    /// JSON: → ReadersView.
    Readers {
        id: String,
        #[command(flatten)]
        after: After,
    },
    /// 导出文本 · a public notice as text for other channels, and as what its QR says.
    ///
    /// JSON: → NoticeText.
    Text { id: String },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Call {
    /// 发布动员 · call for help: purpose, title, what, scope, skills, from, until, quota, address, lead, contact, urgent, waves.
    ///
    /// JSON: CallRequest → Captured.
    Publish { file: PathBuf },
    /// 调整 · change quota or end, ask further people, add a note.
    ///
    /// JSON: CallAmendRequest → Captured.
    Amend { id: String, file: PathBuf },
    /// 停止 · nobody is to come any more.
    ///
    /// JSON: → Captured.
    Stop { id: String, reason: String },
    /// 确认 · tell those who accepted whether they are wanted or wait.
    ///
    /// JSON: → Captured.
    Confirm { id: String },
    /// 应征 · accept.
    Accept {
        id: String,
        /// 我的特长 · a skill of yours; may be given several times.
        #[arg(long = "skill", value_name = "TEXT")]
        skills: Vec<String>,
        #[arg(long)]
        note: Option<String>,
    },
    /// 谢绝 · decline; no reason is asked.
    Decline { id: String },
    /// 到岗 · arrive; the id is that of the call.
    Arrive { id: String },
    /// 完成 · leave, with what was done.
    Leave {
        id: String,
        #[arg(long, value_name = "TEXT")]
        result: Option<String>,
    },
    /// 退出 · cannot come after all.
    Withdraw { id: String },
    /// 告知应征人 · tell one who answered something; the id is that of the answer.
    Tell { id: String, words: String },
    /// 详情 · one call with who answered what.
    ///
    /// JSON: → CallView.
    Show {
        id: String,
        #[command(flatten)]
        after: After,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Campaign {
    /// 发布专项行动 · publish: name, scope, from, until, tasks, teams, guidance, plan.
    ///
    /// JSON: CampaignRequest → Captured.
    Publish { file: PathBuf },
    /// 调整或结束 · amend, finish or call_off: act, until, tasks, guidance, text.
    ///
    /// JSON: CampaignActRequest → Captured.
    Act { id: String, file: PathBuf },
    /// 详情 · one campaign with its progress by unit.
    ///
    /// JSON: → CampaignView.
    Show {
        id: String,
        #[command(flatten)]
        after: After,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Hours {
    /// 开具志愿时长证明 · a certificate of finished patrols and calls, made without network.
    Certify {
        /// 起 · from: 2026-08-03, 2026-08-03T14:30, or milliseconds since 1970; from the first day when left out.
        #[arg(long, value_name = "WHEN", value_parser = time::moment)]
        from: Option<i64>,
        /// 止 · until: a day with all of it, or the first moment that counts no more; no end when left out.
        #[arg(long, value_name = "WHEN", value_parser = time::before)]
        until: Option<i64>,
    },
    /// 核验 · work a certificate out again.
    Check { file: PathBuf },
}
