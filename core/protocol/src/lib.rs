//! WHAT TRAVELS between phone and relay, and nothing else: no IO, no SQL, no clock, no randomness.
//! Read in this order: who and where (`id`, `org_path`, `record_kind`, `post_kind`), what one thing is
//! (`stamp`, `entry`), how it is proven (`chain`, `receipt`, `digest`), and how it moves (`push`, `pull`, `enrol`, `answer`,
//! `relay`).
//!
//! Every decoder here is total: bytes from anywhere give a value or a `WireError`, never a panic.

pub mod again;
pub mod answer;
pub mod authority;
pub mod card;
pub mod chain;
pub mod custody;
pub mod digest;
pub mod enrol;
pub mod entry;
pub mod error;
pub mod evidence;
pub mod frame;
pub mod history;
pub mod id;
pub mod invitation;
pub mod lease;
pub mod limits;
pub mod named_id;
pub mod org_path;
pub mod post_kind;
pub mod proof;
pub mod pull;
pub mod push;
pub mod receipt;
pub mod record_kind;
pub mod register;
pub mod relay;
pub mod sealed;
pub mod sign;
pub mod signatures;
pub mod stamp;
pub mod wipe;
pub mod wire;

pub use answer::{Answer, BOUND, Introduction, Question};
pub use authority::{ErasedRow, Grant, Holder, LegalBasis, ReachRule, Standing, StandingPost, Tombstone, TombstoneAct};
pub use card::{Card, CardBody, CardRequest, carries_card};
pub use chain::{Chain, ChainLink};
pub use custody::{CustodyDecision, CustodyItem, CustodyPage, CustodyReason};
pub use digest::ScopeDigest;
pub use entry::{Entry, EntryClass, SealedEntry};
pub use error::{Refusal, RefusalCode, WireError};
pub use id::{ChainId, DeviceId, EntryId, PersonId, PostId, RecordId};
pub use invitation::Invitation;
pub use org_path::{OrgLevel, OrgPath, UnitId};
pub use post_kind::PostKind;
pub use proof::{Asked, BodyHash, PROOF_HEADER, Proof};
pub use pull::{Cursor, PullPage, PullQuery, PulledEntry};
pub use push::{PushBatch, PushItem, PushReply};
pub use receipt::{Earlier, Receipt, ReceiptBody, Verdict, VerdictRun};
pub use record_kind::{Audience, RecordKind};
pub use relay::{Relay, RelayRequest, RelayResponse, Unreachable, Verb};
pub use sealed::{
    Delivery, DeliveryBody, DeliveryReceipt, OpeningKey, SealedFile, SealedOutbox, SealingKey, SealingOffer,
};
pub use sign::{PublicKey, Signature, SigningKey};
pub use stamp::{Hlc, Stamp};
pub use wipe::{LastWord, WipeBody, WipeDone, WipeOrder};
