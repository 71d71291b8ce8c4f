//! Seven phones become known to the relay, each with a one-time code; a wrong code is turned away.

use crate::demo::phone::text_at;
use crate::demo::say;
use crate::demo::stage::Stage;
use crate::error::XtaskError;

pub(in crate::demo) fn tell(stage: &Stage<'_>) -> Result<(), XtaskError> {
    say::chapter("一、入网：七部手机，各用一个一次性码", "1. Enrolment: seven phones, one single-use code each");
    let cast = &stage.cast;
    say::line(
        &format!("社区：{}　网格：{} {}", cast.community_name, cast.grid_name, cast.grid),
        "community, grid, and the path of the grid",
    );
    let url = stage.relay.url.as_str();
    stage.worker.show_failure(&["enroll", "--server", url, "--code", "00000-00000"], 7)?;
    for phone in stage.phones() {
        let owner = &phone.owner;
        let code = stage.relay.issue_code(stage.shell, &owner.post)?;
        let status = phone.ask(&["enroll", "--server", url, "--code", &code, "--label", owner.folder])?;
        say::check(
            text_at(&status, "person_name") == owner.name,
            &format!("{} {} is enrolled", owner.name, owner.kind),
        )?;
        phone.sync()?;
    }
    Ok(())
}
