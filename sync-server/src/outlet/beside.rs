//! The departments and teams beside the way up of those who dispatch cases. What a unit is never changes at the relay, so a reach
//! grows by entries that are new only.

use std::collections::BTreeSet;

use etong_protocol::authority::dispatches;
use etong_protocol::{OrgPath, Standing};
use rusqlite::{Connection, named_params};

use crate::error::RelayError;

/// Paths of every department and team that stands directly below a unit above one of the dispatching posts, and of those below
/// them.
pub(super) fn bodies(connection: &Connection, standing: &Standing) -> Result<Vec<OrgPath>, RelayError> {
    let mut above = BTreeSet::new();
    for post in standing.posts.iter().filter(|post| dispatches(&post.kind)) {
        let mut unit = post.unit.parent();
        while let Some(path) = unit {
            unit = path.parent();
            above.insert(path);
        }
    }
    let mut statement = connection.prepare_cached(include_str!("sql/bodies_beside.sql"))?;
    let mut bodies = BTreeSet::new();
    for path in above {
        let mut rows = statement.query(named_params! {":parent": path.unit().map(|unit| unit.0)})?;
        while let Some(row) = rows.next()? {
            bodies.insert(OrgPath::from_bytes(row.get_ref("path")?.as_blob().unwrap_or_default())?);
        }
    }
    Ok(bodies.into_iter().collect())
}
