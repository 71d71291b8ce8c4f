//! Layers of the map, cut to the box on the screen: open cases, residents, places, offices, borders of units. Drawing is the shell's; nobody's
//! position is a layer.

use rusqlite::types::ValueRef;
use rusqlite::{Row, ToSql, Transaction, named_params};

use super::{AreaQuery, PAGE_ROWS, paged, record_text, scope_text};
use crate::domain::field::Sight;
use crate::domain::organisation::Ground;
use crate::error::{CoreError, StoreError};
use crate::view::shown::shown;

/// Which layers of which box.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MapQuery {
    pub area: AreaQuery,
    /// Of `cases`, `residents`, `places`, `offices` and `borders`.
    pub layers: Vec<String>,
}

/// What lies in the box.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MapView {
    pub points: Vec<MapPoint>,
    pub borders: Vec<MapBorder>,
    /// A layer has more than it shows: the box is too large.
    pub more: bool,
}

/// One mark.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MapPoint {
    pub layer: String,
    /// Id of the record; of an office its number.
    pub record: String,
    /// Title of a case, name of a resident or office, address of a place.
    pub label: String,
    /// State of a case; `building`, `dwelling` or `household` for a place; `all_day` for an office where somebody is day and night; else
    /// empty.
    pub state: String,
    pub urgent: bool,
    /// Micro-degrees, WGS 84.
    pub lat_e6: i32,
    pub lon_e6: i32,
}

/// The border of a unit.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MapBorder {
    pub unit: u32,
    pub name: String,
    pub kind: String,
    pub path: String,
    pub rings: Vec<MapRing>,
}

/// A closed ring: latitudes and longitudes by turns, micro-degrees.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MapRing {
    pub corners_e6: Vec<i32>,
}

/// `day`: the borders of which day, as `2026-01-31`.
///
/// # Errors
/// `Invalid` for a layer that is none; `StoreError` when the store cannot be read.
pub fn map(tx: &Transaction<'_>, query: &MapQuery, day: &str) -> Result<MapView, CoreError> {
    let mut found = MapView::default();
    for layer in &query.layers {
        let more = match layer.as_str() {
            "cases" => points(tx, include_str!("map/cases.sql"), layer, query.area, day, &mut found.points)?,
            "residents" => points(tx, include_str!("map/residents.sql"), layer, query.area, day, &mut found.points)?,
            "places" => points(tx, include_str!("map/places.sql"), layer, query.area, day, &mut found.points)?,
            "offices" => points(tx, include_str!("map/offices.sql"), layer, query.area, day, &mut found.points)?,
            "borders" => borders(tx, query.area, day, &mut found.borders)?,
            _ => {
                let reason = format!("{layer} is none of cases, residents, places, offices, borders");
                return Err(CoreError::Invalid { field: "layers".into(), reason });
            }
        };
        found.more |= more;
    }
    Ok(found)
}

fn points(
    tx: &Transaction<'_>,
    sql: &str,
    layer: &str,
    area: AreaQuery,
    day: &str,
    points: &mut Vec<MapPoint>,
) -> Result<bool, StoreError> {
    let sight = super::sight(tx)?;
    let mut statement = tx.prepare_cached(sql)?;
    let limit = PAGE_ROWS + 1;
    let asked: [(&str, &dyn ToSql); 6] = [
        (":lat_from", &area.lat_from_e6),
        (":lat_to", &area.lat_to_e6),
        (":lon_from", &area.lon_from_e6),
        (":lon_to", &area.lon_to_e6),
        (":limit", &limit),
        (":day", &day),
    ];
    for (name, value) in asked {
        // Only an office has days.
        if let Some(index) = statement.parameter_index(name)? {
            statement.raw_bind_parameter(index, value)?;
        }
    }
    let (mut rows, mut found) = (Vec::new(), statement.raw_query());
    while let Some(row) = found.next()? {
        rows.push(point(row, layer, sight)?);
    }
    let (rows, more) = paged(rows);
    points.extend::<Vec<MapPoint>>(rows);
    Ok(more)
}

fn point(row: &Row<'_>, layer: &str, sight: Sight) -> Result<MapPoint, StoreError> {
    Ok(MapPoint {
        layer: layer.to_owned(),
        record: match row.get_ref("record")? {
            ValueRef::Integer(number) => number.to_string(),
            id => record_text(id.as_blob().map_err(|_| StoreError::Unreadable("a record id"))?)?,
        },
        label: if layer == "residents" {
            sight.name(&row.get::<_, String>("label")?)
        } else {
            shown(row.get::<_, String>("label")?)
        },
        state: row.get("state")?,
        urgent: row.get("urgent")?,
        lat_e6: row.get("lat_e6")?,
        lon_e6: row.get("lon_e6")?,
    })
}

fn borders(tx: &Transaction<'_>, area: AreaQuery, day: &str, borders: &mut Vec<MapBorder>) -> Result<bool, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("map/borders.sql"))?;
    let asked = named_params! {
        ":lat_from": area.lat_from_e6, ":lat_to": area.lat_to_e6,
        ":lon_from": area.lon_from_e6, ":lon_to": area.lon_to_e6, ":day": day, ":limit": PAGE_ROWS + 1,
    };
    let (rows, more) = paged(statement.query_and_then(asked, border)?.collect::<Result<_, _>>()?);
    borders.extend::<Vec<MapBorder>>(rows);
    Ok(more)
}

fn border(row: &Row<'_>) -> Result<MapBorder, StoreError> {
    let ground = Ground::from_bytes(&row.get::<_, Vec<u8>>("ground")?).ok_or(StoreError::Unreadable("a border"))?;
    let ring = |corners: &Vec<(i32, i32)>| MapRing {
        corners_e6: corners.iter().flat_map(|(lat, lon)| [*lat, *lon]).collect(),
    };
    Ok(MapBorder {
        unit: row.get("unit")?,
        name: row.get("name")?,
        kind: row.get("kind")?,
        path: scope_text(&row.get::<_, Vec<u8>>("path")?)?,
        rings: ground.rings().iter().map(ring).collect(),
    })
}
