//! The third step: that the supervisor opened a report is the supervisor's to say, and signed. A device that names the county in its words
//! is no county, and a relay that keeps a signature back is told of.

use etong_core::capture::RevealRequest;
use etong_core::domain::opened::{LookedFrom, Opened};
use etong_core::domain::receipt_file::{Checked, check, relay_key};
use etong_core::sim::{SeededBug, seed};
use etong_core::view::OpenedView;
use etong_protocol::{
    Entry, EntryClass, PostKind, RecordId, RecordKind, Refusal, RefusalCode, RelayResponse, SealedEntry, UnitId,
    Verdict, wire,
};
use etong_tests::auditor::Auditor;
use etong_tests::clock::MINUTE;
use etong_tests::town::{COMMUNITY, GRID, Person};
use etong_tests::{Field, Phone};

const COUNTY: &str = "龙文区";

/// Long enough for the next look at the history.
async fn later(field: &Field, phones: &[&Phone]) {
    field.clock.advance(16 * MINUTE);
    for phone in phones {
        phone.syncs().await;
    }
}

fn opened(phone: &Phone, case: &str) -> Vec<OpenedView> {
    phone.app().opened(case).unwrap()
}

/// What the file that this phone hands out is worth to a stranger; how many looks in it nobody signed for.
async fn shown(phone: &Phone, case: &str) -> (Checked, u32) {
    let why = RevealRequest { reason: "case".into(), note: None };
    let file = phone.app().receipt_file(case, Some(&why)).await.unwrap();
    let key = relay_key(&phone.app().status().unwrap().relay_key.unwrap()).unwrap();
    let checked = check(&file.text, &key).unwrap();
    assert_eq!(checked.opened.len(), usize::try_from(file.opened).unwrap());
    (checked, file.opened_unsigned)
}

/// What a device that is not ours says of a look: its words name `said`, its envelope `unit`.
fn look(of: &Auditor, case: &str, unit: Option<u32>, said: &str) -> SealedEntry {
    let words = Opened { unit: said.parse().unwrap(), opened_at: 1_788_000_000_000 }.to_payload().unwrap();
    let record: RecordId = case.parse().unwrap();
    Entry { unit: unit.map(UnitId), ..of.entry(EntryClass::Event, RecordKind::Opened, record, GRID, words) }.seal()
}

fn community() -> LookedFrom {
    LookedFrom::Above(COMMUNITY.parse().unwrap())
}

#[tokio::test]
async fn a_volunteer_shows_three_steps_that_three_sides_signed() {
    let field = Field::new(861);
    let (chen, huang) = (field.phone("chen").await, field.phone("huang").await);
    huang.device.set_online(false);
    let case = chen.reports("井盖松动");
    let why = RevealRequest { reason: "case".into(), note: None };
    chen.device.set_online(false);
    let file = chen.app().receipt_file(&case, Some(&why)).await.unwrap();
    assert_eq!((file.opened, file.opened_unsigned), (0, 0), "nothing is asked of a relay while nobody has looked");
    chen.device.set_online(true);
    chen.syncs().await;

    field.chapter("黄志国 looks without a line, and sends it once he has one");
    huang.device.set_online(true);
    huang.syncs().await;
    huang.device.set_online(false);
    huang.app().case(&case).unwrap();
    huang.device.set_online(true);
    huang.syncs().await;
    later(&field, &[&chen]).await;
    let (checked, unsigned) = shown(&chen, &case).await;
    assert_eq!(unsigned, 0);
    let [entry, ..] = checked.entries.as_slice() else { panic!("{checked:?}") };
    assert!(entry.dseq.is_some() && entry.stored.is_some() && entry.history.is_some(), "{entry:?}");
    let [look] = checked.opened.as_slice() else { panic!("{checked:?}") };
    assert_eq!((&look.from, look.post_kind.as_str()), (&community(), "community_desk"));
    let by = look.signed_by.as_ref().unwrap();
    assert_eq!((by.device, by.person), (huang.device_id(), huang.owner.id()));
    assert!(checked.proves_the_looks());
    field.settle().await;
}

#[tokio::test]
async fn a_desk_whose_program_names_the_county_has_not_opened_it_as_the_county() {
    let field = Field::new(862);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let case = wang.reports("围墙倾斜");
    wang.syncs().await;
    huang.syncs().await;
    field.chapter(
        "another program of 黄志国's names the county: nowhere but in words, in the envelope, against its envelope",
    );
    let mut bare = Auditor::enrol(&field.office, Person::called("huang"), 862, &field.clock).await;
    let unsaid = look(&bare, &case, None, "/1");
    let looks = [unsaid.clone(), look(&bare, &case, Some(1), "/1"), look(&bare, &case, Some(121), "/1")];
    let verdicts = bare.push_all(&looks).await;
    assert!(matches!(verdicts[0], Verdict::Stored { .. }), "an older program names no unit: {verdicts:?}");
    assert_eq!(verdicts[1], Verdict::Refused { code: RefusalCode::Forbidden }, "it is not the post's");
    assert!(matches!(verdicts[2], Verdict::Stored { .. }), "no relay opens what is said: {verdicts:?}");
    later(&field, &[&wang, &huang]).await;
    for phone in [&wang, &huang] {
        let told = opened(phone, &case);
        let [told] = told.as_slice() else { panic!("{told:?}") };
        assert_eq!((told.unit.as_str(), told.unit_proven, told.post_kind.as_str()), ("", false, "community_desk"));
    }
    let (checked, _) = shown(&wang, &case).await;
    let [forged] = checked.opened.as_slice() else { panic!("{checked:?}") };
    assert_eq!((forged.entry, &forged.from), (unsaid.id, &LookedFrom::Unproven));
    assert!(!checked.proves_the_looks());
    {
        let _switched_on = seed(SeededBug::OpeningsBelieved);
        assert!(opened(&wang, &case).iter().any(|told| told.unit == COUNTY), "the mistake must be seen");
    }

    field.chapter("黄志国 looks, and his own phone says for whom");
    huang.app().case(&case).unwrap();
    huang.app().case(&case).unwrap();
    assert_eq!(
        huang.syncs().await.sent,
        2,
        "what was told without its unit is told once more, and the look in the audit log"
    );
    later(&field, &[&wang]).await;
    let told = opened(&wang, &case);
    let [told] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((told.unit.as_str(), told.unit_proven), ("梧桥社区", true));
    let (checked, unsigned) = shown(&wang, &case).await;
    assert!(checked.proves_the_looks() && unsigned == 0 && checked.opened.len() == 1, "{checked:?}");
    huang.app().case(&case).unwrap();
    assert_eq!(huang.syncs().await.sent, 0, "and then no more");
    field.settle().await;
}

#[tokio::test]
async fn an_officer_who_founds_a_case_has_not_opened_it_himself() {
    let field = Field::new(863);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let mut bare = Auditor::enrol(&field.office, Person::called("li"), 863, &field.clock).await;
    field
        .chapter("another program of 李军's founds a case and says at once that the county opened it, and that he did");
    let wangs = wang.reports("井盖缺失");
    wang.syncs().await;
    let feed = bare.read_all().await;
    let like = feed.entries.values().find(|sealed| sealed.entry.record.to_string() == wangs).unwrap();
    let case = RecordId::new(field.clock.now_ms(), bare.random());
    let founding = bare.entry(EntryClass::Event, RecordKind::Case, case, GRID, like.entry.payload.clone()).seal();
    let case = case.to_string();
    let own = [(None, "/1"), (Some(1211), "/1"), (Some(1211), GRID)].map(|(unit, said)| look(&bare, &case, unit, said));
    let desk = Entry { post_kind: PostKind::CountyDesk, unit: Some(UnitId(1)), ..own[0].entry.clone() }.seal();
    let of_wangs = look(&bare, &wangs, Some(1211), GRID);
    let mut all = vec![founding];
    all.extend(own);
    all.extend([desk, of_wangs]);
    let verdicts = bare.push_all(&all).await;
    assert_eq!(verdicts[4], Verdict::Refused { code: RefusalCode::Forbidden }, "a kind that is not the post's");
    later(&field, &[&wang, &huang]).await;
    for phone in [&wang, &huang] {
        assert_eq!(opened(phone, &case), [], "{}: one's own case, and an officer supervises none", phone.name);
        assert_eq!(opened(phone, &wangs), [], "{}", phone.name);
    }
    {
        let _switched_on = seed(SeededBug::OpeningsBelieved);
        assert!(opened(&huang, &case).iter().any(|told| told.unit == COUNTY), "the mistake must be seen");
        let (checked, _) = shown(&wang, &wangs).await;
        assert!(checked.opened.is_empty(), "{checked:?}");
    }
    field.settle().await;
}

#[tokio::test]
async fn a_relay_that_keeps_the_supervisors_signature_back_is_told_of_in_the_file() {
    use etong_server::sim::SeededBug::{SignaturesCutShort, SignaturesHeldBack};
    let field = Field::new(864);
    let (wang, huang) = (field.phone("wang").await, field.phone("huang").await);
    let case = wang.reports("煤气味");
    wang.syncs().await;
    huang.syncs().await;
    huang.app().case(&case).unwrap();
    huang.syncs().await;
    later(&field, &[&wang]).await;
    assert!(shown(&wang, &case).await.0.proves_the_looks());

    let word_alone = |(checked, unsigned): (Checked, u32), how: &str| {
        let [look] = checked.opened.as_slice() else { panic!("{how}: {checked:?}") };
        assert_eq!((&look.from, &look.signed_by, unsigned), (&community(), &None, 1), "{how}");
        assert!(!checked.proves_the_looks(), "{how}");
    };
    for bug in [SignaturesHeldBack, SignaturesCutShort] {
        field.office.plant(bug);
        word_alone(shown(&wang, &case).await, &format!("{bug:?}"));
    }
    wang.device.set_online(false);
    word_alone(shown(&wang, &case).await, "not reached");
    wang.device.set_online(true);
    wang.wire.let_in(|request, answer| {
        let refusal = Refusal::new(RefusalCode::Malformed, "no such route");
        let refused = RelayResponse { status: RefusalCode::Malformed.http_status(), body: wire::encode(&refusal) };
        if request.route() == "/v1/signatures" { refused } else { answer }
    });
    word_alone(shown(&wang, &case).await, "an older relay");
}

#[tokio::test]
async fn a_department_that_a_report_is_shared_with_opens_it_from_beside() {
    let field = Field::new(865);
    let (chen, xu, he) = (field.phone("chen").await, field.phone("xu").await, field.phone("he").await);
    let case = chen.reports("物业拒修电梯");
    chen.syncs().await;
    xu.syncs().await;
    xu.capture(|app| app.share_record(&case, "/1/15"));
    xu.syncs().await;
    he.syncs().await;
    he.app().case(&case).unwrap();
    he.syncs().await;
    later(&field, &[&chen]).await;
    let told = opened(&chen, &case);
    let [told] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(
        (told.unit.as_str(), told.post_kind.as_str()),
        ("/…/15", "department"),
        "a name her phone does not know"
    );
    assert!(told.unit_proven && told.beside && told.proven, "{told:?}");
    xu.syncs().await;
    assert_eq!(opened(&xu, &case)[0].unit, "司法局");
    let (checked, _) = shown(&chen, &case).await;
    let [look] = checked.opened.as_slice() else { panic!("{checked:?}") };
    assert_eq!(
        look.from,
        LookedFrom::Beside(UnitId(15)),
        "the number is signed; that it was shared is the relay's word"
    );
    assert!(checked.proves_the_looks());

    field.chapter("another desk's program, of the community next door, gets nothing onto it");
    let mut bare = Auditor::enrol(&field.office, Person::called("ma"), 865, &field.clock).await;
    let next_door = look_of(&bare, &case);
    assert_eq!(bare.push_all(&next_door).await, [Verdict::Refused { code: RefusalCode::Forbidden }; 2]);
    field.settle().await;
}

/// With its own unit, and with none.
fn look_of(bare: &Auditor, case: &str) -> [SealedEntry; 2] {
    [look(bare, case, Some(122), "/1/12/122"), look(bare, case, None, "/1/12/121")]
}
