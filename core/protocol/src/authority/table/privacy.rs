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
    row("erased", "xxxxx xxx xxxx xxx"),
];

/// Everybody's phone keeps the log of its own doings; nobody writes in another's.
pub(in super::super) const AUDIT: &[Row] = &[row("note", "xxxxx xxx xxxx xxx")];
