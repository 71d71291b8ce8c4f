//! The relay is gone; everybody goes on working, and what they capture is safe on their phones.

use serde_json::{Value, json};

use crate::demo::phone::{count_at, rows_at, text_at};
use crate::demo::say;
use crate::demo::stage::Stage;
use crate::error::XtaskError;

/// What the later chapters come back to.
pub(in crate::demo) struct Offline {
    /// A resident both posts of the grid will edit.
    pub(in crate::demo) resident: String,
    /// The volunteer's report.
    pub(in crate::demo) case: String,
}

pub(in crate::demo) fn tell(stage: &mut Stage<'_>) -> Result<Offline, XtaskError> {
    say::chapter("二、断网：中继断电，大家照常工作", "2. Offline: the relay loses its power, everybody goes on");
    stage.relay.lose_power()?;
    stage.worker.show_failure(&["sync"], 5)?;

    let (by_hand, list) = stage.residents.split_at_checked(2).unwrap_or_default();
    let file = stage.dir.path().join("residents.ndjson");
    let lines: String = list.iter().map(|resident| format!("{resident}\n")).collect();
    std::fs::write(&file, lines).map_err(XtaskError::file(&file))?;
    let imported = stage.worker.ask(&["import", "residents", &file.to_string_lossy()])?;
    say::check(count_at(&imported, "imported") == 30, "30 residents imported from a list, offline")?;
    let mut first = String::new();
    for resident in by_hand {
        let captured = stage.worker.capture("resident", resident)?;
        first = text_at(&captured, "record").to_owned();
    }
    say::check(!first.is_empty(), "2 more captured at the door, offline")?;
    stage.worker.show(&["list", "residents"])?;
    search(stage, by_hand)?;

    let case = stage.volunteer.capture("case", &snap(stage))?;
    say::check(!text_at(&case, "record").is_empty(), "the volunteer reported what the camera saw, offline")?;
    stage.volunteer.show(&["list", "reports"])?;

    say::line("来电了：中继重新启动，数据都在", "Power is back: the relay starts again with everything it had");
    stage.relay.come_back()?;
    for phone in [&stage.volunteer, &stage.worker, &stage.officer, &stage.desk] {
        phone.sync()?;
    }
    let status = stage.desk.ask(&["status"])?;
    say::check(count_at(&status, "residents") == 32, "the community desk sees all 32 residents")?;
    say::check(count_at(&status, "cases") == 1, "and the volunteer's report")?;
    let status = stage.volunteer.ask(&["status"])?;
    say::check(count_at(&status, "residents") == 0, "the volunteer's phone holds not one resident")?;
    let case = text_at(&case, "record").to_owned();
    becomes_a_hazard(stage, &case)?;
    Ok(Offline { resident: first, case })
}

/// The volunteer sent a picture; what it shows, and how grave it is, the grid worker says.
fn becomes_a_hazard(stage: &Stage<'_>, id: &str) -> Result<(), XtaskError> {
    let what = ["--class", "hazard", "--level", "03", "--text", "飞线充电，堵住消防通道"];
    stage.worker.ask(&[&["act", id, "classify"], &what[..]].concat())?;
    for phone in [&stage.worker, &stage.officer, &stage.desk] {
        phone.sync()?;
    }
    let case = stage.desk.ask(&["show", id])?;
    let is_hazard = text_at(&case, "class") == "hazard" && text_at(&case, "level") == "03";
    say::check(is_hazard, "the grid worker made a hazard of the snap report")
}

/// By characters, and by the pinyin of the surname.
fn search(stage: &Stage<'_>, known: &[Value]) -> Result<(), XtaskError> {
    let name = known.first().map(|resident| text_at(resident, "name")).unwrap_or_default();
    let finds = |typed: &str, name: &str| -> Result<bool, XtaskError> {
        let found = stage.worker.ask(&["search", typed])?;
        Ok(rows_at(&found, "rows").iter().any(|row| text_at(row, "name") == name))
    };
    say::check(finds(name, name)?, "found again by name at once")?;
    let names = || stage.residents.iter().map(|resident| text_at(resident, "name"));
    let spoken =
        SURNAMES.iter().find_map(|(surname, pinyin)| Some((names().find(|name| name.starts_with(surname))?, pinyin)));
    let Some((name, pinyin)) = spoken else { return Ok(()) };
    say::check(finds(pinyin, name)?, &format!("and {name} by typing \"{pinyin}\""))
}

/// Common here; at least one of them lives in any grid.
const SURNAMES: [(&str, &str); 5] = [("曾", "zeng"), ("陈", "chen"), ("林", "lin"), ("黄", "huang"), ("张", "zhang")];

/// 随手拍: what was seen, in no class yet.
fn snap(stage: &Stage<'_>) -> Value {
    let place = stage.residents.first().map(|resident| text_at(resident, "place")).unwrap_or_default();
    let mut degrees = place.split(',').filter_map(|part| part.parse::<f64>().ok());
    let (lat, lon) = (degrees.next().unwrap_or(24.5), degrees.next().unwrap_or(117.6));
    json!({
        "class": "other",
        "title": "楼道堆放电动车，充电线外露",
        "what": "三单元一层楼道停了四辆电动车，飞线充电，堵住消防通道。",
        "place": { "lat": lat, "lon": lon, "accuracy_m": 12.0 },
        "source": "snap",
    })
}
