//! 回执文件: what a worker shows for a record, to anybody and without a relay: own entries (or only their ids), the place of each
//! on the chain its phone signed, the relay's receipts, proofs that they stand in the relay's history, and which unit has
//! opened the record, with what that unit's phone signed. JSON, so that other programs can check it too.

mod check;
mod opening;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use etong_protocol::evidence::{SignedBatch, SignedDevice};
use etong_protocol::{ChainId, DeviceId, EntryId, RecordId, SigningKey, WireError};
use serde::{Deserialize, Serialize};

pub use check::{Checked, CheckedEntry, FileFault, check, relay_key};
pub use opening::{CheckedOpening, CheckedSigner, PassedOver};

const FORMAT: &str = "etong-receipt-1";
const TAG: &str = "etong-shown-1";

/// The file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptFile {
    pub format: String,
    pub record: RecordId,
    pub device: DeviceId,
    /// Public key of the phone, base64; so is every byte string here.
    pub device_key: Base64,
    pub entries: Vec<ShownEntry>,
    pub batches: Vec<ShownBatch>,
    pub inclusions: Vec<ShownInclusion>,
    pub opened: Vec<ShownOpening>,
    /// The phone's signature over all of this but itself.
    pub signature: Base64,
}

/// An own entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShownEntry {
    pub id: EntryId,
    /// The sealed entry; left out when the worker does not want to show what it says.
    pub bytes: Option<Base64>,
    /// Which of `batches` it went in; none while it waits on the phone.
    pub batch: Option<usize>,
}

/// A stretch of the phone's chain, as the phone signed it and the relay answered it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShownBatch {
    pub chain: ChainId,
    /// Place on the chain of the first entry.
    pub first: u64,
    pub head_before: Base64,
    pub ids: Vec<EntryId>,
    pub signature: Base64,
    pub receipt_body: Base64,
    pub receipt_signature: Base64,
}

/// Entries under a root of the relay's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShownInclusion {
    /// The signed root, as text.
    pub root: String,
    pub leaves: Vec<(u64, EntryId)>,
    pub proof: Vec<Base64>,
}

/// A look of a supervisor, as the relay carried it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShownOpening {
    pub bytes: Base64,
    /// What the supervisor's phone signed; missing in a file of an older program, and where the relay was not reached or showed none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<ShownSigner>,
}

/// The batch in which a phone sent its look, as it signed that, and the phone as the relay enrolled it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShownSigner {
    /// CBOR: device, key, person, enrolled and revoked when.
    pub device_body: Base64,
    /// The relay's signature over that.
    pub device_signature: Base64,
    pub chain: ChainId,
    /// Place on the chain of the first entry.
    pub first: u64,
    pub head_before: Base64,
    pub ids: Vec<EntryId>,
    pub signature: Base64,
}

/// Who signed for which look, as far as the relay showed.
pub type Signers = BTreeMap<EntryId, ShownSigner>;

impl ShownSigner {
    /// # Errors
    /// `Malformed` for ids that cannot be read.
    pub fn of(batch: &SignedBatch, device: &SignedDevice) -> Result<Self, WireError> {
        Ok(Self {
            device_body: Base64(device.body.clone()),
            device_signature: Base64(device.signature.0.to_vec()),
            chain: batch.chain,
            first: batch.first,
            head_before: Base64(batch.head_before.to_vec()),
            ids: batch.entries()?,
            signature: Base64(batch.signature.0.to_vec()),
        })
    }
}

/// Bytes that stand in JSON as base64.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base64(pub Vec<u8>);

impl Serialize for Base64 {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&data_encoding::BASE64.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        data_encoding::BASE64.decode(text.as_bytes()).map(Self).map_err(serde::de::Error::custom)
    }
}

impl ReceiptFile {
    #[must_use]
    pub fn new(record: RecordId, device: DeviceId, key: &SigningKey) -> Self {
        Self {
            format: FORMAT.to_owned(),
            record,
            device,
            device_key: Base64(key.public().0.to_vec()),
            entries: Vec::new(),
            batches: Vec::new(),
            inclusions: Vec::new(),
            opened: Vec::new(),
            signature: Base64(Vec::new()),
        }
    }

    /// The text of the file, signed.
    ///
    /// # Errors
    /// When JSON cannot carry it, which no value of this type runs into.
    pub fn to_text(mut self, key: &SigningKey) -> Result<String, serde_json::Error> {
        self.signature = Base64(Vec::new());
        let unsigned = serde_json::to_string_pretty(&self)?;
        self.signature = Base64(key.sign(TAG, unsigned.as_bytes()).0.to_vec());
        serde_json::to_string_pretty(&self)
    }
}
