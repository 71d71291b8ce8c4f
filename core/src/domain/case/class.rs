//! What a case is about, how grave it is and how it came in. Words from a newer program are kept as they came. Below the
//! class stands a `kind`, a free word from the unit's own dictionary, never listed here.

use crate::domain::word::open_word;

open_word!(
    /// The class of a case. 线索 clues are no class: they are records of their own, with a reach of their own.
    CaseClass {
        /// 矛盾纠纷.
        Dispute = "dispute",
        /// 安全隐患.
        Hazard = "hazard",
        /// 民生诉求.
        Request = "request",
        /// 政策咨询: a question, also the thread of one asked online (网上零距离服务).
        Consultation = "consultation",
        /// 投诉举报, 意见建议.
        Complaint = "complaint",
        /// 突发事件 / 应急.
        Emergency = "emergency",
        /// 城市管理: 部件 and 事件.
        UrbanManagement = "urban_management",
        /// 个人信息查询、更正、删除请求 (个人信息保护法 44–47).
        SubjectRights = "subject_rights",
        /// 其他.
        Other = "other",
    }
);

open_word!(
    /// 事件分级.
    CaseLevel {
        /// 特别重大.
        ExtraGrave = "01",
        /// 重大.
        Grave = "02",
        /// 较大.
        Major = "03",
        /// 一般.
        Ordinary = "04",
    }
);

open_word!(
    /// How a case came to be known.
    CaseSource {
        /// 网格员巡查: found on a patrol or a visit.
        Patrol = "patrol",
        /// 随手拍: a snap report by a volunteer or resident.
        Snap = "snap",
        /// 来访登记.
        WalkIn = "walk_in",
        /// 电话反映.
        Phone = "phone",
        /// 12345 转办.
        Hotline = "hotline_12345",
        /// 110 / 公安移交.
        Police = "police_110",
        /// 上级交办.
        Assigned = "assigned",
        /// 物业.
        Property = "property",
        /// 物联 / 视频.
        Sensor = "sensor",
        /// N 队.
        Team = "team",
        /// 网上咨询, 预约: a question asked online.
        Online = "online",
    }
);

open_word!(
    /// 先期处置: what the first one on the spot sees to before anybody else is there.
    FirstStep {
        /// 划定警戒, 疏散.
        Secure = "secure",
        /// 救助伤者.
        Rescue = "rescue",
        /// 保护现场, 固定证据.
        Preserve = "preserve",
        /// 报告 110 / 119 / 120 and the desk.
        Report = "report",
    }
);

open_word!(
    /// What a handler asks of the desk.
    Wish {
        /// 申请延期.
        Extension = "extension",
        /// 请求协助.
        Help = "help",
        /// 申请挂账.
        Suspension = "suspension",
        /// 申请结案.
        Closing = "closing",
    }
);
