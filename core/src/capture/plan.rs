//! Where a patrol or a campaign should go, as a shell sends it: an area and planned places, in degrees.

use super::error::CaptureError;
use super::text::required;
use crate::domain::Fix;
use crate::domain::patrol::{Checkpoint, Corner, Plan};

/// Corners of one area, and planned places on one patrol.
const CORNERS_MAX: usize = 500;
const PLACES_MAX: usize = 50;
const RADIUS_MAX_M: u16 = 1_000;

/// An area and planned places.
#[derive(Debug, Clone, PartialEq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct PlanRequest {
    /// Corners of a polygon; none for no area.
    #[serde(default)]
    pub area: Vec<CornerRequest>,
    #[serde(default)]
    pub places: Vec<CheckpointRequest>,
}

/// One corner of an area, in degrees (WGS-84).
#[derive(Debug, Clone, Copy, PartialEq, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct CornerRequest {
    pub lat: f64,
    pub lon: f64,
}

/// 巡查点位: a planned place.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct CheckpointRequest {
    pub name: String,
    /// Degrees north, WGS-84.
    pub lat: f64,
    /// Degrees east, WGS-84.
    pub lon: f64,
    /// Metres, 1 to 1000.
    pub radius_m: u16,
}

/// Reads a plan as a shell sends it.
pub(super) fn read_plan(request: &PlanRequest) -> Result<Plan, CaptureError> {
    if request.area.len() > CORNERS_MAX || matches!(request.area.len(), 1 | 2) {
        return Err(CaptureError::invalid("plan.area", format!("3 to {CORNERS_MAX} corners make an area")));
    }
    if request.places.len() > PLACES_MAX {
        return Err(CaptureError::invalid("plan.places", format!("at most {PLACES_MAX} places fit")));
    }
    let corner = |lat, lon, field: &str| {
        Fix::from_degrees(lat, lon, 0.0).map_err(|error| CaptureError::invalid(field, error.to_string()))
    };
    let mut plan = Plan::default();
    for asked in &request.area {
        let fix = corner(asked.lat, asked.lon, "plan.area")?;
        plan.area.push(Corner(fix.lat_e6, fix.lon_e6));
    }
    for asked in &request.places {
        let fix = corner(asked.lat, asked.lon, "plan.places")?;
        if !(1..=RADIUS_MAX_M).contains(&asked.radius_m) {
            return Err(CaptureError::invalid("plan.places.radius_m", format!("must be 1 to {RADIUS_MAX_M} metres")));
        }
        let name = required("plan.places.name", &asked.name, 50)?;
        plan.places.push(Checkpoint { name, lat_e6: fix.lat_e6, lon_e6: fix.lon_e6, radius_m: asked.radius_m });
    }
    Ok(plan)
}
