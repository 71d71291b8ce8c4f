//! The table of rights: which kind of post may make which act on a case. Pure; the relay's table is coarser.

use etong_protocol::PostKind;

use super::act::ActWord;

/// May a post of this kind make this act on a case in its reach?
#[must_use]
pub fn may_act(post: &PostKind, word: ActWord) -> bool {
    let known = !matches!(post, PostKind::Unknown(_));
    let staff = post.is_field() || post.is_desk();
    match word {
        ActWord::Report | ActWord::Comment | ActWord::Evidence => known,
        ActWord::Visit | ActWord::Accept | ActWord::Return => staff,
        ActWord::Handle | ActWord::ReportBack => post.is_field() || *post == PostKind::CommunityDesk,
        ActWord::Dispatch => post.is_desk(),
        ActWord::Close => matches!(post, PostKind::CommunityDesk | PostKind::TownshipDesk),
    }
}

/// May a case be dispatched to a post of this kind? Kinds from a newer program are trusted to the dispatching desk.
#[must_use]
pub fn may_receive(post: &PostKind) -> bool {
    !matches!(post, PostKind::Volunteer | PostKind::TeamMember)
}

/// Who may make this act, for the words of a refusal.
#[must_use]
pub fn who_may(word: ActWord) -> Vec<PostKind> {
    PostKind::KNOWN.iter().filter(|post| may_act(post, word)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_of_the_table_of_rights_is_as_written() {
        // Columns: ActWord::ALL — report, accept, dispatch, handle, report back, close, return, comment, visit, evidence.
        let table = [
            (PostKind::GridWorker, "xx.xx.xxxx"),
            (PostKind::PoliceOfficer, "xx.xx.xxxx"),
            (PostKind::AuxiliaryOfficer, "xx.xx.xxxx"),
            (PostKind::TeamMember, "x......x.x"),
            (PostKind::Volunteer, "x......x.x"),
            (PostKind::CommunityDesk, "xxxxxxxxxx"),
            (PostKind::TownshipDesk, "xxx..xxxxx"),
            (PostKind::CountyDesk, "xxx...xxxx"),
            (PostKind::Unknown("robot".into()), ".........."),
        ];
        for (post, row) in &table {
            for (word, cell) in ActWord::ALL.iter().zip(row.chars()) {
                assert_eq!(may_act(post, *word), cell == 'x', "{post} {word}");
            }
        }
        for word in ActWord::ALL {
            let column: Vec<PostKind> =
                table.iter().filter(|(post, _)| may_act(post, word)).map(|(post, _)| post.clone()).collect();
            assert_eq!(who_may(word), column, "{word}");
        }
    }
}
