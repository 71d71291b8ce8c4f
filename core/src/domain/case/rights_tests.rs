//! The rows of the table of rights, cell by cell as the domain report (3.4) has them.

use super::*;
use crate::domain::case::{ActGroup, ActWord};

/// 网格员 民警 辅警 队员 志愿者 · 社区 乡镇 县 · 网格长 群众 所领导 部门 · 回访员 审计 管理员 · 专属网格宿主 (left out:
/// may not). `x` at once, `r` once the relay has it.
const TABLE: [(ActWord, &str); 40] = [
    (ActWord::Report, "xxxxx xxx xx.. ... x"),
    (ActWord::SelfHandle, "xxx.. x.. .... ... x"),
    (ActWord::Accept, "xxxx. xxx ..xx ... x"),
    (ActWord::File, "..... xxx .... ..."),
    (ActWord::Dispatch, "..... xxx ..x. ..."),
    (ActWord::ToCollector, "..... xxx .... ..."),
    (ActWord::Escalate, "rrr.. rr. ..r. ... r"),
    (ActWord::Handle, "xxxx. x.. ..xx ... x"),
    (ActWord::ReportBack, "xxxx. xx. ..xx ... x"),
    (ActWord::Check, "..... xx. .... ..."),
    (ActWord::Rework, "..... xx. .... ..."),
    (ActWord::Close, "..... xx. .... ..."),
    (ActWord::Return, "xxxx. xxx ..xx ... x"),
    (ActWord::Decline, "..... xxx .... ..."),
    (ActWord::Void, "..... rrr .... ..."),
    (ActWord::Recall, "rrrrr rrr rrr. ... r"),
    (ActWord::Transfer, ".r... rrr ..r. ..."),
    (ActWord::Suspend, "..... rrr .... ..."),
    (ActWord::Resume, "xxxx. xxx ..xx ... x"),
    (ActWord::Evaluate, "..... xx. .... ..."),
    (ActWord::Archive, "..... xxx .... ..."),
    (ActWord::Reopen, "..... rrr .... r.."),
    (ActWord::Extend, "..... .rr .... ..."),
    (ActWord::Supervise, "..... .rr .... ..."),
    (ActWord::Urge, "..... xxx .... ..."),
    (ActWord::Joint, "..... rrr ..r. ..."),
    (ActWord::LinkDuplicate, "xxx.. xxx .... ..."),
    (ActWord::UnlinkDuplicate, "xxx.. xxx .... ..."),
    (ActWord::Classify, "xxx.. xxx ..x. ..."),
    (ActWord::Rectify, "xxx.. xxx ...x ..."),
    (ActWord::Rate, "xxxxx xxx xx.. ... x"),
    (ActWord::Confirm, "xxxxx xxx xx.. ... x"),
    (ActWord::Dispute, "xxxxx xxx xx.. ... x"),
    (ActWord::Callback, "..... ... .... x.."),
    (ActWord::Ask, "xxxx. x.. ..xx ... x"),
    (ActWord::FirstResponse, "xxxx. x.. ..x. ..."),
    (ActWord::HandOver, "xxx.. x.. ..x. ..."),
    (ActWord::Comment, "xxxxx xxx xxxx x.. x"),
    (ActWord::Visit, "xxxx. xxx ..xx ... x"),
    (ActWord::Evidence, "xxxxx xxx xxxx ... x"),
];

#[test]
fn every_cell_of_the_table_of_rights_is_as_written() {
    assert_eq!(TABLE.map(|row| row.0), ActWord::ALL);
    for (word, row) in TABLE {
        let cells: Vec<char> = row.chars().filter(|cell| *cell != ' ').collect();
        let last_left_out = std::iter::once('.').take(PostKind::KNOWN.len() - cells.len());
        for (post, cell) in PostKind::KNOWN.iter().zip(cells.iter().copied().chain(last_left_out)) {
            let expected = match cell {
                'x' => Some(When::Offline),
                'r' => Some(When::Relay),
                _ => None,
            };
            assert_eq!(when(post, word), expected, "{post} {word}");
        }
    }
}

#[test]
fn the_table_has_no_act_on_a_case_that_this_program_does_not_know() {
    let acts: Vec<&str> = authority::acts_of(&RecordKind::Case).collect();
    assert_eq!(acts, ActWord::ALL.map(ActWord::as_str));
}

/// Who, may, at once or through the relay, may not.
type Sentence = (PostKind, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

#[test]
fn the_roles_of_the_report_may_what_it_says_of_them() {
    use PostKind::*;
    // 3.4: who, may, at once or through the relay, may not.
    let sentences: [Sentence; 12] = [
        (GridWorker, &["report", "self_handle", "accept", "handle", "report_back", "ask"], &["escalate"], &["close"]),
        (PoliceOfficer, &["first_response", "hand_over", "accept"], &["transfer"], &["close"]),
        (AuxiliaryOfficer, &["report", "handle"], &["escalate"], &["transfer", "classify_police"]),
        (TeamMember, &["accept", "report_back", "return", "comment", "visit"], &["recall"], &["dispatch", "close"]),
        (Volunteer, &["report", "confirm", "dispute", "rate"], &["recall"], &["accept", "visit"]),
        (Resident, &["report", "rate", "confirm"], &["recall"], &["accept", "close"]),
        (CommunityDesk, &["report", "dispatch", "check", "close"], &["escalate"], &["extend", "supervise", "callback"]),
        (
            TownshipDesk,
            &["dispatch", "close", "comment"],
            &["supervise", "extend", "escalate"],
            &["handle", "callback"],
        ),
        (CountyDesk, &["dispatch", "comment"], &["supervise", "extend"], &["handle", "close", "escalate"]),
        (PoliceChief, &["comment", "dispatch"], &["joint", "transfer"], &["close", "report"]),
        (
            HostStaff,
            &["report", "self_handle", "accept", "handle", "report_back", "return"],
            &["escalate"],
            &["dispatch", "close", "transfer", "classify", "link_duplicate"],
        ),
        (CallbackClerk, &["callback", "comment"], &["reopen"], &["handle", "close", "report"]),
    ];
    for (post, offline, relay, never) in sentences {
        let at = |act: &str| authority::may_act(&post, &RecordKind::Case, act);
        assert!(offline.iter().all(|act| at(act) == Some(When::Offline)), "{post} at once");
        assert!(relay.iter().all(|act| at(act) == Some(When::Relay)), "{post} through the relay");
        assert!(never.iter().all(|act| at(act).is_none()), "{post} never");
    }
    for post in [Auditor, Administrator] {
        assert!(ActWord::ALL.iter().all(|word| !may_act(&post, *word)), "{post} has no part in cases");
    }
    assert!(ActWord::ALL.iter().all(|word| !may_act(&Unknown("robot".into()), *word)));
}

#[test]
fn a_desk_goes_on_without_a_line_but_takes_nothing_out_of_a_hand_unseen() {
    for word in ActWord::ALL.into_iter().filter(|word| word.group() != ActGroup::Remark) {
        let takes_away = matches!(
            word,
            ActWord::Escalate
                | ActWord::Void
                | ActWord::Recall
                | ActWord::Transfer
                | ActWord::Suspend
                | ActWord::Reopen
                | ActWord::Extend
                | ActWord::Supervise
                | ActWord::Joint
        );
        let relay = PostKind::KNOWN.iter().any(|post| when(post, word) == Some(When::Relay));
        assert_eq!(relay, takes_away, "{word}");
    }
}
