//! The options of the organisation's verbs: `org`, `roster`, `card`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::typed::{self, Place};

#[derive(Debug, Args)]
pub(crate) struct Page {
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub page: u32,
}

/// Of lists that go on after the last row that was shown.
#[derive(Debug, Args)]
pub(crate) struct After {
    /// 从上一页末尾继续 · go on where a page ended, with the words it gave at its end.
    #[arg(long, value_name = "END")]
    pub after: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Org {
    /// 岗位名录：可派给谁 · posts in reach by name: whom a case can be dispatched to.
    ///
    /// JSON: → PostsPage.
    Posts {
        /// 单位路径 · path of a unit: posts there and below.
        #[arg(long, value_name = "PATH")]
        scope: Option<String>,
        /// 岗位类型，如 grid_worker · kind of post.
        #[arg(long, value_name = "KIND")]
        kind: Option<String>,
        #[command(flatten)]
        page: Page,
    },
    /// 附近谁能帮忙 · who near here can help, by skill or sort of team.
    ///
    /// JSON: → HelpersPage.
    Helpers {
        /// 特长，如 mediator · a skill.
        #[arg(long, value_name = "TAG")]
        skill: Option<String>,
        /// 队伍类型，如 legal_aid · a sort of team.
        #[arg(long, value_name = "KIND")]
        team: Option<String>,
        /// 单位路径 · path of the unit where help is wanted.
        #[arg(long, value_name = "PATH")]
        near: Option<String>,
        #[arg(long, value_name = "LAT,LON", allow_hyphen_values = true, value_parser = typed::place)]
        place: Option<Place>,
        #[command(flatten)]
        page: Page,
    },
    /// 缺岗表 · grids that lack a grid worker, an officer or teams, and who answers for them.
    ///
    /// JSON: → VacanciesPage.
    Vacancies {
        #[command(flatten)]
        page: Page,
    },
    /// 办公场所 · offices.
    ///
    /// JSON: → OfficesPage.
    Offices {
        #[arg(long, value_name = "PATH")]
        scope: Option<String>,
        #[command(flatten)]
        page: Page,
    },
    /// 单位详情 · one unit, by its number.
    ///
    /// JSON: → UnitView.
    Unit { unit: u32 },
    /// 这里归谁管 · whose ground a place is, found offline.
    ///
    /// JSON: → LocatedView.
    Locate {
        #[arg(value_name = "LAT,LON", allow_hyphen_values = true, value_parser = typed::place)]
        place: Place,
    },
    /// 网格拆并后由谁负责 · who answers for what belonged to a unit.
    ///
    /// JSON: → HeirView.
    Heir {
        unit: u32,
        #[arg(long, value_name = "LAT,LON", allow_hyphen_values = true, value_parser = typed::place)]
        place: Option<Place>,
    },
    /// 我的岗位与权限 · my posts with their days, duties and rights.
    ///
    /// JSON: → MyPostRow.
    Rights,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Roster {
    /// 排班：值班、班次、搭档 · plan duty, shifts or pairs of a unit from a JSON file.
    ///
    /// JSON: RosterRequest → Captured.
    Plan {
        #[arg(value_name = "FILE|-")]
        file: PathBuf,
    },
    /// 本人工作时间（弹性错时）· put down your own hours from a JSON file.
    ///
    /// JSON: OwnHoursRequest → Captured.
    Own {
        #[arg(value_name = "FILE|-")]
        file: PathBuf,
    },
    /// 现在谁值班 · who is on duty now.
    ///
    /// JSON: → DutyView.
    Duty {
        /// 单位路径 · path of the unit, your own when left out.
        #[arg(long, value_name = "PATH")]
        unit: Option<String>,
    },
    /// 某日排班 · every slot of a day.
    ///
    /// JSON: → RosterPage.
    Day {
        #[arg(long, value_name = "PATH")]
        unit: Option<String>,
        /// 日期 2026-01-31 · today when left out.
        #[arg(value_name = "DAY")]
        day: Option<String>,
        #[command(flatten)]
        page: Page,
    },
    /// 互补搭档建议 · pairs for a day with what speaks for each; nothing is planned by it.
    ///
    /// JSON: → PairProposalsPage.
    Match {
        #[arg(long, value_name = "PATH")]
        unit: Option<String>,
        /// 日期 2026-01-31 · today when left out.
        #[arg(value_name = "DAY")]
        day: Option<String>,
        #[command(flatten)]
        page: Page,
    },
    /// 我的班 · your own hours.
    ///
    /// JSON: → MyShifts.
    Mine,
    /// 排班的各个版本 · every version of a day's sheets.
    ///
    /// JSON: → RosterVersionRow.
    Versions {
        #[arg(long, value_name = "PATH")]
        unit: Option<String>,
        #[arg(value_name = "DAY")]
        day: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Card {
    /// 领取工作证 · fetch a staff card for the acting post from the relay.
    Fetch {
        /// 随证展示的照片（只上传摘要）· the photo shown beside it; only its digest travels.
        #[arg(long, value_name = "FILE")]
        photo: Option<PathBuf>,
    },
    /// 出示工作证 · show it as a QR code.
    Show,
    /// 核验工作证（不联网）· check the text of a card, offline.
    Check { text: String },
}
