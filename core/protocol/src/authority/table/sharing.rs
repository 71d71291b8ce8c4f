//! Letting one more unit work on a record.

use super::super::permission::{Row, row};

pub(in super::super) const GRANT: &[Row] = &[row("share", "..... xxx .... ...")];
