//! Patrols and the operations they belong to.

use super::super::permission::{Row, row};

pub(in super::super) const PATROL: &[Row] = &[
    // Start, pause, track, findings, end: everybody who patrols, on the own patrol.
    row("walk", "xxxxx xxx .... ... x"),
    // Confirm start and end on somebody else's patrol: pairs are made of staff (互补搭档联勤).
    row("join", "xxx.. xxx .... ..."),
    row("assign", "..... xxx ..x. ..."),
    row("call_off", "..... xxx ..x. ..."),
];

pub(in super::super) const CAMPAIGN: &[Row] = &[
    row("publish", "..... xxx ..r. ..."),
    row("amend", "..... xxx ..r. ..."),
    row("finish", "..... xxx ..r. ..."),
    row("call_off", "..... xxx ..r. ..."),
];
