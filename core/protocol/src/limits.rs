//! The sizes both ends agree on. A message over one of these is refused before it is read.

/// Version of the messages in this crate. A relay refuses a newer one with `Upgrade`.
pub const PROTOCOL_VERSION: u16 = 1;
/// Entries in one push batch or one pull page.
pub const MAX_BATCH_ENTRIES: usize = 500;
/// Bytes of one entry's payload, before compression.
pub const MAX_PAYLOAD_BYTES: usize = 64 * 1024;
/// Bytes of one sealed entry (payload and envelope).
pub const MAX_ENTRY_BYTES: usize = MAX_PAYLOAD_BYTES + 2 * 1024;
/// Bytes of one compressed request body.
pub const MAX_BODY_BYTES: usize = 4 * 1024 * 1024;
/// Bytes of one body after decompression.
pub const MAX_UNPACKED_BYTES: usize = 16 * 1024 * 1024;
/// A pull page is closed once its entries, before compression, exceed this.
pub const PAGE_BYTES: usize = 1024 * 1024;
/// Entries a record may have when it is shared with one more unit: all of them must fit one page beside others.
pub const MAX_SHARED_ENTRIES: usize = 400;
/// Bytes of those entries, before compression.
pub const MAX_SHARED_BYTES: usize = 200 * 1024;
