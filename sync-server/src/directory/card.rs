//! 工作证: what the relay vouches for on a staff card. Only for a post held today, of a kind that knocks at doors, and never
//! beyond its last day; every card that was signed is written down.

use etong_protocol::card::CARD_DAYS;
use etong_protocol::{Card, CardBody, CardRequest, RefusalCode, SigningKey, carries_card};
use jiff::civil::Date;
use jiff::tz::offset;
use rusqlite::{Connection, OptionalExtension, named_params};

use super::device::Bearer;
use super::standing::standing_of;
use crate::error::{RelayError, refuse};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Signs a card for `request`.
///
/// # Errors
/// `Forbidden` when the asking person does not hold the post today, or posts of its kind carry no card.
pub(crate) fn issue_card(
    connection: &Connection,
    bearer: &Bearer,
    request: &CardRequest,
    key: &SigningKey,
    now_ms: i64,
) -> Result<Card, RelayError> {
    let standing = standing_of(connection, bearer.person, now_ms)?;
    let post = standing
        .posts
        .iter()
        .find(|held| held.post == request.post)
        .ok_or_else(|| refuse(RefusalCode::Forbidden, "the owner of this phone does not hold that post today"))?;
    if !carries_card(&post.kind) {
        return Err(refuse(RefusalCode::Forbidden, format!("a {} carries no staff card", post.kind)));
    }
    let to_day: Option<String> = connection
        .prepare_cached(include_str!("sql/post.sql"))?
        .query_row(named_params! {":post": request.post.as_bytes()}, |row| row.get("to_day"))
        .optional()?
        .flatten();
    let body = CardBody {
        name: standing.person_name.clone(),
        post_kind: post.kind.clone(),
        unit_name: post.unit_name.clone(),
        post: post.post,
        photo: request.photo,
        issued_at: now_ms,
        valid_until: valid_until(now_ms, to_day.as_deref()),
    };
    connection.prepare_cached(include_str!("sql/insert_card.sql"))?.execute(named_params! {
        ":device": bearer.device,
        ":post": request.post.as_bytes(),
        ":issued_at": body.issued_at,
        ":valid_until": body.valid_until,
    })?;
    Ok(body.sign(key))
}

fn valid_until(now_ms: i64, to_day: Option<&str>) -> i64 {
    let by_age = now_ms.saturating_add(CARD_DAYS.saturating_mul(DAY_MS));
    let end_of_post = to_day
        .and_then(|day| day.parse::<Date>().ok()?.tomorrow().ok())
        .and_then(|day| offset(8).to_timestamp(day.at(0, 0, 0, 0)).ok())
        .map(|end| end.as_millisecond().saturating_sub(1));
    end_of_post.map_or(by_age, |end| end.min(by_age))
}
