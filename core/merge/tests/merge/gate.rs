//! What the gate lets in and what it keeps out, one forgery a row.

use automerge::legacy::{Key, ObjectId, OpId, OpType};
use automerge::{ActorId, ChangeHash, ExpandedChange, ObjType, ScalarValue};
use etong_merge::gate::{GateError, Reason, admit, inspect};
use etong_merge::{AutomergeDoc, FieldEdit, MergeError, RecordDoc};
use etong_protocol::RefusalCode;

use crate::forge::{
    CHEN, LIN, WANG, chunk, copy, crafted, edit, forged, history, leb, remove, reseal, resident, set, sleb,
};

const KEY: u32 = 0x15;
const INSERT: u32 = 0x34;
const ACTION: u32 = 0x42;
const VALUE_META: u32 = 0x56;
const VALUE: u32 = 0x57;
const PRED_COUNT: u32 = 0x70;
const PRED_ACTOR: u32 = 0x71;
const PRED_COUNTER: u32 = 0x73;

/// Neither the gate nor a phone's document takes `change`, for the same reason; both stay as they were.
fn refused(doc: &AutomergeDoc, change: &[u8]) -> GateError {
    let blob = doc.save();
    let error = admit(Some(&blob), change).expect_err("the gate must refuse");
    let mut phone = copy(doc);
    assert_eq!(phone.apply(change), Err(MergeError::from(error.clone())));
    assert_eq!(phone.save(), blob);
    error
}

/// The document of `history` and one more change that it does not hold yet.
fn next() -> (AutomergeDoc, Vec<u8>) {
    let (doc, _) = history();
    let change = edit(&mut copy(&doc), WANG, &[("phone", Some("13700000000".into())), ("note", Some("新".into()))]);
    (doc, change.bytes)
}

#[test]
fn an_honest_history_passes_change_by_change() {
    let (doc, changes) = history();
    let mut held: Option<Vec<u8>> = None;
    for change in &changes {
        let admitted = admit(held.as_deref(), change).expect("an honest change");
        let inspected = inspect(change).expect("an honest change");
        assert_eq!((admitted.hash, &admitted.actor, admitted.seq), (inspected.hash, &inspected.actor, inspected.seq));
        assert!(!admitted.already_held);
        let again = admit(Some(&admitted.doc), change).expect("held");
        assert_eq!((again.already_held, &again.doc), (true, &admitted.doc));
        held = Some(admitted.doc);
    }
    let relay = AutomergeDoc::load(&held.expect("changes")).expect("own blob");
    assert_eq!((relay.fields(), relay.heads()), (doc.fields(), doc.heads()));
}

#[test]
fn inspecting_tells_who_wrote_a_change_and_what_it_builds_on() {
    let (_, changes) = history();
    let first = inspect(&changes[0]).expect("first");
    let second = inspect(&changes[1]).expect("second");
    assert_eq!((first.actor.as_slice(), first.seq, first.deps.len()), (&WANG[..], 1, 0));
    assert_eq!((second.actor.as_slice(), second.seq, second.deps), (&WANG[..], 2, vec![first.hash]));
}

#[test]
fn each_forgery_is_refused_by_its_name() {
    type Forge = Box<dyn FnOnce(&mut ExpandedChange)>;
    let alien = ChangeHash([9; 32]);
    let rows: Vec<(&str, Forge, GateError)> = vec![
        (
            "a counter far ahead",
            Box::new(|c| c.start_op = 1_000_000.try_into().expect("not zero")),
            GateError::Quarantined(Reason::Counter),
        ),
        (
            "a counter at the end",
            Box::new(|c| c.start_op = u64::from(u32::MAX).try_into().expect("not zero")),
            GateError::Quarantined(Reason::Counter),
        ),
        (
            "a counter behind",
            Box::new(|c| c.start_op = 1.try_into().expect("not zero")),
            GateError::Quarantined(Reason::Counter),
        ),
        ("a number in the future", Box::new(|c| c.seq += 1), GateError::Quarantined(Reason::Sequence)),
        ("the greatest number", Box::new(|c| c.seq = u64::MAX), GateError::Quarantined(Reason::Sequence)),
        ("a number from the past", Box::new(|c| c.seq -= 1), GateError::Quarantined(Reason::Sequence)),
        ("number zero", Box::new(|c| c.seq = 0), GateError::Quarantined(Reason::Sequence)),
        (
            "somebody else's number",
            Box::new(|c| c.actor_id = ActorId::from(CHEN)),
            GateError::Quarantined(Reason::Sequence),
        ),
        ("nothing it builds on", Box::new(|c| c.deps.clear()), GateError::Quarantined(Reason::Sequence)),
        ("a dependency nobody has", Box::new(move |c| c.deps.push(alien)), GateError::BadDependency { hash: alien.0 }),
        ("a dependency twice", Box::new(|c| c.deps.push(c.deps[0])), GateError::Quarantined(Reason::NotCanonical)),
        ("extra bytes", Box::new(|c| c.extra_bytes = vec![7]), GateError::Quarantined(Reason::Extra)),
        ("an author", Box::new(|c| c.extra_bytes = vec![1, 2, 65, 66]), GateError::Quarantined(Reason::Extra)),
        ("a message", Box::new(|c| c.message = Some("王建国".to_owned())), GateError::Quarantined(Reason::Extra)),
        (
            "a short actor",
            Box::new(|c| c.actor_id = ActorId::from(&[1_u8, 2][..])),
            GateError::Quarantined(Reason::Actor),
        ),
        ("no actor", Box::new(|c| c.actor_id = ActorId::from(&[][..])), GateError::Quarantined(Reason::Actor)),
        ("no operation", Box::new(|c| c.operations.clear()), GateError::Quarantined(Reason::NoOperation)),
        (
            "a nested map",
            Box::new(|c| c.operations[0].action = OpType::Make(ObjType::Map)),
            GateError::Quarantined(Reason::NotFlat),
        ),
        (
            "a nested list",
            Box::new(|c| c.operations[0].action = OpType::Make(ObjType::List)),
            GateError::Quarantined(Reason::NotFlat),
        ),
        (
            "a nested text",
            Box::new(|c| c.operations[0].action = OpType::Make(ObjType::Text)),
            GateError::Quarantined(Reason::NotFlat),
        ),
        (
            "a counter value",
            Box::new(|c| c.operations[0].action = OpType::Put(ScalarValue::counter(1))),
            GateError::Quarantined(Reason::NotFlat),
        ),
        (
            "an increment",
            Box::new(|c| c.operations[0].action = OpType::Increment(1)),
            GateError::Quarantined(Reason::NotFlat),
        ),
        (
            "a mark",
            Box::new(|c| c.operations[0].action = OpType::MarkEnd(true)),
            GateError::Quarantined(Reason::NotFlat),
        ),
        ("an insertion", Box::new(|c| c.operations[0].insert = true), GateError::Quarantined(Reason::NotFlat)),
        ("a place in a list", Box::new(|c| c.operations[0].key = Key::head()), GateError::Quarantined(Reason::NotFlat)),
        (
            "an object inside",
            Box::new(|c| c.operations[0].obj = ObjectId::Id(OpId(1, ActorId::from(WANG)))),
            GateError::Quarantined(Reason::NotFlat),
        ),
        (
            "an empty field name",
            Box::new(|c| c.operations[0].key = Key::Map("".into())),
            GateError::Quarantined(Reason::Key),
        ),
        (
            "a long field name",
            Box::new(|c| c.operations[0].key = Key::Map("k".repeat(65).into())),
            GateError::Quarantined(Reason::Key),
        ),
        (
            "one field twice",
            Box::new(|c| c.operations[1] = c.operations[0].clone()),
            GateError::Quarantined(Reason::RepeatedKey),
        ),
        (
            "a value it did not see",
            Box::new(|c| c.operations[0].pred = vec![OpId(1, ActorId::from(WANG))].into()),
            GateError::Quarantined(Reason::Predecessor),
        ),
        (
            "a value to come",
            Box::new(|c| c.operations[0].pred = vec![OpId(9_999, ActorId::from(WANG))].into()),
            GateError::Quarantined(Reason::Predecessor),
        ),
        (
            "a value of nobody",
            Box::new(|c| c.operations[0].pred = vec![OpId(1, ActorId::from(CHEN))].into()),
            GateError::Quarantined(Reason::Predecessor),
        ),
        (
            "a blind overwrite",
            Box::new(|c| {
                for op in &mut c.operations {
                    op.pred = vec![].into();
                }
            }),
            GateError::Quarantined(Reason::Predecessor),
        ),
        (
            "a removal of nothing",
            Box::new(|c| {
                for op in &mut c.operations {
                    op.action = OpType::Delete;
                }
            }),
            GateError::Quarantined(Reason::Predecessor),
        ),
        (
            "another field's value",
            Box::new(|c| {
                let pred = c.operations[1].pred.clone();
                c.operations[1].pred = c.operations[0].pred.clone();
                c.operations[0].pred = pred;
            }),
            GateError::Quarantined(Reason::Predecessor),
        ),
    ];
    let (doc, honest) = next();
    for (name, forge, expected) in rows {
        let change = forged(&honest, forge);
        assert_ne!(change, honest, "{name}: nothing was forged");
        assert_eq!(refused(&doc, &change), expected, "{name}");
    }
    admit(Some(&doc.save()), &honest).expect("the honest one still passes");
}

#[test]
fn bytes_that_automerge_should_never_see_are_refused_before_it_does() {
    let (doc, honest) = next();
    let run = |count: u64, value: &[u8]| [&sleb(count), value].concat();
    let put = |count: u64| {
        vec![
            (KEY, run(count, b"\x01k")),
            (INSERT, leb(count)),
            (ACTION, run(count, &[1])),
            (VALUE_META, run(count, &[0])),
            (PRED_COUNT, run(count, &[0])),
        ]
    };
    let with = |column: (u32, Vec<u8>)| {
        let mut columns = put(1);
        columns.retain(|(spec, _)| *spec != column.0);
        columns.push(column);
        columns.sort_by_key(|(spec, _)| *spec);
        crafted(&columns)
    };
    let unreadable = GateError::Quarantined(Reason::Unreadable);
    let not_flat = GateError::Quarantined(Reason::NotFlat);
    let too_many = |actual: u64| GateError::TooLarge { what: "change", actual, limit: 10_000 };
    let endless = 1 << 62;
    let deflated = automerge::Change::from_bytes(long_change()).expect("a change").bytes().into_owned();
    assert_eq!(deflated[8], 2, "automerge deflates long changes");
    let rows: Vec<(&str, Vec<u8>, GateError)> = vec![
        ("nothing", vec![], unreadable.clone()),
        ("one byte", vec![0x85], unreadable.clone()),
        ("a whole document", doc.save(), unreadable.clone()),
        ("a bundle", chunk(3, &honest[11..]), unreadable.clone()),
        ("an unknown chunk", chunk(9, &honest[11..]), unreadable.clone()),
        ("a deflated change", deflated, unreadable.clone()),
        ("an empty chunk", chunk(1, &[]), unreadable.clone()),
        ("two changes", [honest.clone(), honest.clone()].concat(), unreadable.clone()),
        ("a byte short", honest[..honest.len() - 1].to_vec(), unreadable.clone()),
        ("a byte more", [honest.clone(), vec![0]].concat(), unreadable.clone()),
        ("endless dependencies", chunk(1, &leb(u64::MAX)), unreadable.clone()),
        (
            "endless columns",
            chunk(1, &[&[0, 16][..], &CHEN, &[1, 1, 0, 0, 0], &leb(u64::MAX)].concat()),
            unreadable.clone(),
        ),
        (
            "an endless column",
            chunk(1, &[&[0, 16][..], &CHEN, &[1, 1, 0, 0, 0, 1, 0x42], &leb(u64::MAX)].concat()),
            unreadable.clone(),
        ),
        ("a number that never ends", chunk(1, &[0xff; 40]), unreadable.clone()),
        ("a run of every operation there is", crafted(&put(endless)), too_many(endless)),
        ("one operation over the limit", crafted(&put(10_001)), too_many(10_001)),
        ("the limit of one field over and over", crafted(&put(10_000)), GateError::Quarantined(Reason::RepeatedKey)),
        ("endless absent values", with((ACTION, [&[0][..], &leb(endless)].concat())), too_many(endless)),
        ("endless booleans", with((INSERT, leb(endless))), too_many(endless)),
        ("endless predecessors", with((PRED_COUNT, [&[1][..], &leb(endless)].concat())), too_many(endless)),
        ("many times many predecessors", with((PRED_COUNT, run(5_000, &leb(5_000)))), too_many(25_000_000)),
        ("endless predecessor actors", with((PRED_ACTOR, run(endless, &[0]))), too_many(endless)),
        ("endless predecessor counters", with((PRED_COUNTER, run(endless, &[1]))), too_many(endless)),
        ("a literal run that ends early", with((ACTION, vec![0x40, 1])), unreadable.clone()),
        ("an object column", with((0x01, vec![1, 0])), not_flat.clone()),
        ("a list key column", with((0x13, vec![1, 1])), not_flat.clone()),
        ("a column of marks", with((0xa5, vec![1, 1, b'm'])), not_flat.clone()),
        ("a deflated column", with((KEY | 8, vec![3, 0])), not_flat.clone()),
        ("a column nobody knows", with((0xff0, vec![1, 1])), not_flat),
        ("values that are not there", with((VALUE_META, vec![1, 0x16])), unreadable.clone()),
        ("values nobody asked for", with((VALUE, b"hidden".to_vec())), GateError::Quarantined(Reason::NotCanonical)),
        ("an action nobody knows", with((ACTION, vec![0x7f, 99])), unreadable.clone()),
        ("text that is no text", with((KEY, vec![0x7f, 1, 0xff])), unreadable),
        ("another way to write it", crafted(&put(1)), GateError::Quarantined(Reason::NotCanonical)),
        (
            "over 64 KiB",
            long(70 * 1024),
            GateError::TooLarge { what: "change", actual: long(70 * 1024).len() as u64, limit: 64 * 1024 },
        ),
    ];
    for (name, change, expected) in rows {
        assert_eq!(refused(&doc, &change), expected, "{name}");
        assert_eq!(admit(None, &change), Err(expected.clone()), "{name}");
        assert_eq!(inspect(&change), Err(expected), "{name}");
    }
}

/// A founding change with one value of so many bytes.
fn long(bytes: usize) -> Vec<u8> {
    let mut doc = AutomergeDoc::empty();
    let honest = edit(&mut doc, CHEN, &[("note", Some("x".into()))]);
    forged(&honest.bytes, |change| change.operations[0].action = OpType::Put("x".repeat(bytes).into()))
}

fn long_change() -> Vec<u8> {
    AutomergeDoc::empty().edit(WANG, &resident(), 0).expect("edit").expect("change").bytes
}

#[test]
fn damage_on_the_way_is_seen_by_the_checksum() {
    let (doc, honest) = next();
    for at in 0..honest.len() {
        for bit in 0..8 {
            let mut change = honest.clone();
            change[at] ^= 1 << bit;
            refused(&doc, &change);
        }
    }
}

#[test]
fn a_flipped_bit_under_a_right_checksum_is_refused_or_harmless() {
    let (doc, honest) = next();
    let blob = doc.save();
    let (mut admitted_some, mut refused_some) = (false, false);
    for at in 9..honest.len() {
        for bit in 0..8 {
            let mut change = honest.clone();
            change[at] ^= 1 << bit;
            let change = reseal(change);
            match admit(Some(&blob), &change) {
                Ok(admitted) => {
                    admitted_some = true;
                    let mut sound = AutomergeDoc::load(&admitted.doc).expect("the gate saved it");
                    assert!(sound.has(&admitted.hash));
                    sound
                        .edit(LIN, &[FieldEdit::set("phone", "1"), FieldEdit::remove("name")], 0)
                        .expect("an edit on top");
                    AutomergeDoc::load(&sound.save()).expect("own blob");
                }
                Err(_) => {
                    refused_some = true;
                    refused(&doc, &change);
                }
            }
        }
    }
    assert!(admitted_some && refused_some);
}

#[test]
fn a_number_used_for_two_changes_is_refused_to_the_second() {
    let (doc, _) = history();
    let mut restored = copy(&doc);
    let mut phone = copy(&doc);
    let first = set(&mut phone, WANG, "phone", "1");
    let second = remove(&mut restored, WANG, "phone");
    let error = refused(&phone, &second.bytes);
    assert_eq!(error, GateError::ActorReuse { actor: WANG.to_vec(), seq: inspect(&first.bytes).expect("first").seq });

    let founded_again = edit(&mut AutomergeDoc::empty(), WANG, &[("name", Some("b".into()))]);
    assert_eq!(refused(&doc, &founded_again.bytes), GateError::ActorReuse { actor: WANG.to_vec(), seq: 1 });
}

#[test]
fn a_conflict_may_be_settled_by_removing_the_losers_but_not_the_winner_alone() {
    let (mut doc, _) = history();
    let mut beside = copy(&doc);
    set(&mut doc, WANG, "phone", "1");
    doc.apply(&set(&mut beside, CHEN, "phone", "2").bytes).expect("made beside");
    assert_eq!(doc.fields()["phone"].others.len(), 1);

    let settled = set(&mut copy(&doc), LIN, "phone", doc.fields()["phone"].value.clone());
    let mut relay =
        AutomergeDoc::load(&admit(Some(&doc.save()), &settled.bytes).expect("settled").doc).expect("own blob");
    assert_eq!(relay.fields()["phone"].others, []);
    set(&mut relay, LIN, "phone", "3");

    let winner_alone = forged(&remove(&mut copy(&doc), LIN, "phone").bytes, |change| {
        let winner = change.operations[0].pred.iter().max_by_key(|id| (id.counter(), id.actor().clone())).cloned();
        change.operations[0].pred = winner.into_iter().collect::<Vec<_>>().into();
    });
    assert_eq!(refused(&doc, &winner_alone), GateError::Quarantined(Reason::Predecessor));
}

#[test]
fn a_change_that_names_more_of_its_ancestors_than_it_must_is_harmless() {
    let (doc, changes) = history();
    let (_, honest) = next();
    let ancestors = changes.iter().map(|change| ChangeHash(inspect(change).expect("honest").hash));
    let change = forged(&honest, |change| change.deps = ancestors.collect());
    let admitted = admit(Some(&doc.save()), &change).expect("true, if long-winded");
    let mut relay = AutomergeDoc::load(&admitted.doc).expect("own blob");
    assert_eq!(relay.heads(), [admitted.hash]);
    assert_eq!(relay.fields()["phone"].value, "13700000000".into());
    set(&mut relay, LIN, "phone", "1");
    AutomergeDoc::load(&relay.save()).expect("own blob");
}

#[test]
fn a_change_of_the_other_kind_of_document_is_refused() {
    let mut model = etong_merge::LwwDoc::empty();
    let change = set(&mut model, WANG, "k", "1");
    assert_eq!(admit(None, &change.bytes), Err(GateError::Quarantined(Reason::Unreadable)));
    let real = set(&mut AutomergeDoc::empty(), WANG, "k", "1");
    assert_eq!(model.apply(&real.bytes), Err(MergeError::Refused(Reason::Unreadable)));
}

#[test]
fn a_document_grown_past_the_gates_limit_takes_nothing_more() {
    let mut held: Option<Vec<u8>> = None;
    let error = (0..20_u8)
        .find_map(|n| {
            let mut doc = AutomergeDoc::empty();
            let honest = edit(&mut doc, [n; 16], &[("note", Some("x".into()))]);
            let change = forged(&honest.bytes, |change| {
                change.operations[0].action = OpType::Put(char::from(b'a' + n).to_string().repeat(50 * 1024).into());
            });
            match admit(held.as_deref(), &change) {
                Ok(admitted) => {
                    held = Some(admitted.doc);
                    None
                }
                Err(error) => Some(error),
            }
        })
        .expect("twenty times 50 KiB are too much");
    assert!(matches!(error, GateError::TooLarge { what: "document", limit: 262_144, .. }), "{error}");
    assert!(held.expect("some were taken").len() > 200 * 1024);
}

#[test]
fn a_blob_that_cannot_be_read_is_the_holders_trouble() {
    let (_, honest) = next();
    let error = admit(Some(b"rotten"), &honest).expect_err("no document");
    assert_eq!((error.clone(), error.code()), (GateError::BadDocument, RefusalCode::Unavailable));
}

#[test]
fn every_refusal_has_a_code_and_a_sentence() {
    let rows = [
        (GateError::BadDependency { hash: [1; 32] }, RefusalCode::BadDependency),
        (GateError::ActorReuse { actor: vec![1], seq: 2 }, RefusalCode::ActorReuse),
        (GateError::Quarantined(Reason::Counter), RefusalCode::Quarantined),
        (GateError::TooLarge { what: "change", actual: 2, limit: 1 }, RefusalCode::TooLarge),
    ];
    for (error, code) in rows {
        assert_eq!(error.code(), code);
        assert!(error.to_string().contains(' '));
    }
}
