//! Inspections of places, and clues.

use super::super::permission::{Row, row};

pub(in super::super) const INSPECTION: &[Row] = &[row("inspect", "xxx.. x.. .... ...")];

pub(in super::super) const CLUE: &[Row] = &[row("report", ".x... ... .... ...")];
