//! The options of `etong act`. Each act takes some of them; the core says which one it has no use for.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;
use etong_core::domain::case::{ActGroup, ActWord};

use crate::typed::{self, Place, time};

#[derive(Debug, Args)]
pub(crate) struct Act {
    /// 案件编号或末尾至少 6 位 · case id, or at least its last six digits.
    pub id: String,
    /// 动作 · 受理 accept, 立案 file, 派遣 dispatch, 上报 escalate, 处置 handle, 反馈 report_back, 核查 check, 返工 rework, 结案 close,
    /// 退回 return, 不予受理 decline, 作废 void, 撤回 recall, 移交 transfer, 挂账 suspend, 延期 extend, 督办 supervise, 催办 urge, 协同 joint …
    #[arg(value_parser = PossibleValuesParser::new(acts()), hide_possible_values = false)]
    pub act: String,
    /// 结果、理由或意见 · the result, reason or comment.
    #[arg(long)]
    pub text: Option<String>,
    /// 内部备注 · a note for the staff who read the case.
    #[arg(long)]
    pub note: Option<String>,
    /// 派给哪个岗位 · id of the post it is dispatched to.
    #[arg(long, value_name = "POST", requires = "to_kind")]
    pub to: Option<String>,
    /// 那个岗位的类型 · the kind of that post, as in grid_worker; for escalate the desk, one level up when left out.
    #[arg(long, value_name = "KIND")]
    pub to_kind: Option<String>,
    /// 那个岗位的单位 · path of the receiver's unit, for a department or whoever is there.
    #[arg(long, value_name = "PATH", requires = "to_kind")]
    pub unit: Option<String>,
    /// 移交给谁 · who takes it over outside.
    #[arg(long, value_name = "TEXT")]
    pub to_name: Option<String>,
    /// 回执号 · number of the receipt they signed.
    #[arg(long, value_name = "TEXT")]
    pub receipt: Option<String>,
    /// 到何时 · until when (extend, suspend, rectify, ask): 2026-08-03 to the end of that day, 2026-08-03T14:30, or milliseconds since 1970.
    #[arg(long, value_name = "WHEN", value_parser = time::end)]
    pub until: Option<i64>,
    /// 评分 1-5 · stars of a rating.
    #[arg(long)]
    pub stars: Option<u8>,
    /// 并入哪个案件 · the case that stays the main one.
    #[arg(long, value_name = "ID")]
    pub main: Option<String>,
    /// 协同岗位 · a helper as post:kind[:unit path]; may be given several times.
    #[arg(long = "helper", value_name = "POST:KIND[:PATH]", value_parser = typed::helper)]
    pub helpers: Vec<typed::Helper>,
    /// 整改责任人 · who has to put the hazard right.
    #[arg(long, value_name = "TEXT")]
    pub who: Option<String>,
    /// 先期处置 · secure, rescue, preserve or report.
    #[arg(long)]
    pub step: Option<String>,
    /// 申请什么 · extension, help, suspension or closing.
    #[arg(long)]
    pub wish: Option<String>,
    /// 回访：是否联系上 · callback: was somebody reached?
    #[arg(long, value_name = "true|false")]
    pub reached: Option<bool>,
    /// 回访：是否满意 · callback: satisfied?
    #[arg(long, value_name = "true|false", requires = "reached")]
    pub satisfied: Option<bool>,
    /// 回访：是否按所述办理 · callback: was it done as the record says?
    #[arg(long, value_name = "true|false", requires = "reached")]
    pub as_told: Option<bool>,
    /// 回访：抽查编号 · callback: the draw that chose the case.
    #[arg(long, value_name = "ID", requires = "reached")]
    pub draw: Option<String>,
    /// 改类 · classify: the right class.
    #[arg(long)]
    pub class: Option<String>,
    /// 小类 · classify: the second level.
    #[arg(long)]
    pub kind: Option<String>,
    /// 分级 · classify: 01 to 04.
    #[arg(long)]
    pub level: Option<String>,
    /// 紧急 · classify: is it urgent?
    #[arg(long, value_name = "true|false")]
    pub urgent: Option<bool>,
    /// 警务 · classify: is it for the police?
    #[arg(long, value_name = "true|false")]
    pub police: Option<bool>,
    /// 地点 · where it was, in degrees: lat,lon[,metres].
    #[arg(long, value_name = "LAT,LON", allow_hyphen_values = true, value_parser = typed::place)]
    pub place: Option<Place>,
    /// 证据文件：只存校验值，文件留在原处 · evidence: only the hash, size and time of the file are kept; it stays where it is.
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// 媒体类型 · media type, as in image/jpeg; by the file's ending when left out.
    #[arg(long, value_name = "TYPE", requires = "file")]
    pub media: Option<String>,
    /// 拍摄时间 · when it was taken: 2026-08-03T14:30, or milliseconds since 1970; the file's own time when left out.
    #[arg(long, value_name = "WHEN", requires = "file", value_parser = time::moment)]
    pub taken_at: Option<i64>,
    /// 对上报人说的话 · what the reporter is told, in place of the standard words.
    #[arg(long, value_name = "TEXT")]
    pub reply: Option<String>,
}

/// Every act but those that found a case.
fn acts() -> impl Iterator<Item = &'static str> {
    ActWord::ALL.into_iter().filter(|word| word.group() != ActGroup::Founding).map(ActWord::as_str)
}
