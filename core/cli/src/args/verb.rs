//! The verbs, in the order of the help.

use clap::Subcommand;
use clap::builder::PossibleValuesParser;
use etong_core::capture::FieldChange;
use etong_core::domain::handbook::HandbookSection;

use super::options::Input;
use super::{
    Act, Appeal, Assessment, Audit, Call, Campaign, Capture, Card, Clue, Custody, Draft, Draw, Enroll, Erasure,
    Evidence, Export, History, Hold, Hours, Import, Inspection, List, Mediation, Merge, Notice, Org, Outbox, Patrol,
    Pin, Place, Print, Reason, Receipt, Register, Roster, Survey, Sync, TidyUp, Users, Visit, Warning,
};
use crate::typed::{self, Area};

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
    ///
    /// JSON: → Captured.
    Edit {
        /// 编号或末尾至少 6 位 · record id, or at least its last six digits.
        id: String,
        #[arg(required = true, value_name = "FIELD=VALUE", value_parser = typed::field_change)]
        changes: Vec<FieldChange>,
    },
    /// 办理案件 · act on a case.
    ///
    /// JSON: CaseActRequest → Captured.
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
    /// 就近 · 110, 119, 120 first, then who could go to an urgent case, the best first.
    ///
    /// JSON: → NearbyView.
    Near {
        /// 案件编号或末尾至少 6 位 · case id, or at least its last six digits.
        id: String,
    },
    /// 暂存 · half-filled forms of this phone.
    #[command(subcommand)]
    Draft(Draft),
    /// 详情 · show one record, whatever it is.
    ///
    /// JSON: → CaseView | ResidentView | PatrolView | RecordView.
    Show {
        /// 编号或末尾至少 6 位 · record id, or at least its last six digits.
        id: String,
    },
    /// 找人 · residents by characters, pinyin, initials or digits; or in a box on the map.
    ///
    /// JSON: → ResidentsPage.
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
    ///
    /// JSON: SpecialRequest → Captured.
    Special(Input),
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
    ///
    /// JSON: → MaskedRow.
    Masked {
        /// 编号或末尾至少 6 位 · record id, or at least its last six digits.
        id: String,
    },
    /// 查看完整信息 · show what is masked for a minute; the look is logged.
    ///
    /// JSON: → Revealed.
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
    ///
    /// JSON: → DuePage.
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
        /// 本岗位辖区 · only of the acting post's unit and below.
        #[arg(long)]
        below: bool,
        /// 某天到期 · due on a day, as in 2026-01-31.
        #[arg(long, value_name = "DAY")]
        day: Option<String>,
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
        page: u32,
    },
    /// 案件时限 · every deadline of one case.
    ///
    /// JSON: → DeadlineView.
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
    ///
    /// JSON: → HomeView.
    Home,
    /// 手册 · texts of the acting post's units: duties, local_rules, services, training, courses.
    ///
    /// JSON: → HandbookView.
    Handbook {
        #[arg(value_parser = PossibleValuesParser::new(HandbookSection::KNOWN.iter().map(HandbookSection::as_str)))]
        section: String,
        /// 查找 · only texts that hold these characters.
        #[arg(long, value_name = "TEXT")]
        find: Option<String>,
    },
    /// 地图 · open cases, residents, places, offices and borders in a box.
    ///
    /// JSON: → MapView.
    Map {
        /// 纬度起，止，经度起，止 · lat_from,lat_to,lon_from,lon_to in degrees.
        #[arg(id = "area", long = "box", value_name = "BOX", allow_hyphen_values = true, value_parser = typed::area)]
        area: Area,
        /// 图层 · layers: cases, residents, places, offices, borders; all when left out.
        #[arg(long = "layer", value_name = "LAYER")]
        layers: Vec<String>,
    },
    /// 本机状况 · how this phone stands.
    ///
    /// JSON: → StatusView.
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
