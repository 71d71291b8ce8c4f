//! A year of work enters by the relay's front door: for every county one stand-in holds all its posts, so that each act is made by
//! the kind of post that makes it, by the phone's own rules (`capture` over the fold so far).

mod case;
mod collection;
mod mediation;
mod mobilisation;
mod patrol;

use std::collections::BTreeMap;

use etong_city::{Deed, Happening};
use etong_core::capture::{Author, Drafts};
use etong_core::domain::event::Event;
use etong_core::protocol::{OrgPath, PersonId, PostId, RecordId, RecordKind, SealedEntry, WireError};
use etong_server::directory::{Import, PersonRow};
use serde::de::DeserializeOwned;

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
    let people: Vec<PersonId> = counties.iter().map(|county| person_of(*county)).collect();
    directory.people.extend(people.iter().map(|person| PersonRow::new(*person, "众人")));
    for post in &mut directory.posts {
        post.person = person_of(post.unit);
    }
    people
}

/// The residents on the register, by citizen number.
pub(super) type Register = BTreeMap<String, RecordId>;

/// The entries of the year, by device.
pub(super) fn entries(ground: &Ground, desks: &mut [Sender], register: &Register) -> Outcome<Vec<Vec<SealedEntry>>> {
    let posts = authors(ground, desks)?;
    let mut entries: Vec<Vec<SealedEntry>> = desks.iter().map(|_| Vec::new()).collect();
    for happening in ground.city.year() {
        let scope: OrgPath = happening.scope.parse()?;
        let county = desks.iter_mut().zip(&mut entries).find(|(desk, _)| desk.author.unit.covers(&scope));
        let (desk, entries) = county.ok_or("a county has no desk")?;
        Play { desk, posts: &posts, register, entries }.enter(&happening)?;
    }
    Ok(entries)
}

/// Enters one happening in the name of a county's stand-in.
struct Play<'a> {
    desk: &'a mut Sender,
    posts: &'a BTreeMap<PostId, Author>,
    register: &'a Register,
    entries: &'a mut Vec<SealedEntry>,
}

impl Play<'_> {
    fn enter(&mut self, happening: &Happening) -> Outcome<()> {
        match happening.noun {
            "case" => self.case(happening),
            "patrol" => self.patrol(happening),
            "visit" => self.visit(happening),
            "inspection" => self.inspection(happening),
            "clue" => self.clue(happening),
            "notice" => self.notice(happening),
            "campaign" => self.campaign(happening),
            "call" => self.call(happening),
            noun => Err(format!("no way to enter a {noun}").into()),
        }
        .map_err(|error| format!("{}: {error}", happening.noun).into())
    }

    /// Who does this, on the stand-in's device.
    fn author(&self, deed: &Deed) -> Outcome<Author> {
        let author = self.posts.get(&deed.post).ok_or("a deed of a post that is not there")?;
        Ok(Author { device: self.desk.author.device, ..author.clone() })
    }

    /// Seals the drafts of a deed; gives back those of `kind`, as `read` makes them of the entry.
    fn seal<T>(
        &mut self,
        deed: &Deed,
        drafts: Drafts,
        kind: &RecordKind,
        read: impl Fn(&SealedEntry, u64) -> Result<T, WireError>,
    ) -> Outcome<Vec<T>> {
        let author = self.author(deed)?;
        let mut of_kind = Vec::new();
        for draft in drafts.drafts {
            let sealed = self.desk.seal_as(&author, draft, deed.at)?;
            if sealed.entry.kind == *kind {
                of_kind.push(read(&sealed, u64::try_from(self.entries.len())?)?);
            }
            self.entries.push(sealed);
        }
        Ok(of_kind)
    }
}

/// The event an entry is, with the act `read` of its payload; as if the relay had taken each at once.
fn event<A>(read: impl Fn(&[u8]) -> Result<A, WireError>) -> impl Fn(&SealedEntry, u64) -> Result<Event<A>, WireError> {
    move |sealed, seq| {
        let entry = &sealed.entry;
        Ok(Event {
            id: sealed.id,
            seq: Some(seq),
            hlc: entry.stamp.hlc,
            device: entry.device,
            post: entry.post,
            post_kind: entry.post_kind.clone(),
            scope: entry.scope.clone(),
            captured_at: entry.stamp.captured_at(),
            act: read(&entry.payload)?,
        })
    }
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

fn request<T: DeserializeOwned>(deed: &Deed) -> Outcome<T> {
    Ok(serde_json::from_value(deed.request.clone())?)
}

/// The request of a deed that names the record it is about by then.
fn request_about<T: DeserializeOwned>(deed: &Deed, key: &str, record: RecordId) -> Outcome<T> {
    let mut request = deed.request.clone();
    request.as_object_mut().ok_or("a request is an object")?.insert(key.to_owned(), record.to_string().into());
    Ok(serde_json::from_value(request)?)
}

/// The word under `act` and the text under `text`.
fn act_and_text(deed: &Deed) -> (&str, &str) {
    let of = |key: &str| deed.request.get(key).and_then(serde_json::Value::as_str).unwrap_or_default();
    (of("act"), of("text"))
}
