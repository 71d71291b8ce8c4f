//! Who reads what: the reach of a post as a few rules, each of which covers an entry or does not. The relay cuts every page
//! to them; whoever wants to know what a phone ought to hold asks them too.

use std::collections::BTreeSet;

use super::permission::may_act;
use crate::entry::EntryClass;
use crate::org_path::{OrgPath, UnitId};
use crate::post_kind::PostKind;
use crate::record_kind::{Audience, RecordKind};

/// One reason to be allowed to read an entry. An entry is in reach when any rule holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReachRule {
    /// Everything at `unit` and below, of kinds that are not restricted; restricted ones too if `restricted`.
    Subtree { unit: OrgPath, restricted: bool },
    /// What exactly this unit tells everybody at or below it: directory rows and the kinds for all; the kinds for staff
    /// too if `staff`.
    Board { unit: OrgPath, staff: bool },
    /// What happens at `unit` and below, for the host's staff of a dedicated grid: no people, nothing restricted.
    Host { unit: OrgPath },
    /// The clues that exactly this team reported: its members' words and what they are told.
    Team { unit: OrgPath },
    /// All entries of records shared with this unit; restricted ones only if `restricted`.
    Shared { unit: OrgPath, restricted: bool },
    /// The audit log at `unit` and below.
    Audit { unit: OrgPath },
    /// What this person wrote, and to the records this person founded, replies and what erases them.
    Own,
}

/// What of an entry decides who may read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whereabouts<'a> {
    pub class: EntryClass,
    pub kind: &'a RecordKind,
    /// The kind of the record it is about: another than `kind` for companions, which are as restricted as their record.
    pub of: &'a RecordKind,
    pub scope: &'a OrgPath,
    /// The kind of post that wrote it.
    pub by: &'a PostKind,
    /// Written by the reader.
    pub own: bool,
    /// About a record that the reader founded (the first entry of which the reader wrote).
    pub founded: bool,
    /// Units its record is shared with.
    pub shared: &'a BTreeSet<UnitId>,
}

impl ReachRule {
    #[must_use]
    pub fn covers(&self, entry: &Whereabouts<'_>) -> bool {
        let audience = || Audience::of(entry.class, entry.kind, entry.of, entry.by);
        match self {
            Self::Subtree { unit, restricted } => {
                let kept = entry.kind.is_restricted() || entry.of.is_restricted();
                unit.covers(entry.scope) && (*restricted || !kept) && *entry.kind != RecordKind::Audit
            }
            Self::Board { unit, staff } => {
                entry.scope == unit
                    && match audience() {
                        Audience::Above | Audience::Team | Audience::Hosts => false,
                        Audience::Staff => *staff,
                        Audience::Everybody => true,
                    }
            }
            Self::Host { unit } => unit.covers(entry.scope) && audience() == Audience::Hosts,
            Self::Team { unit } => entry.scope == unit && audience() == Audience::Team,
            Self::Shared { unit, restricted } => {
                let kept = entry.of.is_restricted();
                let shared = unit.unit().is_some_and(|unit| entry.shared.contains(&unit));
                entry.class != EntryClass::Reg && (*restricted || !kept) && shared
            }
            Self::Audit { unit } => *entry.kind == RecordKind::Audit && unit.covers(entry.scope),
            Self::Own => {
                let told = entry.kind.is_told_to_founder() && entry.class == EntryClass::Event;
                entry.own || (entry.founded && told)
            }
        }
    }
}

/// The reach of one post (domain report, 3.4): those who work for a whole unit read its subtree; staff read the boards of
/// their own unit and of those above; whoever works on cases there reads what is shared with the unit (a clue:
/// police only); everybody reads what is meant for all, and what is their own.
#[must_use]
pub fn reach_of(post: &PostKind, unit: &OrgPath) -> Vec<ReachRule> {
    let mut rules = vec![ReachRule::Own];
    if post.reads_shared() {
        rules.push(ReachRule::Shared { unit: unit.clone(), restricted: post.is_police() });
    }
    if post.reads_below() {
        rules.push(ReachRule::Subtree { unit: unit.clone(), restricted: post.is_police() });
    }
    if post.reads_events_below() {
        rules.push(ReachRule::Host { unit: unit.clone() });
    }
    if *post == PostKind::TeamMember {
        rules.push(ReachRule::Team { unit: unit.clone() });
    }
    if *post == PostKind::Auditor {
        rules.push(ReachRule::Audit { unit: unit.clone() });
    }
    let staff = post.is_staff();
    let mut above = Some(unit.clone());
    while let Some(unit) = above {
        above = unit.parent();
        rules.push(ReachRule::Board { unit, staff });
    }
    rules
}

/// What a post reads of a unit that has ended and whose place its own unit took: what it would read of that unit, but nothing of what
/// stands above that. Whoever answers for nothing there, as a volunteer, reads nothing.
#[must_use]
pub fn reach_taken_over(post: &PostKind, unit: &OrgPath) -> Vec<ReachRule> {
    let takes_part = post.reads_shared() || post.reads_below() || post.reads_events_below();
    if !takes_part && *post != PostKind::TeamMember && *post != PostKind::Auditor {
        return Vec::new();
    }
    let mut rules = reach_of(post, unit);
    rules.retain(|rule| match rule {
        ReachRule::Own => false,
        ReachRule::Board { unit: board, .. } => board == unit,
        _ => true,
    });
    rules
}

/// What a post reads because its unit took the place of others: what they left, and of whoever else took the same places the directory
/// rows and what is told to everybody.
#[must_use]
pub fn reach_inherited(post: &PostKind, taken: &[OrgPath], co_heirs: &[OrgPath]) -> Vec<ReachRule> {
    let mut rules: Vec<ReachRule> = taken.iter().flat_map(|unit| reach_taken_over(post, unit)).collect();
    if !rules.is_empty() {
        rules.extend(co_heirs.iter().map(|unit| ReachRule::Board { unit: unit.clone(), staff: false }));
    }
    rules
}

/// Does such a post read, and write onto, a record of the kind `of` because it was shared with its unit?
#[must_use]
pub fn works_on_shared(post: &PostKind, of: &RecordKind) -> bool {
    post.reads_shared() && (post.is_police() || !of.is_restricted())
}

/// What else a post reads because it sends cases there: whoever may dispatch a case reads the directory rows, and what is told to
/// everybody, of the departments and teams that sit beside its way up, and of those below them. Names only: their cases and
/// what they tell their own staff stay theirs. `bodies`: the paths of departments and teams.
#[must_use]
pub fn reach_beside(post: &PostKind, unit: &OrgPath, bodies: &[OrgPath]) -> Vec<ReachRule> {
    if !dispatches(post) {
        return Vec::new();
    }
    let beside = |body: &&OrgPath| !unit.covers(body) && is_beside(unit, body, bodies);
    bodies.iter().filter(beside).map(|body| ReachRule::Board { unit: body.clone(), staff: false }).collect()
}

/// May a post of this kind dispatch a case, and so has to know to whom?
#[must_use]
pub fn dispatches(post: &PostKind) -> bool {
    may_act(post, &RecordKind::Case, "dispatch").is_some()
}

fn is_beside(unit: &OrgPath, body: &OrgPath, bodies: &[OrgPath]) -> bool {
    let mut above = body.parent();
    while let Some(stands_below) = above {
        if stands_below.covers(unit) {
            return true;
        }
        if !bodies.contains(&stands_below) {
            return false;
        }
        above = stands_below.parent();
    }
    false
}

#[cfg(test)]
#[path = "reach_tests.rs"]
mod tests;
