//! Who is near an urgent case. The numbers stand first, whatever else is known.

use etong_core::App;
use etong_core::view::{FirstCallView, NearbyView};

use crate::error::CliError;
use crate::out::{Answer, table, words};
use crate::phone;

pub(super) fn near(app: &App, id: &str) -> Result<Answer, CliError> {
    let view = app.nearest_to_case(&phone::record(app, id)?)?;
    Ok(Answer::new(text(&view), &view))
}

fn text(view: &NearbyView) -> String {
    let first = first(&view.first_call);
    if !view.placed {
        return format!("{first}\n案件没有位置，请电话问清 the case has no place; ask by phone");
    }
    if view.rows.is_empty() {
        return format!("{first}\n附近无人留有位置 nobody near has a known place");
    }
    let headings = [("谁", "Who"), ("岗位", "Post"), ("米", "Metres"), ("分钟前", "Minutes ago"), ("", "")];
    let rows = view.rows.iter().map(|near| {
        let mut flags = Vec::new();
        flags.extend(near.on_duty.then_some("值班 on duty"));
        flags.extend(near.stale.then_some("位置已旧 stale"));
        vec![
            near.name.clone().unwrap_or_default(),
            words::zh(&near.kind).to_owned(),
            near.metres.to_string(),
            (near.age_ms / 60_000).to_string(),
            flags.join(" "),
        ]
    });
    format!("{first}\n{}", table(&headings, rows))
}

fn first(calls: &[FirstCallView]) -> String {
    let calls: Vec<String> = calls.iter().map(|call| format!("{} {} {}", call.number, call.zh, call.en)).collect();
    format!("先打电话 first call: {}", calls.join(" / "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_stand_first_also_where_nobody_can_be_near() {
        let call =
            |number: &str| FirstCallView { number: number.into(), zh: "公安报警".into(), en: "police".into() };
        for placed in [false, true] {
            let said = text(&NearbyView { first_call: vec![call("110"), call("119")], placed, rows: Vec::new() });
            assert!(said.starts_with("先打电话 first call: 110 公安报警 police / 119"), "{said}");
            assert_eq!(said.contains("the case has no place"), !placed, "{said}");
        }
    }
}
