//! TEST ONLY (feature `sim`): places where the simulator can kill the phone, and bugs it must be able to catch.
//! Refuses to be part of a release build.

#[cfg(not(debug_assertions))]
compile_error!("feature `sim` is for tests and must not be in a release build");

use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use etong_protocol::EntryId;

use crate::error::StoreError;

/// Kills one phone at a chosen write, and keeps it dead until its `App` is dropped.
#[derive(Debug)]
pub struct Faults {
    countdown: AtomicI64,
    dead: AtomicBool,
}

impl Default for Faults {
    fn default() -> Self {
        Self { countdown: AtomicI64::new(-1), dead: AtomicBool::new(false) }
    }
}

impl Faults {
    /// Kills the phone at the `points`-th crash point from now (two a write: before and after its commit).
    pub fn kill_after(&self, points: u32) {
        self.countdown.store(i64::from(points), Ordering::SeqCst);
    }

    pub(crate) fn before_commit(&self) -> Result<(), StoreError> {
        self.pass()
    }

    pub(crate) fn after_commit(&self) -> Result<(), StoreError> {
        self.pass()
    }

    fn pass(&self) -> Result<(), StoreError> {
        if self.countdown.load(Ordering::SeqCst) > 0 && self.countdown.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.dead.store(true, Ordering::SeqCst);
        }
        if self.dead.load(Ordering::SeqCst) { Err(StoreError::Killed) } else { Ok(()) }
    }
}

/// Mistakes real sync engines have shipped. A checker that does not catch them is not a checker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeededBug {
    /// The first screen counts what lies on the phone, whichever post acts.
    CountsThePhone,
    /// A phone that died while its tables were made again begins with the first.
    RemakesAnew,
    /// A page goes on after so many rows, whatever came meanwhile.
    PagesByNumber,
    /// A receipt marks everything unsent as delivered, not only what was in the batch.
    AckTooMuch,
    /// The cursor is moved before the page's entries are stored.
    CursorEarly,
    /// An entry seen twice is counted twice.
    DoubleApply,
    /// The place in the outbox is written after the save, in a transaction of its own.
    LostOutbox,
    /// A case is folded in the order things arrived here, not in the relay's order.
    UnsortedFold,
    /// The same with everything that is no case: mediations, calls, clues, rosters.
    UnsortedEvents,
    /// The last entry of a page is passed over.
    SkippedSeq,
    /// Erasing a record leaves its words in the index.
    ErasureLeavesIndex,
    /// A screen shows phone numbers as they are.
    ForgetsToMask,
    /// The views let out what a person typed as it is.
    ShowsWhatWasTyped,
    /// A list of one's own cases forgets what an ended post left and what nobody took on in time.
    NobodysCases,
    /// A team that only reads a case works on it when it was sent to another team.
    AnyTeamWorks,
    /// What a reporter has still to be told is in no list.
    NobodyAnswers,
    /// What is open in a unit that was replaced stays where it was.
    HeirsForgotten,
    /// A masked value is shown before it is written down that it was.
    RevealUnlogged,
    /// Looks at details are marked as told, and stand in no log.
    LooksForgotten,
    /// What lies outside the new reach is erased as soon as the standing changes, sent or not.
    EraseFirst,
    /// Nothing is said of a clock that was set.
    QuietClock,
    /// A phone that is to erase what it holds begins before the sealed outbox is durable.
    EraseUnsealed,
    /// A phone takes a wipe order from anybody.
    AnyOrder,
    /// A phone takes what its relay signed for an answer, whatever it was an answer to.
    AnyAnswer,
    /// A phone believes what an enrolment or a registration is answered, whoever changed it on its way.
    EnrolmentBelieved,
    /// A phone takes what it is told of the history as it comes: no root is held against the last one, no proof is reckoned.
    AnyHistory,
    /// A phone hands on what the relay gives it as evidence without checking it.
    EvidenceUnchecked,
    /// A phone that is enrolled moves to whatever relay says that its registration was accepted.
    AnyRelay,
    /// A try of a PIN is counted after it was made.
    TryCountedLate,
    /// Setting a PIN leaves the keys in the key store as they were.
    PlainKeyStays,
    /// Setting or changing a PIN leaves the database under its old key.
    OldKeyStays,
    /// Taking a PIN away forgets the lock before the keys lie open.
    LockGoneFirst,
    /// What was sealed when a phone was locked is taken for all it has, also after it was opened again.
    StaleOutbox,
    /// A phone that a late call locks leaves nothing sealed for its relay.
    LateCallLeavesNothing,
    /// Who leaves a phone is erased before anything is sealed or sent.
    LeavesUnsent,
    /// A second user's keys lie under the first one's names.
    OneKeyForAll,
    /// Tidying up takes what is not at the relay yet.
    TidiesUnsent,
    /// Tidying up does not ask whether a record is on hold.
    TidiesHeld,
    /// What is deleted is not overwritten.
    OverwritesNothing,
    /// After tidying up the journal keeps the old pages.
    JournalKept,
    /// A patrol forgets what its track came to.
    TrackForgotten,
    /// A month's figures go on changing with what is done after it.
    LogRunsOn,
    /// A period is assessed while it runs.
    PublishedEarly,
    /// Who did the work says in another post that it is well done.
    JudgesItself,
    /// A hazard is written off whatever was seen last.
    WrittenOffUnseen,
    /// What the relay says of when it had an entry is nothing to deadlines and figures.
    PhoneClocksOnly,
    /// When the relay says it had an entry is not held against its roots.
    TimesUnheld,
    /// What a restored relay says of when it had an entry stands over what it said before.
    LastReceived,
    /// Nobody is told that a draw asks for a call.
    CallsForgotten,
    /// The fold does not look at which phone an act came from.
    HandsUnseen,
    /// A database is opened without its key: what is written lies there as it is.
    InTheClear,
    /// Locking lets go of no key.
    LockKeepsKeys,
    /// The log of the program says what was captured.
    LogNames,
    /// A page is taken whoever signed it.
    DamagedPage,
    /// An entry that cannot be applied stops the page it came with.
    PoisonStops,
    /// An entry that cannot be applied is passed over, and nobody is told.
    PoisonForgotten,
    /// A position that the phone calls made up goes for a measured one.
    MockTaken,
    /// The end of a lease is not looked at.
    LeaseEndless,
    /// A phone that was put back from a backup writes on as the actor it was.
    OldActorStays,
    /// An answer of a relay is read to its end, however long it is.
    EndlessAnswer,
    /// Records are sent in the clear to any machine.
    AnyScheme,
    /// A batch for another platform is written as things were typed.
    BatchAsTyped,
    /// Which unit opened a record is taken from the words of whoever says so.
    OpeningsBelieved,
}

thread_local! {
    static NOBODY: Cell<bool> = const { Cell::new(false) };
    static BUG: Cell<Option<SeededBug>> = const { Cell::new(None) };
    /// With `LostOutbox`: entries whose link is still to be written.
    static PUT_OFF: RefCell<Vec<EntryId>> = const { RefCell::new(Vec::new()) };
}

/// Until the guard is dropped nobody sits before the screens that this thread asks for: what a checker compares is no look.
#[must_use]
pub fn nobody_looks() -> NobodyLooks {
    NOBODY.set(true);
    NobodyLooks(())
}

/// Somebody sits there again.
#[derive(Debug)]
pub struct NobodyLooks(());

impl Drop for NobodyLooks {
    fn drop(&mut self) {
        NOBODY.set(false);
    }
}

pub(crate) fn is_nobody() -> bool {
    NOBODY.get()
}

/// Switches one bug on for this thread until the guard is dropped.
#[must_use]
pub fn seed(bug: SeededBug) -> SeededBugGuard {
    BUG.set(Some(bug));
    SeededBugGuard(())
}

/// Switches the bug off again.
#[derive(Debug)]
pub struct SeededBugGuard(());

impl Drop for SeededBugGuard {
    fn drop(&mut self) {
        BUG.set(None);
        PUT_OFF.take();
    }
}

pub(crate) fn has_bug(bug: SeededBug) -> bool {
    BUG.get() == Some(bug)
}

pub(crate) fn put_off(entry: EntryId) {
    PUT_OFF.with_borrow_mut(|late| late.push(entry));
}

pub(crate) fn take_put_off() -> Vec<EntryId> {
    PUT_OFF.take()
}
