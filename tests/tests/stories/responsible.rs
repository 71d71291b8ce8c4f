//! Exactly one post answers for a case at each moment, also when its post has ended and when nobody takes it on: it stands in that
//! post's list and count, and in nobody else's.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use etong_core::capture::{CaseRequest, RosterRequest, SlotRequest};
use etong_core::sim::{SeededBug, seed};
use etong_core::view::{BoardQuery, DueQuery};
use etong_server::directory::Import;
use etong_tests::clock::{DAY, MINUTE};
use etong_tests::phone::hazard;
use etong_tests::town::{Person, TOWNSHIP};
use etong_tests::{Field, Phone};

fn open(mine: bool) -> BoardQuery {
    BoardQuery { open: Some(true), mine, ..BoardQuery::default() }
}

fn to_do(phone: &Phone) -> Option<u64> {
    phone.app().home().unwrap().lines.into_iter().find(|line| line.what == "to_do").map(|line| line.count)
}

/// Whose each open case is, by the lists of all these phones.
pub(super) fn owners(phones: &[(&'static str, Arc<Phone>)]) -> BTreeMap<String, Vec<&'static str>> {
    let mut owners: BTreeMap<String, Vec<&'static str>> = BTreeMap::new();
    for (nick, phone) in phones {
        for row in phone.app().board(&open(false)).unwrap().rows {
            owners.entry(row.record).or_default();
        }
        let mine = phone.app().board(&open(true)).unwrap();
        if let Some(count) = to_do(phone) {
            assert_eq!(count, u64::from(mine.total), "the count of {nick} is as long as the list");
        }
        for row in mine.rows {
            owners.entry(row.record).or_default().push(nick);
        }
    }
    owners
}

pub(super) async fn all_sync(phones: &[(&'static str, Arc<Phone>)]) {
    for _ in 0..2 {
        for (_, phone) in phones {
            phone.syncs().await;
        }
    }
}

/// Everybody of the field and the desks, as they see it now.
async fn everybody(field: &Field) -> Vec<(&'static str, Arc<Phone>)> {
    let mut phones = Vec::new();
    for nick in ["wang", "lin", "li", "zhao", "huang", "ma", "xu", "zhou", "gao", "he", "qian"] {
        phones.push((nick, field.phone(nick).await));
    }
    phones
}

fn ends(field: &Field, nick: &str) {
    field.import(&Import { posts: vec![Person::called(nick).post_until(Some("2026-09-01"))], ..Import::default() });
}

#[tokio::test]
async fn what_an_ended_post_leaves_behind_is_the_desks_above_and_then_the_next_holders() {
    let field = Field::new(731);
    let phones = everybody(&field).await;
    let of = |nick: &str| phones.iter().find(|(known, _)| *known == nick).map(|(_, phone)| phone.clone()).unwrap();
    let (wang, huang, xu) = (of("wang"), of("huang"), of("xu"));
    let (handled, waiting) = (wang.reports("护栏松动"), wang.reports("井盖缺失"));
    wang.acts(&handled, "handle", None);
    let police = wang.capture(|app| app.report_case(&CaseRequest { police_matter: true, ..hazard("可疑车辆") })).record;
    all_sync(&phones).await;
    let each = |of_three: [&'static str; 3]| {
        let cases = [&handled, &waiting, &police].map(Clone::clone);
        cases.into_iter().zip(of_three.map(|nick| vec![nick])).collect::<BTreeMap<_, _>>()
    };
    assert_eq!(owners(&phones), each(["wang", "wang", "li"]));

    field.chapter("王芳's post ends; nobody takes its place");
    ends(&field, "wang");
    field.clock.advance(3 * DAY);
    all_sync(&phones).await;
    let rest: Vec<_> = phones.iter().filter(|(nick, _)| *nick != "wang").cloned().collect();
    assert_eq!(owners(&rest), each(["huang", "huang", "li"]));
    assert_eq!(to_do(&huang), Some(2));
    assert_eq!(huang.app().case(&handled).unwrap().owner_now_kind, "community_desk");
    let due = huang.app().due(&DueQuery { mine: true, ..DueQuery::default() }).unwrap().rows;
    let due: BTreeSet<String> = due.into_iter().map(|row| row.record).collect();
    assert_eq!(due, [handled.clone(), waiting.clone()].into());
    assert_eq!(xu.app().cases_without_owner().unwrap(), 0);
    {
        let _switched_on = seed(SeededBug::NobodysCases);
        assert_eq!(owners(&rest).remove(&handled), Some(Vec::new()), "the mistake must be seen");
    }

    field.chapter("the desk of the community ends too: the township's");
    ends(&field, "huang");
    field.clock.advance(DAY);
    all_sync(&phones).await;
    let rest: Vec<_> = rest.iter().filter(|(nick, _)| *nick != "huang").cloned().collect();
    assert_eq!(owners(&rest), each(["xu", "xu", "li"]));

    field.chapter("赵敏 takes over the grid as well: what 王芳 had is hers");
    let second = Person::called("zhao").second_post("grid_worker", 1211);
    let post = second.post.to_string();
    field.import(&Import { posts: vec![second], ..Import::default() });
    all_sync(&rest).await;
    of("zhao").app().act_as(&post).unwrap();
    assert_eq!(owners(&rest), each(["zhao", "zhao", "li"]));
}

/// The first day's sheet of the township: one post, all day.
fn plan(sheet: &str, who: &str) -> RosterRequest {
    RosterRequest {
        unit: Some(TOWNSHIP.into()),
        sheet: sheet.into(),
        days: vec!["2026-09-01".into()],
        slots: vec![SlotRequest {
            post: Person::called(who).post().to_string(),
            from: "00:00".into(),
            to: "24:00".into(),
            with: None,
        }],
        note: None,
    }
}

#[tokio::test]
async fn an_urgent_case_nobody_takes_on_moves_to_the_list_of_the_duty_post_and_a_shift_is_no_duty() {
    let field = Field::new(732);
    let phones = everybody(&field).await;
    let of = |nick: &str| phones.iter().find(|(known, _)| *known == nick).map(|(_, phone)| phone.clone()).unwrap();
    let (wang, xu) = (of("wang"), of("xu"));
    xu.capture(|app| app.plan_roster(&plan("shift", "li")));
    xu.capture(|app| app.plan_roster(&plan("duty", "gao")));
    let case = wang.capture(|app| app.report_case(&CaseRequest { urgent: true, ..hazard("电线垂落") })).record;
    let calm = wang.reports("路灯不亮");
    all_sync(&phones).await;
    let whose = |case: &String| owners(&phones).remove(case).unwrap();
    assert_eq!((whose(&case), whose(&calm)), (vec!["wang"], vec!["wang"]));
    field.clock.advance(16 * MINUTE);
    assert_eq!((whose(&case), whose(&calm)), (vec!["gao"], vec!["wang"]), "and not 李军's, who only has a shift");
    assert_eq!(wang.app().case(&case).unwrap().owner_now_name.as_deref(), Some("高山"));
    wang.acts(&case, "handle", None);
    all_sync(&phones).await;
    assert_eq!(whose(&case), ["wang"], "taken on");
    field.settle().await;
}

/// Whose an urgent case is that a volunteer reported and nobody took on for a quarter of an hour, the volunteer's clock being a day
/// ahead: by all lists, and by the case.
async fn urgent_by_a_clock_ahead() -> (Vec<&'static str>, Option<String>) {
    let field = Field::new(734);
    let phones = everybody(&field).await;
    let chen = field.phone("chen").await;
    let of = |nick: &str| phones.iter().find(|(known, _)| *known == nick).map(|(_, phone)| phone.clone()).unwrap();
    let (wang, xu) = (of("wang"), of("xu"));
    xu.capture(|app| app.plan_roster(&plan("duty", "gao")));
    chen.device.set_clock_wrong_by(DAY);
    let case = chen.capture(|app| app.report_case(&CaseRequest { urgent: true, ..hazard("电线垂落") })).record;
    chen.syncs().await;
    all_sync(&phones).await;
    assert_eq!(owners(&phones).remove(&case).unwrap(), ["wang"]);
    field.clock.advance(16 * MINUTE);
    (owners(&phones).remove(&case).unwrap(), wang.app().case(&case).unwrap().owner_now_name)
}

#[tokio::test]
async fn a_reporters_clock_a_day_ahead_keeps_no_urgent_case_from_the_duty_post() {
    assert_eq!(urgent_by_a_clock_ahead().await, (vec!["gao"], Some("高山".into())));
    let _switched_on = seed(SeededBug::PhoneClocksOnly);
    assert_ne!(urgent_by_a_clock_ahead().await.0, ["gao"], "the mistake must be seen");
}

/// Cases of this post's seat that nobody has taken on, by its list; the count of its first screen says the same.
fn to_claim(phone: &Phone) -> Vec<String> {
    let rows = phone.app().board(&BoardQuery { to_claim: true, ..BoardQuery::default() }).unwrap().rows;
    let count = phone.app().home().unwrap().lines.into_iter().find(|line| line.what == "to_claim");
    assert_eq!(count.map(|line| line.count), Some(u64::try_from(rows.len()).unwrap()), "{}", phone.name);
    assert!(rows.iter().all(|row| row.to_claim && row.responsible_name.is_none()), "{rows:?}");
    rows.into_iter().map(|row| row.record).collect()
}

#[tokio::test]
async fn what_two_workers_of_one_grid_have_not_taken_on_is_to_claim_for_both_and_one_has_it_then() {
    let field = Field::new(733);
    let second = Person::called("zhao").second_post("grid_worker", 1211);
    let post = second.post.to_string();
    field.import(&Import { posts: vec![second], ..Import::default() });
    let (chen, wang, zhao) = (field.phone("chen").await, field.phone("wang").await, field.phone("zhao").await);
    zhao.app().act_as(&post).unwrap();
    let case = chen.reports("楼道堆物");
    for phone in [&chen, &wang, &zhao] {
        phone.syncs().await;
    }
    for phone in [&wang, &zhao] {
        assert_eq!(to_claim(phone), std::slice::from_ref(&case), "{}", phone.name);
        let view = phone.app().case(&case).unwrap();
        assert!(view.to_claim, "{}", phone.name);
        let seat = (view.responsible_kind.as_str(), view.responsible_scope.as_str());
        assert_eq!(seat, ("grid_worker", "/1/12/121/1211"), "one seat answers for it, and it is named");
    }

    field.chapter("王芳 takes it on with one tap; at 赵敏's next sync it leaves her list");
    wang.acts(&case, "accept", None);
    assert_eq!((to_claim(&wang), to_do(&wang)), (vec![], Some(1)), "hers by name");
    wang.syncs().await;
    assert_eq!(to_do(&zhao), Some(1), "she has not heard of it");
    zhao.syncs().await;
    assert_eq!((to_claim(&zhao), to_do(&zhao)), (vec![], Some(0)));
    assert!(!zhao.app().case(&case).unwrap().to_claim);

    field.settle().await;
    field.chapter("王芳's post ends: what she had is to claim again");
    ends(&field, "wang");
    field.clock.advance(3 * DAY);
    zhao.syncs().await;
    let rows = zhao.app().board(&BoardQuery { to_claim: true, ..BoardQuery::default() }).unwrap().rows;
    assert_eq!(rows.into_iter().map(|row| row.record).collect::<Vec<_>>(), [case]);
}

#[tokio::test]
async fn a_police_matter_in_a_grid_without_an_officer_stays_with_the_police_around_it() {
    let field = Field::new(735);
    let phones = everybody(&field).await;
    let of = |nick: &str| phones.iter().find(|(known, _)| *known == nick).map(|(_, phone)| phone.clone()).unwrap();
    let second = |nick: &str, kind: &str, unit: u32| Person::called(nick).second_post(kind, unit);
    let (zhao, huang) = (of("zhao"), of("huang"));
    let police = CaseRequest { police_matter: true, ..hazard("可疑车辆") };
    let case = zhao.capture(|app| app.report_case(&police)).record;
    all_sync(&phones).await;
    let whose = || owners(&phones).remove(&case).unwrap();
    assert_eq!(whose(), ["gao"], "no officer in the grid nor at the community: the chief's");
    assert_eq!(huang.app().case(&case).unwrap().owner_now_kind, "police_chief");
    assert_eq!(huang.app().cases_without_owner().unwrap(), 0);

    field.chapter("an officer of the community, then an auxiliary officer of the grid");
    for (nick, kind, unit) in [("li", "police_officer", 121), ("lin", "auxiliary_officer", 1212)] {
        let post = second(nick, kind, unit);
        let acts_as = post.post.to_string();
        field.import(&Import { posts: vec![post], ..Import::default() });
        all_sync(&phones).await;
        of(nick).app().act_as(&acts_as).unwrap();
        assert_eq!(whose(), [nick]);
        assert_eq!(huang.app().case(&case).unwrap().owner_now_kind, kind);
    }
    of("lin").acts(&case, "accept", None);
    all_sync(&phones).await;
    assert_eq!(whose(), ["lin"]);
    field.settle().await;
}

#[tokio::test]
async fn an_urgent_case_nobody_took_on_is_the_desks_where_no_sheet_says_who_is_on_duty() {
    let field = Field::new(736);
    let phones = everybody(&field).await;
    let of = |nick: &str| phones.iter().find(|(known, _)| *known == nick).map(|(_, phone)| phone.clone()).unwrap();
    let (wang, huang) = (of("wang"), of("huang"));
    let case = wang.capture(|app| app.report_case(&CaseRequest { urgent: true, ..hazard("电线垂落") })).record;
    all_sync(&phones).await;
    let whose = || owners(&phones).remove(&case).unwrap();
    assert_eq!(whose(), ["wang"]);
    field.clock.advance(16 * MINUTE);
    assert_eq!(whose(), ["huang"]);
    assert_eq!(huang.app().case(&case).unwrap().owner_now_kind, "community_desk");

    field.chapter("王芳 takes it on after all");
    wang.acts(&case, "handle", None);
    all_sync(&phones).await;
    assert_eq!(whose(), ["wang"]);
    field.settle().await;
}
