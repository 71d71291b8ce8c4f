//! What a volunteer who reported a broken lamp on Monday, 2 March 2026, at nine has still to be told, act by act.

use etong_protocol::{DeviceId, EntryId, Hlc, OrgPath, PostId, PostKind};

use super::*;
use crate::domain::calendar::{Calendar, end_of, start_of};
use crate::domain::case::{CaseAct, CaseClass, CaseEntry, CaseEvent, CaseSource, Dispatch, Report, fold, reply_for};
use crate::domain::deadline::DeadlineRules;
use crate::domain::dictionary::built_in;

const HOUR: i64 = 3_600_000;

fn monday() -> i64 {
    start_of("2026-03-02".parse().unwrap())
}

/// The case and what was said with its acts.
struct Told {
    events: Vec<CaseEvent>,
    replies: Vec<ReplyEvent>,
}

impl Told {
    fn report(kind: PostKind, report: Report) -> Self {
        let mut told = Self { events: Vec::new(), replies: Vec::new() };
        told.push(1, kind, CaseAct::Report(Box::new(report)));
        told
    }

    fn push(&mut self, who: u8, kind: PostKind, act: CaseAct) {
        let nth = self.events.len() as u64;
        let base = fold(&self.events).map(|case| case.last_effective);
        self.events.push(CaseEvent {
            id: EntryId::of(&nth.to_be_bytes()),
            seq: Some(2 * nth + 1),
            hlc: Hlc(nth),
            device: DeviceId::from_bytes([who; 16]),
            post: PostId::from_bytes([who; 16]),
            unit: None,
            post_kind: kind,
            scope: "/1/2/3/4".parse().unwrap(),
            captured_at: monday() + (9 + i64::try_from(nth).unwrap()) * HOUR,
            entry: CaseEntry { base, act },
        });
    }

    /// An act with the reply that a phone sends along; `words`: what was typed instead of the standard ones.
    fn does(&mut self, kind: PostKind, act: CaseAct, words: Option<&str>) -> &mut Self {
        if let Some(reply) = reply_for(&fold(&self.events).unwrap(), &act, words) {
            let nth = self.events.len() as u64;
            self.replies.push(ReplyEvent {
                id: EntryId::of(&[b'r', u8::try_from(nth).unwrap()]),
                seq: Some(2 * nth + 2),
                hlc: Hlc(nth),
                device: DeviceId::from_bytes([9; 16]),
                post: PostId::from_bytes([9; 16]),
                unit: None,
                post_kind: kind.clone(),
                scope: "/1/2/3/4".parse().unwrap(),
                captured_at: monday() + (9 + i64::try_from(nth).unwrap()) * HOUR,
                entry: reply,
            });
        }
        let who = if kind.is_desk() { 4 } else { 2 };
        self.push(who, kind, act);
        self
    }

    fn owed(&self) -> Vec<&'static str> {
        self.due().into_iter().map(|reply| reply.what.reply_str()).collect()
    }

    fn due(&self) -> Vec<Deadline> {
        let rules = DeadlineRules::read(built_in(DeadlineRules::DICTIONARY).unwrap()).unwrap();
        let calendar = Calendar::of(&[built_in(Calendar::DICTIONARY).unwrap().clone()], &OrgPath::centre());
        let law = Law { rules: &rules, version: 0, calendar: &calendar };
        replies_due(&fold(&self.events).unwrap(), &self.replies, &law, monday() + 24 * HOUR)
    }
}

fn lamp(class: CaseClass) -> Report {
    Report::new(class, "路灯不亮", CaseSource::Snap)
}

fn down() -> CaseAct {
    CaseAct::Dispatch(Dispatch { to: None, to_kind: PostKind::GridWorker, unit: None, note: None })
}

fn handle() -> CaseAct {
    CaseAct::Handle { note: None, place: None }
}

fn done() -> CaseAct {
    CaseAct::ReportBack { result: "已修好".into(), note: None }
}

#[test]
fn a_reporter_is_owed_what_the_rules_ask_for_until_it_was_said() {
    use PostKind::{CommunityDesk, GridWorker, Volunteer};
    let mut told = Told::report(Volunteer, lamp(CaseClass::Request));
    assert_eq!(told.owed(), ["reply_accept", "reply_finish"]);
    let accept = &told.due()[0];
    assert_eq!((accept.due_at, accept.state), (end_of("2026-03-02".parse().unwrap()), DeadlineState::Late));

    told.does(CommunityDesk, down(), None);
    assert_eq!(told.owed(), ["reply_accept", "reply_finish"], "it was sent on, and nobody told the reporter");
    told.does(GridWorker, handle(), None);
    assert_eq!(told.owed(), ["reply_finish"]);
    told.does(GridWorker, done(), None);
    assert_eq!(told.owed(), Vec::<&str>::new(), "done, and said so");
    told.does(CommunityDesk, CaseAct::Rework { reason: "仍不亮".into() }, None);
    assert_eq!(told.owed(), ["reply_finish"], "it was not done after all");
    told.does(GridWorker, done(), None).does(CommunityDesk, CaseAct::Close { note: None, main: None }, None);
    assert_eq!(told.owed(), Vec::<&str>::new());
    told.does(CommunityDesk, CaseAct::Reopen { reason: "又坏了".into() }, None);
    assert_eq!(told.owed(), ["reply_finish"], "that it was reopened was said");
}

#[test]
fn what_was_said_on_the_phone_and_written_down_is_an_answer() {
    use PostKind::{CommunityDesk, GridWorker, Volunteer};
    let mut told = Told::report(Volunteer, lamp(CaseClass::Request));
    told.does(CommunityDesk, down(), None);
    let called = || CaseAct::Comment { text: "电话".into() };
    told.does(GridWorker, called(), None);
    assert_eq!(told.owed(), ["reply_accept", "reply_finish"], "a note for the staff is no answer");
    told.does(GridWorker, called(), Some("明天上午来修"));
    assert_eq!(told.owed(), ["reply_finish"]);
}

#[test]
fn an_ended_case_owes_its_result_only() {
    use PostKind::{CommunityDesk, Volunteer};
    let mut told = Told::report(Volunteer, lamp(CaseClass::Request));
    told.push(4, CommunityDesk, CaseAct::Decline { reason: "不属实".into() });
    assert_eq!(told.owed(), ["reply_finish"], "a phone that said nothing");
    told.does(CommunityDesk, CaseAct::Comment { text: "电话".into() }, Some("经核实不属实"));
    assert_eq!(told.owed(), ["reply_finish"; 0]);
}

#[test]
fn staff_who_read_the_case_are_owed_nothing_unless_somebody_called() {
    use PostKind::{CommunityDesk, GridWorker, Volunteer};
    let staff = Told::report(GridWorker, lamp(CaseClass::Request));
    assert_eq!(staff.owed(), ["reply_finish"; 0]);
    let order = Report { external_no: Some("12345-7".into()), ..lamp(CaseClass::Request) };
    assert_eq!(Told::report(CommunityDesk, order).owed(), ["reply_accept", "reply_finish"]);
    let mut taken_back = Told::report(Volunteer, lamp(CaseClass::Request));
    taken_back.push(1, Volunteer, CaseAct::Recall { reason: "已自行解决".into() });
    assert_eq!(taken_back.owed(), ["reply_finish"; 0]);
}
