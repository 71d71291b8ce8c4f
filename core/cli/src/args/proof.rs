//! Verbs of proof: receipts to hand out, the relay's history, evidence.

use std::path::PathBuf;

use clap::Subcommand;

use super::privacy::Reason;

#[derive(Debug, Subcommand)]
pub(crate) enum Receipt {
    /// 三步 · how far a record has come: on this phone, at the relay, opened by the supervisor; and who signed each step.
    ///
    /// JSON: → ReceiptView.
    Show {
        /// 编号或末尾至少 6 位 · record id, or at least its last six digits.
        id: String,
    },
    /// 出示 · a file that proves it to anybody, without a relay: etong receipt export ID > FILE.
    Export {
        /// 编号或末尾至少 6 位 · record id, or at least its last six digits.
        id: String,
        /// 不出示内容 · without what the entries say: only their ids. No look of a supervisor is proven by it.
        #[arg(long, conflicts_with_all = ["reason", "note"])]
        hashes: bool,
        /// 事由 · why their words are shown: identity, contact, case, emergency, subject, correction, other; it is logged.
        #[arg(long, required_unless_present = "hashes")]
        reason: Option<String>,
        /// 说明 · in a few words; required for other.
        #[arg(long)]
        note: Option<String>,
    },
    /// 查验 · check such a file, without a phone and without a network.
    Check {
        /// 文件，- 为标准输入 · the file, - for standard input.
        file: PathBuf,
        /// 中继公钥 · public key of the relay, 64 hex digits, as in `etong status`.
        #[arg(long, value_name = "KEY")]
        relay_key: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum History {
    /// 历史与警报 · the newest signed root this phone has seen, and every alarm.
    ///
    /// JSON: → HistoryView.
    Show,
    /// 二维码 · that root as a QR code and a text, for another phone to compare.
    Root,
    /// 比对 · compare the root that another phone shows: a relay that tells two histories is found out.
    Compare { text: String },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Evidence {
    /// 证据包 · everything that proves who wrote what on a record, unmasked; it is logged: etong evidence export ID --reason case > FILE.
    Export {
        /// 编号或末尾至少 6 位 · record id, or at least its last six digits.
        id: String,
        #[command(flatten)]
        why: Reason,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Outbox {
    /// 封存 · write what was not sent yet into a file that only the relay can open; nothing changes on this phone.
    Seal { file: PathBuf },
    /// 代交 · hand such a file over, of this phone or of another one: once or often, nothing counts twice.
    ///
    /// JSON: → DeliveredView.
    Deliver { file: PathBuf },
}
