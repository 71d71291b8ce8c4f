//! The names of the acts on a case, and what sort of act each is. The words travel; they never change their meaning.

use crate::domain::word::closed_word;

/// What an act does to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ActGroup {
    /// Founds the case.
    Founding,
    /// Moves it: needs the last effective act as its base, and of two on one base only the first counts.
    Move,
    /// Sets a mark on a case in the right state, whoever moved it last; takes no base away from anybody.
    Mark,
    /// Says something, in any state.
    Remark,
}

macro_rules! act_words {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, $group:ident;)*) => {
        closed_word!(
            /// The name of an act, without its content.
            ActWord { $($(#[$doc])* $variant = $word,)* }
        );

        impl ActWord {
            #[must_use]
            pub const fn group(self) -> ActGroup {
                match self { $(Self::$variant => ActGroup::$group,)* }
            }
        }
    };
}

act_words! {
    /// 上报.
    Report = "report", Founding;
    /// 自处置: found and put right on the spot.
    SelfHandle = "self_handle", Founding;
    /// 受理.
    Accept = "accept", Move;
    /// 立案.
    File = "file", Move;
    /// 派遣, 下派, 分流.
    Dispatch = "dispatch", Move;
    /// 返回采集员: back to whoever found it, to look again.
    ToCollector = "to_collector", Move;
    /// 上报一级, 变级上报.
    Escalate = "escalate", Move;
    /// 处置.
    Handle = "handle", Move;
    /// 反馈.
    ReportBack = "report_back", Move;
    /// 核查.
    Check = "check", Move;
    /// 核查退回 = 返工.
    Rework = "rework", Move;
    /// 结案; 销号 of a hazard.
    Close = "close", Move;
    /// 退回.
    Return = "return", Move;
    /// 不予受理.
    Decline = "decline", Move;
    /// 作废.
    Void = "void", Move;
    /// 撤回.
    Recall = "recall", Move;
    /// 移交 to somebody outside.
    Transfer = "transfer", Move;
    /// 挂账, 缓办.
    Suspend = "suspend", Move;
    /// 恢复办理.
    Resume = "resume", Move;
    /// 评价 by the desk.
    Evaluate = "evaluate", Move;
    /// 归档.
    Archive = "archive", Move;
    /// 重办.
    Reopen = "reopen", Move;
    /// 延期.
    Extend = "extend", Mark;
    /// 督办.
    Supervise = "supervise", Mark;
    /// 催办.
    Urge = "urge", Mark;
    /// 协同: names who helps.
    Joint = "joint", Mark;
    /// 并案: the same as another case; both stay.
    LinkDuplicate = "link_duplicate", Mark;
    /// 取消并案.
    UnlinkDuplicate = "unlink_duplicate", Mark;
    /// 改类, 定级.
    Classify = "classify", Mark;
    /// 限期整改.
    Rectify = "rectify", Mark;
    /// 评分 by the reporter.
    Rate = "rate", Mark;
    /// 确认解决 by the reporter.
    Confirm = "confirm", Mark;
    /// 不认可 by the reporter.
    Dispute = "dispute", Mark;
    /// 回访.
    Callback = "callback", Mark;
    /// 申请 of the handler.
    Ask = "ask", Remark;
    /// 先期处置.
    FirstResponse = "first_response", Remark;
    /// 移交回执: who took it over on the spot.
    HandOver = "hand_over", Remark;
    Comment = "comment", Remark;
    Visit = "visit", Remark;
    Evidence = "evidence", Remark;
}

impl ActWord {
    /// Remarks skip the base test and move nothing.
    #[must_use]
    pub fn is_remark(self) -> bool {
        self.group() == ActGroup::Remark
    }

    /// Only the person who reported the case may say this of it.
    #[must_use]
    pub const fn is_reporters(self) -> bool {
        matches!(self, Self::Rate | Self::Confirm | Self::Dispute)
    }
}
