//! What the table of roles in the domain report (3.4, and the rows of 3.1 it rests on) says in words, typed here by hand: the program and the
//! oracle read the same text of the rights, so a wrong letter in it would be right for both. These cells are asked first.

use etong_protocol::{PostKind, RecordKind};

/// Kind of post, what the report lets it write, what it keeps it from.
const ROLES: [(&str, &[&str], &[&str]); 16] = [
    // 网格员: own grid: report, self-handle, collect and visit, hazard check, patrol, mediation, asks for merging persons.
    (
        "grid_worker",
        &["case", "resident", "household", "dwelling", "visit", "merge", "inspection", "patrol", "mediation", "clue"],
        &[
            "custody_release",
            "custody_refusal",
            "assessment",
            "draw",
            "survey",
            "call",
            "campaign",
            "grant",
            "clue.team",
        ],
    ),
    // 警员: the same, and clues; no callback draw, no publication of figures.
    (
        "police_officer",
        &["case", "resident", "visit", "inspection", "patrol", "mediation", "clue"],
        &["custody_release", "custody_refusal", "assessment", "draw", "survey", "call", "campaign"],
    ),
    // 辅警: as the grid worker, to assist; no outcome of enforcement.
    (
        "auxiliary_officer",
        &["case", "resident", "visit", "inspection", "patrol", "mediation"],
        &[
            "custody_release",
            "custody_refusal",
            "assessment",
            "draw",
            "survey",
            "call",
            "campaign",
            "grant",
            "clue.team",
        ],
    ),
    // 网格长、楼栋长: report, notice, confirm a visit; sees contacts masked.
    (
        "grid_leader",
        &["case", "notice", "visit"],
        &[
            "resident",
            "household",
            "merge",
            "inspection",
            "patrol",
            "mediation",
            "reply",
            "draw",
            "assessment",
            "custody_release",
            "grant",
            "call",
        ],
    ),
    // N队队员: tasks offered: accept, decline, record, opinion; joins a mediation.
    (
        "team_member",
        &["case", "mediation", "muster", "patrol"],
        &[
            "resident",
            "household",
            "visit",
            "merge",
            "inspection",
            "notice",
            "draw",
            "assessment",
            "custody_release",
            "grant",
            "call",
        ],
    ),
    // 平安志愿者: patrol, snap, hours; may be called up.
    (
        "volunteer",
        &["case", "patrol", "muster", "clue"],
        &[
            "resident",
            "household",
            "visit",
            "merge",
            "inspection",
            "mediation",
            "reply",
            "notice",
            "draw",
            "assessment",
            "custody_release",
            "grant",
            "call",
            "read",
            "opened",
        ],
    ),
    // 网格群众: own matters: report, rate, confirm the result.
    (
        "resident",
        &["case", "clue"],
        &[
            "resident",
            "household",
            "visit",
            "merge",
            "inspection",
            "mediation",
            "patrol",
            "reply",
            "notice",
            "muster",
            "draw",
            "assessment",
            "custody_release",
            "grant",
            "call",
            "read",
            "opened",
        ],
    ),
    // 社区(村): intake, mediation, roster; decides on what an ended post left.
    (
        "community_desk",
        &["case", "mediation", "roster", "reply", "notice", "custody_release", "custody_refusal", "opened"],
        &["draw", "survey", "assessment", "muster", "clue.team"],
    ),
    // 乡镇(街道): dispatch, supervise, callback draw.
    (
        "township_desk",
        &["case", "draw", "reply", "mediation", "custody_release", "opened"],
        &["assessment", "muster", "clue.team"],
    ),
    // 县(市、区): routes to departments, publishes figures; edits no field facts (row 1).
    (
        "county_desk",
        &["case", "assessment", "reply", "custody_release", "opened"],
        &["resident", "household", "dwelling", "building", "visit", "merge", "inspection", "muster", "clue.team"],
    ),
    // 派出所领导: joint operations, decides on clues.
    (
        "police_chief",
        &["case", "clue", "custody_release", "opened"],
        &["resident", "household", "visit", "merge", "draw", "assessment", "muster"],
    ),
    // 部门: a route target; answers for what was sent to it.
    (
        "department",
        &["case", "reply", "opened"],
        &[
            "resident",
            "household",
            "visit",
            "merge",
            "inspection",
            "patrol",
            "notice",
            "draw",
            "assessment",
            "custody_release",
            "call",
            "roster",
        ],
    ),
    // 回访员: the callback form.
    (
        "callback_clerk",
        &["case"],
        &[
            "resident",
            "household",
            "visit",
            "merge",
            "inspection",
            "patrol",
            "mediation",
            "notice",
            "draw",
            "assessment",
            "custody_release",
            "grant",
            "call",
        ],
    ),
    // 审计: logs, no case.
    (
        "auditor",
        &["audit"],
        &[
            "case",
            "resident",
            "household",
            "visit",
            "merge",
            "inspection",
            "patrol",
            "mediation",
            "reply",
            "notice",
            "draw",
            "assessment",
            "custody_release",
            "grant",
            "call",
            "opened",
        ],
    ),
    // 系统管理: posts and devices, no content of cases.
    (
        "administrator",
        &["audit"],
        &[
            "case",
            "resident",
            "household",
            "visit",
            "merge",
            "inspection",
            "patrol",
            "mediation",
            "reply",
            "notice",
            "draw",
            "assessment",
            "custody_release",
            "grant",
            "call",
            "opened",
        ],
    ),
    // 宿主单位 (row 19): own staff and forms in the own grid.
    (
        "host_staff",
        &["case", "patrol", "inspection"],
        &[
            "resident",
            "household",
            "visit",
            "merge",
            "mediation",
            "notice",
            "draw",
            "assessment",
            "custody_release",
            "grant",
            "call",
        ],
    ),
];

/// What the report says; `None` where it leaves it open.
pub(super) fn says(post: &PostKind, kind: &RecordKind) -> Option<bool> {
    let (_, writes, never) = ROLES.iter().find(|(role, ..)| *role == post.as_str())?;
    let word = kind.as_str();
    match (writes.contains(&word), never.contains(&word)) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        (false, false) => None,
        (true, true) => panic!("{post} and {kind}: both said"),
    }
}

/// Cells of a text of the rights that say otherwise than the report, and how many there are to compare.
fn differing(text: &str) -> (usize, Vec<String>) {
    let (mut compared, mut wrong) = (0, Vec::new());
    for post in PostKind::KNOWN {
        for kind in RecordKind::KNOWN {
            let Some(said) = says(post, kind) else { continue };
            compared += 1;
            let letter = super::oracle::letter_in(text, kind.as_str(), "relay", post);
            if (letter == Some("x")) != said {
                wrong.push(format!("{post} writes {kind}: the report says {said}"));
            }
        }
    }
    (compared, wrong)
}

#[test]
fn the_text_of_the_rights_says_what_the_report_says() {
    let (compared, wrong) = differing(super::oracle::RIGHTS);
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(compared >= 200, "{compared} cells");
}

/// A volunteer who may register residents, seeded into the text that the program's own tests compare themselves with.
#[test]
fn a_wrong_cell_in_the_text_of_the_rights_is_found_though_the_program_agrees_with_it() {
    let row = "relay               x    x    x    .    .    x    x    .";
    let bent = "relay               x    x    x    .    x    x    x    .";
    let text = super::oracle::RIGHTS.replacen(row, bent, 1);
    assert_ne!(text, super::oracle::RIGHTS);
    assert_eq!(differing(&text).1, ["volunteer writes resident: the report says false"]);
    let (volunteer, resident) = (PostKind::Volunteer, RecordKind::Resident);
    assert!(!super::oracle::writes_by(&text, &volunteer, &resident), "the oracle of the attacks goes by the report");
}
