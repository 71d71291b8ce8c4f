//! A sealed outbox opens for the relay alone, and only whole.

use super::*;
use crate::id::{ChainId, EntryId};
use crate::push::PushItem;

fn batch() -> PushBatch {
    let items = vec![PushItem::Whole("陈小明".as_bytes().to_vec()), PushItem::Withheld(EntryId::of(b"x"))];
    PushBatch::sign(DeviceId::NIL, ChainId::NIL, 1, [9; 32], items, &SigningKey::from_seed(&[3; 32]))
}

#[test]
fn only_the_relay_it_was_sealed_to_opens_an_outbox_and_only_as_it_was_sealed() {
    let (relay, other) = (SigningKey::from_seed(&[4; 32]), SigningKey::from_seed(&[5; 32]));
    let (key, _) = SealingOffer::sign(&relay, true).open(&relay.public()).unwrap();
    let sealed = SealedOutbox::seal(&batch(), &relay.public(), &key, [7; 32]).unwrap();
    assert_eq!(sealed.open(&OpeningKey::of(&relay)).unwrap(), batch());
    assert!(sealed.open(&OpeningKey::of(&other)).is_err());
    let bytes = wire::encode(&sealed);
    assert!(!bytes.windows(9).any(|window| window == "陈小明".as_bytes()));
    let changed = [
        SealedOutbox { count: 3, ..sealed.clone() },
        SealedOutbox { device: DeviceId::from_bytes([1; 16]), ..sealed.clone() },
        SealedOutbox { version: 2, ..sealed.clone() },
        SealedOutbox { sealed: sealed.sealed.iter().map(|byte| byte ^ 1).collect(), ..sealed.clone() },
        SealedOutbox { enc: [0; 32], ..sealed.clone() },
        SealedOutbox { sealed: Vec::new(), ..sealed },
    ];
    for changed in changed {
        assert!(changed.open(&OpeningKey::of(&relay)).is_err(), "{changed:?}");
    }
}

#[test]
fn an_outbox_sealed_in_another_relays_name_is_not_opened() {
    let relay = SigningKey::from_seed(&[4; 32]);
    let key = OpeningKey::of(&relay).public();
    let sealed = SealedOutbox::seal(&batch(), &SigningKey::from_seed(&[5; 32]).public(), &key, [7; 32]).unwrap();
    assert!(sealed.open(&OpeningKey::of(&relay)).is_err());
}

#[test]
fn a_sealing_key_is_believed_only_from_its_relay() {
    let (relay, other) = (SigningKey::from_seed(&[4; 32]), SigningKey::from_seed(&[5; 32]));
    let mut swapped = SealingOffer::sign(&relay, true);
    swapped.key = OpeningKey::of(&other).public();
    assert!(swapped.open(&relay.public()).is_err());
    let stretched = SealingOffer { leased: false, ..SealingOffer::sign(&relay, true) };
    assert!(stretched.open(&relay.public()).is_err(), "nobody in between takes the lease away");
    assert!(SealingOffer::sign(&relay, true).open(&other.public()).is_err());
}

#[test]
fn the_sealing_key_stays_the_same_for_ever_because_backups_hold_only_the_signing_key() {
    let key = OpeningKey::of(&SigningKey::from_seed(&[4; 32])).public();
    assert_eq!(
        data_encoding::HEXLOWER.encode(&key.0),
        "48e3ef883daf3889b1982401b5accbd3ea1b37d0f8f657899b7c065522b46c64"
    );
}
