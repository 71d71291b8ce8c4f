//! Roots are those of RFC 6962; every proof holds for what it proves and for nothing else.

use std::convert::Infallible;

use proptest::prelude::*;
use sha2::{Digest, Sha256};

use super::tree::split;
use super::*;
use crate::WireError;
use crate::id::EntryId;
use crate::sign::SigningKey;

fn id(seq: u64) -> EntryId {
    EntryId::of(&seq.to_be_bytes())
}

/// The straightforward definition of RFC 6962, 2.1.
fn plain(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty(),
        [one] => *one,
        many => {
            let (left, right) = many.split_at(usize::try_from(split(many.len() as u64)).unwrap());
            join(&plain(left), &plain(right))
        }
    }
}

fn lend(leaves: &[Hash]) -> impl FnMut(u32, u64) -> Result<Hash, Infallible> + '_ {
    |level, index| {
        let width = 1_usize << level;
        let start = usize::try_from(index).unwrap() * width;
        Ok(plain(&leaves[start..start + width]))
    }
}

fn leaves(size: u64) -> Vec<Hash> {
    (1..=size).map(|seq| leaf(seq, id(seq))).collect()
}

#[test]
fn roots_are_those_of_rfc_6962() {
    // The leaves and roots that Certificate Transparency's own tests use.
    let bytes = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let leaves: Vec<Hash> = bytes
        .iter()
        .map(|hex| {
            let mut hash = Sha256::new();
            hash.update([0]);
            hash.update(data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap());
            hash.finalize().into()
        })
        .collect();
    for (nth, root) in roots.iter().enumerate() {
        let size = nth + 1;
        let made = hash_of(0..size as u64, &mut lend(&leaves[..size])).unwrap();
        assert_eq!(data_encoding::HEXLOWER.encode(&made), *root, "{size} leaves");
    }
    assert_eq!(
        data_encoding::HEXLOWER.encode(&empty()),
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
}

proptest! {
    #[test]
    fn a_longer_history_is_proven_and_a_changed_one_is_not(size in 1_u64..140, old in 0_u64..140, spoilt in 0_u64..140) {
        let old = old.min(size);
        let all = leaves(size);
        let root = plain(&all);
        let before = plain(&all[..usize::try_from(old).unwrap()]);
        let proof = prove_consistent(old, size, &mut lend(&all)).unwrap();
        prop_assert!(is_consistent((old, &before), (size, &root), &proof));
        // A history in which one of the old entries is another.
        let spoilt = usize::try_from(spoilt % size).unwrap();
        let mut other = all;
        other[spoilt] = leaf(1, id(1_000));
        let other_root = plain(&other);
        let honest = prove_consistent(old, size, &mut lend(&other)).unwrap();
        prop_assert_eq!(is_consistent((old, &before), (size, &other_root), &honest), (spoilt as u64) >= old);
        for nth in 0..proof.len() {
            let mut bent = proof.clone();
            bent[nth][3] ^= 1;
            prop_assert!(!is_consistent((old, &before), (size, &root), &bent));
        }
        let mut longer = proof;
        longer.push([0; 32]);
        prop_assert!(!is_consistent((old, &before), (size, &root), &longer));
    }

    #[test]
    fn entries_are_proven_to_be_in_a_history_and_others_are_not(
        size in 1_u64..140, picked in proptest::collection::btree_set(1_u64..140, 1..20), spoil: usize,
    ) {
        let entries: Vec<(u64, EntryId)> =
            picked.into_iter().filter(|seq| *seq <= size).map(|seq| (seq, id(seq))).collect();
        prop_assume!(!entries.is_empty());
        let all = leaves(size);
        let root = plain(&all);
        let asked = stretches(entries.iter().map(|(seq, _)| *seq)).unwrap();
        let proof = prove_included(&asked, size, &mut lend(&all)).unwrap();
        prop_assert_eq!(root_from(&entries, size, &proof), Some(root));
        let mut other = entries.clone();
        let nth = spoil % other.len();
        other[nth].1 = id(9_999);
        prop_assert_ne!(root_from(&other, size, &proof), Some(root));
        let mut moved = entries.clone();
        moved.reverse();
        prop_assert!(entries.len() == 1 || root_from(&moved, size, &proof).is_none());
    }

    #[test]
    fn stretches_are_read_as_they_were_asked(picked in proptest::collection::btree_set(1_u64..100, 0..20)) {
        let asked = stretches(picked).unwrap();
        let path = HistoryQuery { from: 3, size: 9, asked: asked.clone() }.to_path();
        let (_, text) = path.split_once("seqs=").unwrap();
        prop_assert_eq!(HistoryQuery::read_stretches(text).unwrap(), asked);
    }
}

#[test]
fn stretches_that_do_not_rise_are_malformed() {
    for text in ["0-1", "2-1", "1", "1-2,3-4", "1-2,2-4", "5-6,1-2", "1-x", "-", "1-2,,x"] {
        assert!(HistoryQuery::read_stretches(text).is_err(), "{text:?}");
    }
    let many: Vec<String> = (0..=MAX_STRETCHES).map(|nth| format!("{0}-{0}", nth * 2 + 1)).collect();
    assert!(matches!(HistoryQuery::read_stretches(&many.join(",")), Err(WireError::TooLarge { .. })));
}

#[test]
fn a_root_travels_as_text_and_only_its_relay_signs_it() {
    let key = SigningKey::from_seed(&[4; 32]);
    let body = RootBody { epoch: 7, size: 3, root: plain(&leaves(3)), at: 5 };
    let signed = body.sign(&key);
    let text = signed.to_string();
    assert!(text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b':'), "{text}");
    assert_eq!(text.parse::<SignedRoot>().unwrap().open(&key.public()).unwrap(), body);
    assert!(signed.open(&SigningKey::from_seed(&[5; 32]).public()).is_err());
    let mut bent = signed;
    bent.body[1] ^= 1;
    assert!(bent.open(&key.public()).is_err());
}

#[test]
fn any_bytes_give_a_history_or_an_error() {
    bolero::check!().with_type::<Vec<u8>>().for_each(|bytes: &Vec<u8>| {
        let _ = HistoryReply::from_frame(bytes);
        let _ = String::from_utf8_lossy(bytes).parse::<SignedRoot>();
        let hashes = hashes(bytes).unwrap_or_default();
        let size = bytes.len() as u64;
        let _ = root_from(&[(1, EntryId::of(bytes))], size, &hashes);
        let _ = is_consistent((size / 2, &empty()), (size, &empty()), &hashes);
    });
}
