//! The whole city on one phone: stand-ins push everybody to the relay, a supervisor with a desk in every township and county reads
//! them and a year of work from the log, and then opens the store, searches it and looks at every screen.

use std::collections::BTreeMap;

use etong_core::capture::Author;
use etong_core::domain::pinyin::name_keys;
use etong_core::protocol::{OrgPath, PersonId, PostId, PostKind};
use etong_core::view::{AreaQuery, ResidentsPage};
use etong_core::{App, AppError};
use etong_server::directory::{Import, PersonRow, PostRow};
use rand::seq::IndexedRandom;

use super::Findings;
use super::intake::{enrol, resident};
use super::year::{StandIns, push};
use super::{views, year};
use crate::Outcome;
use crate::clock::{Stopwatch, thread_cpu_s};
use crate::ground::Ground;
use crate::house::House;
use crate::phone::{Phone, apart};
use crate::samples::{Samples, less};

pub(super) const KEYS: &[&str] = &[
    "search_name_200k_p99_ms",
    "search_pinyin_200k_p99_ms",
    "search_box_200k_p99_ms",
    "open_200k_ms",
    "view_residents_p99_ms",
    "view_resident_p99_ms",
    "view_board_p99_ms",
    "view_case_p99_ms",
    "view_patrols_p99_ms",
    "view_my_reports_p99_ms",
    "view_status_p99_ms",
    "view_home_p99_ms",
    "view_map_p99_ms",
    "view_due_p99_ms",
    "view_board_cut_p99_ms",
    "view_deadlines_p99_ms",
    "view_warnings_p99_ms",
    "view_reminders_p99_ms",
    "view_duplicates_p99_ms",
    "view_duplicates_of_p99_ms",
    "view_posts_p99_ms",
    "view_vacancies_p99_ms",
    "view_mediations_p99_ms",
    "view_mediation_p99_ms",
    "view_inspections_p99_ms",
    "view_repeats_p99_ms",
    "view_rectifications_p99_ms",
    "view_unseen_p99_ms",
    "view_visits_p99_ms",
    "view_notices_p99_ms",
    "view_notice_readers_p99_ms",
    "view_campaigns_p99_ms",
    "view_calls_p99_ms",
    "view_call_p99_ms",
    "view_units_p99_ms",
    "view_unit_p99_ms",
    "view_helpers_p99_ms",
    "view_offices_p99_ms",
    "view_locate_p99_ms",
    "view_draws_p99_ms",
    "view_draw_p99_ms",
    "view_clues_p99_ms",
    "view_clue_p99_ms",
    "view_my_clues_p99_ms",
    "view_assessment_p99_ms",
    "view_figure_cases_p99_ms",
    "view_assessments_p99_ms",
    "view_figure_sums_p99_ms",
    "view_zero_alarm_p99_ms",
    "view_recheck_p99_ms",
    "view_appeals_p99_ms",
    "view_appeals_to_answer_p99_ms",
    "view_appeal_view_p99_ms",
    "view_roster_p99_ms",
    "view_roster_versions_p99_ms",
    "view_duty_p99_ms",
    "view_pair_proposals_p99_ms",
    "view_my_posts_p99_ms",
    "view_my_shifts_p99_ms",
    "view_handbook_p99_ms",
    "view_places_p99_ms",
    "view_search_places_p99_ms",
    "view_place_p99_ms",
    "view_dwellings_of_p99_ms",
    "view_merge_proposals_p99_ms",
    "view_surveys_p99_ms",
    "view_kept_aside_p99_ms",
    "view_erasures_p99_ms",
    "view_mentions_p99_ms",
    "view_audits_p99_ms",
    "view_role_changes_p99_ms",
    "view_looked_p99_ms",
    "view_held_records_p99_ms",
    "view_retention_plan_p99_ms",
    "view_retention_rows_p99_ms",
    "view_patrol_p99_ms",
    "view_campaign_p99_ms",
    "view_inspection_p99_ms",
    "view_notice_p99_ms",
    "view_nearest_to_case_p99_ms",
    "view_board_mine_p99_ms",
    "view_due_mine_p99_ms",
    "view_board_unclaimed_p99_ms",
    "publish_assessment_ms",
];

/// Half a kilometre to each side, in micro-degrees, at the latitude of the city.
const HALF_LAT_E6: i32 = 4_492;
const HALF_LON_E6: i32 = 4_936;
/// One resident in so many is looked for.
const LOOKED_FOR: usize = 23;

pub(super) fn play(ground: &Ground, findings: &mut Findings) -> Outcome<()> {
    if !cfg!(feature = "baseline") {
        return Err("a city is filled with the feature `baseline` only, as `cargo xtask bench` builds it".into());
    }
    // One phone a county writes the year: a fold would refuse whoever checks there.
    #[cfg(feature = "baseline")]
    let _one_phone = etong_core::baseline::without(&[etong_core::baseline::Protection::Hands]);
    let kept = ground.keep.as_deref().map(|kept| Phone::kept(ground, ground.draw(30), kept));
    let (mut phone, known) = match kept.transpose()?.flatten() {
        Some(phone) => (phone, Known::of(ground)?),
        None => download(ground, findings)?,
    };
    let mut opens = Samples::default();
    for _ in 0..ground.sizes.opens {
        let stopwatch = Stopwatch::start();
        phone.reopen()?;
        opens.add(stopwatch.ms());
    }
    findings.set("open_200k_ms", opens.percentile(50));
    search(ground, phone.app()?, &known, findings)?;
    views::look(ground, phone.app()?, &known.areas, findings)
}

/// The supervisor's phone with everything on it, from the log.
fn download(ground: &Ground, findings: &mut Findings) -> Outcome<(Phone, Known)> {
    let mut directory = ground.directory()?;
    let stand_ins = year::stand_in(&mut directory);
    let supervisor = appoint(&mut directory);
    let house = House::open(ground, &directory)?;
    let stopwatch = Stopwatch::start();
    let known = apart(|| fill(ground, &house, &stand_ins, findings))?;
    eprintln!("bench: the relay holds the city after {:.0} s; its supervisor downloads it", stopwatch.seconds());

    let phone = Phone::new(ground, ground.draw(30))?;
    phone.enrol(&house.url, &house.code(supervisor)?)?;
    let stopwatch = Stopwatch::start();
    let ((report, cpu), traffic) = house.watch(|| apart(|| Ok((phone.sync(&house.url)?, thread_cpu_s()))))?;
    findings.set("download_200k_log_cpu_s", cpu);
    findings.set("download_200k_log_s", stopwatch.seconds());
    findings.set("download_200k_log_wire_bytes", traffic.both_ways());
    let (got, wanted) = (report.changed.residents.len(), ground.sizes.city_residents);
    if got != wanted {
        return Err(format!("{got} residents arrived, wanted {wanted}").into());
    }
    drop(house);

    findings.set("disk_bytes_per_record_200k", phone.database_bytes()? as f64 / wanted as f64);
    if let Some(kept) = &ground.keep {
        phone.keep(kept)?;
    }
    Ok((phone, known))
}

/// What somebody may look for.
#[derive(Default)]
struct Known {
    given_names: Vec<String>,
    initials: Vec<String>,
    areas: Vec<AreaQuery>,
}

/// A person with the desk of every township, which reads residents, and of every county, which does not, and who leads the police
/// of every county: nobody else reads clues. Its auditor too.
fn appoint(directory: &mut Import) -> PersonId {
    const GIVEN_OUT_AT: i64 = 1_767_225_600_000;
    let person = PersonId::new(GIVEN_OUT_AT, [1; 10]);
    directory.people.push(PersonRow::new(person, "许建国"));
    let held = directory.units.iter().flat_map(|unit| match unit.kind.as_str() {
        "county" => {
            let kinds = [PostKind::CountyDesk, PostKind::PoliceChief, PostKind::Auditor];
            kinds.map(|kind| (unit.unit, kind)).to_vec()
        }
        "township" => vec![(unit.unit, PostKind::TownshipDesk)],
        _ => Vec::new(),
    });
    let posts = held.zip(1_u64..).map(|((unit, kind), nth)| {
        let mut id = [1; 10];
        id[..8].copy_from_slice(&nth.to_be_bytes());
        PostRow::new(PostId::new(GIVEN_OUT_AT, id), person, kind, unit, "2026-01-01")
    });
    let posts: Vec<PostRow> = posts.collect();
    directory.posts.extend(posts);
    person
}

/// Everybody, through the relay's real intake.
fn fill(ground: &Ground, house: &House, stand_ins: &StandIns, findings: &mut Findings) -> Outcome<Known> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut desks = enrol(ground, house, &runtime, &stand_ins.0)?;
    let clerk = desks.pop().ok_or("nobody calls back")?;
    let mut known = Known::default();
    let workers = year::authors(&ground.city, desks.first().ok_or("there is no desk")?.pen.device)?
        .into_values()
        .filter(|post| post.post_kind == PostKind::GridWorker);
    let workers: BTreeMap<OrgPath, Author> = workers.map(|worker| (worker.unit.clone(), worker)).collect();
    let mut register = year::Register::new();
    let mut entries: Vec<Vec<_>> = desks.iter().map(|_| Vec::new()).collect();
    for (nth, person) in ground.city.residents().take(ground.sizes.city_residents).enumerate() {
        if nth % LOOKED_FOR == 0 {
            known.learn(&person)?;
        }
        let scope: OrgPath = person.scope.parse()?;
        let desk = desks.iter_mut().zip(&mut entries).find(|(desk, _)| desk.author.unit.covers(&scope));
        let (desk, entries) = desk.ok_or("a county has no desk")?;
        let worker = workers.get(&scope).ok_or("a grid without a worker")?;
        let sealed = resident(desk, worker, &person)?;
        register.insert(person.id_no, sealed.entry.record);
        entries.push(sealed);
    }
    let pushed = push(&runtime, desks, entries)?;
    findings.set("ingest_doc_200k_per_s", pushed.per_s);
    year::enter(ground, &runtime, pushed.senders, clerk, register, findings)?;
    Ok(known)
}

impl Known {
    fn of(ground: &Ground) -> Outcome<Self> {
        let mut known = Self::default();
        for person in ground.city.residents().take(ground.sizes.city_residents).step_by(LOOKED_FOR) {
            known.learn(&person)?;
        }
        Ok(known)
    }

    fn learn(&mut self, person: &etong_city::Resident) -> Outcome<()> {
        let letters: Vec<char> = person.name.chars().collect();
        // The given name of a name of three, the whole of a name of two.
        self.given_names.extend(letters.last_chunk::<2>().map(|two| two.iter().collect::<String>()));
        let initials = name_keys(&person.name).initials;
        if initials.len() == 3 {
            self.initials.push(initials);
        }
        let mut degrees = person.place.split(',');
        let mut next_e6 = || -> Outcome<i32> {
            let text = degrees.next().ok_or("a place without degrees")?;
            Ok(text.replace('.', "").parse()?)
        };
        let (lat, lon) = (next_e6()?, next_e6()?);
        self.areas.push(AreaQuery {
            lat_from_e6: lat - HALF_LAT_E6,
            lat_to_e6: lat + HALF_LAT_E6,
            lon_from_e6: lon - HALF_LON_E6,
            lon_to_e6: lon + HALF_LON_E6,
        });
        Ok(())
    }
}

fn search(ground: &Ground, app: &App, known: &Known, findings: &mut Findings) -> Outcome<()> {
    let (p50, p99) = ask(ground, 31, &known.given_names, |name| app.search_residents(name))?;
    findings.set("search_name_200k_p50_ms", p50);
    findings.set("search_name_200k_p99_ms", p99);
    let (p50, p99) = ask(ground, 32, &known.initials, |initials| app.search_residents(initials))?;
    findings.set("search_pinyin_200k_p50_ms", p50);
    findings.set("search_pinyin_200k_p99_ms", p99);
    let (p50, p99) = ask(ground, 33, &known.areas, |area| app.residents_in(*area))?;
    findings.set("search_box_200k_p50_ms", p50);
    findings.set("search_box_200k_p99_ms", p99);
    Ok(())
}

/// Random ones of `queries`, one after the other; p50 and p99 of the best round.
fn ask<Q: std::fmt::Debug>(
    ground: &Ground,
    stream: u64,
    queries: &[Q],
    search: impl Fn(&Q) -> Result<ResidentsPage, AppError>,
) -> Outcome<(f64, f64)> {
    let mut draw = ground.draw(stream);
    let (mut p50, mut p99) = (None, None);
    for _ in 0..ground.sizes.rounds {
        let mut samples = Samples::default();
        for _ in 0..ground.sizes.queries {
            let query = queries.choose(&mut draw).ok_or("there is nothing to look for")?;
            let stopwatch = Stopwatch::start();
            let page = search(query)?;
            samples.add(stopwatch.ms());
            if page.rows.is_empty() {
                return Err(format!("{query:?} must be found").into());
            }
        }
        p50 = less(p50, samples.percentile(50));
        p99 = less(p99, samples.percentile(99));
    }
    Ok((p50.unwrap_or_default(), p99.unwrap_or_default()))
}
