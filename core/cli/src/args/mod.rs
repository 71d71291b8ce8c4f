//! What can be typed: every verb with its options, and nothing about what they do. `--json` before or behind a verb asks
//! for machine output; with a file behind it, it names the input of the verbs that read one, as `--from` does.

mod act;
mod case;
mod collection;
mod exchange;
mod mediation;
mod mobilisation;
mod options;
mod organisation;
mod pin;
mod privacy;
mod proof;
mod retention;
mod safety;

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, CommandFactory, FromArgMatches, Parser, Subcommand};
use etong_core::capture::FieldChange;
use etong_core::domain::handbook::HandbookSection;

use crate::exit;
use crate::typed::{self, Area};

pub(crate) use act::Act;
pub(crate) use case::{Draft, List};
pub(crate) use collection::{Merge, MergePair, Place, PlaceKind, Visit, VisitedKind};
pub(crate) use exchange::{Export, ImportOrders};
pub(crate) use mediation::{Mediation, MediationList, Print, PrintAssessment, PrintMediation, Quiet};
pub(crate) use mobilisation::{Call, Campaign, Hours, Notice};
pub(crate) use options::{Capture, Draw, Enroll, Import, ImportResidents, Noun, Patrol, Register, Survey, Sync};
pub(crate) use organisation::{Card, Org, Page, Roster};
pub(crate) use pin::{NewPin, Pin, Users};
pub(crate) use privacy::{Audit, Erasure, Reason};
pub(crate) use proof::{Evidence, History, Outbox, Receipt};
pub(crate) use retention::{Hold, TidyUp};
pub(crate) use safety::{Appeal, Assessment, Clue, Inspection, Warning};

/// 网格E通：终端里的一部手机 · etong: a phone in a terminal.
///
/// Everything is kept encrypted in one folder (--home) and works offline; `sync` carries it to the relay and back.
/// Errors go to stderr, first in Chinese, then in English; with --json as one JSON object.
#[derive(Debug, Parser)]
#[command(name = "etong", version, after_help = exit::HELP, disable_help_subcommand = true)]
pub(crate) struct Cli {
    /// 手机所在的文件夹 · the folder of this phone.
    #[arg(long, value_name = "DIR", env = "ETONG_HOME", global = true)]
    pub home: Option<PathBuf>,
    /// 密钥文件夹（默认 HOME/keys）· the folder of its keys, HOME/keys when left out.
    #[arg(long, value_name = "DIR", env = "ETONG_KEYS", global = true)]
    pub keys: Option<PathBuf>,
    /// 本机第几位用户（默认 1）· which user of this phone.
    #[arg(long, value_name = "N", env = "ETONG_USER", default_value_t = 1, global = true)]
    pub user: u32,
    /// PIN 所在文件，- 为标准输入 · file that holds the PIN, for this one command; only its owner may read it. - for standard input.
    #[arg(long, value_name = "FILE", env = "ETONG_PIN_FILE", global = true)]
    pub pin_file: Option<PathBuf>,
    /// 本次以哪个岗位办理 · the post that acts this once: its id, the end of its id, or its kind if you have one of it.
    #[arg(long = "as", value_name = "POST", global = true)]
    pub acting: Option<String>,
    /// 运行日志写到 stderr（只有编号）· log to stderr, ids only; twice for more.
    #[arg(short, long, action = ArgAction::Count, global = true)]
    pub verbose: u8,
    /// 机器可读输出 · output for machines, one JSON value.
    #[arg(id = MACHINE, long = "json")]
    pub json: bool,
    #[command(subcommand)]
    pub verb: Verb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// 入网 · make this phone known to a relay with a one-time code.
    Enroll(Enroll),
    /// 志愿者注册 · ask to become a volunteer, without a code.
    Register(Register),
    /// 采集 · capture from a JSON file.
    #[command(subcommand)]
    Capture(Capture),
    /// 修改居民信息 · change fields of a resident; `field=` clears a field.
    Edit {
        /// 编号或末尾至少 6 位 · record id, or at least its last six digits.
        id: String,
        #[arg(required = true, value_name = "FIELD=VALUE", value_parser = typed::field_change)]
        changes: Vec<FieldChange>,
    },
    /// 办理案件 · act on a case.
    Act(Box<Act>),
    /// 巡逻 · walk a patrol.
    #[command(subcommand)]
    Patrol(Patrol),
    /// 矛盾调解 · mediate a dispute.
    #[command(subcommand)]
    Mediation(Mediation),
    /// 打印 · print papers as PDF.
    #[command(subcommand)]
    Print(Print),
    /// 隐患检查 · inspections of places.
    #[command(subcommand)]
    Inspection(Inspection),
    /// 线索 · clues, kept apart for police.
    #[command(subcommand)]
    Clue(Clue),
    /// 考评 · assessment of units.
    #[command(subcommand)]
    Assessment(Assessment),
    /// 申诉 · objections to figures.
    #[command(subcommand)]
    Appeal(Appeal),
    /// 预警 · early warnings by plain rules.
    #[command(subcommand)]
    Warning(Warning),
    /// 通知公告 · publish, read and acknowledge notices.
    #[command(subcommand)]
    Notice(Notice),
    /// 动员与应征 · call for help, answer, arrive and leave.
    #[command(subcommand)]
    Call(Call),
    /// 专项行动 · campaigns such as 平安守护.
    #[command(subcommand)]
    Campaign(Campaign),
    /// 志愿时长 · certificates of hours.
    #[command(subcommand)]
    Hours(Hours),
    /// 导入 · import many records from a file.
    #[command(subcommand)]
    Import(Import),
    /// 数据交换 · signed batches and answers for other platforms.
    #[command(subcommand)]
    Export(Export),
    /// 列表 · list records, a page at a time.
    List(List),
    /// 就近 · who could go to an urgent case, the best first.
    Near {
        /// 案件编号或末尾至少 6 位 · case id, or at least its last six digits.
        id: String,
    },
    /// 暂存 · half-filled forms of this phone.
    #[command(subcommand)]
    Draft(Draft),
    /// 详情 · show one record, whatever it is.
    Show {
        /// 编号或末尾至少 6 位 · record id, or at least its last six digits.
        id: String,
    },
    /// 找人 · residents by characters, pinyin, initials or digits; or in a box on the map.
    Search {
        #[arg(required_unless_present = "area")]
        text: Option<String>,
        /// 纬度起，止，经度起，止 · lat_from,lat_to,lon_from,lon_to in degrees.
        #[arg(
            id = "area", long = "box", value_name = "BOX", conflicts_with = "text", allow_hyphen_values = true,
            value_parser = typed::area
        )]
        area: Option<Area>,
    },
    /// 楼栋、房屋、家庭户 · buildings, dwellings and households: who lives where.
    #[command(subcommand)]
    Place(Place),
    /// 走访 · visits, reminders, who has not been seen for long.
    #[command(subcommand)]
    Visit(Visit),
    /// 疑似重复与归并 · likely duplicates, and two records that become one.
    #[command(subcommand)]
    Merge(Merge),
    /// 代码表 · a code list for a form, as in code.nation.
    Codes { list: String },
    /// 特殊人群 · a record of special populations; refused with the rule until the centre names who keeps them.
    Special(options::Input),
    /// 共享 · open a record to one more unit for good; without a unit, list those it is open to.
    Share {
        /// 编号或末尾至少 6 位 · record id, or at least its last six digits.
        id: String,
        /// 单位路径 · path of the unit, as in /1/15.
        unit: Option<String>,
    },
    /// 删除 · erase a record: one asks, another approves.
    #[command(subcommand)]
    Erasure(Erasure),
    /// 到期清理 · slim ended cases and sum up tracks whose time on this phone is over.
    TidyUp(TidyUp),
    /// 取回 · bring a slimmed case back from the relay.
    BringBack {
        /// 案件编号或末尾至少 6 位 · case id, or at least its last six digits.
        id: String,
    },
    /// 依法保全 · records that nothing may erase or slim.
    #[command(subcommand)]
    Hold(Hold),
    /// 脱敏内容 · what of a record is masked, each with the path that reveal takes.
    Masked {
        /// 编号或末尾至少 6 位 · record id, or at least its last six digits.
        id: String,
    },
    /// 查看完整信息 · show what is masked for a minute; the look is logged.
    Reveal {
        /// 编号或末尾至少 6 位 · record id, or at least its last six digits.
        id: String,
        /// 字段或路径 · key of the field, as in id or phone, or a path of `etong masked`.
        field: String,
        #[command(flatten)]
        why: Reason,
    },
    /// 个人信息查询报告 · all about one resident and who saw it, for the person; the report is logged.
    SubjectReport {
        id: String,
        #[command(flatten)]
        why: Reason,
    },
    /// 审计 · the audit log.
    #[command(subcommand)]
    Audit(Audit),
    /// 时限 · what is due, the next first.
    Due {
        /// 只看我负责的 · only cases that the acting post answers for.
        #[arg(long)]
        mine: bool,
        /// 只看超期的 · only what has run out.
        #[arg(long)]
        late: bool,
        /// 只看待答复 · only what reporters have still to be told (act comment ID --reply WORDS).
        #[arg(long)]
        replies: bool,
        /// 某单位及以下 · a unit and all below, as in /1/12.
        #[arg(long, value_name = "PATH")]
        unit: Option<String>,
        /// 某天到期 · due on a day, as in 2026-01-31.
        #[arg(long, value_name = "DAY")]
        day: Option<String>,
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
        page: u32,
    },
    /// 案件时限 · every deadline of one case.
    Deadlines { id: String },
    /// 随机抽查回访 · draws of closed cases to call back.
    #[command(subcommand)]
    Draw(Draw),
    /// 群众安全感调查 · surveys of how safe people feel.
    #[command(subcommand)]
    Survey(Survey),
    /// 回执 · how far each own entry of a record has come, with every receipt checked again.
    Receipts { id: String },
    /// 出示回执 · show, hand out and check what proves a record.
    #[command(subcommand)]
    Receipt(Receipt),
    /// 封存待发 · the backup of a phone: what was not sent, for the relay alone.
    #[command(subcommand)]
    Outbox(Outbox),
    /// 中继历史 · the relay's signed history and alarms.
    #[command(subcommand)]
    History(History),
    /// 证据 · who wrote what, provable to anybody.
    #[command(subcommand)]
    Evidence(Evidence),
    /// 同步 · send what waits, read what is new.
    Sync(Sync),
    /// 守候 · sync whenever the relay has news, until Ctrl-C.
    Watch,
    /// 核对 · sync, then prove that phone and relay hold the same.
    Verify {
        /// 历史 · check every chain, receipt and root again, and that the relay's history has all of it.
        #[arg(long)]
        history: bool,
    },
    /// 首页 · what waits for the acting post.
    Home,
    /// 手册 · texts of the acting post's units: duties, local_rules, services, training, courses.
    Handbook {
        #[arg(value_parser = PossibleValuesParser::new(HandbookSection::KNOWN.iter().map(HandbookSection::as_str)))]
        section: String,
        /// 查找 · only texts that hold these characters.
        #[arg(long, value_name = "TEXT")]
        find: Option<String>,
    },
    /// 地图 · open cases, residents and borders in a box.
    Map {
        /// 纬度起，止，经度起，止 · lat_from,lat_to,lon_from,lon_to in degrees.
        #[arg(id = "area", long = "box", value_name = "BOX", allow_hyphen_values = true, value_parser = typed::area)]
        area: Area,
        /// 图层 · layers: cases, residents, borders; all when left out.
        #[arg(long = "layer", value_name = "LAYER")]
        layers: Vec<String>,
    },
    /// 本机状况 · how this phone stands.
    Status,
    /// 我的岗位 · the posts of this phone's owner.
    Posts,
    /// 切换岗位 · from now on this post acts.
    ActAs { post: String },
    /// 组织 · the organisation: posts, helpers, vacancies, offices, borders, rights.
    #[command(subcommand)]
    Org(Org),
    /// 排班 · duty, shifts and pairs.
    #[command(subcommand)]
    Roster(Roster),
    /// 工作证 · the staff card.
    #[command(subcommand)]
    Card(Card),
    /// 重新提交 · offer an entry that the relay refused once more.
    Retry {
        /// 条目编号或末尾至少 6 位 · entry id from `list kept-aside`, or at least its last six digits.
        entry: String,
    },
    /// 代管 · entries of ended posts and lost phones that wait for a desk.
    #[command(subcommand)]
    Custody(Custody),
    /// 锁屏 PIN · the PIN of this phone.
    #[command(subcommand)]
    Pin(Pin),
    /// 用户 · several people on one phone.
    #[command(subcommand)]
    Users(Users),
    /// 命令补全 · print a completion script for a shell.
    Completions { shell: clap_complete::Shell },
}

/// 代管.
#[derive(Debug, Subcommand)]
pub(crate) enum Custody {
    /// 待审 · what waits for this desk, as the relay says now.
    List,
    /// 放行 · let an entry count, as it was written; syncs.
    Release {
        /// 条目编号 · entry id from `custody list`.
        entry: String,
        /// 理由 · the author reads it.
        #[arg(long)]
        reason: String,
    },
    /// 拒收 · refuse an entry; syncs.
    Refuse {
        /// 条目编号 · entry id from `custody list`.
        entry: String,
        /// 理由 · the author reads it.
        #[arg(long)]
        reason: String,
    },
}

const MACHINE: &str = "machine";

impl Cli {
    /// Reads the command line.
    pub(crate) fn read(line: impl IntoIterator<Item = std::ffi::OsString>) -> Result<Self, clap::Error> {
        let matches = command().try_get_matches_from(line)?;
        let mut cli = Self::from_arg_matches(&matches)?;
        cli.json = wants_json(&matches);
        Ok(cli)
    }
}

/// The whole command tree, with `--json` on every verb that does not use the word for its input.
pub(crate) fn command() -> Command {
    json_on_leaves(Cli::command())
}

fn json_on_leaves(command: Command) -> Command {
    let verbs: Vec<String> = command.get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
    verbs.into_iter().fold(command, |command, name| {
        command.mut_subcommand(name, |verb| {
            let leaf = verb.get_subcommands().next().is_none();
            if leaf && !verb.get_arguments().any(|arg| arg.get_long() == Some("json")) {
                let help = "机器可读输出 · output for machines, one JSON value";
                verb.arg(Arg::new(MACHINE).long("json").action(ArgAction::SetTrue).help(help))
            } else {
                json_on_leaves(verb)
            }
        })
    })
}

fn wants_json(matches: &ArgMatches) -> bool {
    let here = matches.try_get_one::<bool>(MACHINE).ok().flatten().copied().unwrap_or(false);
    let named = matches.try_get_many::<PathBuf>(options::INPUT).ok().flatten().is_some_and(|files| files.len() > 0);
    let bare = matches.try_contains_id(options::INPUT).unwrap_or(false) && !named;
    here || bare || matches.subcommand().is_some_and(|(_, below)| wants_json(below))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Cli, clap::Error> {
        Cli::read(std::iter::once("etong").chain(line.split_whitespace()).map(Into::into))
    }

    #[test]
    fn the_command_tree_is_sound() {
        command().debug_assert();
    }

    #[test]
    fn json_asks_for_machine_output_except_where_it_names_the_input() {
        let table = [
            ("status", false),
            ("--json status", true),
            ("status --json", true),
            ("patrol pause abcdef --json", true),
            ("call show abcdef --json", true),
            ("capture resident --json -", false),
            ("--json capture resident --json -", true),
            ("capture resident --from - --json", true),
            ("visit record abcdef --json", true),
            ("visit record abcdef --json f.json", false),
        ];
        for (line, json) in table {
            assert_eq!(read(line).unwrap().json, json, "{line}");
        }
    }

    #[test]
    fn every_verb_takes_json_for_machine_output() {
        fn leaves(command: &Command, above: &str, found: &mut Vec<String>) {
            for verb in command.get_subcommands() {
                let name = format!("{above} {}", verb.get_name());
                match verb.get_subcommands().next() {
                    Some(_) => leaves(verb, &name, found),
                    None => {
                        let json = verb.get_arguments().find(|arg| arg.get_long() == Some("json"));
                        let bare = json.is_some_and(|arg| {
                            !arg.get_action().takes_values()
                                || arg.get_num_args().is_some_and(|args| args.min_values() == 0)
                        });
                        assert!(bare, "{name} does not take --json by itself");
                        found.push(name);
                    }
                }
            }
        }
        let mut found = Vec::new();
        let mut whole = command();
        whole.build();
        leaves(&whole, "", &mut found);
        assert!(found.len() > 100, "{}", found.len());
    }

    #[test]
    fn the_readme_names_every_verb() {
        let readme = include_str!("../../../../README.md");
        for verb in command().get_subcommands() {
            assert!(readme.contains(&format!("`{}`", verb.get_name())), "{}", verb.get_name());
        }
    }

    #[test]
    fn global_options_stand_before_or_behind_the_verb() {
        for line in ["--home /h --as p status", "status --home /h --as p"] {
            let cli = read(line).unwrap();
            assert_eq!((cli.home, cli.acting), (Some("/h".into()), Some("p".into())), "{line}");
        }
    }

    #[test]
    fn what_is_not_a_command_is_refused() {
        for line in [
            "frobnicate",
            "capture resident",
            "edit abcdef",
            "edit abcdef name",
            "act abcdef dance",
            "act abcdef dispatch --to x",
            "list people",
            "search",
            "search 王 --box 1,2,3,4",
            "search --box 1,2,3",
            "search --box 24,25,117,181",
            "import residents x.csv --batch 0",
            "sync --deadline 0",
            "patrol fix abcdef 91,0",
            "patrol join",
            "notice withdraw abcdef",
            "call shout abcdef",
            "hours check",
        ] {
            assert!(read(line).is_err(), "{line}");
        }
    }
}
