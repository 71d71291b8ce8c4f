//! What lies in a box on the map, as lists: drawing is the shell's.

use etong_core::App;
use etong_core::view::{MapQuery, MapView};

use super::list::known;
use crate::error::CliError;
use crate::out::{Answer, ending, table, words};
use crate::typed::Area;

const LAYERS: [&str; 5] = ["cases", "residents", "places", "offices", "borders"];

pub(super) fn map(app: &App, area: Area, layers: &[String]) -> Result<Answer, CliError> {
    let layers = if layers.is_empty() { LAYERS.map(str::to_owned).to_vec() } else { layers.to_vec() };
    for layer in &layers {
        known("layer", Some(layer), LAYERS.into_iter())?;
    }
    let found = app.map(&MapQuery { area: area.0, layers })?;
    Ok(Answer::new(text(&found), &found))
}

fn text(found: &MapView) -> String {
    if found.points.is_empty() && found.borders.is_empty() {
        return "框内没有内容 nothing lies in this box".to_owned();
    }
    let degrees = |e6: i32| format!("{:.6}", f64::from(e6) / 1e6);
    let points = table(
        &[("编号", "Id"), ("图层", "Layer"), ("标注", "Label"), ("状态", "State"), ("纬度，经度", "Lat,lon"), ("", "")],
        found.points.iter().map(|point| {
            let place = format!("{},{}", degrees(point.lat_e6), degrees(point.lon_e6));
            let urgent = if point.urgent { "紧急 urgent" } else { "" };
            let state = if point.state.is_empty() { String::new() } else { words::word(&point.state) };
            let layer = words::word(&point.layer);
            vec![ending(&point.record), layer, point.label.clone(), state, place, urgent.to_owned()]
        }),
    );
    let borders = table(
        &[("单位", "Unit"), ("名称", "Name"), ("类型", "Kind"), ("边界点", "Corners")],
        found.borders.iter().map(|border| {
            let corners: usize = border.rings.iter().map(|ring| ring.corners_e6.len() / 2).sum();
            vec![border.path.clone(), border.name.clone(), words::word(&border.kind), corners.to_string()]
        }),
    );
    let more = if found.more {
        "\n… 框太大，未全部显示 the box holds more than is shown: choose a smaller one"
    } else {
        ""
    };
    format!("{points}\n\n{borders}{more}")
}
