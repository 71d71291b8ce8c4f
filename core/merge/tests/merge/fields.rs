//! What a field shows after people have written it, told on both kinds of document.

use std::collections::BTreeSet;

use crate::forge::{CHEN, LIN, WANG, copy, edit, forged, history, remove, reseal, resident, set};
use automerge::ScalarValue;
use automerge::legacy::OpType;
use etong_merge::{AutomergeDoc, Field, FieldEdit, LwwDoc, MergeError, RecordDoc, Scalar, gate};

fn field(value: impl Into<Scalar>, others: &[&str]) -> Option<Field> {
    Some(Field { value: value.into(), others: others.iter().map(|other| Scalar::from(*other)).collect() })
}

/// Every story is told twice: once to the document in use, once to the model.
macro_rules! both {
    ($($(#[$note:meta])* fn $name:ident<$doc:ident>() $story:block)*) => {$(
        $(#[$note])*
        #[test]
        fn $name() {
            fn story<$doc: RecordDoc + Clone>() $story
            story::<AutomergeDoc>();
            story::<LwwDoc>();
        }
    )*};
}

both! {
    fn writing_what_is_there_already_makes_no_change<D>() {
        let mut doc = D::empty();
        set(&mut doc, WANG, "phone", "1");
        let before = doc.save();
        for nothing in [vec![], vec![FieldEdit::set("phone", "1")], vec![FieldEdit::remove("never there")]] {
            assert_eq!(doc.edit(WANG, &nothing, 9), Ok(None));
        }
        assert_eq!(doc.save(), before);
    }

    fn of_two_edits_of_one_field_the_later_counts<D>() {
        let mut doc = D::empty();
        let edits = [FieldEdit::set("phone", "1"), FieldEdit::set("phone", "2"), FieldEdit::set("name", "a"), FieldEdit::remove("name")];
        doc.edit(WANG, &edits, 0).expect("edit").expect("change");
        assert_eq!(doc.fields().into_keys().collect::<Vec<_>>(), ["phone"]);
        assert_eq!(doc.fields().remove("phone"), field("2", &[]));
    }

    fn every_scalar_comes_back_as_it_was<D>() {
        let mut doc = D::empty();
        let values: Vec<Scalar> = vec![
            "".into(), "王建国".into(), 0_i64.into(), i64::MIN.into(), i64::MAX.into(), true.into(), false.into(),
            vec![].into(), vec![0_u8, 255].into(),
        ];
        for (n, value) in values.iter().enumerate() {
            set(&mut doc, WANG, &format!("f{n}"), value.clone());
        }
        let shown: Vec<Scalar> = copy(&doc).fields().into_values().map(|field| field.value).collect();
        assert_eq!(shown, values);
    }

    fn of_two_concurrent_values_the_busier_phone_wins_and_the_other_is_kept<D>() {
        let mut wang = D::empty();
        set(&mut wang, WANG, "phone", "1");
        let mut lin = copy(&wang);
        let early = edit(&mut wang, WANG, &[("a", Some(1.into())), ("b", Some(2.into())), ("phone", Some("early".into()))]);
        let late = set(&mut lin, LIN, "phone", "late");
        wang.apply(&late.bytes).expect("late");
        lin.apply(&early.bytes).expect("early");
        assert_eq!(wang.fields(), lin.fields());
        assert_eq!(wang.fields().remove("phone"), field("early", &["late"]));
    }

    fn with_equal_counters_the_higher_actor_wins<D>() {
        let mut wang = D::empty();
        let mut lin = D::empty();
        let mut chen = D::empty();
        let changes = [set(&mut chen, CHEN, "k", "chen"), set(&mut wang, WANG, "k", "wang"), set(&mut lin, LIN, "k", "lin")];
        for change in &changes {
            for doc in [&mut wang, &mut lin, &mut chen] {
                doc.apply(&change.bytes).expect("in any order");
            }
        }
        assert_eq!(wang.fields().remove("k"), field("chen", &["lin", "wang"]));
        assert_eq!(wang.fields(), chen.fields());
    }

    fn the_next_edit_settles_a_conflict_even_with_the_value_that_shows<D>() {
        let mut wang = D::empty();
        let mut lin = D::empty();
        set(&mut wang, WANG, "k", "wang");
        let other = set(&mut lin, LIN, "k", "lin");
        wang.apply(&other.bytes).expect("lin's");
        assert_eq!(wang.fields().remove("k"), field("lin", &["wang"]));
        set(&mut wang, WANG, "k", "lin");
        assert_eq!(wang.fields().remove("k"), field("lin", &[]));
    }

    fn the_same_record_created_twice_shows_no_conflict_where_the_values_agree<D>() {
        let mut wang = D::empty();
        let mut lin = D::empty();
        let mut edits = resident();
        wang.edit(WANG, &edits, 0).expect("edit");
        edits.push(FieldEdit::set("phone", "another"));
        let beside = lin.edit(LIN, &edits, 0).expect("edit").expect("change");
        wang.apply(&beside.bytes).expect("lin's");
        for (key, shown) in wang.fields() {
            assert_eq!(shown.others.is_empty(), key != "phone", "{key}");
        }
        assert_eq!(wang.edit(WANG, &edits[..20], 1), Ok(None), "agreeing values are not written again");
    }

    fn an_update_survives_a_removal_made_beside_it<D>() {
        let mut wang = D::empty();
        set(&mut wang, WANG, "phone", "1");
        let mut lin = copy(&wang);
        let removal = edit(&mut wang, WANG, &[("a", Some(1.into())), ("b", Some(1.into())), ("phone", None)]);
        let update = set(&mut lin, LIN, "phone", "2");
        wang.apply(&update.bytes).expect("update");
        lin.apply(&removal.bytes).expect("removal");
        assert_eq!(wang.fields(), lin.fields());
        assert_eq!(wang.fields().remove("phone"), field("2", &[]));
    }

    fn an_element_added_to_a_set_survives_its_removal_elsewhere<D>() {
        let mut wang = D::empty();
        set(&mut wang, WANG, "tag/dibao", true);
        let mut lin = copy(&wang);
        let removal = remove(&mut wang, WANG, "tag/dibao");
        set(&mut lin, LIN, "tag/disabled", true);
        lin.apply(&removal.bytes).expect("removal");
        assert_eq!(lin.fields().into_keys().collect::<Vec<_>>(), ["tag/disabled"]);
    }

    fn a_change_held_already_changes_nothing<D>() {
        let mut doc = D::empty();
        let change = set(&mut doc, WANG, "k", "1");
        let before = doc.save();
        assert!(doc.has(&change.hash));
        assert!(doc.apply(&change.bytes).expect("again").keys.is_empty());
        assert_eq!(doc.save(), before);
    }

    fn a_change_names_the_fields_it_touched<D>() {
        let mut doc = D::empty();
        set(&mut doc, WANG, "k", "1");
        let mut other = copy(&doc);
        let change = edit(&mut doc, WANG, &[("k", None), ("new", Some(1.into()))]);
        let touched = other.apply(&change.bytes).expect("apply").keys;
        assert_eq!(touched.into_iter().collect::<Vec<_>>(), ["k", "new"]);
    }

    fn a_change_without_what_it_builds_on_is_not_queued<D>() {
        let mut doc = D::empty();
        let first = set(&mut doc, WANG, "k", "1");
        let second = set(&mut doc, WANG, "k", "2");
        let mut other = D::empty();
        assert_eq!(other.apply(&second.bytes), Err(MergeError::MissingDependency { hash: first.hash }));
        other.apply(&first.bytes).expect("first");
        assert_eq!(other.fields().remove("k"), field("1", &[]));
        other.apply(&second.bytes).expect("second");
        assert_eq!((other.fields(), other.heads()), (doc.fields(), doc.heads()));
    }

    /// A phone restored from a backup writes under a number it has used before.
    fn a_number_used_twice_by_one_actor_is_named_and_changes_nothing<D>() {
        let mut phone = D::empty();
        set(&mut phone, WANG, "k", "1");
        let mut restored = copy(&phone);
        set(&mut phone, WANG, "k", "2");
        let again = set(&mut restored, WANG, "k", "3");
        let before = phone.save();
        assert_eq!(phone.apply(&again.bytes), Err(MergeError::ActorReuse { actor: WANG.to_vec(), seq: 2 }));
        assert_eq!(phone.save(), before);
    }

    fn an_actor_counts_on_over_save_and_load<D>() {
        let mut doc = D::empty();
        let mut relay = D::empty();
        for n in 0..5_i64 {
            doc = copy(&doc);
            relay.apply(&set(&mut doc, WANG, "n", n).bytes).expect("one actor, one after the other");
        }
        assert_eq!(relay.fields(), doc.fields());
    }

    fn a_refused_change_is_left_out_and_its_intent_written_again_by_a_fresh_actor<D>() {
        let mut doc = D::empty();
        set(&mut doc, WANG, "k", "1");
        let kept = set(&mut doc, LIN, "other", "lin");
        let intent = [FieldEdit::set("k", "2")];
        let refused = doc.edit(WANG, &intent, 0).expect("edit").expect("change");
        let built_on_it = set(&mut doc, WANG, "k", "3");
        let mut clean = doc.without(&BTreeSet::from([refused.hash])).expect("rebuild");
        assert_eq!((clean.has(&refused.hash), clean.has(&built_on_it.hash), clean.has(&kept.hash)), (false, false, true));
        assert_eq!(clean.fields().remove("k"), field("1", &[]));
        clean.edit(CHEN, &intent, 0).expect("edit").expect("change");
        assert_eq!(clean.fields().remove("k"), field("2", &[]));
        assert_eq!(clean.fields().remove("other"), field("lin", &[]));
    }

    fn a_field_name_over_the_limit_is_refused<D>() {
        let mut doc = D::empty();
        for (key, fits) in [("", false), ("k", true), (&"k".repeat(64), true), (&"k".repeat(65), false), (&"键".repeat(22), false)] {
            let written = doc.edit(WANG, &[FieldEdit::set(key, 1)], 0);
            assert_eq!(written.is_ok(), fits, "{key}");
            assert!(fits || written == Err(MergeError::BadKey { bytes: key.len() }));
        }
    }

    fn an_edit_over_the_size_limit_leaves_the_document_as_it_was<D>() {
        let mut doc = D::empty();
        set(&mut doc, WANG, "name", "王建国");
        let before = doc.save();
        let long = noise(70 * 1024);
        assert!(matches!(doc.edit(WANG, &[FieldEdit::set("note", long)], 0), Err(MergeError::TooLarge { .. })));
        assert_eq!(doc.save(), before);
        set(&mut doc, WANG, "note", noise(40 * 1024));
        let before = doc.save();
        assert!(matches!(doc.edit(WANG, &[FieldEdit::set("note", noise(30 * 1024))], 0), Err(MergeError::TooLarge { .. })));
        assert_eq!(doc.save(), before);
        set(&mut doc, WANG, "name", "王建民");
    }

    fn bytes_that_are_no_document_or_no_change_are_refused<D>() {
        let mut doc = D::empty();
        set(&mut doc, WANG, "k", "1");
        let before = doc.save();
        for nonsense in [&b"x"[..], &[0; 100], &before[..before.len() - 1], &reseal(before.clone())[1..]] {
            assert_eq!(D::load(nonsense).map(|_| ()), Err(MergeError::BadBlob));
            assert!(matches!(doc.apply(nonsense), Err(MergeError::Refused(_))));
        }
        assert_eq!(doc.save(), before);
    }

    fn a_document_printed_in_a_log_says_nothing_of_the_person<D>() {
        let mut doc = D::empty();
        set(&mut doc, WANG, "name", "Wang Jianguo");
        assert!(!format!("{doc:?}").contains("Jianguo"));
    }
}

/// Text that no run-length encoding shrinks.
fn noise(bytes: usize) -> String {
    let mut state = 1_u32;
    (0..bytes)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from(b'a' + u8::try_from((state >> 16) % 26).expect("a letter"))
        })
        .collect()
}

#[test]
fn a_value_of_a_later_type_stays_and_can_be_written_back() {
    let values = [
        ScalarValue::Null,
        ScalarValue::Uint(7),
        ScalarValue::F64(24.51),
        ScalarValue::Timestamp(1_790_000_000_000),
        ScalarValue::Unknown { type_code: 12, bytes: vec![1, 2, 3] },
    ];
    for value in values {
        let mut newer = AutomergeDoc::empty();
        let change = edit(&mut newer, LIN, &[("k", Some("x".into())), ("name", Some("a".into()))]);
        let change = forged(&change.bytes, |change| change.operations[0].action = OpType::Put(value.clone()));
        let admitted = gate::admit(None, &change).unwrap_or_else(|error| panic!("{value:?}: {error}"));
        let mut doc = AutomergeDoc::load(&admitted.doc).expect("own blob");
        let shown = doc.fields().remove("k").expect("the field").value;
        assert!(matches!(&shown, Scalar::Unknown(_)), "{value:?}");

        set(&mut doc, WANG, "name", "b");
        assert_eq!(doc.fields().remove("k"), field(shown.clone(), &[]), "an edit beside it");
        assert_eq!(doc.edit(WANG, &[FieldEdit::set("k", shown.clone())], 0), Ok(None));
        remove(&mut doc, WANG, "k");
        let back = set(&mut doc, WANG, "k", shown);
        let expanded = automerge::Change::from_bytes(back.bytes).expect("a change").decode();
        assert_eq!(expanded.operations[0].action, OpType::Put(value));
    }
}

#[test]
fn opaque_bytes_that_no_document_gave_are_not_written() {
    for bytes in [vec![], vec![1, 2], vec![4, 0, 0, 0, 0, 0, 0, 0, 0], vec![99]] {
        let mut doc = AutomergeDoc::empty();
        assert_eq!(doc.edit(WANG, &[FieldEdit::set("k", Scalar::Unknown(bytes))], 0), Err(MergeError::BadValue));
    }
}

#[test]
fn a_saved_intent_reads_back_from_its_bytes() {
    let edits =
        vec![FieldEdit::set("k", Scalar::Unknown(vec![1])), FieldEdit::remove("gone"), FieldEdit::set("b", vec![1, 2])];
    let bytes = minicbor::to_vec(&edits).expect("encode");
    assert_eq!(minicbor::decode::<Vec<FieldEdit>>(&bytes).expect("decode"), edits);
}

#[test]
fn the_clock_of_a_change_is_kept_but_decides_nothing() {
    let mut wang = AutomergeDoc::empty();
    let mut lin = AutomergeDoc::empty();
    let late = wang.edit(WANG, &[FieldEdit::set("k", "late clock")], 4_000_000_000).expect("edit").expect("change");
    let early = lin.edit(LIN, &[FieldEdit::set("k", "early clock")], -5).expect("edit").expect("change");
    assert_eq!(automerge::Change::from_bytes(late.bytes).expect("change").timestamp(), 4_000_000_000);
    wang.apply(&early.bytes).expect("apply");
    assert_eq!(wang.fields().remove("k"), field("early clock", &["late clock"]));
}

#[test]
fn the_history_of_the_forge_is_sound() {
    let (doc, changes) = history();
    let mut again = AutomergeDoc::empty();
    for change in &changes {
        again.apply(change).expect("in order");
    }
    assert_eq!((again.fields(), again.heads()), (doc.fields(), doc.heads()));
}
