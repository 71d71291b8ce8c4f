//! 双人复核 under attack: whoever is one operator, was one, or only says so tries everything alone and in turn with honest ones; and a
//! phone with a valid key says it is one. What is in force was signed by two keys of operators of that moment, each over this very change.

use std::collections::{BTreeMap, BTreeSet};

use etong_protocol::{PostId, PostKind, SigningKey};
use etong_server::directory::{
    self, By, CodeAsked, CodeFor, DirectoryError, Import, Operator, PostRow, add_operator, approve, end_operator,
    import_by, issue_code_by, pending_list, refuse_pending, verify_audit,
};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::town::{MORNING, Town, chen, li, person_id, post_id, post_row};
use crate::trail::operator;

const SEED: u64 = 0x2a11_0e5d;
const TOWNS: usize = 12;
const STEPS: usize = 60;
const NAMES: [&str; 4] = ["jia", "yi", "bing", "ding"];

fn by(operator: &Operator) -> By {
    By::Operator(operator.clone())
}

fn police(number: u8) -> PostRow {
    PostRow::new(PostId::new(MORNING, [number; 10]), person_id(1), PostKind::PoliceOfficer, 4, "2026-01-01")
}

fn asks(town: &Town, number: u8, who: &Operator) -> Result<Option<i64>, DirectoryError> {
    let file = Import { posts: vec![police(number)], ..Import::default() };
    Ok(import_by(town.state.store(), &file, &by(who))?.pending)
}

/// The first two operators, and two more whom both of them want.
fn four(town: &Town) -> Vec<Operator> {
    let store = town.state.store();
    let all: Vec<Operator> = NAMES.iter().zip(211..).map(|(name, seed)| operator(name, seed)).collect();
    add_operator(store, "jia", all[0].public(), &By::default()).unwrap();
    add_operator(store, "yi", all[1].public(), &by(&all[0])).unwrap();
    for other in &all[2..] {
        let asked = add_operator(store, &other.name, other.public(), &by(&all[0])).unwrap().unwrap();
        approve(store, asked.pending, &all[1]).unwrap();
    }
    all
}

fn in_force(town: &Town, number: u8) -> bool {
    let id = PostId::new(MORNING, [number; 10]);
    directory::posts(town.state.store()).unwrap().iter().any(|line| line.post == id)
}

fn pick(rng: &mut ChaCha8Rng, below: usize) -> usize {
    usize::try_from(rng.next_u32()).unwrap() % below
}

/// What the rule says, in a few words of its own.
#[derive(Default)]
struct Rule {
    /// What waits: the post it gives, and who has signed it.
    waits: BTreeMap<i64, (u8, BTreeSet<usize>)>,
    ended: BTreeSet<usize>,
    given: BTreeSet<u8>,
}

impl Rule {
    fn signs(&mut self, pending: i64, who: usize) -> bool {
        let Some((number, signed)) = self.waits.get_mut(&pending) else { return false };
        if self.ended.contains(&who) || !signed.insert(who) {
            return false;
        }
        if signed.iter().filter(|who| !self.ended.contains(who)).count() >= 2 {
            self.given.insert(*number);
            self.waits.remove(&pending);
        }
        true
    }
}

/// One town with operators of whom any may be dishonest; panics where the relay and the rule part.
fn play(rng: &mut ChaCha8Rng) -> usize {
    let town = Town::new();
    let store = town.state.store();
    let all = four(&town);
    let mut rule = Rule::default();
    let mut pretenders: Vec<Operator> = all.iter().map(|one| operator(&one.name, 250)).collect();
    pretenders.push(operator("wu", 251));
    pretenders.push(Operator::new("wu", SigningKey::from_seed(&[211; 32])));
    let mut number = 100;
    let mut tried = 0;
    for step in 0..STEPS {
        let who = pick(rng, all.len());
        let is_one = !rule.ended.contains(&who);
        let some: Vec<i64> = (1..=pending_list(store).unwrap().len()).map(|no| i64::try_from(no).unwrap()).collect();
        let any = some[pick(rng, some.len())];
        match pick(rng, 8) {
            0 | 1 => {
                number += 1;
                let asked = asks(&town, number, &all[who]);
                assert_eq!(asked.is_ok(), is_one, "step {step}: {} asks", all[who].name);
                if let Ok(Some(pending)) = asked {
                    rule.waits.insert(pending, (number, BTreeSet::from([who])));
                }
            }
            // Own ones, others', settled ones, again and again.
            2..=4 => {
                let taken = approve(store, any, &all[who]).is_ok();
                assert_eq!(taken, rule.signs(any, who), "step {step}: {} approves {any}", all[who].name);
            }
            5 => {
                let pretender = &pretenders[pick(rng, pretenders.len())];
                assert!(matches!(approve(store, any, pretender), Err(DirectoryError::NotAnOperator)), "step {step}");
                assert!(refuse_pending(store, any, pretender).is_err(), "step {step}");
                assert!(matches!(asks(&town, 99, pretender), Err(DirectoryError::NotAnOperator)), "step {step}");
            }
            6 => {
                let struck = refuse_pending(store, any, &all[who]).is_ok();
                assert_eq!(
                    struck,
                    is_one && rule.waits.contains_key(&any),
                    "step {step}: {} strikes out {any}",
                    all[who].name
                );
                if struck {
                    rule.waits.remove(&any);
                }
            }
            _ if rule.ended.is_empty() && step > STEPS / 3 => {
                let (one, other) = ((who + 1) % 4, (who + 2) % 4);
                let asked = end_operator(store, &all[who].name, &all[one]).unwrap().pending;
                assert!(matches!(refuse_pending(store, asked, &all[who]), Err(DirectoryError::OwnEnd(_))));
                approve(store, asked, &all[other]).unwrap();
                rule.ended.insert(who);
            }
            _ => {}
        }
        for given in 101..=number {
            assert_eq!(in_force(&town, given), rule.given.contains(&given), "step {step}: post {given}");
        }
        tried += 1;
    }
    assert_eq!(verify_audit(store, None).unwrap().fault, None);
    tried
}

#[test]
fn no_right_is_in_force_that_two_operators_of_the_moment_have_not_signed() {
    println!("seed {SEED:#x}");
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    let tried: usize = (0..TOWNS).map(|_| play(&mut rng)).sum();
    assert_eq!(tried, TOWNS * STEPS);
}

/// Whether a signature that nobody made brings a change into force together with one operator's.
fn forged_row_counts(town: &Town, sql: &str) -> bool {
    let store = town.state.store();
    let all = four(town);
    // Another change that yi has signed: his signature is real, and of something else.
    let other = asks(town, 102, &all[1]).unwrap().unwrap();
    let file = Import { posts: vec![police(101)], ..Import::default() };
    let wanted = directory::import(store, &file).unwrap().pending.unwrap();
    let sql = sql.replace("WANTED", &wanted.to_string()).replace("OTHER", &other.to_string());
    assert_eq!(town.database().execute(&sql, []).unwrap(), 1, "{sql}");
    approve(store, wanted, &all[0]).unwrap().in_force.is_some()
}

const MOVED: &str = "INSERT INTO approval (pending, operator, signature, at)
    SELECT WANTED, operator, signature, at FROM approval WHERE pending = OTHER AND operator = 'yi'";
const MADE_UP: &str = "INSERT INTO approval (pending, operator, signature, at) VALUES (WANTED, 'yi', zeroblob(64), 1)";

#[test]
fn an_approval_of_another_change_or_of_nobody_counts_for_nothing() {
    for sql in [MOVED, MADE_UP] {
        assert!(!forged_row_counts(&Town::new(), sql), "{sql}");
    }
}

#[cfg(feature = "sim")]
#[test]
fn a_relay_that_counts_approvals_without_a_look_is_found_out() {
    let town = Town::new();
    town.state.sim().plant(etong_server::sim::SeededBug::ApprovalUnchecked);
    assert!(forged_row_counts(&town, MOVED));
}

#[test]
fn what_no_longer_fits_the_directory_does_not_come_into_force_by_an_old_approval() {
    let town = Town::new();
    let store = town.state.store();
    let all = four(&town);
    let pending = asks(&town, 101, &all[0]).unwrap().unwrap();
    // Meanwhile the same post was given to somebody else, at another place, as something plain.
    let taken = PostRow::new(PostId::new(MORNING, [101; 10]), person_id(2), PostKind::GridWorker, 5, "2026-01-01");
    import_by(store, &Import { posts: vec![taken.clone()], ..Import::default() }, &by(&all[2])).unwrap();
    let before = town.rows();
    let error = approve(store, pending, &all[1]).unwrap_err();
    assert!(error.to_string().contains("never change"), "{error}");
    assert_eq!(town.rows(), before, "nothing of the approval is left");
    let line = directory::posts(store).unwrap().into_iter().find(|line| line.post == taken.post).unwrap();
    assert_eq!((line.person, line.kind.as_str()), (person_id(2), "grid_worker"));
}

/// Whether 甲 alone lets a phone in as the officer 陈.
fn alone_as_an_officer(town: &Town, whom: CodeFor) -> bool {
    let all = four(town);
    let before = town.rows();
    match issue_code_by(town.state.store(), whom, 60, &by(&all[0])).unwrap() {
        CodeAsked::Made(_) => true,
        CodeAsked::Waits(asked) => {
            assert!(approve(town.state.store(), asked.pending, &all[0]).is_err(), "a second time by the same");
            assert_eq!(town.rows()["code"], before["code"]);
            let code = approve(town.state.store(), asked.pending, &all[1]).unwrap().code.unwrap();
            assert_eq!((code.person, code.code.len()), (person_id(3), 11));
            assert!(approve(town.state.store(), asked.pending, &all[2]).is_err(), "no second code");
            assert_eq!(verify_audit(town.state.store(), None).unwrap().fault, None);
            false
        }
    }
}

#[tokio::test]
async fn no_operator_alone_lets_a_phone_in_as_somebody_with_a_sensitive_post() {
    for whom in [CodeFor::Person(person_id(chen().person)), CodeFor::Post(post_id(chen().person))] {
        assert!(!alone_as_an_officer(&Town::new(), whom));
    }
    let town = Town::new();
    let all = four(&town);
    let plain = issue_code_by(town.state.store(), CodeFor::Person(person_id(li().person)), 60, &by(&all[0])).unwrap();
    assert!(matches!(plain, CodeAsked::Made(_)), "a grid worker's phone needs one operator");
    // Who held such a post and holds it no more is as anybody.
    let ended = PostRow { to: Some("2026-03-01".into()), ..post_row(&chen()) };
    let file = Import { posts: vec![ended], ..Import::default() };
    let pending = import_by(town.state.store(), &file, &by(&all[0])).unwrap().pending.unwrap();
    approve(town.state.store(), pending, &all[1]).unwrap();
    let plain = issue_code_by(town.state.store(), CodeFor::Person(person_id(chen().person)), 60, &by(&all[0])).unwrap();
    assert!(matches!(plain, CodeAsked::Made(_)));
}

#[cfg(feature = "sim")]
#[test]
fn a_relay_that_gives_an_officers_code_to_one_is_found_out() {
    let town = Town::new();
    town.state.sim().plant(etong_server::sim::SeededBug::CodeByOne);
    assert!(alone_as_an_officer(&town, CodeFor::Person(person_id(3))));
}

/// Whether 甲 alone gets a code for whoever approves erasures of the township, to whom two have given that post.
fn alone_as_the_second_hand(town: &Town) -> bool {
    let (all, store) = (four(town), town.state.store());
    let desk = PostRow::new(PostId::new(MORNING, [120; 10]), person_id(2), PostKind::TownshipDesk, 2, "2026-01-01");
    let file = Import { posts: vec![desk.clone()], ..Import::default() };
    let asked = import_by(store, &file, &by(&all[0])).unwrap().pending.expect("the post waits for a second operator");
    assert!(!in_force(town, 120) && approve(store, asked, &all[0]).is_err());
    approve(store, asked, &all[1]).unwrap();
    assert!(in_force(town, 120));
    let first = issue_code_by(store, CodeFor::Person(person_id(li().person)), 60, &by(&all[0])).unwrap();
    assert!(matches!(first, CodeAsked::Made(_)), "a hand that asks needs one operator");
    matches!(issue_code_by(store, CodeFor::Post(desk.post), 60, &by(&all[0])).unwrap(), CodeAsked::Made(_))
}

#[test]
fn no_operator_alone_lets_in_both_hands_of_an_erasure() {
    assert!(!alone_as_the_second_hand(&Town::new()));
}

#[cfg(feature = "sim")]
#[test]
fn a_relay_that_gives_the_second_hand_of_an_erasure_to_one_operator_is_found_out() {
    let town = Town::new();
    town.state.sim().plant(etong_server::sim::SeededBug::CodeByOne);
    assert!(alone_as_the_second_hand(&town), "the mistake must be seen");
}

#[tokio::test]
async fn a_phone_with_a_valid_key_is_no_operator_whatever_it_calls_itself() {
    let mut town = Town::new();
    let all = four(&town);
    let pending = asks(&town, 101, &all[0]).unwrap().unwrap();
    let phone = town.phone(&chen()).await;
    for name in NAMES.into_iter().chain(["", "wu"]) {
        let posing = Operator::new(name, phone.key.clone());
        assert!(matches!(approve(town.state.store(), pending, &posing), Err(DirectoryError::NotAnOperator)), "{name}");
        assert!(add_operator(town.state.store(), "wu", phone.key.public(), &by(&posing)).is_err(), "{name}");
        assert!(end_operator(town.state.store(), "jia", &posing).is_err(), "{name}");
    }
    let at_desk = By::AtDesk(post_id(4), Box::new(By::Operator(Operator::new("jia", phone.key.clone()))));
    let decided = directory::decide(town.state.store(), phone.device, &directory::Decision::Accept, &at_desk);
    assert!(matches!(decided, Err(DirectoryError::NotAnOperator)), "nor for a desk");
    let before = town.rows();
    // And no route takes such a word.
    for path in ["/v1/approve", "/v1/pending", "/v1/operators", "/v1/admin"] {
        assert_eq!(town.post(path, Some(&phone.token), b"approve".to_vec()).await.status, 404, "{path}");
    }
    assert_eq!(town.rows(), before);
    assert!(!in_force(&town, 101));
}
