//! Cases and what their reporters hear.

use super::super::permission::{Row, row};

pub(in super::super) const CASE: &[Row] = &[
    row("report", "xxxxx xxx .... ..."),
    row("accept", "xxx.. xxx .... ..."),
    row("dispatch", "..... xxx .... ..."),
    row("handle", "xxx.. x.. .... ..."),
    row("report_back", "xxx.. x.. .... ..."),
    row("close", "..... xx. .... ..."),
    row("return", "xxx.. xxx .... ..."),
    row("comment", "xxxxx xxx .... ..."),
    row("visit", "xxx.. xxx .... ..."),
    row("evidence", "xxxxx xxx .... ..."),
];

pub(in super::super) const REPLY: &[Row] = &[row("reply", "xxx.. xxx ..xx x..")];
