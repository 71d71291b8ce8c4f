//! What waits in custody, for those who may decide on it; and what was decided, for whoever left it there.

use etong_protocol::authority::may_decide;
use etong_protocol::custody::Decided;
use etong_protocol::limits::PAGE_BYTES;
use etong_protocol::{CustodyItem, CustodyPage, OrgPath, PersonId, RecordId, RecordKind};
use rusqlite::{Connection, Row, named_params};

use crate::directory::{Bearer, standing_of};
use crate::error::RelayError;
use crate::store::number::{from_sql, to_sql};
use crate::store::subject::subject;

/// Entries on one page.
const MANY: usize = 100;
/// Decisions a phone is told, the newest first.
const DECISIONS: i64 = 1_000;

/// A page of what waits behind `after`; of everything when `bearer` is none, for the relay's administrator.
pub(crate) fn waiting(
    connection: &Connection,
    bearer: Option<&Bearer>,
    after: u64,
    now_ms: i64,
) -> Result<CustodyPage, RelayError> {
    let standing = bearer.map(|bearer| standing_of(connection, bearer.person, now_ms)).transpose()?;
    let mut statement = connection.prepare_cached(include_str!("sql/custody_waiting.sql"))?;
    let mut rows = statement.query(named_params! {":after": to_sql(after)})?;
    let mut page = CustodyPage { items: Vec::new(), decisions: Vec::new(), more: false, sent_at: now_ms };
    let mut bytes = 0;
    while let Some(row) = rows.next()? {
        let (item, kind, scope) = read(row)?;
        let kind = subject(connection, &kind, RecordId::from_slice(&row.get::<_, Vec<u8>>("record")?)?)?;
        let may = match (&standing, bearer) {
            (Some(standing), Some(bearer)) => {
                row.get::<_, i64>("person_no")? != bearer.person
                    && standing.posts.iter().any(|held| may_decide(&held.kind, &held.unit, &kind, &scope))
            }
            _ => true,
        };
        if !may {
            continue;
        }
        bytes += item.bytes.len();
        if page.items.len() >= MANY || bytes > PAGE_BYTES && !page.items.is_empty() {
            page.more = true;
            break;
        }
        page.items.push(item);
    }
    Ok(page)
}

/// The decisions on what this device left in custody.
pub(crate) fn decisions(connection: &Connection, bearer: &Bearer, now_ms: i64) -> Result<CustodyPage, RelayError> {
    let mut statement = connection.prepare_cached(include_str!("sql/custody_decisions.sql"))?;
    let mut rows = statement.query(named_params! {":device": bearer.device, ":limit": DECISIONS})?;
    let mut decisions = Vec::new();
    while let Some(row) = rows.next()? {
        decisions.push(Decided(row.get("bytes")?));
    }
    Ok(CustodyPage { items: Vec::new(), decisions, more: false, sent_at: now_ms })
}

fn read(row: &Row<'_>) -> Result<(CustodyItem, RecordKind, OrgPath), RelayError> {
    let item = CustodyItem {
        no: from_sql(row.get("no")?),
        bytes: row.get("bytes")?,
        author: PersonId::from_slice(&row.get::<_, Vec<u8>>("person")?)?,
        author_name: row.get("name")?,
        reason: row.get::<_, String>("reason")?.parse()?,
        received_at: row.get("received_at")?,
    };
    Ok((item, row.get::<_, String>("kind")?.parse()?, OrgPath::from_bytes(&row.get::<_, Vec<u8>>("scope")?)?))
}
