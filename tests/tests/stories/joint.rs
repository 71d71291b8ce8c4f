//! A case that two teams read, of which it was sent to one: the other helps with words and takes nothing on, whoever comes first.

use etong_core::AppError;
use etong_core::capture::{CaseActRequest, HelperRequest};
use etong_core::domain::case::{CaseAct, CaseEntry};
use etong_core::sim::{SeededBug, seed};
use etong_protocol::{Entry, EntryClass, EntryId, PostKind, RecordKind, RefusalCode, UnitId, Verdict};
use etong_server::directory::{Import, UnitRow};
use etong_tests::auditor::Auditor;
use etong_tests::town::{GRID, Person};
use etong_tests::{Field, Phone};

const LEGAL: &str = "/1/12/121/1219";
const MEDIATORS: &str = "/1/12/121/1218";

/// 赵敏 is in the mediators' team as well.
fn mediators(field: &Field) -> String {
    let unit = UnitRow {
        unit: 1218,
        parent: Some(121),
        name: "梧桥调解队".into(),
        code: "350603001001".into(),
        kind: "team".into(),
        valid_from: "2020-01-01".into(),
        ..UnitRow::default()
    };
    let post = Person::called("zhao").second_post("team_member", 1218);
    let id = post.post.to_string();
    field.import(&Import { units: vec![unit], posts: vec![post], ..Import::default() });
    id
}

fn asked(act: &str) -> CaseActRequest {
    CaseActRequest { act: act.into(), ..CaseActRequest::default() }
}

async fn all_sync(phones: &[&Phone]) {
    for _ in 0..2 {
        for phone in phones {
            phone.syncs().await;
        }
    }
}

fn standing(phone: &Phone, case: &str, entry: &str) -> (String, Option<String>) {
    let view = phone.app().case(case).unwrap();
    let act = view.acts.into_iter().find(|act| act.entry == entry).unwrap();
    (act.standing, act.because)
}

/// 王芳 reports, 黄志国 sends it to the legal team and asks the mediators to help.
async fn sent_and_joint(field: &Field, post: &str, phones: &[&Phone; 4]) -> (String, EntryId) {
    let [wang, huang, ..] = phones;
    let case = wang.reports("工地欠薪争执");
    all_sync(&phones[..]).await;
    let dispatch =
        CaseActRequest { to_kind: Some("team_member".into()), unit: Some(LEGAL.into()), ..asked("dispatch") };
    let sent = huang.capture(|app| app.act_on_case(&case, &dispatch));
    let helpers =
        vec![HelperRequest { post: post.to_owned(), kind: "team_member".into(), unit: Some(MEDIATORS.into()) }];
    huang.capture(|app| app.act_on_case(&case, &CaseActRequest { helpers, ..asked("joint") }));
    all_sync(&phones[..]).await;
    field.clock.advance(1_000);
    (case, sent.entries.first().unwrap().parse().unwrap())
}

#[tokio::test]
async fn the_team_that_helps_takes_nothing_on_and_the_team_it_was_sent_to_does() {
    let field = Field::new(751);
    let post = mediators(&field);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let (zhao, qian) = (field.phone("zhao").await, field.phone("qian").await);
    zhao.app().act_as(&post).unwrap();
    let phones: [&Phone; 4] = [&wang, &huang, &zhao, &qian];
    let (case, _) = sent_and_joint(&field, &post, &phones).await;

    field.chapter("赵敏 reads it, and her screen offers her words only");
    let menu = zhao.app().case(&case).unwrap().next;
    assert!(!menu.contains(&"accept".to_owned()) && menu.contains(&"comment".to_owned()), "{menu:?}");
    let refused = zhao.try_capture(|app| app.act_on_case(&case, &asked("accept"))).unwrap_err();
    assert!(matches!(&refused, AppError::NotAllowed { instead, .. } if instead.rule == "not_offered"), "{refused}");
    zhao.acts(&case, "comment", Some("双方约在周五"));
    qian.acts(&case, "accept", None);
    all_sync(&phones).await;
    for phone in phones {
        let view = phone.app().case(&case).unwrap();
        assert_eq!((view.state.as_str(), view.responsible_scope.as_str()), ("accepted", LEGAL), "{}", phone.name);
    }
    field.settle().await;
}

#[tokio::test]
async fn a_program_that_takes_on_what_its_team_only_reads_is_found_out_by_every_phone() {
    let field = Field::new(752);
    let post = mediators(&field);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let (zhao, qian) = (field.phone("zhao").await, field.phone("qian").await);
    zhao.app().act_as(&post).unwrap();
    let phones: [&Phone; 4] = [&wang, &huang, &zhao, &qian];
    let (case, base) = sent_and_joint(&field, &post, &phones).await;

    field.chapter("another program of 赵敏's accepts it first: for her own unit, for the other's, for none");
    let mut bare = Auditor::enrol(&field.office, Person::called("zhao"), 752, &field.clock).await;
    let payload = CaseEntry { base: Some(base), act: CaseAct::Accept { note: None } }.to_payload().unwrap();
    let accepts = |unit: Option<u32>, at: i64| {
        let entry = bare.entry(EntryClass::Event, RecordKind::Case, case.parse().unwrap(), GRID, payload.clone());
        let stamp = etong_protocol::Stamp::new(etong_protocol::Hlc::from_ms(at), at, Some(0));
        let (post, post_kind) = (post.parse().unwrap(), PostKind::TeamMember);
        Entry { post, post_kind, unit: unit.map(UnitId), stamp, ..entry }.seal()
    };
    let now = field.clock.now_ms();
    let (own, other, none) = (accepts(Some(1218), now), accepts(Some(1219), now + 1), accepts(None, now + 2));
    let verdicts = bare.push_all(&[own.clone(), other, none.clone()]).await;
    assert!(matches!(verdicts[0], Verdict::Stored { .. }), "{verdicts:?}");
    assert_eq!(verdicts[1], Verdict::Refused { code: RefusalCode::Forbidden });
    assert!(matches!(verdicts[2], Verdict::Refused { .. }), "{verdicts:?}");
    let held = huang.app().custody().await.unwrap();
    let held: Vec<(String, String)> = held.into_iter().map(|row| (row.entry, row.reason)).collect();
    assert_eq!(held, [(none.id.to_string(), "unit_unsaid".to_owned())], "kept safe until a desk has looked");

    field.chapter("钱文 accepts it without a line, after that");
    let accepted = qian.acts(&case, "accept", None).entries[0].clone();
    all_sync(&phones).await;
    for phone in phones {
        let (of_the_reader, because) = standing(phone, &case, &own.id.to_string());
        assert_eq!(of_the_reader, "not_allowed", "{}", phone.name);
        assert!(because.unwrap().contains("only reads"), "{}", phone.name);
        assert_eq!(standing(phone, &case, &accepted).0, "effective", "{}", phone.name);
        let view = phone.app().case(&case).unwrap();
        assert_eq!((view.state.as_str(), view.responsible_scope.as_str()), ("accepted", LEGAL), "{}", phone.name);
    }
    {
        let _switched_on = seed(SeededBug::AnyTeamWorks);
        assert_eq!(standing(&wang, &case, &own.id.to_string()).0, "effective", "the mistake must be seen");
    }
    field.settle().await;
}
