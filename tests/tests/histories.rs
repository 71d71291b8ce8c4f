//! A thousand cases, each acted on by ten phones that are mostly offline, whatever the form allows each of them at the moment: in the
//! end every phone that may see a case shows the same history of it, with exactly one responsible post.

#![cfg(feature = "sim")]
#![expect(clippy::unwrap_used, reason = "these are tests, their shared steps included")]

use std::collections::BTreeMap;
use std::sync::Arc;

use etong_core::view::CaseView;
use etong_core::{App, AppError};
use etong_tests::case_acts::filled;
use etong_tests::chance::stream;
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
