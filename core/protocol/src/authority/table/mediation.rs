//! Mediation of disputes: the four modes (domain report, 3.4 and rows 48 to 52). A team member sees a file only once it was
//! shared with the team, so joining it waits for the relay.

use super::super::permission::{Row, row};

pub(in super::super) const MEDIATION: &[Row] = &[
    row("open", "xxx.. xx. .... ..."),
    row("appoint", "xxx.. xx. .... ..."),
    row("attempt_grid", "xxx.. ... .... ..."),
    row("attempt_community", "..... x.. .... ..."),
    row("attempt_team", "...r. x.. .... ..."),
    row("attempt_police", ".x... ... .... ..."),
    row("methods", "xxxx. x.. .... ..."),
    row("recuse", "xxxx. xx. .... ..."),
    row("lift_recusal", "..... xx. .... ..."),
    row("ask", "xxx.. xx. .... ..."),
    row("opinion", "...x. ... .... ..."),
    row("handover", "xxx.. xx. ..xx ..."),
    row("receipt", "xxx.. xx. ..xx ..."),
    row("agree", "xxxx. x.. .... ..."),
    row("fulfil", "xxxx. x.. .... ..."),
    row("follow_up", "xxxx. xx. .... ..."),
    row("confirm", "xxx.. xx. .... ..."),
    row("extend", "xxxx. x.. .... ..."),
    row("fail", "xxxx. x.. .... ..."),
    row("withdraw", "xxxx. xx. .... ..."),
    row("paper", "xxxx. xx. .... ..."),
    row("notified", "xxxx. xx. ..x. ..."),
    row("printed", "xxx.. xx. .... ..."),
    row("note", "xxxx. xxx ..xx ..."),
];
