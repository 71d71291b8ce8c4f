//! `POST /v1/push`: a stretch of a device's chain comes in; a signed receipt goes out once everything is durable.

use axum::extract::{Request, State};
use axum::response::Response;
use etong_protocol::limits::MAX_BODY_BYTES;
use etong_protocol::{DeviceId, PushBatch, PushReply, Question, Receipt, ReceiptBody, RefusalCode, Verdict, wire};

use super::answer::{answer, seal};
use super::ask;
use crate::error::RelayError;
use crate::intake::{Grace, Placement, Prepared, Taken, Way, prepare, take};
use crate::state::RelayState;

pub(super) async fn push(State(state): State<RelayState>, request: Request) -> Response {
    answer(&state, "push", take_in(&state, request)).await
}

async fn take_in(state: &RelayState, request: Request) -> Result<Vec<u8>, RelayError> {
    let (shown, body) = ask::credentials_and_body(state, request, MAX_BODY_BYTES).await?;
    let (now, question) = (state.store().now_ms(), shown.question());
    let grace = Grace::of(state.options(), now, Way::Pushed);
    let (device, prepared) = state
        .work(move |state| {
            state.store().read(|connection| {
                let bearer = ask::bearer(state, connection, &shown, now)?;
                let prepared = prepare(
                    connection,
                    &bearer,
                    PushBatch::from_frame(&body)?,
                    state.store().epoch(),
                    grace,
                    state.sim(),
                )?;
                Ok((bearer.id, prepared))
            })
        })
        .await?;
    let prepared = match prepared {
        Ok(prepared) => prepared,
        Err(placement) => return say(state, question, &reply(state, device, &placement)?),
    };
    let sim = state.sim().clone();
    let (prepared, taken) = state
        .writer()?
        .write(move |connection| {
            let taken = take(connection, &prepared, now, &sim)?;
            Ok((prepared, taken))
        })
        .await?;
    match taken {
        Ok(taken) => {
            after(state, &taken).await?;
            say(state, question, &PushReply::Taken(receipt(state, &prepared, &taken, now)))
        }
        Err(placement) => say(state, question, &reply(state, device, &placement)?),
    }
}

fn say(state: &RelayState, to: Option<Question>, reply: &PushReply) -> Result<Vec<u8>, RelayError> {
    seal(reply, to, state.store().key(), |reply| Ok(wire::encode(reply)))
}

/// What is done with the write lock given back: what was erased leaves the journal, and everything is counted.
pub(super) async fn after(state: &RelayState, taken: &Taken) -> Result<(), RelayError> {
    if taken.erased {
        state.work(|state| state.store().shred()).await?;
    }
    taken.tell();
    taken.stored.iter().for_each(|class| state.metrics().entry_stored(*class));
    taken.refused.iter().for_each(|code| state.metrics().entry_refused(*code));
    Ok(())
}

fn receipt(state: &RelayState, prepared: &Prepared, taken: &Taken, now: i64) -> Receipt {
    let stretch = &prepared.stretch;
    let withheld = taken.verdicts.iter().filter(|verdict| **verdict == Verdict::Withheld).count();
    tracing::debug!(
        device = %stretch.device,
        first = stretch.first,
        stored = taken.stored.len(),
        refused = taken.refused.len(),
        withheld,
        "took a batch"
    );
    let body = ReceiptBody {
        epoch: state.store().epoch(),
        device: stretch.device,
        chain: stretch.chain,
        first: stretch.first,
        head_before: stretch.head_before,
        head_after: prepared.head_after(),
        runs: ReceiptBody::runs_of(&as_known(&taken.verdicts, prepared.knows_custody)),
        received_at: now,
        earlier: (!taken.earlier.is_empty()).then(|| taken.earlier.clone()),
    };
    body.sign(state.store().key())
}

/// A phone that does not know custody keeps what it was refused, and may offer it again after its update.
fn as_known(verdicts: &[Verdict], knows_custody: bool) -> Vec<Verdict> {
    let known = |verdict: &Verdict| match verdict {
        Verdict::Refused { code: RefusalCode::InCustody } if !knows_custody => {
            Verdict::Refused { code: RefusalCode::Forbidden }
        }
        verdict => *verdict,
    };
    verdicts.iter().map(known).collect()
}

fn reply(state: &RelayState, device: DeviceId, placement: &Placement) -> Result<PushReply, RelayError> {
    match *placement {
        Placement::Gap(next) => Ok(PushReply::Gap(next)),
        Placement::NewEpoch => Ok(PushReply::NewEpoch(state.store().epoch())),
        Placement::Forked(dseq) => {
            tracing::warn!(%device, dseq, "a chain was forked: the phone was restored from a backup or cloned");
            state.metrics().forked();
            Ok(PushReply::Forked(dseq))
        }
        Placement::Fits(_) => Err(RelayError::Bug),
    }
}
