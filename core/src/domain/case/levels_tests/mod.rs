//! A case told act by act, and what its tests say in it.

mod ends;
mod laws;
mod routes;

use etong_protocol::{DeviceId, EntryId, Hlc, PostId, PostKind, UnitId};

use super::payload::tests::one_of_each;
use super::*;

/// A post and phone for each kind.
fn who(kind: &PostKind) -> u8 {
    1 + u8::try_from(PostKind::KNOWN.iter().position(|known| known == kind).unwrap()).unwrap()
}

fn id(name: &str) -> EntryId {
    EntryId::of(name.as_bytes())
}

/// A case told act by act; each builds on the last effective one.
struct Told {
    events: Vec<CaseEvent>,
}

impl Told {
    fn report(report: Report) -> Self {
        let mut told = Self { events: Vec::new() };
        told.push(&PostKind::Volunteer, None, CaseAct::Report(Box::new(report)), true);
        told
    }

    fn hazard() -> Self {
        Self::report(Report::new(CaseClass::Hazard, "围墙要倒", CaseSource::Snap))
    }

    fn push(&mut self, kind: &PostKind, base: Option<EntryId>, act: CaseAct, acknowledged: bool) {
        let nth = self.events.len() as u64;
        self.events.push(CaseEvent {
            id: id(&format!("{nth} {}", act.as_str())),
            seq: acknowledged.then_some(nth + 1),
            hlc: Hlc(nth + 1),
            device: DeviceId::from_bytes([who(kind); 16]),
            post: PostId::from_bytes([who(kind); 16]),
            unit: None,
            post_kind: kind.clone(),
            scope: "/1/2/3/4".parse().unwrap(),
            captured_at: i64::try_from(nth).unwrap(),
            entry: CaseEntry { base, act },
        });
    }

    fn fold(&self) -> CaseFold {
        fold(&self.events).unwrap()
    }

    /// The standing of the act.
    fn does(&mut self, kind: &PostKind, act: CaseAct) -> ActStanding {
        self.push(kind, Some(self.fold().last_effective), act, true);
        self.fold().acts.last().unwrap().standing.clone()
    }

    /// An act that must count.
    fn ok(&mut self, kind: &PostKind, act: CaseAct) -> &mut Self {
        let word = act.as_str().to_owned();
        let standing = self.does(kind, act);
        assert!(
            matches!(standing, ActStanding::Effective | ActStanding::Marked | ActStanding::Remark),
            "{word}: {standing:?}"
        );
        self
    }

    /// What becomes of the act of a post at this unit.
    fn at(&mut self, kind: &PostKind, unit: u32, act: CaseAct) -> ActStanding {
        self.push(kind, Some(self.fold().last_effective), act, true);
        self.events.last_mut().unwrap().unit = Some(UnitId(unit));
        self.fold().acts.last().unwrap().standing.clone()
    }

    /// The rule an act is against.
    fn rule(&mut self, kind: &PostKind, act: CaseAct) -> String {
        match self.does(kind, act) {
            ActStanding::NotAllowed { rule } => rule.to_string(),
            other => panic!("{other:?}"),
        }
    }

    /// State and owner, as in `reported: township_desk at /1/2`.
    fn stands(&self) -> String {
        let case = self.fold();
        let who = case.responsible;
        let held = if who.post.is_some() { "" } else { "any " };
        format!("{}: {held}{} at {}", case.state, who.kind, who.scope)
    }
}

fn text() -> String {
    "有理由".into()
}

fn escalate(to: PostKind) -> CaseAct {
    CaseAct::Escalate { to_kind: to, reason: text() }
}

fn down(to: PostKind) -> CaseAct {
    let post = PostId::from_bytes([who(&to); 16]);
    CaseAct::Dispatch(Dispatch { to: Some(post), to_kind: to, unit: None, note: None })
}

fn give_back() -> CaseAct {
    CaseAct::Return { reason: text() }
}

fn accept() -> CaseAct {
    CaseAct::Accept { note: None }
}

fn handle() -> CaseAct {
    CaseAct::Handle { note: None, place: None }
}

fn done() -> CaseAct {
    CaseAct::ReportBack { result: text(), note: None }
}

fn close() -> CaseAct {
    CaseAct::Close { note: None, main: None }
}

use PostKind::{
    AuxiliaryOfficer, CallbackClerk, CommunityDesk, CountyDesk, Department, GridWorker, HostStaff, PoliceOfficer,
    TownshipDesk, Volunteer,
};
