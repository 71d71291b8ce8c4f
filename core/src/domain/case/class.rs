//! What a case is about and how it came in. Words from a newer program are kept as they came.

use crate::domain::word::open_word;

open_word!(
    /// The class of a case.
    CaseClass {
        /// 矛盾纠纷.
        Dispute = "dispute",
        /// 安全隐患.
        Hazard = "hazard",
        /// 民生诉求.
        Request = "request",
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
    }
);
