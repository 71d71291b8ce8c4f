//! Inspections of places, and clues.

use super::super::permission::{Row, row};

/// 隐患排查 belongs to the members of a grid and the community; the desk above may add a note and make one void.
pub(in super::super) const INSPECTION: &[Row] =
    &[row("inspect", "xxx.. x.. .... ... x"), row("note", "xxx.. xx. .... ... x"), row("void", "xxx.. xx. .... ...")];

/// Anybody may report; all else is for police posts, who read what they may take.
pub(in super::super) const CLUE: &[Row] = &[
    row("report", "xxxxx xxx xxxx xxx x"),
    row("add", "xxxxx xxx xxxx xxx x"),
    row("take", ".x... ... ..x. ..."),
    row("note", ".x... ... ..x. ..."),
    row("decide", "..... ... ..r. ..."),
    row("hand_over", ".r... ... ..r. ..."),
    row("close", ".r... ... ..r. ..."),
];

/// 队伍线索: reported and added to by the members of a team; all else as for any clue.
pub(in super::super) const TEAM_CLUE: &[Row] = &[
    row("report", "...x. ... .... ..."),
    row("add", "...x. ... .... ..."),
    row("take", ".x... ... ..x. ..."),
    row("note", ".x... ... ..x. ..."),
    row("decide", "..... ... ..r. ..."),
    row("hand_over", ".r... ... ..r. ..."),
    row("close", ".r... ... ..r. ..."),
];
