//! Two posts take on the same case offline. The relay's order decides; the other act stays in sight with who was first.

use crate::demo::chapters::offline::Offline;
use crate::demo::phone::{rows_at, text_at};
use crate::demo::say;
use crate::demo::stage::Stage;
use crate::error::XtaskError;

pub(in crate::demo) fn tell(stage: &mut Stage<'_>, offline: &Offline) -> Result<(), XtaskError> {
    say::chapter("四、一个隐患，两个人同时受理", "4. One hazard, accepted by two at once");
    let id = offline.case.as_str();
    stage.relay.lose_power()?;
    for phone in [&stage.officer, &stage.worker] {
        phone.ask(&["act", id, "accept"])?;
        let case = phone.ask(&["show", id])?;
        let is_provisional = case.get("provisional").and_then(serde_json::Value::as_bool) == Some(true);
        say::check(
            text_at(&case, "state") == "accepted" && is_provisional,
            &format!("{} sees the case as accepted, provisionally", phone.owner.name),
        )?;
    }
    stage.relay.come_back()?;
    for phone in [&stage.worker, &stage.officer, &stage.worker] {
        phone.sync()?;
    }
    for phone in [&stage.worker, &stage.officer] {
        let case = phone.ask(&["show", id])?;
        let standings: Vec<(&str, &str)> = rows_at(&case, "acts")
            .iter()
            .filter(|act| text_at(act, "act") == "accept")
            .map(|act| (text_at(act, "by_kind"), text_at(act, "standing")))
            .collect();
        let expected = [("grid_worker", "effective"), ("auxiliary_officer", "superseded")];
        say::check(standings == expected, &format!("on {}'s phone the first at the relay counts", phone.owner.name))?;
        say::check(text_at(&case, "responsible_kind") == "grid_worker", "exactly one post is responsible")?;
    }
    stage.officer.show(&["show", id])
}
