//! Notices, calls for help, and answers to them.

use super::super::permission::{Row, row};

pub(in super::super) const NOTICE: &[Row] = &[row("publish", "x.... xxx x... ...")];

pub(in super::super) const PUBLIC_NOTICE: &[Row] = &[row("publish", "..... xxx .... ...")];

pub(in super::super) const READ: &[Row] = &[row("read", "xxx.. xxx x.xx xxx")];

pub(in super::super) const CALL: &[Row] = &[row("publish", "..... xxx .... ...")];

pub(in super::super) const MUSTER: &[Row] = &[row("accept", "xxxxx ... xx.. ...")];
