//! What can be typed about the PIN and the users of a phone. A PIN and a recovery code are never words of a command line: they are
//! asked for without being shown, or read from a file.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum Pin {
    /// 状态 · is there a PIN, how many tries are left, how long to wait.
    Status,
    /// 设置 · set a first PIN; prints the recovery code, once: write it down and leave it with your unit.
    Set(NewPin),
    /// 更改 · another PIN.
    Change(NewPin),
    /// 取消 · take the PIN away.
    Remove,
    /// 恢复 · with the recovery code set a new PIN; prints the next code.
    Recover {
        /// 恢复码所在文件 · file that holds the recovery code; - for standard input.
        #[arg(long, value_name = "FILE")]
        code_file: Option<PathBuf>,
        #[command(flatten)]
        new: NewPin,
    },
    /// 新恢复码 · make another recovery code; the one before is void.
    Code,
}

#[derive(Debug, Args)]
pub(crate) struct NewPin {
    /// 新 PIN 所在文件 · file that holds the new PIN; - for standard input.
    #[arg(long, value_name = "FILE")]
    pub new_pin_file: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Users {
    /// 本机用户 · who has a part of this phone.
    ///
    /// JSON: → UserView.
    List,
    /// 添加用户 · give another person a part of this phone, with keys and a PIN of their own; then: etong --user N pin set.
    Add {
        /// 称呼 · a name, shown to whoever holds the phone; no numbers.
        name: String,
        /// 第一位用户的称呼 · how the first user is called from now on.
        #[arg(long)]
        own_name: Option<String>,
    },
    /// 退出本机 · hand what was not sent to the relay, then erase everything of this user here (of --user N); half-filled forms are lost.
    ///
    /// JSON: → LeftView.
    Leave {
        /// 无网络时密封留存 · without a network: what was not sent stays here, sealed, until anybody on this phone syncs.
        #[arg(long)]
        sealed: bool,
        /// 放弃无处可送的工作及原因 · why work that can go nowhere may be lost; kept for the audit log.
        #[arg(long, value_name = "WORDS")]
        lose_unsent: Option<String>,
    },
    /// 移出名单 · take a user off the list of whose part nothing is left.
    Remove { user: u32 },
}
