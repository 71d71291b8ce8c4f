//! 随机抽查回访, more than one draw: beside each other, one after another, for a unit that was merged, and by the rules of the unit that
//! is drawn from. Only the first announcement of the same days counts, and a call answers the draw that asked for it.

use std::collections::BTreeSet;

use etong_core::AppError;
use etong_core::capture::{AnnounceRequest, AssessmentRequest, CallbackRequest, CaseActRequest};
use etong_core::view::DueQuery;
use etong_server::directory::{DictionaryRow, Import, UnitRow};
use etong_tests::clock::{DAY, HOUR};
use etong_tests::town::{self, Person};
use etong_tests::{Field, Phone};

fn days(first: &str, last: &str) -> AnnounceRequest {
    AnnounceRequest { first_day: format!("2026-09-{first}"), last_day: format!("2026-09-{last}"), scope: None }
}

fn announces(phone: &Phone, request: &AnnounceRequest) -> String {
    phone.capture(|app| app.announce_draw(request)).record
}

/// 王芳 does so many cases of each class, and 黄志国 closes them.
async fn works(wang: &Phone, huang: &Phone, work: &[(&str, usize)]) -> Vec<String> {
    let cases = super::reported(wang, work);
    for case in &cases {
        finishes(wang, huang, case).await;
    }
    cases
}

async fn finishes(wang: &Phone, huang: &Phone, case: &str) {
    wang.syncs().await;
    super::finish(wang, huang, &[case]).await;
}

async fn carries_out(phone: &Phone, draw: &str) {
    phone.syncs().await;
    phone.capture(|app| app.carry_out_draw(draw));
    phone.syncs().await;
}

fn calls(phone: &Phone, case: &str, draw: &str, satisfied: bool) {
    let callback = CallbackRequest {
        reached: true,
        handled_as_told: Some(satisfied),
        satisfied: Some(satisfied),
        draw: Some(draw.to_owned()),
    };
    let answer = CaseActRequest { act: "callback".into(), callback: Some(callback), ..CaseActRequest::default() };
    phone.capture(|app| app.act_on_case(case, &answer));
}

/// The cases that the acting clerk has to call about. The first screen counts the same.
fn to_call(phone: &Phone) -> BTreeSet<String> {
    let rows = phone.app().due(&DueQuery { mine: true, ..DueQuery::default() }).unwrap().rows;
    let due: BTreeSet<String> = rows.into_iter().filter(|row| row.what == "callback").map(|row| row.record).collect();
    let home = phone.app().home().unwrap().lines;
    let count = home.into_iter().find(|line| line.what == "callbacks").map(|line| line.count);
    assert_eq!(count, Some(due.len() as u64), "the first screen counts what the list shows");
    due
}

fn drawn(phone: &Phone, draw: &str) -> BTreeSet<String> {
    phone.app().draw(draw, None).unwrap().cases.into_iter().map(|case| case.record).collect()
}

fn superseded(phone: &Phone, draw: &str) -> bool {
    let listed = phone.app().draws(0).unwrap().rows.into_iter().find(|row| row.record == draw).unwrap().superseded;
    assert_eq!(phone.app().draw(draw, None).unwrap().draw.superseded, listed);
    listed
}

async fn second_phone(field: &Field, nick: &str, name: &str) -> std::sync::Arc<Phone> {
    let phone = field.bare_phone(nick, name);
    phone.app().enrol(&field.office.issue_code(phone.owner), "tablet").await.unwrap();
    phone.syncs().await;
    phone
}

#[tokio::test]
async fn a_second_draw_for_days_that_have_one_is_refused_until_the_first_is_withdrawn() {
    let field = Field::new(661);
    let xu = field.phone("xu").await;
    let first = announces(&xu, &days("01", "07"));
    for (from, to) in [("01", "07"), ("07", "20"), ("03", "04")] {
        let refused = xu.try_capture(|app| app.announce_draw(&days(from, to))).unwrap_err();
        let AppError::NotAllowed { rule, instead, .. } = refused else { panic!("{refused}") };
        assert!(rule.contains(&first) && rule.contains("2026-09-01 to 2026-09-07"), "{rule}");
        assert_eq!((instead.rule.as_str(), instead.state.as_deref()), ("draw_stands", Some("announced")));
        assert_eq!(instead.steps, ["draw", "withdraw"]);
    }
    let next = announces(&xu, &days("08", "14"));
    xu.capture(|app| app.withdraw_draw(&first, "时段有误"));
    let again = announces(&xu, &days("01", "06"));
    field.settle().await;
    assert!(![&next, &again].into_iter().any(|draw| superseded(&xu, draw)), "it was withdrawn before");
}

#[tokio::test]
async fn of_draws_announced_beside_each_other_only_the_first_counts_in_whatever_order_they_are_carried_out() {
    let field = Field::new(662);
    let (wang, huang, xu) = (field.phone("wang").await, field.phone("huang").await, field.phone("xu").await);
    let (luo, zhou) = (field.phone("luo").await, field.phone("zhou").await);
    let tablet = second_phone(&field, "xu", "xu's tablet").await;
    field.chapter(
        "许建华 announces on the phone and, without a network, on the tablet; the relay has the phone's first",
    );
    let (first, second) = (announces(&xu, &days("01", "07")), announces(&tablet, &days("02", "07")));
    let (third, fourth) = (announces(&xu, &days("15", "20")), announces(&tablet, &days("15", "20")));
    xu.syncs().await;
    tablet.syncs().await;
    field.clock.advance(2 * DAY);
    works(&wang, &huang, &[("hazard", 4), ("complaint", 3), ("request", 3)]).await;

    field.chapter("what was withdrawn only when the other stood already lets that one count no more than before");
    xu.syncs().await;
    xu.capture(|app| app.withdraw_draw(&third, "手机丢失"));
    let refused = xu.try_capture(|app| app.announce_draw(&days("15", "20"))).unwrap_err();
    assert!(refused.to_string().contains(&fourth), "{refused}");

    field.chapter("the second is carried out before the first; 罗静 reads each as it comes");
    field.clock.advance(6 * DAY);
    carries_out(&tablet, &second).await;
    luo.syncs().await;
    assert_eq!(to_call(&luo), BTreeSet::new(), "nobody calls for a draw that is superseded");
    carries_out(&xu, &first).await;
    luo.syncs().await;
    let asked = drawn(&luo, &first);
    assert_ne!(asked, drawn(&luo, &second), "another secret, another choice");
    assert_eq!(to_call(&luo), asked);
    field.chapter("a phone that reads all at once, and the desks, show the same");
    let late = second_phone(&field, "luo", "luo's tablet").await;
    assert_eq!(to_call(&late), asked);
    for phone in [&xu, &tablet, &luo, &late, &zhou] {
        phone.syncs().await;
        let states = [&first, &second, &fourth].map(|draw| superseded(phone, draw));
        assert_eq!(states, [false, true, true], "{}", phone.name);
        let row = phone.app().draw(&second, None).unwrap().draw;
        assert_eq!((row.picked, row.to_call), (3, 0), "{}", phone.name);
    }

    field.chapter("the rate asks of the first only");
    asked.iter().for_each(|case| calls(&luo, case, &first, true));
    luo.syncs().await;
    field.clock.advance(25 * DAY);
    zhou.syncs().await;
    let request = AssessmentRequest { period: "2026-09".into(), ..AssessmentRequest::default() };
    let published = zhou.capture(|app| app.publish_assessment(&request)).record;
    field.settle().await;
    for phone in [&zhou, &xu, &huang] {
        let figure = super::figure_of(phone, &published, "called_back");
        assert_eq!((figure.numerator, figure.denominator), (3, 3), "{}", phone.name);
        let opened = phone.app().figure_cases(&published, "/1/12/121", "called_back", 0).unwrap();
        let behind: BTreeSet<String> = opened.rows.into_iter().map(|row| row.record).collect();
        assert_eq!(behind, asked, "{}", phone.name);
    }
}

#[tokio::test]
async fn a_case_that_was_called_for_an_earlier_draw_is_to_be_called_again_for_a_later_one() {
    let field = Field::new(663);
    let (wang, huang, xu) = (field.phone("wang").await, field.phone("huang").await, field.phone("xu").await);
    let luo = field.phone("luo").await;
    let first = announces(&xu, &days("01", "07"));
    xu.syncs().await;
    let case = works(&wang, &huang, &[("hazard", 1)]).await.remove(0);
    field.clock.advance(7 * DAY);
    carries_out(&xu, &first).await;
    luo.syncs().await;
    field.clock.advance(HOUR);
    assert_eq!(to_call(&luo), BTreeSet::from([case.clone()]));
    calls(&luo, &case, &first, false);
    luo.acts(&case, "reopen", Some("回访不满意"));
    luo.syncs().await;

    field.chapter("done again, closed again, drawn again");
    xu.syncs().await;
    let second = announces(&xu, &days("08", "14"));
    xu.syncs().await;
    finishes(&wang, &huang, &case).await;
    field.clock.advance(7 * DAY);
    carries_out(&xu, &second).await;
    luo.syncs().await;
    assert_eq!(to_call(&luo), BTreeSet::from([case.clone()]));
    let said = |draw: &str| {
        let view = luo.app().draw(draw, None).unwrap();
        (view.draw.to_call, view.called, view.satisfied, view.cases[0].satisfied)
    };
    assert_eq!((said(&first), said(&second)), ((0, 1, 0, Some(false)), (1, 0, 0, None)));
    field.clock.advance(HOUR);
    calls(&luo, &case, &second, true);
    assert_eq!(to_call(&luo), BTreeSet::new());
    assert_eq!((said(&first), said(&second)), ((0, 1, 0, Some(false)), (0, 1, 1, Some(true))));
    field.settle().await;
}

#[tokio::test]
async fn the_calls_of_a_township_that_was_merged_are_those_of_its_heirs_clerk() {
    let field = Field::new(664);
    let (wang, huang, xu) = (field.phone("wang").await, field.phone("huang").await, field.phone("xu").await);
    let luo = field.phone("luo").await;
    let draw = announces(&xu, &days("01", "07"));
    xu.syncs().await;
    let case = works(&wang, &huang, &[("hazard", 1)]).await.remove(0);
    field.clock.advance(7 * DAY);
    carries_out(&xu, &draw).await;

    field.chapter("蓝田街道 goes into another on the ninth, and 罗静 with it");
    let old = town::directory().units.into_iter().find(|row| row.unit == 12).unwrap();
    let ended = UnitRow { valid_to: Some("2026-09-08".into()), ..old.clone() };
    let heir = UnitRow {
        unit: 14,
        name: "新蓝田街道".into(),
        code: "350603004".into(),
        valid_from: "2026-09-09".into(),
        replaces: vec![12],
        ..old
    };
    let post = Person::called("luo").second_post("callback_clerk", 14);
    let as_heir = post.post.to_string();
    let posts = vec![Person::called("luo").post_until(Some("2026-09-08")), post];
    field.import(&Import { units: vec![ended, heir], posts, ..Import::default() });
    field.clock.advance(DAY);
    luo.syncs().await;
    luo.app().act_as(&as_heir).unwrap();
    assert_eq!(to_call(&luo), BTreeSet::from([case.clone()]));
    field.clock.advance(3 * DAY);
    luo.syncs().await;
    let late = luo.app().home().unwrap().lines.into_iter().find(|line| line.what == "late").unwrap();
    assert_eq!(late.count, 1, "and late, when nobody called");
    calls(&luo, &case, &draw, true);
    assert_eq!(to_call(&luo), BTreeSet::new());
    let report = luo.syncs().await;
    assert_eq!((report.refused, report.in_custody), (0, 0));
    field.settle().await;
}

#[tokio::test]
async fn a_draw_goes_by_the_rules_of_the_unit_that_is_drawn_from_whoever_announces_it() {
    let field = Field::new(665);
    let zhou = field.phone("zhou").await;
    let rules = r#"{"rate_percent":70,"at_least":2,"small_number":1,"call_within":{"working_days":1},
        "entries":["unit","class"]}"#;
    field.import(&Import {
        dictionaries: vec![DictionaryRow {
            dictionary: "callback_rules".into(),
            version: 4,
            valid_from: "2026-01-01".into(),
            valid_to: None,
            source: "蓝田街道 [2026] 9".into(),
            unit: Some(12),
            body: serde_json::from_str(rules).unwrap(),
        }],
        ..Import::default()
    });
    zhou.syncs().await;
    let of_township = AnnounceRequest { scope: Some("/1/12".into()), ..days("01", "07") };
    for (request, wanted) in [(of_township, (70, 4)), (days("01", "07"), (10, 0))] {
        let draw = announces(&zhou, &request);
        let view = zhou.app().draw(&draw, None).unwrap();
        assert_eq!((view.rate_percent, view.rules), wanted, "{:?}", request.scope);
    }
    field.settle().await;
}
