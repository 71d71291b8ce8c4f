//! The options of lists and drafts.

use clap::{Args, Subcommand};

use super::Noun;
use super::options::Input;

#[derive(Debug, Args)]
pub(crate) struct List {
    pub noun: Noun,
    /// 只看某种状态的案件 · cases in one state, as in `reported`.
    #[arg(long, value_name = "STATE")]
    pub state: Option<String>,
    /// 只看某类案件 · cases of one class, as in `hazard`.
    #[arg(long, value_name = "CLASS")]
    pub class: Option<String>,
    /// 某单位及以下的案件 · cases of a unit and below, as in /1/12.
    #[arg(long, value_name = "PATH")]
    pub unit: Option<String>,
    /// 本岗位辖区 · only cases of the acting post's unit and below.
    #[arg(long)]
    pub below: bool,
    /// 只看我负责的案件 · only cases the acting post answers for.
    #[arg(long)]
    pub mine: bool,
    /// 未闭环 · only cases somebody still has to do something about.
    #[arg(long)]
    pub open: bool,
    /// 待认领 · only cases of the acting post's seat that nobody there has taken on.
    #[arg(long)]
    pub to_claim: bool,
    /// 无人负责 · only open cases for which nobody is known who answers, up to the county.
    #[arg(long)]
    pub unclaimed: bool,
    /// 紧急 · only urgent cases.
    #[arg(long)]
    pub urgent: bool,
    /// 督办 · only supervised cases.
    #[arg(long)]
    pub supervised: bool,
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub page: u32,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Draft {
    /// 保存 · keep a half-filled form.
    Save {
        /// 暂存编号，自定 · an id of your own for it.
        draft: String,
        /// 哪种表 · which form, as in case.
        noun: String,
        #[command(flatten)]
        input: Input,
    },
    /// 列表 · the forms that wait to be finished.
    ///
    /// JSON: → DraftView.
    List {
        /// 哪种表 · which form; all when left out.
        noun: Option<String>,
    },
    /// 详情 · one of them with what is filled in.
    ///
    /// JSON: → DraftView.
    Show { draft: String },
    /// 丢弃 · throw one away.
    Discard { draft: String },
}
