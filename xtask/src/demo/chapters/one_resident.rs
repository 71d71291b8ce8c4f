//! Two posts of one grid edit the same resident offline: different fields both stay, the same field keeps both values in sight.

use serde_json::Value;

use crate::demo::chapters::offline::Offline;
use crate::demo::phone::{rows_at, text_at};
use crate::demo::say;
use crate::demo::stage::Stage;
use crate::error::XtaskError;

pub(in crate::demo) fn tell(stage: &Stage<'_>, offline: &Offline) -> Result<(), XtaskError> {
    say::chapter("三、一位居民，两个人同时改", "3. One resident, edited by two at once");
    let id = offline.resident.as_str();
    let (worker, officer) = (&stage.worker, &stage.officer);
    worker.ask(&["edit", id, "phone=15400001111", "workplace=水仙花合作社"])?;
    officer.ask(&["edit", id, "occupation=花农", "workplace=水仙花市场"])?;
    say::line(
        &format!("{} 改了电话和单位；{} 改了职业和单位；都没有网络", worker.owner.name, officer.owner.name),
        "the grid worker changed phone and workplace, the officer occupation and workplace, both offline",
    );
    for phone in [worker, officer, worker] {
        phone.sync()?;
    }
    let seen = [worker.ask(&["show", id])?, officer.ask(&["show", id])?];
    let [by_worker, by_officer] = &seen;
    say::check(by_worker == by_officer, "both phones show the same record")?;
    say::check(field(by_worker, "occupation") == "花农", "the officer's occupation stayed")?;
    say::check(field(by_worker, "phone").ends_with("1111"), "the worker's phone number stayed")?;
    let others = rows_at(by_worker, "fields").iter().find(|field| text_at(field, "key") == "workplace");
    let others = others.map_or(0, |field| rows_at(field, "others").len());
    say::check(others == 1, "of the two workplaces one is shown and the other stands beside it")?;
    officer.show(&["show", id])
}

fn field<'v>(resident: &'v Value, key: &str) -> &'v str {
    let field = rows_at(resident, "fields").iter().find(|field| text_at(field, "key") == key);
    field.map(|field| text_at(field, "value")).unwrap_or_default()
}
