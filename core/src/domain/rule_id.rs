//! The rules a request can be against, by id, each with what to do about it. Ids are told to shells, which choose their own
//! words; they never change their meaning.

macro_rules! rules {
    ($($variant:ident = $id:literal, $todo:literal;)*) => {
        /// A rule by its id.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum RuleId { $($variant,)* }

        impl RuleId {
            pub const ALL: [Self; [$($id),*].len()] = [$(Self::$variant,)*];

            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }

            /// What to do about it.
            #[must_use]
            pub const fn todo(self) -> &'static str {
                match self { $(Self::$variant => $todo,)* }
            }
        }
    };
}

rules! {
    Post = "post", "ask one of those who may, or act as such a post if you hold one";
    Outside = "outside", "ask a post there, or ask for the record to be shared with your unit";
    NoPost = "no_post", "ask your unit for a post; it arrives with the next sync";
    PostEnded = "post_ended", "choose another of your posts to act";
    // A case.
    Step = "step", "wait for the step before it, or take one that is open now";
    Receiver = "receiver", "name a post that handles cases";
    Ahead = "ahead", "update this app, then sync";
    Upwards = "upwards", "use escalate";
    NotAbove = "not_above", "name a desk above this post, or leave the kind out";
    Returned = "returned", "ask that desk; add a comment on what it should know";
    HandedUp = "handed_up", "ask that desk; add a comment on what it should know";
    NotSender = "not_sender", "ask whoever sent it on; add a comment on why it should come back";
    ExtendedOnce = "extended_once", "ask for a suspension, or finish it and say why it is late";
    Extension = "extension", "name another day, or ask for a suspension";
    NotReporter = "not_reporter", "call the reporter back: a callback records what the reporter says";
    OwnWork = "own_work", "somebody who did not work on it calls";
    OwnReport = "own_report", "have another desk of the community, or the one above, check it or close it";
    OwnRating = "own_rating", "a callback by somebody else records whether it is well done";
    NoGoodLook = "no_good_look", "have the place looked at again (a re-check of the inspection), then close it; void a mistaken report";
    NotOffered = "not_offered", "ask the desk to dispatch it to your unit; a comment, a visit or evidence is always open";
    HazardOnly = "hazard_only", "classify it as a hazard first";
    NotLinked = "not_linked", "nothing has to be undone; link_duplicate links it";
    Stars = "stars", "give 1 to 5 stars";
    Waits = "waits", "sync, then go on";
    NoResultYet = "no_result_yet", "wait for the reply, it comes with a sync";
    // A mediation.
    Recused = "recused", "another mediator takes it on; a desk may appoint one";
    OwnDispute = "own_dispute", "step aside (recuse), or say that the name is all they share (only_same_name)";
    MediationOver = "mediation_step", "take a step that it takes now, or open another mediation for a new dispute";
    HandedOver = "handed_over", "wait for their receipt, or ask them to hand it back";
    NoAgreedAttempt = "no_agreed_attempt", "record an attempt that ended agreed first";
    AlreadyThere = "already_there", "they go on with it; add a note on what they should know";
    NoHandover = "no_handover", "name the entry of a handover, as the mediation shows it";
    NotTheReceiver = "not_the_receiver", "have them sign for it, or send the number of their signed paper";
    Consent = "consent", "ask all parties; without them the mediation ends in its time";
    TooLong = "too_long", "name 1 to 30 days, or end the mediation and name the other ways";
    Order = "order", "have the mode before it tried first, or give the reason (out_of_order)";
    // Patrols.
    NotWalker = "not_walker", "who started it goes on; start a patrol of your own";
    PatrolEnded = "patrol_ended", "start another patrol; a finding can still be noted";
    PatrolState = "patrol_state", "see in `show` how far the patrol is, and take the step that is next";
    AskedOfOthers = "asked_of_others", "those asked walk it; start a patrol of your own";
    OwnPartner = "own_partner", "another post joins, on its own phone";
    NotStarted = "not_started", "it is joined once its walker has started it";
    JoinedBefore = "joined_before", "nothing is left to do; confirm the end when it is over";
    EndedBefore = "ended_before", "nothing is left to do; sync sends it";
    OtherPhone = "other_phone", "show the code on the phone that started the patrol";
    // Notices, calls, campaigns.
    NotAsked = "not_asked", "nothing has to be told; reading it is enough";
    ForOthers = "for_others", "nothing has to be done; it is for other posts";
    SaidBefore = "said_before", "nothing is left to do; sync sends it";
    Withdrawn = "withdrawn", "publish another one";
    NotPublisher = "not_publisher", "ask its publisher or a desk above";
    CallOver = "call_over", "see the open calls in the list of calls";
    OtherUnits = "other_units", "answer the calls of your own unit";
    Answered = "answered", "withdraw the answer first, or go on with it";
    NotAnswerer = "not_answerer", "who answered goes on; answer the call yourself";
    MusterStep = "muster_step", "answer, arrive, leave: take them in this order";
    CallStopped = "call_stopped", "publish another call";
    CampaignClosed = "campaign_closed", "publish another campaign";
    // Draws, assessment, erasure, the rest.
    NotAnnounced = "not_announced", "sync first: the draw is made once its announcement is at the relay";
    OtherPhonesDraw = "other_phones_draw", "draw on the phone that announced it, or withdraw it and announce another";
    DrawStands = "draw_stands", "carry that one out or withdraw it, or name days that none is announced for";
    PeriodRuns = "period_runs", "draw after the last day of the period";
    DrawnBefore = "drawn_before", "see its cases; announce another draw for more";
    NotDrawn = "not_drawn", "wait until it is carried out and at the relay";
    EmptyDraw = "empty_draw", "announce a longer period";
    PeriodNotOver = "period_not_over", "publish it from the day named on; until then the case lists and the board show how far things are";
    AnsweredAppeal = "answered_appeal", "put the figure right by another publication";
    AuditKept = "audit_kept", "nothing is to be done; it ends with its time of keeping";
    ErasedBefore = "erased_before", "nothing is left to do";
    Hold = "hold", "have the hold lifted first";
    OwnVisit = "own_visit", "ask another post that saw the visit";
    VoidBefore = "void_before", "inspect the place again";
    NotInspector = "not_inspector", "ask its author or a desk above";
    MergeStep = "merge_step", "see in `merge show` how far the merge is, and take the step that is next";
    ClueStep = "clue_step", "see in the clue how far it is, and take the step that is next";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_says_what_to_do_and_has_an_id_of_its_own() {
        let ids: std::collections::BTreeSet<&str> = RuleId::ALL.iter().map(|rule| rule.as_str()).collect();
        assert_eq!(ids.len(), RuleId::ALL.len());
        assert!(RuleId::ALL.iter().all(|rule| !rule.todo().is_empty()));
    }
}
