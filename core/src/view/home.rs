//! The first screen of each role: how much of what waits for the acting post. Which counts a post sees is one table; every count
//! opens the list it counts.

use etong_protocol::{PostKind, StandingPost};
use rusqlite::{Row, Transaction, named_params};

use super::deadline::KnownNow;
use super::rehomed::prefixes;
use super::{board, notice, owner};
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
    pub count: u64,
}

/// The counts that a post of this kind sees, the most pressing first. What this phone itself still has to do comes last for all.
fn lines_of(kind: &PostKind) -> &'static [&'static str] {
    match kind {
        PostKind::GridWorker | PostKind::GridLeader | PostKind::AuxiliaryOfficer => {
            &["late", "due_soon", "replies", "to_claim", "to_do", "reminders", "patrols", "notices", "calls"]
        }
        PostKind::PoliceOfficer | PostKind::PoliceChief => {
            &["clues", "late", "due_soon", "replies", "to_claim", "to_do", "patrols", "notices", "calls"]
        }
        PostKind::TeamMember => &["late", "due_soon", "replies", "to_claim", "to_do", "notices", "calls"],
        PostKind::Department | PostKind::HostStaff => &["late", "due_soon", "replies", "to_claim", "to_do", "notices"],
        PostKind::CommunityDesk | PostKind::TownshipDesk | PostKind::CountyDesk => &[
            "unclaimed",
            "late",
            "due_soon",
            "replies",
            "to_claim",
            "to_do",
            "late_below",
            "supervised",
            "appeals",
            "duplicates",
            "proposals",
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

/// # Errors
/// `StoreError` when the store cannot be read.
pub fn home(tx: &Transaction<'_>, acting: Option<&StandingPost>, now: KnownNow) -> Result<HomeView, CoreError> {
    let mut statement = tx.prepare_cached(include_str!("home.sql")).map_err(StoreError::from)?;
    let mine = acting.map(|post| owner::mine(tx, post, true, now.ms)).transpose()?;
    let soon = now.ms + SOON_MS;
    let answers = acting.map(|post| owner::answers(tx, post, soon, now.ms)).transpose()?;
    let given = named_params! {
        ":answers": answers.unwrap_or_else(|| "[]".into()),
        ":mine": mine.unwrap_or_else(|| "[]".into()),
        ":post": acting.map(|post| post.post.as_bytes().to_vec()),
        ":kind": acting.map(|post| post.kind.to_string()),
        ":unit": acting.map(|post| post.unit.to_bytes()),
        ":unit_end": acting.and_then(|post| post.unit.subtree_end()),
        ":unit_no": acting.and_then(|post| post.unit.unit()).map(|unit| unit.0),
        ":taken": prefixes(acting.map(StandingPost::taken_over).unwrap_or_default()),
        ":now": now.ms,
        ":soon": soon,
        ":today": local_day(now.ms).to_string(),
    };
    let unread = unread(tx, acting, now)?;
    let count = |row: &Row<'_>, what: &str| match what {
        "unclaimed" => Ok(board::without_owner(tx, now)?.into()),
        "notices" => Ok(unread),
        "unsent" => entry::unsent_count(tx),
        _ => Ok(row.get::<_, i64>(what)?.unsigned_abs()),
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

/// The lines of a post: its kind's, those of whoever leads a unit, and those of the phone.
fn lines_for(kind: Option<&PostKind>, leads: bool) -> Vec<&'static str> {
    let own = kind.map_or(&[][..], lines_of);
    let led = OF_A_LEADER.iter().filter(|what| leads && !own.contains(what));
    own.iter().chain(led).chain(OF_THIS_PHONE).copied().collect()
}

fn unread(tx: &Transaction<'_>, acting: Option<&StandingPost>, now: KnownNow) -> Result<u64, StoreError> {
    let Some(post) = acting else { return Ok(0) };
    let page = notice::notices(tx, std::slice::from_ref(post), 0, now.ms)?;
    // The unread come first, so one page knows of all that a person can count.
    Ok(page.rows.iter().map(|notice| u64::from(!notice.read)).sum())
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
