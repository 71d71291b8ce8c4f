//! A year of work as entries: every request of the city's year (`etong_city`) goes through the phone's own rules (`capture` over the
//! fold so far) in the name of the post that makes it, so what a rule refuses stops the play. Whoever plays it decides what becomes of
//! the entries: the bench pushes them at a relay, a test folds them. Every entry counts as taken by the relay at once.

pub mod books;
mod callback;
mod case;
mod collection;
mod mediation;
mod mobilisation;
mod patrol;
mod roster;

use std::collections::BTreeMap;
use std::error::Error;

use etong_city::{City, Deed, Happening};
use etong_core::capture::{Author, Drafts};
use etong_core::domain::event::Event;
use etong_core::protocol::{DeviceId, OrgPath, PostId, RecordId, RecordKind, SealedEntry, UnitId, WireError};
use serde::de::DeserializeOwned;

use crate::pen::Pen;
use books::Books;
pub use callback::Drawn;

/// Every step can fail, and then the play stops and says why.
pub type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// The residents on the register, by citizen number.
pub type Register = BTreeMap<String, RecordId>;

/// What the year is entered with.
#[derive(Debug, Default)]
pub struct Year {
    pub posts: BTreeMap<PostId, Author>,
    pub register: Register,
    pub books: Books,
}

impl Year {
    /// A turn of `pen`, which writes to `entries`.
    pub fn play<'p>(&'p mut self, pen: &'p mut Pen, entries: &'p mut Vec<SealedEntry>) -> Play<'p> {
        Play { pen, posts: &self.posts, register: &self.register, books: &mut self.books, entries }
    }
}

/// Enters happenings in the name of whoever made them.
#[derive(Debug)]
pub struct Play<'a> {
    pen: &'a mut Pen,
    posts: &'a BTreeMap<PostId, Author>,
    register: &'a Register,
    books: &'a mut Books,
    entries: &'a mut Vec<SealedEntry>,
}

impl Play<'_> {
    /// # Errors
    /// What a rule refuses, with the noun, the act and the kind of post.
    pub fn enter(&mut self, happening: &Happening) -> Outcome<()> {
        let entered = match happening.noun {
            "case" => self.case(happening),
            "patrol" => self.patrol(happening, None),
            "visit" => self.visit(happening),
            "inspection" => self.inspection(happening),
            "clue" => self.clue(happening),
            "notice" => self.notice(happening),
            "campaign" => self.campaign(happening),
            "call" => self.call(happening),
            "roster" => self.roster(happening),
            "place" => self.place(happening, None),
            "merge" => self.merge(happening),
            "survey" => self.survey(happening),
            // Counted and published by the phone that looks at it.
            "assessment" => Ok(()),
            // Announced before everything else, and carried out month by month.
            "draw" => Ok(()),
            noun => Err(format!("no way to enter a {noun}").into()),
        };
        entered.map_err(|error| format!("{} at {}: {error}", happening.noun, happening.scope).into())
    }

    /// Who does this, on a phone of their own for all that the rules ask.
    fn author(&self, deed: &Deed) -> Outcome<Author> {
        let author = self.posts.get(&deed.post).ok_or("a deed of a post that is not there")?;
        Ok(Author { device: phone_of(author.post), ..author.clone() })
    }

    /// Seals the drafts of a deed; gives back those of `kind`, as `read` makes them of the entry.
    fn seal<T>(
        &mut self,
        deed: &Deed,
        drafts: Drafts,
        kind: &RecordKind,
        read: impl Fn(&SealedEntry, u64) -> Result<T, WireError>,
    ) -> Outcome<Vec<T>> {
        let author = self.author(deed)?;
        let mut of_kind = Vec::new();
        for draft in drafts.drafts {
            let sealed = self.pen.seal(&author, draft, deed.at)?;
            if sealed.entry.kind == *kind {
                of_kind.push(read(&sealed, self.books.next_number())?);
            }
            self.entries.push(sealed);
        }
        Ok(of_kind)
    }
}

/// The event an entry is, with the act `read` of its payload; as if the relay had taken each at once.
fn event<A>(read: impl Fn(&[u8]) -> Result<A, WireError>) -> impl Fn(&SealedEntry, u64) -> Result<Event<A>, WireError> {
    move |sealed, seq| {
        let event = Event::of(sealed, Some(seq), read(&sealed.entry.payload)?);
        Ok(Event { device: phone_of(event.post), ..event })
    }
}

/// The phone of whoever holds the post: one phone writes for many here, and no rule is to see that.
#[must_use]
pub const fn phone_of(post: PostId) -> DeviceId {
    DeviceId::from_bytes(*post.as_bytes())
}

/// Every post of the city as an author on `device`.
///
/// # Errors
/// A post without a unit.
pub fn authors(city: &City, device: DeviceId) -> Outcome<BTreeMap<PostId, Author>> {
    let units = unit_paths(city)?;
    let posts = city.directory().posts.iter();
    posts
        .map(|post| {
            let unit = units.get(&post.unit).ok_or("a post without a unit")?.clone();
            Ok((post.post, Author { device, post: post.post, post_kind: post.kind.clone(), unit, shared: false }))
        })
        .collect()
}

fn unit_paths(city: &City) -> Outcome<BTreeMap<u32, OrgPath>> {
    let mut paths: BTreeMap<u32, OrgPath> = BTreeMap::new();
    // What stands above has the smaller number.
    for unit in &city.directory().units {
        let above = match unit.parent {
            None => OrgPath::centre(),
            Some(parent) => paths.get(&parent).ok_or("a unit before the one it stands below")?.clone(),
        };
        paths.insert(unit.unit, above.child(UnitId(unit.unit))?);
    }
    Ok(paths)
}

fn request<T: DeserializeOwned>(deed: &Deed) -> Outcome<T> {
    Ok(serde_json::from_value(deed.request.clone())?)
}

/// The request of a deed that names the record it is about by then.
fn request_about<T: DeserializeOwned>(deed: &Deed, key: &str, record: RecordId) -> Outcome<T> {
    let mut request = deed.request.clone();
    request.as_object_mut().ok_or("a request is an object")?.insert(key.to_owned(), record.to_string().into());
    Ok(serde_json::from_value(request)?)
}

/// The word under `act` and the text under `text`.
fn act_and_text(deed: &Deed) -> (&str, &str) {
    let of = |key: &str| deed.request.get(key).and_then(serde_json::Value::as_str).unwrap_or_default();
    (of("act"), of("text"))
}
