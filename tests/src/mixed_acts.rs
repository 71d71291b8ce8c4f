//! Any act on any other record than a case, filled in: what people write on mediations, patrols in pairs, campaigns, calls, notices,
//! clues, inspections, rosters, residents and their merges, drawn from a few numbers.

use std::collections::BTreeMap;

use etong_core::capture::{CampaignActRequest, MergeRequest};
use etong_core::{App, AppError, Captured};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::phone::edit;
use crate::town::{COMMUNITY, GRID, Person};

/// The nouns of the mix.
pub const NOUNS: [&str; 13] = [
    "mediation",
    "patrol",
    "campaign",
    "notice",
    "call",
    "clue",
    "inspection",
    "roster",
    "resident",
    "dispute",
    "building",
    "public_notice",
    "draw",
];

/// Records of one noun that people act on at a time.
const AT_ONCE: usize = 4;

/// What everybody together has founded so far, by noun. A phone finds out by itself what has not come to it.
pub type Known = BTreeMap<&'static str, Vec<String>>;

/// One deed: which noun, which of its records, which act, and words nobody has written before.
#[derive(Debug, Clone)]
pub struct Deed {
    pub noun: &'static str,
    pub which: usize,
    pub nth: usize,
    pub words: String,
    /// Milliseconds since 1970.
    pub now: i64,
}

impl Deed {
    /// Does it, and names it. `None` when there is nothing yet that it could be done to.
    ///
    /// # Errors
    /// Whatever the phone says.
    pub fn on(&self, app: &App, known: &Known) -> Result<Option<(String, Captured)>, AppError> {
        let all = known.get(self.noun).map(Vec::as_slice).unwrap_or_default();
        // Mostly the newest few, so that many act on one record before they hear of each other.
        let few = all.len().min(AT_ONCE);
        let nth = (all.len() - few) + self.which % few.max(1);
        let Some(id) = all.get(nth).filter(|_| !self.nth.is_multiple_of(11)) else {
            return self.founds(app, known);
        };
        let (act, captured) = match self.noun {
            "mediation" => {
                let (act, captured) = self.mediates(app, id)?;
                return Ok(Some((format!("mediation {act}"), captured)));
            }
            "patrol" => self.walks(app, id)?,
            "campaign" => self.leads(app, id)?,
            "notice" => match self.nth % 3 {
                0 => ("withdraw", app.withdraw_notice(id, &self.words)?),
                _ => ("acknowledge", app.acknowledge_notice(id)?),
            },
            "call" => self.musters(app, id)?,
            "clue" => self.watches(app, id)?,
            "inspection" => match self.nth % 4 {
                0 => ("void", app.void_inspection(id, &self.words)?),
                1 => ("recheck", app.inspect(&self.inspection(Some(id)))?),
                _ => ("note", app.note_inspection(id, &self.words)?),
            },
            "roster" => ("own_hours", app.own_hours(&form(json!({"days": ["2026-09-03"], "hours": [{"from": "08:00", "to": format!("{:02}:00", 9 + self.nth % 12)}]})))?),
            "building" => {
                let key = ["estate", "note", "building"][self.nth % 3];
                ("edit", app.edit_place(id, &edit(key, &self.words))?)
            }
            "public_notice" => ("withdraw", app.withdraw_notice(id, &self.words)?),
            "draw" => ("withdraw", app.withdraw_draw(id, &self.words)?),
            "dispute" => ("comment", app.act_on_case(id, &form(json!({"act": "comment", "text": self.words})))?),
            _ => self.registers(app, id, all.split_at(all.len() - few).1)?,
        };
        Ok(Some((format!("{} {act}", self.noun), captured)))
    }

    fn founds(&self, app: &App, known: &Known) -> Result<Option<(String, Captured)>, AppError> {
        let (words, hour) = (&self.words, 3_600_000);
        let captured = match self.noun {
            "mediation" => {
                let disputes = known.get("dispute").map(Vec::as_slice).unwrap_or_default();
                let Some(case) = disputes.get(self.which % disputes.len().max(1)) else { return Ok(None) };
                app.open_mediation(&form(
                    json!({"case": case, "type": "neighbours", "source": "party_asks", "brief": words,
                    "parties": [{"role": "applicant", "name": "张建明"}, {"role": "respondent", "name": "李国强"}]}),
                ))?
            }
            "patrol" if self.nth.is_multiple_of(2) => app.assign_patrol(&form(json!({"scope": GRID, "what": words,
                "to": [post("wang"), post("lin")], "from": self.now, "until": self.now + hour})))?,
            "patrol" => app.start_patrol(&form(json!({"scope": GRID, "with_partner": true})))?,
            "campaign" => app.publish_campaign(&form(json!({"name": words, "scope": COMMUNITY, "from": self.now,
                "until": self.now + 48 * hour, "tasks": ["巡查", words], "teams": []})))?,
            "notice" => app.publish_notice(&form(json!({"title": words, "text": words, "operational": true})))?,
            "call" => app
                .publish_call(&form(json!({"purpose": "volunteering", "title": words, "from": self.now + hour,
                "until": self.now + 24 * hour, "quota": 1 + self.nth % 2, "address": "东门", "lead": "黄志国"})))?,
            "clue" => app.report_clue(&form(json!({"kind": "den", "what": words, "scope": GRID})))?.captured,
            "inspection" => app.inspect(&self.inspection(None))?,
            "roster" => app.plan_roster(&form(json!({"unit": COMMUNITY, "sheet": "duty", "days": ["2026-09-02"],
                "slots": [{"post": post(["wang", "lin", "huang"][self.nth % 3]), "from": "08:00", "to": "20:00"}],
                "note": words})))?,
            "building" => app.capture_place(&form(
                json!({"kind": "building", "scope": GRID, "set": {"street": words, "door": "1"}}),
            ))?,
            "public_notice" => app.publish_notice(&form(json!({"title": words, "text": words, "public": true})))?,
            "draw" => {
                let day = format!("2027-{:02}-{:02}", 1 + self.nth % 12, 1 + self.which % 28);
                app.announce_draw(&form(json!({"first_day": day, "last_day": day})))?
            }
            "dispute" => app.report_case(&form(json!({"class": "dispute", "title": words, "scope": GRID})))?,
            _ => app.capture_resident(&form(json!({"name": words, "scope": GRID})))?,
        };
        Ok(Some((format!("{} founded", self.noun), captured)))
    }

    fn mediates(&self, app: &App, id: &str) -> Result<(String, Captured), AppError> {
        let words = &self.words;
        let modes = ["grid", "community", "team", "police"];
        let outcomes = ["agreed", "hand_up", "agreed", "failed"];
        let handover = || {
            let acts = app.mediation(id).map(|view| view.acts).unwrap_or_default();
            acts.into_iter().rfind(|act| act.act == "handover").map(|act| act.entry).unwrap_or_default()
        };
        let all = [
            json!({"act": "attempt", "mode": modes[self.which % 4], "outcome": outcomes[self.nth / 7 % 4], "told_rights": true,
                "place": "调解室", "present": ["张建明"], "statements": words, "result": words, "out_of_order": words}),
            json!({"act": "appoint", "mediators": [post("wang")], "place": words}),
            json!({"act": "methods", "tags": ["elders_vote"], "invited": ["老支书"], "question": words,
                "vote": {"in_favour": self.nth % 7, "against": 1, "abstained": 0}}),
            json!({"act": "recuse", "mediator": post("wang"), "reason": "kin", "note": words}),
            json!({"act": "lift_recusal", "mediator": post("wang"), "reason": words}),
            json!({"act": "ask", "skill": "lawyer", "words": words}),
            json!({"act": "opinion", "words": words, "rules": []}),
            json!({"act": "handover", "to": "police", "reason": words, "papers": []}),
            json!({"act": "receipt", "handover": handover(), "accepted": true, "note": words}),
            json!({"act": "agree", "facts": words, "terms": [words], "copies": 3}),
            json!({"act": "fulfil", "done": "full", "by": "李国强", "proof": words}),
            json!({"act": "follow_up", "done": "full", "satisfaction": "satisfied", "measures": words}),
            json!({"act": "fail", "reason": words, "told_of": []}),
            json!({"act": "withdraw", "party": "张建明", "words": words}),
            json!({"act": "paper", "item": "identity", "title": words}),
            json!({"act": "notified", "whom": "派出所", "words": words}),
        ];
        let chosen = &all[if self.nth.is_multiple_of(3) { 0 } else { self.nth % all.len() }];
        let captured = app.act_on_mediation(id, &form(chosen.clone()))?;
        Ok((chosen["act"].as_str().unwrap_or_default().to_owned(), captured))
    }

    fn walks(&self, app: &App, id: &str) -> Result<(&'static str, Captured), AppError> {
        Ok(match self.nth % 7 {
            0 => ("start", app.start_assigned_patrol(id, &form(json!({"with_partner": true})))?),
            1 => ("join", app.join_patrol(&form(json!({"patrol": id})))?),
            2 => ("pause", app.pause_patrol(id)?),
            3 => ("resume", app.resume_patrol(id)?),
            4 => ("call_off", app.call_off_patrol(id, &self.words)?),
            5 if self.nth.is_multiple_of(4) => ("end", app.end_patrol(id, None)?),
            _ => ("finding", app.note_finding(id, &form(json!({"text": self.words})))?),
        })
    }

    fn leads(&self, app: &App, id: &str) -> Result<(&'static str, Captured), AppError> {
        let (act, fields) = match self.nth % 5 {
            0 => ("finish", json!({"text": self.words})),
            1 => ("call_off", json!({"text": self.words})),
            _ => ("amend", json!({"until": self.now + 72 * 3_600_000, "tasks": [self.words]})),
        };
        let mut request = form::<Value>(fields);
        request["act"] = act.into();
        Ok((act, app.act_on_campaign(id, &form::<CampaignActRequest>(request))?))
    }

    fn musters(&self, app: &App, id: &str) -> Result<(&'static str, Captured), AppError> {
        let mine = || app.call(id, None).map(|view| view.my_muster.unwrap_or_default());
        Ok(match self.nth % 8 {
            0 if self.which.is_multiple_of(5) => ("stop", app.stop_call(id, &self.words)?),
            1 => ("amend", app.amend_call(id, &form(json!({"quota": 1 + self.which % 4, "note": self.words})))?),
            2 => ("confirm", app.confirm_call(id)?),
            3 => ("decline", app.answer_call(id, &form(json!({"accept": false, "note": self.words})))?),
            4 => ("withdraw", app.act_on_muster(&mine()?, &form(json!({"act": "withdraw"})))?),
            5 => ("arrive", app.act_on_muster(&mine()?, &form(json!({"act": "arrive"})))?),
            6 => ("leave", app.act_on_muster(&mine()?, &form(json!({"act": "leave", "result": self.words})))?),
            _ => ("accept", app.answer_call(id, &form(json!({"accept": true, "note": self.words})))?),
        })
    }

    fn watches(&self, app: &App, id: &str) -> Result<(&'static str, Captured), AppError> {
        let (act, fields) = match self.nth % 6 {
            0 => ("add", json!({"text": self.words})),
            1 => ("take", json!({})),
            2 => ("decide", json!({"decision": "investigate", "text": self.words})),
            3 => ("hand_over", json!({"text": self.words, "to": post("gao"), "to_kind": "police_chief"})),
            4 => ("close", json!({"text": self.words})),
            _ => ("note", json!({"text": self.words})),
        };
        let mut request = form::<Value>(fields);
        request["act"] = act.into();
        Ok((act, app.act_on_clue(id, &form(request))?))
    }

    fn registers(&self, app: &App, id: &str, few: &[String]) -> Result<(&'static str, Captured), AppError> {
        let other = few.get((self.which + 1) % few.len().max(1)).cloned().unwrap_or_default();
        let act = ["propose", "confirm", "decline", "undo"][self.nth % 4];
        let merge =
            MergeRequest { act: act.into(), other, reason: Some(self.words.clone()), ..MergeRequest::default() };
        Ok(match self.which % 4 {
            0 => ("edit", app.edit_resident(id, &edit("workplace", &self.words))?),
            1 => ("edit", app.edit_resident(id, &edit("name", &self.words))?),
            2 => ("visit", app.visit(id, &form(json!({"note": self.words})))?),
            _ => ("merge", app.merge(id, &merge)?),
        })
    }

    fn inspection<T: DeserializeOwned>(&self, recheck_of: Option<&str>) -> T {
        let answer = if self.which.is_multiple_of(2) { "bad" } else { "ok" };
        form(json!({"kind": "fire", "scope": GRID, "address": format!("{}栋", self.nth % 4), "note": self.words,
            "recheck_of": recheck_of, "answers": [{"item": "exit_clear", "answer": answer,
            "hazard": if answer == "bad" { json!({}) } else { Value::Null }}]}))
    }
}

/// A record as a screen shows it; `None` when this phone has not got it, or may not read it.
///
/// # Panics
/// When the phone says anything else.
#[must_use]
pub fn shown(app: &App, noun: &str, id: &str) -> Option<Value> {
    let _compares = etong_core::sim::nobody_looks();
    let view = match noun {
        "mediation" => value(app.mediation(id)),
        "patrol" => value(app.patrol(id)),
        "campaign" => value(app.campaign(id, None)),
        "notice" | "public_notice" => value(app.notice(id)),
        "building" => value(app.place(id)),
        "draw" => value(app.draw(id, None)),
        "call" => value(app.call(id, None)),
        "clue" => value(app.clue(id)),
        "inspection" => value(app.inspection(id)),
        "roster" => value(app.roster(Some(COMMUNITY), Some("2026-09-02"), 0)).map(without_names),
        "dispute" => value(app.case(id)),
        _ => match (value(app.resident(id)), value(app.merges(id)), value(app.visits(id, None))) {
            (Ok(resident), Ok(merges), Ok(visits)) => Ok(json!([resident, merges, visits])),
            (Err(error), ..) | (_, Err(error), _) | (.., Err(error)) => Err(error),
        },
    };
    match view {
        Ok(mut view) => {
            forget_who_looks(&mut view);
            if noun == "resident" {
                mask_names(&mut view);
            }
            Some(view)
        }
        Err(AppError::NotFound { .. } | AppError::NotAllowed { .. }) => None,
        Err(error) => panic!("{noun} {id}: {error}"),
    }
}

fn value<T: serde::Serialize>(view: Result<T, AppError>) -> Result<Value, AppError> {
    view.map(|view| serde_json::to_value(view).unwrap())
}

/// Whoever is of the next grid has no directory of this one.
fn without_names(mut roster: Value) -> Value {
    for row in roster["rows"].as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
        row.retain(|key, _| !["name", "kind", "partner_name"].contains(&key.as_str()));
    }
    roster
}

/// What depends on who looks, or from which post.
const OF_WHO_LOOKS: &[&str] = &["next", "not_now", "asks_me", "read", "my_muster", "counts"];

/// Lists of which a phone shows what is in its reach, and what names a row of them.
const IN_REACH: &[(&str, &str)] = &[("musters", "record"), ("progress", "path")];

/// What two phones show otherwise, as far as both may see it.
#[must_use]
pub fn different(one: &Value, other: &Value) -> Option<String> {
    let (mut one, mut other) = (one.clone(), other.clone());
    for (list, name) in IN_REACH {
        let rows = |view: &mut Value| {
            let rows = view.get_mut(*list).map(Value::take).unwrap_or_default();
            let rows = rows.as_array().cloned().unwrap_or_default();
            rows.into_iter().map(|row| (row[*name].to_string(), row)).collect::<BTreeMap<String, Value>>()
        };
        let (here, there) = (rows(&mut one), rows(&mut other));
        for (row, here) in &here {
            if there.get(row).is_some_and(|there| there != here) {
                return Some(format!("{list} {row}: {here} and {}", there[row]));
            }
        }
    }
    match (&one, &other) {
        (Value::Object(here), Value::Object(there)) => {
            let keys = here.keys().chain(there.keys()).find(|key| here.get(*key) != there.get(*key))?;
            Some(format!("{keys}: {:?} and {:?}", here.get(keys), there.get(keys)))
        }
        _ => (one != other).then(|| format!("{one} and {other}")),
    }
}

fn forget_who_looks(view: &mut Value) {
    match view {
        Value::Object(fields) => {
            fields.retain(|key, _| !OF_WHO_LOOKS.contains(&key.as_str()));
            fields.values_mut().for_each(forget_who_looks);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_who_looks),
        _ => {}
    }
}

/// Names of residents as those see them who do not work with people: everybody's are then compared as theirs.
fn mask_names(view: &mut Value) {
    match view {
        Value::Object(fields) => {
            let is_name = fields.get("key").is_some_and(|key| key == "name") && fields.remove("masked").is_some();
            for (key, value) in fields.iter_mut() {
                match key.as_str() {
                    "name" | "other_name" => mask(value),
                    "value" if is_name => mask(value),
                    "others" if is_name => value.as_array_mut().into_iter().flatten().for_each(mask),
                    _ => mask_names(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(mask_names),
        _ => {}
    }
}

fn mask(name: &mut Value) {
    let letters: Vec<char> = name.as_str().unwrap_or_default().chars().collect();
    if let ([first, between @ .., last], false) = (letters.as_slice(), letters.contains(&'*')) {
        *name = Value::String(format!("{first}{}{last}", "*".repeat(between.len())));
    }
}

fn post(nick: &str) -> String {
    Person::called(nick).post().to_string()
}

fn form<T: DeserializeOwned>(fields: Value) -> T {
    serde_json::from_value(fields).unwrap()
}
