//! Any order, any repetition and any cut into pages of the same entries give the same screens, on a real phone that reads
//! them from a relay which deals them out as it likes.

#![cfg(feature = "sim")]
#![expect(clippy::expect_used, clippy::panic, reason = "these are tests, their shared steps included")]

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use etong_core::SyncLimits;
use etong_protocol::enrol::{EnrolReply, EnrolRequest, TokenReply};
use etong_protocol::{
    EntryClass, PullPage, PulledEntry, RecordId, Relay, RelayRequest, RelayResponse, ScopeDigest, SigningKey, Standing,
    Unreachable, answer, wire,
};
use etong_tests::auditor::{Auditor, Feed};
use etong_tests::chance::{Draw, stream};
use etong_tests::checker::screens;
use etong_tests::model::Model;
use etong_tests::town::Person;
use etong_tests::wander::{Plan, days_on};
use etong_tests::{Field, Weather};
use proptest::prelude::*;
use rand::RngExt;
use rand::seq::SliceRandom;

/// A relay that deals out pages made beforehand.
struct Dealer {
    key: SigningKey,
    standing: Standing,
    pages: Mutex<VecDeque<PullPage>>,
}

#[async_trait]
impl Relay for Dealer {
    async fn call(&self, request: RelayRequest) -> Result<RelayResponse, Unreachable> {
        let body = match request.path.split('?').next() {
            Some("/v1/enrol") => {
                let (relay_key, standing) = (self.key.public(), self.standing.clone());
                let said = EnrolReply { bound: None, relay_key, epoch: 1, standing, sent_at: 0 };
                let asked: EnrolRequest = wire::decode(&request.body, "enrolment").map_err(unreachable)?;
                answer::seal(&said, &asked.question(), &self.key).map_err(unreachable)?
            }
            Some("/v1/token") => {
                wire::encode(&TokenReply { token: "t".into(), expires_at: 60_000, sent_at: 0, sealing: None })
            }
            _ => {
                let page = self.pages.lock().map_err(|_| Unreachable("poisoned".into()))?.pop_front();
                let page = page.ok_or_else(|| Unreachable("no more pages".into()))?;
                page.to_frame(&self.key).map_err(unreachable)?
            }
        };
        Ok(RelayResponse { status: 200, body })
    }

    async fn wait_for_news(&self, _: RelayRequest, _: u64) -> Result<u64, Unreachable> {
        Err(Unreachable("nothing comes from here by itself".into()))
    }
}

fn unreachable(error: impl std::fmt::Display) -> Unreachable {
    Unreachable(error.to_string())
}

/// Shuffled, some of it twice, cut anywhere; only the changes of one document stay in their order, as the relay's gate
/// keeps them.
fn pages(entries: &[(u64, PulledEntry, EntryClass, RecordId)], draw: &mut Draw) -> Vec<PullPage> {
    let mut dealt: Vec<usize> = (0..entries.len()).collect();
    for _ in 0..entries.len() / 3 {
        dealt.push(draw.random_range(0..entries.len()));
    }
    dealt.shuffle(draw);
    let mut docs: BTreeMap<RecordId, VecDeque<usize>> = BTreeMap::new();
    for (nth, (_, _, class, record)) in entries.iter().enumerate() {
        if *class == EntryClass::Doc {
            docs.entry(*record).or_default().push_back(nth);
        }
    }
    let next_of_its_document = |nth: usize| {
        let (_, _, class, record) = entries.get(nth)?;
        if *class != EntryClass::Doc {
            return Some(nth);
        }
        let waiting = docs.get_mut(record)?;
        Some(waiting.pop_front().unwrap_or(nth))
    };
    let dealt: Vec<PulledEntry> = dealt
        .into_iter()
        .filter_map(next_of_its_document)
        .filter_map(|nth| entries.get(nth).map(|(_, pulled, ..)| pulled.clone()))
        .collect();
    let mut digest = ScopeDigest::default();
    for (seq, pulled, ..) in entries {
        digest.add(etong_protocol::EntryId::of(&pulled.bytes), *seq);
    }
    let mut cuts: Vec<Vec<PulledEntry>> = vec![Vec::new()];
    for pulled in dealt {
        if draw.random_ratio(1, 9) {
            cuts.push(Vec::new());
        }
        cuts.last_mut().map(|cut| cut.push(pulled)).unwrap_or_default();
    }
    let head = cuts.len() as u64;
    (1..).zip(cuts).map(|(read_to, entries)| page(read_to, head, entries, digest)).collect()
}

fn page(read_to: u64, head: u64, entries: Vec<PulledEntry>, digest: ScopeDigest) -> PullPage {
    let digest = (read_to == head).then_some(digest);
    PullPage { epoch: 1, entries, read_to, head, digest, standing: None, sent_at: 0 }
}

async fn deal(seed: u64, order: u64) {
    let field = Field::new(seed);
    let plan = Plan { steps: 70, mishaps: false, weather: Weather::CALM, ..Plan::default() };
    if let Err(failure) = days_on(&field, plan).await {
        panic!("{failure}");
    }
    let feed: Feed = field.feed().await;
    let reader = Auditor::enrol(&field.office, Person::called("xu"), seed, &field.clock).await;
    let model = Model::of(&feed, &field.posts(), Person::called("xu").id());
    let entries: Vec<_> = feed
        .entries
        .iter()
        .filter(|(_, sealed)| model.holds.contains(&sealed.id))
        .map(|(seq, sealed)| {
            let pulled = PulledEntry { seq: *seq, bytes: sealed.bytes.clone(), received_at: None };
            (*seq, pulled, sealed.entry.class, sealed.entry.record)
        })
        .collect();
    let key = SigningKey::from_seed(&[1; 32]);
    let mut draw = stream(order, "dealer");
    let dealt = Mutex::new(pages(&entries, &mut draw).into());
    let phone = field.bare_phone("xu", "reader");
    phone.app().connect(Arc::new(Dealer { key, standing: reader.standing, pages: dealt }));
    phone.app().enrol("any", "reader").await.expect("the dealer lets everybody in");
    let report = phone.app().sync(SyncLimits::default(), &|_| {}).await.expect("pages are dealt to the end");
    assert!(report.complete, "seed {seed}, order {order}: {report:?}");
    assert!(phone.app().kept_aside().is_ok_and(|aside| aside.is_empty()), "seed {seed}, order {order}");
    let broken = screens::compare(&phone, &model);
    assert!(broken.is_empty(), "seed {seed}, order {order}: {broken:#?}");
}

fn cases() -> u32 {
    std::env::var("ETONG_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn any_order_repetition_and_batching_of_the_same_entries_gives_the_same_screens(seed in 0..1_000_u64, order: u64) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(deal(seed, order));
    }
}
