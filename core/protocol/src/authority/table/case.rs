//! Cases and what their reporters hear. Desks accept, send down, check and close at once, like the field, so that a village
//! without a line goes on working; what takes a case out of somebody's hands, or grants more time, counts once the relay has it.

use super::super::permission::{Row, row};

pub(in super::super) const CASE: &[Row] = &[
    row("report", "xxxxx xxx xx.. ..."),
    row("self_handle", "xxx.. x.. .... ..."),
    row("accept", "xxxx. xxx ..xx ..."),
    row("file", "..... xxx .... ..."),
    row("dispatch", "..... xxx ..x. ..."),
    row("to_collector", "..... xxx .... ..."),
    row("escalate", "rrr.. rr. ..r. ..."),
    row("handle", "xxxx. x.. ..xx ..."),
    row("report_back", "xxxx. xx. ..xx ..."),
    row("check", "..... xx. .... ..."),
    row("rework", "..... xx. .... ..."),
    row("close", "..... xx. .... ..."),
    row("return", "xxxx. xxx ..xx ..."),
    row("decline", "..... xxx .... ..."),
    row("void", "..... rrr .... ..."),
    row("recall", "rrrrr rrr rrr. ..."),
    row("transfer", ".r... rrr ..r. ..."),
    row("suspend", "..... rrr .... ..."),
    row("resume", "xxxx. xxx ..xx ..."),
    row("evaluate", "..... xx. .... ..."),
    row("archive", "..... xxx .... ..."),
    row("reopen", "..... rrr .... r.."),
    row("extend", "..... .rr .... ..."),
    row("supervise", "..... .rr .... ..."),
    row("urge", "..... xxx .... ..."),
    row("joint", "..... rrr ..r. ..."),
    row("link_duplicate", "xxx.. xxx .... ..."),
    row("unlink_duplicate", "xxx.. xxx .... ..."),
    row("classify", "xxx.. xxx ..x. ..."),
    row("rectify", "xxx.. xxx ...x ..."),
    row("rate", "xxxxx xxx xx.. ..."),
    row("confirm", "xxxxx xxx xx.. ..."),
    row("dispute", "xxxxx xxx xx.. ..."),
    row("callback", "..... ... .... x.."),
    row("ask", "xxxx. x.. ..xx ..."),
    row("first_response", "xxxx. x.. ..x. ..."),
    row("hand_over", "xxx.. x.. ..x. ..."),
    row("comment", "xxxxx xxx xxxx x.."),
    row("visit", "xxxx. xxx ..xx ..."),
    row("evidence", "xxxxx xxx xxxx ..."),
];

pub(in super::super) const REPLY: &[Row] = &[row("reply", "xxxx. xxx ..xx x..")];

/// Written by the phone itself when the details of a record are looked at; its founder hears of it.
pub(in super::super) const OPENED: &[Row] = &[row("look", ".x... xxx ..xx ...")];
