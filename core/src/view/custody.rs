//! 代管: one entry at the relay that waits for a desk, as far as a desk needs to see it.

use etong_merge::{AutomergeDoc, RecordDoc};
use etong_protocol::{CustodyItem, EntryClass, SealedEntry, WireError, wire};

use super::shown::shown;

/// One entry in custody.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CustodyRow {
    pub entry: String,
    pub kind: String,
    pub record: String,
    pub scope: String,
    pub author_name: String,
    pub post_kind: String,
    /// `after` the post ended, `before` it began, `unclear` when, too `late`, or from a `lost` phone.
    pub reason: String,
    /// What its phone's clock said, and how far that can be off; `None` when the phone did not know.
    pub captured_at: i64,
    pub within_ms: Option<u32>,
    /// Relay clock, milliseconds since 1970.
    pub received_at: i64,
    /// The act and its first words, or the names of the fields it changes.
    pub about: String,
}

#[derive(serde::Deserialize)]
struct Words {
    a: Option<String>,
    title: Option<String>,
    text: Option<String>,
}

impl CustodyRow {
    pub(crate) fn of(item: &CustodyItem) -> Result<Self, WireError> {
        let sealed = SealedEntry::open(item.bytes.clone())?;
        let (about, entry) = (about(&sealed), sealed.entry);
        Ok(Self {
            entry: sealed.id.to_string(),
            kind: entry.kind.to_string(),
            record: entry.record.to_string(),
            scope: entry.scope.to_string(),
            author_name: item.author_name.clone(),
            post_kind: entry.post_kind.to_string(),
            reason: item.reason.to_string(),
            captured_at: entry.stamp.captured_at(),
            within_ms: entry.stamp.within_ms,
            received_at: item.received_at,
            about,
        })
    }
}

fn about(sealed: &SealedEntry) -> String {
    let payload = &sealed.entry.payload;
    if sealed.entry.class == EntryClass::Doc {
        let touched = AutomergeDoc::empty().apply(payload).map(|touched| touched.keys);
        return touched.map(|keys| keys.into_iter().collect::<Vec<_>>().join(", ")).unwrap_or_default();
    }
    let Ok(words) = wire::decode_payload::<Words>(payload) else { return String::new() };
    [words.a, shown(words.title), shown(words.text)].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
