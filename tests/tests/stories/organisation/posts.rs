//! Posts: several of one person, the card at the door, and whom a desk can dispatch to.

use etong_protocol::OrgPath;
use etong_tests::town::TOWNSHIP;

use super::*;

#[tokio::test]
async fn three_posts_of_one_person_act_each_in_its_own_name() {
    let field = Field::new(208);
    let gao = field.phone("gao").await;
    let township = Person::called("gao").second_post("township_desk", 12);
    field.import(&Import { posts: vec![township.clone()], ..Import::default() });
    field.settle().await;

    let posts = gao.app().my_posts().unwrap();
    let kinds: Vec<(&str, &str, bool)> =
        posts.iter().map(|row| (row.kind.as_str(), row.state.as_str(), row.acting)).collect();
    assert_eq!(kinds.len(), 2);
    assert!(kinds.contains(&("police_chief", "held", true)) && kinds.contains(&("township_desk", "held", false)));
    let may = |kind: &str, noun: &str, act: &str| {
        let row = posts.iter().find(|row| row.kind == kind).unwrap();
        let rights = row.may.iter().find(|rights| rights.noun == noun);
        rights.is_some_and(|rights| rights.acts.iter().any(|right| right.act == act))
    };
    assert!(may("township_desk", "roster", "plan") && !may("police_chief", "roster", "plan"));

    let day = today(&field);
    let duty = plan(TOWNSHIP, "duty", &day, &[(Person::called("gao"), "00:00", "24:00", None)]);
    let refused = gao.try_capture(|app| app.plan_roster(&duty)).unwrap_err();
    assert!(
        matches!(&refused, AppError::NotAllowed { rule, .. } if rule == "no police_chief plans a roster"),
        "{refused}"
    );
    gao.app().act_as(&township.post.to_string()).unwrap();
    gao.capture(|app| app.plan_roster(&duty));
    field.settle().await;
    let versions = gao.app().roster_versions(Some(TOWNSHIP), Some(&day)).unwrap();
    assert_eq!((versions[0].by_kind.as_str(), versions[0].standing.as_str()), ("township_desk", "in_force"));

    field.chapter("the desk's post ends");
    let ended = etong_server::directory::PostRow { to: Some("2026-01-01".into()), ..township };
    field.import(&Import { posts: vec![ended], ..Import::default() });
    field.clock.advance(2 * DAY);
    gao.syncs().await;
    let refused = gao.try_capture(|app| app.plan_roster(&duty)).unwrap_err();
    assert!(matches!(&refused, AppError::NotAllowed { rule, .. } if rule.contains("is held no more")), "{refused}");
    let gone = gao.app().my_posts().unwrap().into_iter().find(|row| row.kind == "township_desk").unwrap();
    assert_eq!((gone.state.as_str(), gone.may.len(), gone.to.as_deref()), ("ended", 0, Some("2026-01-01")));
    gao.app().act_as(&Person::called("gao").post().to_string()).unwrap();
    field.settle().await;
}

#[tokio::test]
async fn a_resident_checks_the_card_at_the_door_without_a_network() {
    let field = Field::new(209);
    let (wang, deng, chen) = (field.phone("wang").await, field.phone("deng").await, field.phone("chen").await);
    assert!(matches!(wang.app().my_card(), Err(AppError::NotFound { .. })));
    let card = wang.app().fetch_card(Some(b"a photo".to_vec())).await.unwrap();
    assert!(!card.expired && card.qr.lines().count() > 20);
    assert_eq!((card.name.as_str(), card.unit_name.as_str()), ("王芳", "梧桥社区第一网格"));

    field.chapter("at 邓秀英's door, in a cellar");
    wang.device.set_online(false);
    deng.device.set_online(false);
    let shown = wang.app().my_card().unwrap().text;
    let seen = deng.app().check_card(&shown).unwrap();
    assert_eq!((seen.verdict.as_str(), seen.name.as_deref()), ("valid", Some("王芳")));
    assert_eq!(seen.photo, card.photo);
    let mut forged = shown.clone();
    forged.replace_range(40..41, if shown.as_bytes()[40] == b'A' { "B" } else { "A" });
    let verdict = |text: &str| deng.app().check_card(text).unwrap().verdict;
    assert!(matches!(verdict(&forged).as_str(), "forged" | "no_card"));
    assert_eq!(verdict("https://example.org/card"), "no_card");

    field.chapter("eight days later it is worth nothing, until she fetches another");
    field.clock.advance(8 * DAY);
    assert_eq!(verdict(&shown), "expired");
    assert!(wang.app().my_card().unwrap().expired);
    wang.device.set_online(true);
    let fresh = wang.app().fetch_card(None).await.unwrap().text;
    assert_eq!(verdict(&fresh), "valid");
    let refused = chen.app().fetch_card(None).await.unwrap_err();
    assert!(
        matches!(&refused, AppError::Refused { code, detail } if code == "Forbidden" && detail.contains("volunteer"))
    );
    field.settle().await;
}

#[tokio::test]
async fn a_subgrid_leader_and_a_dedicated_grid_have_their_place_in_the_tree() {
    let field = Field::new(210);
    let huang = field.phone("huang").await;
    let campus = UnitRow {
        unit: 1230,
        parent: Some(121),
        name: "职业学院专属网格".into(),
        kind: "dedicated_grid".into(),
        ..unit(1211)
    };
    field.import(&Import { units: vec![campus], ..Import::default() });
    field.settle().await;
    let below: Vec<(String, String)> =
        huang.app().unit(121).unwrap().below.into_iter().map(|row| (row.path, row.kind)).collect();
    assert!(below.contains(&("/1/12/121/1230".to_owned(), "dedicated_grid".to_owned())), "{below:?}");
    let sub: OrgPath = "/1/12/121/1211/12111".parse().unwrap();
    let leader = huang.app().unit(sub.unit().unwrap().0).unwrap();
    assert_eq!((leader.kind.as_str(), leader.posts[0].name.as_deref()), ("subgrid", Some("方大伟")));
    let board = huang.app().vacancies(0).unwrap();
    assert!(
        board.rows.iter().any(|row| row.unit == "/1/12/121/1230" && row.missing.contains(&"grid_worker".to_owned()))
    );
}

fn listed(phone: &Phone, kind: &str) -> Vec<String> {
    let query = PostsQuery { scope: None, kind: Some(kind.into()), offset: 0 };
    phone.app().posts_in_reach(&query).unwrap().rows.into_iter().filter_map(|row| row.name).collect()
}

#[tokio::test]
async fn whoever_dispatches_lists_the_departments_and_teams_of_the_county_and_reads_nothing_else_of_theirs() {
    let field = Field::new(211);
    let (xu, huang, gao) = (field.phone("xu").await, field.phone("huang").await, field.phone("gao").await);
    let (wang, chen, he) = (field.phone("wang").await, field.phone("chen").await, field.phone("he").await);
    field.settle().await;
    for desk in [&xu, &huang, &gao] {
        assert_eq!(listed(desk, "department"), ["何明"], "{}", desk.name);
    }
    for other in [&wang, &chen] {
        assert!(listed(other, "department").is_empty(), "{}", other.name);
    }

    field.chapter("the county makes a rescue team, with 郭爱华 in it");
    let rescue = UnitRow { unit: 16, parent: Some(1), name: "应急救援队".into(), ..unit(1219) };
    let member = Person::called("guo").second_post("team_member", 16);
    field.import(&Import { units: vec![rescue], posts: vec![member], ..Import::default() });
    field.settle().await;
    for desk in [&xu, &huang, &gao] {
        assert!(listed(desk, "team_member").contains(&"郭爱华".to_owned()), "{}", desk.name);
    }
    let case = wang.reports("河堤塌方");
    field.settle().await;
    let to_the_team = etong_core::capture::CaseActRequest {
        act: "dispatch".into(),
        unit: Some("/1/16".into()),
        to_kind: Some("team_member".into()),
        ..Default::default()
    };
    xu.capture(|app| app.act_on_case(&case, &to_the_team));
    field.settle().await;
    assert_eq!(xu.app().case(&case).unwrap().responsible_scope, "/1/16");
    assert!(he.app().case(&case).is_err(), "and a department reads no case that is not its own");
}
