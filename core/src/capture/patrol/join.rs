//! A partner confirms the start.

use etong_protocol::RecordKind;
use etong_protocol::authority::who_may;

use super::super::drafts::{Author, Drafts};
use super::super::error::CaptureError;
use super::super::place::FixRequest;
use super::{allowed, draft, read_place};
use crate::domain::patrol::pair::PairTicket;
use crate::domain::patrol::{PatrolEntry, PatrolFold, PatrolState};
use crate::domain::rule_id::RuleId;

/// Confirms the start of somebody's patrol: with `ticket` as scanned, or with `patrol` and, if it was shown, `code`.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct JoinRequest {
    /// Text of the QR on the first phone.
    #[serde(default)]
    pub ticket: Option<String>,
    /// Id of the patrol, when this phone knows it.
    #[serde(default)]
    pub patrol: Option<String>,
    /// The six digits on the first phone.
    #[serde(default)]
    pub code: Option<String>,
    #[serde(default)]
    pub place: Option<FixRequest>,
}

/// Confirms the start of a patrol as its partner. `patrol` is `None` while this phone has only the ticket of it.
///
/// # Errors
/// `NotAllowed` for the walker and for posts that are not staff, `Invalid` for a ticket or code that is none.
pub fn join_patrol(
    author: &Author,
    patrol: Option<&PatrolFold>,
    ticket: &PairTicket,
    place: Option<&FixRequest>,
) -> Result<Drafts, CaptureError> {
    allowed(author, "join")?;
    author.must_cover(&ticket.scope)?;
    if let Some(patrol) = patrol {
        let refuse = |id: RuleId, rule: &str| Err(CaptureError::barred(id, rule));
        let unheard = matches!(patrol.state, PatrolState::Assigned | PatrolState::CalledOff);
        // Who shows a code has started: this phone need not have heard of it.
        if unheard && ticket.code.is_empty() {
            let walkers = who_may(&RecordKind::Patrol, "walk");
            return Err(CaptureError::for_others(RuleId::NotStarted, "nobody has started this patrol", walkers));
        }
        if !unheard && patrol.post == author.post {
            return refuse(RuleId::OwnPartner, "nobody is his own partner");
        }
        if patrol.partners.iter().any(|partner| partner.post == author.post) {
            return refuse(RuleId::JoinedBefore, "this post has joined the patrol");
        }
    }
    let code = Some(ticket.code.clone()).filter(|code| !code.is_empty());
    let join = PatrolEntry::Join { code, place: read_place(place)? };
    Ok(Drafts::of(vec![draft(ticket.patrol, &ticket.scope, &join)?]))
}
