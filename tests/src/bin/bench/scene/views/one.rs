//! One record of a kind, looked at whole, and what is the acting post's own.

use etong_core::view::{BoardQuery, DueQuery};

use super::{Screens, hears_of_notices, one};
use crate::Outcome;

pub(super) fn look(screens: &mut Screens<'_>, cases: &[String]) -> Outcome<()> {
    let app = screens.app;
    let records = |rows: Vec<String>, what: &'static str| match rows.is_empty() {
        true => Err(format!("there is no {what}")),
        false => Ok(rows),
    };
    let patrols = records(app.patrols(0)?.rows.into_iter().map(|row| row.record).collect(), "patrol")?;
    // One record of each kind: where there is none, it is refused.
    screens.look("view_patrol_p99_ms", |app, draw| app.patrol(one(draw, &patrols)).map(|_| 1))?;
    let campaigns = records(app.campaigns(0)?.rows.into_iter().map(|row| row.record).collect(), "campaign")?;
    screens.look("view_campaign_p99_ms", |app, draw| app.campaign(one(draw, &campaigns), None).map(|_| 1))?;
    let inspections = records(app.inspections(0)?.rows.into_iter().map(|row| row.record).collect(), "inspection")?;
    screens.look("view_inspection_p99_ms", |app, draw| app.inspection(one(draw, &inspections)).map(|_| 1))?;
    hears_of_notices(app)?;
    let notices = records(app.notices(0)?.rows.into_iter().map(|row| row.record).collect(), "notice")?;
    screens.look("view_notice_p99_ms", |app, draw| app.notice(one(draw, &notices)).map(|_| 1))?;
    screens.look("view_nearest_to_case_p99_ms", |app, draw| {
        app.nearest_to_case(one(draw, cases)).map(|view| view.first_call.len())
    })?;
    let desk =
        app.my_posts()?.into_iter().find(|row| row.kind == "township_desk").ok_or("there is no township desk")?;
    app.act_as(&desk.post)?;
    // The desk may have nothing to do.
    screens.look("view_board_mine_p99_ms", |app, _| {
        let query = BoardQuery { mine: true, ..BoardQuery::default() };
        app.board(&query).map(|page| page.rows.len() + 1)
    })?;
    screens.look("view_due_mine_p99_ms", |app, _| {
        let query = DueQuery { mine: true, ..DueQuery::default() };
        app.due(&query).map(|page| page.rows.len() + 1)
    })?;
    screens.look("view_board_unclaimed_p99_ms", |app, _| {
        let query = BoardQuery { unclaimed: true, ..BoardQuery::default() };
        app.board(&query).map(|page| page.rows.len() + 1)
    })
}
