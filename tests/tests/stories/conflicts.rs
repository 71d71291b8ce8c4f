//! Offline conflicts that no other story tells; the numbers are those of docs/conflicts.md.

use etong_core::capture::CaseActRequest;
use etong_tests::{Field, Phone};

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
