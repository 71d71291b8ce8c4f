//! The options of collection: places, visits, likely duplicates and merges.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use etong_core::capture::FieldChange;

use super::options::{Input, MaybeInput};
use super::organisation::{After, Page};
use crate::typed;

#[derive(Debug, Subcommand)]
pub(crate) enum Place {
    /// 登记 · register a building, dwelling or household: kind, scope, set.
    ///
    /// JSON: PlaceRequest → Captured.
    Capture(Input),
    /// 修改 · change fields; `field=` clears a field.
    ///
    /// JSON: → Captured.
    Edit {
        id: String,
        #[arg(required = true, value_name = "FIELD=VALUE", value_parser = typed::field_change)]
        changes: Vec<FieldChange>,
    },
    /// 列表 · list places of a kind.
    ///
    /// JSON: → PlacesPage.
    List {
        kind: PlaceKind,
        #[command(flatten)]
        page: Page,
    },
    /// 按地址找 · by words of the address, or the name or number of a household.
    ///
    /// JSON: → PlacesPage.
    Search { text: String },
    /// 详情：谁住在这里 · one place, what is inside and who lives there.
    ///
    /// JSON: → PlaceView.
    Show {
        id: String,
        /// 一栋楼的第几页住房 · a further page of a building's dwellings.
        #[command(flatten)]
        page: Page,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PlaceKind {
    Building,
    Dwelling,
    Household,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum VisitedKind {
    Resident,
    Dwelling,
    Household,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Visit {
    /// 走访：有什么变化 · record a visit to a resident, dwelling or household; without a file nothing has changed.
    ///
    /// JSON: VisitRequest → Captured.
    Record {
        id: String,
        /// at, purpose, place, present, set, note, next_on；不填：没有变化 · left out: no change.
        #[command(flatten)]
        input: MaybeInput,
    },
    /// 确认一次走访 · say that a visit took place.
    ///
    /// JSON: → Captured.
    Confirm {
        id: String,
        /// 走访编号，见 history · id of the visit, from `history`.
        visit: String,
    },
    /// 走访记录 · the visits to a record.
    ///
    /// JSON: → VisitsPage.
    History {
        id: String,
        #[command(flatten)]
        after: After,
    },
    /// 提醒：计划的走访和到期的登记 · planned visits and registrations that run out.
    ///
    /// JSON: → RemindersPage.
    Reminders {
        #[arg(long, value_name = "DAYS", default_value_t = 30)]
        within: u32,
        #[command(flatten)]
        page: Page,
    },
    /// 久未走访 · who has not been visited for so many days.
    ///
    /// JSON: → UnseenPage.
    Unseen {
        kind: VisitedKind,
        #[arg(long, value_name = "DAYS", default_value_t = 90)]
        days: u32,
        #[command(flatten)]
        page: Page,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Merge {
    /// 疑似重复 · residents that are likely one person; of one resident, when an id is given.
    ///
    /// JSON: → DuplicatesPage.
    Likely {
        id: Option<String>,
        #[command(flatten)]
        page: Page,
    },
    /// 按证件号码找（号码从文件或标准输入读，不显示）· who has this full number, read from a file and never shown.
    Find {
        #[arg(value_name = "FILE|-")]
        input: PathBuf,
    },
    /// 待确认的归并 · proposals that wait for a second person.
    ///
    /// JSON: → MergesPage.
    Proposals {
        #[command(flatten)]
        page: Page,
    },
    /// 一条记录的归并情况 · the merges of a record.
    ///
    /// JSON: → MergesView.
    Show { id: String },
    /// 提出：把另一条并入这一条 · propose that OTHER is merged into ID.
    ///
    /// JSON: MergeRequest → Captured.
    Propose(MergePair),
    /// 确认（须由另一人）· confirm a proposal; a second person does that.
    ///
    /// JSON: MergeRequest → Captured.
    Confirm {
        #[command(flatten)]
        pair: MergePair,
        /// 采用另一条的这些项目 · fields taken from the other record.
        #[arg(long, value_name = "FIELD")]
        take: Vec<String>,
    },
    /// 不是同一人 · they are two.
    ///
    /// JSON: MergeRequest → Captured.
    Decline(MergePair),
    /// 撤销归并 · undo a merge; the other record is shown again.
    ///
    /// JSON: MergeRequest → Captured.
    Undo(MergePair),
}

#[derive(Debug, Args)]
pub(crate) struct MergePair {
    /// 保留的记录 · the record that stays.
    pub id: String,
    /// 并入的记录 · the record that is hidden.
    pub other: String,
    /// 理由 · the reason.
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}
