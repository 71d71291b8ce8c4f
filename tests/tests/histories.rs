//! A thousand cases, each acted on by ten phones that are mostly offline, whatever the form allows each of them at the moment: in the
//! end every phone that may see a case shows the same history of it, with exactly one responsible post.

#![cfg(feature = "sim")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "these are tests, their shared steps included")]

use std::collections::BTreeMap;
use std::sync::Arc;

use etong_core::view::CaseView;
use etong_core::{App, AppError};
use etong_tests::case_acts::filled;
use etong_tests::chance::stream;
use etong_tests::mixed_acts::{Deed, Known, NOUNS, different, shown};
use etong_tests::phone::{Phone, hazard};
use etong_tests::{Field, town};
use rand::RngExt;
use rand::seq::{IndexedRandom, SliceRandom};

/// 林强 and 王芳 share the grid; 黄志国 has two phones; the department sees what it is given.
const PEOPLE: &[&str] = &["wang", "lin", "li", "huang", "xu", "zhou", "gao", "he", "luo", "chen"];
const HISTORIES: usize = 1_000;
const AT_ONCE: usize = 50;
const ROUNDS: usize = 3;
/// Acts that each phone makes in a round, before it may sync.
const ACTS: usize = 12;

#[tokio::test]
async fn a_thousand_random_histories_of_ten_phones_come_to_one_fold() {
    let field = Field::new(71);
    let mut draw = stream(71, "histories");
    let mut phones = Vec::new();
    for nick in PEOPLE {
        phones.push(field.phone(nick).await);
    }
    let reporters = [0, 1, 3, 9].map(|nth: usize| Arc::clone(&phones[nth]));
    let (mut made, mut refused) = (BTreeMap::<String, usize>::new(), 0_usize);
    for batch in 0..HISTORIES / AT_ONCE {
        let mut cases = Vec::new();
        for nth in 0..AT_ONCE {
            let reporter = &reporters[nth % reporters.len()];
            let mut report = hazard(&format!("第{batch}批{nth}号"));
            report.scope = Some(town::GRID.into());
            cases.push(reporter.capture(|app| app.report_case(&report)).record);
        }
        for _ in 0..2 {
            for phone in &phones {
                phone.syncs().await;
            }
        }
        for round in 0..ROUNDS {
            phones.shuffle(&mut draw);
            for phone in &phones {
                for _ in 0..ACTS {
                    let (case, main) = (cases.choose(&mut draw).unwrap(), cases.choose(&mut draw).unwrap());
                    match acts(phone, case, main, draw.random_range(0..10_000)) {
                        Ok(Some(act)) => *made.entry(act).or_default() += 1,
                        Ok(None) => {}
                        Err(AppError::NotAllowed { .. } | AppError::Invalid { .. }) => refused += 1,
                        Err(error) => panic!("{}: {error}", phone.name),
                    }
                }
                // Some stay away a round longer, but for the last.
                if round + 1 == ROUNDS || draw.random_range(0..3) > 0 {
                    phone.syncs().await;
                }
            }
        }
        for _ in 0..2 {
            for phone in &phones {
                phone.syncs().await;
            }
        }
        cases.iter().for_each(|case| shown_alike(&phones, case));
    }
    println!("{made:?}, {refused} forms refused");
    assert!(made.values().sum::<usize>() > HISTORIES * 3, "{made:?}");
    assert!(made.len() > 25, "the histories must mix the acts: {made:?}");
    field.settle().await;
}

/// One of the acts this phone offers now, or none when it has not got the case.
fn acts(phone: &Arc<Phone>, case: &str, main: &str, nth: usize) -> Result<Option<String>, AppError> {
    let app: Arc<App> = phone.app();
    let view = match app.case(case) {
        Ok(view) => view,
        Err(AppError::NotFound { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    let Some(act) = view.next.get(nth % view.next.len().max(1)).cloned() else { return Ok(None) };
    let until = view.acts.iter().map(|act| act.captured_at).max().unwrap_or_default() + 86_400_000;
    let main = if main == case { "" } else { main };
    if act == "link_duplicate" && main.is_empty() {
        return Ok(None);
    }
    let form = filled(&act, nth, &format!("{act}{nth}"), main, until);
    phone.try_capture(|app| app.act_on_case(case, &form))?;
    Ok(Some(act))
}

/// All who read the grid see the same; those who read part of it see a part of the same.
fn shown_alike(phones: &[Arc<Phone>], case: &str) {
    let whole: Vec<(&str, CaseView)> = phones
        .iter()
        .filter(|phone| ["wang", "lin", "li", "huang", "xu", "zhou", "gao"].contains(&phone.name.as_str()))
        .map(|phone| (phone.name.as_str(), phone.app().case(case).unwrap()))
        .collect();
    let ((first, seen), others) = whole.split_first().unwrap();
    for (name, other) in others {
        assert_eq!(seen.state, other.state, "{case}: {first} and {name}");
        assert_eq!(seen.responsible_kind, other.responsible_kind, "{case}: {first} and {name}");
        assert_eq!(seen.responsible_name, other.responsible_name, "{case}: {first} and {name}");
        assert_eq!(seen.acts, other.acts, "{case}: {first} and {name}");
    }
    assert!(!seen.responsible_kind.is_empty(), "{case} belongs to nobody");
    assert!(!seen.provisional && seen.acts.iter().all(|act| act.receipted), "{case}: something is not at the relay");
}

/// Who takes part in everything else: two grid workers and officers of a grid, desks, police, a volunteer.
const EVERYBODY: &[&str] = &["wang", "lin", "zhao", "li", "huang", "xu", "zhou", "gao", "chen", "fang"];
const DAYS: usize = 12;
/// Deeds of each phone on a day, before it may sync.
const DEEDS: usize = 120;

#[tokio::test]
async fn days_of_every_kind_of_record_by_ten_phones_come_to_one_fold() {
    let field = Field::new(72);
    match every_kind(&field).await {
        Ok(()) => field.settle().await,
        Err(different) => panic!("{different}"),
    }
}

/// The checker is proven: a phone that folds in the order of arrival is found out, and not by cases.
#[tokio::test]
async fn a_phone_that_folds_in_the_order_of_arrival_is_found_out_by_the_other_records() {
    let field = Field::new(72);
    let _switched_on = etong_core::sim::seed(etong_core::sim::SeededBug::UnsortedEvents);
    let different = every_kind(&field).await.expect_err("nobody noticed");
    for noun in ["campaign", "mediation", "inspection", "roster"] {
        assert!(different.lines().any(|line| line.starts_with(noun)), "nobody noticed by {noun}: {different}");
    }
}

/// Who shows what otherwise than another.
async fn every_kind(field: &Field) -> Result<(), String> {
    let mut draw = stream(72, "every kind");
    let mut phones = Vec::new();
    for nick in EVERYBODY {
        phones.push(field.phone(nick).await);
    }
    let mut known = Known::new();
    let (mut made, mut refused) = (BTreeMap::<String, usize>::new(), 0_usize);
    for day in 0..DAYS {
        phones.shuffle(&mut draw);
        for phone in &phones {
            for deed in 0..DEEDS {
                let deed = Deed {
                    noun: NOUNS.choose(&mut draw).copied().unwrap(),
                    which: draw.random_range(0..10_000),
                    nth: draw.random_range(0..10_000),
                    words: format!("{}{day}日{deed}", phone.name),
                    now: field.clock.now_ms(),
                };
                let mut did = None;
                let outcome = phone.try_capture(|app| match deed.on(app, &known)? {
                    None => Err(AppError::NotFound { noun: deed.noun.to_owned(), id: String::new() }),
                    Some((name, captured)) => {
                        did = Some(name);
                        Ok(captured)
                    }
                });
                match (outcome, did) {
                    (Ok(captured), Some(name)) => {
                        if name.ends_with("founded") {
                            known.entry(deed.noun).or_default().push(captured.record);
                        }
                        *made.entry(name).or_default() += 1;
                    }
                    (Err(AppError::NotAllowed { .. } | AppError::Invalid { .. } | AppError::NotFound { .. }), _) => {
                        refused += 1;
                    }
                    (other, _) => panic!("{}: {deed:?}: {other:?}", phone.name),
                }
            }
            if day + 1 == DAYS || draw.random_range(0..3) > 0 {
                phone.syncs().await;
            }
        }
    }
    for _ in 0..2 {
        for phone in &phones {
            phone.syncs().await;
        }
    }
    println!("{made:#?}, {refused} refused");
    let nouns = |name: &&String| name.split(' ').next().map(str::to_owned);
    let acted: std::collections::BTreeSet<String> =
        made.keys().filter(|name| !name.ends_with("founded")).filter_map(|name| nouns(&name)).collect();
    assert_eq!(acted.len(), NOUNS.len(), "every noun is founded and acted on: {made:?}");
    let mut told = Vec::new();
    for (noun, records) in &known {
        for id in records {
            // A volunteer reads own matters, and of those the report alone.
            let staff = phones.iter().filter(|phone| phone.owner.kind != "volunteer");
            let seen: Vec<_> = staff.filter_map(|phone| Some((phone, shown(&phone.app(), noun, id)?))).collect();
            assert!(seen.len() > 1, "{noun} {id} is read by nobody else");
            for pair in seen.windows(2) {
                let [(one, here), (other, there)] = pair else { continue };
                if let Some(what) = different(here, there) {
                    told.push(format!("{noun} {id}, {} and {}: {what}", one.name, other.name));
                }
            }
        }
    }
    if told.is_empty() { Ok(()) } else { Err(told.join("\n")) }
}
