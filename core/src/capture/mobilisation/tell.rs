//! What those who answered a call are told.

use etong_protocol::{RecordId, RecordKind};

use super::super::drafts::{Author, Draft, Drafts};
use super::super::error::CaptureError;
use super::super::text::required;
use super::{call_allowed, running};
use crate::domain::case::CaseReply;
use crate::domain::mobilisation::{CallFold, DeskAnswer, MusterFold, Standing, queue};

/// Tells those who accepted whether they are wanted: the first within the quota, the others wait. Only who has not heard, or
/// moves up from waiting, is told. Nothing is written when everybody knows.
///
/// # Errors
/// `NotAllowed` for another post or once the call is stopped.
pub fn confirm_call(
    author: &Author,
    call: &CallFold,
    musters: &[(RecordId, MusterFold)],
) -> Result<Drafts, CaptureError> {
    running(author, call, "confirm")?;
    let mut drafts = Vec::new();
    for queued in queue(call.call.quota, musters) {
        let answer = match queued.standing {
            Standing::Wanted => DeskAnswer::Confirmed,
            Standing::Waiting => DeskAnswer::Waiting,
            Standing::NotYet | Standing::Twice | Standing::Out => continue,
        };
        let Some((_, muster)) = musters.iter().find(|(id, _)| *id == queued.muster) else { continue };
        if muster.answer >= Some(answer) || !author.unit.covers(&muster.scope) {
            continue;
        }
        let words = words_of(answer, call);
        drafts.push(reply_draft(queued.muster, muster, answer.as_str(), &words)?);
    }
    Ok(Drafts::of(drafts))
}

/// Tells one who answered something in plain words, as the result of a training.
///
/// # Errors
/// `NotAllowed` for another post or outside its unit, `Invalid` for the words.
pub fn tell_muster(
    author: &Author,
    muster: &MusterFold,
    record: RecordId,
    words: &str,
) -> Result<Drafts, CaptureError> {
    call_allowed(author, "confirm")?;
    author.must_cover(&muster.scope)?;
    let words = required("words", words, 500)?;
    Ok(Drafts::of(vec![reply_draft(record, muster, "told", &words)?]))
}

fn words_of(answer: DeskAnswer, call: &CallFold) -> String {
    match answer {
        DeskAnswer::Waiting => "人数已满，已列入候补，有空位再告知您，谢谢。".to_owned(),
        DeskAnswer::Confirmed => {
            let place = Some(&call.call.address).filter(|address| !address.is_empty());
            let place = place.map(|address| format!("到{address}")).unwrap_or_default();
            let lead = call.call.lead.as_ref().map(|lead| format!("，由{lead}带队")).unwrap_or_default();
            format!("已确认，请按时{place}参加{lead}。")
        }
    }
}

fn reply_draft(record: RecordId, muster: &MusterFold, state: &str, words: &str) -> Result<Draft, CaptureError> {
    let reply = CaseReply { state: state.to_owned(), words: words.to_owned(), base: Some(muster.accepted) };
    Draft::event(record, RecordKind::Reply, &muster.scope, reply.to_payload(), "call")
}
