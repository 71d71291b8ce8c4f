//! The exit codes: what a script can tell apart. The one table behind the program, `--help` and the README.

use etong_core::AppError;

macro_rules! exits {
    ($($name:ident = $code:literal, $zh:literal, $en:literal;)*) => {
        /// How a run ended.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Exit { $($name = $code,)* }

        /// Under `--help`.
        pub(crate) const HELP: &str = concat!(
            "退出码 Exit codes:\n",
            $(concat!("  ", stringify!($code), "\t", $zh, " ", $en, "\n"),)*
        );

        /// For tests: each code with its words.
        #[cfg(test)]
        pub(crate) const TABLE: &[(u8, &str, &str)] = &[$(($code, $zh, $en),)*];
    };
}

exits! {
    Ok = 0, "成功", "done";
    Bug = 1, "程序错误或其他", "a mistake in the program, or anything else";
    Usage = 2, "命令写法不对", "the command line is wrong";
    Invalid = 3, "输入的内容不能接受", "something typed or a file's content cannot be taken";
    NotAllowed = 4, "当前岗位无权", "a rule forbids it to this post";
    Offline = 5, "连不上中继，稍后再试", "the relay cannot be reached, try again later";
    SignedOut = 6, "未入网或已停用", "not enrolled, or no longer accepted";
    Refused = 7, "中继拒绝", "the relay refused";
    NotFound = 8, "本机没有", "not on this phone";
    Storage = 9, "存储损坏、已满或锁住", "the store is broken, full or locked";
    Differs = 10, "核对有差异", "verify found a difference";
    Stopped = 11, "中途停止，没有丢失", "stopped before it was finished (Ctrl-C, deadline); nothing is lost";
    Unproven = 12, "没有发现错误，但有条目由谁所写或是否在史未能证明", "nothing wrong was found, but not of every entry is it proven who wrote it, or that it stands in the history";
}

impl Exit {
    pub(crate) const fn code(self) -> u8 {
        self as u8
    }
}

impl From<&AppError> for Exit {
    fn from(error: &AppError) -> Self {
        match error {
            AppError::Offline { .. } => Self::Offline,
            AppError::SignedOut { .. } | AppError::Erased { .. } => Self::SignedOut,
            AppError::NotAllowed { .. } => Self::NotAllowed,
            AppError::Invalid { .. } => Self::Invalid,
            AppError::NotFound { .. } | AppError::Slimmed { .. } => Self::NotFound,
            AppError::Refused { .. } => Self::Refused,
            AppError::Stopped => Self::Stopped,
            AppError::Locked | AppError::WrongPin { .. } | AppError::TooSoon { .. } => Self::Storage,
            AppError::StorageFull | AppError::StorageLocked | AppError::StorageBroken { .. } => Self::Storage,
            AppError::Bug { .. } => Self::Bug,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readme_names_every_exit_code() {
        let readme = include_str!("../README.md");
        for (code, zh, en) in TABLE {
            assert!(readme.contains(&format!("| {code} | {zh} | {en} |")), "{code}");
        }
    }
}
