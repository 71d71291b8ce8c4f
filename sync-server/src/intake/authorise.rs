//! May this entry come from this device, in the name of this post? `authorise` asks the envelope and the directory before
//! the write lock; `may_write_on` asks once more when it is settled whose record it is and with whom it is shared.

use std::collections::BTreeSet;

use etong_protocol::authority::{
    Tombstone, TombstoneAct, Whereabouts, may, may_push, may_share, may_write, may_write_onto_others, reach_of,
    reach_taken_over,
};
use etong_protocol::{DeviceId, Entry, EntryClass, OrgPath, PostKind, RecordKind, RefusalCode, Standing};

/// The post an entry acts for, as the directory has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Acting {
    pub(super) kind: PostKind,
    pub(super) unit: OrgPath,
    /// Units that have ended whose place `unit` took.
    pub(super) took_over: Vec<OrgPath>,
}

impl Acting {
    /// Does `scope` lie in its unit, or in one whose place that took?
    pub(super) fn covers(&self, scope: &OrgPath) -> bool {
        self.units().any(|unit| unit.covers(scope))
    }

    fn units(&self) -> impl Iterator<Item = &OrgPath> {
        std::iter::once(&self.unit).chain(&self.took_over)
    }
}

/// What the first entry of a record settled, and how the writer stands to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Founded {
    pub(super) kind: RecordKind,
    pub(super) scope: OrgPath,
    /// Row of the person.
    pub(super) founder: i64,
    /// The writer founded it.
    pub(super) own: bool,
    /// It is shared with the unit of the acting post.
    pub(super) shared: bool,
    /// Nothing may be written onto it but that it is gone.
    pub(super) erased: bool,
    /// Erased, and the steps that led to it may still come.
    pub(super) buried: bool,
}

/// # Errors
/// `Forbidden` when the entry names another device, a post the person does not hold today, another kind of post than
/// the directory says, another unit than the post's, a class or kind that post may not write, or a document outside its unit.
pub(super) fn authorise(entry: &Entry, device: DeviceId, standing: &Standing) -> Result<Acting, RefusalCode> {
    let held = standing.posts.iter().find(|held| held.post == entry.post).ok_or(RefusalCode::Forbidden)?;
    let took_over = held.taken_over().to_vec();
    let acting = Acting { kind: held.kind.clone(), unit: held.unit.clone(), took_over };
    if fits(entry, device, &acting) { Ok(acting) } else { Err(RefusalCode::Forbidden) }
}

/// Is this an entry such a post there could have written with this device?
pub(super) fn fits(entry: &Entry, device: DeviceId, acting: &Acting) -> bool {
    entry.device == device
        && acting.kind == entry.post_kind
        // An heir says the unit whose place it took, where it goes on with what that one left.
        && entry.unit.is_none_or(|said| acting.units().any(|unit| unit.unit() == Some(said)))
        && may_write(&acting.kind, entry.class, &entry.kind)
        && (entry.class == EntryClass::Event || acting.covers(&entry.scope))
}

/// A record keeps the scope and kind of its first entry. Companions join it and never found one. Who may write onto it: its
/// founder and those who read it by their unit, inside their unit; and whoever it is shared with.
pub(super) fn may_write_on(acting: &Acting, founded: Option<&Founded>, entry: &Entry) -> bool {
    let companion = entry.kind.is_companion();
    let inside = acting.covers(&entry.scope);
    let of_the_team = acting.kind == PostKind::TeamMember && acting.unit == entry.scope;
    let Some(founded) = founded else {
        // A team's clue lies where all of the team reads it.
        let founds = |unit| may_push(&acting.kind, unit, entry.class, &entry.kind, &entry.scope);
        return acting.units().any(founds) && !companion && (entry.kind != RecordKind::TeamClue || of_the_team);
    };
    let fits =
        entry.scope == founded.scope && (entry.kind == founded.kind || companion && entry.class == EntryClass::Event);
    let shared = founded.shared && entry.class == EntryClass::Event;
    fits && match entry.kind {
        RecordKind::Grant => inside && may_share(&acting.kind, &founded.kind),
        RecordKind::TeamClue if of_the_team => true,
        RecordKind::Read => shared || reads(acting, founded),
        RecordKind::Tombstone => match Tombstone::from_payload(&entry.payload) {
            Ok(act) if act.a == TombstoneAct::Erased => {
                inside && founded.erased || shared || founded.own || reads(acting, founded)
            }
            Ok(act) => {
                acting.units().any(|unit| may(&acting.kind, unit, act.a.as_str(), &entry.kind, &entry.scope).is_some())
            }
            Err(_) => false,
        },
        _ => shared || inside && (founded.own || may_write_onto_others(&acting.kind, &founded.kind)),
    }
}

/// May it wait in custody? What it joins may wait there too; beside that, nothing waits that could not be let out.
pub(super) fn may_ever_write_on(acting: &Acting, founded: Option<&Founded>, entry: &Entry) -> bool {
    match founded {
        Some(_) => may_write_on(acting, founded, entry),
        None => acting.covers(&entry.scope),
    }
}

/// Does the founding entry lie in the reach of the acting post?
fn reads(acting: &Acting, founded: &Founded) -> bool {
    let entry = Whereabouts {
        class: EntryClass::Event,
        kind: &founded.kind,
        of: &founded.kind,
        scope: &founded.scope,
        // Only of a team's clue does it matter, which one of the team founded.
        by: &acting.kind,
        own: founded.own,
        founded: founded.own,
        shared: &BTreeSet::new(),
    };
    let taken = acting.took_over.iter().flat_map(|unit| reach_taken_over(&acting.kind, unit));
    reach_of(&acting.kind, &acting.unit).into_iter().chain(taken).any(|rule| rule.covers(&entry))
}
