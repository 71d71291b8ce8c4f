//! Callbacks, surveys and assessment: how the work is judged.

use super::super::permission::{Row, row};

pub(in super::super) const DRAW: &[Row] = &[
    row("announce", "..... .rr .... ..."),
    row("draw", "..... .rr .... ..."),
    row("withdraw", "..... .rr .... ..."),
];

pub(in super::super) const SURVEY: &[Row] = &[row("import", "..... .xx .... ...")];

pub(in super::super) const ASSESSMENT: &[Row] = &[row("publish", "..... .xx .... ...")];

pub(in super::super) const APPEAL: &[Row] = &[row("appeal", "xxx.. xx. .... ...")];
