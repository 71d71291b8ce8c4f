//! What a hostile or broken device could push, and what a broken line could answer.

use etong_core::{AppError, SyncLimits};
use etong_protocol::limits::{MAX_BODY_BYTES, MAX_PAYLOAD_BYTES, MAX_UNPACKED_BYTES};
use etong_protocol::{
    DeviceId, Entry, EntryClass, PushItem, PushReply, RecordId, RecordKind, Refusal, RefusalCode, RelayRequest,
    SealedEntry, SigningKey, Verdict, frame, wire,
};
use etong_server::RelayOptions;
use etong_tests::auditor::Auditor;
use etong_tests::town::{GRID, NEXT_GRID, Person};
use etong_tests::{Field, Weather};

use super::{at_the_relay, says};

async fn bare_lin(field: &Field) -> Auditor {
    Auditor::enrol(&field.office, Person::called("lin"), field.seed, &field.clock).await
}

fn event(bare: &Auditor, nth: u8) -> Entry {
    bare.entry(EntryClass::Event, RecordKind::Case, RecordId::new(1, [nth; 10]), GRID, b"x".to_vec())
}

#[tokio::test]
async fn entries_that_are_not_ones_own_to_write_are_refused_one_by_one() {
    let field = Field::new(111);
    let mut bare = bare_lin(&field).await;
    let before = at_the_relay(&field).await;
    let own = event(&bare, 1);
    let police_file: RecordKind = "police.file".parse().unwrap();
    let wang = Person::called("wang");
    let cases: Vec<(&str, Entry)> = vec![
        ("a scope next door", Entry { scope: NEXT_GRID.parse().unwrap(), ..own.clone() }),
        ("a scope above", Entry { scope: "/1/12".parse().unwrap(), ..own.clone() }),
        ("somebody else's post", Entry { post: wang.post(), post_kind: wang.post_kind(), ..own.clone() }),
        (
            "a better kind of post",
            Entry { post_kind: "police_officer".parse().unwrap(), kind: police_file.clone(), ..own.clone() },
        ),
        ("a police file", Entry { kind: police_file, ..own.clone() }),
        ("another device", Entry { device: DeviceId::NIL, ..own.clone() }),
        ("a row of the directory", Entry { class: EntryClass::Reg, kind: RecordKind::Post, ..own.clone() }),
        ("a reply that founds a record", Entry { kind: RecordKind::Reply, ..own.clone() }),
    ];
    let entries: Vec<SealedEntry> = cases.iter().map(|(_, entry)| entry.clone().seal()).collect();
    let verdicts = bare.push_all(&entries).await;
    for ((what, _), verdict) in cases.iter().zip(verdicts) {
        assert_eq!(verdict, Verdict::Refused { code: RefusalCode::Forbidden }, "{what}");
    }
    assert_eq!(at_the_relay(&field).await, before);
}

#[tokio::test]
async fn a_batch_that_is_forged_broken_newer_or_too_large_is_refused_as_a_whole() {
    let field = Field::new(112);
    let mut bare = bare_lin(&field).await;
    let first = event(&bare, 1).seal();
    assert!(matches!(bare.push_all(&[first]).await[..], [Verdict::Stored { .. }]));
    let before = at_the_relay(&field).await;
    let good = bare.batch(&[event(&bare, 2).seal()]);
    let resigned = |batch: &etong_protocol::PushBatch, key: &SigningKey| {
        etong_protocol::PushBatch::sign(
            batch.device,
            batch.chain,
            batch.first,
            batch.head_before,
            batch.items.clone(),
            key,
        )
    };

    let mut forged = good.clone();
    forged.items = vec![PushItem::Whole(event(&bare, 3).seal().bytes)];
    let stranger = resigned(&good, &SigningKey::from_seed(&[9; 32]));
    let mut broken = good.clone();
    broken.head_before = [7; 32];
    let broken = resigned(&broken, &bare.key);
    let mut newer = good.clone();
    newer.version = 2;
    let mut others = good.clone();
    others.device = DeviceId::NIL;
    let others = resigned(&others, &bare.key);
    let table = [
        ("an item changed after signing", &forged, RefusalCode::BadSignature),
        ("signed by a stranger", &stranger, RefusalCode::BadSignature),
        ("a head that is not the chain's", &broken, RefusalCode::BrokenChain),
        ("a version of the future", &newer, RefusalCode::Upgrade),
        ("another device's batch", &others, RefusalCode::Forbidden),
    ];
    for (what, batch, code) in table {
        assert_eq!(bare.push(batch).await.unwrap_err().code, code, "{what}");
    }
    let token = bare.token().await;
    let bomb = frame::pack(&vec![0; MAX_UNPACKED_BYTES]).unwrap();
    for (body, code) in [
        (vec![7; MAX_BODY_BYTES + 1], RefusalCode::TooLarge),
        (b"not even zstd".to_vec(), RefusalCode::Malformed),
        (bomb, RefusalCode::Malformed),
    ] {
        let answer = bare.send(RelayRequest::post("/v1/push", body).with_token(&token)).await;
        let refusal: Refusal = wire::decode(&answer.body, "refusal").unwrap();
        assert_eq!((refusal.code, answer.status), (code, code.http_status()));
    }
    assert_eq!(at_the_relay(&field).await, before);
    assert!(matches!(bare.push(&good).await, Ok(PushReply::Taken(_))), "the honest batch still fits");
}

#[tokio::test]
async fn one_entry_over_the_limit_is_refused_alone() {
    let field = Field::new(113);
    let mut bare = bare_lin(&field).await;
    let fat = Entry { payload: vec![7; MAX_PAYLOAD_BYTES + 1], ..event(&bare, 1) }.seal();
    let verdicts = bare.push_all(&[fat, event(&bare, 2).seal()]).await;
    assert_eq!(verdicts[0], Verdict::Refused { code: RefusalCode::TooLarge });
    assert!(matches!(verdicts[1], Verdict::Stored { .. }));
}

#[tokio::test]
async fn a_replayed_push_changes_nothing_and_gets_the_same_verdicts() {
    let field = Field::new(114);
    let mut bare = bare_lin(&field).await;
    let batch = bare.batch(&[event(&bare, 1).seal(), event(&bare, 2).seal()]);
    let verdicts = |reply: PushReply| match reply {
        PushReply::Taken(receipt) => {
            let body: etong_protocol::ReceiptBody = wire::decode(&receipt.body, "receipt").unwrap();
            body.verdicts().collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    let first = verdicts(bare.push(&batch).await.unwrap());
    let before = at_the_relay(&field).await;
    for _ in 0..3 {
        assert_eq!(verdicts(bare.push(&batch).await.unwrap()), first);
    }
    assert_eq!(at_the_relay(&field).await, before);

    let mut ahead = bare.batch(&[event(&bare, 3).seal()]);
    let _skipped = bare.batch(&[event(&bare, 4).seal()]);
    let next = bare.batch(&[event(&bare, 5).seal()]);
    assert_eq!(bare.push(&next).await.unwrap(), PushReply::Gap(3));
    ahead.items = vec![PushItem::Whole(event(&bare, 6).seal().bytes)];
    let fork = etong_protocol::PushBatch::sign(
        batch.device,
        batch.chain,
        batch.first,
        batch.head_before,
        ahead.items,
        &bare.key,
    );
    assert_eq!(bare.push(&fork).await.unwrap(), PushReply::Forked(1));
    assert_eq!(at_the_relay(&field).await, before);
}

#[tokio::test]
async fn a_line_that_damages_everything_changes_nothing_on_the_phone() {
    let field = Field::new(115);
    let (wang, lin) = (field.phone("wang").await, field.phone("lin").await);
    lin.registers("林大海");
    lin.syncs().await;
    wang.reports("路面塌陷");
    let before = wang.app().status().unwrap();
    for weather in [Weather { flipped: 1.0, ..Weather::CALM }, Weather { cut_short: 1.0, ..Weather::CALM }] {
        wang.wire.set_weather(weather);
        for _ in 0..20 {
            // A refusal is not signed: one bit makes "bad signature" a "broken chain", after which a phone reads from the start.
            wang.starts_over();
            let error = wang.try_sync(SyncLimits::default()).await.unwrap_err();
            assert!(
                matches!(error, AppError::Refused { .. } | AppError::SignedOut { .. } | AppError::Offline { .. }),
                "{error}"
            );
        }
    }
    let after = wang.app().status().unwrap();
    assert_eq!((after.residents, after.unsent, after.held), (0, 1, before.held));
    field.settle().await;
    assert_eq!(wang.app().status().unwrap().residents, 1);
}

#[tokio::test]
async fn a_relay_whose_disk_is_full_takes_nothing_and_phones_keep_it() {
    let field = Field::new(116);
    let wang = field.phone("wang").await;
    field.office.set_options(RelayOptions { max_database_bytes: Some(1), ..RelayOptions::default() });
    field.office.restart().await;
    for nth in 0..200 {
        wang.registers(&format!("住户{nth}"));
    }
    let error = wang.try_sync(SyncLimits::default()).await.unwrap_err();
    assert!(matches!(error, AppError::Offline { .. }), "{error}");
    says(&error, "the relay's disk is full; nothing was taken");
    says(&error, "what you captured is safe on this phone");
    assert_eq!(wang.app().status().unwrap().unsent, 200);

    field.chapter("somebody frees space");
    field.office.set_options(RelayOptions::default());
    field.office.restart().await;
    assert_eq!(wang.syncs().await.sent, 200);
    field.settle().await;
}
