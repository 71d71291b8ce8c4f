//! Buildings, dwellings and households.

use etong_core::App;
use etong_core::capture::{EditRequest, PlaceRequest};
use etong_core::view::{MemberRow, PlaceRow, PlaceView, PlacesPage};

use super::capture::{read, saved};
use super::list::{more, offset};
use super::show::fields_text;
use crate::args::{Place, PlaceKind};
use crate::error::CliError;
use crate::out::{Answer, ending, facts, shown, table, words};
use crate::phone;

pub(super) fn place(app: &App, step: &Place) -> Result<Answer, CliError> {
    match step {
        Place::Capture(from) => Ok(saved(&app.capture_place(&read::<PlaceRequest>(from.path()?)?)?)),
        Place::Edit { id, changes } => {
            let request = EditRequest { set: changes.clone() };
            Ok(saved(&app.edit_place(&phone::record(app, id)?, &request)?))
        }
        Place::List { kind, page } => {
            let kind = match kind {
                PlaceKind::Building => "building",
                PlaceKind::Dwelling => "dwelling",
                PlaceKind::Household => "household",
            };
            listed(&app.places(kind, offset(page.page))?, page.page)
        }
        Place::Search { text } => listed(&app.search_places(text)?, 1),
        Place::Show { id, page } => show(app, id, page.page),
    }
}

/// One place; of a building any page of its dwellings.
fn show(app: &App, id: &str, page: u32) -> Result<Answer, CliError> {
    let mut view = app.place(&phone::record(app, id)?)?;
    if page > 1 {
        if view.kind != "building" {
            return Err(CliError::Usage(
                "only the dwellings of a building have further pages; leave out --page".into(),
            ));
        }
        let further = app.dwellings_of(&view.record, offset(page))?;
        (view.places, view.more) = (further.rows, further.more);
    }
    Ok(Answer::new(text(&view, page), &view))
}

fn listed(found: &PlacesPage, page: u32) -> Result<Answer, CliError> {
    let text = if found.rows.is_empty() { "空 empty".to_owned() } else { rows(&found.rows) };
    Ok(Answer::new(text + &more(found.more, page), found))
}

fn rows(rows: &[PlaceRow]) -> String {
    let headings =
        [("编号", "Id"), ("类型", "Kind"), ("地址", "Address"), ("户主/楼长", "Name"), ("内有", "Inside"), ("", "")];
    table(
        &headings,
        rows.iter().map(|row| {
            let mut flags = Vec::new();
            flags.extend(row.rented.then_some("出租 rented"));
            flags.extend(row.unsent.then_some("未上传 unsent"));
            vec![
                ending(&row.record),
                words::word(&row.kind),
                row.address.clone(),
                row.name.clone(),
                row.inside.to_string(),
                flags.join(" "),
            ]
        }),
    )
}

fn people(people: &[MemberRow]) -> String {
    let headings = [("编号", "Id"), ("姓名", "Name"), ("关系", "Relation"), ("证件", "Document"), ("电话", "Phone")];
    let row = |row: &MemberRow| {
        let (name, relation) = (row.name.clone(), row.relation.clone());
        vec![ending(&row.record), name, relation, row.id_masked.clone(), row.phone_masked.clone()]
    };
    table(&headings, people.iter().map(row))
}

fn text(view: &PlaceView, page: u32) -> String {
    let mut text = facts([
        ("类型", "kind", Some(words::word(&view.kind))),
        ("编号", "record", Some(view.record.clone())),
        ("地址", "address", Some(view.address.clone()).filter(|address| !address.is_empty())),
        ("网格", "grid", Some(view.scope.clone())),
        ("上次走访", "last visit", view.last_visit.map(shown)),
        ("已并入", "shown instead", view.shown_instead.clone()),
    ]);
    text += &format!("\n\n{}", fields_text(&view.fields));
    if !view.places.is_empty() {
        text += &format!("\n\n{}", rows(&view.places));
    }
    if !view.people.is_empty() {
        text += &format!("\n\n{}", people(&view.people));
    }
    if view.kind == "building" {
        text += &more(view.more, page);
    } else if view.more {
        text += "\n… 还有更多 there are more";
    }
    for also in &view.also {
        text +=
            &format!("\n\n另一条记录上还有 also written on {}\n{}", ending(&also.record), fields_text(&also.fields));
    }
    text
}
