//! Duty, shifts and pairs.

use super::super::permission::{Row, row};

pub(in super::super) const ROSTER: &[Row] = &[
    // A plan moves work to others, so it counts when it has been told.
    row("plan", "..... rrr .... ..."),
    // 弹性错时: one's own hours.
    row("own", "xxx.. ... .... ..."),
];
