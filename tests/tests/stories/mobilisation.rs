//! Notices that ask to be known and those that do not; calls for help with more helpers than places.

use etong_core::AppError;
use etong_core::capture::{
    CallAmendRequest, CallAnswerRequest, CallRequest, MusterActRequest, NoticeRequest, WaveRequest,
};
use etong_tests::clock::SECOND;
use etong_tests::{Field, Phone};

fn typhoon() -> NoticeRequest {
    NoticeRequest {
        title: "台风预警".into(),
        text: "今晚八时前完成低洼地带巡查".into(),
        priority: Some("urgent".into()),
        operational: true,
        ..NoticeRequest::default()
    }
}

/// Two wanted, from an hour after the phone's `now`, for two hours.
fn sandbags(now: i64) -> CallRequest {
    CallRequest {
        purpose: "volunteering".into(),
        title: "搬运沙袋".into(),
        from: now + 3_600_000,
        until: now + 3 * 3_600_000,
        quota: 2,
        address: Some("东门".into()),
        lead: Some("黄志国".into()),
        ..CallRequest::default()
    }
}

fn yes() -> CallAnswerRequest {
    CallAnswerRequest { accept: true, ..CallAnswerRequest::default() }
}

fn step(act: &str) -> MusterActRequest {
    MusterActRequest { act: act.into(), ..MusterActRequest::default() }
}

fn titles(phone: &Phone) -> Vec<(String, bool)> {
    phone.app().notices(0).unwrap().rows.into_iter().map(|row| (row.title, row.read)).collect()
}

#[tokio::test]
async fn an_operational_notice_is_acknowledged_by_a_tap_and_its_publisher_sees_by_whom() {
    let field = Field::new(91);
    let (xu, wang, sun) = (field.phone("xu").await, field.phone("wang").await, field.phone("sun").await);
    let (chen, huang) = (field.phone("chen").await, field.phone("huang").await);
    let notice = xu.capture(|app| app.publish_notice(&typhoon())).record;
    xu.syncs().await;
    for phone in [&wang, &sun, &huang, &chen] {
        phone.syncs().await;
    }
    assert!(chen.app().notices(0).unwrap().rows.is_empty(), "a volunteer is no staff");
    assert!(wang.app().notice(&notice).unwrap().asks_me);
    field.chapter("王芳 opens it and says nothing; 孙丽 taps 我已知晓, both offline");
    wang.app().see_notice(&notice).unwrap();
    sun.capture(|app| app.acknowledge_notice(&notice));
    assert_eq!(titles(&wang), [("台风预警".to_owned(), false)], "opening it is no acknowledgement");
    assert_eq!(titles(&sun), [("台风预警".to_owned(), true)]);
    field.settle().await;
    let readers = xu.app().notice_readers(&notice, None).unwrap();
    assert_eq!((readers.read, readers.posts[0].name.as_deref()), (1, Some("孙丽")));
    assert!(readers.asked > 5, "{readers:?}");
    let twice = sun.try_capture(|app| app.acknowledge_notice(&notice)).unwrap_err();
    assert!(twice.to_string().contains("before"), "{twice}");
    let curious = wang.app().notice_readers(&notice, None).unwrap_err();
    assert!(matches!(&curious, AppError::NotAllowed { rule, .. } if rule.contains("publisher")), "{curious}");
}

#[tokio::test]
async fn nobody_is_told_who_read_a_notice_that_is_not_operational() {
    let field = Field::new(92);
    let (huang, wang, chen) = (field.phone("huang").await, field.phone("wang").await, field.phone("chen").await);
    let request =
        NoticeRequest { title: "停水公告".into(), text: "明日停水".into(), public: true, ..Default::default() };
    let notice = huang.capture(|app| app.publish_notice(&request)).record;
    let asks = NoticeRequest { operational: true, ..request.clone() };
    let refused = huang.try_capture(|app| app.publish_notice(&asks)).unwrap_err();
    assert!(matches!(&refused, AppError::Invalid { field, .. } if field == "operational"), "{refused}");
    huang.syncs().await;
    for phone in [&wang, &chen] {
        phone.syncs().await;
        let unsent = phone.app().status().unwrap().unsent;
        assert_eq!(titles(phone), [("停水公告".to_owned(), false)]);
        phone.app().see_notice(&notice).unwrap();
        assert_eq!(titles(phone), [("停水公告".to_owned(), true)]);
        assert_eq!(phone.app().status().unwrap().unsent, unsent, "it stays on the phone");
        let refused = phone.try_capture(|app| app.acknowledge_notice(&notice)).unwrap_err();
        assert!(refused.to_string().contains("only operational"), "{refused}");
    }
    assert!(huang.app().notice_readers(&notice, None).is_err());
    field.chapter("the notice goes to a group chat as text");
    let text = chen.app().notice_text(&notice).unwrap();
    assert!(text.text.contains("梧桥社区") && text.text.contains("SHA-256"), "{}", text.text);
    field.settle().await;
}

#[tokio::test]
async fn a_notice_is_replaced_and_the_old_one_leaves_the_list() {
    let field = Field::new(93);
    let (huang, wang, ma) = (field.phone("huang").await, field.phone("wang").await, field.phone("ma").await);
    let only = NoticeRequest { audience: vec!["grid_worker".into()], ..typhoon() };
    let old = huang.capture(|app| app.publish_notice(&only)).record;
    let newer = NoticeRequest { title: "台风解除".into(), replaces: Some(old.clone()), ..typhoon() };
    let new = huang.capture(|app| app.publish_notice(&newer)).record;
    field.settle().await;
    assert_eq!(titles(&wang), [("台风解除".to_owned(), false)]);
    let seen = wang.app().notice(&old).unwrap();
    assert_eq!((seen.standing.as_str(), seen.replaced_by), ("replaced", Some(new.clone())));
    assert!(titles(&ma).is_empty(), "another community");
    huang.capture(|app| app.withdraw_notice(&new, "误发"));
    field.settle().await;
    assert!(titles(&wang).is_empty());
}

#[tokio::test]
async fn the_first_within_the_quota_are_wanted_and_the_others_are_told_that_they_wait() {
    let field = Field::new(94);
    let (huang, wang, lin) = (field.phone("huang").await, field.phone("wang").await, field.phone("lin").await);
    let (chen, guo) = (field.phone("chen").await, field.phone("guo").await);
    let call = huang.capture(|app| app.publish_call(&sandbags(field.clock.now_ms()))).record;
    huang.syncs().await;
    for phone in [&wang, &lin, &chen, &guo] {
        phone.syncs().await;
        assert_eq!(phone.app().calls(0).unwrap().rows[0].title, "搬运沙袋", "{} is asked", phone.name);
    }
    field.chapter("three accept offline, 林强 declines; the relay's order decides");
    for phone in [&wang, &chen, &guo] {
        phone.capture(|app| app.answer_call(&call, &yes()));
    }
    lin.capture(|app| app.answer_call(&call, &CallAnswerRequest::default()));
    guo.syncs().await;
    chen.syncs().await;
    wang.syncs().await;
    lin.syncs().await;
    huang.syncs().await;
    huang.capture(|app| app.confirm_call(&call));
    assert!(huang.capture(|app| app.confirm_call(&call)).entries.is_empty(), "everybody has been told");
    field.settle().await;
    let told = |phone: &Phone| {
        let seen = phone.app().call(&call, None).unwrap();
        seen.musters.into_iter().find(|muster| Some(&muster.record) == seen.my_muster.as_ref()).unwrap().told
    };
    assert_eq!(told(&guo).as_deref(), Some("confirmed"));
    assert_eq!(told(&chen).as_deref(), Some("confirmed"));
    assert_eq!(told(&wang).as_deref(), Some("waiting"));
    assert!(guo.app().call(&call, None).unwrap().musters[0].words[0].contains("东门"));
    assert_eq!(guo.app().call(&call, None).unwrap().musters.len(), 1, "a volunteer sees the own answer only");
    field.chapter("陈梅 cannot come after all: 王芳 moves up");
    let muster = |phone: &Phone| phone.app().call(&call, None).unwrap().my_muster.unwrap();
    chen.capture(|app| app.act_on_muster(&muster(&chen), &step("withdraw")));
    field.settle().await;
    huang.capture(|app| app.confirm_call(&call));
    field.settle().await;
    assert_eq!(told(&wang).as_deref(), Some("confirmed"));
    field.chapter("presence exists only on task");
    guo.capture(|app| app.act_on_muster(&muster(&guo), &step("arrive")));
    field.settle().await;
    assert_eq!(huang.app().call(&call, None).unwrap().counts.present, 1);
    field.clock.advance(5_400 * SECOND);
    let done = MusterActRequest { result: Some("搬了两百袋".into()), ..step("leave") };
    guo.capture(|app| app.act_on_muster(&muster(&guo), &done));
    huang.capture(|app| app.stop_call(&call, "水已退"));
    field.settle().await;
    let seen = huang.app().call(&call, None).unwrap();
    assert_eq!((seen.counts.present, seen.counts.left, seen.state.as_str()), (0, 1, "stopped"));
    assert_eq!((seen.counts.accepted, seen.counts.declined, seen.counts.over_quota), (2, 2, 0));
    assert_eq!(lin.app().calls(0).unwrap().rows[0].state, "stopped");
    assert_eq!(guo.app().certify_hours(0, i64::MAX).unwrap().minutes, 90);
}

#[tokio::test]
async fn two_desks_that_confirm_at_once_take_nobody_back() {
    let field = Field::new(95);
    let (huang, xu) = (field.phone("huang").await, field.phone("xu").await);
    let (wang, guo) = (field.phone("wang").await, field.phone("guo").await);
    let one = CallRequest { quota: 1, ..sandbags(field.clock.now_ms()) };
    let call = huang.capture(|app| app.publish_call(&one)).record;
    huang.syncs().await;
    wang.syncs().await;
    guo.syncs().await;
    wang.capture(|app| app.answer_call(&call, &yes()));
    guo.capture(|app| app.answer_call(&call, &yes()));
    guo.syncs().await;
    huang.syncs().await;
    field.chapter("许建华 does not know 郭爱华's withdrawal is not yet at her desk; both desks confirm offline");
    let muster = guo.app().call(&call, None).unwrap().my_muster.unwrap();
    guo.capture(|app| app.act_on_muster(&muster, &step("withdraw")));
    guo.syncs().await;
    wang.syncs().await;
    xu.syncs().await;
    huang.capture(|app| app.confirm_call(&call));
    xu.capture(|app| app.confirm_call(&call));
    huang.syncs().await;
    xu.syncs().await;
    guo.syncs().await;
    let back = guo.capture(|app| app.answer_call(&call, &yes()));
    assert_eq!(back.record, muster, "one answer a person");
    field.settle().await;
    let seen = xu.app().call(&call, None).unwrap();
    assert_eq!((seen.counts.confirmed, seen.counts.over_quota), (2, 1), "shown, and nobody is untold");
}

#[tokio::test]
async fn a_team_is_offered_a_task_and_others_are_asked_in_later_waves() {
    let field = Field::new(96);
    let (huang, qian, wang, deng) =
        (field.phone("huang").await, field.phone("qian").await, field.phone("wang").await, field.phone("deng").await);
    let now = field.clock.now_ms();
    let legal = CallRequest {
        purpose: "legal".into(),
        title: "租约咨询".into(),
        scope: Some("/1/12/121/1219".into()),
        quota: 1,
        ..sandbags(now)
    };
    let task = huang.capture(|app| app.publish_call(&legal)).record;
    let wave = |at, units: &[&str]| WaveRequest {
        at,
        units: units.iter().map(|unit| (*unit).to_owned()).collect(),
        ..WaveRequest::default()
    };
    let later = now + 7_200_000;
    let staged = CallRequest {
        urgent: true,
        waves: vec![wave(now, &["/1/12/121/1219"]), wave(later, &["/1/12/121/1211"])],
        ..sandbags(now)
    };
    let call = huang.capture(|app| app.publish_call(&staged)).record;
    huang.syncs().await;
    for phone in [&qian, &wang, &deng] {
        phone.syncs().await;
    }
    let ring = |phone: &Phone| phone.app().call(&call, None).map(|call| (call.ring, call.ring_at)).unwrap();
    assert_eq!(ring(&qian), ("now".to_owned(), None));
    assert_eq!(ring(&wang), ("later".to_owned(), Some(later)));
    assert!(deng.app().call(&task, None).is_err(), "the team's task is the team's");
    let refused = deng.try_capture(|app| app.answer_call(&call, &yes())).unwrap_err();
    assert!(matches!(&refused, AppError::NotAllowed { who_may, .. } if who_may.contains("volunteer")), "{refused}");
    field.chapter("钱文 takes the task, does it, and writes what came of it");
    qian.capture(|app| app.answer_call(&task, &yes()));
    let muster = qian.app().call(&task, None).unwrap().my_muster.unwrap();
    qian.capture(|app| app.act_on_muster(&muster, &step("arrive")));
    field.clock.advance(1_800 * SECOND);
    let done = MusterActRequest { result: Some("已解答，建议书面补充协议".into()), ..step("leave") };
    qian.capture(|app| app.act_on_muster(&muster, &done));
    field.settle().await;
    let seen = huang.app().call(&task, None).unwrap();
    assert_eq!(seen.musters[0].result.as_deref(), Some("已解答，建议书面补充协议"));
    huang.capture(|app| app.tell_muster(&muster, "谢谢"));
    huang.capture(|app| app.amend_call(&call, &CallAmendRequest { quota: Some(5), ..CallAmendRequest::default() }));
    field.settle().await;
    assert_eq!(qian.app().call(&task, None).unwrap().musters[0].words, ["谢谢"]);
    assert_eq!(wang.app().call(&call, None).unwrap().quota, 5);
}
