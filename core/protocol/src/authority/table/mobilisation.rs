//! Notices, calls for help, and answers to them.

use super::super::permission::{Row, row};

pub(in super::super) const NOTICE: &[Row] =
    &[row("publish", "x.... xxx x.x. ..."), row("withdraw", "x.... xxx x.x. ...")];

pub(in super::super) const PUBLIC_NOTICE: &[Row] =
    &[row("publish", "x.... xxx x.x. ..."), row("withdraw", "x.... xxx x.x. ...")];

pub(in super::super) const READ: &[Row] = &[row("read", "xxx.. xxx x.xx xxx x")];

pub(in super::super) const CALL: &[Row] = &[
    row("publish", "..... xxx ..x. ..."),
    row("amend", "..... xxx ..x. ..."),
    row("stop", "..... xxx ..x. ..."),
    // Which of those who accepted are wanted: told by a reply to each.
    row("confirm", "..... xxx ..x. ..."),
];

pub(in super::super) const MUSTER: &[Row] = &[
    // 平安志愿者: call-up in a surge counts once the relay has it.
    row("accept", "xxxxr ... .... ..."),
    row("decline", "xxxxx ... .... ..."),
    row("arrive", "xxxxx ... .... ..."),
    row("leave", "xxxxx ... .... ..."),
    row("withdraw", "xxxxx ... .... ..."),
];
