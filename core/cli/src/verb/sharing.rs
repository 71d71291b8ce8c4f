//! Opening a record to one more unit, and the list of those it is open to.

use etong_core::App;

use super::capture::saved;
use crate::error::CliError;
use crate::out::{Answer, table};
use crate::phone;

pub(super) fn share(app: &App, id: &str, unit: Option<&str>) -> Result<Answer, CliError> {
    let id = phone::record(app, id)?;
    match unit {
        Some(unit) => Ok(saved(&app.share_record(&id, unit)?)),
        None => shared_with(app, &id),
    }
}

fn shared_with(app: &App, id: &str) -> Result<Answer, CliError> {
    let units = app.shared_with(id)?;
    if units.is_empty() {
        return Ok(Answer::new("未与其他单位共享 shared with no other unit".to_owned(), &units));
    }
    let headings = [("单位", "Unit"), ("路径", "Path"), ("已生效", "In force")];
    let rows = units.iter().map(|shared| {
        let in_force = if shared.receipted { "*" } else { "" };
        vec![shared.name.clone(), shared.path.clone(), in_force.to_owned()]
    });
    Ok(Answer::new(table(&headings, rows), &units))
}
