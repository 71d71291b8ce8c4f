//! Patrols with their tracks and findings: alone or as a pair, by oneself, as a desk asked, or for a campaign.

use etong_city::{Deed, Happening};
use etong_core::capture::{self, AssignRequest, PatrolRequest};
use etong_core::domain::Fix;
use etong_core::domain::campaign::CampaignFold;
use etong_core::domain::patrol::pair::{PairTicket, code_of};
use etong_core::domain::patrol::{PatrolEntry, PatrolFold, TrackPoint, fold};
use etong_core::protocol::{RecordId, RecordKind};
use serde_json::Value;

use super::{Outcome, Play, event, request};

impl Play<'_> {
    /// `campaign`: the one it is walked for.
    pub(super) fn patrol(&mut self, happening: &Happening, campaign: Option<(RecordId, &CampaignFold)>) -> Outcome<()> {
        let record = self.pen.new_record();
        let code = code_of(self.pen.nonce());
        let author = self.author(&happening.founding)?;
        let is_asked_for = happening.founding.request.get("to").is_some();
        let drafts = if is_asked_for {
            capture::assign_patrol(&author, &request::<AssignRequest>(&happening.founding)?, record)?
        } else {
            let mut start: PatrolRequest = request(&happening.founding)?;
            start.campaign = campaign.map(|(id, _)| id.to_string());
            capture::start_patrol(&author, &start, record, &code, campaign.map(|(_, campaign)| campaign))?
        };
        let mut events =
            self.seal(&happening.founding, drafts, &RecordKind::Patrol, event(PatrolEntry::from_payload))?;
        for deed in &happening.then {
            let so_far = fold(record, &events).ok_or("a patrol without a start")?;
            let drafts = self.on_the_way(&so_far, record, &code, deed)?;
            events.extend(self.seal(deed, drafts, &RecordKind::Patrol, event(PatrolEntry::from_payload))?);
        }
        Ok(())
    }

    fn on_the_way(&self, so_far: &PatrolFold, record: RecordId, code: &str, deed: &Deed) -> Outcome<capture::Drafts> {
        let author = self.author(deed)?;
        let Some((word, what)) = deed.request.as_object().and_then(|deed| deed.iter().next()) else {
            return Err("a deed of a patrol that says nothing".into());
        };
        let read = || what.clone();
        Ok(match word.as_str() {
            "start" => capture::start_assigned(&author, so_far, record, &serde_json::from_value(read())?, code)?,
            "join" => {
                let ticket = PairTicket { patrol: record, scope: so_far.scope.clone(), code: code.to_owned() };
                capture::join_patrol(&author, Some(so_far), &ticket, None)?
            }
            "track" => capture::segment(&author, so_far, record, &points(what)?, &[])?,
            "finding" => capture::finding(&author, so_far, record, &serde_json::from_value(read())?)?,
            "gap" => capture::gap(&author, so_far, record, &serde_json::from_value(read())?)?,
            "pause" => capture::pause_patrol(&author, so_far, record)?,
            "resume" => capture::resume_patrol(&author, so_far, record)?,
            "call_off" => {
                capture::call_off_patrol(&author, so_far, record, what.as_str().ok_or("a reason is a text")?)?
            }
            "end" => capture::end_patrol(&author, so_far, record, None)?,
            word => return Err(format!("a patrol has no {word}").into()),
        })
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
