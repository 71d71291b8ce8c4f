//! The decision about one record.

use std::collections::BTreeSet;

use super::rule::{RetentionRule, RetentionRules, Then};

/// Why a record stays though its time is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Keep {
    /// Somebody is still expected to do something about it.
    Open,
    /// Something of it waits to be sent, or the relay has not given it a place.
    Unsent,
    /// Something of it is kept aside, refused or in custody.
    KeptAside,
    /// 依法保全.
    Held,
    /// Its erasure is asked for and not answered.
    ErasureAsked,
    /// A deadline runs.
    Deadline,
    /// It was drawn, or can still be drawn, for a callback that nobody has made.
    Callback,
    /// An appeal against a figure that counts it is open.
    Appeal,
    /// A second report, or the first one, is still open.
    SecondReport,
    /// A mediation of it goes on.
    Mediation,
    /// A half-filled form of this phone is about it.
    Draft,
    /// A look at it is still to be told.
    Look,
    /// Somebody brought it back not long ago.
    AskedFor,
    /// The relay counts it no more: leaving takes it.
    Leaving,
}

impl Keep {
    pub const ALL: [Self; 14] = [
        Self::Open,
        Self::Unsent,
        Self::KeptAside,
        Self::Held,
        Self::ErasureAsked,
        Self::Deadline,
        Self::Callback,
        Self::Appeal,
        Self::SecondReport,
        Self::Mediation,
        Self::Draft,
        Self::Look,
        Self::AskedFor,
        Self::Leaving,
    ];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Unsent => "unsent",
            Self::KeptAside => "kept_aside",
            Self::Held => "on_hold",
            Self::ErasureAsked => "erasure_asked",
            Self::Deadline => "deadline",
            Self::Callback => "callback",
            Self::Appeal => "appeal",
            Self::SecondReport => "second_report",
            Self::Mediation => "mediation",
            Self::Draft => "draft",
            Self::Look => "look",
            Self::AskedFor => "asked_for",
            Self::Leaving => "leaving",
        }
    }
}

/// What is known of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts<'a> {
    pub class: &'a str,
    pub state: &'a str,
    /// The latest that any of its entries can say of its end, milliseconds since 1970.
    pub ended_at: i64,
    pub keeps: BTreeSet<Keep>,
}

/// What becomes of a record now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict<'r> {
    /// No rule lets it go.
    Stays,
    /// Its time is not over.
    NotYet {
        due_at: i64,
    },
    /// Its time is over, and it is needed.
    KeptBack(Keep),
    Goes {
        rule: &'r RetentionRule,
        due_at: i64,
    },
}

/// `now`: a time that has surely passed, never the wall clock of the phone alone.
#[must_use]
pub fn decide<'r>(rules: &'r RetentionRules, facts: &Facts<'_>, desk: bool, now: i64) -> Verdict<'r> {
    let Some(rule) = rules.rule_for(facts.class, facts.state).filter(|rule| rule.then != Then::Keep) else {
        return Verdict::Stays;
    };
    let due_at = facts.ended_at.saturating_add(rule.after_ms(desk));
    if now < due_at {
        return Verdict::NotYet { due_at };
    }
    match facts.keeps.first() {
        Some(keep) => Verdict::KeptBack(*keep),
        None => Verdict::Goes { rule, due_at },
    }
}
