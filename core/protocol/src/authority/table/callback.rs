//! Callbacks, surveys and assessment: how the work is judged.

use super::super::permission::{Row, row};

pub(in super::super) const DRAW: &[Row] =
    &[row("announce", "..... .rr .... ..."), row("draw", "..... .rr .... ..."), row("withdraw", "..... .rr .... ...")];

pub(in super::super) const SURVEY: &[Row] = &[row("import", "..... .xx .... ...")];

/// 考评指标由县级公布: published and put right by the county only.
pub(in super::super) const ASSESSMENT: &[Row] = &[row("publish", "..... ..r .... ...")];

/// Whoever is assessed, by field posts and desks; the publisher answers.
pub(in super::super) const APPEAL: &[Row] = &[row("appeal", "xxx.. xx. .... ..."), row("answer", "..... ..r .... ...")];
