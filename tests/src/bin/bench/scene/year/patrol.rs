//! Patrols with their tracks and findings.

use etong_city::Happening;
use etong_core::capture::{self, PatrolRequest};
use etong_core::domain::Fix;
use etong_core::domain::patrol::{PatrolEntry, TrackPoint, fold};
use etong_core::protocol::RecordKind;
use serde_json::Value;

use super::{Play, event, request};
use crate::Outcome;

impl Play<'_> {
    pub(super) fn patrol(&mut self, happening: &Happening) -> Outcome<()> {
        let record = self.desk.new_record();
        let author = self.author(&happening.founding)?;
        let start: PatrolRequest = request(&happening.founding)?;
        let drafts = capture::start_patrol(&author, &start, record, "", None)?;
        let mut events =
            self.seal(&happening.founding, drafts, &RecordKind::Patrol, event(PatrolEntry::from_payload))?;
        for deed in &happening.then {
            let so_far = fold(record, &events).ok_or("a patrol without a start")?;
            let drafts = if let Some(track) = deed.request.get("track") {
                capture::segment(&author, &so_far, record, &points(track)?, &[])?
            } else if let Some(finding) = deed.request.get("finding") {
                capture::finding(&author, &so_far, record, &serde_json::from_value(finding.clone())?)?
            } else {
                capture::end_patrol(&author, &so_far, record, None)?
            };
            events.extend(self.seal(deed, drafts, &RecordKind::Patrol, event(PatrolEntry::from_payload))?);
        }
        Ok(())
    }
}

fn points(track: &Value) -> Outcome<Vec<TrackPoint>> {
    let fixes = track.as_array().ok_or("a track is a list")?;
    fixes
        .iter()
        .map(|fix| {
            let number = |key: &str| fix.get(key).and_then(Value::as_f64).ok_or("a fix is not whole");
            let place = Fix::from_degrees(number("lat")?, number("lon")?, number("accuracy_m")?)?;
            let at_ms = fix.get("at").and_then(Value::as_i64).ok_or("a fix without a time")?;
            Ok(TrackPoint { at_ms, lat_e6: place.lat_e6, lon_e6: place.lon_e6, accuracy_m: place.accuracy_m })
        })
        .collect()
}
