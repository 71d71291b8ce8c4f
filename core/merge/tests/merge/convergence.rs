//! Any order, any repetition, any interruption: the same changes give the same record, in both kinds of document.

use std::collections::BTreeSet;

use etong_merge::{Actor, AutomergeDoc, FieldEdit, LwwDoc, MergeError, RecordDoc, Scalar, gate};
use proptest::prelude::*;
use proptest::sample::Index;

const PHONES: usize = 4;

/// What happens next in a field day of four phones that share one record.
#[derive(Debug, Clone)]
enum Step {
    Edit {
        phone: usize,
        edits: Vec<FieldEdit>,
    },
    /// `to` takes in everything `from` has.
    Sync {
        from: usize,
        to: usize,
    },
    /// The phone is closed and opened again.
    Restart {
        phone: usize,
    },
}

fn actor(phone: usize) -> Actor {
    [u8::try_from(phone).expect("few phones"); 16]
}

fn a_value() -> impl Strategy<Value = Option<Scalar>> {
    prop_oneof![
        3 => (0..4_i64).prop_map(|n| Some(Scalar::Int(n))),
        1 => "[王李陈]{1,3}".prop_map(|text| Some(Scalar::Text(text))),
        1 => any::<bool>().prop_map(|truth| Some(Scalar::Bool(truth))),
        1 => proptest::collection::vec(any::<u8>(), 0..4).prop_map(|bytes| Some(Scalar::Bytes(bytes))),
        2 => Just(None),
    ]
}

fn an_edit() -> impl Strategy<Value = FieldEdit> {
    ("[abc]|tag/[xy]", a_value()).prop_map(|(key, value)| FieldEdit { key, value })
}

fn a_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => (0..PHONES, proptest::collection::vec(an_edit(), 1..4)).prop_map(|(phone, edits)| Step::Edit { phone, edits }),
        3 => (0..PHONES, 0..PHONES).prop_map(|(from, to)| Step::Sync { from, to }),
        1 => (0..PHONES).prop_map(|phone| Step::Restart { phone }),
    ]
}

fn a_day() -> impl Strategy<Value = Vec<Step>> {
    proptest::collection::vec(a_step(), 1..40)
}

/// The phones after the day, and every change of it in the order made.
fn live<D: RecordDoc>(day: &[Step]) -> (Vec<D>, Vec<Vec<u8>>) {
    let mut docs: Vec<D> = (0..PHONES).map(|_| D::empty()).collect();
    let mut all: Vec<([u8; 32], Vec<u8>)> = Vec::new();
    for (at, step) in day.iter().enumerate() {
        match step {
            Step::Edit { phone, edits } => {
                let at = i64::try_from(at).expect("a short day");
                if let Some(change) = docs[*phone].edit(actor(*phone), edits, at).expect("an honest edit") {
                    all.push((change.hash, change.bytes));
                }
            }
            Step::Sync { from, to } => {
                let known: Vec<_> = all.iter().filter(|(hash, _)| docs[*from].has(hash)).cloned().collect();
                for (_, change) in known {
                    docs[*to].apply(&change).expect("made before it is synced");
                }
            }
            Step::Restart { phone } => docs[*phone] = D::load(&docs[*phone].save()).expect("own blob"),
        }
    }
    (docs, all.into_iter().map(|(_, change)| change).collect())
}

/// Delivers in the given order, trying again what came before what it builds on. Checks that a
/// change too early leaves the document as it was.
fn deliver<D: RecordDoc>(doc: &mut D, changes: &[Vec<u8>]) {
    let mut waiting: Vec<&Vec<u8>> = changes.iter().collect();
    while !waiting.is_empty() {
        let before = waiting.len();
        waiting.retain(|change| {
            let (fields, heads) = (doc.fields(), doc.heads());
            match doc.apply(change) {
                Ok(touched) => {
                    let after = doc.fields();
                    for key in fields.keys().chain(after.keys()) {
                        assert!(
                            touched.keys.contains(key) || fields.get(key) == after.get(key),
                            "{key} changed untouched"
                        );
                    }
                    false
                }
                Err(MergeError::MissingDependency { .. }) => {
                    assert_eq!((doc.fields(), doc.heads()), (fields, heads));
                    true
                }
                Err(error) => panic!("an honest change: {error}"),
            }
        });
        assert!(waiting.len() < before, "a set of changes that builds only on itself must drain");
    }
}

/// The changes shuffled, some of them twice.
fn disorder(changes: &[Vec<u8>], order: &[Index]) -> Vec<Vec<u8>> {
    let mut left = changes.to_vec();
    let mut out = Vec::new();
    for index in order {
        if left.is_empty() {
            break;
        }
        let change = left.swap_remove(index.index(left.len()));
        if index.index(3) == 0 {
            out.push(change.clone());
        }
        out.push(change);
    }
    out.extend(left);
    out
}

fn converges<D: RecordDoc>(day: &[Step], orders: [&[Index]; 2]) {
    let (_, changes) = live::<D>(day);
    let mut in_order = D::empty();
    deliver(&mut in_order, &changes);
    for order in orders {
        let mut doc = D::empty();
        deliver(&mut doc, &disorder(&changes, order));
        assert_eq!((doc.fields(), doc.heads()), (in_order.fields(), in_order.heads()));
        let reopened = D::load(&doc.save()).expect("own blob");
        assert_eq!((reopened.fields(), reopened.heads()), (in_order.fields(), in_order.heads()));
    }
}

fn leaves_out<D: RecordDoc>(day: &[Step], picks: &[Index]) {
    let (_, changes) = live::<D>(day);
    let mut doc = D::empty();
    let mut hashes = Vec::new();
    for change in &changes {
        let before: BTreeSet<_> = doc.heads().into_iter().collect();
        deliver(&mut doc, std::slice::from_ref(change));
        hashes.extend(doc.heads().into_iter().filter(|head| !before.contains(head)));
    }
    let out: BTreeSet<[u8; 32]> = picks.iter().filter(|_| !hashes.is_empty()).map(|pick| *pick.get(&hashes)).collect();
    let mut expected = D::empty();
    for (hash, change) in hashes.iter().zip(&changes) {
        if !out.contains(hash) {
            match expected.apply(change) {
                Ok(_) | Err(MergeError::MissingDependency { .. }) => {}
                Err(error) => panic!("an honest change: {error}"),
            }
        }
    }
    let rebuilt = doc.without(&out).expect("rebuild");
    assert_eq!((rebuilt.fields(), rebuilt.heads()), (expected.fields(), expected.heads()));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_and_repetition_gives_the_same_record(
        day in a_day(),
        one in proptest::collection::vec(any::<Index>(), 40),
        two in proptest::collection::vec(any::<Index>(), 40),
    ) {
        converges::<AutomergeDoc>(&day, [&one, &two]);
        converges::<LwwDoc>(&day, [&one, &two]);
    }

    #[test]
    fn the_document_and_its_model_show_the_same_after_any_day(day in a_day()) {
        let (docs, changes) = live::<AutomergeDoc>(&day);
        let (models, of_models) = live::<LwwDoc>(&day);
        for (doc, model) in docs.iter().zip(&models) {
            prop_assert_eq!(doc.fields(), model.fields());
        }
        prop_assert_eq!(changes.len(), of_models.len());
        let (mut doc, mut model) = (AutomergeDoc::empty(), LwwDoc::empty());
        deliver(&mut doc, &changes);
        deliver(&mut model, &of_models);
        prop_assert_eq!(doc.fields(), model.fields());
    }

    #[test]
    fn leaving_out_changes_is_as_if_they_never_came(
        day in a_day(),
        picks in proptest::collection::vec(any::<Index>(), 0..4),
    ) {
        leaves_out::<AutomergeDoc>(&day, &picks);
        leaves_out::<LwwDoc>(&day, &picks);
    }

    #[test]
    fn the_gate_admits_every_honest_change_in_any_order_that_can_be(
        day in a_day(),
        order in proptest::collection::vec(any::<Index>(), 40),
    ) {
        let (_, changes) = live::<AutomergeDoc>(&day);
        let mut expected = AutomergeDoc::empty();
        deliver(&mut expected, &changes);
        let mut held: Option<Vec<u8>> = None;
        let mut waiting = disorder(&changes, &order);
        while !waiting.is_empty() {
            let before = waiting.len();
            waiting.retain(|change| match gate::admit(held.as_deref(), change) {
                Ok(admitted) => {
                    let known = held.as_deref().is_some_and(|blob| AutomergeDoc::load(blob).expect("own blob").has(&admitted.hash));
                    assert_eq!(admitted.already_held, known);
                    held = Some(admitted.doc);
                    false
                }
                Err(gate::GateError::BadDependency { .. }) => true,
                Err(error) => panic!("an honest change: {error}"),
            });
            prop_assert!(waiting.len() < before);
        }
        let relay = held.map_or_else(AutomergeDoc::empty, |blob| AutomergeDoc::load(&blob).expect("own blob"));
        prop_assert_eq!((relay.fields(), relay.heads()), (expected.fields(), expected.heads()));
    }
}
