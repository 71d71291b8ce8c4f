//! 代管: what an ended post or a lost phone left behind is looked at by the desks above, and by the police leader.

use super::super::permission::{Row, row};

pub(in super::super) const RELEASE: &[Row] = &[row("release", "..... rrr ..r. ...")];

pub(in super::super) const REFUSAL: &[Row] = &[row("refuse", "..... rrr ..r. ...")];
