//! Anything at all, thrown at what reads bytes from outside: a value or an error, never a panic, never a
//! document that cannot be read again. Damage comes with a right checksum, or it would not get past the door.

use etong_merge::{AutomergeDoc, FieldEdit, LwwDoc, RecordDoc, gate};

use crate::forge::{CHEN, WANG, chunk, copy, edit, history, reseal, set};

/// Overwrites of single bytes: where (wrapping around), and with what.
type Damage = Vec<(u16, u8)>;

fn damaged(change: &[u8], damage: &Damage, from: usize) -> Vec<u8> {
    let mut bytes = change.to_vec();
    let room = bytes.len() - from;
    for (at, byte) in damage.iter().take(4) {
        bytes[from + usize::from(*at) % room] = *byte;
    }
    bytes
}

/// A document that took in something strange is still read, edited, saved and opened as any other.
fn assert_sound<D: RecordDoc>(doc: &D) {
    let mut reopened = copy(doc);
    assert_eq!((reopened.fields(), reopened.heads()), (doc.fields(), doc.heads()));
    let all: Vec<FieldEdit> = doc.fields().into_keys().map(FieldEdit::remove).collect();
    reopened.edit(CHEN, &all, 0).expect("an edit of every field");
    assert!(copy(&reopened).fields().is_empty());
}

/// Every step of an automerge history: the document before, and the change that came.
fn steps() -> Vec<(AutomergeDoc, Vec<u8>)> {
    let (_, changes) = history();
    let mut doc = AutomergeDoc::empty();
    changes
        .into_iter()
        .map(|change| {
            let before = doc.clone();
            doc.apply(&change).expect("honest");
            (before, change)
        })
        .collect()
}

#[test]
fn the_gate_stands_anything() {
    let steps = steps();
    bolero::check!().with_type::<(u8, Damage)>().for_each(|(step, damage)| {
        let (doc, change) = &steps[usize::from(*step) % steps.len()];
        let change = reseal(damaged(change, damage, 9));
        let blob = doc.save();
        if let Ok(admitted) = gate::admit(Some(&blob), &change) {
            assert_sound(&AutomergeDoc::load(&admitted.doc).expect("the gate saved it"));
        }
    });
}

#[test]
fn inspecting_stands_anything() {
    bolero::check!().with_type::<Vec<u8>>().for_each(|bytes| {
        assert!(gate::inspect(bytes).is_err());
        assert!(gate::inspect(&chunk(1, bytes)).is_err());
        let body = [&[0, 16][..], &WANG, &[1, 1, 0, 0, 0], bytes].concat();
        if let Ok(inspected) = gate::inspect(&chunk(1, &body)) {
            assert_eq!((inspected.actor.as_slice(), inspected.seq), (&WANG[..], 1));
        }
    });
}

#[test]
fn a_document_stands_any_change() {
    let steps = steps();
    bolero::check!().with_type::<(u8, Damage)>().for_each(|(step, damage)| {
        let (before, change) = &steps[usize::from(*step) % steps.len()];
        let mut doc = before.clone();
        match doc.apply(&reseal(damaged(change, damage, 9))) {
            Ok(_) => assert_sound(&doc),
            Err(_) => assert_eq!((doc.save(), doc.fields()), (before.save(), before.fields())),
        }
    });
}

#[test]
fn the_model_stands_any_change() {
    let mut before = LwwDoc::empty();
    set(&mut before, WANG, "phone", "1");
    let change = edit(&mut copy(&before), CHEN, &[("phone", Some("2".into())), ("tag/x", Some(true.into()))]).bytes;
    bolero::check!().with_type::<(bool, Vec<u8>, Damage)>().for_each(|(raw, bytes, damage)| {
        let mut doc = before.clone();
        let change = if *raw { bytes.clone() } else { damaged(&change, damage, 0) };
        match doc.apply(&change) {
            Ok(_) => assert_sound(&doc),
            Err(_) => assert_eq!((doc.save(), doc.fields()), (before.save(), before.fields())),
        }
    });
}
