//! Who may do what on a mediation: asked of the one table of rights (`etong_protocol::authority`). An attempt is asked for by its
//! mode: ① the grid's two members, ② the community's committee, ③ with a team member, ④ with the police.

use etong_protocol::{PostKind, RecordKind};

use super::act::{ActWord, MediationAct};
use super::words::Mode;

/// The row of the table an attempt in this mode is judged by.
#[must_use]
pub fn attempt_right(mode: &Mode) -> Option<&'static str> {
    Some(match mode {
        Mode::Grid => "attempt_grid",
        Mode::Community => "attempt_community",
        Mode::Team => "attempt_team",
        Mode::Police => "attempt_police",
        Mode::Unknown(_) => return None,
    })
}

/// The row of the table an act is judged by; `None` for acts and modes of a newer program.
#[must_use]
pub fn right_of(act: &MediationAct) -> Option<&'static str> {
    match act {
        MediationAct::Attempt(attempt) => attempt_right(&attempt.mode),
        act => act.word().map(ActWord::as_str),
    }
}

/// May a post of this kind make an act judged by `right`?
#[must_use]
pub fn may_act(post: &PostKind, right: &str) -> bool {
    etong_protocol::authority::may_act(post, &RecordKind::Mediation, right).is_some()
}

/// Who may, for the words of a refusal.
#[must_use]
pub fn who_may(right: &str) -> Vec<PostKind> {
    etong_protocol::authority::who_may(&RecordKind::Mediation, right)
}

#[cfg(test)]
mod tests {
    use etong_protocol::authority::{When, acts_of};

    use super::*;

    #[test]
    fn every_cell_of_the_table_of_rights_is_as_the_domain_report_says() {
        // Table 3.4: 网格员 mediation ①; 警员 the same and joint mediation ④; 辅警 the same as 网格员, no ④; 队员 record and opinion,
        // joining a file waits for the relay (r); 社区 mediation ②; 乡镇 intake and notes; 县, 所领导, 部门 notes, and the papers
        // that pass between authorities; the others nothing.
        let field = "open appoint attempt_grid methods recuse ask handover receipt agree fulfil follow_up confirm extend \
                     fail withdraw paper notified printed note";
        let police = format!("{field} attempt_police");
        let team =
            "attempt_team:r methods recuse opinion agree fulfil follow_up extend fail withdraw paper notified note";
        let community = "open appoint attempt_community attempt_team methods recuse lift_recusal ask handover receipt agree \
                         fulfil follow_up confirm extend fail withdraw paper notified printed note";
        let township = "open appoint recuse lift_recusal ask handover receipt follow_up confirm withdraw paper notified \
                        printed note";
        let table = [
            (PostKind::GridWorker, field),
            (PostKind::PoliceOfficer, &police),
            (PostKind::AuxiliaryOfficer, field),
            (PostKind::TeamMember, team),
            (PostKind::Volunteer, ""),
            (PostKind::CommunityDesk, community),
            (PostKind::TownshipDesk, township),
            (PostKind::CountyDesk, "note"),
            (PostKind::GridLeader, ""),
            (PostKind::Resident, ""),
            (PostKind::PoliceChief, "handover receipt notified note"),
            (PostKind::Department, "handover receipt note"),
            (PostKind::CallbackClerk, ""),
            (PostKind::Auditor, ""),
            (PostKind::Administrator, ""),
            (PostKind::HostStaff, ""),
        ];
        assert_eq!(table.len(), PostKind::KNOWN.len());
        for (post, row) in &table {
            for right in acts_of(&RecordKind::Mediation) {
                let cell = row.split_whitespace().find(|cell| cell.split(':').next() == Some(right));
                let expected = cell.map(|cell| if cell.ends_with(":r") { When::Relay } else { When::Offline });
                let when = etong_protocol::authority::may_act(post, &RecordKind::Mediation, right);
                assert_eq!(when, expected, "{post} {right}");
            }
        }
        assert!(!may_act(&PostKind::Unknown("robot".into()), "note"));
    }

    #[test]
    fn every_act_has_a_row_and_every_row_an_act() {
        let rows: Vec<&str> = acts_of(&RecordKind::Mediation).collect();
        let mut rights: Vec<&str> = Mode::KNOWN.iter().filter_map(attempt_right).collect();
        rights.extend(ActWord::ALL.into_iter().filter(|word| *word != ActWord::Attempt).map(ActWord::as_str));
        for right in &rights {
            assert!(rows.contains(right), "{right} has no row");
        }
        assert_eq!(rows.len(), rights.len());
    }

    #[test]
    fn a_refusal_can_name_who_mediates_in_a_mode() {
        assert_eq!(who_may("attempt_police"), [PostKind::PoliceOfficer]);
        assert_eq!(who_may("attempt_team"), [PostKind::TeamMember, PostKind::CommunityDesk]);
        assert_eq!(who_may("opinion"), [PostKind::TeamMember]);
    }
}
