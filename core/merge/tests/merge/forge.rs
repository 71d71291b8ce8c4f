//! Makes honest changes, and dishonest ones out of them. A forged change carries a right checksum:
//! random damage is the easy case, a buggy or hostile enrolled phone is the one the gate is for.

use automerge::ExpandedChange;
use etong_merge::{Actor, AutomergeDoc, Change, FieldEdit, RecordDoc, Scalar};
use sha2::{Digest, Sha256};

pub(crate) const WANG: Actor = [0x11; 16];
pub(crate) const LIN: Actor = [0x22; 16];
pub(crate) const CHEN: Actor = [0x33; 16];

/// Applies `edits` as `actor` and gives the change; panics when nothing differs.
pub(crate) fn edit<D: RecordDoc>(doc: &mut D, actor: Actor, edits: &[(&str, Option<Scalar>)]) -> Change {
    let edits: Vec<FieldEdit> =
        edits.iter().map(|(key, value)| FieldEdit { key: (*key).to_owned(), value: value.clone() }).collect();
    doc.edit(actor, &edits, 1_790_000_000).expect("an honest edit").expect("something to write")
}

pub(crate) fn set<D: RecordDoc>(doc: &mut D, actor: Actor, key: &str, value: impl Into<Scalar>) -> Change {
    edit(doc, actor, &[(key, Some(value.into()))])
}

pub(crate) fn remove<D: RecordDoc>(doc: &mut D, actor: Actor, key: &str) -> Change {
    edit(doc, actor, &[(key, None)])
}

pub(crate) fn copy<D: RecordDoc>(doc: &D) -> D {
    D::load(&doc.save()).expect("own blob")
}

/// A resident of about 25 fields.
pub(crate) fn resident() -> Vec<FieldEdit> {
    let mut edits: Vec<FieldEdit> = (0..20)
        .map(|n| FieldEdit::set(format!("field_{n:02}"), format!("漳州市芗城区第{n}号楼{}室", n * 37)))
        .collect();
    edits.push(FieldEdit::set("birth", 19_800_101_i64));
    edits.push(FieldEdit::set("photo_hash", vec![7_u8; 32]));
    edits.push(FieldEdit::set("tag/low_income", true));
    edits.push(FieldEdit::set("name", "王建国"));
    edits.push(FieldEdit::set("phone", "13800000000"));
    edits
}

/// A document two people worked on, and its changes in the order they were applied.
pub(crate) fn history() -> (AutomergeDoc, Vec<Vec<u8>>) {
    let mut doc = AutomergeDoc::empty();
    let mut changes = vec![doc.edit(WANG, &resident(), 1_790_000_000).expect("edit").expect("change").bytes];
    let mut other = copy(&doc);
    changes.push(set(&mut doc, WANG, "phone", "13900000001").bytes);
    changes.push(remove(&mut doc, WANG, "tag/low_income").bytes);
    let beside = set(&mut other, LIN, "phone", "13900000002");
    doc.apply(&beside.bytes).expect("a change made beside");
    changes.push(beside.bytes);
    changes.push(edit(&mut doc, LIN, &[("phone", Some("13900000003".into())), ("name", Some("王建民".into()))]).bytes);
    (doc, changes)
}

/// Writes the checksum that belongs to the bytes: the first four of SHA-256 over type, length and contents.
pub(crate) fn reseal(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.len() > 9 {
        let digest = Sha256::digest(&bytes[8..]);
        bytes[4..8].copy_from_slice(&digest[..4]);
    }
    bytes
}

/// The change with something about it forged, written the way automerge writes it.
pub(crate) fn forged(change: &[u8], forge: impl FnOnce(&mut ExpandedChange)) -> Vec<u8> {
    let mut expanded = automerge::Change::from_bytes(change.to_vec()).expect("an honest change").decode();
    forge(&mut expanded);
    automerge::Change::from(expanded).raw_bytes().to_vec()
}

/// A change built column by column, for what automerge itself would never write.
pub(crate) fn crafted(columns: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let mut body = vec![0, 16];
    body.extend_from_slice(&CHEN);
    body.extend_from_slice(&[1, 1, 0, 0, 0]);
    body.extend(leb(columns.len() as u64));
    for (spec, data) in columns {
        body.extend(leb(u64::from(*spec)));
        body.extend(leb(data.len() as u64));
    }
    for (_, data) in columns {
        body.extend_from_slice(data);
    }
    chunk(1, &body)
}

/// A sealed chunk of any type.
pub(crate) fn chunk(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, kind];
    bytes.extend(leb(body.len() as u64));
    bytes.extend_from_slice(body);
    reseal(bytes)
}

pub(crate) fn leb(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = u8::try_from(value & 0x7f).expect("seven bits");
        value >>= 7;
        bytes.push(if value == 0 { low } else { low | 0x80 });
        if value == 0 {
            return bytes;
        }
    }
}

/// A positive number as signed LEB128.
pub(crate) fn sleb(value: u64) -> Vec<u8> {
    let mut bytes = leb(value);
    if bytes.last().is_some_and(|last| last & 0x40 != 0) {
        if let Some(last) = bytes.last_mut() {
            *last |= 0x80;
        }
        bytes.push(0);
    }
    bytes
}
