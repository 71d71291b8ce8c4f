//! 拆分与合并: the open cases of units that were replaced, each with whose it is by the one rule (`domain/organisation/lineage.rs`).
//! Most directories know of no such unit or of few: where there is none, one look at an empty table is all it costs.

use std::collections::BTreeMap;

use etong_protocol::{OrgPath, PostKind};
use rusqlite::{OptionalExtension, Transaction, named_params};

use super::organisation::relatives;
use super::owner::{once, seat_of};
use crate::domain::case::{CaseFold, Responsible, seated};
use crate::domain::organisation::{LineageUnit, heir};
use crate::error::StoreError;

/// Whose an open case of a replaced unit is.
#[derive(Debug, Clone)]
pub(super) struct Rehomed {
    /// The seat, in the unit that took the place.
    pub(super) heir: Responsible,
    /// Who answers there: the seat, or the desk above when nobody holds it.
    pub(super) owner: Responsible,
    /// Somebody does.
    pub(super) is_held: bool,
}

/// The seat that has to answer for `case` in place of the responsible one, whose unit was replaced.
pub(super) fn heir_of_case(
    tx: &Transaction<'_>,
    case: &CaseFold,
    day: &str,
) -> Result<Option<Responsible>, StoreError> {
    let owner = &case.responsible;
    let mut statement = tx.prepare_cached(include_str!("owner/replaced_seat.sql"))?;
    let given = named_params! {
        ":scope": owner.scope.to_bytes(), ":post": owner.post.map(|post| post.as_bytes().to_vec()), ":day": day,
    };
    let Some(unit) = statement.query_row(given, |row| row.get("unit")).optional()? else { return Ok(None) };
    let place = case.report.place.as_ref().map(|fix| (fix.lat_e6, fix.lon_e6));
    Lines::new(tx, day).heir(unit, &owner.kind, place)
}

/// Every open case whose responsible seat was replaced, by its number.
pub(super) fn rehomed(tx: &Transaction<'_>, day: &str) -> Result<BTreeMap<i64, Rehomed>, StoreError> {
    #[cfg(feature = "sim")]
    if crate::sim::has_bug(crate::sim::SeededBug::HeirsForgotten) {
        return Ok(BTreeMap::new());
    }
    let mut statement = tx.prepare_cached(include_str!("owner/replaced.sql"))?;
    let units = statement.query_map(named_params! {":day": day}, |row| row.get("unit"))?;
    let units: Vec<u32> = units.collect::<Result<_, _>>()?;
    if units.is_empty() {
        return Ok(BTreeMap::new());
    }
    let list = |_| StoreError::Unreadable("a list of units");
    let kinds: Vec<&str> = PostKind::KNOWN.iter().map(PostKind::as_str).collect();
    let (units, kinds) = (serde_json::to_string(&units).map_err(list)?, serde_json::to_string(&kinds).map_err(list)?);
    let mut statement = tx.prepare_cached(include_str!("owner/rehomed.sql"))?;
    let mut rows = statement.query(named_params! {":replaced": units, ":kinds": kinds, ":day": day})?;
    let mut lines = Lines::new(tx, day);
    let mut seats: BTreeMap<(PostKind, OrgPath), Rehomed> = BTreeMap::new();
    let mut moved = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let kind: String = row.get("kind")?;
        let kind: PostKind = kind.parse().map_err(|_| StoreError::Unreadable("a kind of post"))?;
        let place = row.get::<_, Option<i32>>("lat")?.zip(row.get::<_, Option<i32>>("lon")?);
        let Some(heir) = lines.heir(row.get("unit")?, &kind, place)? else { continue };
        let found = once(&mut seats, (heir.kind.clone(), heir.scope.clone()), |_| {
            let duty = seat_of(tx, &heir, &heir.scope, day)?;
            let owner = seated(&heir, &heir.scope, &duty);
            let is_held = duty.seat != crate::domain::case::Seat::Vacant || !duty.stand_ins.is_empty();
            Ok(Rehomed { heir: heir.clone(), owner, is_held })
        })?;
        moved.insert(row.get("no")?, found);
    }
    Ok(moved)
}

/// Paths as a JSON list of hexadecimal prefixes, for a query over the few units whose place a post's unit took.
pub(super) fn prefixes(units: &[OrgPath]) -> String {
    let quoted = units.iter().map(|unit| format!("\"{}\"", data_encoding::HEXUPPER.encode(&unit.to_bytes())));
    format!("[{}]", quoted.collect::<Vec<_>>().join(","))
}

/// The lineage of the units asked for, each read once.
struct Lines<'t> {
    tx: &'t Transaction<'t>,
    day: &'t str,
    known: BTreeMap<u32, BTreeMap<u32, LineageUnit>>,
    paths: BTreeMap<u32, Option<OrgPath>>,
}

impl<'t> Lines<'t> {
    fn new(tx: &'t Transaction<'_>, day: &'t str) -> Self {
        Self { tx, day, known: BTreeMap::new(), paths: BTreeMap::new() }
    }

    fn heir(
        &mut self,
        unit: u32,
        kind: &PostKind,
        place: Option<(i32, i32)>,
    ) -> Result<Option<Responsible>, StoreError> {
        let units = match self.known.entry(unit) {
            std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::btree_map::Entry::Vacant(new) => new.insert(relatives(self.tx, unit)?),
        };
        let Some(found) = heir(unit, self.day, place, units).filter(|found| found.unit != unit) else {
            return Ok(None);
        };
        let path = match self.paths.get(&found.unit) {
            Some(path) => path.clone(),
            None => {
                let mut statement = self.tx.prepare_cached(include_str!("organisation/unit_path.sql"))?;
                let bytes: Option<Vec<u8>> = statement.query_row([found.unit], |row| row.get("path")).optional()?;
                let path = bytes.map(|bytes| OrgPath::from_bytes(&bytes)).transpose();
                let path = path.map_err(|_| StoreError::Unreadable("a scope"))?;
                self.paths.entry(found.unit).or_insert(path).clone()
            }
        };
        Ok(path.map(|scope| Responsible { post: None, kind: kind.clone(), scope }))
    }
}
