//! Erasing records, and the audit log.

use super::super::permission::{Row, row};

/// One person asks, another approves; the desk that approves looks wider than the one that works with the record.
pub(in super::super) const TOMBSTONE: &[Row] = &[
    row("ask", "x.... xxx .... ..."),
    row("approve", "..... .rr .... ..."),
    row("refuse", "..... .rr .... ..."),
    row("hold", "..... .rr ..r. ..."),
    row("lift_hold", "..... .rr ..r. ..."),
    // Written by the phone itself once nothing of the record is left on it.
    row("erased", "xxxxx xxx xxxx xxx x"),
];

/// Everybody's phone keeps the log of its own doings; nobody writes in another's. The other rows say who may do what is logged.
pub(in super::super) const AUDIT: &[Row] = &[
    row("note", "xxxxx xxx xxxx xxx x"),
    // A masked field of a resident, household, dwelling or building.
    row("reveal", "xxx.. xx. .... ..."),
    // What was typed into a case, with the numbers in it.
    row("reveal_text", "xxxx. xxx ..xx x.."),
    row("find_number", "xxx.. xx. .... ..."),
    row("subject_report", "..... xxx .... ..."),
    row("read", "..... ... .... .x."),
];
