//! A device reduced to what loads a relay: it enrols, makes entries by the phone's own rules (`capture`, automerge, sealing,
//! chain, signature), packs them into batches beforehand, and then only sends. It keeps no store.

use std::sync::atomic::{AtomicU64, Ordering};

use etong_core::HttpRelay;
use etong_core::capture::{Author, Draft};
use etong_core::protocol::authority::may_act;
use etong_core::protocol::enrol::{EnrolReply, EnrolRequest, TokenReply, TokenRequest};
use etong_core::protocol::limits::MAX_BATCH_ENTRIES;
use etong_core::protocol::{
    Chain, ChainId, DeviceId, EntryId, PostKind, PublicKey, PushBatch, PushItem, PushReply, RecordKind, Relay,
    RelayRequest, SealedEntry, SigningKey, Verdict, wire,
};
use etong_tests::pen::Pen;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::Outcome;
use crate::clock::now_ms;

pub(crate) struct Sender {
    pub(crate) author: Author,
    pub(crate) pen: Pen,
    draw: ChaCha8Rng,
    key: SigningKey,
    chain: Chain,
    relay: HttpRelay,
    relay_key: PublicKey,
    token: String,
    proofs: AtomicU64,
}

/// A batch as it goes out, and what it must be answered for.
#[derive(Debug)]
pub(crate) struct Parcel {
    frame: Vec<u8>,
    ids: Vec<EntryId>,
    /// Of each entry, to say what was refused.
    kinds: Vec<(RecordKind, PostKind)>,
}

impl Sender {
    pub(crate) async fn enrol(url: &str, code: &str, mut draw: ChaCha8Rng) -> Outcome<Self> {
        let key = SigningKey::from_seed(&draw.random());
        let relay = HttpRelay::new(url)?;
        let device = DeviceId::new(now_ms(), draw.random());
        let request = EnrolRequest::sign(code, device, "bench", &key);
        let reply: EnrolReply =
            wire::decode(&ask(&relay, RelayRequest::post("/v1/enrol", wire::encode(&request))).await?, "enrol reply")?;
        // The widest of its posts, for those who hold several; of two as wide the one that registers residents.
        let registers = |kind| may_act(kind, &RecordKind::Resident, "capture").is_some();
        let held = reply.standing.posts.iter().min_by_key(|held| (held.unit.units().len(), !registers(&held.kind)));
        let held = held.ok_or("the person holds no post")?;
        let author =
            Author { device, post: held.post, post_kind: held.kind.clone(), unit: held.unit.clone(), shared: false };
        let chain = Chain::start(device, ChainId::new(now_ms(), draw.random()));
        let pen = Pen::new(device, ChaCha8Rng::from_seed(draw.random()), now_ms);
        let (relay_key, token) = (reply.relay_key, String::new());
        Ok(Self { author, pen, draw, key, chain, relay, relay_key, token, proofs: AtomicU64::new(0) })
    }

    /// The entry a phone would make of `draft` now; a document is founded by it.
    pub(crate) fn seal(&mut self, draft: Draft) -> Outcome<SealedEntry> {
        let author = self.author.clone();
        self.seal_as(&author, draft, now_ms())
    }

    /// The entry a phone would make of `draft` in the name of another post of its owner, at another time.
    pub(crate) fn seal_as(&mut self, author: &Author, draft: Draft, at_ms: i64) -> Outcome<SealedEntry> {
        self.pen.seal(author, draft, at_ms)
    }

    /// Links, signs and compresses `entries`, as many in a batch as there may be.
    pub(crate) fn pack(&mut self, entries: &[SealedEntry]) -> Outcome<Vec<Parcel>> {
        entries.chunks(MAX_BATCH_ENTRIES).map(|some| self.pack_one(some)).collect()
    }

    fn pack_one(&mut self, entries: &[SealedEntry]) -> Outcome<Parcel> {
        let (first, head_before) = (self.chain.dseq + 1, self.chain.head);
        let ids: Vec<EntryId> = entries.iter().map(|entry| self.chain.link(entry.id).entry).collect();
        let items = entries.iter().map(|entry| PushItem::Whole(entry.bytes.clone())).collect();
        let batch = PushBatch::sign(self.chain.device, self.chain.id, first, head_before, items, &self.key);
        let kinds = entries.iter().map(|sealed| (sealed.entry.kind.clone(), sealed.entry.post_kind.clone())).collect();
        Ok(Parcel { frame: batch.to_frame()?, ids, kinds })
    }

    /// Asks for a token, which also opens the connection.
    pub(crate) async fn get_ready(&mut self) -> Outcome<()> {
        let request = TokenRequest::sign(self.chain.device, now_ms(), self.draw.random(), &self.key);
        let answer = ask(&self.relay, RelayRequest::post("/v1/token", wire::encode(&request))).await?;
        self.token = wire::decode::<TokenReply>(&answer, "token reply")?.token;
        Ok(())
    }

    fn next_proof(&self) -> u64 {
        self.proofs.fetch_add(1, Ordering::SeqCst)
    }

    /// Sends one batch and holds the relay's signed receipt when it returns; the last number the relay gave out for it.
    ///
    /// # Errors
    /// Also when any entry of it was not stored.
    pub(crate) async fn send(&self, parcel: Parcel) -> Outcome<u64> {
        let request = RelayRequest::post("/v1/push", parcel.frame).signed(&self.token, self.next_proof(), &self.key);
        match wire::decode(&ask(&self.relay, request).await?, "push reply")? {
            PushReply::Taken(receipt) => {
                let body = receipt.open(&self.relay_key, &parcel.ids)?;
                let mut last = 0;
                for ((verdict, id), (kind, post)) in body.verdicts().zip(&parcel.ids).zip(&parcel.kinds) {
                    let Verdict::Stored { seq } = verdict else {
                        return Err(format!("entry {id}, a {kind} by a {post}, was not stored: {verdict:?}").into());
                    };
                    last = last.max(seq);
                }
                Ok(last)
            }
            reply => Err(format!("a batch was not taken: {reply:?}").into()),
        }
    }
}

async fn ask(relay: &HttpRelay, request: RelayRequest) -> Outcome<Vec<u8>> {
    let answer = relay.call(request).await?;
    if answer.status == 200 { Ok(answer.body) } else { Err(format!("HTTP status {}", answer.status).into()) }
}
