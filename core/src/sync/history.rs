//! Keeping an eye on the relay's history: now and then its newest root is asked for, with the proof that it continues the last
//! one and that what this phone wrote is in it. What does not fit raises an alarm that names what is missing.

use etong_protocol::history::{HistoryQuery, HistoryReply, RootBody, SignedRoot, is_consistent, root_from, stretches};
use etong_protocol::{EntryId, RelayRequest, WireError};

use super::Session;
use crate::error::{CoreError, StoreError, SyncError};
use crate::store::alarm::{self, Alarm, AlarmKind};
use crate::store::root::{self, Inclusion, SeenRoot};
use crate::store::setting::{self, Setting};
use crate::store::{Durability, lock};

/// A phone that finds its last root older than this asks for another.
const ROOT_MS: i64 = 15 * 60 * 1000;
/// Entries one request asks about.
const ASKED: u32 = 500;

/// What was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Looked {
    pub(crate) proven: u64,
    pub(crate) missing: u64,
}

/// Looks when it is time to; always when `now`.
pub(super) async fn look(session: &Session<'_>, now: bool) -> Result<Looked, CoreError> {
    let (epoch, last, unproven) = session.store.read::<_, CoreError>(|tx| {
        let epoch = setting::number(tx, Setting::Epoch)?;
        let unproven = !root::unproven(tx, epoch, 0, 1)?.is_empty();
        Ok((epoch, root::latest(tx, epoch)?, unproven))
    })?;
    let news = unproven || last.as_ref().is_none_or(|last| session.head() > last.size);
    let due = now || news && is_time(session, last.as_ref())?;
    if !due {
        return Ok(Looked::default());
    }
    let mut eye = Eye { session, epoch, looked: Looked::default() };
    eye.prove_all().await?;
    Ok(eye.looked)
}

fn is_time(session: &Session<'_>, last: Option<&SeenRoot>) -> Result<bool, CoreError> {
    let Some(last) = last else { return Ok(true) };
    let known = *lock(session.time);
    let now = known.map_or_else(|| session.device.now_ms(), |time| time.now_ms(session.device.monotonic_ms()));
    let at = last.signed.open(&session.relay_key()?)?.at;
    Ok(now.saturating_sub(at) >= ROOT_MS || now < at)
}

/// Whoever looks at the relay's history, and what they have seen.
pub(super) struct Eye<'s> {
    session: &'s Session<'s>,
    epoch: u64,
    looked: Looked,
}

impl<'s> Eye<'s> {
    pub(super) fn open(session: &'s Session<'s>) -> Result<Self, CoreError> {
        let epoch = session.store.read::<_, StoreError>(|tx| setting::number(tx, Setting::Epoch))?;
        Ok(Self { session, epoch, looked: Looked::default() })
    }

    pub(super) fn looked(&self) -> Looked {
        self.looked
    }

    /// Has the relay show that these stand in its history, whoever wrote them. False when there is no going on: it tells of another
    /// epoch than this phone knows, or of another history; not all of these are then proven or missing.
    pub(super) async fn prove(&mut self, leaves: &[(u64, EntryId)]) -> Result<bool, CoreError> {
        self.ask(leaves, false).await
    }

    /// Everything that is not proven yet; the proofs are remembered, to show them.
    async fn prove_all(&mut self) -> Result<(), CoreError> {
        let mut after = 0;
        loop {
            self.session.check()?;
            let leaves = self.session.store.read(|tx| root::unproven(tx, self.epoch, after, ASKED))?;
            let Some((last, _)) = leaves.last() else {
                return if after == 0 { self.ask(&[], true).await.map(drop) } else { Ok(()) };
            };
            after = *last;
            if !self.ask(&leaves, true).await? {
                return Ok(());
            }
        }
    }

    /// Asks for the newest root and for proof of `leaves` under it. False when there is no going on.
    async fn ask(&mut self, leaves: &[(u64, EntryId)], keep: bool) -> Result<bool, CoreError> {
        let last = self.session.store.read(|tx| root::latest(tx, self.epoch))?;
        let from = last.as_ref().map_or(0, |last| last.size);
        let (body, reply) = fetch(self.session, from, 0, leaves).await?;
        if body.epoch != self.epoch {
            return Ok(false);
        }
        match self.take_root(last.as_ref(), &body, &reply)? {
            Fits::Yes => {}
            Fits::No => return Ok(false),
            Fits::Newly => {
                let own = self.session.store.read(|tx| root::own_between(tx, 0, u64::MAX))?;
                self.narrow(&own, &body, false).await?;
                return Ok(false);
            }
        }
        let proof = reply.included()?;
        if leaves.is_empty() {
            return Ok(true);
        }
        if root_from(leaves, body.size, &proof) == Some(body.root) || believes_any_history() {
            self.proven(leaves, &body, proof, keep)?;
            Ok(true)
        } else {
            self.narrow(leaves, &body, keep).await
        }
    }

    /// Does the root fit behind the last one?
    fn take_root(&self, last: Option<&SeenRoot>, body: &RootBody, reply: &HistoryReply) -> Result<Fits, CoreError> {
        let Some(last) = last else {
            self.keep_root(0, body, reply)?;
            return Ok(Fits::Yes);
        };
        if believes_any_history() {
            return Ok(Fits::Yes);
        }
        let before = last.signed.open(&self.session.relay_key()?)?;
        if body.size < before.size {
            self.alarm(AlarmKind::Rollback, (body.size + 1, before.size), &[&last.signed, &reply.root])?;
            return Ok(Fits::No);
        }
        if !is_consistent((before.size, &before.root), (body.size, &body.root), &reply.consistent()?) {
            let newly = self.alarm(AlarmKind::Fork, (before.size, body.size), &[&last.signed, &reply.root])?;
            return Ok(if newly { Fits::Newly } else { Fits::No });
        }
        self.keep_root(last.size, body, reply)?;
        Ok(Fits::Yes)
    }

    fn keep_root(&self, from: u64, body: &RootBody, reply: &HistoryReply) -> Result<(), CoreError> {
        let proof = reply.consistent()?;
        let seen = SeenRoot { epoch: body.epoch, size: body.size, signed: reply.root.clone(), proof };
        self.session.store.write(Durability::Normal, |tx| {
            // Another pass may have seen a longer one meanwhile, whose proof does not lead from this one.
            let last = root::latest(tx, self.epoch)?.map_or(0, |last| last.size);
            if last == from {
                root::keep(tx, &seen)?;
            }
            Ok(())
        })
    }

    fn proven(
        &mut self,
        leaves: &[(u64, EntryId)],
        body: &RootBody,
        proof: Vec<[u8; 32]>,
        keep: bool,
    ) -> Result<(), CoreError> {
        self.looked.proven += leaves.len() as u64;
        if !keep {
            return Ok(());
        }
        let inclusion = Inclusion { epoch: body.epoch, size: body.size, leaves: leaves.to_vec(), proof };
        self.session.store.write(Durability::Normal, |tx| {
            let is_kept = root::find(tx, inclusion.epoch, inclusion.size)?.is_some();
            if is_kept {
                root::keep_inclusion(tx, &inclusion)?;
            }
            Ok(())
        })
    }

    /// Some of these are not in the history: halves are asked about until it is known which. False as of `ask`.
    async fn narrow(&mut self, leaves: &[(u64, EntryId)], body: &RootBody, keep: bool) -> Result<bool, CoreError> {
        let mut left: Vec<Vec<(u64, EntryId)>> =
            leaves.chunks(usize::try_from(ASKED).unwrap_or(1)).map(<[_]>::to_vec).collect();
        while let Some(part) = left.pop() {
            self.session.check()?;
            let (again, reply) = fetch(self.session, 0, body.size, &part).await?;
            if again.epoch != self.epoch {
                return Ok(false);
            }
            let proof = reply.included()?;
            if again.size == body.size
                && again.root == body.root
                && root_from(&part, body.size, &proof) == Some(body.root)
            {
                self.proven(&part, body, proof, keep)?;
            } else if let [(seq, _)] = part.as_slice() {
                self.looked.missing += 1;
                self.alarm(AlarmKind::Missing, (*seq, *seq), &[&reply.root])?;
            } else {
                let (first, second) = part.split_at(part.len() / 2);
                left.extend([second.to_vec(), first.to_vec()]);
            }
        }
        Ok(true)
    }

    fn alarm(&self, kind: AlarmKind, seqs: (u64, u64), proof: &[&SignedRoot]) -> Result<bool, CoreError> {
        raise(self.session, kind, self.epoch, seqs, proof)
    }
}

#[cfg(feature = "sim")]
fn believes_any_history() -> bool {
    crate::sim::has_bug(crate::sim::SeededBug::AnyHistory)
}

#[cfg(not(feature = "sim"))]
const fn believes_any_history() -> bool {
    false
}

/// Does a root fit behind the last one?
enum Fits {
    Yes,
    /// It does not, and that is known already.
    No,
    /// It does not, which is heard for the first time: which own entries are missing is asked next.
    Newly,
}

/// How a root somebody shows stands to what this phone has seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compared {
    /// One history.
    Same,
    /// The relay has begun anew between the two.
    OtherEpoch,
    /// Two histories; an alarm was raised.
    Forked,
}

/// Compares a root from another phone with the newest of this one.
pub(crate) async fn compare(session: &Session<'_>, shown: &SignedRoot) -> Result<Compared, CoreError> {
    let relay = session.relay_key()?;
    let theirs = shown.open(&relay)?;
    let epoch = session.store.read::<_, StoreError>(|tx| setting::number(tx, Setting::Epoch))?;
    if theirs.epoch != epoch {
        return Ok(Compared::OtherEpoch);
    }
    let Some(own) = session.store.read(|tx| root::latest(tx, epoch))? else {
        return Err(CoreError::NotFound { noun: "root of the history", id: epoch.to_string() });
    };
    let ours = own.signed.open(&relay)?;
    let (small, great) = if theirs.size <= ours.size { (&theirs, &ours) } else { (&ours, &theirs) };
    let seqs = (small.size, great.size);
    if small.size == great.size && small.root == great.root {
        return Ok(Compared::Same);
    }
    let mut proof = vec![&own.signed, shown];
    let reply;
    if small.size < great.size {
        let (again, answer) = fetch(session, small.size, great.size, &[]).await?;
        reply = answer;
        if again.epoch != epoch {
            return Ok(Compared::OtherEpoch);
        }
        let leads = is_consistent((small.size, &small.root), (great.size, &great.root), &reply.consistent()?);
        if again.size == great.size && again.root == great.root && leads {
            return Ok(Compared::Same);
        }
        proof.push(&reply.root);
    }
    raise(session, AlarmKind::Fork, epoch, seqs, &proof)?;
    Ok(Compared::Forked)
}

async fn fetch(
    session: &Session<'_>,
    from: u64,
    size: u64,
    leaves: &[(u64, EntryId)],
) -> Result<(RootBody, HistoryReply), CoreError> {
    let asked = stretches(leaves.iter().map(|(seq, _)| *seq)).unwrap_or_default();
    let request = RelayRequest::get(HistoryQuery { from, size, asked }.to_path());
    let reply = session.ask(request, |bytes, _| HistoryReply::from_frame(bytes)).await?;
    Ok((reply.root.open(&session.relay_key()?)?, reply))
}

fn raise(
    session: &Session<'_>,
    kind: AlarmKind,
    epoch: u64,
    seqs: (u64, u64),
    proof: &[&SignedRoot],
) -> Result<bool, CoreError> {
    let now = session.device.now_ms();
    session.store.write(Durability::Full, |tx| {
        let mut alarm = Alarm::new(kind, epoch, seqs, now);
        alarm.entries = root::own_between(tx, seqs.0, seqs.1)?.iter().map(|(_, entry)| entry.to_string()).collect();
        alarm.proof = proof.iter().map(ToString::to_string).collect();
        Ok(alarm::raise(tx, &alarm)?)
    })
}

/// A relay that is older than a question does not know its route.
pub(crate) fn is_refused(error: &CoreError) -> bool {
    matches!(error, CoreError::Sync(SyncError::Refused(refusal)) if refusal.code == etong_protocol::RefusalCode::Malformed)
}

/// A relay that is older than this promise knows no history; a line that breaks is no reason to fail a sync.
pub(super) fn is_harmless(error: &CoreError) -> bool {
    matches!(
        error,
        CoreError::Sync(
            SyncError::Refused(_)
                | SyncError::Offline(_)
                | SyncError::OutOfTime
                | SyncError::Untrusted(WireError::Malformed { .. })
        )
    )
}
