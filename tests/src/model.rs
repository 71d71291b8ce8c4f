//! What a phone ought to hold, worked out from the relay's log alone: cut to the owner's reach by the rules, documents
//! merged and folds made by the pure functions, no database in between.

use std::collections::{BTreeMap, BTreeSet};

use etong_core::domain::case::{CaseEntry, CaseEvent, CaseFold, CaseReply, ReplyEvent, fold, fold_replies};
use etong_core::domain::patrol::{self, PatrolEntry, PatrolEvent, PatrolFold};
use etong_core::domain::resident::Resident;
use etong_merge::{AutomergeDoc, RecordDoc};
use etong_protocol::authority::{Whereabouts, reach_beside, reach_of};
use etong_protocol::{
    EntryClass, EntryId, Grant, OrgPath, PersonId, PostKind, ReachRule, RecordId, RecordKind, ScopeDigest, SealedEntry,
    UnitId,
};

use crate::auditor::Feed;
use crate::town::Posts;

/// The phone as it should be.
#[derive(Debug, Default)]
pub struct Model {
    pub digest: ScopeDigest,
    /// Every entry in reach.
    pub holds: BTreeSet<EntryId>,
    pub residents: BTreeMap<RecordId, Resident>,
    pub cases: BTreeMap<RecordId, CaseFold>,
    pub patrols: BTreeMap<RecordId, PatrolFold>,
    /// State and words, oldest first.
    pub replies: BTreeMap<RecordId, Vec<(String, String)>>,
    /// Entries no phone of today can take in; they are kept aside.
    pub unreadable: BTreeSet<EntryId>,
}

#[derive(Default)]
struct Logs {
    docs: BTreeMap<RecordId, AutomergeDoc>,
    cases: BTreeMap<RecordId, Vec<CaseEvent>>,
    patrols: BTreeMap<RecordId, Vec<PatrolEvent>>,
    replies: BTreeMap<RecordId, Vec<ReplyEvent>>,
}

impl Model {
    /// What `person` should see of `feed`.
    #[must_use]
    pub fn of(feed: &Feed, posts: &Posts, person: PersonId) -> Self {
        let bodies = posts.bodies();
        let reach = |(kind, unit): &(PostKind, OrgPath)| {
            [reach_of(kind, unit), reach_beside(kind, unit, &bodies), posts.inherited(kind, unit)]
        };
        let rules: Vec<ReachRule> = posts.held_by(person).iter().flat_map(reach).flatten().collect();
        let shared = shared(feed);
        let nobody = BTreeSet::new();
        let mut founders: BTreeMap<RecordId, (Option<PersonId>, RecordKind)> = BTreeMap::new();
        let (mut model, mut logs) = (Self::default(), Logs::default());
        for (seq, sealed) in &feed.entries {
            let entry = &sealed.entry;
            let author = posts.holder(entry.post);
            // Directory rows found no record: their ids are other things' ids.
            let (founder, of) = match entry.class {
                EntryClass::Reg => (None, &entry.kind),
                _ => {
                    let founding = founders.entry(entry.record).or_insert_with(|| (author, entry.kind.clone()));
                    (founding.0, &founding.1)
                }
            };
            let whereabouts = Whereabouts {
                class: entry.class,
                kind: &entry.kind,
                of,
                scope: &entry.scope,
                by: &entry.post_kind,
                own: author == Some(person),
                founded: founder == Some(person),
                shared: shared.get(&entry.record).unwrap_or(&nobody),
            };
            if rules.iter().any(|rule| rule.covers(&whereabouts)) {
                model.digest.add(sealed.id, *seq);
                model.holds.insert(sealed.id);
                if !logs.take(*seq, sealed) {
                    model.unreadable.insert(sealed.id);
                }
            }
        }
        model.make(&logs);
        model
    }

    fn make(&mut self, logs: &Logs) {
        self.residents = logs.docs.iter().map(|(record, doc)| (*record, Resident::read(&doc.fields()))).collect();
        self.cases = logs.cases.iter().filter_map(|(record, events)| Some((*record, fold(events)?))).collect();
        self.patrols = logs
            .patrols
            .iter()
            .filter_map(|(record, events)| Some((*record, patrol::fold(*record, events)?)))
            .collect();
        let words = |event: &&ReplyEvent| (event.entry.state.clone(), event.entry.words.clone());
        let of_record = |events: &Vec<ReplyEvent>| fold_replies(events).iter().map(words).collect();
        self.replies = logs.replies.iter().map(|(record, events)| (*record, of_record(events))).collect();
    }
}

/// The units each record is shared with.
fn shared(feed: &Feed) -> BTreeMap<RecordId, BTreeSet<UnitId>> {
    let mut shared: BTreeMap<RecordId, BTreeSet<UnitId>> = BTreeMap::new();
    for sealed in feed.entries.values().filter(|sealed| sealed.entry.kind == RecordKind::Grant) {
        let grant = Grant::from_payload(&sealed.entry.payload).expect("the relay takes grants it can read");
        shared.entry(sealed.entry.record).or_default().extend(grant.unit());
    }
    shared
}

impl Logs {
    /// False when this entry cannot be read.
    fn take(&mut self, seq: u64, sealed: &SealedEntry) -> bool {
        let (entry, seq) = (&sealed.entry, Some(seq));
        match (entry.class, &entry.kind) {
            (EntryClass::Doc, kind) => {
                // Documents of kinds from a newer program are merged by phones as well, and shown nowhere.
                let mut stranger = AutomergeDoc::empty();
                let known = *kind == RecordKind::Resident;
                let doc = if known {
                    self.docs.entry(entry.record).or_insert_with(AutomergeDoc::empty)
                } else {
                    &mut stranger
                };
                doc.apply(&entry.payload).is_ok() || !known
            }
            (EntryClass::Event, RecordKind::Case) => {
                let Ok(act) = CaseEntry::from_payload(&entry.payload) else { return false };
                self.cases.entry(entry.record).or_default().push(CaseEvent::of(sealed, seq, act));
                true
            }
            (EntryClass::Event, RecordKind::Patrol) => {
                let Ok(step) = PatrolEntry::from_payload(&entry.payload) else { return false };
                self.patrols.entry(entry.record).or_default().push(PatrolEvent::of(sealed, seq, step));
                true
            }
            (EntryClass::Event, RecordKind::Reply) => {
                let Ok(reply) = CaseReply::from_payload(&entry.payload) else { return false };
                self.replies.entry(entry.record).or_default().push(ReplyEvent::of(sealed, seq, reply));
                true
            }
            _ => true,
        }
    }
}
