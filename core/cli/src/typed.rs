//! Values that are typed as one word: a place, a box on the map, a moment, a field with its new value. Reads them, or says how they
//! are written.

pub(crate) mod time;

use etong_core::capture::{FieldChange, FixRequest, HelperRequest};
use etong_core::domain::Fix;
use etong_core::view::AreaQuery;

/// A position: degrees north and east, metres of accuracy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Place {
    lat: f64,
    lon: f64,
    accuracy_m: f64,
}

/// A box on the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Area(pub AreaQuery);

impl Place {
    /// `at`: milliseconds since 1970, for a place that was measured.
    pub(crate) fn request(self, at: Option<i64>) -> FixRequest {
        let Self { lat, lon, accuracy_m } = self;
        FixRequest { lat, lon, accuracy_m, at, provider: None, mocked: false }
    }
}

/// A helper of a joint task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Helper(pub HelperRequest);

/// `post:kind` or `post:kind:/path/of/unit`.
pub(crate) fn helper(text: &str) -> Result<Helper, String> {
    let mut parts = text.splitn(3, ':').map(str::to_owned);
    let (Some(post), Some(kind)) = (parts.next(), parts.next()) else {
        return Err("write it as post:kind or post:kind:path, as in 0198…:team_member:/1/12/121/1219".into());
    };
    Ok(Helper(HelperRequest { post, kind, unit: parts.next() }))
}

/// `24.513,117.655` or `24.513,117.655,8`.
pub(crate) fn place(text: &str) -> Result<Place, String> {
    let place = match numbers(text)?.as_slice() {
        [lat, lon] => Place { lat: *lat, lon: *lon, accuracy_m: 0.0 },
        [lat, lon, accuracy_m] => Place { lat: *lat, lon: *lon, accuracy_m: *accuracy_m },
        _ => return Err("write it as lat,lon or lat,lon,metres, as in 24.513,117.655,8".into()),
    };
    Fix::from_degrees(place.lat, place.lon, place.accuracy_m).map_err(|error| error.to_string())?;
    Ok(place)
}

/// `lat_from,lat_to,lon_from,lon_to`, in degrees.
pub(crate) fn area(text: &str) -> Result<Area, String> {
    let [lat_from, lat_to, lon_from, lon_to] = numbers(text)?
        .try_into()
        .map_err(|_| "write it as lat_from,lat_to,lon_from,lon_to, as in 24.5,24.6,117.6,117.7".to_owned())?;
    let corner = |lat, lon| Fix::from_degrees(lat, lon, 0.0).map_err(|_| "a corner is no place on earth".to_owned());
    let (from, to) = (corner(lat_from, lon_from)?, corner(lat_to, lon_to)?);
    if from.lat_e6 > to.lat_e6 || from.lon_e6 > to.lon_e6 {
        return Err("the box is inside out: each _from must not be above its _to".into());
    }
    Ok(Area(AreaQuery {
        lat_from_e6: from.lat_e6,
        lat_to_e6: to.lat_e6,
        lon_from_e6: from.lon_e6,
        lon_to_e6: to.lon_e6,
    }))
}

/// `field=value`; `field=` clears.
pub(crate) fn field_change(text: &str) -> Result<FieldChange, String> {
    let (field, value) = text.split_once('=').ok_or("write it as field=value, or field= to clear it")?;
    if field.trim().is_empty() {
        return Err("the field's name is missing before the =".into());
    }
    let value = Some(value.trim().to_owned()).filter(|value| !value.is_empty());
    Ok(FieldChange { field: field.trim().to_owned(), value })
}

fn numbers(text: &str) -> Result<Vec<f64>, String> {
    let read = |part: &str| part.trim().parse::<f64>().map_err(|_| "not numbers with commas between".to_owned());
    text.split([',', '，']).map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_becomes_micro_degrees() {
        let Area(query) = area("24.5, 24.6,117.6,117.7000001").unwrap();
        assert_eq!(
            (query.lat_from_e6, query.lat_to_e6, query.lon_from_e6, query.lon_to_e6),
            (24_500_000, 24_600_000, 117_600_000, 117_700_000)
        );
        assert!(area("24.6,24.5,117,118").unwrap_err().contains("inside out"));
    }

    #[test]
    fn an_empty_value_clears_the_field_and_a_value_may_hold_an_equals_sign() {
        assert_eq!(field_change("phone=").unwrap().value, None);
        assert_eq!(field_change("note=a=b").unwrap().value.as_deref(), Some("a=b"));
        assert!(field_change("=x").is_err());
    }

    #[test]
    fn a_place_is_on_earth_or_refused() {
        assert!(place("24.5，117.6").is_ok());
        for text in ["", "1", "91,0", "0,0,-1", "NaN,0", "1,2,3,4"] {
            assert!(place(text).is_err(), "{text:?}");
        }
    }
}
