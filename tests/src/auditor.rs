//! A device that speaks the bare protocol. As the town's auditor it reads the relay's whole feed and so knows what the
//! relay durably holds; in stories it plays newer phones, hostile phones and old requests.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use etong_protocol::enrol::{EnrolReply, EnrolRequest, TokenReply, TokenRequest};
use etong_protocol::{
    Chain, ChainId, Cursor, DeviceId, Entry, EntryClass, EntryId, Hlc, OrgPath, PullPage, PullQuery, PushBatch,
    PushItem, PushReply, RecordId, RecordKind, Refusal, RelayRequest, RelayResponse, SealedEntry, SigningKey, Stamp,
    Standing, Verdict, wire,
};
use rand::{Rng, RngExt};

use crate::chance::{Draw, stream};
use crate::clock::VirtualClock;
use crate::post_office::PostOffice;
use crate::town::Person;

/// Everything the relay holds, in its order.
#[derive(Debug, Clone, Default)]
pub struct Feed {
    pub entries: BTreeMap<u64, SealedEntry>,
    by_id: BTreeMap<EntryId, u64>,
}

impl Feed {
    /// The place of an entry.
    #[must_use]
    pub fn find(&self, entry: EntryId) -> Option<u64> {
        self.by_id.get(&entry).copied()
    }

    pub(crate) fn add(&mut self, seq: u64, bytes: Vec<u8>) {
        let sealed = SealedEntry::open(bytes).expect("the relay holds sealed entries only");
        self.by_id.insert(sealed.id, seq);
        self.entries.insert(seq, sealed);
    }
}

/// A device without an app.
#[derive(Debug)]
pub struct Auditor {
    pub key: SigningKey,
    pub device: DeviceId,
    pub owner: &'static Person,
    pub standing: Standing,
    pub chain: Chain,
    pub epoch: u64,
    office: Arc<PostOffice>,
    relay_key: etong_protocol::PublicKey,
    clock: VirtualClock,
    draw: Draw,
    feed: Feed,
    cursor: Cursor,
    proofs: AtomicU64,
}

impl Auditor {
    /// Makes a device known for `owner`.
    ///
    /// # Panics
    /// When the relay does not take it.
    pub async fn enrol(office: &Arc<PostOffice>, owner: &'static Person, seed: u64, clock: &VirtualClock) -> Self {
        let mut draw = stream(seed, &format!("bare device of {}", owner.nick));
        let key = SigningKey::from_seed(&draw.random());
        let device = DeviceId::new(clock.now_ms(), draw.random());
        let chain = ChainId::new(clock.now_ms(), draw.random());
        let request = EnrolRequest::sign(&office.issue_code(owner), device, "bare", &key);
        let answer = office.deliver(RelayRequest::post("/v1/enrol", wire::encode(&request))).await.unwrap();
        let reply: EnrolReply = wire::decode(&answer.body, "enrol reply").unwrap();
        Self {
            key,
            device,
            owner,
            standing: reply.standing,
            chain: Chain::start(device, chain),
            epoch: reply.epoch,
            office: Arc::clone(office),
            relay_key: reply.relay_key,
            clock: clock.clone(),
            draw,
            feed: Feed::default(),
            cursor: Cursor::default(),
            proofs: AtomicU64::new(0),
        }
    }

    /// Ten bytes for an id.
    pub fn random(&mut self) -> [u8; 10] {
        self.draw.random()
    }

    /// A fresh token.
    ///
    /// # Panics
    /// When the relay does not give one.
    pub async fn token(&mut self) -> String {
        let request = self.token_request();
        let answer = self.send(request).await;
        let reply: TokenReply = wire::decode(&answer.body, "token reply").unwrap();
        reply.token
    }

    /// A signed request for a token.
    pub fn token_request(&mut self) -> RelayRequest {
        let mut nonce = [0; 16];
        self.draw.fill_bytes(&mut nonce);
        let request = TokenRequest::sign(self.device, self.clock.now_ms(), nonce, &self.key);
        RelayRequest::post("/v1/token", wire::encode(&request))
    }

    /// Sends a request; one with a token goes with a fresh proof by this device's key.
    ///
    /// # Panics
    /// When the relay is down.
    pub async fn send(&self, mut request: RelayRequest) -> RelayResponse {
        if let (Some(token), None) = (request.token.clone(), &request.proof) {
            request = request.signed(&token, self.proofs.fetch_add(1, Ordering::SeqCst), &self.key);
        }
        self.office.deliver(request).await.unwrap()
    }

    /// Pushes a batch; the reply, or the refusal of all of it.
    ///
    /// # Errors
    /// The refusal.
    pub async fn push(&mut self, batch: &PushBatch) -> Result<PushReply, Refusal> {
        let token = self.token().await;
        let answer = self.send(RelayRequest::post("/v1/push", batch.to_frame().unwrap()).with_token(&token)).await;
        if answer.status == 200 {
            return Ok(wire::decode(&answer.body, "push reply").unwrap());
        }
        Err(wire::decode(&answer.body, "refusal").unwrap())
    }

    /// The next stretch of this device's chain, signed; the chain moves on.
    pub fn batch(&mut self, entries: &[SealedEntry]) -> PushBatch {
        let (first, before) = (self.chain.dseq + 1, self.chain.head);
        for entry in entries {
            let _link = self.chain.link(entry.id);
        }
        let items = entries.iter().map(|entry| PushItem::Whole(entry.bytes.clone())).collect();
        PushBatch::sign(self.device, self.chain.id, first, before, items, &self.key)
    }

    /// Pushes entries that must be judged one by one; a verdict each.
    ///
    /// # Panics
    /// When the whole batch is refused.
    pub async fn push_all(&mut self, entries: &[SealedEntry]) -> Vec<Verdict> {
        let batch = self.batch(entries);
        let PushReply::Taken(receipt) = self.push(&batch).await.unwrap() else { panic!("the batch was not taken") };
        receipt.open(&self.relay_key, &batch.entry_ids()).unwrap().verdicts().collect()
    }

    /// An entry as this device's owner would write it.
    pub fn entry(&self, class: EntryClass, kind: RecordKind, record: RecordId, scope: &str, payload: Vec<u8>) -> Entry {
        let now = self.clock.now_ms();
        let says_unit = kind.names_the_unit();
        Entry {
            class,
            kind,
            record,
            scope: scope.parse::<OrgPath>().unwrap(),
            device: self.device,
            post: self.owner.post(),
            post_kind: self.owner.post_kind(),
            stamp: Stamp::new(Hlc::from_ms(now), now, Some(0)),
            schema: 1,
            unit: says_unit.then_some(etong_protocol::UnitId(self.owner.unit)),
            payload,
        }
    }

    /// Reads on to the head; everything read so far.
    ///
    /// # Panics
    /// When the relay is down or its pages cannot be trusted.
    pub async fn read_all(&mut self) -> Feed {
        let token = self.token().await;
        loop {
            let query = PullQuery { cursor: self.cursor, chain: ChainId::NIL, standing: self.standing.version };
            let answer = self.send(RelayRequest::get(query.to_path()).with_token(&token)).await;
            let page = PullPage::from_frame(&answer.body, &self.relay_key).unwrap();
            if page.epoch != self.cursor.epoch {
                self.feed = Feed::default();
            }
            for entry in page.entries {
                self.feed.add(entry.seq, entry.bytes);
            }
            self.standing = page.standing.unwrap_or_else(|| self.standing.clone());
            self.cursor = Cursor { epoch: page.epoch, seq: page.read_to };
            if page.read_to == page.head {
                return self.feed.clone();
            }
        }
    }
}
