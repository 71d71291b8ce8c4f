//! One try. It is counted in the key store before it is made, so a process killed in the middle, and a key store that cannot
//! write, give nobody a free guess.

use super::code::Code;
use super::keys;
use super::record::Lock;
use super::rule;
use crate::device::Device;
use crate::error::CoreError;
use crate::store::Key;

pub(super) fn try_pin(device: &dyn Device, pin: &str) -> Result<Key, CoreError> {
    let mut kept = kept(device)?;
    if kept.tries_left() == 0 {
        kept.destroy_pin();
        kept.keep(device)?;
        return Err(CoreError::WrongPin { left: 0, wait_s: 0 });
    }
    let now_ms = device.monotonic_ms();
    match kept.wait_s(now_ms) {
        0 => {}
        wait_s => return Err(CoreError::TooSoon { wait_s }),
    }
    kept.count_try(now_ms);
    if counts_first() {
        kept.keep(device)?;
    }
    let Some(master) = kept.open_by_pin(device, pin)? else {
        if kept.tries_left() == 0 {
            kept.destroy_pin();
        }
        kept.keep(device)?;
        let wait_s = kept.wait_s(device.monotonic_ms());
        return Err(CoreError::WrongPin { left: kept.tries_left(), wait_s });
    };
    if kept.count_from_none() && counts_first() {
        kept.keep(device)?;
    }
    keys::seal_all(device, &master)?;
    Ok(master)
}

/// As long as it is, nobody guesses it: its tries are not counted.
pub(super) fn try_code(device: &dyn Device, typed: &str) -> Result<Key, CoreError> {
    let code = Code::read(typed).ok_or_else(|| {
        rule::invalid_code("is not a recovery code; look for a wrong letter: 26 letters and digits and a check sign")
    })?;
    let Some(master) = kept(device)?.open_by_code(device, &code)? else {
        return Err(rule::invalid_code("is of another phone or was replaced by a later one"));
    };
    keys::seal_all(device, &master)?;
    Ok(master)
}

pub(super) fn replace_pin(device: &dyn Device, master: &Key, pin: &str) -> Result<(), CoreError> {
    let mut kept = kept(device)?;
    kept.replace_pin(device, master, pin)?;
    kept.keep(device)
}

pub(super) fn replace_code(device: &dyn Device, master: &Key) -> Result<Code, CoreError> {
    let mut kept = kept(device)?;
    let code = super::code::fresh(device)?;
    kept.replace_code(device, master, &code)?;
    kept.keep(device)?;
    Ok(code)
}

fn kept(device: &dyn Device) -> Result<Lock, CoreError> {
    Lock::read(device)?.ok_or_else(|| rule::invalid("there is no PIN on this phone"))
}

#[cfg(feature = "sim")]
fn counts_first() -> bool {
    !crate::sim::has_bug(crate::sim::SeededBug::TryCountedLate)
}

#[cfg(not(feature = "sim"))]
const fn counts_first() -> bool {
    true
}
