//! What went wrong, as a person or a script is told. The core's kinds get their words here; what only a terminal can get
//! wrong (files, rows, an interrupted import) is added. Never holds a value from a record.

use std::path::{Path, PathBuf};

use etong_core::AppError;
use serde_json::{Value, json};

use crate::exit::Exit;
use crate::out::{rules, words};
use crate::verb::import::Faults;

/// A run that did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    #[error(transparent)]
    App(#[from] AppError),
    #[error("{0}")]
    Usage(String),
    /// There is no phone in this folder, and nothing was made.
    #[error("there is no phone in {}; enroll one first: etong enroll --server URL --code CODE", .0.display())]
    NoPhone(PathBuf),
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error("the key {} cannot be used: {source}; the store was left untouched", path.display())]
    Keys { path: PathBuf, source: std::io::Error },
    /// Content that is not what it should be. `field`: the path inside the JSON, as in `track[3].lat`.
    #[error("{}{}: {reason}", file.display(), Inside(field))]
    Content { file: PathBuf, field: Option<String>, reason: String },
    /// Faulty rows; nothing was imported.
    #[error("{0}")]
    Rows(Faults),
    /// Some rows are on the disk, the rest is not.
    #[error(
        "{imported} rows were imported and are safe on this phone, then it stopped: {}; the rows before line {next} are done, \
         go on with: {again}",
        cause.in_short()
    )]
    Import { imported: u64, next: u64, again: String, cause: Box<CliError> },
    /// An earlier import of this file did not end; nothing was imported now.
    #[error(
        "an earlier import of {} was cut off at line {line} or after: {advice}; to take the whole file once more: --from-line 1",
        file.display()
    )]
    CutOff { file: PathBuf, line: u64, advice: String },
    /// The patrol was started and some of it saved.
    #[error("patrol {record} is on this phone with {fixes} fixes and {findings} findings, then it stopped: {}", cause.in_short())]
    Patrol { record: String, fixes: usize, findings: usize, cause: Box<CliError> },
}

impl CliError {
    pub(crate) fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        |source| Self::File { path, source }
    }

    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::App(error) => error.into(),
            Self::Usage(_) => Exit::Usage,
            Self::NoPhone(_) => Exit::SignedOut,
            Self::Keys { .. } => Exit::Storage,
            Self::File { .. } | Self::Content { .. } | Self::CutOff { .. } => Exit::Invalid,
            Self::Rows(faults) => faults.exit(),
            Self::Import { cause, .. } | Self::Patrol { cause, .. } => cause.exit(),
        }
    }

    /// One JSON object for scripts: `{"error":{"kind","exit","detail","words", …}}`.
    pub(crate) fn json(&self) -> Value {
        let mut inner = json!({
            "kind": self.kind(),
            "exit": self.exit().code(),
            "detail": self.in_short(),
            "words": self.chinese(),
        });
        let more = match self {
            Self::App(AppError::Invalid { field, .. }) => json!({ "field": field }),
            Self::App(AppError::NotAllowed { who_may, instead, .. }) => {
                json!({ "who_may": who_may, "instead": instead })
            }
            Self::App(AppError::NotFound { noun, id }) => json!({ "noun": noun, "id": id }),
            Self::App(AppError::Slimmed { id }) => json!({ "id": id }),
            Self::App(AppError::Refused { code, .. }) => json!({ "code": code }),
            Self::App(AppError::WrongPin { left, wait_s }) => json!({ "tries_left": left, "wait_s": wait_s }),
            Self::App(AppError::TooSoon { wait_s }) => json!({ "wait_s": wait_s }),
            Self::Content { file, field, .. } => json!({ "file": file, "field": field }),
            Self::File { path, .. } | Self::Keys { path, .. } => json!({ "file": path }),
            Self::Rows(faults) => json!({ "rows": faults }),
            Self::Import { imported, next, again, .. } => {
                json!({ "imported": imported, "resume_from_line": next, "again": again })
            }
            Self::Patrol { record, fixes, findings, .. } => {
                json!({ "record": record, "fixes": fixes, "findings": findings })
            }
            _ => json!({}),
        };
        if let (Some(inner), Value::Object(more)) = (inner.as_object_mut(), more) {
            inner.extend(more);
        }
        json!({ "error": inner })
    }

    /// Chinese first, then English.
    pub(crate) fn text(&self) -> String {
        format!("错误：{}\nerror: {}", self.chinese(), self.in_short())
    }

    /// In English. The core's words where they say all there is; they advise to run a stopped thing again, which is wrong for
    /// half an import.
    fn in_short(&self) -> String {
        match self {
            Self::App(AppError::Stopped) => "stopped before it was finished; nothing is lost".to_owned(),
            Self::App(AppError::Locked) => {
                "this phone is locked with a PIN; nothing is lost; unlock it for one command with --pin-file FILE"
                    .to_owned()
            }
            other => other.to_string(),
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::App(error) => match error {
                AppError::Offline { .. } => "offline",
                AppError::SignedOut { .. } => "signed_out",
                AppError::Erased { .. } => "erased",
                AppError::NotAllowed { .. } => "not_allowed",
                AppError::Invalid { .. } => "invalid",
                AppError::NotFound { .. } => "not_found",
                AppError::Slimmed { .. } => "slimmed",
                AppError::Refused { .. } => "refused",
                AppError::Stopped => "stopped",
                AppError::StorageFull => "storage_full",
                AppError::StorageLocked => "storage_locked",
                AppError::Locked => "locked",
                AppError::WrongPin { .. } => "wrong_pin",
                AppError::TooSoon { .. } => "too_soon",
                AppError::StorageBroken { .. } => "storage_broken",
                AppError::Bug { .. } => "bug",
            },
            Self::Usage(_) => "usage",
            Self::NoPhone(_) => "signed_out",
            Self::File { .. } => "file",
            Self::Keys { .. } => "keys",
            Self::Content { .. } | Self::Rows(_) => "invalid",
            Self::Import { .. } => "import_stopped",
            Self::CutOff { .. } => "import_cut_off",
            Self::Patrol { .. } => "patrol_stopped",
        }
    }

    fn chinese(&self) -> String {
        match self {
            Self::App(error) => chinese(error),
            Self::Usage(_) => "命令写法不对，请看 etong --help".into(),
            Self::NoPhone(home) => format!("{} 里还没有手机，请先入网：etong enroll", home.display()),
            Self::File { path, .. } => format!("文件 {} 打不开或读不了", path.display()),
            Self::Keys { path, .. } => format!("存储打不开：密钥文件 {} 不能用；存储原样未动", path.display()),
            Self::Content { file, field: Some(field), .. } => {
                format!("{} 的“{}”不能接受", file.display(), words::field(field))
            }
            Self::Content { file, field: None, .. } => format!("{} 的内容不能接受", file.display()),
            Self::Rows(faults) => faults.chinese(),
            Self::Import { imported, next, cause, .. } => {
                format!(
                    "已导入并存好 {imported} 行，随后停止（{}）；第 {next} 行之前的都已处理，可从该行继续",
                    cause.chinese()
                )
            }
            Self::CutOff { file, line, .. } => {
                format!("{} 上次导入中断，第 {line} 行之前的已在本机；请用 --from-line 继续", file.display())
            }
            Self::Patrol { fixes, findings, cause, .. } => {
                format!("巡逻已建立，存好 {fixes} 个定位点、{findings} 条发现，随后停止（{}）", cause.chinese())
            }
        }
    }
}

fn chinese(error: &AppError) -> String {
    match error {
        AppError::Offline { .. } => "连不上中继，请稍后再试；已采集的都在本机，不会丢失".into(),
        AppError::SignedOut { .. } => "本机未入网或已被停用，请向所在单位索取入网码".into(),
        AppError::Erased { delivered: false, .. } => {
            "本机已挂失或离线超过期限，不再显示内容；未发送的已封存，只有中继能打开，不会丢失。请联网后运行 etong sync".into()
        }
        AppError::Erased { delivered: true, .. } => {
            "本机内容已擦除，未发送的已交给中继，没有丢失。若已挂失，请向所在单位索取新的入网码；若只是离线过久，再运行一次 etong sync".into()
        }
        AppError::NotAllowed { instead, .. } => rules::refusal(instead),
        AppError::Invalid { field, .. } => format!("“{}”填写有误", words::field(field)),
        AppError::NotFound { id, .. } => format!("本机没有 {id}"),
        AppError::Slimmed { id } => format!("案件 {id} 已到保存期，内容已从本机清理；请先取回：etong bring-back {id}"),
        AppError::Refused { code, .. } => format!("中继拒绝：{}", words::refusal(code)),
        AppError::Stopped => "已停止，没有丢失任何内容".into(),
        AppError::StorageFull => "磁盘已满，请腾出空间后再试；没有改动任何内容".into(),
        AppError::StorageLocked => "存储被锁住，请解锁后再试".into(),
        AppError::Locked => "本机已用 PIN 锁定，请输入 PIN（--pin-file 文件）；没有丢失任何内容".into(),
        AppError::WrongPin { left: 0, .. } => {
            "PIN 已停用，请用恢复码设新 PIN：etong pin recover；恢复码也没有时请所在单位挂失本机，没有丢失任何内容".into()
        }
        AppError::WrongPin { left, wait_s: 0 } => format!("PIN 不对，还可试 {left} 次"),
        AppError::WrongPin { left, wait_s } => format!("PIN 不对，还可试 {left} 次，{wait_s} 秒后可再试"),
        AppError::TooSoon { wait_s } => format!("PIN 错误次数过多，请等 {wait_s} 秒再试，或用恢复码"),
        AppError::StorageBroken { .. } => {
            "存储打不开（密钥不对或文件损坏）；文件原样未动，请不要删除，联系支持人员".into()
        }
        AppError::Bug { .. } => "程序出错，请联系支持人员".into(),
    }
}

struct Inside<'a>(&'a Option<String>);

impl std::fmt::Display for Inside<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Some(field) => write!(f, ", field {field}"),
            None => Ok(()),
        }
    }
}
