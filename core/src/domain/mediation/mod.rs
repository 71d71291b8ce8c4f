//! 矛盾调解: one dispute brought to an end by talking (人民调解法; paper set of the 司法部 file format of 2010). Acts are
//! immutable events (`act`); where a mediation stands is a fold over them (`fold`), its deadlines (`terms`) and the completeness
//! of its file (`papers`) are computed on read. Mediation is voluntary, and nobody mediates for his own people.

mod act;
mod advance;
mod fold;
mod judge;
mod next;
mod papers;
mod parts;
mod payload;
mod quiet;
mod rights;
mod standing;
mod state;
mod terms;
mod words;

pub use act::{ActWord, MediationAct, Opening};
pub use fold::{Handing, MediationEvent, MediationFold, fold, next_acts};
pub use next::NextStep;
pub use papers::{PaperLine, PaperNeed, PaperWord, missing, papers};
pub use parts::{
    Agreement, Appointment, Attempt, Confirmation, Failure, FollowUp, Fulfilment, Handover, Litigant, Methods, Opinion,
    Paper, Receipt, Recusal, Vote,
};
#[cfg(test)]
pub(super) use payload::tests::every_act;
pub use quiet::{QuietFacts, Quietness, quietness};
pub use rights::{attempt_right, may_act, right_of, who_may};
pub use standing::{Flag, FoldedMediationAct, Rule, Standing};
pub use state::MediationState;
pub use terms::{
    CONFIRMATION_DAYS, EXTENSION_DAYS, RECEIPT_DAYS, Terms, confirmation_until, due_at, effective_at, receipt_due_at,
};
pub use words::{
    ConfirmationResult, DisputeType, Done, MediationSource, MethodTag, Mode, Outcome, PartyRole, RecusalReason,
    Satisfaction, Side,
};
