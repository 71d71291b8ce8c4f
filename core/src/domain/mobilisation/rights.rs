//! The rows of the table of rights that patrols, campaigns, notices and calls have, cell by cell (domain report, 3.4).

use etong_protocol::authority::{When, acts_of, may_act};
use etong_protocol::{PostKind, RecordKind};

const STAFF_OF_A_GRID: &[PostKind] = &[PostKind::GridWorker, PostKind::PoliceOfficer, PostKind::AuxiliaryOfficer];
const DESKS: &[PostKind] = &[PostKind::CommunityDesk, PostKind::TownshipDesk, PostKind::CountyDesk];
const OUTSIDE: &[PostKind] = &[PostKind::TeamMember, PostKind::Volunteer];

/// Exactly these kinds of post may make the act.
fn exactly(kind: &RecordKind, act: &str, groups: &[&[PostKind]]) {
    assert!(acts_of(kind).any(|known| known == act), "{kind} has no {act}");
    for post in PostKind::KNOWN {
        let listed = groups.iter().any(|group| group.contains(post));
        assert_eq!(may_act(post, kind, act).is_some(), listed, "{post} {act} {kind}");
    }
}

#[test]
fn grid_staff_desks_teams_hosts_and_volunteers_patrol_and_residents_do_not() {
    exactly(&RecordKind::Patrol, "walk", &[STAFF_OF_A_GRID, DESKS, OUTSIDE, &[PostKind::HostStaff]]);
}

#[test]
fn a_pair_on_one_record_is_made_of_staff() {
    exactly(&RecordKind::Patrol, "join", &[STAFF_OF_A_GRID, DESKS]);
}

#[test]
fn desks_and_police_chiefs_assign_patrols_and_call_them_off() {
    for act in ["assign", "call_off"] {
        exactly(&RecordKind::Patrol, act, &[DESKS, &[PostKind::PoliceChief]]);
    }
}

#[test]
fn a_joint_operation_of_a_police_chief_waits_for_the_relay() {
    for act in ["publish", "amend", "finish", "call_off"] {
        exactly(&RecordKind::Campaign, act, &[DESKS, &[PostKind::PoliceChief]]);
        assert_eq!(may_act(&PostKind::PoliceChief, &RecordKind::Campaign, act), Some(When::Relay));
    }
}

#[test]
fn grid_leaders_give_notice_and_so_do_grid_workers_desks_and_police_chiefs() {
    let others = [PostKind::GridWorker, PostKind::GridLeader, PostKind::PoliceChief];
    for (kind, act) in [
        (RecordKind::Notice, "publish"),
        (RecordKind::Notice, "withdraw"),
        (RecordKind::PublicNotice, "publish"),
        (RecordKind::PublicNotice, "withdraw"),
    ] {
        exactly(&kind, act, &[DESKS, &others]);
    }
}

#[test]
fn neither_teams_nor_volunteers_nor_residents_are_asked_what_they_have_read() {
    let others = [PostKind::GridLeader, PostKind::PoliceChief, PostKind::Department];
    let watching = [PostKind::CallbackClerk, PostKind::Auditor, PostKind::Administrator, PostKind::HostStaff];
    exactly(&RecordKind::Read, "read", &[STAFF_OF_A_GRID, DESKS, &others, &watching]);
}

#[test]
fn desks_and_police_chiefs_call_for_help() {
    for act in ["publish", "amend", "stop", "confirm"] {
        exactly(&RecordKind::Call, act, &[DESKS, &[PostKind::PoliceChief]]);
    }
}

#[test]
fn teams_answer_at_once_and_the_call_up_of_a_volunteer_counts_at_the_relay() {
    for act in ["accept", "decline", "arrive", "leave", "withdraw"] {
        exactly(&RecordKind::Muster, act, &[STAFF_OF_A_GRID, OUTSIDE]);
    }
    assert_eq!(may_act(&PostKind::TeamMember, &RecordKind::Muster, "accept"), Some(When::Offline));
    assert_eq!(may_act(&PostKind::Volunteer, &RecordKind::Muster, "accept"), Some(When::Relay));
    assert_eq!(may_act(&PostKind::Volunteer, &RecordKind::Muster, "decline"), Some(When::Offline));
}
