//! Words of the log as papers say them: days, names of posts, and the Chinese word for every code.

use etong_core::domain::mediation::{
    ConfirmationResult, DisputeType, Done, MediationSource, MethodTag, Mode, Outcome, PaperWord, PartyRole,
    RecusalReason, Satisfaction, Side,
};
use etong_core::protocol::PostId;
use etong_core::view::MediationPapers;
use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};

/// `2026年3月5日`, or a gap to fill in by hand for a time that is none.
pub(crate) fn day(ms: i64) -> String {
    at(ms, "%Y年%-m月%-d日")
}

pub(crate) fn moment(ms: i64) -> String {
    at(ms, "%Y年%-m月%-d日 %H:%M")
}

fn at(ms: i64, form: &str) -> String {
    // China has had one zone without summer time since 1991.
    match Timestamp::from_millisecond(ms) {
        Ok(time) => time.to_zoned_datetime(TimeZone::fixed(offset(8))).strftime(form).to_string(),
        Err(_) => "    年  月  日".to_owned(),
    }
}

pub(crate) fn committee(papers: &MediationPapers) -> String {
    match &papers.community {
        Some(name) => format!("{name}人民调解委员会"),
        None => "          人民调解委员会".to_owned(),
    }
}

pub(crate) fn holder(papers: &MediationPapers, post: PostId) -> String {
    papers.names.get(&post).cloned().unwrap_or_else(|| "（姓名见登记）".to_owned())
}

pub(crate) fn holders<'a>(papers: &MediationPapers, posts: impl IntoIterator<Item = &'a PostId>) -> String {
    posts.into_iter().map(|post| holder(papers, *post)).collect::<Vec<_>>().join("、")
}

/// A text, or a stroke where there is none.
pub(crate) fn or_dash(text: Option<&str>) -> String {
    text.filter(|text| !text.is_empty()).unwrap_or("——").to_owned()
}

macro_rules! chinese {
    ($($fn:ident($type:ident) { $($variant:ident = $zh:literal,)* })*) => {
        $(
            /// A word of a newer program stays as it is.
            pub(crate) fn $fn(word: &$type) -> &str {
                match word {
                    $($type::$variant => $zh,)*
                    $type::Unknown(word) => word,
                }
            }
        )*
    };
}

chinese! {
    source(MediationSource) {
        PartyAsks = "当事人申请",
        Active = "主动调解",
        Police = "公安机关移交",
        Court = "人民法院委托",
        Department = "有关部门指定",
    }
    mode(Mode) {
        Grid = "第一级：网格员首接调解",
        Community = "第二级：社区（村）调解组织调解",
        Team = "第三级：法律政策服务队支援调解",
        Police = "第四级：公调对接联合调解",
    }
    outcome(Outcome) {
        Agreed = "达成协议",
        NotAgreed = "未达成协议",
        Adjourned = "改期再调",
        Refused = "一方不愿调解",
        HandUp = "提请上一级调解",
    }
    method(MethodTag) {
        VillageRules = "村规民约",
        FamilyRules = "家风家训",
        EldersVote = "老人表决",
        RespectedPerson = "有名望者劝说",
        OldNeighbours = "老邻居劝说",
        CustomAndLaw = "情理法结合",
    }
    recusal(RecusalReason) {
        Party = "系本案当事人",
        Kin = "系当事人近亲属",
        Interest = "与纠纷有利害关系",
        AskedByParty = "当事人要求回避",
    }
    role(PartyRole) {
        Applicant = "申请方",
        Respondent = "被申请方",
        ThirdParty = "第三方",
    }
    side(Side) {
        PoliceStation = "派出所",
        JudicialOffice = "司法所",
        Court = "人民法庭",
        Community = "社区（村）调解组织",
    }
    done(Done) {
        Full = "已全部履行",
        Part = "部分履行",
        None = "未履行",
    }
    satisfaction(Satisfaction) {
        Satisfied = "满意",
        Mostly = "基本满意",
        Dissatisfied = "不满意",
    }
    confirmation(ConfirmationResult) {
        Asked = "已共同申请司法确认",
        Confirmed = "人民法院已确认有效",
        Rejected = "人民法院驳回申请",
    }
    dispute(DisputeType) {
        Family = "婚姻家庭纠纷",
        Neighbours = "邻里纠纷",
        Homestead = "房屋宅基地纠纷",
        Contract = "合同纠纷",
        Business = "生产经营纠纷",
        Damages = "损害赔偿纠纷",
        Land = "山林土地纠纷",
        Demolition = "征地拆迁纠纷",
        Pollution = "环境污染纠纷",
        Labour = "劳动争议",
        Medical = "医疗纠纷",
        Traffic = "道路交通事故纠纷",
        PropertyManagement = "物业纠纷",
        Consumer = "消费纠纷",
        Travel = "旅游纠纷",
        OnlineTrade = "电子商务纠纷",
        Other = "其他纠纷",
    }
    paper(PaperWord) {
        Application = "人民调解申请书",
        Register = "人民调解受理登记表",
        RightsNotice = "当事人权利义务告知书",
        Identity = "当事人身份证明",
        Authorisation = "授权委托书",
        Investigation = "人民调解调查记录",
        Evidence = "证据材料",
        Record = "人民调解记录",
        Agreement = "人民调解协议书",
        OralAgreement = "人民调解口头协议登记表",
        Performance = "协议履行凭证",
        FollowUp = "人民调解回访记录",
        Confirmation = "司法确认有关材料",
        Explanation = "卷宗情况说明",
    }
}

/// GB/T 2261.1.
pub(crate) fn sex(code: Option<&str>) -> String {
    match code {
        Some("1") => "男".to_owned(),
        Some("2") => "女".to_owned(),
        Some("0" | "9") | None => "——".to_owned(),
        Some(other) => other.to_owned(),
    }
}
