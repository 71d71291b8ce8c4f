//! Clues, as the police of a county see them.

use super::{Screens, every, one};
use crate::Outcome;

pub(super) fn look(screens: &mut Screens<'_>) -> Outcome<()> {
    let app = screens.app;
    // The county with the most clues.
    let (mut most, mut files) = (None, Vec::new());
    for post in app.my_posts()?.into_iter().filter(|row| row.kind == "police_chief") {
        app.act_as(&post.post)?;
        let all = every(|offset| app.clues(offset).map(|page| (page.rows, page.more)))?;
        let all: Vec<String> = all.into_iter().map(|row| row.record).collect();
        if all.len() > files.len() {
            (most, files) = (Some(post.post), all);
        }
    }
    app.act_as(&most.ok_or("nobody here reads clues")?)?;
    let total = u32::try_from(files.len())?;
    screens.findings.set("clues_of_one_county", f64::from(total));
    screens.look("view_clues_p99_ms", |app, draw| app.clues(super::page(draw, total)).map(|page| page.rows.len()))?;
    screens.look("view_clue_p99_ms", |app, draw| app.clue(one(draw, &files)).map(|view| view.what.len()))?;
    // A police chief reports none.
    screens.look("view_my_clues_p99_ms", |app, _| app.my_clues().map(|clues| clues.len() + 1))
}
