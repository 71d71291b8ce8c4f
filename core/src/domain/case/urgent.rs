//! 紧急情况就近处置: who is near and on duty, and whose an unanswered case is by now. Computed on read; nothing here moves a case. Places come
//! from what people wrote down themselves: the last act or patrol with a place. Nobody is followed.

use etong_protocol::{OrgPath, PostId, PostKind};
use serde::{Deserialize, Serialize};

use super::fallback::FallbackRules;
use super::fold::CaseFold;
use super::routing::{Responsible, desk_above, nobody_yet};
use super::stand_ins::first_above;
use super::state::CaseState;
use crate::domain::place::Fix;

const MINUTE_MS: i64 = 60_000;

/// Where somebody was last known to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastPlace {
    pub post: PostId,
    pub kind: PostKind,
    pub fix: Fix,
    /// Milliseconds since 1970.
    pub at: i64,
}

/// Somebody who could go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    pub post: PostId,
    pub kind: PostKind,
    pub metres: u32,
    pub age_ms: i64,
    /// Too old to rely on; asked after everybody who was seen lately.
    pub stale: bool,
    pub on_duty: bool,
}

/// Who is near: first whose place is fresh, of these first who is on duty, then by distance. People of the field only, and teams.
#[must_use]
pub fn nearest(spot: &Fix, places: &[LastPlace], on_duty: &[PostId], now: i64, rules: UrgentRules) -> Vec<Near> {
    let near = |place: &LastPlace| {
        let age_ms = (now - place.at).max(0);
        Near {
            post: place.post,
            kind: place.kind.clone(),
            metres: whole_metres(spot.metres_to(&place.fix)),
            age_ms,
            stale: age_ms > i64::from(rules.stale_minutes) * MINUTE_MS,
            on_duty: on_duty.contains(&place.post),
        }
    };
    let mut all: Vec<Near> = places.iter().filter(|place| place.kind.goes_out()).map(near).collect();
    all.sort_by_key(|near| (near.stale, !near.on_duty, near.metres, near.age_ms, near.post));
    all
}

fn whole_metres(metres: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the range of u32 first")]
    let whole = metres.round().clamp(0.0, f64::from(u32::MAX)) as u32;
    whole
}

/// What the phone knows of who serves where.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Duty {
    /// Who is on duty at this hour for the place of the case, by the sheet of the lowest unit that has one.
    pub on_duty: Option<Responsible>,
    /// Whose seat it is now that the unit of the responsible one was replaced; `seat` and `stand_ins` are then those of this one.
    pub heir: Option<Responsible>,
    /// Is there anybody on the responsible seat?
    pub seat: Seat,
    /// Of the seats that stand in for it those that somebody holds, the first one first.
    pub stand_ins: Vec<Responsible>,
    pub rules: UrgentRules,
    pub fallback: FallbackRules,
}

/// The seat that answers for a case: one post, or any post of its kind at its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Seat {
    /// By the post that took the case on.
    Held,
    /// By any post of the kind at the unit: nobody has taken it on, or who did has left.
    #[default]
    Open,
    /// By nobody (缺岗).
    Vacant,
}

/// Published by a unit as the dictionary `urgent_rules`; a part that is left out keeps the program's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UrgentRules {
    /// After how many minutes an urgent case nobody took on is the duty post's.
    pub unanswered_minutes: u16,
    /// A place older than so many minutes is shown as stale.
    pub stale_minutes: u16,
}

impl Default for UrgentRules {
    fn default() -> Self {
        Self { unanswered_minutes: 15, stale_minutes: 30 }
    }
}

impl UrgentRules {
    /// Has a case that was moved then waited too long for somebody to take it on?
    #[must_use]
    pub fn is_unanswered(self, moved_at: i64, now: i64) -> bool {
        now.saturating_sub(moved_at) >= i64::from(self.unanswered_minutes) * MINUTE_MS
    }

    pub const DICTIONARY: &str = "urgent_rules";

    /// The body of a dictionary.
    ///
    /// # Errors
    /// Which number is out of its bounds, a minute to a day.
    pub fn read(json: &str) -> Result<Self, String> {
        let rules: Self = serde_json::from_str(json).map_err(|error| error.to_string())?;
        let numbers = [("unanswered_minutes", rules.unanswered_minutes), ("stale_minutes", rules.stale_minutes)];
        match numbers.into_iter().find(|(_, minutes)| !(1..=1_440).contains(minutes)) {
            Some((name, minutes)) => Err(format!("{name} is {minutes}; it must be 1 to 1440")),
            None => Ok(rules),
        }
    }
}

/// Whose the case is at this moment: of a seat that nobody holds, the first that stands in for it; an urgent one that nobody took on in
/// time is the post's that is on duty, where nobody is, the first desk's above; any other that nobody took on where it was sent the
/// grid's again (`fallback`). Exactly one, always.
#[must_use]
pub fn responsible_now(case: &CaseFold, now: i64, duty: &Duty) -> Responsible {
    let waits = matches!(case.state, CaseState::Reported | CaseState::Dispatched | CaseState::Returned);
    let unanswered = case.report.urgent && waits && duty.rules.is_unanswered(case.moved_at, now);
    let answers = duty.on_duty.as_ref().or_else(|| first_above(&duty.stand_ins)).filter(|_| unanswered);
    match (answers, &duty.heir) {
        (Some(answers), _) => answers.clone(),
        (None, Some(heir)) => seated(heir, &heir.scope, duty),
        (None, None) => seated(&sought(case, now, duty.fallback), &case.scope, duty),
    }
}

/// Whose seat answers for a case whose unit was not replaced.
#[must_use]
pub fn sought(case: &CaseFold, now: i64, rules: FallbackRules) -> Responsible {
    let untaken = || rules.is_untaken(case.moved_at, now);
    case.falls_back_to().filter(|_| untaken()).unwrap_or_else(|| case.responsible.clone())
}

/// Who answers on the seat of `owner` for what lies at `scope`.
#[must_use]
pub fn seated(owner: &Responsible, scope: &OrgPath, duty: &Duty) -> Responsible {
    match duty.seat {
        Seat::Held => owner.clone(),
        Seat::Open => Responsible { post: None, ..owner.clone() },
        Seat::Vacant => duty.stand_ins.first().cloned().unwrap_or_else(|| nobody_yet(desk_above(&owner.kind), scope)),
    }
}

#[cfg(test)]
mod tests {
    use etong_protocol::{DeviceId, EntryId, Hlc};

    use super::*;
    use crate::domain::case::{CaseAct, CaseClass, CaseEntry, CaseEvent, CaseSource, Report, fold};

    const MINUTE: i64 = 60_000;

    fn post(no: u8) -> PostId {
        PostId::from_bytes([no; 16])
    }

    fn place(no: u8, kind: PostKind, lat_e6: i32, minutes_ago: i64) -> LastPlace {
        let fix = Fix::new(lat_e6, 117_600_000, 8).unwrap();
        LastPlace { post: post(no), kind, fix, at: 100 * MINUTE - minutes_ago * MINUTE }
    }

    fn case(urgent: bool) -> CaseFold {
        let report = Report { urgent, ..Report::new(CaseClass::Emergency, "有人落水", CaseSource::Snap) };
        let event = CaseEvent {
            id: EntryId::of(b"report"),
            seq: Some(1),
            hlc: Hlc(1),
            device: DeviceId::NIL,
            post: post(9),
            unit: None,
            post_kind: PostKind::Volunteer,
            scope: "/1/2/3/4".parse().unwrap(),
            captured_at: 0,
            entry: CaseEntry { base: None, act: CaseAct::Report(Box::new(report)) },
        };
        fold(&[event]).unwrap()
    }

    #[test]
    fn the_fresh_come_before_the_stale_the_on_duty_before_the_off_duty_the_near_before_the_far() {
        let spot = Fix::new(24_500_000, 117_600_000, 5).unwrap();
        let places = [
            place(1, PostKind::GridWorker, 24_500_100, 45),
            place(2, PostKind::PoliceOfficer, 24_520_000, 2),
            place(3, PostKind::TeamMember, 24_501_000, 5),
            place(4, PostKind::AuxiliaryOfficer, 24_510_000, 5),
            place(5, PostKind::Volunteer, 24_500_000, 0),
            place(6, PostKind::CommunityDesk, 24_500_000, 0),
        ];
        let near = nearest(&spot, &places, &[post(2), post(4)], 100 * MINUTE, UrgentRules::default());
        let told: Vec<(PostId, bool, bool)> = near.iter().map(|one| (one.post, one.stale, one.on_duty)).collect();
        let expected = [(4, false, true), (2, false, true), (3, false, false), (1, true, false)];
        assert_eq!(told, expected.map(|(no, stale, duty)| (post(no), stale, duty)));
        assert_eq!((near[2].metres, near[2].age_ms), (111, 5 * MINUTE));
    }

    #[test]
    fn an_urgent_case_nobody_took_on_is_the_duty_posts_after_the_minutes_and_not_before() {
        let desk =
            Responsible { post: Some(post(21)), kind: PostKind::CommunityDesk, scope: "/1/2/3".parse().unwrap() };
        let duty = Duty { on_duty: Some(desk), ..Duty::default() };
        let whose = |case: &CaseFold, now: i64| responsible_now(case, now, &duty).post;
        assert_eq!(whose(&case(true), 15 * MINUTE - 1), None);
        assert_eq!(whose(&case(true), 15 * MINUTE), Some(post(21)));
        assert_eq!(whose(&case(false), 99 * MINUTE), None, "only urgent ones");
        let rules = UrgentRules::read(r#"{"unanswered_minutes":5}"#).unwrap();
        let sooner = Duty { rules, ..duty.clone() };
        assert_eq!(responsible_now(&case(true), 5 * MINUTE, &sooner).post, Some(post(21)));
        assert_eq!(responsible_now(&case(true), 99 * MINUTE, &Duty::default()).kind, PostKind::GridWorker);
    }

    #[test]
    fn where_nobody_is_on_duty_an_urgent_case_nobody_took_on_is_the_first_desks_above() {
        let scope: OrgPath = "/1/2/3/4".parse().unwrap();
        let duty = |kinds: &[PostKind]| Duty {
            seat: Seat::Open,
            stand_ins: kinds.iter().map(|kind| nobody_yet(kind.clone(), &scope)).collect(),
            ..Duty::default()
        };
        let whose = |minutes: i64, kinds: &[PostKind]| {
            let owner = responsible_now(&case(true), minutes * MINUTE, &duty(kinds));
            (owner.kind, owner.scope.to_string())
        };
        let desks = [PostKind::TownshipDesk, PostKind::CountyDesk];
        assert_eq!(whose(14, &desks), (PostKind::GridWorker, "/1/2/3/4".into()));
        assert_eq!(whose(15, &desks), (PostKind::TownshipDesk, "/1/2".into()));
        let police = [PostKind::AuxiliaryOfficer, PostKind::PoliceChief, PostKind::CommunityDesk];
        assert_eq!(whose(15, &police), (PostKind::PoliceChief, "/1/2".into()), "who decides over the grid");
    }

    #[test]
    fn what_was_sent_on_and_nobody_took_on_is_the_grids_again_after_the_hours_and_not_before() {
        const HOUR: i64 = 60 * MINUTE;
        let sent = |urgent: bool, police: bool| {
            let mut case = case(urgent);
            case.report.police_matter = police;
            case.state = CaseState::Dispatched;
            case.responsible =
                Responsible { post: None, kind: PostKind::Department, scope: "/1/2/90".parse().unwrap() };
            case
        };
        let whose = |case: &CaseFold, hours: i64| responsible_now(case, hours * HOUR, &Duty::default()).kind;
        assert_eq!(whose(&sent(false, false), 47), PostKind::Department);
        assert_eq!(whose(&sent(false, false), 48), PostKind::GridWorker);
        assert_eq!(whose(&sent(false, true), 99), PostKind::Department, "a police matter");
        assert_eq!(whose(&sent(true, false), 99), PostKind::Department, "an urgent one goes by its minutes, to a desk");
        let taken = CaseFold { state: CaseState::Accepted, ..sent(false, false) };
        assert_eq!(whose(&taken, 999), PostKind::Department, "somebody took it on");
        let mut hosted = sent(false, false);
        hosted.report.hosted = true;
        assert_eq!(whose(&hosted, 48), PostKind::HostStaff);
        let fallback = FallbackRules::read(r#"{"untaken_hours":5}"#).unwrap();
        let sooner = Duty { fallback, ..Duty::default() };
        assert_eq!(responsible_now(&sent(false, false), 5 * HOUR, &sooner).kind, PostKind::GridWorker);
        let desk = nobody_yet(PostKind::CommunityDesk, &"/1/2/3".parse().unwrap());
        let vacant = Duty { seat: Seat::Vacant, stand_ins: vec![desk], ..Duty::default() };
        assert_eq!(responsible_now(&sent(false, false), 48 * HOUR, &vacant).kind, PostKind::CommunityDesk);
        assert!(FallbackRules::read(r#"{"untaken_hours":0}"#).unwrap_err().contains("1 to 720"));
    }

    #[test]
    fn rules_out_of_bounds_are_named() {
        assert_eq!(UrgentRules::read("{}"), Ok(UrgentRules::default()));
        let error = UrgentRules::read(r#"{"unanswered_minutes":0}"#).unwrap_err();
        assert_eq!(error, "unanswered_minutes is 0; it must be 1 to 1440");
    }

    #[test]
    fn of_a_seat_that_nobody_holds_the_first_that_stands_in_answers() {
        use PostKind::{CommunityDesk, CountyDesk, TownshipDesk};
        let scope: OrgPath = "/1/2/3/4".parse().unwrap();
        let owner = |desks: &[PostKind], seat: Seat| {
            let stand_ins = desks.iter().map(|desk| nobody_yet(desk.clone(), &scope)).collect();
            let owner = responsible_now(&case(false), 0, &Duty { seat, stand_ins, ..Duty::default() });
            (owner.kind, owner.scope.to_string(), owner.post)
        };
        for (desks, desk, unit) in [
            (vec![CommunityDesk, TownshipDesk, CountyDesk], CommunityDesk, "/1/2/3"),
            (vec![TownshipDesk, CountyDesk], TownshipDesk, "/1/2"),
            (vec![CountyDesk], CountyDesk, "/1"),
            (vec![], CommunityDesk, "/1/2/3"),
        ] {
            assert_eq!(owner(&desks, Seat::Vacant), (desk, unit.into(), None));
        }
        assert_eq!(owner(&[CommunityDesk], Seat::Open), (PostKind::GridWorker, "/1/2/3/4".into(), None));
    }
}
