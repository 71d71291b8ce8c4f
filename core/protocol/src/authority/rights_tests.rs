//! The whole table of rights, cell by cell, against a stored text that a person can hold beside 3.4 of the domain report:
//! `rights.txt`. `ETONG_WRITE_RIGHTS=1 cargo test -p etong-protocol rights` writes it anew; what changed is then read in the diff.

use super::super::{dispatches, may_push, may_write, may_write_onto_others, reach_of};
use super::*;
use crate::authority::ReachRule;
use crate::entry::EntryClass;

const HEADINGS: [&str; 16] = [
    "网格", "民警", "辅警", "队员", "志愿", "社区", "乡镇", "县区", "格长", "群众", "所长", "部门", "回访", "审计",
    "管理", "宿主",
];

const LEGEND: &str = "\
Who may do what (domain report, 3.4). x at once, r once the relay has it, . not. Where it departs from it, and why: deviations.txt.
网格 grid_worker, 民警 police_officer, 辅警 auxiliary_officer, 队员 team_member, 志愿 volunteer, 社区 community_desk,
乡镇 township_desk, 县区 county_desk, 格长 grid_leader, 群众 resident, 所长 police_chief, 部门 department,
回访 callback_clerk, 审计 auditor, 管理 administrator, 宿主 host_staff.
Of each noun, the line \"relay\" is the coarse right that the relay asks of an envelope, and \"others'\" whether onto a record
that somebody else founded.
";

fn rendered() -> String {
    let mut text = LEGEND.to_owned();
    text += &line("reads below", |post| yes(has(post, |rule| matches!(rule, ReachRule::Subtree { .. }))));
    let police_files = |rule: &ReachRule| matches!(rule, ReachRule::Subtree { restricted: true, .. });
    text += &line("reads police files", |post| yes(has(post, police_files)));
    let shared = |rule: &ReachRule| matches!(rule, ReachRule::Shared { .. });
    text += &line("reads shared", |post| yes(has(post, shared)));
    text += &line("reads events below", |post| yes(has(post, |rule| matches!(rule, ReachRule::Host { .. }))));
    text +=
        &line("reads staff boards", |post| yes(has(post, |rule| matches!(rule, ReachRule::Board { staff: true, .. }))));
    text += &line("knows who is beside", |post| yes(dispatches(post)));
    for kind in RecordKind::KNOWN.iter().filter(|kind| !kind.is_directory()) {
        text += &format!("\n{:<22}{}\n", kind.as_str(), HEADINGS.join(" "));
        for act in acts_of(kind) {
            text += &line(act, |post| match may_act(post, kind, act) {
                Some(When::Offline) => 'x',
                Some(When::Relay) => 'r',
                None => '.',
            });
        }
        let writes = |post: &PostKind| may_write(post, class_of(kind), kind);
        text += &line("relay", |post| yes(writes(post)));
        text += &line("others'", |post| yes(writes(post) && may_write_onto_others(post, kind)));
    }
    text
}

/// One row; a heading of two characters is four columns wide.
fn line(name: &str, cell: impl Fn(&PostKind) -> char) -> String {
    let letters: String = PostKind::KNOWN.iter().map(|post| format!("{}    ", cell(post))).collect();
    format!("  {name:<20}{}\n", letters.trim_end())
}

fn yes(yes: bool) -> char {
    if yes { 'x' } else { '.' }
}

fn has(post: &PostKind, wanted: impl Fn(&ReachRule) -> bool) -> bool {
    reach_of(post, &"/1/2/3".parse().unwrap()).iter().any(wanted)
}

fn class_of(kind: &RecordKind) -> EntryClass {
    if kind.is_document() { EntryClass::Doc } else { EntryClass::Event }
}

#[test]
fn every_cell_of_the_whole_table_is_as_the_stored_text_says() {
    let rendered = rendered();
    if std::env::var_os("ETONG_WRITE_RIGHTS").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/authority/rights.txt");
        std::fs::write(path, &rendered).unwrap();
        return;
    }
    for (stored, now) in include_str!("rights.txt").lines().zip(rendered.lines()) {
        assert_eq!(now, stored);
    }
    assert_eq!(rendered, include_str!("rights.txt"));
}

#[test]
fn the_relays_coarse_table_is_the_sum_of_the_rows_and_nothing_else() {
    for kind in RecordKind::KNOWN.iter().filter(|kind| !kind.is_directory()) {
        for post in PostKind::KNOWN {
            let any = acts_of(kind).any(|act| may_act(post, kind, act).is_some());
            assert_eq!(may_write(post, class_of(kind), kind), any, "{post} {kind}");
        }
    }
}

#[test]
fn no_cell_holds_outside_the_unit_of_the_post() {
    let path = |text: &str| text.parse::<OrgPath>().unwrap();
    let unit = path("/1/2/3");
    for kind in RecordKind::KNOWN {
        for post in PostKind::KNOWN {
            for (scope, inside) in
                [("/1/2/3", true), ("/1/2/3/4", true), ("/1/2", false), ("/1/2/9", false), ("/", false)]
            {
                let scope = path(scope);
                for act in acts_of(kind) {
                    let expected = may_act(post, kind, act).filter(|_| inside);
                    assert_eq!(may(post, &unit, act, kind, &scope), expected, "{post} {act} {kind} at {scope}");
                }
                let taken = may_push(post, &unit, class_of(kind), kind, &scope);
                assert_eq!(taken, inside && may_write(post, class_of(kind), kind), "{post} {kind} at {scope}");
            }
        }
    }
}
