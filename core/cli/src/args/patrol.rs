//! What can be typed about a patrol.

use std::path::PathBuf;

use clap::Subcommand;

use crate::typed::{self, Place, time};

#[derive(Debug, Subcommand)]
pub(crate) enum Patrol {
    /// 开始 · start one.
    Start {
        /// self_started, assigned or campaign.
        #[arg(long)]
        kind: Option<String>,
        /// 网格或社区的路径 · path of the grid or community, your own unit when left out.
        #[arg(long, value_name = "PATH")]
        scope: Option<String>,
        #[arg(long, value_name = "LAT,LON", allow_hyphen_values = true, value_parser = typed::place)]
        place: Option<Place>,
        /// 所属专项行动 · the campaign it is walked for.
        #[arg(long, value_name = "ID")]
        campaign: Option<String>,
        /// 与搭档同行 · a partner will confirm it; see `patrol code`.
        #[arg(long)]
        with_partner: bool,
    },
    /// 指派 · ask posts to walk: scope, to, from, until, what, plan, campaign, from a JSON file.
    ///
    /// JSON: AssignRequest → Captured.
    Assign { file: PathBuf },
    /// 开始指派的巡逻 · start one that a desk asked for.
    Take {
        id: String,
        #[arg(long)]
        with_partner: bool,
    },
    /// 取消指派 · take an assignment back.
    CallOff { id: String, reason: String },
    /// 搭档码 · what your partner scans or types.
    ///
    /// JSON: → PairCode.
    Code { id: String },
    /// 搭档确认 · confirm somebody's patrol as the partner, by ticket text or by id and code.
    Join {
        #[arg(value_name = "TICKET|ID")]
        ticket: String,
        #[arg(long, value_name = "DIGITS")]
        code: Option<String>,
    },
    /// 点位打点 · mark a planned place (from 0) as reached by hand.
    Mark { id: String, nth: u32, reason: String },
    /// 定位点 · one position of the track.
    Fix {
        id: String,
        #[arg(value_name = "LAT,LON", allow_hyphen_values = true, value_parser = typed::place)]
        place: Place,
        /// 何时 · when: 2026-08-03T14:30, or milliseconds since 1970; now when left out.
        #[arg(long, value_name = "WHEN", value_parser = time::moment)]
        at: Option<i64>,
    },
    /// 暂停 · pause.
    Pause { id: String },
    /// 继续 · go on after a pause.
    Resume { id: String },
    /// 记下发现 · note what was seen.
    Finding {
        id: String,
        text: String,
        #[arg(long, value_name = "LAT,LON", allow_hyphen_values = true, value_parser = typed::place)]
        place: Option<Place>,
        /// 由此上报的案件 · the case that was reported of it.
        #[arg(long, value_name = "ID")]
        case: Option<String>,
    },
    /// 说明轨迹缺口 · own up to a stretch without track.
    Gap {
        id: String,
        /// 起 · from: 2026-08-03T14:30, or milliseconds since 1970.
        #[arg(long, value_name = "WHEN", value_parser = time::moment)]
        from: i64,
        /// 止 · to: the same; of a day its end.
        #[arg(long, value_name = "WHEN", value_parser = time::end)]
        to: i64,
        /// no_signal, killed, power_off, no_permission, indoors or privacy.
        #[arg(long)]
        cause: String,
    },
    /// 结束 · end.
    End {
        id: String,
        #[arg(long, value_name = "LAT,LON", allow_hyphen_values = true, value_parser = typed::place)]
        place: Option<Place>,
    },
}
