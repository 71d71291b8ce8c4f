//! Who may, said again from the words of the domain report and nothing of the program's: what a kind of post writes at all comes
//! from the cells of `by_hand`, and where the report leaves it open from the text of the rights; the rest are these few rules.

use etong_protocol::{PostKind, RecordKind};

pub(super) const RIGHTS: &str = include_str!("../../../../core/protocol/src/authority/rights.txt");

const STAFF_THAT_READS: [&str; 9] = [
    "grid_worker",
    "police_officer",
    "auxiliary_officer",
    "community_desk",
    "township_desk",
    "county_desk",
    "grid_leader",
    "police_chief",
    "department",
];

/// Works on cases that were opened to its unit, wherever they lie ("shared", 3.4 and row 36).
const READS_SHARED: [&str; 11] = [
    "grid_worker",
    "police_officer",
    "auxiliary_officer",
    "team_member",
    "community_desk",
    "township_desk",
    "county_desk",
    "grid_leader",
    "police_chief",
    "department",
    "callback_clerk",
];

/// Looks at what waits in custody, and decides on it.
const DECIDES: [&str; 4] = ["community_desk", "township_desk", "county_desk", "police_chief"];

/// Is what waits about such a record shown to such a post?
pub(super) fn shown_custody(post: &PostKind, unit: &str, of: &str, at: &str) -> bool {
    DECIDES.contains(&post.as_str()) && inside(unit, at) && (!is_secret(of) || police(post))
}

pub(super) fn reads_shared(post: &PostKind) -> bool {
    READS_SHARED.contains(&post.as_str())
}

fn letter(noun: &str, line: &str, post: &PostKind) -> Option<&'static str> {
    letter_in(RIGHTS, noun, line, post)
}

/// The letter in a line under a noun, at the post's column.
pub(super) fn letter_in<'a>(text: &'a str, noun: &str, line: &str, post: &PostKind) -> Option<&'a str> {
    let column = PostKind::KNOWN.iter().position(|known| known == post)?;
    let mut lines = text.lines().skip_while(|text| text.split_whitespace().next() != Some(noun));
    lines.next()?;
    let found = lines.find(|text| text.split_whitespace().next() == Some(line))?;
    found.split_whitespace().skip(1).nth(column)
}

/// May such a post take all of a record away that it reads, to show it? What was typed leaves only by who may see it unmasked; people and
/// homes besides only inside the unit.
pub(super) fn takes_away(post: &PostKind, unit: &str, kind: &RecordKind, at: &str) -> bool {
    let word = kind.as_str();
    let of_people = matches!(word, "resident" | "household" | "dwelling" | "building" | "special")
        || joins(word)
        || matches!(kind, RecordKind::Unknown(_));
    match word {
        "audit" => letter("audit", "read", post) == Some("x") && inside(unit, at),
        _ if of_people => letter("audit", "reveal", post) == Some("x") && inside(unit, at),
        _ => letter("audit", "reveal_text", post) == Some("x"),
    }
}

/// The line `relay` under the noun, at the post's column. A noun without one is a kind that nobody considered here yet.
pub(super) fn writes(post: &PostKind, kind: &RecordKind) -> bool {
    writes_by(RIGHTS, post, kind)
}

pub(super) fn writes_by(text: &str, post: &PostKind, kind: &RecordKind) -> bool {
    if let Some(said) = super::by_hand::says(post, kind) {
        return said;
    }
    if let RecordKind::Unknown(word) = kind {
        // Of a newer program: trusted to those who work in the field or supervise, police words to police.
        return if word.starts_with("police.") {
            police(post)
        } else {
            reads_below(post) && post.as_str() != "grid_leader"
        };
    }
    if kind.is_directory() {
        return false;
    }
    let relay = letter_in(text, kind.as_str(), "relay", post);
    relay.unwrap_or_else(|| panic!("{kind} is new: say in rights.txt who writes it")) == "x"
}

pub(super) fn reads_below(post: &PostKind) -> bool {
    STAFF_THAT_READS.contains(&post.as_str())
}

pub(super) fn police(post: &PostKind) -> bool {
    matches!(post.as_str(), "police_officer" | "police_chief")
}

fn is_secret(word: &str) -> bool {
    word == "clue" || word.starts_with("clue.") || word.starts_with("police.")
}

pub(super) fn inside(unit: &str, scope: &str) -> bool {
    scope == unit || scope.starts_with(&format!("{unit}/"))
}

pub(super) fn joins(word: &str) -> bool {
    matches!(word, "visit" | "merge" | "reply" | "read" | "opened" | "grant" | "tombstone")
}

/// May such a post found such a record there?
pub(super) fn founds(post: &PostKind, unit: &str, kind: &RecordKind, scope: &str) -> bool {
    let word = kind.as_str();
    let team = word != "clue.team" || post.as_str() == "team_member" && scope == unit;
    writes(post, kind) && inside(unit, scope) && team && !joins(word) && !word.starts_with("custody_")
}

/// May such a post write such an event (of a payload that says nothing) at `scope` onto somebody else's record?
pub(super) fn writes_onto(
    (post, unit): (&PostKind, &str),
    (kind, scope): (&RecordKind, &str),
    (of, at, shared): (&str, &str, bool),
) -> bool {
    let word = kind.as_str();
    let speaks = !matches!(word, "grant" | "tombstone") && !word.starts_with("custody_");
    let of_it = word == of || joins(word);
    let own = reads(post, unit, of, at) && (word == "read" || inside(unit, at) && !notice_only(post));
    writes(post, kind) && scope == at && speaks && of_it && (own || shared && reads_shared(post))
}

/// Reads boards, and works on nothing of others'.
fn notice_only(post: &PostKind) -> bool {
    !reads_below(post) && post.as_str() != "host_staff"
}

/// Does such a post read the founding entry of somebody else's record?
pub(super) fn reads(post: &PostKind, unit: &str, of: &str, at: &str) -> bool {
    let staff =
        reads_below(post) || matches!(post.as_str(), "callback_clerk" | "auditor" | "administrator" | "host_staff");
    if of == "audit" {
        return post.as_str() == "auditor" && inside(unit, at);
    }
    reads_below(post) && inside(unit, at) && (!is_secret(of) || police(post))
        || post.as_str() == "host_staff" && inside(unit, at) && matches!(of, "case" | "inspection")
        || staff && of == "notice" && inside(at, unit)
}

/// Reads boards for staff, and nothing below.
const STAFF_ONLY: [&str; 4] = ["callback_clerk", "auditor", "administrator", "host_staff"];
/// Reads what is for everybody, and what is their own.
const EVERYBODY: [&str; 3] = ["team_member", "volunteer", "resident"];

/// Has somebody said what such a post reads?
pub(super) fn considered(post: &PostKind) -> bool {
    [&STAFF_THAT_READS[..], &STAFF_ONLY, &EVERYBODY].concat().contains(&post.as_str())
}

/// Does such a post read the founding entry of somebody else's record, written by a post of the kind `by`?
pub(super) fn reads_as_founded((post, unit): (&PostKind, &str), (of, at): (&RecordKind, &str), by: &PostKind) -> bool {
    let word = of.as_str();
    let staff = !EVERYBODY.contains(&post.as_str());
    let board = matches!(word, "public_notice" | "call" | "campaign")
        || staff && matches!(word, "notice" | "roster" | "assessment" | "draw");
    let team = word == "clue.team" && by.as_str() == "team_member" && post.as_str() == "team_member" && at == unit;
    match word {
        "audit" => post.as_str() == "auditor" && inside(unit, at),
        _ => {
            reads_below(post) && inside(unit, at) && (!is_secret(word) || police(post))
                || post.as_str() == "host_staff" && inside(unit, at) && matches!(word, "case" | "inspection")
                || board && inside(at, unit)
                || team
        }
    }
}
