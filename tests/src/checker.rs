//! The oracle. When the field has gone quiet it compares what people captured, what phones were promised, what the relay
//! holds and what screens show, and names every invariant that does not hold. It asks phones only what a screen could ask.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use etong_protocol::{EntryClass, EntryId, RecordId};

use crate::auditor::Feed;
use crate::field::Field;
use crate::history::{Capture, History};
use crate::model::Model;
use crate::phone::Phone;

pub mod screens;

/// What must hold once everybody has synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Invariant {
    /// What a phone said it saved is at the relay, in its log or in custody, or kept aside with a reason.
    NothingLost,
    /// Nothing is left to send.
    NothingUnsent,
    /// Honest work is neither refused nor kept aside.
    NothingRefused,
    /// Every receipt checks, and the relay holds what it promises, where it promises.
    ReceiptsHold,
    /// Every screen shows what the log says.
    SameRecords,
    /// A phone holds its owner's reach, no more and no less, and `verify` says so.
    DigestsEqual,
    /// A phone shows nothing outside its owner's reach.
    WithinReach,
    /// A phone never reads the feed backwards without a reason.
    CursorNeverBack,
    /// A phone never claims what is not so, and never meets a bug.
    Truthful,
    /// A field without work left goes quiet.
    GoesQuiet,
}

/// Everything that does not hold, and how to see it again.
#[derive(Debug, Clone)]
pub struct Failure {
    pub seed: u64,
    pub broken: Vec<(Invariant, String)>,
}

impl Failure {
    #[must_use]
    pub fn names(&self, invariant: Invariant) -> bool {
        self.broken.iter().any(|(broken, _)| *broken == invariant)
    }
}

impl std::error::Error for Failure {}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {}: {} invariant(s) do not hold", self.seed, self.broken.len())?;
        for (invariant, detail) in &self.broken {
            writeln!(f, "  {invariant:?}: {detail}")?;
        }
        write!(
            f,
            "  again: ETONG_SEED={} cargo test -p etong-tests --features sim --test wander one_seed -- --nocapture",
            self.seed
        )
    }
}

/// Looks at everything; the field must be calm.
pub(crate) async fn check(field: &Field) -> Vec<(Invariant, String)> {
    let feed = field.feed().await;
    let (mut broken, custody) = (Vec::new(), field.office.custody());
    {
        let history = field.history.lock().unwrap();
        broken.extend(history.mistakes.iter().map(|words| (Invariant::Truthful, words.clone())));
        broken.extend(cursors(&history));
        broken.extend(field.phones().iter().flat_map(|phone| promises(phone, &feed, &custody, &history)));
    }
    for phone in field.phones() {
        let model = Model::of(&feed, &field.posts(), phone.owner.id());
        broken.extend(kept_aside(&phone, &model, field.is_peaceful()));
        broken.extend(screens::compare(&phone, &model));
        broken.extend(digests(&phone, &model).await);
    }
    broken.sort();
    broken
}

/// Nothing lost, nothing unsent, receipts that hold.
fn promises(phone: &Phone, feed: &Feed, custody: &BTreeSet<EntryId>, history: &History) -> Vec<(Invariant, String)> {
    let (app, mut broken) = (phone.app(), Vec::new());
    let rows = app.kept_aside().unwrap();
    let named = rows.iter().filter_map(|row| Some((row.entry.parse().ok()?, row.code.as_str())));
    // What the relay said it keeps safe, it must have.
    let aside: BTreeSet<EntryId> =
        named.filter(|(entry, code)| *code != "InCustody" || custody.contains(entry)).map(|(entry, _)| entry).collect();
    let mine: Vec<&Capture> = history.captures.iter().filter(|capture| capture.phone == phone.name).collect();
    for capture in &mine {
        for entry in &capture.entries {
            let safe = feed.find(*entry).is_some() || aside.contains(entry) || made_again(feed, capture);
            if !safe {
                broken.push((Invariant::NothingLost, format!("{}: {entry} of {}", phone.name, capture.record)));
            }
        }
    }
    let unsent = app.status().unwrap().unsent;
    if unsent > 0 {
        broken.push((Invariant::NothingUnsent, format!("{}: {unsent} entries", phone.name)));
    }
    let records: BTreeSet<RecordId> = mine.iter().map(|capture| capture.record).collect();
    for record in records {
        broken.extend(receipts(phone, record, feed, &aside));
    }
    broken
}

/// A phone whose database was restored writes its unsent document changes again, as of the same moment.
fn made_again(feed: &Feed, capture: &Capture) -> bool {
    feed.entries.values().any(|sealed| {
        let entry = &sealed.entry;
        entry.class == EntryClass::Doc
            && entry.record == capture.record
            && entry.device == capture.device
            && (capture.from_ms..=capture.to_ms).contains(&entry.stamp.captured_at())
    })
}

fn receipts(phone: &Phone, record: RecordId, feed: &Feed, aside: &BTreeSet<EntryId>) -> Vec<(Invariant, String)> {
    let said = match phone.app().receipts(&record.to_string()) {
        Ok(said) => said,
        Err(error) => return vec![(Invariant::ReceiptsHold, format!("{}: {record}: {error}", phone.name))],
    };
    let holds = |entry: EntryId, step: &str, seq: Option<u64>| match step {
        "relay" => seq.is_some() && feed.find(entry) == seq,
        "refused" | "custody" => aside.contains(&entry),
        _ => false,
    };
    said.iter()
        .filter(|row| !holds(row.entry.parse().unwrap(), &row.step, row.seq))
        .map(|row| (Invariant::ReceiptsHold, format!("{}: {} is at step {}", phone.name, row.entry, row.step)))
        .collect()
}

fn kept_aside(phone: &Phone, model: &Model, peaceful: bool) -> Vec<(Invariant, String)> {
    let rows = phone.app().kept_aside().unwrap();
    let mut broken = Vec::new();
    for row in &rows {
        // What waits for the report of its case is a record and no entry.
        let expected = row.entry.parse().is_ok_and(|entry| model.unreadable.contains(&entry));
        let reasoned = !row.code.is_empty() && !row.detail.is_empty();
        if !reasoned || (peaceful && !expected) || (row.side == "phone" && !expected) {
            broken.push((Invariant::NothingRefused, format!("{}: {row:?}", phone.name)));
        }
    }
    for entry in &model.unreadable {
        if !rows.iter().any(|row| row.entry == entry.to_string()) {
            broken.push((Invariant::NothingRefused, format!("{}: {entry} is not kept aside", phone.name)));
        }
    }
    broken
}

async fn digests(phone: &Phone, model: &Model) -> Vec<(Invariant, String)> {
    let broken = |words: String| vec![(Invariant::DigestsEqual, format!("{}: {words}", phone.name))];
    let status = phone.app().status().unwrap();
    let verified = match phone.try_verify().await {
        Ok(verified) => verified,
        Err(error) => return broken(format!("verify failed: {error}")),
    };
    if !verified.equal || verified.read_again || verified.held != model.digest.count || !status.complete {
        return broken(format!("{verified:?}, complete {}, should hold {}", status.complete, model.digest.count));
    }
    Vec::new()
}

fn cursors(history: &History) -> Vec<(Invariant, String)> {
    let mut last = BTreeMap::new();
    let mut broken = Vec::new();
    for asked in &history.asked {
        for cursor in &asked.cursors {
            let before = last.insert(&asked.phone, *cursor);
            let back = before.is_some_and(|before| cursor.epoch == before.epoch && cursor.seq < before.seq);
            if back && !asked.may_start_over {
                broken.push((Invariant::CursorNeverBack, format!("{}: {before:?} then {cursor:?}", asked.phone)));
            }
        }
    }
    broken
}
