//! 拆分与合并 at the relay: who took the place of a unit reads what it left and writes onto it, from the day on, as the directory says
//! and as nobody else says.

use etong_protocol::{EntryClass, PostKind, RefusalCode, Verdict};
use etong_server::directory::{Import, PersonRow, PostRow, UnitRow};
#[cfg(feature = "sim")]
use etong_server::sim::SeededBug;

use crate::town::{GRID_4, Phone, Town, Who, li, person_id, post_id, record, seqs, unit, wang};

const FORBIDDEN: Verdict = Verdict::Refused { code: RefusalCode::Forbidden };
/// The town's morning is in the day after.
const YESTERDAY: &str = "2026-03-01";
const TODAY: &str = "2026-03-02";

fn heir(number: u32, from: &str, replaces: &[u32]) -> UnitRow {
    UnitRow { valid_from: from.into(), replaces: replaces.to_vec(), ..unit(number, Some(3), "grid") }
}

fn ended(number: u32, to: &str) -> UnitRow {
    UnitRow { valid_to: Some(to.into()), ..unit(number, Some(3), "grid") }
}

/// Wu, who serves a grid that is new.
fn wu(grid: u32) -> Who {
    Who { person: 7, kind: PostKind::GridWorker, unit: grid }
}

fn appointed(who: &Who, from: &str) -> PostRow {
    PostRow::new(post_id(who.person), person_id(who.person), who.kind.clone(), who.unit, from)
}

fn wu_comes(town: &Town, units: Vec<UnitRow>, grid: u32, from: &str) {
    let people = vec![PersonRow::new(person_id(7), "wu")];
    town.take(&Import { units, people, posts: vec![appointed(&wu(grid), from)], ..Import::default() });
}

async fn pushes(phone: &mut Phone, town: &Town, grid: &str, no: u8) -> Verdict {
    let entry = phone.event("case", record(no), grid);
    phone.push(town, &[entry]).await.verdicts[0]
}

async fn reads(phone: &mut Phone, town: &Town) -> Vec<u64> {
    let (entries, _) = phone.pull(town).await;
    entries.iter().filter(|(_, sealed)| sealed.entry.class != EntryClass::Reg).map(|(seq, _)| *seq).collect()
}

#[tokio::test]
async fn from_the_day_on_the_heir_reads_and_writes_what_the_unit_left_and_the_neighbour_does_not() {
    let mut town = Town::new();
    let (mut li, mut wang) = (town.phone(&li()).await, town.phone(&wang()).await);
    let case = seqs(&[pushes(&mut li, &town, GRID_4, 1).await])[0].unwrap();

    // Grid 4 ends tonight, 6 begins tomorrow: the row of the heir stands before that of the unit it replaces.
    wu_comes(&town, vec![heir(6, "2026-03-03", &[4]), ended(4, TODAY)], 6, TODAY);
    let mut wu = town.phone(&wu(6)).await;
    assert_eq!(reads(&mut wu, &town).await, [] as [u64; 0], "not today");
    assert_eq!(pushes(&mut wu, &town, GRID_4, 1).await, FORBIDDEN);
    reads(&mut wang, &town).await;

    town.clock.advance_minutes(24 * 60);
    wu.sign_in(&town).await;
    wang.sign_in(&town).await;
    let page = wu.pull_page(&town).await;
    let held = &page.standing.expect("the day alone gives a new standing").posts[0];
    assert_eq!(held.taken_over(), [GRID_4.parse().unwrap()]);
    let mut again = town.phone(&self::wu(6)).await;
    assert_eq!(reads(&mut again, &town).await, [case], "what was written before comes along");
    let act = seqs(&[pushes(&mut wu, &town, GRID_4, 1).await])[0].unwrap();
    assert_eq!(reads(&mut again, &town).await, [act]);

    assert_eq!(reads(&mut wang, &town).await, [] as [u64; 0], "the neighbour's reach is what it was");
    assert_eq!(pushes(&mut wang, &town, GRID_4, 1).await, FORBIDDEN, "whatever the phone says it took over");
}

#[cfg(feature = "sim")]
#[tokio::test]
async fn whoever_says_to_have_taken_a_place_is_not_believed() {
    let mut town = Town::new();
    let (mut li, mut wang) = (town.phone(&li()).await, town.phone(&wang()).await);
    pushes(&mut li, &town, GRID_4, 1).await;
    wu_comes(&town, vec![ended(4, YESTERDAY), heir(6, TODAY, &[4])], 6, TODAY);
    wang.sign_in(&town).await;
    assert_eq!(pushes(&mut wang, &town, GRID_4, 1).await, FORBIDDEN);
    assert_eq!(pushes(&mut wang, &town, GRID_4, 2).await, FORBIDDEN);
    town.state.sim().plant(SeededBug::HeirsBelieved);
    assert!(matches!(pushes(&mut wang, &town, GRID_4, 1).await, Verdict::Stored { .. }), "the mistake must be seen");
}

#[tokio::test]
async fn a_line_that_the_centre_takes_back_is_followed_no_more() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    let case = seqs(&[pushes(&mut li, &town, GRID_4, 1).await])[0].unwrap();
    wu_comes(&town, vec![ended(4, YESTERDAY), heir(6, TODAY, &[4])], 6, TODAY);
    let mut wu = town.phone(&wu(6)).await;
    assert_eq!(reads(&mut wu, &town).await, [case]);
    town.take(&Import { units: vec![heir(6, TODAY, &[])], ..Import::default() });
    let page = wu.pull_page(&town).await;
    assert_eq!(page.standing.map(|standing| standing.posts[0].took_over.clone()), Some(None));
    assert_eq!(pushes(&mut wu, &town, GRID_4, 1).await, FORBIDDEN);
}

#[tokio::test]
async fn the_last_work_of_an_heir_on_what_it_took_over_counts_after_the_post_ended() {
    let mut town = Town::new();
    let mut li = town.phone(&li()).await;
    pushes(&mut li, &town, GRID_4, 1).await;
    wu_comes(&town, vec![ended(4, YESTERDAY), heir(6, TODAY, &[4])], 6, TODAY);
    let mut wu = town.phone(&wu(6)).await;
    let mut act = wu.entry(EntryClass::Event, "case", record(1), GRID_4);
    act.stamp.within_ms = Some(250);
    let act = act.seal();
    let mut posts = appointed(&self::wu(6), TODAY);
    posts.to = Some(TODAY.into());
    town.take(&Import { posts: vec![posts], ..Import::default() });
    town.clock.advance_minutes(24 * 60);
    wu.sign_in(&town).await;
    assert!(matches!(wu.push(&town, &[act]).await.verdicts[0], Verdict::Stored { .. }));
}
