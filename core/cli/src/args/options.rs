//! The options of the verbs that have several.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};

use crate::error::CliError;

#[derive(Debug, Args)]
pub(crate) struct Enroll {
    /// 中继地址 · https://host:port (http only to this machine).
    #[arg(long, value_name = "URL", required_unless_present = "qr")]
    pub server: Option<String>,
    /// 中继自有证书机构（PEM）· the only authority whose certificates are taken for this relay's, as PEM.
    #[arg(long, value_name = "FILE")]
    pub ca: Option<PathBuf>,
    /// 一次性入网码 · the one-time code from your unit.
    #[arg(long, value_name = "CODE", required_unless_present = "qr")]
    pub code: Option<String>,
    /// 入网二维码里的文字 · the text of the QR code from your unit: relay, its key and code in one.
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["server", "code"])]
    pub qr: Option<String>,
    /// 这部手机叫什么 · what you call this phone.
    #[arg(long, value_name = "TEXT", default_value = "terminal")]
    pub label: String,
}

#[derive(Debug, Args)]
pub(crate) struct Register {
    /// 中继地址 · https://host:port (http only to this machine).
    #[arg(long, value_name = "URL")]
    pub server: String,
    /// 中继自有证书机构（PEM）· the only authority whose certificates are taken for this relay's, as PEM.
    #[arg(long, value_name = "FILE")]
    pub ca: Option<PathBuf>,
    /// 只问注册到哪一步 · only ask how it stands.
    #[arg(long, conflicts_with_all = ["name", "phone", "unit", "born", "consent"])]
    pub state: bool,
    /// 姓名 · your name.
    #[arg(long, required_unless_present = "state")]
    pub name: Option<String>,
    /// 电话 · your phone number.
    #[arg(long, required_unless_present = "state")]
    pub phone: Option<String>,
    /// 想服务的单位编号 · number of the unit you want to serve, as on its notice.
    #[arg(long, required_unless_present = "state")]
    pub unit: Option<u32>,
    /// 出生日期，仅用于核对年龄 · birth day, for the age gate only.
    #[arg(long, value_name = "YYYY-MM-DD", required_unless_present = "state")]
    pub born: Option<String>,
    /// 已同意的知情同意书版本 · version of the consent text you agree to.
    #[arg(long, value_name = "VERSION", required_unless_present = "state")]
    pub consent: Option<String>,
    /// 这部手机叫什么 · what you call this phone.
    #[arg(long, value_name = "TEXT", default_value = "terminal")]
    pub label: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Capture {
    /// 居民 · a resident.
    ///
    /// JSON: ResidentRequest → Captured.
    Resident(Input),
    /// 案件（矛盾纠纷、安全隐患、民生诉求）· a case.
    ///
    /// JSON: CaseRequest → Captured.
    Case(Input),
    /// 一次巡逻 · a whole patrol: kind, scope, place, track, findings, gaps, end.
    ///
    /// JSON: PatrolRequest → Captured.
    Patrol(Input),
}

#[derive(Debug, Args)]
pub(crate) struct Input {
    /// JSON 文件，- 为标准输入 · a file with one JSON object, - for standard input.
    #[arg(id = FROM, long = "from", value_name = "FILE|-", required_unless_present = INPUT)]
    from: Option<PathBuf>,
    /// 带文件同 --from；不带为机器可读输出 · with a file the same as --from; without one, output for machines.
    #[arg(id = INPUT, long = "json", value_name = "FILE|-", num_args = 0..=1)]
    json: Option<Option<PathBuf>>,
}

/// The same where a file may be left out.
#[derive(Debug, Args)]
pub(crate) struct MaybeInput {
    /// JSON 文件，- 为标准输入；可不填 · a file with one JSON object, - for standard input; may be left out.
    #[arg(id = FROM, long = "from", value_name = "FILE|-")]
    from: Option<PathBuf>,
    /// 带文件同 --from；不带为机器可读输出 · with a file the same as --from; without one, output for machines.
    #[arg(id = INPUT, long = "json", value_name = "FILE|-", num_args = 0..=1)]
    json: Option<Option<PathBuf>>,
}

const FROM: &str = "from_file";
/// `--json` of a verb that reads JSON: the file, or the wish for machine output.
pub(super) const INPUT: &str = "json_or_file";

impl Input {
    /// The file to read.
    pub(crate) fn path(&self) -> Result<&Path, CliError> {
        given(self.from.as_deref(), &self.json).ok_or_else(|| {
            CliError::Usage("name the file with the content: --from FILE, or --from - for standard input".into())
        })
    }
}

impl MaybeInput {
    pub(crate) fn path(&self) -> Option<&Path> {
        given(self.from.as_deref(), &self.json)
    }
}

fn given<'a>(from: Option<&'a Path>, json: &'a Option<Option<PathBuf>>) -> Option<&'a Path> {
    from.or_else(|| json.as_ref().and_then(Option::as_deref))
}

#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// 居民：.ndjson 每行一个 JSON，或 .csv 带表头 · residents: .ndjson with one JSON object a line, or .csv with a header.
    Residents(ImportResidents),
    /// 工单：12345 等平台的清单 · the orders of a hotline, as cases; a number that is here already makes no second case.
    Orders(super::exchange::ImportOrders),
}

#[derive(Debug, Args)]
pub(crate) struct ImportResidents {
    pub file: PathBuf,
    /// 每多少行保存一次 · rows saved in one transaction.
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=5_000))]
    pub batch: u32,
    /// 跳过有错的行，导入其余 · leave faulty rows out and import the others.
    #[arg(long)]
    pub skip_faulty: bool,
    /// 从文件的第几行继续 · go on from this line of the file, after an interrupted import.
    #[arg(long, value_name = "N")]
    pub from_line: Option<u64>,
}

impl ImportResidents {
    pub(crate) fn first_line(&self) -> u64 {
        self.from_line.unwrap_or(1)
    }
}

#[derive(Debug, Args)]
pub(crate) struct Sync {
    /// 最多多少秒 · stop after this many seconds; what was done by then is kept.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..=86_400))]
    pub deadline: Option<u32>,
    /// 后台同步：失败后先等待 · a background sync: waits out the pause after failures.
    #[arg(long)]
    pub background: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Noun {
    /// JSON: → ResidentsPage.
    Residents,
    /// JSON: → BoardPage.
    Cases,
    /// JSON: → PatrolsPage.
    Patrols,
    /// JSON: → NoticesPage.
    Notices,
    /// JSON: → CallsPage.
    Calls,
    /// JSON: → CampaignsPage.
    Campaigns,
    /// JSON: → UnitsPage.
    Units,
    /// JSON: → MyReport.
    Reports,
    /// JSON: → KeptAsideRow.
    KeptAside,
}
