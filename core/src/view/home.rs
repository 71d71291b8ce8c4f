//! The first screen of each role: how much of what waits for the acting post. Which counts a post sees is one table; every count
//! opens the list it counts, and is cut to the area of the acting post as that list is. It counts records, each once: a list of deadlines
//! has a row for each step.

use etong_protocol::authority::may_act;
use etong_protocol::{PostId, PostKind, RecordKind, StandingPost};
use rusqlite::{Row, ToSql, Transaction, named_params};

use super::deadline::KnownNow;
use super::within::Within;
use super::{board, owner};
use crate::domain::calendar::local_day;
use crate::error::{CoreError, StoreError};
use crate::store::{dictionary, entry};

/// What is due within this time is due soon.
const SOON_MS: i64 = 24 * 60 * 60 * 1_000;

/// The first screen of the acting post.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HomeView {
    /// `None` before the phone speaks for anybody.
    pub post: Option<String>,
    pub kind: Option<String>,
    /// Path of the unit of that post.
    pub unit: Option<String>,
    /// The moment lateness is told by, milliseconds since 1970.
    pub now: i64,
    /// `relay`, or `phone`: by this phone's clock.
    pub clock: String,
    pub lines: Vec<HomeLine>,
    /// The calendar ends soon, or has ended: what is late or due soon may not be so.
    pub calendar_warning: Option<String>,
}

/// One count of the first screen.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HomeLine {
    /// One of `HOME_COUNTS`, as in `to_do`.
    pub what: String,
    /// Of records, each once: a case with two late steps is one here, and two rows of the list of what is due.
    pub count: u64,
}

/// The counts that a post of this kind sees, the most pressing first. What this phone itself still has to do comes last for all.
fn lines_of(kind: &PostKind) -> &'static [&'static str] {
    match kind {
        PostKind::GridWorker | PostKind::GridLeader | PostKind::AuxiliaryOfficer => &[
            "urgent",
            "late",
            "due_soon",
            "replies",
            "reported",
            "to_claim",
            "to_do",
            "reminders",
            "patrols",
            "notices",
            "calls",
        ],
        PostKind::PoliceOfficer | PostKind::PoliceChief => &[
            "urgent", "clues", "late", "due_soon", "replies", "reported", "to_claim", "to_do", "patrols", "notices",
            "calls",
        ],
        PostKind::TeamMember => {
            &["urgent_mine", "late", "due_soon", "replies", "to_claim", "to_do", "notices", "calls"]
        }
        PostKind::Department | PostKind::HostStaff => {
            &["urgent_mine", "late", "due_soon", "replies", "to_claim", "to_do", "notices"]
        }
        PostKind::CommunityDesk | PostKind::TownshipDesk => &[
            "urgent",
            "unclaimed",
            "late",
            "due_soon",
            "replies",
            "to_claim",
            "to_do",
            "late_below",
            "supervised",
            "duplicates",
            "proposals",
            "notices",
        ],
        // It answers objections, and keeps no residents.
        PostKind::CountyDesk => &[
            "urgent",
            "unclaimed",
            "late",
            "due_soon",
            "replies",
            "to_claim",
            "to_do",
            "late_below",
            "supervised",
            "appeals",
            "notices",
        ],
        PostKind::CallbackClerk => &["late", "due_soon", "callbacks", "notices"],
        PostKind::Volunteer | PostKind::Resident => &["own_reports", "calls", "notices"],
        _ => &["notices"],
    }
}

/// What the leader of a unit (责任领导) sees whatever the kind of post.
const OF_A_LEADER: &[&str] = &["late_below", "supervised"];

const OF_THIS_PHONE: &[&str] = &["drafts", "unsent", "kept_aside"];

/// Every count there is, for the shells' words.
pub const HOME_COUNTS: &[&str] = &[
    "urgent",
    "urgent_mine",
    "reported",
    "to_do",
    "to_claim",
    "late",
    "due_soon",
    "replies",
    "late_below",
    "supervised",
    "unclaimed",
    "own_reports",
    "reminders",
    "patrols",
    "calls",
    "clues",
    "callbacks",
    "appeals",
    "duplicates",
    "proposals",
    "notices",
    "drafts",
    "unsent",
    "kept_aside",
];

/// `posts`: all of the owner's, as a call is answered for all of them.
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub fn home(
    tx: &Transaction<'_>,
    acting: Option<&StandingPost>,
    posts: &[PostId],
    now: KnownNow,
) -> Result<HomeView, CoreError> {
    let mut statement = tx.prepare_cached(include_str!("home.sql")).map_err(StoreError::from)?;
    let mine = acting.map(|post| owner::mine(tx, post, true, now.ms)).transpose()?;
    let soon = now.ms + SOON_MS;
    let answers = acting.map(|post| owner::answers(tx, post, soon, now.ms)).transpose()?;
    let area = Within::of(acting);
    let posts: Vec<String> = posts.iter().map(|post| data_encoding::HEXUPPER.encode(post.as_bytes())).collect();
    let given = named_params! {
        ":answers": answers.unwrap_or_else(|| "[]".into()),
        ":mine": mine.unwrap_or_else(|| "[]".into()),
        ":post": acting.map(|post| post.post.as_bytes().to_vec()),
        ":posts": serde_json::json!(posts).to_string(),
        ":kind": acting.map(|post| post.kind.to_string()),
        ":unit": acting.map(|post| post.unit.to_bytes()),
        ":unit_end": acting.and_then(|post| post.unit.subtree_end()),
        ":unit_no": acting.and_then(|post| post.unit.unit()).map(|unit| unit.0),
        ":taken": area.taken,
        ":now": now.ms,
        ":soon": soon,
        ":today": local_day(now.ms).to_string(),
    };
    let count = |row: &Row<'_>, what: &str| match what {
        "unclaimed" => Ok(board::unclaimed(tx, now, &area)?.into()),
        "unsent" => entry::unsent_count(tx),
        _ => match acting.map(|post| in_area(tx, what, post, &area, now)).transpose()?.flatten() {
            Some(count) => Ok(count),
            None => Ok(row.get::<_, i64>(what)?.unsigned_abs()),
        },
    };
    let lines = statement.query_and_then(given, |row| {
        let what = lines_for(acting.map(|post| &post.kind), row.get("leads")?);
        what.into_iter().map(|what| Ok(HomeLine { what: what.to_owned(), count: count(row, what)? })).collect()
    });
    let lines: Option<Result<Vec<HomeLine>, StoreError>> = lines.map_err(StoreError::from)?.next();
    let unit = acting.map(|post| post.unit.clone()).unwrap_or_default();
    Ok(HomeView {
        calendar_warning: dictionary::calendar(tx, &unit)?.warning(local_day(now.ms)),
        post: acting.map(|post| post.post.to_string()),
        kind: acting.map(|post| post.kind.to_string()),
        unit: acting.map(|post| post.unit.to_string()),
        now: now.ms,
        clock: if now.by_relay { "relay" } else { "phone" }.to_owned(),
        lines: lines.transpose()?.unwrap_or_default(),
    })
}

/// A count of what lies in the area of the post and is for it; `None` for one that is asked otherwise.
fn in_area(
    tx: &Transaction<'_>,
    what: &str,
    post: &StandingPost,
    area: &Within,
    now: KnownNow,
) -> Result<Option<u64>, StoreError> {
    let sql = match what {
        "urgent" => include_str!("home/urgent.sql"),
        "reported" => include_str!("home/reported.sql"),
        "late_below" => include_str!("home/late_below.sql"),
        "supervised" => include_str!("home/supervised.sql"),
        "reminders" => include_str!("home/reminders.sql"),
        "appeals" if !answers_appeals(&post.kind) => return Ok(Some(0)),
        "appeals" => include_str!("home/appeals.sql"),
        "duplicates" => include_str!("home/duplicates.sql"),
        "proposals" => include_str!("home/proposals.sql"),
        "notices" => include_str!("home/notices.sql"),
        _ => return Ok(None),
    };
    let mut statement = tx.prepare_cached(sql)?;
    let (unit, kind, today) = (post.unit.to_bytes(), format!(",{},", post.kind), local_day(now.ms).to_string());
    let given: [(&str, &dyn ToSql); 8] = [
        (":from", &area.from),
        (":to", &area.to),
        (":taken", &area.taken),
        (":post", &post.post.as_bytes()),
        (":unit", &unit),
        (":kind", &kind),
        (":now", &now.ms),
        (":today", &today),
    ];
    for (name, value) in given {
        if let Some(index) = statement.parameter_index(name)? {
            statement.raw_bind_parameter(index, value)?;
        }
    }
    let mut rows = statement.raw_query();
    let count: i64 = rows.next()?.ok_or(StoreError::Unreadable("a count"))?.get("count")?;
    Ok(Some(count.unsigned_abs()))
}

/// May this kind of post answer an objection?
pub(super) fn answers_appeals(kind: &PostKind) -> bool {
    may_act(kind, &RecordKind::Appeal, "answer").is_some()
}

/// The lines of a post: its kind's, those of whoever leads a unit, and those of the phone.
fn lines_for(kind: Option<&PostKind>, leads: bool) -> Vec<&'static str> {
    let own = kind.map_or(&[][..], lines_of);
    let led = OF_A_LEADER.iter().filter(|what| leads && !own.contains(what));
    own.iter().chain(led).chain(OF_THIS_PHONE).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_post_has_a_first_screen_without_doubles() {
        for kind in PostKind::KNOWN {
            let lines = lines_of(kind);
            assert!(lines.contains(&"notices"), "{kind}");
            assert!(lines_for(Some(kind), true).iter().all(|what| HOME_COUNTS.contains(what)), "{kind}");
            let mut once = lines.to_vec();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len(), lines.len(), "{kind}");
        }
    }
}
