//! 代管: one entry at the relay that waits for a desk, as far as a desk needs to see it.

use etong_merge::{AutomergeDoc, RecordDoc};
use etong_protocol::{CustodyItem, EntryClass, SealedEntry, WireError, wire};

use super::shown::{code, shown};

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
            kind: code(entry.kind.as_str()),
            record: entry.record.to_string(),
            scope: entry.scope.to_string(),
            author_name: item.author_name.clone(),
            post_kind: code(entry.post_kind.as_str()),
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
        return touched.map(|keys| keys.iter().map(|key| code(key)).collect::<Vec<_>>().join(", ")).unwrap_or_default();
    }
    let Ok(words) = wire::decode_payload::<Words>(payload) else { return String::new() };
    [words.a.as_deref().map(code), shown(words.title), shown(words.text)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}

#[cfg(test)]
mod tests {
    use etong_protocol::{CustodyReason, DeviceId, Entry, Hlc, OrgPath, PersonId, PostId, RecordId, Stamp};

    use super::*;

    #[test]
    fn code_words_of_what_waits_are_masked_and_cut() {
        let (long, cut) = ("说".repeat(1_000), "说".repeat(64));
        for (act, about) in [("comment", "comment"), ("张13877665544", "张138****5544"), (&long, &cut)] {
            let sealed = Entry {
                class: EntryClass::Event,
                kind: "case.13877665544".parse().unwrap(),
                record: RecordId::NIL,
                scope: OrgPath::default(),
                device: DeviceId::NIL,
                post: PostId::NIL,
                post_kind: "guest_13877665544".parse().unwrap(),
                stamp: Stamp::new(Hlc::from_ms(1), 1, None),
                schema: 1,
                unit: None,
                payload: wire::encode_payload(&std::collections::BTreeMap::from([("a", act)])).unwrap(),
            }
            .seal();
            let author_name = String::new();
            let (author, reason) = (PersonId::NIL, CustodyReason::After);
            let item = CustodyItem { no: 1, bytes: sealed.bytes, author, author_name, reason, received_at: 1 };
            let row = CustodyRow::of(&item).unwrap();
            assert_eq!(row.about, about);
            assert_eq!((row.kind.as_str(), row.post_kind.as_str()), ("case.138****5544", "guest_138****5544"));
        }
    }
}
