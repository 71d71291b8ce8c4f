//! A year of work enters by the relay's front door: for every county one stand-in holds all its posts, so that each act is made by
//! the kind of post that makes it, by the phone's own rules (`capture` over the fold so far).

use std::collections::BTreeMap;

use etong_city::{Deed, Happening};
use etong_core::capture::{self, Author, CaseActRequest, CaseRequest, Drafts, PatrolRequest};
use etong_core::domain::Fix;
use etong_core::domain::case::{CaseEntry, CaseEvent, fold};
use etong_core::domain::patrol::{PatrolEntry, PatrolEvent, TrackPoint, fold as fold_patrol};
use etong_core::protocol::{OrgPath, PersonId, PostId, RecordKind, SealedEntry};
use etong_server::directory::{Import, PersonRow};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::Outcome;
use crate::ground::Ground;
use crate::sender::Sender;

const GIVEN_OUT_AT: i64 = 1_767_225_600_000;

/// Gives every post of a county to one person, so that one device may make the whole county's acts. Gives the people back,
/// in the order of counties.
pub(super) fn stand_in(directory: &mut Import) -> Vec<PersonId> {
    let parents: BTreeMap<u32, Option<u32>> = directory.units.iter().map(|row| (row.unit, row.parent)).collect();
    let counties: Vec<u32> = directory.units.iter().filter(|row| row.parent.is_none()).map(|row| row.unit).collect();
    let person_of = |unit: u32| {
        let mut top = unit;
        while let Some(Some(parent)) = parents.get(&top) {
            top = *parent;
        }
        let nth = counties.iter().position(|county| *county == top).unwrap_or_default();
        PersonId::new(GIVEN_OUT_AT, [100 + u8::try_from(nth).unwrap_or(99); 10])
    };
    for county in &counties {
        directory.people.push(PersonRow {
            person: person_of(*county),
            name: "众人".into(),
            skills: Vec::new(),
            lives_in: None,
        });
    }
    for post in &mut directory.posts {
        post.person = person_of(post.unit);
    }
    counties.iter().map(|county| person_of(*county)).collect()
}

/// The entries of the year, by device, and the reports of it to look at later.
pub(super) fn entries(ground: &Ground, desks: &mut [Sender]) -> Outcome<Vec<Vec<SealedEntry>>> {
    let posts = authors(ground, desks)?;
    let mut entries: Vec<Vec<SealedEntry>> = desks.iter().map(|_| Vec::new()).collect();
    for happening in ground.city.year() {
        let scope: OrgPath = happening.scope.parse()?;
        let (desk, entries) = desks
            .iter_mut()
            .zip(&mut entries)
            .find(|(desk, _)| desk.author.unit.covers(&scope))
            .ok_or("a county has no desk")?;
        match happening.noun {
            "case" => case(desk, &posts, &happening, entries)?,
            "patrol" => patrol(desk, &posts, &happening, entries)?,
            noun => return Err(format!("no way to enter a {noun}").into()),
        }
    }
    Ok(entries)
}

/// Every post of the city as an author; the stand-ins hold them all.
pub(super) fn authors(ground: &Ground, desks: &[Sender]) -> Outcome<BTreeMap<PostId, Author>> {
    let units = unit_paths(ground)?;
    let device = desks.first().ok_or("there is no desk")?.author.device;
    let posts = ground.city.directory().posts.iter();
    posts
        .map(|post| {
            let unit = units.get(&post.unit).ok_or("a post without a unit")?.clone();
            Ok((post.post, Author { device, post: post.post, post_kind: post.kind.clone(), unit, shared: false }))
        })
        .collect()
}

fn unit_paths(ground: &Ground) -> Outcome<BTreeMap<u32, OrgPath>> {
    let mut paths = BTreeMap::new();
    for grid in ground.city.grids() {
        let mut path = Some(grid.scope.clone());
        while let Some(here) = path {
            path = here.parent();
            if let Some(unit) = here.units().last() {
                paths.insert(*unit, here);
            }
        }
    }
    Ok(paths)
}

fn case(
    desk: &mut Sender,
    posts: &BTreeMap<PostId, Author>,
    happening: &Happening,
    entries: &mut Vec<SealedEntry>,
) -> Outcome<()> {
    let record = desk.new_record();
    let author = of(posts, desk, &happening.founding)?;
    let report: CaseRequest = request(&happening.founding)?;
    let mut events = Vec::new();
    let drafts = capture::report_case(&author, &report, record)?;
    seal(desk, &author, &happening.founding, drafts, &mut events, entries)?;
    for deed in &happening.then {
        let author = of(posts, desk, deed)?;
        let so_far = fold(&events).ok_or("a case without a report")?;
        let act: CaseActRequest = request(deed)?;
        let drafts = capture::act_on_case(&author, &so_far, record, &act)
            .map_err(|error| format!("{} by a {}: {error}", act.act, author.post_kind))?;
        seal(desk, &author, deed, drafts, &mut events, entries)?;
    }
    Ok(())
}

fn seal(
    desk: &mut Sender,
    author: &Author,
    deed: &Deed,
    drafts: Drafts,
    events: &mut Vec<CaseEvent>,
    entries: &mut Vec<SealedEntry>,
) -> Outcome<()> {
    for draft in drafts.drafts {
        let sealed = desk.seal_as(author, draft, deed.at)?;
        if sealed.entry.kind == RecordKind::Case {
            events.push(CaseEvent {
                id: sealed.id,
                seq: None,
                hlc: sealed.entry.stamp.hlc,
                device: sealed.entry.device,
                post: author.post,
                post_kind: author.post_kind.clone(),
                scope: sealed.entry.scope.clone(),
                captured_at: deed.at,
                entry: CaseEntry::from_payload(&sealed.entry.payload)?,
            });
        }
        entries.push(sealed);
    }
    Ok(())
}

fn patrol(
    desk: &mut Sender,
    posts: &BTreeMap<PostId, Author>,
    happening: &Happening,
    entries: &mut Vec<SealedEntry>,
) -> Outcome<()> {
    let record = desk.new_record();
    let author = of(posts, desk, &happening.founding)?;
    let start: PatrolRequest = request(&happening.founding)?;
    let mut events: Vec<PatrolEvent> = Vec::new();
    let mut drafts = capture::start_patrol(&author, &start, record, "", None)?;
    let mut deeds = happening.then.iter();
    let mut deed = &happening.founding;
    loop {
        for draft in drafts.drafts {
            let sealed = desk.seal_as(&author, draft, deed.at)?;
            events.push(PatrolEvent {
                id: sealed.id,
                record,
                seq: None,
                hlc: sealed.entry.stamp.hlc,
                device: sealed.entry.device,
                post: author.post,
                post_kind: author.post_kind.clone(),
                scope: sealed.entry.scope.clone(),
                captured_at: deed.at,
                entry: PatrolEntry::from_payload(&sealed.entry.payload)?,
            });
            entries.push(sealed);
        }
        deed = match deeds.next() {
            Some(next) => next,
            None => return Ok(()),
        };
        let so_far = fold_patrol(&events).ok_or("a patrol without a start")?;
        drafts = if let Some(track) = deed.request.get("track") {
            capture::segment(&author, &so_far, record, &points(track)?, &[])?
        } else if let Some(finding) = deed.request.get("finding") {
            capture::finding(&author, &so_far, record, &serde_json::from_value(finding.clone())?)?
        } else {
            capture::end_patrol(&author, &so_far, record, None)?
        };
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

fn of(posts: &BTreeMap<PostId, Author>, desk: &Sender, deed: &Deed) -> Outcome<Author> {
    let author = posts.get(&deed.post).ok_or("a deed of a post that is not there")?;
    Ok(Author { device: desk.author.device, ..author.clone() })
}

fn request<T: DeserializeOwned>(deed: &Deed) -> Outcome<T> {
    Ok(serde_json::from_value(deed.request.clone())?)
}
