//! What protections cost: the same saves and the same pushes with them and with one after the other left out, in turns, so that
//! a slow moment of the machine falls on all of them. Only with the feature `baseline`.

use etong_core::baseline::{Protection, without};
use etong_core::capture::{ResidentRequest, RevealRequest};
use etong_server::baseline::without_signatures;

use super::{Findings, grid, intake};
use crate::Outcome;
use crate::clock::Stopwatch;
use crate::ground::{Ground, request};
use crate::house::House;
use crate::phone::Phone;
use crate::samples::{Samples, less, more};

/// Of the bench's phone alone.
const PIN: &str = "290417";

pub(super) const KEYS: &[&str] = &[
    "save_form_secured_p50_ms",
    "save_form_secured_p99_ms",
    "save_form_no_cipher_p50_ms",
    "save_form_no_cipher_no_chain_p50_ms",
    "reveal_secured_p50_ms",
    "save_form_secured_pin_p50_ms",
    "unlock_ms",
    "open_with_pin_ms",
    "noop_secured_wire_bytes",
    "ingest_secured_doc_per_s",
    "ingest_secured_event_per_s",
    "ingest_unchecked_doc_per_s",
    "ingest_unchecked_event_per_s",
];

const LEFT_OUT: &[&[Protection]] = &[&[], &[Protection::Cipher], &[Protection::Cipher, Protection::Chain]];

pub(super) fn play(ground: &Ground, findings: &mut Findings) -> Outcome<()> {
    saving(ground, findings)?;
    taking_in(ground, findings)
}

fn saving(ground: &Ground, findings: &mut Findings) -> Outcome<()> {
    let house = House::open(ground, &ground.directory()?)?;
    let (_, worker, _) = ground.grid()?;
    let mut phones = Vec::new();
    for (left_out, stream) in LEFT_OUT.iter().zip(200..) {
        let _without = without(left_out);
        let phone = grid::enrolled(ground, &house, worker, stream)?;
        let _directory_rows = phone.sync(&house.url)?;
        let records = residents(ground, &phone)?;
        phones.push((phone, records, None, None));
    }
    for round in 0..ground.sizes.rounds.max(2) {
        for (left_out, (phone, records, p50, p99)) in LEFT_OUT.iter().zip(&mut phones) {
            let _without = without(left_out);
            let mut draw = ground.draw(210 + round as u64);
            let mut samples = grid::saves(phone.app()?, records, ground.sizes.saves, &mut draw)?;
            *p50 = less(*p50, samples.percentile(50));
            *p99 = less(*p99, samples.percentile(99));
        }
    }
    let mut measured = phones.iter();
    if let (Some(secured), Some(no_cipher), Some(no_chain)) = (measured.next(), measured.next(), measured.next()) {
        findings.set("save_form_secured_p50_ms", secured.2.unwrap_or_default());
        findings.set("save_form_secured_p99_ms", secured.3.unwrap_or_default());
        findings.set("save_form_no_cipher_p50_ms", no_cipher.2.unwrap_or_default());
        findings.set("save_form_no_cipher_no_chain_p50_ms", no_chain.2.unwrap_or_default());
        findings.set("reveal_secured_p50_ms", revealing(ground, &secured.0, &secured.1)?);
    }
    match phones.into_iter().next() {
        Some((secured, records, ..)) => behind_a_pin(ground, &house, secured, &records, findings),
        None => Ok(()),
    }
}

/// The same phone once it has a PIN: a save, what the PIN costs when it opens, and an empty sync, whose answer is bound to its question.
fn behind_a_pin(
    ground: &Ground,
    house: &House,
    mut phone: Phone,
    records: &[String],
    findings: &mut Findings,
) -> Outcome<()> {
    let _sent = phone.sync(&house.url)?;
    let (report, traffic) = house.watch(|| phone.sync(&house.url))?;
    if report.received + report.sent > 0 {
        return Err("the empty sync was not empty".into());
    }
    findings.set("noop_secured_wire_bytes", traffic.both_ways());
    let _code = phone.app()?.set_pin(PIN)?;
    let mut saved = None;
    for round in 0..ground.sizes.rounds.max(2) {
        let mut draw = ground.draw(230 + round as u64);
        let mut samples = grid::saves(phone.app()?, records, ground.sizes.saves, &mut draw)?;
        saved = less(saved, samples.percentile(50));
    }
    findings.set("save_form_secured_pin_p50_ms", saved.unwrap_or_default());
    let (mut unlocks, mut opens) = (Samples::default(), Samples::default());
    for _ in 0..ground.sizes.opens {
        phone.app()?.lock()?;
        let stopwatch = Stopwatch::start();
        phone.app()?.unlock(PIN)?;
        unlocks.add(stopwatch.ms());
        let stopwatch = phone.reopen_with_pin(PIN)?;
        opens.add(stopwatch);
    }
    findings.set("unlock_ms", unlocks.percentile(50));
    findings.set("open_with_pin_ms", opens.percentile(50));
    Ok(())
}

fn residents(ground: &Ground, phone: &Phone) -> Outcome<Vec<String>> {
    let (grid, _, _) = ground.grid()?;
    let people = ground.neighbours(grid, ground.sizes.grid_residents);
    let filed = |person| Ok(ResidentRequest { scope: None, ..request(person)? });
    let requests: Vec<ResidentRequest> = people.iter().map(filed).collect::<Outcome<_>>()?;
    let captured =
        phone.app()?.capture_residents(&requests).map_err(|(nth, error)| format!("resident {nth}: {error}"))?;
    Ok(captured.into_iter().map(|captured| captured.record).collect())
}

/// One masked field of one resident each, with its entry in the audit log on the disk before the value is there.
fn revealing(ground: &Ground, phone: &Phone, records: &[String]) -> Outcome<f64> {
    let reason = RevealRequest { reason: "contact".into(), note: None };
    let mut samples = Samples::default();
    let app = phone.app()?;
    let mut with_phone = Vec::new();
    for record in records {
        if with_phone.len() < ground.sizes.queries
            && app.resident(record)?.fields.iter().any(|field| field.key == "phone")
        {
            with_phone.push(record);
        }
    }
    for record in with_phone {
        let stopwatch = Stopwatch::start();
        app.reveal(record, "phone", &reason)?;
        samples.add(stopwatch.ms());
    }
    Ok(samples.percentile(50))
}

fn taking_in(ground: &Ground, findings: &mut Findings) -> Outcome<()> {
    let house = House::open(ground, &ground.directory()?)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut desks = intake::enrol(ground, &house, &runtime, &intake::collecting_desks(ground))?;
    let (mut docs, mut events) = ([None; 2], [None; 2]);
    for round in 0..ground.sizes.rounds.max(2) {
        for (nth, (docs, events)) in docs.iter_mut().zip(&mut events).enumerate() {
            let _unchecked = (nth == 1).then(without_signatures);
            let rates;
            (desks, rates) = intake::round_of(ground, &runtime, desks, round * 2 + nth)?;
            *docs = more(*docs, rates.docs);
            *events = more(*events, rates.events);
        }
    }
    let ([secured_docs, unchecked_docs], [secured_events, unchecked_events]) = (docs, events);
    findings.set("ingest_secured_doc_per_s", secured_docs.unwrap_or_default());
    findings.set("ingest_secured_event_per_s", secured_events.unwrap_or_default());
    findings.set("ingest_unchecked_doc_per_s", unchecked_docs.unwrap_or_default());
    findings.set("ingest_unchecked_event_per_s", unchecked_events.unwrap_or_default());
    Ok(())
}
