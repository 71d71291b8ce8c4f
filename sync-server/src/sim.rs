//! Where a simulator may let the relay die, and the mistakes it may plant to prove that its checks find them.
//! Only with the feature `sim`, which no release build accepts; without it every call here is nothing.

use crate::error::RelayError;

/// A mistake on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SeededBug {
    /// Answers "stored" for every seventh entry without writing it.
    AckTooMuch,
    /// A page leaves out every eleventh `seq` and claims to have read it.
    SkippedSeq,
    /// Takes changes to records that were erased.
    GoneNotGiven,
    /// Keeps the key of a record that was erased.
    KeyKept,
    /// A token is taken without its device's proof.
    ProofUnchecked,
    /// A proof is taken as often as it comes.
    WindowUnchecked,
    /// A revoked device keeps its token, and the token is taken.
    RevokedTaken,
    /// Phones are told of a post without who gave or ended it.
    GiverUntold,
    /// One operator alone puts sensitive rights into force.
    OneApproval,
    /// Says that an entry is in custody without keeping it.
    ForgottenCustody,
    /// The history that is told ends three entries early.
    Shortened,
    /// Devices with an odd id are told another history than the others.
    Forked,
    /// Whoever asks for a proof is told of another epoch than the pages say.
    OtherEpochTold,
    /// Every fifth entry is stored, but not under the history.
    LeftOut,
    /// A device that is to erase what it holds is told only that it was revoked.
    OrderWithheld,
    /// A patrol may be written anywhere.
    ScopeUnchecked,
    /// Whoever writes onto a record is believed to be the heir of its unit.
    HeirsBelieved,
    /// A post that has ended still counts.
    EndedTaken,
    /// A cursor beyond the feed is sent all of it.
    CursorWidens,
    /// One operator alone lets a phone in as an officer.
    CodeByOne,
    /// An approval is counted without a look at its signature.
    ApprovalUnchecked,
    /// A live channel goes on telling somebody without a post where the head is.
    LiveToNobody,
    /// A host's staff is shown cases of every place.
    HostsEverywhere,
    /// A batch is taken without a look at its device's signature.
    SignatureUnchecked,
    /// Wrong codes are not counted.
    GuessesFree,
    /// Wrong codes are counted where a request comes in, and not again where its code is tried.
    GuessesCountedEarly,
    /// A registration is counted before its signature is looked at.
    RegistrationsCountedEarly,
    /// A device has as many live channels as it likes.
    ChannelsWithoutEnd,
    /// Whoever may decide on anything is shown everything that waits in custody.
    CustodyForAll,
    /// The trail is believed without a look at its hashes.
    TrailUnhashed,
    /// The log of the program says which code was tried.
    LogSays,
    /// Each entry in evidence is said to be signed for by the batch after its own.
    BatchMisnumbered,
    /// A database that was put back goes on under the epoch it had.
    EpochKept,
    /// Evidence is given and the trail does not say to whom.
    LookUnlogged,
    /// Nothing that was asked about is looked at for signatures.
    SignaturesCutShort,
    /// Everything asked about is said to be looked at, and no signature is told.
    SignaturesHeldBack,
    /// What comes sealed beside its chain is taken though nobody signed for it.
    LooseTaken,
    /// Work that claims to be older than its author's post is taken as if it were of their days.
    BeforeTaken,
    /// What nobody may erase is erased by two people all the same.
    AuditErased,
    /// A record is founded under whatever id its first entry names.
    SquatterTaken,
    /// Where a desk signed its decision on custody is not written down.
    DecisionsUnlinked,
}

/// Every place where the relay can be told to die.
pub const CRASH_POINTS: &[&str] =
    &["relay.before_begin", "relay.between_jobs", "relay.before_commit", "relay.after_commit", "relay.before_answer"];

#[cfg(feature = "sim")]
mod planned {
    use std::cell::Cell;
    use std::collections::{BTreeMap, BTreeSet};
    use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

    use super::{RelayError, SeededBug};

    #[cfg(not(debug_assertions))]
    compile_error!("the feature `sim` plants crashes and bugs; it is for tests, never for a release build");

    /// Crash plan and seeded bugs of one `RelayState`; clones share them.
    #[derive(Debug, Clone, Default)]
    pub struct Sim(Arc<Mutex<Plan>>);

    #[derive(Debug, Default)]
    struct Plan {
        crashes: BTreeMap<String, u32>,
        died_at: Option<&'static str>,
        bugs: BTreeSet<SeededBug>,
    }

    thread_local! {
        static HERE: Cell<Option<SeededBug>> = const { Cell::new(None) };
    }

    /// Plants a mistake in what this thread does without a relay that runs, until the guard is dropped.
    #[must_use]
    pub fn seed_here(bug: SeededBug) -> SeededHere {
        HERE.set(Some(bug));
        SeededHere(())
    }

    /// Takes the mistake away again.
    #[derive(Debug)]
    pub struct SeededHere(());

    impl Drop for SeededHere {
        fn drop(&mut self) {
            HERE.set(None);
        }
    }

    pub(crate) fn has_here(bug: SeededBug) -> bool {
        HERE.get() == Some(bug)
    }

    /// Marks an answer that a dead process would never have sent (in `http::Extensions`).
    #[derive(Debug, Clone, Copy)]
    pub struct Died;

    impl Sim {
        /// The relay dies when it passes `point` for the `nth` time from now (1 = the next).
        pub fn crash_at(&self, point: &str, nth: u32) {
            self.plan().crashes.insert(point.to_owned(), nth.max(1));
        }

        pub fn plant(&self, bug: SeededBug) {
            self.plan().bugs.insert(bug);
        }

        /// Where the relay died, if it did. A dead relay answers nothing more until its folder is opened again.
        #[must_use]
        pub fn died_at(&self) -> Option<&'static str> {
            self.plan().died_at
        }

        pub(crate) fn has(&self, bug: SeededBug) -> bool {
            self.plan().bugs.contains(&bug)
        }

        pub(crate) fn crash_point(&self, point: &'static str) -> Result<(), RelayError> {
            let mut plan = self.plan();
            if let Some(died) = plan.died_at {
                return Err(RelayError::Died(died));
            }
            if let Some(left) = plan.crashes.get_mut(point) {
                *left -= 1;
                if *left == 0 {
                    plan.crashes.remove(point);
                    plan.died_at = Some(point);
                    return Err(RelayError::Died(point));
                }
            }
            Ok(())
        }

        fn plan(&self) -> MutexGuard<'_, Plan> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner)
        }
    }
}

#[cfg(not(feature = "sim"))]
mod planned {
    use super::{RelayError, SeededBug};

    #[inline]
    pub(crate) const fn has_here(_: SeededBug) -> bool {
        false
    }

    /// Nothing, in a build that is not for the simulator.
    #[derive(Debug, Clone, Default)]
    pub struct Sim(());

    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "same calls as in simulator builds")]
    impl Sim {
        #[inline]
        pub(crate) const fn has(&self, _: SeededBug) -> bool {
            false
        }

        #[inline]
        pub(crate) const fn crash_point(&self, _: &'static str) -> Result<(), RelayError> {
            Ok(())
        }
    }
}

pub use planned::Sim;
pub(crate) use planned::has_here;
#[cfg(feature = "sim")]
pub use planned::{Died, SeededHere, seed_here};
