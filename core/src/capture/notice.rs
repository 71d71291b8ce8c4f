//! Publishing a notice, taking it back, and saying that one knows it.

use etong_protocol::authority::who_may;
use etong_protocol::{OrgLevel, PostKind, RecordId, RecordKind};

use super::drafts::{Author, Draft, Drafts};
use super::error::CaptureError;
use super::right;
use super::text::required;
use crate::domain::notice::{Notice, NoticeEntry, NoticeFold, NoticePriority, Read};
use crate::domain::rule_id::RuleId;

/// 通知 or 公告.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct NoticeRequest {
    pub title: String,
    pub text: String,
    /// For everybody, not for staff only.
    #[serde(default)]
    pub public: bool,
    /// Path of the unit it is for; the acting post's unit when left out.
    #[serde(default)]
    pub scope: Option<String>,
    /// `routine` (when left out), `important` or `urgent`.
    #[serde(default)]
    pub priority: Option<String>,
    /// Milliseconds since 1970; open when left out.
    #[serde(default)]
    pub valid_until: Option<i64>,
    /// Kinds of post it is meant for; all when empty.
    #[serde(default)]
    pub audience: Vec<String>,
    /// Staff have to act on it: readers are asked to tap "我已知晓". Not for public notices.
    #[serde(default)]
    pub operational: bool,
    /// Id of the notice whose place it takes.
    #[serde(default)]
    pub replaces: Option<String>,
}

/// Founds the notice `record`; `replaced` is the one whose place it takes, which is withdrawn with it.
///
/// # Errors
/// `NotAllowed` for a post that publishes none or outside its unit, `Invalid` for a field.
pub fn publish_notice(
    author: &Author,
    request: &NoticeRequest,
    record: RecordId,
    replaced: Option<(RecordId, &NoticeFold)>,
) -> Result<Drafts, CaptureError> {
    let kind = if request.public { RecordKind::PublicNotice } else { RecordKind::Notice };
    allowed(author, &kind, "publish")?;
    let scope = author.scope(request.scope.as_deref(), OrgLevel::County)?;
    let priority = NoticePriority::from(request.priority.as_deref().map_or("routine", str::trim));
    if !priority.is_known() {
        return Err(CaptureError::invalid("priority", "must be one of routine, important, urgent"));
    }
    if request.public && request.operational {
        let reason = "a public notice asks nobody whether it was read";
        return Err(CaptureError::invalid("operational", reason));
    }
    let audience: Result<Vec<PostKind>, _> = request.audience.iter().map(|kind| kind.trim().parse()).collect();
    let audience = audience.ok().filter(|kinds| kinds.iter().all(|kind| PostKind::KNOWN.contains(kind)));
    let notice = Notice {
        title: required("title", &request.title, 50)?,
        text: required("text", &request.text, 4_000)?,
        priority,
        valid_until: request.valid_until,
        audience: audience.ok_or_else(|| CaptureError::invalid("audience", "one is not a kind of post"))?,
        operational: request.operational,
        replaces: replaced.map(|(old, _)| old),
    };
    let mut drafts = vec![Draft::event(record, kind, &scope, NoticeEntry::Publish(notice).to_payload(), "notice")?];
    if let Some((old, fold)) = replaced {
        drafts.extend(withdraw(author, fold, old, "已由新通知替代", Some(record))?.drafts);
    }
    Ok(Drafts::of(drafts))
}

/// Takes the notice `record` back.
///
/// # Errors
/// `NotAllowed` unless the post published it or publishes for a unit at or above; also once it is withdrawn.
pub fn withdraw_notice(
    author: &Author,
    notice: &NoticeFold,
    record: RecordId,
    reason: &str,
) -> Result<Drafts, CaptureError> {
    withdraw(author, notice, record, &required("reason", reason, 500)?, None)
}

fn withdraw(
    author: &Author,
    notice: &NoticeFold,
    record: RecordId,
    reason: &str,
    replaced_by: Option<RecordId>,
) -> Result<Drafts, CaptureError> {
    let kind = kind_of(notice);
    allowed(author, &kind, "withdraw")?;
    author.must_cover(&notice.scope)?;
    if notice.withdrawn.is_some() {
        return Err(CaptureError::barred(RuleId::Withdrawn, "this notice was withdrawn before"));
    }
    let entry = NoticeEntry::Withdraw { reason: reason.to_owned(), replaced_by };
    Ok(Drafts::of(vec![Draft::event(record, kind, &notice.scope, entry.to_payload(), "notice")?]))
}

/// 我已知晓: says to the publisher that this post knows the notice.
///
/// # Errors
/// `NotAllowed` for a notice that asks nobody, is not for this post, or was answered before.
pub fn acknowledge_notice(
    author: &Author,
    notice: &NoticeFold,
    record: RecordId,
    read_before: bool,
) -> Result<Drafts, CaptureError> {
    let refuse = |id: RuleId, rule: &str| Err(CaptureError::barred(id, rule));
    if !notice.asks_to_be_read() {
        return refuse(
            RuleId::NotAsked,
            "only operational notices to staff ask to be read; nothing is told about others",
        );
    }
    allowed(author, &RecordKind::Read, "read")?;
    if !notice.is_for(&author.post_kind, &author.unit) {
        let rule = format!("this notice is meant for other posts, at or below {}", notice.scope);
        let audience = &notice.notice.audience;
        let meant = if audience.is_empty() { who_may(&RecordKind::Read, "read") } else { audience.clone() };
        return Err(CaptureError::for_others(RuleId::ForOthers, rule, meant));
    }
    if read_before {
        return refuse(RuleId::SaidBefore, "this post has said so before");
    }
    let payload = Read::of(notice.entry).to_payload();
    Ok(Drafts::of(vec![Draft::event(record, RecordKind::Read, &notice.scope, payload, "notice")?]))
}

fn kind_of(notice: &NoticeFold) -> RecordKind {
    if notice.public { RecordKind::PublicNotice } else { RecordKind::Notice }
}

fn allowed(author: &Author, kind: &RecordKind, act: &str) -> Result<(), CaptureError> {
    right::allowed(&author.post_kind, kind, act, &format!("may not {act} a {kind}"))
}
