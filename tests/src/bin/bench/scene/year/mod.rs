//! A year of work enters by the relay's front door: for every county one stand-in holds all its posts, so that each act is made by
//! the kind of post that makes it, by the phone's own rules (`capture` over the fold so far). One more person, with a phone of their
//! own, holds the posts of all callback clerks: who worked on a case never calls. The draws are announced before anything is closed.
//! What is entered, and by which rules, is `etong_tests::year`.

mod callback;

use std::collections::BTreeMap;

use etong_city::Happening;
use etong_core::protocol::{OrgPath, PersonId, PostKind, SealedEntry};
use etong_server::directory::{Import, PersonRow};
use etong_tests::year::books::Books;
pub(super) use etong_tests::year::{Play, Register, Year, authors};
use tokio::runtime::Runtime;

use super::Findings;
use super::intake::{Pushed, push_all};
use crate::Outcome;
use crate::ground::Ground;
use crate::sender::Sender;

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

/// The whole year: what it announces, what is done, and month by month who is called back.
pub(super) fn enter(
    ground: &Ground,
    runtime: &Runtime,
    mut desks: Vec<Sender>,
    clerk: Sender,
    register: Register,
    findings: &mut Findings,
) -> Outcome<()> {
    let device = desks.first().ok_or("there is no desk")?.pen.device;
    let posts = authors(&ground.city, device)?;
    let mut year = Entering(Year { posts, register, books: Books::default() });
    let announced = year.of_every_county(&mut desks, ground.city.year(), |play, happening| play.announce(happening))?;
    let mut count = entries_of(&announced);
    desks = push(runtime, desks, announced)?.senders;
    let worked = year.of_every_county(&mut desks, ground.city.year(), |play, happening| play.enter(happening))?;
    count += entries_of(&worked);
    let pushed = push(runtime, desks, worked)?;
    findings.set("ingest_year_per_s", pushed.per_s);
    count += year.call_back(runtime, (pushed.senders, clerk), pushed.upto)?;
    findings.set("year_entries", count as f64);
    findings.set("year_cases_called", year.0.books.called() as f64);
    Ok(())
}

/// The year as it is entered.
struct Entering(Year);

impl Entering {
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
            enter(&mut self.0.play(&mut desk.pen, entries), &happening)?;
        }
        Ok(entries)
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
