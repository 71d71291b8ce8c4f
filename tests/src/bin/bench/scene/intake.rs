//! Many devices push at one relay. Batches are made, signed and compressed before the clock starts; it stops when the last
//! signed receipt is there. Receipts come after the commit, so the rate is of durable entries.

use std::collections::BTreeSet;

use etong_core::capture::{self, Author, CaseRequest};
use etong_core::domain::case::{CaseAct, CaseEntry};
use etong_core::domain::codes::Codes;
use etong_core::protocol::{PersonId, PostKind, RecordKind, SealedEntry};
use rand::RngExt;
use tokio::runtime::Runtime;

use super::Findings;
use crate::Outcome;
use crate::clock::{Stopwatch, now_ms};
use crate::ground::{Ground, request};
use crate::house::House;
use crate::samples::more;
use crate::sender::{Parcel, Sender};

pub(super) const KEYS: &[&str] = &["ingest_doc_per_s", "ingest_event_per_s"];

/// Comments on each case.
const COMMENTS: usize = 9;

pub(super) fn play(ground: &Ground, findings: &mut Findings) -> Outcome<()> {
    let house = House::open(ground, &ground.directory()?)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut desks = enrol(ground, &house, &runtime, &collecting_desks(ground))?;
    let (mut docs, mut events) = (None, None);
    for round in 0..ground.sizes.rounds {
        let rates;
        (desks, rates) = round_of(ground, &runtime, desks, round)?;
        docs = more(docs, rates.docs);
        events = more(events, rates.events);
    }
    findings.set("ingest_doc_per_s", docs.unwrap_or_default());
    findings.set("ingest_event_per_s", events.unwrap_or_default());
    findings.set("ingest_devices", desks.len() as f64);
    Ok(())
}

/// Entries a second.
pub(super) struct Rates {
    pub(super) docs: f64,
    pub(super) events: f64,
}

/// Each desk pushes its share of new residents, then of cases; the `round`-th time others.
pub(super) fn round_of(
    ground: &Ground,
    runtime: &Runtime,
    mut desks: Vec<Sender>,
    round: usize,
) -> Outcome<(Vec<Sender>, Rates)> {
    let loads = desks.iter_mut().enumerate().map(|(nth, desk)| {
        let entries = new_residents(ground, desk, round, share(ground.sizes.ingest_docs, desk_count(ground), nth))?;
        desk.pack(&entries)
    });
    let loads = loads.collect::<Outcome<Vec<_>>>()?;
    let pushed = push_all(runtime, desks, loads, ground.sizes.ingest_docs)?;
    let (mut desks, docs) = (pushed.senders, pushed.per_s);
    let loads = desks.iter_mut().enumerate().map(|(nth, desk)| {
        let entries = cases(ground, desk, share(ground.sizes.ingest_events, desk_count(ground), nth))?;
        desk.pack(&entries)
    });
    let loads = loads.collect::<Outcome<Vec<_>>>()?;
    let pushed = push_all(runtime, desks, loads, ground.sizes.ingest_events)?;
    Ok((pushed.senders, Rates { docs, events: pushed.per_s }))
}

/// Who sits at the desk of each county.
pub(super) fn county_desks(ground: &Ground) -> Vec<PersonId> {
    let posts = ground.city.directory().posts.iter();
    posts.filter(|post| post.kind == PostKind::CountyDesk).map(|post| post.person).collect()
}

/// Townships' desks, which register residents: as many as there are counties.
pub(super) fn collecting_desks(ground: &Ground) -> Vec<PersonId> {
    let posts = ground.city.directory().posts.iter();
    let mut seen = BTreeSet::new();
    let first_of_its_unit = posts.filter(|post| post.kind == PostKind::TownshipDesk && seen.insert(post.unit));
    let desks: Vec<PersonId> = first_of_its_unit.map(|post| post.person).collect();
    let apart = (desks.len() / county_desks(ground).len().max(1)).max(1);
    desks.into_iter().step_by(apart).take(county_desks(ground).len()).collect()
}

/// These people, each with one device.
pub(super) fn enrol(ground: &Ground, house: &House, runtime: &Runtime, people: &[PersonId]) -> Outcome<Vec<Sender>> {
    people
        .iter()
        .zip(100..)
        .map(|(person, stream)| {
            let code = house.code(*person)?;
            runtime.block_on(Sender::enrol(&house.straight_url, &code, ground.draw(stream)))
        })
        .collect()
}

/// What came of it.
pub(super) struct Pushed {
    pub(super) senders: Vec<Sender>,
    /// Entries.
    pub(super) per_s: f64,
    /// The last number of the relay's feed among them.
    pub(super) upto: u64,
}

/// Sends each device's batches one after the other, all devices at once.
pub(super) fn push_all(
    runtime: &Runtime,
    senders: Vec<Sender>,
    loads: Vec<Vec<Parcel>>,
    entries: usize,
) -> Outcome<Pushed> {
    runtime.block_on(async {
        let mut ready = Vec::with_capacity(senders.len());
        for mut sender in senders {
            sender.get_ready().await?;
            ready.push(sender);
        }
        let stopwatch = Stopwatch::start();
        let sending = ready.into_iter().zip(loads).map(|(sender, parcels)| {
            tokio::spawn(async move {
                let mut upto = 0;
                for parcel in parcels {
                    upto = sender.send(parcel).await?.max(upto);
                }
                Outcome::Ok((sender, upto))
            })
        });
        let sending: Vec<_> = sending.collect();
        let mut pushed = Pushed { senders: Vec::with_capacity(sending.len()), per_s: 0.0, upto: 0 };
        for sender in sending {
            let (sender, upto) = sender.await??;
            pushed.senders.push(sender);
            pushed.upto = pushed.upto.max(upto);
        }
        pushed.per_s = entries as f64 / stopwatch.seconds();
        Ok(pushed)
    })
}

/// So many of the people of the desk's township, others in each round while there are others.
fn new_residents(ground: &Ground, desk: &mut Sender, round: usize, count: usize) -> Outcome<Vec<SealedEntry>> {
    let unit = desk.author.unit.clone();
    let grids: Vec<_> = ground.city.grids().iter().filter(|grid| unit.covers(&grid.scope)).collect();
    let people = grids.iter().cycle().flat_map(|grid| ground.city.residents_of(grid)).skip(round * count).take(count);
    let author = desk.author.clone();
    people.map(|person| resident(desk, &author, &person)).collect()
}

/// The entry a phone makes of a new resident.
pub(super) fn resident(desk: &mut Sender, author: &Author, person: &etong_city::Resident) -> Outcome<SealedEntry> {
    let record = desk.pen.new_record();
    let drafts = capture::resident(author, &request(person)?, record, &Codes::default())?;
    let draft = drafts.drafts.into_iter().next().ok_or("no draft")?;
    desk.seal_as(author, draft, now_ms())
}

/// Cases with their comments, as many as make `count` events.
fn cases(ground: &Ground, desk: &mut Sender, count: usize) -> Outcome<Vec<SealedEntry>> {
    let unit = desk.author.unit.clone();
    let mut grids = ground.city.grids().iter().filter(|grid| unit.covers(&grid.scope)).cycle();
    let mut draw = ground.draw(20);
    let mut entries: Vec<SealedEntry> = Vec::with_capacity(count);
    while entries.len() < count {
        let grid = grids.next().ok_or("the township has no grid")?;
        let record = desk.pen.new_record();
        let number = draw.random_range(1..500);
        let report = CaseRequest {
            class: "hazard".into(),
            title: format!("{number}号楼楼道堆放杂物"),
            what: Some(format!("三楼至五楼堆放纸箱和电动车{}辆，影响疏散", draw.random_range(1..9))),
            scope: Some(grid.scope.to_string()),
            address: Some(format!("{}{number}号", grid.name)),
            ..CaseRequest::default()
        };
        let draft =
            capture::report_case(&desk.author, &report, record, &[])?.drafts.into_iter().next().ok_or("no draft")?;
        let founding = desk.seal(draft)?;
        let base = Some(founding.id);
        entries.push(founding);
        for nth in 0..COMMENTS.min(count - entries.len()) {
            let text = format!(
                "第{}次走访，已清理{}处，住户承诺{}日内搬走",
                nth + 1,
                draw.random_range(1..6),
                draw.random_range(1..15)
            );
            let payload = CaseEntry { base, act: CaseAct::Comment { text } }.to_payload()?;
            let content = capture::Content::Event(payload);
            entries.push(desk.seal(capture::Draft {
                record,
                kind: RecordKind::Case,
                scope: grid.scope.clone(),
                content,
            })?);
        }
    }
    Ok(entries)
}

fn desk_count(ground: &Ground) -> usize {
    county_desks(ground).len().max(1)
}

/// The `nth` of `parts` as equal parts of `whole` as there can be.
fn share(whole: usize, parts: usize, nth: usize) -> usize {
    whole * (nth + 1) / parts - whole * nth / parts
}
