//! What can be typed about erasing records, masked values and the audit log.

use clap::{Args, Subcommand};

use super::organisation::{After, Page};

#[derive(Debug, Subcommand)]
pub(crate) enum Erasure {
    /// 还在哪里出现 · other records that hold the person's name, number or phone.
    ///
    /// JSON: → MentionsPage.
    Mentions {
        id: String,
        #[command(flatten)]
        after: After,
    },
    /// 申请删除 · ask for a record to be erased; BASIS: purpose, retention, consent, unlawful, law.
    Ask { id: String, basis: String },
    /// 批准删除 · approve what another person asked for; cannot be taken back.
    Approve { id: String },
    /// 不予删除 · the record stays.
    Refuse { id: String },
    /// 依法保全 · nothing erases it until the hold is lifted.
    Hold { id: String },
    /// 解除保全 · lift the hold.
    LiftHold { id: String },
    /// 删除进度 · how it stands, and which devices have not confirmed yet.
    ///
    /// JSON: → ErasureView.
    Show { id: String },
    /// 删除列表 · erasures, the latest first.
    ///
    /// JSON: → ErasuresPage.
    List(Page),
}

#[derive(Debug, Args)]
pub(crate) struct Reason {
    /// 事由 · identity, contact, case, emergency, subject, correction, other.
    #[arg(long)]
    pub reason: String,
    /// 说明 · in a few words; required for other.
    #[arg(long)]
    pub note: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// 审计记录 · who saw, revealed, exported or tried what (auditors).
    ///
    /// JSON: → AuditPage.
    List {
        /// 某单位及以下 · a unit and all below, as in /1/12.
        #[arg(long, value_name = "PATH")]
        unit: Option<String>,
        /// 人员或岗位编号 · id of a person or post.
        #[arg(long, value_name = "ID")]
        person: Option<String>,
        /// 记录编号 · id of the record it is about.
        #[arg(long, value_name = "ID")]
        record: Option<String>,
        /// 行为 · looked, reveal, search, export, subject_report, read_audit, act_as, refused …
        #[arg(long, value_name = "ACT")]
        act: Option<String>,
        #[command(flatten)]
        page: Page,
    },
    /// 任职变更 · who gave, changed or ended posts, with the row of the relay's trail (auditors).
    ///
    /// JSON: → RoleChangesPage.
    Roles {
        /// 某单位及以下 · a unit and all below, as in /1/12.
        #[arg(long, value_name = "PATH")]
        unit: Option<String>,
        /// 人员或岗位编号 · id of a person or post.
        #[arg(long, value_name = "ID")]
        person: Option<String>,
        #[command(flatten)]
        page: Page,
    },
    /// 一次查看的各条记录 · which records an entry of looks names (auditors).
    ///
    /// JSON: → LookedPage.
    Looked {
        /// 条目编号 · id of the entry, as in the JSON of the list.
        entry: String,
        #[command(flatten)]
        page: Page,
    },
}
