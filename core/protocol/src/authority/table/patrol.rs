//! Patrols and the operations they belong to.

use super::super::permission::{Row, row};

pub(in super::super) const PATROL: &[Row] = &[row("walk", "xxxxx xxx .... ...")];

pub(in super::super) const CAMPAIGN: &[Row] = &[row("publish", "..... xxx ..x. ...")];
