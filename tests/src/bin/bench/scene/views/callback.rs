//! Draws, and one draw made again on this phone.

use super::{Screens, every, one, page};
use crate::Outcome;

pub(super) fn look(screens: &mut Screens<'_>) -> Outcome<()> {
    let app = screens.app;
    let all = every(|offset| app.draws(offset).map(|page| (page.rows, page.more)))?;
    let total = u32::try_from(all.len())?;
    let drawn: Vec<String> =
        all.into_iter().filter(|row| row.state == "drawn" && row.picked > 0).map(|row| row.record).collect();
    for draw in &drawn {
        let view = app.draw(draw, None)?;
        if !view.frame_checked || !view.differences.is_empty() {
            return Err(format!("draw {draw} is not the same again: {:?}", view.differences).into());
        }
    }
    screens.look("view_draws_p99_ms", |app, draw| app.draws(page(draw, total)).map(|page| page.rows.len()))?;
    screens.look("view_draw_p99_ms", |app, draw| app.draw(one(draw, &drawn), None).map(|view| view.cases.len()))
}
