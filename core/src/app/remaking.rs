//! After an update of the app the tables behind the screens are made again, a few records a transaction, before anybody is let in. A
//! phone that is ended on the way goes on behind the last of them: one that is ended every half minute comes to its end too.

use etong_protocol::RecordKind;

use super::work::{Telling, WorkProgress};
use crate::apply::Door;
use crate::device::Device;
use crate::error::CoreError;
use crate::projection;
use crate::store::setting::{self, Setting};
use crate::store::{Durability, Store, Tx, doc, entry};

/// Records in one transaction.
const AT_ONCE: usize = 500;

/// What was made again last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Made {
    Nothing,
    /// Rows of the centre, and documents up to this number.
    Documents(i64),
    /// All of these, and events of records up to this number.
    Events(i64),
}

pub(super) fn remake(store: &Store, device: &dyn Device, on_progress: Telling<'_>) -> Result<(), CoreError> {
    let asked = |tx: &Tx<'_>| {
        let wanted = setting::number(tx, Setting::Projection)? < projection::VERSION;
        Ok::<_, CoreError>((wanted, wanted.then(|| made(tx)).transpose()?.unwrap_or(Made::Nothing)))
    };
    let (wanted, mut made) = store.read(asked)?;
    if !wanted {
        return Ok(());
    }
    // Nobody else writes yet.
    let documents = store.read::<_, CoreError>(|tx| Ok(doc::numbers(tx)?))?;
    let mut events = store.read::<_, CoreError>(|tx| Ok(entry::folded(tx)?))?;
    events.sort_unstable();
    let all = documents.len() as u64 + events.len() as u64 + 1;
    let tell = |done: u64| on_progress(WorkProgress { done, all });
    let step = |work: &dyn Fn(&mut Door<'_>) -> Result<(), CoreError>, next: Made| {
        store.write::<_, CoreError>(Durability::Normal, |tx| {
            let mut door = Door::open(tx, device.now_ms())?;
            work(&mut door)?;
            door.close()?;
            keep(tx, next)
        })
    };
    if made == Made::Nothing {
        step(&|door| door.remake_rows(), Made::Documents(i64::MIN))?;
        made = Made::Documents(i64::MIN);
        tell(1);
    }
    if let Made::Documents(to) = made {
        let mut done = documents.partition_point(|no| *no <= to);
        for some in documents.get(done..).unwrap_or_default().chunks(AT_ONCE) {
            step(&|door| door.remake_documents(some), Made::Documents(*some.last().unwrap_or(&to)))?;
            done += some.len();
            tell(1 + done as u64);
        }
        step(&|_| Ok(()), Made::Events(i64::MIN))?;
        made = Made::Events(i64::MIN);
    }
    if let Made::Events(to) = made {
        let mut done = events.partition_point(|(no, _)| *no <= to);
        while let Some(some) = events.get(done..).map(stretch).filter(|some| !some.is_empty()) {
            step(&|door| door.remake_events(some), Made::Events(some.last().map_or(to, |(no, _)| *no)))?;
            done += some.len();
            tell(1 + documents.len() as u64 + done as u64);
        }
    }
    store.write(Durability::Full, |tx| {
        setting::forget(tx, Setting::Remaking)?;
        Ok(setting::set_number(tx, Setting::Projection, projection::VERSION)?)
    })
}

/// All events of the next records.
fn stretch(rest: &[(i64, RecordKind)]) -> &[(i64, RecordKind)] {
    let Some((last, _)) = rest.get(AT_ONCE.min(rest.len()).saturating_sub(1)) else { return &[] };
    rest.get(..rest.partition_point(|(no, _)| no <= last)).unwrap_or_default()
}

/// As an earlier opening by this program left it; another version begins anew.
fn made(tx: &Tx<'_>) -> Result<Made, CoreError> {
    #[cfg(feature = "sim")]
    if crate::sim::has_bug(crate::sim::SeededBug::RemakesAnew) {
        return Ok(Made::Nothing);
    }
    let kept = setting::text(tx, Setting::Remaking)?.unwrap_or_default();
    let parts: Vec<i64> = kept.split(' ').filter_map(|part| part.parse().ok()).collect();
    Ok(match parts.as_slice() {
        [version, 1, no] if u64::try_from(*version) == Ok(projection::VERSION) => Made::Documents(*no),
        [version, 2, no] if u64::try_from(*version) == Ok(projection::VERSION) => Made::Events(*no),
        _ => Made::Nothing,
    })
}

fn keep(tx: &Tx<'_>, made: Made) -> Result<(), CoreError> {
    let (step, no) = match made {
        Made::Nothing => (0, 0),
        Made::Documents(no) => (1, no),
        Made::Events(no) => (2, no),
    };
    let text = format!("{} {step} {no}", projection::VERSION);
    Ok(setting::set_bytes(tx, Setting::Remaking, text.as_bytes())?)
}
