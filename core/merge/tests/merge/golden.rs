//! Bytes made by automerge 0.12.0, kept for ever: an upgrade that writes or reads them otherwise would
//! change hashes that are signed and stored.

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Automerge, ROOT, ReadDoc};
use etong_merge::{AutomergeDoc, LwwDoc, RecordDoc, Scalar, gate};

use crate::forge::{LIN, WANG, edit};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The document after both changes, as 0.12.0 saved it.
const SAVED: &str = "\
    856f4a83d35eb72700d9010210111111111111111111111111111111111022222222222222222222222222222222016feaf195fd\
    76a5bb72d80600fef4920368f637b58030aa821c461b9a42f14c240701030303130323074003430256020a151a21062306340142\
    02560857198001078101028301037e00017e01007e04027e80f7c4d506007e00017f0002077f05626972746802046e616d657e05\
    70686f746f057461672f7802007f01020002017d037e010505017f440296017e3702a5c0b809e78e8be5bbbae59bbde78e8be5bb\
    bae6b0910102037e000102007f0102017e050101";

fn story<D: RecordDoc>() -> (D, Vec<(String, String)>) {
    let mut doc = D::empty();
    let founding = edit(
        &mut doc,
        WANG,
        &[
            ("birth", Some(19_800_101.into())),
            ("name", Some("王建国".into())),
            ("photo", Some(vec![1, 2, 3].into())),
            ("tag/x", Some(true.into())),
        ],
    );
    let next = edit(&mut doc, LIN, &[("name", Some("王建民".into())), ("tag/x", None)]);
    let changes = [founding, next].map(|change| (hex(&change.hash), hex(&change.bytes)));
    (doc, changes.to_vec())
}

#[test]
fn the_changes_automerge_makes_stay_the_same_to_the_byte() {
    let (doc, changes) = story::<AutomergeDoc>();
    let expected = [
        (
            "8da357b1e09677afeda113d734b56abf6ef9a45fc3ed8c64f532a4b7cdd93503",
            "856f4a838da357b1015b001011111111111111111111111111111111010180f7c4d5060000061518340142025606571070027c05\
             6269727468046e616d650570686f746f057461672f780404017c4496013702a5c0b809e78e8be5bbbae59bbd0102030400",
        ),
        (
            "6feaf195fd76a5bb72d80600fef4920368f637b58030aa821c461b9a42f14c24",
            "856f4a836feaf195018001018da357b1e09677afeda113d734b56abf6ef9a45fc3ed8c64f532a4b7cdd935031022222222222222\
             222222222222222222010580f7c4d5060001101111111111111111111111111111111108150c3401420356045709700271027302\
             7e046e616d65057461672f78027e01037e960100e78e8be5bbbae6b091020102010202",
        ),
    ];
    assert_eq!(changes, expected.map(|(hash, bytes)| (hash.to_owned(), bytes.to_owned())));
    assert_eq!(hex(&doc.save()), SAVED);
}

#[test]
fn a_document_saved_long_ago_opens_and_is_edited() {
    let digits: Vec<char> = SAVED.chars().collect();
    let byte = |pair: &[char]| u8::from_str_radix(&pair.iter().collect::<String>(), 16).expect("hex");
    let blob: Vec<u8> = digits.chunks(2).map(byte).collect();
    let mut doc = AutomergeDoc::load(&blob).expect("an old document");
    let shown: Vec<_> = doc.fields().into_iter().map(|(key, field)| (key, field.value)).collect();
    let expected: [(&str, Scalar); 3] =
        [("birth", 19_800_101.into()), ("name", "王建民".into()), ("photo", vec![1, 2, 3].into())];
    assert_eq!(shown, expected.map(|(key, value)| (key.to_owned(), value)));
    assert_eq!(hex(&doc.heads()[0]), "6feaf195fd76a5bb72d80600fef4920368f637b58030aa821c461b9a42f14c24");
    let change = edit(&mut doc, WANG, &[("name", Some("王".into()))]);
    gate::admit(Some(&blob), &change.bytes).expect("honest");
}

#[test]
fn the_changes_of_the_model_stay_the_same_to_the_byte() {
    let (_, changes) = story::<LwwDoc>();
    let expected = [
        (
            "2e7f8bd407967c23c0723ba99bec442826040af750569bd6a0d7b20f4742c986",
            "86501111111111111111111111111111111101011a6ab13b808084836562697274688201811a012e20258083646e616d65820081\
             69e78e8be5bbbae59bbd80836570686f746f820381430102038083657461672f78820281f580",
        ),
        (
            "d39999e9d24599e40c4822cebdc29925573c3d4221f71e3c814e8a1293c972bf",
            "86502222222222222222222222222222222201051a6ab13b808158202e7f8bd407967c23c0723ba99bec442826040af750569bd6\
             a0d7b20f4742c9868283646e616d6582008169e78e8be5bbbae6b091818202501111111111111111111111111111111183657461\
             672f78f68182045011111111111111111111111111111111",
        ),
    ];
    assert_eq!(changes, expected.map(|(hash, bytes)| (hash.to_owned(), bytes.to_owned())));
}

#[test]
fn the_quick_way_to_found_a_record_gives_the_same_change_as_field_by_field() {
    let (_, changes) = story::<AutomergeDoc>();
    let mut slow = Automerge::new().with_actor(ActorId::from(WANG));
    let mut tx = slow.transaction();
    tx.put(ROOT, "birth", 19_800_101_i64).expect("put");
    tx.put(ROOT, "name", "王建国").expect("put");
    tx.put(ROOT, "photo", vec![1_u8, 2, 3]).expect("put");
    tx.put(ROOT, "tag/x", true).expect("put");
    let (hash, _) = tx.commit_with(CommitOptions::default().with_time(1_790_000_000));
    let change = slow.get_change_by_hash(&hash.expect("a change")).expect("held");
    assert_eq!(hex(change.raw_bytes()), changes[0].1);
    gate::admit(None, change.raw_bytes()).expect("honest");
}
