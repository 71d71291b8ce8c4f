//! One grid, two phones: the worker captures everybody offline and uploads, the officer downloads, both go on editing.

use etong_city::Resident;
use etong_core::App;
use etong_core::capture::{EditRequest, FieldChange, ResidentRequest};
use etong_core::protocol::{PersonId, frame};
use rand::RngExt;
use rand::seq::{IndexedRandom, SliceRandom};
use rand_chacha::ChaCha8Rng;

use super::Findings;
use crate::Outcome;
use crate::clock::{Stopwatch, thread_cpu_s};
use crate::ground::{Ground, request};
use crate::house::House;
use crate::phone::{Phone, apart};
use crate::samples::{Samples, less};

pub(super) const KEYS: &[&str] = &[
    "save_form_p50_ms",
    "save_form_p99_ms",
    "first_upload_5000_wire_bytes",
    "first_upload_5000_s",
    "first_download_5000_log_wire_bytes",
    "first_download_5000_log_cpu_s",
    "edits_50_wire_bytes",
    "noop_wire_bytes",
    "noop_round_trips",
    "disk_bytes_per_record",
];

pub(super) fn play(ground: &Ground, findings: &mut Findings) -> Outcome<()> {
    let house = House::open(ground, &ground.directory()?)?;
    let (grid, worker, officer) = ground.grid()?;
    let people = ground.neighbours(grid, ground.sizes.grid_residents);
    weigh(&people, findings)?;
    // All are filed under the worker's own grid.
    let filed = |person| Ok(ResidentRequest { scope: None, ..request(person)? });
    let residents: Vec<ResidentRequest> = people.iter().map(filed).collect::<Outcome<_>>()?;

    let worker = enrolled(ground, &house, worker, 1)?;
    let _directory_rows = worker.sync(&house.url)?;
    let captured =
        worker.app()?.capture_residents(&residents).map_err(|(nth, error)| format!("resident {nth}: {error}"))?;
    let records: Vec<String> = captured.into_iter().map(|captured| captured.record).collect();
    upload(&house, &worker, &records, findings)?;

    let officer = download(ground, &house, officer, &records, findings)?;
    findings.set("disk_bytes_per_record", officer.database_bytes()? as f64 / records.len() as f64);
    edits(ground, &house, &worker, &officer, &records, findings)?;
    nothing_new(&house, &worker, findings)?;
    save_form(ground, &officer, &records, findings)
}

/// How much there is to say about these people, to compare wire bytes with.
fn weigh(people: &[Resident], findings: &mut Findings) -> Outcome<()> {
    let json = people.iter().map(serde_json::to_vec).collect::<Result<Vec<_>, _>>()?.join(&b'\n');
    findings.set("resident_json_bytes", json.len() as f64 / people.len() as f64);
    findings.set("resident_json_zstd_bytes", frame::pack(&json)?.len() as f64 / people.len() as f64);
    Ok(())
}

pub(super) fn enrolled(ground: &Ground, house: &House, person: PersonId, stream: u64) -> Outcome<Phone> {
    let phone = Phone::new(ground, ground.draw(stream))?;
    phone.enrol(&house.url, &house.code(person)?)?;
    Ok(phone)
}

fn upload(house: &House, worker: &Phone, records: &[String], findings: &mut Findings) -> Outcome<()> {
    let stopwatch = Stopwatch::start();
    let ((report, cpu), traffic) = house.watch(|| apart(|| Ok((worker.sync(&house.url)?, thread_cpu_s()))))?;
    findings.set("first_upload_5000_s", stopwatch.seconds());
    findings.set("first_upload_5000_cpu_s", cpu);
    expect("entries uploaded", report.sent, records.len())?;
    findings.set("first_upload_5000_wire_bytes", traffic.both_ways());
    findings.set("first_upload_5000_up_bytes", traffic.up as f64);
    findings.set("first_upload_5000_requests", traffic.requests as f64);
    Ok(())
}

/// From a new phone to the same records: enrolment, token and every page.
fn download(
    ground: &Ground,
    house: &House,
    officer: PersonId,
    records: &[String],
    findings: &mut Findings,
) -> Outcome<Phone> {
    let code = house.code(officer)?;
    let phone = Phone::new(ground, ground.draw(2))?;
    let stopwatch = Stopwatch::start();
    let ((report, cpu), traffic) = house.watch(|| {
        apart(|| {
            phone.enrol(&house.url, &code)?;
            Ok((phone.sync(&house.url)?, thread_cpu_s()))
        })
    })?;
    findings.set("first_download_5000_log_cpu_s", cpu);
    findings.set("first_download_5000_log_s", stopwatch.seconds());
    expect("residents downloaded", report.changed.residents.len(), records.len())?;
    findings.set("first_download_5000_log_wire_bytes", traffic.both_ways());
    findings.set("first_download_5000_log_requests", traffic.requests as f64);
    Ok(phone)
}

/// One field each of so many residents, made offline, sent after reconnecting; then what the other phone reads of it.
fn edits(
    ground: &Ground,
    house: &House,
    worker: &Phone,
    officer: &Phone,
    records: &[String],
    findings: &mut Findings,
) -> Outcome<()> {
    let mut draw = ground.draw(3);
    let mut order: Vec<&String> = records.iter().collect();
    order.shuffle(&mut draw);
    for record in order.into_iter().take(ground.sizes.edits) {
        worker.app()?.edit_resident(record, &EditRequest { set: vec![phone_number(&mut draw)] })?;
    }
    let (report, traffic) = house.watch(|| worker.sync(&house.url))?;
    expect("edits sent", report.sent, ground.sizes.edits)?;
    findings.set("edits_50_wire_bytes", traffic.both_ways());
    findings.set("edits_50_requests", traffic.requests as f64);
    let (report, traffic) = house.watch(|| officer.sync(&house.url))?;
    expect("edits read", report.received, ground.sizes.edits)?;
    findings.set("edits_50_read_wire_bytes", traffic.both_ways());
    Ok(())
}

fn nothing_new(house: &House, worker: &Phone, findings: &mut Findings) -> Outcome<()> {
    let _up_to_date = worker.sync(&house.url)?;
    let (report, traffic) = house.watch(|| worker.sync(&house.url))?;
    expect("entries when nothing is new", report.received + report.sent, 0)?;
    findings.set("noop_wire_bytes", traffic.both_ways());
    findings.set("noop_round_trips", traffic.requests as f64);
    Ok(())
}

/// Two fields of one resident among all of them, on the disk when the call returns.
fn save_form(ground: &Ground, officer: &Phone, records: &[String], findings: &mut Findings) -> Outcome<()> {
    let mut draw = ground.draw(4);
    let app = officer.app()?;
    let (mut p50, mut p99) = (None, None);
    for _ in 0..ground.sizes.rounds {
        let mut samples = saves(app, records, ground.sizes.saves, &mut draw)?;
        p50 = less(p50, samples.percentile(50));
        p99 = less(p99, samples.percentile(99));
    }
    findings.set("save_form_p50_ms", p50.unwrap_or_default());
    findings.set("save_form_p99_ms", p99.unwrap_or_default());
    Ok(())
}

/// So many saves, one after the other.
pub(super) fn saves(app: &App, records: &[String], count: usize, draw: &mut ChaCha8Rng) -> Outcome<Samples> {
    let mut samples = Samples::default();
    for _ in 0..count {
        let record = records.choose(draw).ok_or("there are no residents")?;
        let request = EditRequest { set: vec![phone_number(draw), workplace(draw)] };
        let stopwatch = Stopwatch::start();
        let captured = app.edit_resident(record, &request)?;
        samples.add(stopwatch.ms());
        expect("entries of a save", captured.entries.len(), 1)?;
    }
    Ok(samples)
}

/// A prefix no operator was given.
fn phone_number(draw: &mut ChaCha8Rng) -> FieldChange {
    let value = format!("154{:08}", draw.random_range(0..100_000_000));
    FieldChange { field: "phone".into(), value: Some(value) }
}

fn workplace(draw: &mut ChaCha8Rng) -> FieldChange {
    let value = format!("漳州市第{}机械厂", draw.random_range(1..10_000));
    FieldChange { field: "workplace".into(), value: Some(value) }
}

fn expect<T: TryInto<usize> + std::fmt::Display + Copy>(what: &str, got: T, wanted: usize) -> Outcome<()> {
    if got.try_into().ok() == Some(wanted) { Ok(()) } else { Err(format!("{what}: {got}, wanted {wanted}").into()) }
}
