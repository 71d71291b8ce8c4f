//! The history of one feed as a Merkle tree in the manner of RFC 6962: leaf `n` is the entry with `seq` n + 1, and the relay
//! signs its root. Whoever keeps a root can have two things proven with a few hashes: that a later root only added to it, and
//! that an entry is in it (docs/adr/0015). Pure: whoever proves lends the hashes of whole subtrees.

mod consistent;
mod included;
mod query;
mod reply;
mod root;
mod tree;

pub use consistent::{is_consistent, prove_consistent};
pub use included::{prove_included, root_from, stretches};
pub use query::{HistoryQuery, MAX_STRETCHES};
pub use reply::{HistoryReply, hashes};
pub use root::{RootBody, SignedRoot};
pub use tree::{Hash, empty, hash_of, join, leaf};

#[cfg(test)]
mod tests;
