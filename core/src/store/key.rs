//! A key in memory: in one place on the heap, wiped when it is let go. An array that is moved about leaves copies of itself behind on
//! the stack, where nothing wipes them.

use std::ops::Deref;

use zeroize::{Zeroize, Zeroizing};

use crate::device::{Device, DeviceError};

const LENGTH: usize = 32;

#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Key(Box<[u8; LENGTH]>);

impl Key {
    /// Not a key: for a store that is closed.
    pub(crate) fn none() -> Self {
        Self(Box::new([0; LENGTH]))
    }

    /// `None` for another length.
    pub(crate) fn of(bytes: &[u8]) -> Option<Self> {
        let mut key = Self::none();
        if bytes.len() != LENGTH {
            return None;
        }
        key.0.copy_from_slice(bytes);
        Some(key)
    }

    /// What `fill` writes into it.
    pub(crate) fn filled<E>(fill: impl FnOnce(&mut [u8]) -> Result<(), E>) -> Result<Self, E> {
        let mut key = Self::none();
        fill(key.0.as_mut_slice())?;
        Ok(key)
    }

    /// # Errors
    /// As `Device::random`, and `Failed` when the device gave another number of bytes.
    pub(crate) fn fresh(device: &dyn Device) -> Result<Self, DeviceError> {
        let bytes = Zeroizing::new(device.random(u32::try_from(LENGTH).unwrap_or(u32::MAX))?);
        let given = bytes.len();
        let failed = || DeviceError::Failed { detail: format!("asked {LENGTH} random bytes, got {given}") };
        Self::of(&bytes).ok_or_else(failed)
    }
}

impl Deref for Key {
    type Target = [u8; LENGTH];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
impl From<[u8; LENGTH]> for Key {
    fn from(bytes: [u8; LENGTH]) -> Self {
        Self(Box::new(bytes))
    }
}
