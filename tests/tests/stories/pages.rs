//! What somebody with the key reads in a phone's file itself: every page of it and of its journal, free ones included, which no query
//! shows.

#![expect(clippy::indexing_slicing, reason = "a page has its size")]

use aes::Aes256;
use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{BlockModeDecrypt, KeyIvInit};
use etong_core::Device;
use etong_tests::Phone;

const PAGE: usize = 4096;
/// SQLCipher 4: at the end of each page 16 bytes of a nonce and 64 of a check.
const RESERVE: usize = 80;
const NONCE: usize = 16;
/// In the place of the file's first bytes.
const SALT: usize = 16;
const JOURNAL_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

pub(super) fn decrypted(phone: &Phone) -> Vec<u8> {
    let key = Device::secret(&*phone.device, "etong.database".into()).unwrap().unwrap();
    let read = |name: &str| std::fs::read(phone.folder().join(name)).unwrap_or_default();
    let (file, journal) = (read("etong.db"), read("etong.db-wal"));
    let mut plain = Vec::with_capacity(file.len() + journal.len());
    for (nth, page) in file.chunks_exact(PAGE).enumerate() {
        plain.extend(page_of(&key, page, nth == 0));
    }
    assert!(plain.windows(6).any(|bytes| bytes == b"CREATE"), "the key opens the pages");
    let frames = journal.get(JOURNAL_HEADER..).unwrap_or_default().chunks_exact(FRAME_HEADER + PAGE);
    for frame in frames {
        plain.extend(page_of(&key, &frame[FRAME_HEADER..], frame[..4] == 1_u32.to_be_bytes()));
    }
    plain
}

fn page_of(key: &[u8], page: &[u8], first: bool) -> Vec<u8> {
    let nonce = &page[PAGE - RESERVE..PAGE - RESERVE + NONCE];
    let mut bytes = page[if first { SALT } else { 0 }..PAGE - RESERVE].to_vec();
    let cipher = cbc::Decryptor::<Aes256>::new_from_slices(key, nonce).unwrap();
    cipher.decrypt_padded::<NoPadding>(&mut bytes).unwrap();
    bytes
}
