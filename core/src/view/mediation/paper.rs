//! What a printed paper needs: the mediation with whole names. Only `App::print_mediation` hands it out, which writes down who
//! took it and why; it never crosses the glass.

use std::collections::{BTreeMap, BTreeSet};

use etong_protocol::{OrgLevel, OrgPath, PostId, RecordId};
use rusqlite::{OptionalExtension, Transaction};

use super::super::case::holder;
use crate::domain::mediation::{MediationAct, MediationFold};
use crate::error::StoreError;

/// The papers of one mediation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediationPapers {
    pub record: RecordId,
    pub mediation: MediationFold,
    /// Name of the community the mediation belongs to, as the directory on this phone has it.
    pub community: Option<String>,
    /// Names of the holders of posts, as far as the directory on this phone has them.
    pub names: BTreeMap<PostId, String>,
}

/// # Errors
/// `StoreError` when the store cannot be read.
pub fn mediation_papers(
    tx: &Transaction<'_>,
    record: RecordId,
    mediation: MediationFold,
) -> Result<MediationPapers, StoreError> {
    let mut posts: BTreeSet<PostId> = mediation.acts.iter().map(|act| act.post).collect();
    for act in &mediation.acts {
        match &act.act {
            MediationAct::Attempt(attempt) => posts.extend(&attempt.mediators),
            MediationAct::Appoint(appointment) => posts.extend(&appointment.mediators),
            MediationAct::Recuse(recusal) => {
                posts.insert(recusal.mediator);
            }
            _ => {}
        }
    }
    let mut names = BTreeMap::new();
    for post in posts {
        if let Some(name) = holder(tx, post)? {
            names.insert(post, name);
        }
    }
    Ok(MediationPapers { record, community: community(tx, &mediation.scope)?, mediation, names })
}

fn community(tx: &Transaction<'_>, scope: &OrgPath) -> Result<Option<String>, StoreError> {
    let Some(number) = scope.up_to(OrgLevel::Community).unit() else { return Ok(None) };
    let mut statement = tx.prepare_cached(include_str!("unit_name.sql"))?;
    Ok(statement.query_row([number.0], |row| row.get("name")).optional()?)
}
