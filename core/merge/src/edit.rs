//! What somebody wishes a record to say: field by field, without the document it will land in.
//! Kept beside a change as its intent, so that a refused change can be made again on the relay's document.

use std::collections::BTreeMap;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::doc::Field;
use crate::error::MergeError;
use crate::limits::MAX_KEY_BYTES;
use crate::scalar::Scalar;

/// One field set to a value, or removed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize)]
pub struct FieldEdit {
    /// 1 to 64 bytes; flat, elements of a set as `tag/x`.
    #[n(0)]
    pub key: String,
    /// `None` removes the field.
    #[n(1)]
    pub value: Option<Scalar>,
}

impl FieldEdit {
    #[must_use]
    pub fn set(key: impl Into<String>, value: impl Into<Scalar>) -> Self {
        Self { key: key.into(), value: Some(value.into()) }
    }

    #[must_use]
    pub fn remove(key: impl Into<String>) -> Self {
        Self { key: key.into(), value: None }
    }
}

/// Whether `key` may name a field.
#[must_use]
pub fn is_key(key: &str) -> bool {
    !key.is_empty() && key.len() <= MAX_KEY_BYTES
}

/// The edits that would be seen, sorted by key; of two edits of one key the later counts. Setting a field to what
/// it already shows is left out, except where others wrote something else at the same time: that settles the conflict.
pub(crate) fn needed(
    edits: &[FieldEdit],
    shown: impl Fn(&str) -> Option<Field>,
) -> Result<BTreeMap<&str, Option<&Scalar>>, MergeError> {
    let mut wanted = BTreeMap::new();
    for edit in edits {
        if !is_key(&edit.key) {
            return Err(MergeError::BadKey { bytes: edit.key.len() });
        }
        wanted.insert(edit.key.as_str(), edit.value.as_ref());
    }
    wanted.retain(|key, value| match (shown(key), value) {
        (None, None) => false,
        (Some(field), Some(value)) => field.value != **value || !field.others.is_empty(),
        (None, Some(_)) | (Some(_), None) => true,
    });
    Ok(wanted)
}
