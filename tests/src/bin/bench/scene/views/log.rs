//! The audit log as the auditor of a county reads it: all of it, who looked at what, who gave which post.

use etong_core::view::AuditQuery;

use super::{Screens, every, one, page};
use crate::Outcome;

pub(super) fn look(screens: &mut Screens<'_>) -> Outcome<()> {
    let app = screens.app;
    let auditors: Vec<_> = app.my_posts()?.into_iter().filter(|row| row.kind == "auditor").collect();
    let first = auditors.first().ok_or("there is no auditor")?;
    app.act_as(&first.post)?;
    screens.look("view_audits_p99_ms", |app, _| app.audits(&AuditQuery::default()).map(|page| page.rows.len()))?;
    let given = every(|offset| app.role_changes(None, None, offset).map(|page| (page.rows, page.more)))?;
    let total = u32::try_from(given.len())?;
    screens.look("view_role_changes_p99_ms", |app, draw| {
        app.role_changes(None, None, page(draw, total)).map(|page| page.rows.len())
    })?;
    // What this bench looked at stands in the log too; the auditor of the county where most was looked at reads it.
    let query = AuditQuery { act: Some("looked".into()), ..AuditQuery::default() };
    let (mut most, mut entries) = (None, Vec::new());
    for auditor in auditors {
        app.act_as(&auditor.post)?;
        let rows: Vec<String> = app.audits(&query)?.rows.into_iter().map(|row| row.entry).collect();
        if rows.len() > entries.len() {
            (most, entries) = (Some(auditor.post), rows);
        }
    }
    app.act_as(&most.ok_or("nobody has looked at anything")?)?;
    screens.look("view_looked_p99_ms", |app, draw| app.looked(one(draw, &entries), 0).map(|page| page.rows.len()))
}
