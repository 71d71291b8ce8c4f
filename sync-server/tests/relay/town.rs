//! A small town: units, people with posts, a clock moved by hand, and phones that speak the protocol.
//! Li is grid worker of grid 4, Wang of grid 5, Chen police officer of community 3, Zhao its desk,
//! Sun a volunteer of community 3, Qian the county's desk.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request};
use etong_merge::{AutomergeDoc, FieldEdit, RecordDoc};
use etong_protocol::enrol::{EnrolReply, EnrolRequest, TokenReply, TokenRequest};
use etong_protocol::named_id::{log_of, roster_record};
use etong_protocol::{
    Asked, BodyHash, Chain, ChainId, Cursor, DeviceId, Entry, EntryClass, EntryId, Hlc, OrgPath, PROOF_HEADER,
    PersonId, PostId, PostKind, Proof, PublicKey, PullPage, PullQuery, PushBatch, PushItem, PushReply, ReceiptBody,
    RecordId, RecordKind, Refusal, RefusalCode, SealedEntry, SigningKey, Stamp, Verb, Verdict, wire,
};
use etong_server::directory::{self, By, CodeFor, Import, PersonRow, PostRow, UnitRow, import, issue_code};
use etong_server::{Chance, Clock, RelayError, RelayOptions, RelayState, router};
use http_body_util::BodyExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use tower::ServiceExt;

use crate::trail::operator;

/// 2026-03-02 09:00 in China.
pub(crate) const MORNING: i64 = 1_772_413_200_000;
pub(crate) const GRID_4: &str = "/1/2/3/4";
pub(crate) const GRID_5: &str = "/1/2/3/5";

#[derive(Debug)]
pub(crate) struct HandClock(AtomicI64);

impl HandClock {
    pub(crate) fn advance_minutes(&self, minutes: i64) {
        self.0.fetch_add(minutes * 60_000, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

pub(crate) struct SeededChance(Mutex<ChaCha8Rng>);

impl SeededChance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Mutex::new(ChaCha8Rng::seed_from_u64(seed)))
    }
}

impl Chance for SeededChance {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RelayError> {
        self.0.lock().unwrap().fill_bytes(bytes);
        Ok(())
    }
}

pub(crate) struct Town {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) clock: Arc<HandClock>,
    pub(crate) state: RelayState,
    phones: u8,
    /// Which key goes with which token: whoever asks with a token of these proves it.
    keys: Mutex<BTreeMap<String, SigningKey>>,
    proofs: AtomicU64,
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn ok<T: for<'b> minicbor::Decode<'b, ()>>(&self) -> T {
        assert_eq!(self.status, 200, "{:?}", self.refusal());
        wire::decode(&self.body, "answer").unwrap()
    }

    pub(crate) fn refusal(&self) -> Option<Refusal> {
        wire::decode(&self.body, "refusal").ok()
    }

    /// Asserts a refusal and gives what a person reads.
    pub(crate) fn refused(&self, code: RefusalCode) -> String {
        let refusal = self.refusal().unwrap_or_else(|| panic!("no refusal: {self:?}"));
        assert_eq!((refusal.code, self.status), (code, code.http_status()), "{}", refusal.detail);
        refusal.detail
    }
}

impl Town {
    pub(crate) fn new() -> Self {
        Self::with(RelayOptions::default())
    }

    pub(crate) fn with(options: RelayOptions) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(HandClock(AtomicI64::new(MORNING)));
        let state = open(folder.path(), &clock, options);
        import(state.store(), &people_and_places()).unwrap();
        Self { folder, clock, state, phones: 0, keys: Mutex::default(), proofs: AtomicU64::new(0) }
    }

    /// Takes an import, two operators approving what is sensitive.
    pub(crate) fn take(&self, file: &Import) {
        let store = self.state.store();
        let operators = [operator("one", 251), operator("two", 252)];
        let Some(pending) = import(store, file).unwrap().pending else { return };
        if directory::operators(store).unwrap().is_empty() {
            let [one, two] = &operators;
            directory::add_operator(store, "one", one.public(), &By::default()).unwrap();
            directory::add_operator(store, "two", two.public(), &By::Operator(one.clone())).unwrap();
        }
        for operator in &operators {
            directory::approve(store, pending, operator).unwrap();
        }
    }

    /// Stops the relay and starts it on the same folder.
    pub(crate) async fn restart(&mut self) {
        self.state.close().await;
        self.state = open(self.folder.path(), &self.clock, RelayOptions::default());
    }

    pub(crate) fn router(&self) -> Router {
        router(self.state.clone())
    }

    pub(crate) async fn post(&self, path: &str, token: Option<&str>, body: Vec<u8>) -> Answer {
        self.call(Method::POST, path, token, body).await
    }

    pub(crate) async fn get(&self, path: &str, token: Option<&str>) -> Answer {
        self.call(Method::GET, path, token, Vec::new()).await
    }

    async fn call(&self, method: Method, path: &str, token: Option<&str>, body: Vec<u8>) -> Answer {
        let mut request = Request::builder().method(method.clone()).uri(path);
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
            if let Some(proof) = self.proof(&method, path, token, &body) {
                request = request.header(PROOF_HEADER, proof);
            }
        }
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// A fresh proof for a token of one of this town's phones.
    pub(crate) fn proof(&self, method: &Method, path: &str, token: &str, body: &[u8]) -> Option<String> {
        let number = self.proofs.fetch_add(1, Ordering::SeqCst);
        let keys = self.keys.lock().unwrap();
        let verb = if *method == Method::POST { Verb::Post } else { Verb::Get };
        Some(Proof::sign(&Asked { token, verb, path, body: BodyHash::of(body) }, number, keys.get(token)?).to_text())
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.unwrap().to_bytes().to_vec();
        Answer { status, body }
    }

    /// Rows of every table: equal before and after means that nothing changed.
    pub(crate) fn rows(&self) -> BTreeMap<String, i64> {
        let connection = self.database();
        let mut tables = connection
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
            .unwrap();
        let names: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let count = |name: &String| {
            connection.query_row(&format!("SELECT COUNT(*) FROM \"{name}\""), [], |row| row.get(0)).unwrap()
        };
        names.iter().map(|name| (name.clone(), count(name))).collect()
    }

    pub(crate) fn database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.folder.path().join("relay.db")).unwrap()
    }

    pub(crate) fn relay_key(&self) -> PublicKey {
        self.state.store().public_key()
    }

    pub(crate) fn code(&self, person: u8) -> String {
        issue_code(self.state.store(), CodeFor::Person(person_id(person)), 60).unwrap().code
    }

    /// A fresh phone of somebody, enrolled and with a token.
    pub(crate) async fn phone(&mut self, who: &Who) -> Phone {
        let mut phone = self.stranger(who);
        let code = self.code(who.person);
        let reply: EnrolReply = self.post("/v1/enrol", None, phone.enrolment(&code)).await.ok();
        phone.standing = reply.standing.version;
        phone.cursor = Cursor { epoch: reply.epoch, seq: 0 };
        phone.sign_in(self).await;
        phone
    }

    /// A fresh phone the relay does not know.
    pub(crate) fn stranger(&mut self, who: &Who) -> Phone {
        self.phones += 1;
        let number = self.phones;
        let device = DeviceId::new(MORNING, [number; 10]);
        let chain = ChainId::new(MORNING, [number; 10]);
        Phone {
            who: who.clone(),
            device,
            key: SigningKey::from_seed(&[number; 32]),
            actor: [number; 16],
            chain: Chain::start(device, chain),
            token: String::new(),
            cursor: Cursor::default(),
            standing: 0,
            hlc: Hlc::from_ms(MORNING),
            made: 0,
        }
    }
}

fn open(folder: &Path, clock: &Arc<HandClock>, options: RelayOptions) -> RelayState {
    let chance = Arc::new(SeededChance::new(7));
    RelayState::open(folder, Arc::clone(clock) as Arc<dyn Clock>, chance, options).unwrap()
}

/// Somebody with one post.
#[derive(Debug, Clone)]
pub(crate) struct Who {
    pub(crate) person: u8,
    pub(crate) kind: PostKind,
    pub(crate) unit: u32,
}

pub(crate) fn li() -> Who {
    Who { person: 1, kind: PostKind::GridWorker, unit: 4 }
}
pub(crate) fn wang() -> Who {
    Who { person: 2, kind: PostKind::GridWorker, unit: 5 }
}
pub(crate) fn chen() -> Who {
    Who { person: 3, kind: PostKind::PoliceOfficer, unit: 3 }
}
pub(crate) fn zhao() -> Who {
    Who { person: 4, kind: PostKind::CommunityDesk, unit: 3 }
}
pub(crate) fn sun() -> Who {
    Who { person: 5, kind: PostKind::Volunteer, unit: 3 }
}
pub(crate) fn qian() -> Who {
    Who { person: 6, kind: PostKind::CountyDesk, unit: 1 }
}

pub(crate) fn everybody() -> [Who; 6] {
    [li(), wang(), chen(), zhao(), sun(), qian()]
}

pub(crate) fn person_id(person: u8) -> PersonId {
    PersonId::new(MORNING, [person; 10])
}

pub(crate) fn post_id(person: u8) -> PostId {
    PostId::new(MORNING, [person; 10])
}

pub(crate) fn unit(unit: u32, parent: Option<u32>, kind: &str) -> UnitRow {
    UnitRow {
        unit,
        parent,
        name: format!("unit {unit}"),
        code: format!("3506{unit:02}"),
        kind: kind.to_owned(),
        valid_from: "2020-01-01".to_owned(),
        ..UnitRow::default()
    }
}

pub(crate) fn people_and_places() -> Import {
    Import {
        units: vec![
            unit(1, None, "county"),
            unit(2, Some(1), "township"),
            unit(3, Some(2), "community"),
            unit(4, Some(3), "grid"),
            unit(5, Some(3), "grid"),
        ],
        people: everybody()
            .iter()
            .map(|who| PersonRow::new(person_id(who.person), &format!("person {}", who.person)))
            .collect(),
        posts: everybody().iter().map(post_row).collect(),
        ..Import::default()
    }
}

pub(crate) fn post_row(who: &Who) -> PostRow {
    PostRow::new(post_id(who.person), person_id(who.person), who.kind.clone(), who.unit, "2026-01-01")
}

/// A phone as far as the relay can tell.
pub(crate) struct Phone {
    pub(crate) who: Who,
    pub(crate) device: DeviceId,
    pub(crate) key: SigningKey,
    pub(crate) actor: [u8; 16],
    pub(crate) chain: Chain,
    pub(crate) token: String,
    pub(crate) cursor: Cursor,
    pub(crate) standing: u64,
    hlc: Hlc,
    made: u16,
}

/// What a batch came back with.
pub(crate) struct Pushed {
    pub(crate) ids: Vec<EntryId>,
    pub(crate) body: ReceiptBody,
    pub(crate) verdicts: Vec<Verdict>,
}

impl Phone {
    pub(crate) fn enrolment(&self, code: &str) -> Vec<u8> {
        wire::encode(&EnrolRequest::sign(code, self.device, "test phone", &self.key))
    }

    pub(crate) fn token_request(&self, at: i64, nonce: u8) -> Vec<u8> {
        wire::encode(&TokenRequest::sign(self.device, at, [nonce; 16], &self.key))
    }

    pub(crate) async fn sign_in(&mut self, town: &Town) {
        let nonce = u8::try_from(town.rows()["nonce"] % 256).unwrap();
        let request = self.token_request(town.clock.now_ms(), nonce);
        let reply: TokenReply = town.post("/v1/token", None, request).await.ok();
        town.keys.lock().unwrap().insert(reply.token.clone(), self.key.clone());
        self.token = reply.token;
    }

    /// An entry of this phone's owner at `scope`; change it before it is sealed to make it a bad one.
    pub(crate) fn entry(&mut self, class: EntryClass, kind: &str, record: RecordId, scope: &str) -> Entry {
        self.hlc = self.hlc.tick(MORNING);
        self.made += 1;
        Entry {
            class,
            kind: kind.parse().unwrap(),
            record,
            scope: scope.parse().unwrap(),
            device: self.device,
            post: post_id(self.who.person),
            post_kind: self.who.kind.clone(),
            stamp: Stamp::new(self.hlc, MORNING, None),
            schema: 1,
            unit: ["case", "opened"].contains(&kind).then_some(etong_protocol::UnitId(self.who.unit)),
            payload: wire::encode(&self.made),
        }
    }

    pub(crate) fn event(&mut self, kind: &str, record: RecordId, scope: &str) -> SealedEntry {
        self.entry(EntryClass::Event, kind, record, scope).seal()
    }

    /// A resident document's next change, made on `doc`.
    pub(crate) fn edit(&mut self, doc: &mut AutomergeDoc, record: RecordId, scope: &str, name: &str) -> SealedEntry {
        let change = doc.edit(self.actor, &[FieldEdit::set("name", name)], MORNING / 1000).unwrap().unwrap();
        let mut entry = self.entry(EntryClass::Doc, "resident", record, scope);
        entry.payload = change.bytes;
        entry.seal()
    }

    /// Links items to the chain and signs them.
    pub(crate) fn batch(&mut self, items: Vec<PushItem>) -> PushBatch {
        let (first, head_before) = (self.chain.dseq + 1, self.chain.head);
        for item in &items {
            let _ = self.chain.link(item.entry_id());
        }
        PushBatch::sign(self.device, self.chain.id, first, head_before, items, &self.key)
    }

    pub(crate) fn whole(&mut self, entries: &[SealedEntry]) -> PushBatch {
        let items = entries.iter().map(|entry| PushItem::Whole(entry.bytes.clone())).collect();
        self.batch(items)
    }

    pub(crate) async fn send(&self, town: &Town, batch: &PushBatch) -> Answer {
        town.post("/v1/push", Some(&self.token), batch.to_frame().unwrap()).await
    }

    pub(crate) async fn push(&mut self, town: &Town, entries: &[SealedEntry]) -> Pushed {
        let batch = self.whole(entries);
        self.push_batch(town, &batch).await
    }

    /// Pushes and checks the receipt the way a phone does.
    pub(crate) async fn push_batch(&self, town: &Town, batch: &PushBatch) -> Pushed {
        match self.send(town, batch).await.ok::<PushReply>() {
            PushReply::Taken(receipt) => {
                let ids = batch.entry_ids();
                let body = receipt.open(&town.relay_key(), &ids).unwrap();
                assert_eq!((body.device, body.chain, body.first), (self.device, self.chain.id, batch.first));
                let verdicts = body.verdicts().collect();
                Pushed { ids, body, verdicts }
            }
            other => panic!("not taken: {other:?}"),
        }
    }

    pub(crate) async fn pull_page(&mut self, town: &Town) -> PullPage {
        let query = PullQuery { cursor: self.cursor, chain: self.chain.id, standing: self.standing };
        let answer = town.get(&query.to_path(), Some(&self.token)).await;
        assert_eq!(answer.status, 200, "{:?}", answer.refusal());
        let page = PullPage::from_frame(&answer.body, &town.relay_key()).unwrap();
        self.cursor = Cursor { epoch: page.epoch, seq: page.read_to };
        if let Some(standing) = &page.standing {
            self.standing = standing.version;
        }
        page
    }

    /// Pulls until the head; all entries and the last page.
    pub(crate) async fn pull(&mut self, town: &Town) -> (Vec<(u64, SealedEntry)>, PullPage) {
        let mut entries = Vec::new();
        loop {
            let page = self.pull_page(town).await;
            for pulled in &page.entries {
                entries.push((pulled.seq, SealedEntry::open(pulled.bytes.clone()).unwrap()));
            }
            if page.read_to == page.head {
                return (entries, page);
            }
        }
    }
}

/// What founds a record whose id is computed bears what it is computed from; anything else stays as it is.
pub(crate) fn named(mut entry: Entry) -> Entry {
    #[derive(serde::Serialize)]
    struct Planned {
        a: &'static str,
        day: String,
    }
    match entry.kind {
        RecordKind::Audit => entry.record = log_of(entry.device, entry.post, &entry.scope),
        RecordKind::Roster => {
            let sum = |sum: u32, byte: &u8| sum.wrapping_mul(31).wrapping_add(u32::from(*byte));
            let month = entry.record.as_bytes().iter().fold(0, sum) % 96_000;
            let day = format!("{:04}-{:02}-02", 2_000 + month / 12, 1 + month % 12);
            entry.record = roster_record(&entry.scope, &day);
            entry.payload = wire::encode_payload(&Planned { a: "plan", day }).unwrap();
        }
        _ => {}
    }
    entry
}

/// No person's and no post's id.
pub(crate) fn record(number: u8) -> RecordId {
    let mut drawn = [number; 10];
    drawn[9] = !number;
    RecordId::new(MORNING, drawn)
}

pub(crate) fn path(text: &str) -> OrgPath {
    text.parse().unwrap()
}

pub(crate) fn seqs(verdicts: &[Verdict]) -> Vec<Option<u64>> {
    verdicts
        .iter()
        .map(|verdict| match verdict {
            Verdict::Stored { seq } => Some(*seq),
            Verdict::Refused { .. } | Verdict::Withheld => None,
        })
        .collect()
}

/// Kinds of the given entries, for short assertions.
pub(crate) fn kinds(entries: &[(u64, SealedEntry)]) -> Vec<RecordKind> {
    entries.iter().map(|(_, sealed)| sealed.entry.kind.clone()).collect()
}
