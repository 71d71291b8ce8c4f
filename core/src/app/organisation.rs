//! The organisation: who can do what where, rosters, the staff card.

use std::collections::BTreeMap;

use etong_protocol::{Card, CardRequest, OrgPath, PostId, PublicKey, RecordId, RelayRequest, WireError, wire};

use super::App;
use super::capturing::Captured;
use super::writing::{author, write};
use crate::capture::{self, Author, Drafts, FixRequest, OwnHoursRequest, RosterRequest};
use crate::domain::organisation::day::{day_at, is_day};
use crate::error::{AppError, CoreError, StoreError, SyncError};
use crate::store::setting::{self, Setting};
use crate::store::{Durability, Tx, card};
use crate::view::organisation as view;
use crate::view::{
    self as views, CardCheck, CardView, DutyView, HeirView, HelpersPage, HelpersQuery, LocatedView, MyPostRow,
    MyShifts, OfficesPage, PairProposalsPage, PostsPage, PostsQuery, RosterPage, RosterVersionRow, UnitView,
    VacanciesPage,
};

/// A phone's clock may be a day off before a card that was just signed looks like one of tomorrow.
const CLOCK_SLACK_MS: i64 = 24 * 60 * 60 * 1000;

impl App {
    /// Every post of the owner with unit, days, duties and what it may do.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`; so for every view.
    pub fn my_posts(&self) -> Result<Vec<MyPostRow>, AppError> {
        let today = self.today();
        Ok(self.store.read(|tx| view::my_posts(tx, &today).map_err(CoreError::from))?)
    }

    /// Posts that may act today, by name: whom a case can be dispatched to.
    ///
    /// # Errors
    /// `Invalid` for a scope that is no path.
    pub fn posts_in_reach(&self, query: &PostsQuery) -> Result<PostsPage, AppError> {
        let (scope, today) = (scope(query.scope.as_deref())?, self.today());
        let kind = query.kind.as_deref();
        Ok(self
            .store
            .read(|tx| view::posts_in_reach(tx, &scope, kind, &today, query.offset).map_err(CoreError::from))?)
    }

    /// Who near here can help: by skill or sort of team, the same community first, then by distance.
    ///
    /// # Errors
    /// `Invalid` for a unit that is no path, a place that is none, a skill or sort of team that nobody here has.
    pub fn helpers(&self, query: &HelpersQuery) -> Result<HelpersPage, AppError> {
        let (now_ms, today) = (self.device.now_ms(), self.today());
        let place = match (query.lat, query.lon) {
            (Some(lat), Some(lon)) => Some(place(lat, lon)?),
            _ => None,
        };
        Ok(self.store.read::<_, CoreError>(|tx| {
            let wanted = view::Wanted {
                skill: query.skill.as_deref(),
                team_kind: query.team_kind.as_deref(),
                near: unit_or_own(tx, query.near.as_deref())?,
                place,
                day: &today,
                now_ms,
                offset: query.offset,
            };
            view::known_words(tx, &wanted)?;
            Ok(view::helpers(tx, &wanted)?)
        })?)
    }

    /// Grids that lack a grid worker, an officer or teams today, and who answers for them.
    ///
    /// # Errors
    /// As `my_posts`.
    pub fn vacancies(&self, offset: u32) -> Result<VacanciesPage, AppError> {
        let today = self.today();
        let everywhere = OrgPath::centre();
        Ok(self.store.read(|tx| view::vacancies(tx, &everywhere, &today, offset).map_err(CoreError::from))?)
    }

    /// Offices at a unit and below (`None`: all this phone knows).
    ///
    /// # Errors
    /// `Invalid` for a scope that is no path.
    pub fn offices(&self, unit: Option<&str>, offset: u32) -> Result<OfficesPage, AppError> {
        let (scope, today) = (scope(unit)?, self.today());
        Ok(self.store.read(|tx| view::offices(tx, &scope, &today, offset).map_err(CoreError::from))?)
    }

    /// One unit of the directory.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn unit(&self, unit: u32) -> Result<UnitView, AppError> {
        let today = self.today();
        Ok(self.store.read(|tx| view::unit(tx, unit, &today))?)
    }

    /// Whose ground a place is, settled offline. Outside is an answer, with the nearest grid.
    ///
    /// # Errors
    /// `Invalid` for what is no place.
    pub fn locate(&self, lat: f64, lon: f64) -> Result<LocatedView, AppError> {
        let (point, today) = (place(lat, lon)?, self.today());
        Ok(self.store.read(|tx| view::located(tx, point, &today).map_err(CoreError::from))?)
    }

    /// Who answers for what belonged to a unit, which may have been split or merged meanwhile. `at`: where it is.
    ///
    /// # Errors
    /// `NotFound`, `Invalid` for what is no place.
    pub fn heir_of(&self, unit: u32, at: Option<FixRequest>) -> Result<HeirView, AppError> {
        let today = self.today();
        let point = at.map(|at| place(at.lat, at.lon)).transpose()?;
        Ok(self.store.read(|tx| view::heir_of(tx, unit, point, &today))?)
    }

    /// Plans a sheet of a unit's roster. A desk's plan counts once the relay has it.
    ///
    /// # Errors
    /// `NotAllowed` unless a desk plans at or below its unit, `Invalid` naming the field.
    pub fn plan_roster(&self, request: &RosterRequest) -> Result<Captured, AppError> {
        self.onto_rosters(|tx, author| {
            let mut known = BTreeMap::new();
            for post in capture::posts_of(request) {
                known.extend(views::known_post(tx, post)?.map(|held| (post, held)));
            }
            Ok(capture::plan_roster(author, request, &known)?)
        })
    }

    /// 互补搭档: pairs of a grid worker and an officer for a day (`None`: today) at a unit and below (`None`: the acting post's own),
    /// each with what speaks for it. Nothing is planned by it.
    ///
    /// # Errors
    /// `NotAllowed` unless the acting post plans rosters, `Invalid` for a unit that is no path or a day that is none.
    pub fn pair_proposals(
        &self,
        unit: Option<&str>,
        day: Option<&str>,
        offset: u32,
    ) -> Result<PairProposalsPage, AppError> {
        let day = self.day(day)?;
        Ok(self.store.read::<_, CoreError>(|tx| {
            capture::may_plan(&author(tx)?)?;
            Ok(view::pair_proposals(tx, &unit_or_own(tx, unit)?, &day, offset)?)
        })?)
    }

    /// Puts down the acting post's own hours.
    ///
    /// # Errors
    /// `NotAllowed` for a post without hours of its own to choose, `Invalid` naming the field.
    pub fn own_hours(&self, request: &OwnHoursRequest) -> Result<Captured, AppError> {
        self.onto_rosters(|_, author| Ok(capture::own_hours(author, request)?))
    }

    /// Who is on duty now at a unit (`None`: the acting post's own); where nobody is, the unit above answers.
    ///
    /// # Errors
    /// `Invalid` for a unit that is no path.
    pub fn duty(&self, unit: Option<&str>) -> Result<DutyView, AppError> {
        let now = self.device.now_ms();
        Ok(self.store.read::<_, CoreError>(|tx| Ok(view::duty(tx, &unit_or_own(tx, unit)?, now)?))?)
    }

    /// Every slot of a day (`None`: today) at a unit and below (`None`: the acting post's own): duty, shifts, pairs.
    ///
    /// # Errors
    /// `Invalid` for a unit that is no path or a day that is none.
    pub fn roster(&self, unit: Option<&str>, day: Option<&str>, offset: u32) -> Result<RosterPage, AppError> {
        let day = self.day(day)?;
        Ok(self.store.read::<_, CoreError>(|tx| Ok(view::roster_of_day(tx, &unit_or_own(tx, unit)?, &day, offset)?))?)
    }

    /// Every version of the sheets of a day of one unit, the replaced ones too.
    ///
    /// # Errors
    /// As `roster`.
    pub fn roster_versions(&self, unit: Option<&str>, day: Option<&str>) -> Result<Vec<RosterVersionRow>, AppError> {
        let day = self.day(day)?;
        Ok(self.store.read::<_, CoreError>(|tx| Ok(view::roster_versions(tx, &unit_or_own(tx, unit)?, &day)?))?)
    }

    /// The owner's own hours from yesterday on, of all posts, and whether it is a quiet time.
    ///
    /// # Errors
    /// As `my_posts`.
    pub fn my_shifts(&self) -> Result<MyShifts, AppError> {
        let (now, today) = (self.device.now_ms(), self.today());
        Ok(self.store.read::<_, CoreError>(|tx| {
            let standing = views::standing(tx)?;
            let posts: Vec<PostId> = standing.iter().flat_map(|held| &held.posts).map(|held| held.post).collect();
            Ok(view::my_shifts(tx, &posts, now, &today)?)
        })?)
    }

    /// Asks the relay for a staff card of the acting post and keeps it. `photo`: the photo shown beside the code; only
    /// its digest travels.
    ///
    /// # Errors
    /// `Offline`, `SignedOut`, `Refused` for a post that carries no card.
    pub async fn fetch_card(&self, photo: Option<Vec<u8>>) -> Result<CardView, AppError> {
        let post = self.store.read::<_, CoreError>(|tx| Ok(author(tx)?.post))?;
        let relay = self.relay()?;
        let session = self.session(&*relay)?;
        let photo = photo.map(|photo| {
            use sha2::Digest;
            sha2::Sha256::digest(photo).into()
        });
        let request = RelayRequest::post("/v1/card", wire::encode(&CardRequest { post, photo }));
        let answer = session.call(request).await?;
        let signed: Card = wire::decode(&answer, "card").map_err(CoreError::from)?;
        let body = signed.open(&session.relay_key()?).map_err(CoreError::from)?;
        if body.post != post || body.photo != photo {
            return Err(CoreError::from(WireError::Malformed { what: "card" }).into());
        }
        let (text, valid_until) = (signed.to_text(), body.valid_until);
        self.store
            .write::<_, StoreError>(Durability::Full, |tx| card::keep(tx, post, &text, valid_until))
            .map_err(CoreError::from)?;
        self.my_card()
    }

    /// The card of the acting post, as fetched last.
    ///
    /// # Errors
    /// `NotFound` while none was fetched.
    pub fn my_card(&self) -> Result<CardView, AppError> {
        let now = self.device.now_ms();
        Ok(self.store.read(|tx| {
            let post = author(tx)?.post;
            let missing = || CoreError::NotFound { noun: "card", id: post.to_string() };
            view::my_card(tx, post, now)?.ok_or_else(missing)
        })?)
    }

    /// Is the card that somebody shows good? Needs no network: the relay's key has been on this phone since it was enrolled.
    ///
    /// # Errors
    /// `SignedOut` before this phone knows a relay.
    pub fn check_card(&self, text: &str) -> Result<CardCheck, AppError> {
        let key = self.store.read::<_, StoreError>(|tx| setting::array(tx, Setting::RelayKey));
        let key = key.map_err(CoreError::from)?.ok_or(CoreError::Sync(SyncError::NotEnrolled))?;
        Ok(view::check_card(text, &PublicKey(key), self.device.now_ms(), CLOCK_SLACK_MS))
    }

    /// Drafts onto the rosters of a unit's months, each a record of its own.
    fn onto_rosters(
        &self,
        ask: impl FnOnce(&Tx<'_>, &Author) -> Result<Drafts, CoreError>,
    ) -> Result<Captured, AppError> {
        let moment = self.moment();
        self.save_at(moment, |tx, door| {
            let author = author(tx)?;
            let drafts = ask(tx, &author)?;
            let first = drafts.drafts.first().map_or(RecordId::NIL, |draft| draft.record);
            write(door, &author, first, drafts, moment.within_ms())
        })
    }

    pub(super) fn today(&self) -> String {
        day_at(self.device.now_ms())
    }

    fn day(&self, asked: Option<&str>) -> Result<String, CoreError> {
        match asked {
            None => Ok(self.today()),
            Some(day) if is_day(day) => Ok(day.to_owned()),
            Some(_) => Err(invalid("day", "write days as 2026-01-31")),
        }
    }
}

fn invalid(field: &str, reason: &str) -> CoreError {
    CoreError::Invalid { field: field.to_owned(), reason: reason.to_owned() }
}

/// The path that was asked for; everything when none was.
fn scope(asked: Option<&str>) -> Result<OrgPath, CoreError> {
    let reason = "not a path of unit numbers as in /1/12/345/6789";
    asked.map_or(Ok(OrgPath::centre()), |path| path.trim().parse().map_err(|_| invalid("scope", reason)))
}

fn unit_or_own(tx: &Tx<'_>, asked: Option<&str>) -> Result<OrgPath, CoreError> {
    match asked {
        Some(_) => scope(asked),
        None => Ok(author(tx)?.unit),
    }
}

fn place(lat: f64, lon: f64) -> Result<(i32, i32), CoreError> {
    let fix = crate::domain::Fix::from_degrees(lat, lon, 0.0);
    fix.map(|fix| (fix.lat_e6, fix.lon_e6)).map_err(|error| invalid("place", &error.to_string()))
}
