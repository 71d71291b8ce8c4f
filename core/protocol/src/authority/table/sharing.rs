//! Letting one more unit work on a record (分流, 协同, 线索移交). It counts only once the relay has it: it shows what was hidden.

use super::super::permission::{Row, row};

pub(in super::super) const GRANT: &[Row] = &[
    // Ordinary records, to a department, a team or another unit.
    row("share", "..... rrr ..r. ..."),
    // Clues and police files.
    row("hand_over", ".r... ... ..r. ..."),
];
