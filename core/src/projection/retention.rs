//! 保存期限: what the log and the tables say of one record, judged by the rules of its unit. Asked twice: for the plan, and again in the
//! transaction that acts on it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use etong_protocol::history::RootBody;
use etong_protocol::{OrgPath, RecordKind, wire};
use rusqlite::Transaction;

use crate::domain::calendar::local_day;
use crate::domain::patrol::PatrolEntry;
use crate::domain::retention::{Facts, Keep, RetentionRule, RetentionRules, Verdict, decide};
use crate::error::StoreError;
use crate::store::entry::LoggedEntry;
use crate::store::record::{self, Record};
use crate::store::setting::{self, Setting};
use crate::store::{dictionary, entry, retention, root, slim};

/// No case goes earlier than so long after its end, whatever a unit publishes.
const CASE_AT_LEAST_MS: i64 = 30 * 24 * 3600 * 1000;

/// Who asks, and when.
#[derive(Debug)]
pub(crate) struct Asking {
    /// A time that has surely passed.
    pub now: i64,
    /// This phone holds a desk's post.
    pub desk: bool,
    /// It holds one that draws or calls. All staff read a draw; its cases are needed here only.
    pub calls: bool,
    /// Rules that were read already, by unit.
    rules: BTreeMap<OrgPath, Arc<RetentionRules>>,
    /// Editions that cannot be read.
    pub faults: BTreeSet<String>,
}

/// What becomes of one record.
#[derive(Debug)]
pub(crate) struct Judged {
    pub record: Record,
    pub class: &'static str,
    pub state: String,
    pub ended_at: i64,
    pub fate: Fate,
}

#[derive(Debug)]
pub(crate) enum Fate {
    Stays,
    KeptBack(Keep),
    Goes { rule: RetentionRule, due_at: i64 },
}

impl Asking {
    pub(crate) fn new(now: i64, desk: bool, calls: bool) -> Self {
        Self { now, desk, calls, rules: BTreeMap::new(), faults: BTreeSet::new() }
    }

    pub(crate) fn rules(&mut self, tx: &Transaction<'_>, unit: &OrgPath) -> Result<Arc<RetentionRules>, StoreError> {
        if let Some(known) = self.rules.get(unit) {
            return Ok(Arc::clone(known));
        }
        let held = dictionary::retention_rules(tx, unit, local_day(self.now))?;
        self.faults.extend(held.faults.iter().map(ToString::to_string));
        let rules = Arc::new(held.body);
        self.rules.insert(unit.clone(), Arc::clone(&rules));
        Ok(rules)
    }
}

/// Before when a case must have ended to go at all.
pub(crate) fn cases_until(asking: &Asking) -> i64 {
    asking.now.saturating_sub(CASE_AT_LEAST_MS)
}

/// Numbers of the records that can go at all, cases first.
pub(crate) fn candidates(tx: &Transaction<'_>, asking: &Asking) -> Result<Vec<i64>, StoreError> {
    let until = cases_until(asking);
    let mut numbers: Vec<i64> = retention::ended_cases(tx, until)?.into_iter().map(|case| case.record_no).collect();
    numbers.extend(retention::old_patrols(tx, asking.now)?);
    Ok(numbers)
}

/// Judges one of them; `None` when there is nothing to go, or its time is not over.
pub(crate) fn judge(tx: &Transaction<'_>, no: i64, asking: &mut Asking) -> Result<Option<Judged>, StoreError> {
    let record = record::by_number(tx, no)?;
    if record.erased {
        return Ok(None);
    }
    let rules = asking.rules(tx, &record.scope)?;
    match record.kind {
        RecordKind::Case => judge_case(tx, record, &rules, asking),
        RecordKind::Patrol => judge_track(tx, record, &rules, asking),
        _ => Ok(None),
    }
}

fn judge_case(
    tx: &Transaction<'_>,
    record: Record,
    rules: &RetentionRules,
    asking: &Asking,
) -> Result<Option<Judged>, StoreError> {
    let Some(ended) = retention::ended_case(tx, record.no)? else { return Ok(None) };
    let quick = Facts { class: "case", state: &ended.state, ended_at: ended.moved_at, keeps: BTreeSet::new() };
    if matches!(decide(rules, &quick, asking.desk, asking.now), Verdict::NotYet { .. }) {
        return Ok(None);
    }
    let ended_at = latest(tx, &record)?.max(ended.moved_at);
    let mut keeps = keeps(tx, &record, asking)?;
    let back_at = slim::find(tx, record.no)?.and_then(|slim| slim.back_at);
    if back_at.is_some_and(|back| asking.now < back.saturating_add(rules.again_ms())) {
        keeps.insert(Keep::AskedFor);
    }
    Ok(judged(record, "case", ended.state, ended_at, keeps, rules, asking))
}

fn judge_track(
    tx: &Transaction<'_>,
    record: Record,
    rules: &RetentionRules,
    asking: &Asking,
) -> Result<Option<Judged>, StoreError> {
    let Some(patrol) = super::load_patrol(tx, record.no)? else { return Ok(None) };
    if segments(tx, record.no)?.is_empty() {
        return Ok(None);
    }
    // The last position decides, not when somebody remembered to end the patrol.
    let measured = patrol.track.last().map_or(patrol.last_seen_at, |point| point.at_ms);
    // A made-up time that is still to come keeps nothing for ever.
    let measured = if measured > asking.now { patrol.ended_at.unwrap_or(patrol.started_at) } else { measured };
    let keeps = keeps(tx, &record, asking)?;
    Ok(judged(record, "track", patrol.state.as_str().to_owned(), measured, keeps, rules, asking))
}

fn judged(
    record: Record,
    class: &'static str,
    state: String,
    ended_at: i64,
    keeps: BTreeSet<Keep>,
    rules: &RetentionRules,
    asking: &Asking,
) -> Option<Judged> {
    let facts = Facts { class, state: &state, ended_at, keeps };
    let fate = match decide(rules, &facts, asking.desk, asking.now) {
        Verdict::NotYet { .. } => return None,
        Verdict::Stays => Fate::Stays,
        Verdict::KeptBack(keep) => Fate::KeptBack(keep),
        Verdict::Goes { rule, due_at } => Fate::Goes { rule: rule.clone(), due_at },
    };
    Some(Judged { record, class, state, ended_at, fate })
}

fn keeps(tx: &Transaction<'_>, record: &Record, asking: &Asking) -> Result<BTreeSet<Keep>, StoreError> {
    let mut keeps = retention::keeps(tx, record.no, record.record)?;
    if !asking.calls {
        keeps.remove(&Keep::Callback);
    }
    #[cfg(feature = "sim")]
    {
        use crate::sim::{SeededBug, has_bug};
        keeps.retain(|keep| match keep {
            Keep::Unsent | Keep::Leaving => !has_bug(SeededBug::TidiesUnsent),
            Keep::Held => !has_bug(SeededBug::TidiesHeld),
            _ => true,
        });
    }
    Ok(keeps)
}

/// The latest that anything of the record can have come: what its authors' clocks say, and, as a clock may be years back, when the
/// relay signed the last root that does not have it yet.
fn latest(tx: &Transaction<'_>, record: &Record) -> Result<i64, StoreError> {
    let (mut latest, mut newest) = (i64::MIN, 0);
    for kind in [RecordKind::Case, RecordKind::Reply] {
        for logged in entry::of_record(tx, record.no, &kind)? {
            latest = latest.max(logged.sealed.entry.stamp.captured_at());
            newest = newest.max(logged.seq.unwrap_or(0));
        }
    }
    let epoch = setting::number(tx, Setting::Epoch)?;
    let Some(before) = root::before(tx, epoch, newest)? else { return Ok(latest) };
    let body: Option<RootBody> = wire::decode(&before.signed.body, "root").ok();
    Ok(latest.max(body.map_or(i64::MIN, |body| body.at)))
}

/// Raw parts of a track.
pub(crate) fn segments(tx: &Transaction<'_>, record_no: i64) -> Result<Vec<LoggedEntry>, StoreError> {
    let mut logged = entry::of_record(tx, record_no, &RecordKind::Patrol)?;
    logged.retain(|one| {
        PatrolEntry::from_payload(&one.sealed.entry.payload).is_ok_and(|act| matches!(act, PatrolEntry::Segment(_)))
    });
    Ok(logged)
}
