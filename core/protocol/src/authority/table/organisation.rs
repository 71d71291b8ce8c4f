//! Duty, shifts and pairs.

use super::super::permission::{Row, row};

pub(in super::super) const ROSTER: &[Row] = &[row("plan", "..... xxx .... ...")];
