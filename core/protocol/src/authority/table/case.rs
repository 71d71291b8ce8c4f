//! Cases and what their reporters hear. Desks accept, send down, check and close at once, like the field, so that a village
//! without a line goes on working; what takes a case out of somebody's hands, or grants more time, counts once the relay has it.

use super::super::permission::{Row, row};

pub(in super::super) const CASE: &[Row] = &[
    row("report", "xxxxx xxx xx.. ... x"),
    row("self_handle", "xxx.. x.. .... ... x"),
    row("accept", "xxxx. xxx ..xx ... x"),
    row("file", "..... xxx .... ..."),
    row("dispatch", "..... xxx ..x. ..."),
    row("to_collector", "..... xxx .... ..."),
    row("escalate", "rrr.. rr. ..r. ... r"),
    row("handle", "xxxx. x.. ..xx ... x"),
    row("report_back", "xxxx. xx. ..xx ... x"),
    row("check", "..... xx. .... ..."),
    row("rework", "..... xx. .... ..."),
    row("close", "..... xx. .... ..."),
    row("return", "xxxx. xxx ..xx ... x"),
    row("decline", "..... xxx .... ..."),
    row("void", "..... rrr .... ..."),
    row("recall", "rrrrr rrr rrr. ... r"),
    row("transfer", ".r... rrr ..r. ..."),
    row("suspend", "..... rrr .... ..."),
    row("resume", "xxxx. xxx ..xx ... x"),
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
    row("rate", "xxxxx xxx xx.. ... x"),
    row("confirm", "xxxxx xxx xx.. ... x"),
    row("dispute", "xxxxx xxx xx.. ... x"),
    row("callback", "..... ... .... x.."),
    row("ask", "xxxx. x.. ..xx ... x"),
    row("first_response", "xxxx. x.. ..x. ..."),
    row("hand_over", "xxx.. x.. ..x. ..."),
    row("comment", "xxxxx xxx xxxx x.. x"),
    row("visit", "xxxx. xxx ..xx ... x"),
    row("evidence", "xxxxx xxx xxxx ... x"),
];

pub(in super::super) const REPLY: &[Row] = &[row("reply", "xxxx. xxx ..xx x.. x")];

/// Written by the phone itself when the details of a record are looked at; its founder hears of it.
pub(in super::super) const OPENED: &[Row] = &[row("look", ".x... xxx ..xx ... .")];
