//! What was said when the cases of a draw were called about. A case can be drawn more than once: what answered another draw says
//! nothing of this one.

use std::collections::BTreeMap;

use etong_protocol::RecordId;
use rusqlite::Transaction;

use crate::domain::assessment::OwedCall;
use crate::domain::case::{ActStanding, CaseAct};
use crate::error::StoreError;
use crate::projection::load_case;

/// The answer that a draw got of one case.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answer {
    pub at: i64,
    pub reached: bool,
    pub as_told: Option<bool>,
    pub satisfied: Option<bool>,
}

/// By the place in the draw; cases that nobody called about for it are left out.
pub(super) fn answers(
    tx: &Transaction<'_>,
    draw_no: i64,
    draw: RecordId,
    drawn_at: i64,
) -> Result<BTreeMap<i64, Answer>, StoreError> {
    let owed = OwedCall { draw, drawn_at, due_at: drawn_at };
    let mut statement = tx.prepare_cached(include_str!("answers.sql"))?;
    let rows = statement.query_map([draw_no], |row| {
        let last = Answer {
            at: row.get("at")?,
            reached: row.get("reached")?,
            as_told: row.get("as_told")?,
            satisfied: row.get("satisfied")?,
        };
        Ok((row.get::<_, i64>("nth")?, row.get::<_, i64>("no")?, row.get::<_, i64>("calls")?, last))
    })?;
    let rows: Vec<(i64, i64, i64, Answer)> = rows.collect::<Result<_, _>>()?;
    let mut answers = BTreeMap::new();
    for (nth, no, calls, last) in rows {
        let answer = match calls == 1 && last.at >= drawn_at {
            true => Some(last),
            false => of_log(tx, no, &owed)?.unwrap_or(Some(last).filter(|last| last.at >= drawn_at)),
        };
        answers.extend(answer.map(|answer| (nth, answer)));
    }
    Ok(answers)
}

/// Of several calls those that name the draw, else those after it; the last that reached somebody says more than a later one that
/// did not. `None` while the acts of the case are not here.
fn of_log(tx: &Transaction<'_>, no: i64, owed: &OwedCall) -> Result<Option<Option<Answer>>, StoreError> {
    let Some(case) = load_case(tx, no)? else { return Ok(None) };
    let calls = case.acts.iter().filter(|act| act.standing == ActStanding::Marked);
    let calls = calls.filter_map(|act| match &act.act {
        CaseAct::Callback(said) if owed.is_answered_by(act.shown.at, said.draw) => {
            let (reached, as_told, satisfied) = (said.reached, said.handled_as_told, said.satisfied);
            Some((said.draw == Some(owed.draw), Answer { at: act.captured_at, reached, as_told, satisfied }))
        }
        _ => None,
    });
    let (named, others): (Vec<_>, Vec<_>) = calls.partition(|(named, _)| *named);
    let calls = if named.is_empty() { others } else { named };
    Ok(Some(calls.iter().rfind(|(_, answer)| answer.reached).or(calls.last()).map(|(_, answer)| *answer)))
}
