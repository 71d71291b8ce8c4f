//! A year of work enters by the relay's front door: for every county one stand-in holds all its posts, so that each act is made by
//! the kind of post that makes it, by the phone's own rules (`capture` over the fold so far). One more person, with a phone of their
//! own, holds the posts of all callback clerks: who worked on a case never calls. The draws are announced before anything is closed.

mod books;
mod callback;
mod case;
mod collection;
mod mediation;
mod mobilisation;
mod patrol;
mod roster;

use std::collections::BTreeMap;

use etong_city::{Deed, Happening};
use etong_core::capture::{Author, Drafts};
use etong_core::domain::event::Event;
use etong_core::protocol::{OrgPath, PersonId, PostId, PostKind, RecordId, RecordKind, SealedEntry, UnitId, WireError};
use etong_server::directory::{Import, PersonRow};
use serde::de::DeserializeOwned;
use tokio::runtime::Runtime;

use super::Findings;
use super::intake::{Pushed, push_all};
use crate::Outcome;
use crate::ground::Ground;
use crate::sender::Sender;
use books::Books;

const GIVEN_OUT_AT: i64 = 1_767_225_600_000;
const CLERK: u8 = 250;

/// One for every county, in their order, and the clerk.
pub(super) struct StandIns(pub(super) Vec<PersonId>);

/// Gives every post of a county to one person, so that one device may make the whole county's acts; those of the clerks to one
/// more. Of a team only who leads it acts in the year: the others keep their posts.
pub(super) fn stand_in(directory: &mut Import) -> StandIns {
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
    let clerk = PersonId::new(GIVEN_OUT_AT, [CLERK; 10]);
    let people: Vec<PersonId> = counties.iter().map(|county| person_of(*county)).chain([clerk]).collect();
    directory.people.extend(people.iter().map(|person| PersonRow::new(*person, "众人")));
    for post in &mut directory.posts {
        match post.kind {
            PostKind::CallbackClerk => post.person = clerk,
            PostKind::TeamMember if !post.lead => {}
            _ => post.person = person_of(post.unit),
        }
    }
    StandIns(people)
}

/// The residents on the register, by citizen number.
pub(super) type Register = BTreeMap<String, RecordId>;

/// The whole year: what it announces, what is done, and month by month who is called back.
pub(super) fn enter(
    ground: &Ground,
    runtime: &Runtime,
    mut desks: Vec<Sender>,
    clerk: Sender,
    register: Register,
    findings: &mut Findings,
) -> Outcome<()> {
    let posts = authors(ground, &desks)?;
    let mut year = Year { posts, register, books: Books::default() };
    let announced = year.of_every_county(&mut desks, ground.city.year(), |play, happening| play.announce(happening))?;
    let mut count = entries_of(&announced);
    desks = push(runtime, desks, announced)?.senders;
    let worked = year.of_every_county(&mut desks, ground.city.year(), |play, happening| play.enter(happening))?;
    count += entries_of(&worked);
    let pushed = push(runtime, desks, worked)?;
    findings.set("ingest_year_per_s", pushed.per_s);
    count += year.call_back(runtime, (pushed.senders, clerk), pushed.upto)?;
    findings.set("year_entries", count as f64);
    findings.set("year_cases_called", year.books.called() as f64);
    Ok(())
}

/// What the year is entered with.
struct Year {
    posts: BTreeMap<PostId, Author>,
    register: Register,
    books: Books,
}

impl Year {
    /// What `enter` makes of the happenings, each by the device of its county.
    fn of_every_county(
        &mut self,
        desks: &mut [Sender],
        happenings: impl Iterator<Item = Happening>,
        enter: fn(&mut Play<'_>, &Happening) -> Outcome<()>,
    ) -> Outcome<Vec<Vec<SealedEntry>>> {
        let mut entries: Vec<Vec<SealedEntry>> = desks.iter().map(|_| Vec::new()).collect();
        for happening in happenings {
            let (desk, entries) = county_of(desks, &mut entries, &happening.scope.parse()?)?;
            let mut play = self.play(desk, entries);
            enter(&mut play, &happening).map_err(|error| format!("{}: {error}", happening.noun))?;
        }
        Ok(entries)
    }

    fn play<'p>(&'p mut self, desk: &'p mut Sender, entries: &'p mut Vec<SealedEntry>) -> Play<'p> {
        Play { desk, posts: &self.posts, register: &self.register, books: &mut self.books, entries }
    }
}

fn county_of<'d>(
    desks: &'d mut [Sender],
    entries: &'d mut [Vec<SealedEntry>],
    scope: &OrgPath,
) -> Outcome<(&'d mut Sender, &'d mut Vec<SealedEntry>)> {
    let county = desks.iter_mut().zip(entries).find(|(desk, _)| desk.author.unit.covers(scope));
    county.ok_or_else(|| "a county has no desk".into())
}

fn entries_of(loads: &[Vec<SealedEntry>]) -> usize {
    loads.iter().map(Vec::len).sum()
}

/// Packs and sends what each device has.
pub(super) fn push(runtime: &Runtime, mut senders: Vec<Sender>, entries: Vec<Vec<SealedEntry>>) -> Outcome<Pushed> {
    let count = entries_of(&entries);
    let loads =
        senders.iter_mut().zip(entries).map(|(sender, entries)| sender.pack(&entries)).collect::<Outcome<_>>()?;
    push_all(runtime, senders, loads, count)
}

/// Enters one happening in the name of a county's stand-in.
struct Play<'a> {
    desk: &'a mut Sender,
    posts: &'a BTreeMap<PostId, Author>,
    register: &'a Register,
    books: &'a mut Books,
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
            "roster" => self.roster(happening),
            "place" => self.place(happening, None),
            "merge" => self.merge(happening),
            "survey" => self.survey(happening),
            // Counted and published by the phone that looks at it.
            "assessment" => Ok(()),
            // Announced before everything else, and carried out month by month.
            "draw" => Ok(()),
            noun => Err(format!("no way to enter a {noun}").into()),
        }
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
                of_kind.push(read(&sealed, self.books.next_number())?);
            }
            self.entries.push(sealed);
        }
        Ok(of_kind)
    }
}

/// The event an entry is, with the act `read` of its payload; as if the relay had taken each at once.
fn event<A>(read: impl Fn(&[u8]) -> Result<A, WireError>) -> impl Fn(&SealedEntry, u64) -> Result<Event<A>, WireError> {
    move |sealed, seq| Ok(Event::of(sealed, Some(seq), read(&sealed.entry.payload)?))
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
    let mut paths: BTreeMap<u32, OrgPath> = BTreeMap::new();
    // What stands above has the smaller number.
    for unit in &ground.city.directory().units {
        let above = match unit.parent {
            None => OrgPath::centre(),
            Some(parent) => paths.get(&parent).ok_or("a unit before the one it stands below")?.clone(),
        };
        paths.insert(unit.unit, above.child(UnitId(unit.unit))?);
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
