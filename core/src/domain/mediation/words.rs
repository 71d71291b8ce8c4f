//! The words of mediation. Those of a newer program are kept as they came.

use etong_protocol::PostKind;

use crate::domain::word::open_word;

open_word!(
    /// 案件来源 of the register (司法部 2010).
    MediationSource {
        /// ① 当事人申请: a party asks for it.
        PartyAsks = "party_asks",
        /// ② 主动调解: a mediator offers it.
        Active = "active",
        /// 公安移交: handed over by the police (公调对接).
        Police = "police",
        /// 法院委托.
        Court = "court",
        /// 部门指定.
        Department = "department",
    }
);

open_word!(
    /// 四级调解: who mediates, in this order.
    Mode {
        /// ① 网格员首接: the two members of the grid, on the spot.
        Grid = "grid",
        /// ② 社区(村)级调解组织.
        Community = "community",
        /// ③ 法律政策服务队支援.
        Team = "team",
        /// ④ 公调对接: joint with the police.
        Police = "police",
    }
);

impl Mode {
    /// Its place in the order, from 1; `None` for a mode of a newer program.
    #[must_use]
    pub fn rank(&self) -> Option<u8> {
        match self {
            Self::Grid => Some(1),
            Self::Community => Some(2),
            Self::Team => Some(3),
            Self::Police => Some(4),
            Self::Unknown(_) => None,
        }
    }

    /// The mode before it.
    #[must_use]
    pub fn before(&self) -> Option<Self> {
        match self {
            Self::Grid | Self::Unknown(_) => None,
            Self::Community => Some(Self::Grid),
            Self::Team => Some(Self::Community),
            Self::Police => Some(Self::Team),
        }
    }
}

open_word!(
    /// How one attempt ended.
    Outcome {
        /// 达成协议.
        Agreed = "agreed",
        /// 未达成协议.
        NotAgreed = "not_agreed",
        /// 改期: goes on another day.
        Adjourned = "adjourned",
        /// 一方拒绝调解: mediation is voluntary.
        Refused = "refused",
        /// 上交: asks the next mode to take over.
        HandUp = "hand_up",
    }
);

open_word!(
    /// 土方法: what helped, beside the law.
    MethodTag {
        /// 村规民约.
        VillageRules = "village_rules",
        /// 家风家训.
        FamilyRules = "family_rules",
        /// 老人表决: elders vote; only the counts are kept.
        EldersVote = "elders_vote",
        /// 名望: somebody both sides respect speaks to them.
        RespectedPerson = "respected_person",
        /// 老邻居.
        OldNeighbours = "old_neighbours",
        /// 情理法: custom, reason and law together.
        CustomAndLaw = "custom_and_law",
    }
);

open_word!(
    /// 回避事由: why a mediator steps aside.
    RecusalReason {
        /// Is a party.
        Party = "party",
        /// 近亲属: kin of a party.
        Kin = "kin",
        /// 利害关系: gains or loses by the outcome.
        Interest = "interest",
        /// 当事人要求: a party asks for another mediator (人民调解法, article 23).
        AskedByParty = "asked_by_party",
    }
);

open_word!(
    /// 申请方 or 被申请方, or somebody else the outcome binds.
    PartyRole {
        Applicant = "applicant",
        Respondent = "respondent",
        ThirdParty = "third_party",
    }
);

open_word!(
    /// With whom a mediation is handed to, or came back to.
    Side {
        /// 派出所.
        PoliceStation = "police_station",
        /// 司法所.
        JudicialOffice = "judicial_office",
        /// 人民法庭.
        Court = "court",
        /// 社区(村)级调解组织: back where it came from.
        Community = "community",
    }
);

impl Side {
    /// The kinds of post that take what is handed to this side.
    #[must_use]
    pub fn receivers(&self) -> &'static [PostKind] {
        match self {
            Self::PoliceStation => &[PostKind::PoliceOfficer, PostKind::AuxiliaryOfficer, PostKind::PoliceChief],
            Self::JudicialOffice | Self::Court => &[PostKind::Department],
            Self::Community => &[PostKind::CommunityDesk, PostKind::GridWorker],
            Self::Unknown(_) => &[],
        }
    }

    /// Does a post of this kind receipt for this side?
    #[must_use]
    pub fn takes(&self, post: &PostKind) -> bool {
        self.receivers().contains(post)
    }
}

open_word!(
    /// 履行情况.
    Done {
        Full = "full",
        Part = "part",
        None = "none",
    }
);

open_word!(
    /// 满意程度, asked at the follow-up visit.
    Satisfaction {
        Satisfied = "satisfied",
        Mostly = "mostly",
        Dissatisfied = "dissatisfied",
    }
);

open_word!(
    /// How far 司法确认 has come.
    ConfirmationResult {
        /// Both parties have asked the court.
        Asked = "asked",
        Confirmed = "confirmed",
        Rejected = "rejected",
    }
);

open_word!(
    /// 纠纷类型, as the statistics of the judicial administration count them.
    DisputeType {
        /// 婚姻家庭.
        Family = "family",
        /// 邻里.
        Neighbours = "neighbours",
        /// 房屋宅基地.
        Homestead = "homestead",
        /// 合同.
        Contract = "contract",
        /// 生产经营.
        Business = "business",
        /// 损害赔偿.
        Damages = "damages",
        /// 山林土地.
        Land = "land",
        /// 征地拆迁.
        Demolition = "demolition",
        /// 环境污染.
        Pollution = "pollution",
        /// 劳动争议, 拖欠农民工工资 included.
        Labour = "labour",
        /// 医疗.
        Medical = "medical",
        /// 道路交通.
        Traffic = "traffic",
        /// 物业.
        PropertyManagement = "property_management",
        /// 消费.
        Consumer = "consumer",
        /// 旅游.
        Travel = "travel",
        /// 电子商务.
        OnlineTrade = "online_trade",
        /// 其他.
        Other = "other",
    }
);
