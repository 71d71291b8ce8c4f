//! Stories of the field, told with named people: 王芳 and 林强 share a grid, 赵敏 has the next one, 陈梅 is a volunteer,
//! 黄志国 sits at the community's desk, 许建华 at the township's. Each ends with everybody syncing and everything holding.

#![cfg(feature = "sim")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    reason = "these are tests, their shared steps included"
)]

mod answers;
mod assessment;
mod between;
mod callback;
mod clocks;
mod collection;
mod conflicts;
mod custody;
mod dedicated;
mod draws;
mod draws_beside;
mod erasure;
mod evidence;
mod exchange;
mod first_meeting;
mod first_screens;
mod four_levels;
mod interrupted;
mod joint;
mod kept_back;
mod lease;
mod leaving;
mod lineage;
mod lists;
mod looks;
mod looks_at_each;
mod lost_phone;
mod mediation;
mod mobilisation;
mod newer_phone;
mod offline;
mod opened;
mod organisation;
mod outside;
mod pages;
mod patrol;
mod pin;
mod pin_lost;
mod poison;
mod privacy;
mod proof;
mod reach;
mod recheck;
mod refusals;
mod registration;
mod responsible;
mod restored;
mod retention;
mod safety;
mod same_number;
mod sharing;
mod shown;
mod still_needed;
mod taking_away;
mod together;
mod typed;
mod users;
mod users_leave;
mod volunteer;

use etong_core::capture::CaseRequest;
use etong_core::view::{CaseView, FigureView, ResidentView};
use etong_tests::Phone;
use etong_tests::phone::hazard;

/// The value of a field as a screen shows it, and what others wrote at the same time.
fn field(resident: &ResidentView, key: &str) -> (String, Vec<String>) {
    let found = resident.fields.iter().find(|field| field.key == key);
    found.map(|field| (field.value.clone(), field.others.clone())).unwrap_or_default()
}

fn names(phone: &Phone) -> Vec<String> {
    phone.app().residents(0).unwrap().rows.into_iter().map(|row| row.name).collect()
}

/// Act and standing of everything done on a case.
fn acts(case: &CaseView) -> Vec<(&str, &str)> {
    case.acts.iter().map(|act| (act.act.as_str(), act.standing.as_str())).collect()
}

/// So many cases of each class, reported by somebody.
fn reported(phone: &Phone, work: &[(&str, usize)]) -> Vec<String> {
    let mut cases = Vec::new();
    for (class, count) in work {
        for nth in 0..*count {
            let request = CaseRequest { class: (*class).into(), ..hazard(&format!("{class}{nth}")) };
            cases.push(phone.capture(|app| app.report_case(&request)).record);
        }
    }
    cases
}

/// A grid worker does the cases, and a desk closes them; the desk has synced, the grid worker has not heard of the closing.
async fn finish(worker: &Phone, desk: &Phone, cases: &[impl AsRef<str>]) {
    for case in cases {
        worker.acts(case.as_ref(), "handle", None);
        worker.acts(case.as_ref(), "report_back", Some("已处理"));
    }
    worker.syncs().await;
    desk.syncs().await;
    cases.iter().for_each(|case| drop(desk.acts(case.as_ref(), "close", None)));
    desk.syncs().await;
}

/// One figure of 梧桥社区 as a published assessment has it on a phone.
fn figure_of(phone: &Phone, published: &str, indicator: &str) -> FigureView {
    let units = phone.app().assessment(published, 0).unwrap().units;
    let unit = units.into_iter().find(|unit| unit.unit == "/1/12/121").unwrap();
    unit.figures.into_iter().find(|figure| figure.indicator == indicator).unwrap()
}
