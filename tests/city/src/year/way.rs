//! How cases go: the shares of the ways and exits. No city publishes them; each is a guess at a usual year with its reason beside it,
//! and small enough that the work of the year stays what it was. In thousandths, where nothing else is said.

use crate::draw::{Draw, pick_weighted};

/// The way a case takes after it was reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Way {
    /// 受理, 派遣, 处置, 反馈, 结案 in the grid or the community.
    #[default]
    Settled,
    /// 上报: to the township.
    Up,
    /// 变级上报: over the township's head, to the county.
    SkipLevel,
    /// 延期.
    Extended,
    /// 挂账, and work goes on later.
    Suspended,
    /// 移交 to somebody outside.
    Transferred,
    /// 协同.
    Joint,
    /// 催办, 督办.
    Supervised,
    /// 撤回.
    Recalled,
    /// 作废.
    Void,
    /// 不予受理.
    Declined,
    /// 退回 twice, then the desk above decides.
    ReturnedTwice,
    /// 返回采集员.
    ToCollector,
    /// 返工.
    Reworked,
}

/// Most of 9 in 10 end where they began: 四级流转 is there for what a grid cannot do.
const WAYS: &[(Way, u32)] = &[
    (Way::Settled, 778),
    // What costs money or another unit's order.
    (Way::Up, 30),
    // Only where the township itself is a party or time is short.
    (Way::SkipLevel, 8),
    // 延期 once, with reason: domain rules of 12345 allow it, few need it.
    (Way::Extended, 22),
    // Waits for a season, a budget or an absent owner.
    (Way::Suspended, 18),
    // Courts, power and water companies.
    (Way::Transferred, 16),
    (Way::Joint, 22),
    // As many as are late enough to be seen by a leader.
    (Way::Supervised, 18),
    // Pressed by mistake, or sent to the wrong post.
    (Way::Recalled, 12),
    (Way::Void, 12),
    (Way::Declined, 16),
    // 推诿 is what the rule of two returns is against.
    (Way::ReturnedTwice, 10),
    (Way::ToCollector, 12),
    // Close to one in forty does not pass its check.
    (Way::Reworked, 26),
];

/// One of so many hundred that were found by a grid worker is put right on the spot (自处置).
pub(super) const SELF_HANDLED: u32 = 9;
/// One in so many hundred is still on its way at the end of the year, wherever it has come to.
pub(super) const LEFT_OPEN: u32 = 6;
/// Of what waits, was taken back or handed out, so many hundredths have not come further by the end of the year.
pub(super) const STAYS: u32 = 30;
/// 立案 is written by desks that keep a book of it: so many hundredths.
pub(super) const FILED: u32 = 20;
/// Of those so many hundredths wait on the book at the end of the year.
pub(super) const ONLY_FILED: u32 = 7;
/// 核查 as a step of its own, before closing: so many hundredths; the others are checked by closing them.
pub(super) const CHECKED: u32 = 15;
/// Somebody has begun to check and has not decided: hundredths of those.
pub(super) const IN_CHECK: u32 = 6;
/// 改类, 定级 by whoever takes it on: hundredths.
pub(super) const CLASSIFIED: u32 = 4;
/// 限期整改: hundredths of hazards that get a date and a name.
pub(super) const RECTIFIED: u32 = 10;
/// A photo or a paper: hundredths. Never a duty.
pub(super) const WITH_EVIDENCE: u32 = 12;
/// A closed case is looked at again by its desk, or rated by a volunteer who reported it: hundredths.
pub(super) const EVALUATED: u32 = 18;
/// 归档 of what was evaluated, declined or made void: hundredths.
pub(super) const ARCHIVED: u32 = 45;
/// Of volunteers' answers so many hundredths do not accept the result, and the desk opens the case anew.
pub(super) const NOT_ACCEPTED: u32 = 12;
/// 五个人报同一隐患: hundredths of snapped hazards that others report, too.
pub(super) const REPORTED_AGAIN: u32 = 10;
/// Of second reports so many hundredths turn out to be something else.
pub(super) const UNLINKED: u32 = 20;

pub(super) fn way(draw: &mut Draw) -> Way {
    pick_weighted(draw, WAYS)
}
