//! The one table of rights: which kind of post may make which act on which kind of record (domain report, 3.4). The phone asks
//! it act by act; the relay, which sees no acts, asks whether any act of a kind is open to a post.

use crate::org_path::OrgPath;
use crate::post_kind::PostKind;
use crate::record_kind::RecordKind;

use super::table::rows;

/// When an act counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// At once on the phone that made it, for all in the relay's order.
    Offline,
    /// Only once the relay has it: it moves responsibility or shows what was hidden.
    Relay,
}

/// One act of one kind of record: a letter for each kind of post, in the order of `PostKind::KNOWN`, blanks left out:
/// `x` may, `r` may but it counts only once the relay has it, `.` may not. A post whose letter is left out at the end may not.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) act: &'static str,
    pub(super) posts: &'static str,
}

pub(super) const fn row(act: &'static str, posts: &'static str) -> Row {
    Row { act, posts }
}

/// May a post of this kind make this act on a record of this kind in its reach, and when does it count?
#[must_use]
pub fn may_act(post: &PostKind, kind: &RecordKind, act: &str) -> Option<When> {
    let column = PostKind::KNOWN.iter().position(|known| known == post)?;
    let row = rows(kind).iter().find(|row| row.act == act)?;
    cell(row, column)
}

/// May a post at `unit` make this act on a record of this kind at `scope`?
#[must_use]
pub fn may(post: &PostKind, unit: &OrgPath, act: &str, kind: &RecordKind, scope: &OrgPath) -> Option<When> {
    if unit.covers(scope) { may_act(post, kind, act) } else { None }
}

/// The kinds of post that may make this act, for the words of a refusal.
#[must_use]
pub fn who_may(kind: &RecordKind, act: &str) -> Vec<PostKind> {
    PostKind::KNOWN.iter().filter(|post| may_act(post, kind, act).is_some()).cloned().collect()
}

/// Is any act of this kind open to the post? The relay's coarse question.
#[must_use]
pub fn may_any(post: &PostKind, kind: &RecordKind) -> bool {
    let Some(column) = PostKind::KNOWN.iter().position(|known| known == post) else { return false };
    rows(kind).iter().any(|row| cell(row, column).is_some())
}

/// The acts of a kind, in the order of a menu.
pub fn acts_of(kind: &RecordKind) -> impl Iterator<Item = &'static str> {
    rows(kind).iter().map(|row| row.act)
}

fn cell(row: &Row, column: usize) -> Option<When> {
    match row.posts.bytes().filter(|letter| *letter != b' ').nth(column) {
        Some(b'x') => Some(When::Offline),
        Some(b'r') => Some(When::Relay),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_one_letter_for_each_kind_of_post() {
        for kind in RecordKind::KNOWN {
            for row in rows(kind) {
                let letters = row.posts.bytes().filter(|letter| *letter != b' ');
                // Host staff came last: their letter is left out where they may not.
                let left_out = PostKind::KNOWN.len() - letters.count();
                assert!(left_out <= 1, "{kind} {}: {left_out} letters are missing", row.act);
                assert!(row.posts.bytes().all(|letter| b"xr. ".contains(&letter)), "{kind} {}", row.act);
            }
        }
    }

    /// 3.4 of the domain report without cases, whose sentences stand beside the case's words in the core: who, may at once,
    /// may through the relay, may not.
    #[test]
    fn the_roles_of_the_report_may_what_it_says_of_them() {
        use PostKind::*;
        type Sentence = (PostKind, &'static [&'static str], &'static [&'static str], &'static [&'static str]);
        let sentences: [Sentence; 15] = [
            (
                GridWorker,
                &["resident capture", "visit visit", "inspection inspect", "patrol walk", "mediation attempt_grid"],
                &["merge confirm"],
                &["mediation attempt_police", "clue take", "draw draw", "roster plan", "grant share"],
            ),
            (
                PoliceOfficer,
                &["clue take", "mediation attempt_police", "resident edit", "patrol join"],
                &["clue hand_over", "clue close", "grant hand_over"],
                &["clue decide", "campaign publish", "draw draw"],
            ),
            (
                AuxiliaryOfficer,
                &["resident capture", "inspection inspect", "patrol walk", "mediation attempt_grid", "clue report"],
                &["merge confirm"],
                &["clue take", "clue close", "mediation attempt_police", "grant hand_over"],
            ),
            (GridLeader, &["notice publish", "visit confirm"], &[], &["resident capture", "patrol walk", "clue take"]),
            (
                TeamMember,
                &["muster accept", "muster decline", "mediation opinion", "mediation methods"],
                &["mediation attempt_team"],
                &["resident capture", "mediation open", "notice publish", "merge propose"],
            ),
            (
                Volunteer,
                &["patrol walk", "muster decline", "clue report"],
                &["muster accept"],
                &["patrol join", "resident capture", "visit visit", "read read"],
            ),
            (Resident, &["clue report", "clue add"], &[], &["patrol walk", "muster accept", "resident edit"]),
            (
                CommunityDesk,
                &["mediation attempt_community", "resident capture", "campaign publish", "call publish"],
                &["roster plan", "grant share"],
                &["draw draw", "assessment publish", "mediation attempt_police", "clue take"],
            ),
            (
                TownshipDesk,
                &["campaign publish", "survey import", "appeal appeal", "mediation note"],
                &["draw announce", "draw draw", "grant share"],
                &["assessment publish", "appeal answer", "mediation attempt_community", "clue decide"],
            ),
            (
                CountyDesk,
                &["notice publish", "survey import", "mediation note"],
                &["assessment publish", "appeal answer", "grant share", "draw draw"],
                &["resident edit", "resident capture", "visit visit", "inspection inspect", "clue take"],
            ),
            (
                PoliceChief,
                &["clue take", "patrol assign", "mediation note"],
                &["clue decide", "campaign publish", "grant hand_over"],
                &["resident edit", "draw draw", "mediation attempt_police"],
            ),
            (Department, &["mediation receipt", "reply reply", "read read"], &[], &["resident edit", "grant share"]),
            (CallbackClerk, &["reply reply", "read read"], &[], &["draw draw", "resident edit", "mediation note"]),
            (Auditor, &["read read"], &[], &["reply reply", "resident edit", "notice publish", "draw draw"]),
            (Administrator, &["read read"], &[], &["reply reply", "resident edit", "notice publish", "grant share"]),
        ];
        for (post, offline, relay, never) in sentences {
            let at = |words: &str| {
                let (kind, act) = words.split_once(' ').unwrap();
                let kind: RecordKind = kind.parse().unwrap();
                assert!(rows(&kind).iter().any(|row| row.act == act), "{words} is no act");
                may_act(&post, &kind, act)
            };
            offline.iter().for_each(|act| assert_eq!(at(act), Some(When::Offline), "{post}: {act}"));
            relay.iter().for_each(|act| assert_eq!(at(act), Some(When::Relay), "{post}: {act}"));
            never.iter().for_each(|act| assert_eq!(at(act), None, "{post}: {act}"));
        }
    }
}

#[cfg(test)]
#[path = "rights_tests.rs"]
mod rights_tests;

#[cfg(test)]
#[path = "deviations_tests.rs"]
mod deviations_tests;
