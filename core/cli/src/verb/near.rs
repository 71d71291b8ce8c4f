//! Who is near an urgent case.

use etong_core::App;

use crate::error::CliError;
use crate::out::{Answer, table, words};
use crate::phone;

const FIRST: &str = "先打电话 first call: 110 / 119 / 120";

pub(super) fn near(app: &App, id: &str) -> Result<Answer, CliError> {
    let people = app.nearest_to_case(&phone::record(app, id)?)?;
    if people.is_empty() {
        return Ok(Answer::new(format!("{FIRST}\n附近无人留有位置 nobody near has a known place"), &people));
    }
    let headings = [("谁", "Who"), ("岗位", "Post"), ("米", "Metres"), ("分钟前", "Minutes ago"), ("", "")];
    let rows = people.iter().map(|near| {
        let mut flags = Vec::new();
        flags.extend(near.on_duty.then_some("值班 on duty"));
        flags.extend(near.stale.then_some("位置已旧 stale"));
        vec![
            near.name.clone().unwrap_or_default(),
            words::zh(&near.kind).to_owned(),
            near.metres.to_string(),
            (near.age_ms / 60_000).to_string(),
            flags.join(" "),
        ]
    });
    Ok(Answer::new(format!("{FIRST}\n{}", table(&headings, rows)), &people))
}
