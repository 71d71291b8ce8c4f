//! Residents, where they live, and visits to them.

use super::super::permission::{Row, row};

pub(in super::super) const RESIDENT: &[Row] =
    &[row("capture", "xxx.. xxx .... ..."), row("edit", "xxx.. xxx .... ...")];

pub(in super::super) const PLACE: &[Row] = &[row("capture", "xxx.. xxx .... ..."), row("edit", "xxx.. xxx .... ...")];

pub(in super::super) const VISIT: &[Row] = &[row("visit", "xxx.. xxx .... ...")];

pub(in super::super) const MERGE: &[Row] = &[row("propose", "xxx.. x.. .... ...")];

pub(in super::super) const SPECIAL: &[Row] = &[];
