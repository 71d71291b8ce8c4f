//! Whose a case is at this moment, and which cases are whose: one answer for the case, the board, the deadlines and the first
//! screen. A post that has ended and a seat nobody holds leave their cases to whoever stands in; an urgent case nobody took on is
//! the duty post's, or the first desk's above; what is open in a unit that was replaced is its heir's (`rehomed`). As far as the rosters and the directory on this phone go.

use std::collections::{BTreeMap, BTreeSet};

use etong_protocol::{OrgPath, PostId, StandingPost};
use rusqlite::{OptionalExtension, Row, Transaction, named_params};

use super::rehomed::{Rehomed, heir_of_case, rehomed};
use crate::domain::calendar::local_day;
use crate::domain::case::{
    CaseFold, Duty, FallbackRules, Responsible, Seat, UrgentRules, first_above, nobody_yet, responsible_now, seated,
    sought, stand_ins, stands_in,
};
use crate::error::StoreError;
use crate::store::dictionary;

/// Whose the case is.
pub(super) fn owner_now(tx: &Transaction<'_>, case: &CaseFold, now: i64) -> Result<Responsible, StoreError> {
    let day = local_day(now).to_string();
    let heir = if case.state.is_open() { heir_of_case(tx, case, &day)? } else { None };
    let fallback = fallback_rules(tx, &case.scope, now)?;
    let (owner, scope) = match &heir {
        Some(heir) => (heir.clone(), &heir.scope),
        None => (sought(case, now, fallback), &case.scope),
    };
    let seat = seat_of(tx, &owner, scope, &day)?;
    let (on_duty, rules) = (on_duty(tx, scope, now)?, rules(tx, scope, now)?);
    Ok(responsible_now(case, now, &Duty { on_duty, rules, fallback, heir, ..seat }))
}

/// Is the seat of `owner` held, and which of those that stand in for it about what lies at `scope` are?
pub(super) fn seat_of(
    tx: &Transaction<'_>,
    owner: &Responsible,
    scope: &OrgPath,
    day: &str,
) -> Result<Duty, StoreError> {
    let given = named_params! {
        ":post": owner.post.map(|post| post.as_bytes().to_vec()), ":kind": owner.kind.as_str(),
        ":unit": owner.scope.to_bytes(), ":day": day,
    };
    let mut statement = tx.prepare_cached(include_str!("owner/seat.sql"))?;
    let (ended, known): (bool, bool) = statement.query_row(given, |row| Ok((row.get("ended")?, row.get("known")?)))?;
    let seat = match () {
        () if owner.post.is_some() && !ended => Seat::Held,
        // A phone whose directory says nothing of such posts knows of no vacancy either.
        () if !known || is_held(tx, owner, day)? => Seat::Open,
        () => Seat::Vacant,
    };
    Ok(Duty { seat, stand_ins: held(tx, stand_ins(owner, scope), day)?, ..Duty::default() })
}

/// Does anybody hold a post of this kind at this unit?
fn is_held(tx: &Transaction<'_>, seat: &Responsible, day: &str) -> Result<bool, StoreError> {
    let given = named_params! {":unit": seat.scope.to_bytes(), ":kind": seat.kind.as_str(), ":day": day};
    Ok(tx.prepare_cached(include_str!("owner/held.sql"))?.query_row(given, |row| row.get("held"))?)
}

/// Those of these seats that somebody holds.
fn held(tx: &Transaction<'_>, seats: Vec<Responsible>, day: &str) -> Result<Vec<Responsible>, StoreError> {
    let mut held = Vec::new();
    for seat in seats {
        if is_held(tx, &seat, day)? {
            held.push(seat);
        }
    }
    Ok(held)
}

/// What is known of this key; what is not is looked up, once.
pub(super) fn once<K: Ord, V: Clone>(
    known: &mut BTreeMap<K, V>,
    key: K,
    find: impl FnOnce(&K) -> Result<V, StoreError>,
) -> Result<V, StoreError> {
    if let Some(found) = known.get(&key) {
        return Ok(found.clone());
    }
    let found = find(&key)?;
    known.insert(key, found.clone());
    Ok(found)
}

/// The numbers of the cases that are this post's, as a JSON list for a query; `open`: only those somebody still has to do
/// something about.
pub(super) fn mine(tx: &Transaction<'_>, post: &StandingPost, open: bool, now: i64) -> Result<String, StoreError> {
    let (kind, unit, day) = (post.kind.as_str(), post.unit.to_bytes(), local_day(now).to_string());
    let mut mine: BTreeSet<i64> = BTreeSet::new();
    let mut statement = tx.prepare_cached(include_str!("owner/own.sql"))?;
    let given = named_params! {
        ":post": post.post.as_bytes(), ":kind": kind, ":unit": unit, ":day": day, ":open": open,
    };
    for no in statement.query_map(given, |row| row.get("no"))? {
        mine.insert(no?);
    }
    #[cfg(feature = "sim")]
    if crate::sim::has_bug(crate::sim::SeededBug::NobodysCases) {
        return serde_json::to_string(&mine).map_err(|_| StoreError::Unreadable("a list of cases"));
    }
    if stands_in(&post.kind) {
        let mut statement = tx.prepare_cached(include_str!("owner/fallen.sql"))?;
        for no in statement.query_map(named_params! {":kind": kind, ":unit": unit, ":day": day}, |row| row.get("no"))? {
            mine.insert(no?);
        }
    }
    let moved = rehomed(tx, &day)?;
    let of_this_seat = |owner: &Responsible| owner.kind == post.kind && owner.scope == post.unit;
    let mut is_now = |no: i64, own: bool| if own { mine.insert(no) } else { mine.remove(&no) };
    for (no, moved) in &moved {
        is_now(*no, of_this_seat(&moved.owner));
    }
    for (no, owner) in untaken(tx, post, &moved, now)? {
        is_now(no, of_this_seat(&owner));
    }
    for (no, owner) in escalated(tx, &moved, now)? {
        is_now(no, owner.post.map_or_else(|| of_this_seat(&owner), |on_duty| on_duty == post.post));
    }
    serde_json::to_string(&mine).map_err(|_| StoreError::Unreadable("a list of cases"))
}

/// The numbers of ended cases whose reporters have not heard the result, by whoever ended them, as a JSON list: due until then.
pub(super) fn answers(tx: &Transaction<'_>, post: &StandingPost, until: i64, now: i64) -> Result<String, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("owner/answers.sql"))?;
    let given = named_params! {
        ":post": post.post.as_bytes(), ":kind": post.kind.as_str(), ":unit": post.unit.to_bytes(),
        ":day": local_day(now).to_string(), ":until": until,
    };
    let cases: Vec<i64> = statement.query_map(given, |row| row.get("no"))?.collect::<Result<_, _>>()?;
    serde_json::to_string(&cases).map_err(|_| StoreError::Unreadable("a list of cases"))
}

/// Urgent cases nobody took on in time, each with whose it is now: the post's on duty, or where nobody is, the first desk's above.
fn escalated(
    tx: &Transaction<'_>,
    moved: &BTreeMap<i64, Rehomed>,
    now: i64,
) -> Result<Vec<(i64, Responsible)>, StoreError> {
    let day = local_day(now).to_string();
    let mut statement = tx.prepare_cached(include_str!("owner/urgent.sql"))?;
    let mut rows = statement.query([])?;
    // The rules of a place are looked up once, and who answers only where something has waited too long.
    let mut of_place: BTreeMap<OrgPath, UrgentRules> = BTreeMap::new();
    let mut answering: BTreeMap<(OrgPath, Responsible), Option<Responsible>> = BTreeMap::new();
    let mut escalated = Vec::new();
    while let Some(row) = rows.next()? {
        let (no, moved_at): (i64, i64) = (row.get("no")?, row.get("moved_at")?);
        let (scope, owner) = match moved.get(&no) {
            Some(moved) => (moved.heir.scope.clone(), moved.heir.clone()),
            None => (path(row, "scope")?, seat(row)?),
        };
        if !once(&mut of_place, scope.clone(), |scope| rules(tx, scope, now))?.is_unanswered(moved_at, now) {
            continue;
        }
        let answers = once(&mut answering, (scope, owner), |(scope, owner)| {
            let above = || held(tx, stand_ins(owner, scope), &day).map(|seats| first_above(&seats).cloned());
            on_duty(tx, scope, now)?.map_or_else(above, |duty| Ok(Some(duty)))
        })?;
        escalated.extend(answers.map(|answers| (no, answers)));
    }
    Ok(escalated)
}

fn path(row: &Row<'_>, column: &str) -> Result<OrgPath, StoreError> {
    OrgPath::from_bytes(&row.get::<_, Vec<u8>>(column)?).map_err(|_| StoreError::Unreadable("a path of a case"))
}

/// The seat that answers for a case, whoever holds it.
fn seat(row: &Row<'_>) -> Result<Responsible, StoreError> {
    let kind: String = row.get("kind")?;
    let kind = kind.parse().map_err(|_| StoreError::Unreadable("a kind of post"))?;
    Ok(Responsible { post: None, kind, scope: path(row, "unit")? })
}

/// Cases nobody took on where they were sent, each with whose it is again.
fn untaken(
    tx: &Transaction<'_>,
    post: &StandingPost,
    moved: &BTreeMap<i64, Rehomed>,
    now: i64,
) -> Result<Vec<(i64, Responsible)>, StoreError> {
    let day = local_day(now).to_string();
    let mut statement = tx.prepare_cached(include_str!("owner/untaken.sql"))?;
    let given = named_params! {
        ":unit": post.unit.to_bytes(), ":post": post.post.as_bytes(), ":before": now.saturating_sub(FallbackRules::SOONEST_MS),
    };
    let mut rows = statement.query(given)?;
    // The rules of a place and who answers there are looked up once, and who answers only where something has waited too long.
    let mut rules: BTreeMap<OrgPath, FallbackRules> = BTreeMap::new();
    let mut seats: BTreeMap<(OrgPath, String), Responsible> = BTreeMap::new();
    let mut untaken = Vec::new();
    while let Some(row) = rows.next()? {
        let (no, moved_at, kind): (i64, i64, String) = (row.get("no")?, row.get("moved_at")?, row.get("kind")?);
        let scope = path(row, "scope")?;
        if moved.contains_key(&no) {
            continue;
        }
        if !once(&mut rules, scope.clone(), |scope| fallback_rules(tx, scope, now))?.is_untaken(moved_at, now) {
            continue;
        }
        let owner = once(&mut seats, (scope, kind), |(scope, kind)| {
            let owner = nobody_yet(kind.parse().map_err(|_| StoreError::Unreadable("a kind of post"))?, scope);
            Ok(seated(&owner, scope, &seat_of(tx, &owner, scope, &day)?))
        })?;
        untaken.push((no, owner));
    }
    Ok(untaken)
}

fn fallback_rules(tx: &Transaction<'_>, unit: &OrgPath, now: i64) -> Result<FallbackRules, StoreError> {
    let (name, day) = (FallbackRules::DICTIONARY, local_day(now));
    Ok(dictionary::published_or_default(tx, name, unit, day, FallbackRules::read)?.0)
}

pub(super) fn rules(tx: &Transaction<'_>, unit: &OrgPath, now: i64) -> Result<UrgentRules, StoreError> {
    let (name, day) = (UrgentRules::DICTIONARY, local_day(now));
    Ok(dictionary::published_or_default(tx, name, unit, day, UrgentRules::read)?.0)
}

/// Who is on duty for a place: by the sheet of the lowest unit above it that has one for this hour.
fn on_duty(tx: &Transaction<'_>, scope: &OrgPath, now: i64) -> Result<Option<Responsible>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("owner/on_duty.sql"))?;
    let given = named_params! {":scope": scope.to_bytes(), ":now": now, ":day": local_day(now).to_string()};
    let unreadable = |_| StoreError::Unreadable("a post of the directory");
    let found = statement.query_row(given, |row| {
        let (unit, kind): (Vec<u8>, String) = (row.get("unit")?, row.get("kind")?);
        Ok((unit, kind, PostId::from_bytes(row.get("post")?)))
    });
    let Some((unit, kind, post)) = found.optional()? else { return Ok(None) };
    let scope = OrgPath::from_bytes(&unit).map_err(|_| StoreError::Unreadable("a unit of a roster"))?;
    Ok(Some(Responsible { post: Some(post), kind: kind.parse().map_err(unreadable)?, scope }))
}
