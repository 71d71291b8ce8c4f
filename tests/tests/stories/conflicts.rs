//! Offline conflicts that no other story tells; the numbers are those of docs/conflicts.md.

use std::sync::Arc;

use etong_core::capture::{AnnounceRequest, CallbackRequest, CaseActRequest, CaseRequest};
use etong_tests::clock::DAY;
use etong_tests::town::Person;
use etong_tests::{Field, Phone};

use super::acts;

fn link(phone: &Phone, second: &str, main: &str) {
    let request = CaseActRequest { act: "link_duplicate".into(), main: Some(main.into()), ..CaseActRequest::default() };
    phone.capture(|app| app.act_on_case(second, &request));
}

fn state(phone: &Phone, case: &str) -> String {
    phone.app().case(case).unwrap().state
}

/// The states somebody was told of a report, in order.
fn told(phone: &Phone, case: &str) -> Vec<String> {
    let report = phone.app().my_reports().unwrap().into_iter().find(|report| report.record == case).unwrap();
    report.replies.into_iter().map(|reply| reply.state).collect()
}

/// Conflict 3.
#[tokio::test]
async fn a_close_that_came_too_late_closes_no_second_report_either() {
    let field = Field::new(501);
    let (chen, deng) = (field.phone("chen").await, field.phone("deng").await);
    let (wang, huang, xu) = (field.phone("wang").await, field.phone("huang").await, field.phone("xu").await);
    let (main, second) = (chen.reports("下水道堵了"), deng.reports("污水外溢"));
    for phone in [&chen, &deng, &wang] {
        phone.syncs().await;
    }
    link(&wang, &second, &main);
    wang.acts(&main, "handle", None);
    wang.acts(&main, "report_back", Some("已疏通"));
    for phone in [&wang, &huang, &xu] {
        phone.syncs().await;
    }

    field.chapter("黄志国 closes without a line; 许建华 has looked and sends it back, and is first at the relay");
    huang.device.set_online(false);
    huang.acts(&main, "close", None);
    assert_eq!(state(&huang, &second), "reported", "nothing goes along before the close stands");
    xu.acts(&main, "rework", Some("又堵了"));
    xu.syncs().await;
    huang.device.set_online(true);
    for phone in [&huang, &wang, &huang, &deng, &chen] {
        phone.syncs().await;
    }
    for phone in [&huang, &wang] {
        assert_eq!((state(phone, &main).as_str(), state(phone, &second).as_str()), ("handling", "reported"));
    }
    assert!(!told(&deng, &second).contains(&"closed".to_owned()), "nobody is told of an end that was none");

    field.chapter("it is done at last");
    wang.acts(&main, "report_back", Some("换了管子"));
    wang.syncs().await;
    huang.syncs().await;
    huang.acts(&main, "close", None);
    field.settle().await;
    assert_eq!(state(&wang, &second), "closed");
    assert_eq!(told(&deng, &second).last().map(String::as_str), Some("closed"));
    assert_eq!(told(&chen, &main).last().map(String::as_str), Some("closed"));
}

/// Conflict 3.
#[tokio::test]
async fn three_reports_linked_in_a_chain_by_two_phones_are_all_answered_once() {
    let field = Field::new(502);
    let (chen, deng, guo) = (field.phone("chen").await, field.phone("deng").await, field.phone("guo").await);
    let (wang, lin, huang) = (field.phone("wang").await, field.phone("lin").await, field.phone("huang").await);
    let first = chen.reports("路灯不亮");
    let (second, third) = (deng.reports("晚上很黑"), wang.reports("灯坏了"));
    for phone in [&chen, &deng, &guo, &wang, &lin, &huang] {
        phone.syncs().await;
    }

    field.chapter("offline, 林强 links the second to the first; 王芳 links her own to the second");
    wang.device.set_online(false);
    link(&lin, &second, &first);
    link(&wang, &third, &second);
    wang.device.set_online(true);
    for phone in [&lin, &wang, &huang] {
        phone.syncs().await;
    }
    wang.acts(&first, "handle", None);
    wang.acts(&first, "report_back", Some("已换灯泡"));
    wang.syncs().await;
    huang.syncs().await;
    huang.acts(&first, "close", None);
    field.settle().await;
    for case in [&first, &second, &third] {
        assert_eq!(state(&huang, case), "closed");
    }
    for (phone, case) in [(&chen, &first), (&deng, &second)] {
        assert_eq!(told(phone, case).iter().filter(|state| *state == "closed").count(), 1, "{}", phone.name);
    }

    field.chapter("who reported the second is not content: it is opened anew, and stays open");
    let dispute = CaseActRequest { act: "dispute".into(), text: Some("还是黑".into()), ..CaseActRequest::default() };
    deng.capture(|app| app.act_on_case(&second, &dispute));
    deng.syncs().await;
    huang.syncs().await;
    huang.acts(&second, "reopen", Some("上报人不认可"));
    field.settle().await;
    huang.syncs().await;
    assert_eq!((state(&huang, &second).as_str(), state(&huang, &first).as_str()), ("returned", "closed"));
}

/// Conflict 3.
#[tokio::test]
async fn two_reports_linked_to_each_other_by_two_phones_are_both_answered_once() {
    let field = Field::new(503);
    let (chen, deng) = (field.phone("chen").await, field.phone("deng").await);
    let (wang, lin, huang) = (field.phone("wang").await, field.phone("lin").await, field.phone("huang").await);
    let (one, other) = (chen.reports("井盖松动"), deng.reports("车过井盖有响声"));
    for phone in [&chen, &deng, &wang, &lin, &huang] {
        phone.syncs().await;
    }

    field.chapter("林强 takes the first for the main case, 王芳 the second, neither knowing of the other");
    link(&lin, &other, &one);
    link(&wang, &one, &other);
    for phone in [&lin, &wang, &lin, &huang] {
        phone.syncs().await;
    }
    wang.acts(&one, "handle", None);
    wang.acts(&one, "report_back", Some("已加垫圈"));
    wang.syncs().await;
    huang.syncs().await;
    huang.acts(&one, "close", None);
    field.settle().await;
    for (phone, case) in [(&chen, &one), (&deng, &other)] {
        assert_eq!(state(&huang, case), "closed");
        assert_eq!(told(phone, case).iter().filter(|state| *state == "closed").count(), 1, "{}", phone.name);
    }
}

/// How the last act of this word stands on a phone.
fn standing(phone: &Phone, case: &str, word: &str) -> String {
    let view = phone.app().case(case).unwrap();
    let last = acts(&view).into_iter().rfind(|(act, _)| *act == word);
    last.map(|(_, standing)| standing.to_owned()).unwrap_or_default()
}

async fn all_sync(phones: &[&Arc<Phone>]) {
    for _ in 0..2 {
        for phone in phones {
            phone.syncs().await;
        }
    }
}

/// A complaint of 王芳's that she has reported back on, known to all of them.
async fn reported_back(wang: &Phone, desks: &[&Arc<Phone>]) -> String {
    let complaint = CaseRequest { class: "complaint".into(), ..etong_tests::phone::hazard("夜市噪声") };
    let case = wang.capture(|app| app.report_case(&complaint)).record;
    wang.acts(&case, "handle", None);
    wang.acts(&case, "report_back", Some("已劝离"));
    wang.syncs().await;
    for desk in desks {
        desk.syncs().await;
    }
    case
}

/// Conflict 2.
#[tokio::test]
async fn of_a_close_and_a_voiding_the_first_at_the_relay_counts() {
    let field = Field::new(503);
    let (wang, huang, xu) = (field.phone("wang").await, field.phone("huang").await, field.phone("xu").await);
    for closed_first in [true, false] {
        let case = reported_back(&wang, &[&huang, &xu]).await;
        huang.device.set_online(false);
        xu.device.set_online(false);
        huang.acts(&case, "close", None);
        xu.acts(&case, "void", Some("重复登记"));
        assert_eq!((state(&huang, &case).as_str(), state(&xu, &case).as_str()), ("closed", "reported_back"));
        assert_eq!(standing(&xu, &case, "void"), "waiting");
        huang.device.set_online(true);
        xu.device.set_online(true);
        let (first, second) = if closed_first { (&huang, &xu) } else { (&xu, &huang) };
        all_sync(&[first, second, &wang]).await;
        let (ends, counts, late) = if closed_first { ("closed", "close", "void") } else { ("void", "void", "close") };
        for phone in [&huang, &xu, &wang] {
            assert_eq!(state(phone, &case), ends, "{}", phone.name);
            assert_eq!(standing(phone, &case, counts), "effective", "{}", phone.name);
            assert_eq!(standing(phone, &case, late), "superseded", "{}: nothing is hidden", phone.name);
        }
    }
    field.settle().await;
}

/// Conflict 2.
#[tokio::test]
async fn an_extension_that_comes_after_the_close_changes_nothing_and_before_it_both_count() {
    let field = Field::new(504);
    let (wang, huang, xu) = (field.phone("wang").await, field.phone("huang").await, field.phone("xu").await);
    for closed_first in [true, false] {
        let case = reported_back(&wang, &[&huang, &xu]).await;
        let extend = CaseActRequest {
            act: "extend".into(),
            text: Some("等待检测报告".into()),
            until: Some(field.clock.now_ms() + 9 * DAY),
            ..CaseActRequest::default()
        };
        huang.device.set_online(false);
        xu.device.set_online(false);
        huang.acts(&case, "close", None);
        xu.capture(|app| app.act_on_case(&case, &extend));
        huang.device.set_online(true);
        xu.device.set_online(true);
        let (first, second) = if closed_first { (&huang, &xu) } else { (&xu, &huang) };
        all_sync(&[first, second, &wang]).await;
        let extended = if closed_first { "not_allowed" } else { "marked" };
        for phone in [&huang, &xu, &wang] {
            assert_eq!(state(phone, &case), "closed", "{}", phone.name);
            assert_eq!(standing(phone, &case, "close"), "effective", "{}", phone.name);
            assert_eq!(standing(phone, &case, "extend"), extended, "{}", phone.name);
        }
    }
    field.settle().await;
}

/// Conflict 5.
#[tokio::test]
async fn a_case_handed_up_after_it_was_sent_down_stays_where_it_was_sent_and_can_be_handed_up_again() {
    let field = Field::new(505);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let (xu, lin) = (field.phone("xu").await, field.phone("lin").await);
    let everybody = [&xu, &huang, &wang, &lin];
    let case = wang.reports("边坡开裂");
    all_sync(&[&wang, &huang, &xu]).await;

    field.chapter("without a line the community hands it up, while the township sends it to 林强");
    huang.device.set_online(false);
    huang.acts(&case, "escalate", Some("超出社区能力"));
    assert_eq!((state(&huang, &case), standing(&huang, &case, "escalate")), ("reported".into(), "waiting".into()));
    xu.dispatches(&case, Person::called("lin"));
    xu.syncs().await;
    huang.device.set_online(true);
    all_sync(&everybody).await;
    for phone in everybody {
        let view = phone.app().case(&case).unwrap();
        let owner = view.responsible_name.clone().unwrap_or_default();
        assert_eq!((view.state.as_str(), owner.as_str()), ("dispatched", "林强"), "{}", phone.name);
        assert_eq!(standing(phone, &case, "escalate"), "superseded", "{}", phone.name);
    }

    field.chapter("黄志国 sees whose it is now and asks once more");
    huang.acts(&case, "escalate", Some("仍超出社区能力"));
    all_sync(&everybody).await;
    let view = lin.app().case(&case).unwrap();
    assert_eq!((view.state.as_str(), view.responsible_kind.as_str()), ("reported", "township_desk"));
    field.settle().await;
}

/// Conflict 12.
#[tokio::test]
async fn an_archived_case_of_which_somebody_says_not_done_stays_archived_until_it_is_reopened() {
    let field = Field::new(506);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let (xu, luo) = (field.phone("xu").await, field.phone("luo").await);
    let week = AnnounceRequest { first_day: "2026-09-01".into(), last_day: "2026-09-07".into(), scope: None };
    let draw = xu.capture(|app| app.announce_draw(&week)).record;
    xu.syncs().await;
    let case = reported_back(&wang, &[&huang]).await;
    for act in ["close", "evaluate", "archive"] {
        huang.acts(&case, act, None);
    }
    all_sync(&[&huang, &wang]).await;
    field.clock.advance(7 * DAY);
    xu.syncs().await;
    xu.capture(|app| app.carry_out_draw(&draw));
    all_sync(&[&xu, &luo]).await;
    assert_eq!(state(&luo, &case), "archived");

    field.chapter("罗静 calls from a place without a line");
    luo.device.set_online(false);
    let callback =
        CallbackRequest { reached: true, handled_as_told: Some(false), satisfied: Some(false), draw: Some(draw) };
    let answer = CaseActRequest {
        act: "callback".into(),
        text: Some("又开始吵了".into()),
        callback: Some(callback),
        ..CaseActRequest::default()
    };
    luo.capture(|app| app.act_on_case(&case, &answer));
    luo.acts(&case, "reopen", Some("回访不满意"));
    assert_eq!(state(&luo, &case), "archived", "the answer is kept, and reopening waits for the relay");
    assert_eq!(
        (standing(&luo, &case, "callback"), standing(&luo, &case, "reopen")),
        ("marked".into(), "waiting".into())
    );
    luo.device.set_online(true);
    all_sync(&[&luo, &huang, &wang]).await;
    let view = huang.app().case(&case).unwrap();
    assert_eq!((view.state.as_str(), view.responsible_name.as_deref()), ("returned", Some("黄志国")));
    huang.dispatches(&case, Person::called("wang"));
    field.settle().await;
    assert_eq!(state(&wang, &case), "dispatched");
}
