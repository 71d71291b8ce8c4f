//! The synthetic year is a real one: everything in it goes through the phone's own rules, counts in the fold, and nothing that the
//! domain knows is missing from it.

#![expect(clippy::unwrap_used, reason = "a step of the year that fails must stop the test")]

use std::collections::{BTreeMap, BTreeSet};

use etong_city::{City, Happening};
use etong_core::domain::case::{ActStanding, ActWord, CaseClass, CaseEntry, CaseFold, CaseSource, CaseState, fold};
use etong_core::domain::clue::{self, ClueEntry};
use etong_core::domain::event::Event;
use etong_core::domain::mediation::{self, MediationAct, MediationState, Mode};
use etong_core::domain::patrol::{self, Confirmed, PatrolEntry, PatrolKind, PatrolState};
use etong_core::protocol::{DeviceId, RecordId, RecordKind, SealedEntry, WireError};
use etong_tests::pen::Pen;
use etong_tests::year::{Year, authors, phone_of};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// Big enough that the rarest way is gone several times: 111 grids, some 1,230 cases.
const SCALE: f64 = 0.05;
const SEED: u64 = 1;
const DEVICE: DeviceId = DeviceId::from_bytes([1; 16]);
const CLERKS: DeviceId = DeviceId::from_bytes([2; 16]);

/// The year as the relay would hold it.
struct Played {
    entries: Vec<SealedEntry>,
    called: usize,
}

impl Played {
    fn play(happenings: &[Happening], city: &City) -> Self {
        let pen = |device, seed| Pen::new(device, ChaCha8Rng::seed_from_u64(seed), || 1_798_732_800_000);
        let (mut field, mut clerk) = (pen(DEVICE, 1), pen(CLERKS, 2));
        let mut year = Year { posts: authors(city, DEVICE).unwrap(), ..Year::default() };
        for person in city.residents() {
            year.register.insert(person.id_no, field.new_record());
        }
        let mut entries = Vec::new();
        for happening in happenings {
            year.play(&mut field, &mut entries).announce(happening).unwrap();
        }
        for happening in happenings {
            year.play(&mut field, &mut entries).enter(happening).unwrap();
        }
        for month in 1..=12 {
            let first_day = format!("2026-{month:02}-01");
            let of_month =
                year.books.draws.iter().filter(|draw| draw.first_day == first_day && draw.carry_out.is_some());
            let draws: Vec<RecordId> = of_month.map(|draw| draw.record).collect();
            for draw in draws {
                let drawn = year.play(&mut field, &mut entries).carry_out(draw, u64::MAX >> 1).unwrap();
                for (case, _, draw) in &drawn {
                    year.play(&mut clerk, &mut entries).say(*case, *draw, true).unwrap();
                    year.play(&mut field, &mut entries).say(*case, *draw, false).unwrap();
                }
            }
        }
        Self { entries, called: year.books.called() }
    }

    /// Every record of a kind with its events, as a phone that pulled them all has them.
    fn records<A>(
        &self,
        kind: &RecordKind,
        read: impl Fn(&[u8]) -> Result<A, WireError>,
    ) -> BTreeMap<RecordId, Vec<Event<A>>> {
        let mut records: BTreeMap<RecordId, Vec<Event<A>>> = BTreeMap::new();
        for (sealed, seq) in self.entries.iter().zip(1..) {
            if sealed.entry.kind == *kind {
                let event = Event::of(sealed, Some(seq), read(&sealed.entry.payload).unwrap());
                let event = Event { device: phone_of(event.post), ..event };
                records.entry(sealed.entry.record).or_default().push(event);
            }
        }
        records
    }

    fn cases(&self) -> Vec<CaseFold> {
        let records = self.records(&RecordKind::Case, CaseEntry::from_payload);
        records.values().map(|events| fold(events).unwrap()).collect()
    }
}

fn year(seed: u64, scale: f64) -> Played {
    let city = City::make(seed, scale).unwrap();
    let happenings: Vec<Happening> = city.year().collect();
    Played::play(&happenings, &city)
}

#[test]
fn a_small_year_holds_every_state_exit_class_source_and_mode_and_the_fold_refuses_nothing_of_it() {
    let played = year(SEED, SCALE);
    of_cases(&played);
    of_mediations(&played);
    of_patrols(&played);
    of_clues(&played);

    let kinds: BTreeSet<&str> = played.entries.iter().map(|sealed| sealed.entry.kind.as_str()).collect();
    for kind in [
        RecordKind::Inspection,
        RecordKind::Notice,
        RecordKind::PublicNotice,
        RecordKind::Read,
        RecordKind::Campaign,
        RecordKind::Call,
        RecordKind::Muster,
        RecordKind::Visit,
        RecordKind::Draw,
        RecordKind::Roster,
        RecordKind::Survey,
        RecordKind::Merge,
        RecordKind::Building,
        RecordKind::Dwelling,
        RecordKind::Household,
        RecordKind::Grant,
        RecordKind::Reply,
    ] {
        assert!(kinds.contains(kind.as_str()), "no {kind} in {kinds:?}");
    }
}

fn of_cases(played: &Played) {
    let cases = played.cases();
    let mut acts: BTreeMap<ActWord, u32> = BTreeMap::new();
    for case in &cases {
        for act in &case.acts {
            let counts = matches!(act.standing, ActStanding::Effective | ActStanding::Marked | ActStanding::Remark);
            assert!(counts, "{} of {}: {:?}", act.act.as_str(), case.report.title, act.standing);
            *acts.entry(act.act.word().unwrap()).or_default() += 1;
        }
    }
    let missing: Vec<ActWord> = ActWord::ALL.into_iter().filter(|word| !acts.contains_key(word)).collect();
    assert!(missing.is_empty(), "no {missing:?} in {acts:?}");
    let mut states: BTreeMap<CaseState, u32> = BTreeMap::new();
    cases.iter().for_each(|case| *states.entry(case.state).or_default() += 1);
    let missing: Vec<CaseState> = CaseState::ALL.into_iter().filter(|state| !states.contains_key(state)).collect();
    assert!(missing.is_empty(), "none is {missing:?}: {states:?}");
    for class in CaseClass::KNOWN {
        assert!(cases.iter().any(|case| case.report.class == *class), "no {class:?}");
    }
    for source in CaseSource::KNOWN {
        assert!(cases.iter().any(|case| case.report.source == *source), "no {source:?}");
    }
    let some = |what: &str, is: &dyn Fn(&CaseFold) -> bool| assert!(cases.iter().any(is), "no case {what}");
    some("is urgent", &|case| case.report.urgent && case.taken_on_at.is_some());
    some("was put right on the spot", &|case| case.marks.self_handled);
    some("was extended", &|case| case.marks.extended.is_some());
    some("is supervised and urged", &|case| case.marks.supervised.is_some() && !case.marks.urged.is_empty());
    some("is worked on jointly", &|case| case.marks.helpers.len() > 1);
    some("went up two levels at once", &|case| case.hops.iter().any(|hop| hop.to.kind.as_str() == "county_desk"));
    some("was returned twice and decided above", &|case| {
        case.route.returns() == 2 && case.hops.iter().any(|hop| hop.to.kind.as_str() == "township_desk")
    });
    some("was reported twice and closed along", &|case| case.marks.duplicate_of.is_some() && !case.state.is_open());
    some("is with a department", &|case| case.hops.iter().any(|hop| hop.to.kind.as_str() == "department"));
    some("was reopened after a callback", &|case| case.marks.reopened > 0 && !case.marks.callbacks.is_empty());
    assert!(played.called > cases.len() / 50, "{} called of {}", played.called, cases.len());
}

fn of_mediations(played: &Played) {
    let mut modes: BTreeSet<String> = BTreeSet::new();
    let mut states: BTreeSet<MediationState> = BTreeSet::new();
    for events in played.records(&RecordKind::Mediation, MediationAct::from_payload).values() {
        let file = mediation::fold(events).unwrap();
        for act in &file.acts {
            assert_eq!(act.standing, mediation::Standing::Effective, "{:?}", act.act);
        }
        modes.extend(file.attempts().map(|(_, attempt)| attempt.mode.as_str().to_owned()));
        states.insert(file.state);
    }
    assert!(Mode::KNOWN.iter().all(|mode| modes.contains(mode.as_str())), "{modes:?}");
    for state in [MediationState::Fulfilled, MediationState::Failed, MediationState::Withdrawn] {
        assert!(states.contains(&state), "{states:?}");
    }
}

fn of_patrols(played: &Played) {
    let mut kinds: BTreeSet<String> = BTreeSet::new();
    let (mut pairs, mut gaps, mut states) = (0, 0, BTreeSet::new());
    for (record, events) in played.records(&RecordKind::Patrol, PatrolEntry::from_payload) {
        let walk = patrol::fold(record, &events).unwrap();
        assert_eq!(walk.unknown, 0);
        if walk.state == PatrolState::Ended {
            kinds.insert(walk.kind.as_str().to_owned());
            let both = (walk.start_confirmed(), walk.end_confirmed()) == (Confirmed::Both, Confirmed::Both);
            pairs += u32::from(both && walk.partners.iter().all(|partner| partner.by_code));
            assert!(walk.partners.is_empty() || both, "a pair that one of them has not confirmed");
            gaps += walk.gaps.len();
        }
        states.insert(walk.state);
    }
    assert!(PatrolKind::KNOWN.iter().all(|kind| kinds.contains(kind.as_str())), "{kinds:?}");
    assert!(pairs > 0 && gaps > 0, "{pairs} pairs, {gaps} gaps");
    let all = [PatrolState::Assigned, PatrolState::CalledOff, PatrolState::Ended];
    assert!(all.iter().all(|state| states.contains(state)), "{states:?}");
}

fn of_clues(played: &Played) {
    let (mut anonymous, mut closed) = (0, 0);
    for events in played.records(&RecordKind::Clue, ClueEntry::from_payload).values() {
        let clue = clue::fold(events).unwrap();
        for act in &clue.acts {
            let counts = matches!(act.standing, clue::Standing::Effective | clue::Standing::Remark);
            assert!(counts, "{:?}: {:?}", act.act, act.standing);
        }
        anonymous += u32::from(clue.report.anonymous);
        closed += u32::from(clue.state == clue::ClueState::Closed);
    }
    assert!(anonymous > 0 && closed > 0);
}

#[test]
fn no_year_of_any_seed_or_size_asks_for_what_a_rule_refuses() {
    for (seed, scale) in [(2, 0.0001), (3, 0.002), (4, 0.01), (5, 0.01)] {
        for case in year(seed, scale).cases() {
            for act in &case.acts {
                let counts = matches!(act.standing, ActStanding::Effective | ActStanding::Marked | ActStanding::Remark);
                assert!(counts, "seed {seed}: {} {:?}", act.act.as_str(), act.standing);
            }
        }
    }
}
