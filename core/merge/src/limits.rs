//! The sizes a document and its changes keep to. A change over one of these is refused before automerge reads it.

/// Bytes of one change.
pub const MAX_CHANGE_BYTES: usize = etong_protocol::limits::MAX_PAYLOAD_BYTES;
/// Operations in one change, and items in any column of it.
pub const MAX_CHANGE_OPS: u64 = 10_000;
/// Bytes of a field's name.
pub const MAX_KEY_BYTES: usize = 64;
/// Bytes of a saved document, history included, past which no further edit is written.
pub const MAX_DOC_BYTES: usize = 64 * 1024;
/// Bytes of a saved document past which the gate takes no change at all. Higher than `MAX_DOC_BYTES`, so that
/// honest edits made side by side while offline still merge when together they pass the writer's limit.
pub const MAX_MERGED_BYTES: usize = 4 * MAX_DOC_BYTES;
