//! Patrols: on a phone that dies, in pairs, asked for by a desk, for a campaign; and the hours that follow from them.

use etong_core::AppError;
use etong_core::capture::{
    AssignRequest, CampaignActRequest, CampaignRequest, CheckpointRequest, CornerRequest, FindingRequest, FixRequest,
    GapRequest, JoinRequest, MarkRequest, PatrolRequest, PlanRequest,
};
use etong_core::sim::{SeededBug, seed as switch_on};
use etong_server::directory::{Import, PostRow};
use etong_tests::Field;
use etong_tests::clock::SECOND;
use etong_tests::phone::was_killed;
use etong_tests::town::{COMMUNITY, GRID, Person};

fn step(nth: u32) -> FixRequest {
    let lat = 24.5 + f64::from(nth) * 0.0001;
    FixRequest { lat, lon: 117.65, accuracy_m: 6.0, at: None, provider: None, mocked: false }
}

#[tokio::test]
async fn a_patrol_loses_at_most_the_fix_in_hand_when_the_phone_dies() {
    let field = Field::new(71);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let patrol = wang.capture(|app| app.start_patrol(&PatrolRequest::default())).record;
    let (mut kept, mut deaths) = (0, 0);
    for nth in 0..400 {
        field.clock.advance(5 * SECOND);
        if nth % 37 == 20 {
            wang.app().faults().kill_after(1 + nth % 2);
        }
        match wang.app().add_fix(&patrol, &step(nth)) {
            Ok(()) => kept += 1,
            Err(error) if was_killed(&error) => {
                deaths += 1;
                wang.restarts();
                // Killed after the commit: the fix is there, though nobody was told.
                kept += i64::from(nth % 2 == 1);
            }
            Err(error) => panic!("{error}"),
        }
    }
    assert!(deaths > 5);
    let finding = FindingRequest { text: "消防栓漏水".into(), place: None, case: None };
    wang.capture(|app| app.note_finding(&patrol, &finding));
    wang.capture(|app| app.end_patrol(&patrol, None));
    field.settle().await;
    let seen = &huang.app().patrols(0).unwrap().rows[0];
    assert_eq!((seen.points, seen.findings, seen.state.as_str()), (kept, 1, "ended"));
    assert_eq!(seen.by_name.as_deref(), Some("王芳"));
    assert!(seen.distance_m > 3_500, "{} m", seen.distance_m);
}

#[tokio::test]
async fn nobody_else_ends_a_patrol() {
    let field = Field::new(72);
    let (wang, lin) = (field.phone("wang").await, field.phone("lin").await);
    let patrol = wang.capture(|app| app.start_patrol(&PatrolRequest::default())).record;
    wang.syncs().await;
    lin.syncs().await;
    let error = lin.try_capture(|app| app.end_patrol(&patrol, None)).unwrap_err();
    assert!(matches!(&error, AppError::NotAllowed { rule, .. } if rule.contains("only who started")), "{error}");
    field.settle().await;
    assert_eq!(lin.app().patrols(0).unwrap().rows[0].state, "underway");
}

fn posts_of(field: &Field, post: PostRow) {
    field.import(&Import { posts: vec![post], ..Import::default() });
}

fn night_patrol(to: &[&str]) -> AssignRequest {
    AssignRequest {
        scope: GRID.into(),
        to: to.iter().map(|nick| Person::called(nick).post().to_string()).collect(),
        from: 1_767_300_000_000,
        until: 1_767_310_000_000,
        what: "夜间巡逻".into(),
        ..AssignRequest::default()
    }
}

#[tokio::test]
async fn a_pair_confirms_one_record_and_both_phones_are_offline() {
    let field = Field::new(73);
    let (wang, li, huang) = (field.phone("wang").await, field.phone("li").await, field.phone("huang").await);
    field.chapter("王芳 shows the code, 李军 scans it; his phone has never heard of the patrol");
    let request = PatrolRequest { with_partner: true, ..PatrolRequest::default() };
    let patrol = wang.capture(|app| app.start_patrol(&request)).record;
    let shown = wang.app().pair_code(&patrol).unwrap();
    assert_eq!(wang.app().pair_code(&patrol).unwrap(), shown, "the code stays the same");
    let join = JoinRequest { ticket: Some(shown.ticket.clone()), ..JoinRequest::default() };
    li.capture(|app| app.join_patrol(&join));
    field.chapter("李军 is back in the network first");
    li.syncs().await;
    field.clock.advance(1_800 * SECOND);
    wang.capture(|app| app.end_patrol(&patrol, None));
    field.settle().await;
    let seen = huang.app().patrol(&patrol).unwrap();
    assert_eq!((seen.start_confirmed.as_str(), seen.end_confirmed.as_str()), ("both", "one"));
    assert!(seen.partners[0].by_code && seen.partners[0].name.as_deref() == Some("李军"));
    li.capture(|app| app.end_patrol(&patrol, None));
    let again = li.try_capture(|app| app.end_patrol(&patrol, None)).unwrap_err();
    assert!(again.to_string().contains("confirmed before"), "{again}");
    field.settle().await;
    assert_eq!(huang.app().patrol(&patrol).unwrap().end_confirmed, "both");
}

#[tokio::test]
async fn a_partner_may_join_later_without_the_code_and_a_volunteer_never() {
    let field = Field::new(74);
    let (wang, lin, chen) = (field.phone("wang").await, field.phone("lin").await, field.phone("chen").await);
    let request = PatrolRequest { with_partner: true, ..PatrolRequest::default() };
    let patrol = wang.capture(|app| app.start_patrol(&request)).record;
    let ticket = wang.app().pair_code(&patrol).unwrap().ticket;
    wang.syncs().await;
    lin.syncs().await;
    let join = JoinRequest { patrol: Some(patrol.clone()), ..JoinRequest::default() };
    lin.capture(|app| app.join_patrol(&join));
    let scanned = JoinRequest { ticket: Some(ticket), ..JoinRequest::default() };
    let error = chen.try_capture(|app| app.join_patrol(&scanned)).unwrap_err();
    assert!(matches!(&error, AppError::NotAllowed { who_may, .. } if who_may.contains("grid_worker")), "{error}");
    let own = wang.try_capture(|app| app.join_patrol(&join)).unwrap_err();
    assert!(own.to_string().contains("own partner"), "{own}");
    field.settle().await;
    let seen = wang.app().patrol(&patrol).unwrap();
    assert_eq!((seen.start_confirmed.as_str(), seen.partners[0].by_code), ("both", false));
}

#[tokio::test]
async fn a_pair_that_a_desk_asked_for_confirms_offline_by_the_code_whoever_of_the_two_starts() {
    for starts in ["wang", "li"] {
        let field = Field::new(70);
        let (huang, wang, li) = (field.phone("huang").await, field.phone("wang").await, field.phone("li").await);
        let patrol = huang.capture(|app| app.assign_patrol(&night_patrol(&["wang", "li"]))).record;
        for phone in [&huang, &wang, &li] {
            phone.syncs().await;
        }
        let (first, second) = if starts == "wang" { (&wang, &li) } else { (&li, &wang) };
        let request = PatrolRequest { with_partner: true, ..PatrolRequest::default() };
        first.capture(|app| app.start_assigned_patrol(&patrol, &request));
        let by_id = JoinRequest { patrol: Some(patrol.clone()), ..JoinRequest::default() };
        let error = second.try_capture(|app| app.join_patrol(&by_id)).unwrap_err();
        assert!(error.to_string().contains("nobody has started"), "{error}");
        let ticket = first.app().pair_code(&patrol).unwrap().ticket;
        let scanned = JoinRequest { ticket: Some(ticket), ..JoinRequest::default() };
        second.capture(|app| app.join_patrol(&scanned));

        field.chapter("who joined is back in the network first");
        second.syncs().await;
        first.capture(|app| app.end_patrol(&patrol, None));
        field.settle().await;
        second.capture(|app| app.end_patrol(&patrol, None));
        field.settle().await;
        let seen = huang.app().patrol(&patrol).unwrap();
        assert_eq!((seen.start_confirmed.as_str(), seen.end_confirmed.as_str()), ("both", "both"));
        assert!(seen.partners.len() == 1 && seen.partners[0].by_code, "{:?}", seen.partners);
    }
}

#[tokio::test]
async fn a_desk_assigns_and_two_start_it_offline_as_a_pair() {
    let field = Field::new(75);
    let (huang, wang, li) = (field.phone("huang").await, field.phone("wang").await, field.phone("li").await);
    let patrol = huang.capture(|app| app.assign_patrol(&night_patrol(&["wang", "li"]))).record;
    huang.syncs().await;
    wang.syncs().await;
    li.syncs().await;
    assert_eq!(wang.app().patrols(0).unwrap().rows[0].state, "assigned");
    for phone in [&wang, &li] {
        phone.capture(|app| app.start_assigned_patrol(&patrol, &PatrolRequest::default()));
    }
    field.clock.advance(5 * SECOND);
    li.app().add_fix(&patrol, &step(1)).unwrap();
    wang.syncs().await;
    li.syncs().await;
    field.settle().await;
    let seen = huang.app().patrol(&patrol).unwrap();
    assert_eq!((seen.by_name.as_deref(), seen.start_confirmed.as_str()), (Some("王芳"), "both"));
    assert_eq!(seen.asked.unwrap().to_names, ["王芳", "李军"]);
    let late = huang.try_capture(|app| app.call_off_patrol(&patrol, "下雨")).unwrap_err();
    assert!(late.to_string().contains("cannot be called off"), "{late}");
    field.chapter("what 李军's phone measured goes into the record when it opens again");
    li.restarts();
    field.settle().await;
    assert_eq!(li.app().patrol(&patrol).unwrap().waiting, 0);
    assert!(li.app().kept_aside().unwrap().is_empty());
}

#[tokio::test]
async fn track_in_the_journal_is_sealed_when_the_patrol_was_ended_elsewhere() {
    let field = Field::new(76);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let second = field.bare_phone("wang", "wang-tablet");
    second.app().enrol(&field.office.issue_code(second.owner), "tablet").await.unwrap();
    let patrol = wang.capture(|app| app.start_patrol(&PatrolRequest::default())).record;
    for nth in 0..30 {
        field.clock.advance(5 * SECOND);
        wang.app().add_fix(&patrol, &step(nth)).unwrap();
    }
    wang.syncs().await;
    second.syncs().await;
    second.capture(|app| app.end_patrol(&patrol, None));
    second.syncs().await;
    wang.syncs().await;
    field.chapter("it was ended on the tablet; the phone still has thirty positions");
    let left = wang.app().kept_aside().unwrap();
    assert!(left.len() == 1 && left[0].detail.contains("30 positions"), "{left:?}");
    wang.restarts();
    assert!(wang.app().kept_aside().unwrap().is_empty());
    field.settle().await;
    let seen = huang.app().patrol(&patrol).unwrap();
    assert_eq!((seen.points, seen.state.as_str()), (30, "ended"));
}

#[tokio::test]
async fn track_of_a_post_that_is_gone_is_shown_as_kept_aside_and_nothing_is_lost() {
    let field = Field::new(77);
    let (sun, ma) = (field.phone("sun").await, field.phone("ma").await);
    let patrol = sun.capture(|app| app.start_patrol(&PatrolRequest::default())).record;
    for nth in 0..10 {
        field.clock.advance(5 * SECOND);
        sun.app().add_fix(&patrol, &step(nth)).unwrap();
    }
    sun.syncs().await;
    posts_of(&field, Person::called("sun").post_until(Some("2026-01-01")));
    sun.syncs().await;
    sun.restarts();
    let left = sun.app().kept_aside().unwrap();
    assert!(left.iter().any(|row| row.code == "track" && row.detail.contains("10 positions")), "{left:?}");
    field.chapter("the next day the post is given back");
    posts_of(&field, Person::called("sun").post_until(None));
    sun.syncs().await;
    field.clock.advance(5 * SECOND);
    sun.app().add_fix(&patrol, &step(10)).unwrap();
    sun.capture(|app| app.end_patrol(&patrol, None));
    field.settle().await;
    assert_eq!(ma.app().patrol(&patrol).unwrap().points, 11);
}

#[tokio::test]
async fn the_view_tells_places_area_gaps_and_made_up_positions() {
    let field = Field::new(78);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let corner = |lat, lon| CornerRequest { lat, lon };
    let place = |name: &str, lat| CheckpointRequest { name: name.into(), lat, lon: 117.65, radius_m: 30 };
    let plan = PlanRequest {
        area: vec![corner(24.4, 117.6), corner(24.5105, 117.6), corner(24.5105, 117.7), corner(24.4, 117.7)],
        places: vec![place("北门", 24.502), place("学校", 24.6)],
    };
    let request = PatrolRequest { plan: Some(plan), ..PatrolRequest::default() };
    let patrol = wang.capture(|app| app.start_patrol(&request)).record;
    for nth in 0..200 {
        field.clock.advance(if nth == 100 { 400 * SECOND } else { 5 * SECOND });
        wang.app().add_fix(&patrol, &FixRequest { mocked: nth < 3, ..step(nth) }).unwrap();
    }
    let mark = MarkRequest { nth: 1, reason: "校内无信号".into(), place: None };
    wang.capture(|app| app.mark_place(&patrol, &mark));
    wang.capture(|app| app.end_patrol(&patrol, None));
    let proposed = wang.app().patrol(&patrol).unwrap().proposed_gaps;
    assert_eq!(proposed.len(), 1);
    let gap = GapRequest { from: proposed[0].from, to: proposed[0].to, cause: "indoors".into() };
    wang.capture(|app| app.note_gap(&patrol, &gap));
    field.settle().await;
    let seen = huang.app().patrol(&patrol).unwrap();
    assert!(seen.proposed_gaps.is_empty() && seen.gaps[0].cause.as_deref() == Some("indoors"));
    assert!(seen.places[0].reached_at.is_some() && seen.places[1].marked.as_deref() == Some("校内无信号"));
    assert_eq!((seen.mocked, seen.points, seen.inside_permille), (3, 200, Some(530)));
    assert!(seen.valid && seen.clauses.is_empty(), "no rule, nothing to fail");
    assert!(seen.timeline.iter().any(|step| step.word == "mark"));
    assert!(seen.way.len() <= 300 && !seen.way.is_empty());
}

/// How many of three positions that an app made up the desk is told of.
async fn made_up_ones_told(bug: Option<SeededBug>) -> u32 {
    let field = Field::new(84);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let _switched_on = bug.map(switch_on);
    let patrol = wang.capture(|app| app.start_patrol(&PatrolRequest::default())).record;
    for nth in 0..20 {
        field.clock.advance(5 * SECOND);
        wang.app().add_fix(&patrol, &FixRequest { mocked: nth < 3, ..step(nth) }).unwrap();
    }
    wang.capture(|app| app.end_patrol(&patrol, None));
    field.settle().await;
    huang.app().patrol(&patrol).unwrap().mocked
}

#[tokio::test]
async fn a_phone_that_takes_a_made_up_position_for_a_measured_one_is_found_out() {
    assert_eq!(made_up_ones_told(None).await, 3);
    assert_eq!(made_up_ones_told(Some(SeededBug::MockTaken)).await, 0, "the mistake must be seen");
}

#[tokio::test]
async fn a_campaign_counts_patrols_and_findings_by_unit() {
    let field = Field::new(79);
    let (xu, chen, sun) = (field.phone("xu").await, field.phone("chen").await, field.phone("sun").await);
    let request = CampaignRequest {
        name: "平安守护".into(),
        from: 0,
        until: i64::MAX,
        tasks: vec!["夜巡".into(), "劝导".into()],
        guidance: Some("两人同行，不追不抓".into()),
        ..CampaignRequest::default()
    };
    let campaign = xu.capture(|app| app.publish_campaign(&request)).record;
    let refused = chen.try_capture(|app| app.publish_campaign(&request)).unwrap_err();
    assert!(matches!(&refused, AppError::NotAllowed { who_may, .. } if who_may.contains("township_desk")), "{refused}");
    xu.syncs().await;
    for phone in [&chen, &sun] {
        phone.syncs().await;
        assert_eq!(phone.app().campaigns(0).unwrap().rows[0].state, "running", "{} reads it", phone.name);
        let start = PatrolRequest { campaign: Some(campaign.clone()), ..PatrolRequest::default() };
        let patrol = phone.capture(|app| app.start_patrol(&start)).record;
        let finding = FindingRequest { text: "车棚堆物".into(), place: None, case: None };
        phone.capture(|app| app.note_finding(&patrol, &finding));
        phone.capture(|app| app.end_patrol(&patrol, None));
    }
    let finish =
        CampaignActRequest { act: "finish".into(), text: Some("两处已整改".into()), ..Default::default() };
    field.settle().await;
    xu.capture(|app| app.act_on_campaign(&campaign, &finish));
    field.settle().await;
    let seen = xu.app().campaign(&campaign, None).unwrap();
    assert_eq!((seen.campaign.state.as_str(), seen.closed.as_deref()), ("finished", Some("两处已整改")));
    let progress: Vec<(&str, u32, u32)> =
        seen.progress.iter().map(|unit| (unit.path.as_str(), unit.ended, unit.findings)).collect();
    assert_eq!(progress, [(COMMUNITY, 1, 1), ("/1/12/122", 1, 1)]);
}

#[tokio::test]
async fn a_volunteer_proves_hours_without_network() {
    let field = Field::new(80);
    let (chen, huang) = (field.phone("chen").await, field.phone("huang").await);
    let patrol = chen.capture(|app| app.start_patrol(&PatrolRequest::default())).record;
    field.clock.advance(2_400 * SECOND);
    chen.capture(|app| app.end_patrol(&patrol, None));
    let waiting = chen.app().certify_hours(0, i64::MAX).unwrap();
    assert_eq!((waiting.lines, waiting.waiting), (0, 1), "the relay has not got it yet");
    chen.syncs().await;
    let proof = chen.app().certify_hours(0, i64::MAX).unwrap();
    assert_eq!((proof.minutes, proof.lines, proof.waiting), (40, 1, 0));
    assert!(proof.text.contains("姓名 name: 陈梅"), "{}", proof.text);
    let checked = huang.app().check_hours(&proof.text).unwrap();
    assert_eq!((checked.minutes, checked.receipted), (40, true));
    let forged = huang.app().check_hours(&proof.text.replace("40 分钟", "400 分钟")).unwrap_err();
    assert!(forged.to_string().contains("signature"), "{forged}");
    field.settle().await;
}
