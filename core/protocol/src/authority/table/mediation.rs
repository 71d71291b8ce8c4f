//! Mediation of disputes.

use super::super::permission::{Row, row};

pub(in super::super) const MEDIATION: &[Row] = &[row("open", "xxx.. xx. .... ...")];
