//! Places, visits, likely duplicates and merges: what a screen asks for, and what it sends.

use etong_protocol::{PostId, PostKind, RecordId, RecordKind};

use super::App;
use super::capturing::Captured;
use super::heirs;
use super::writing::{author, find, not_found, write};
use crate::capture::{self, EditRequest, KnownRecord, MergeRequest, PlaceRequest, SpecialRequest, VisitRequest};
use crate::error::{AppError, CoreError};
use crate::projection::{fields_of, load_merges, load_visits};
use crate::store::record::{self, Record};
use crate::store::setting::{self, Setting};
use crate::store::{Tx, codes};
use crate::view::{
    self, CodeTableView, DuplicatesPage, MergesPage, MergesView, PlaceView, PlacesPage, RemindersPage, UnseenPage,
    VisitsPage,
};

const DAY_MS: i64 = 86_400_000;
/// Days ahead a reminder may be asked for.
const DAYS_MAX: u32 = 3_660;

impl App {
    /// A new building, dwelling or household.
    ///
    /// # Errors
    /// `NotAllowed`, `Invalid` naming the field.
    pub fn capture_place(&self, request: &PlaceRequest) -> Result<Captured, AppError> {
        self.found_here(|tx, author, record| {
            let named = request.set.iter().find(|change| change.field == "of_building");
            let building = named.and_then(|change| change.value.as_deref()?.trim().parse::<RecordId>().ok());
            let building = building.map(|id| record::find(tx, id)).transpose()?.flatten();
            let building = building.map(|building| known(tx, &building)).transpose()?;
            Ok(capture::place(author, request, record, building.as_ref(), &codes::load(tx)?)?)
        })
    }

    /// Changes fields of a building, dwelling or household.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`, `Invalid` naming the field.
    pub fn edit_place(&self, id: &str, request: &EditRequest) -> Result<Captured, AppError> {
        self.on_known(id, &PLACES, |tx, author, found| {
            Ok(capture::edit_place(author, &known(tx, found)?, request, &codes::load(tx)?)?)
        })
    }

    /// A visit to a resident, dwelling or household: "what changed?". The edits are saved with it.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`, `Invalid` naming the field.
    pub fn visit(&self, id: &str, request: &VisitRequest) -> Result<Captured, AppError> {
        let now = self.device.now_ms();
        self.on_known(id, &VISITED, |tx, author, found| {
            let mut present = Vec::new();
            for id in &request.present {
                let resident = find(tx, &RecordKind::Resident, id)?;
                if !present.iter().any(|(record, _)| *record == resident.record) {
                    present.push((resident.record, resident.scope));
                }
            }
            let scopes: Vec<_> = std::iter::once(&found.scope).chain(present.iter().map(|(_, scope)| scope)).collect();
            let author = &heirs::at_all(tx, author, &scopes)?;
            Ok(capture::visit(author, &known(tx, found)?, &present, request, now, &codes::load(tx)?)?)
        })
    }

    /// Says that a visit to this record took place. `visit` is its id, from `visits`.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`, `Invalid` when there is no such visit.
    pub fn confirm_visit(&self, id: &str, visit: &str) -> Result<Captured, AppError> {
        self.on_known(id, &VISITED, |tx, author, found| {
            let visit = visit.parse().map_err(|_| invalid("visit", "not the id of a visit"))?;
            Ok(capture::confirm_visit(author, &known(tx, found)?, &load_visits(tx, found.no)?, visit)?)
        })
    }

    /// Proposes, confirms, declines or undoes that another record is merged into this one. All but a proposal count once the
    /// relay has them.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` with the rule and who may, `Invalid` for two records that cannot be one.
    pub fn merge(&self, id: &str, request: &MergeRequest) -> Result<Captured, AppError> {
        self.on_known(id, &DOCUMENTS, |tx, author, found| {
            let other = find_any(tx, &DOCUMENTS, &request.other)?;
            let author = &heirs::at_all(tx, author, &[&found.scope, &other.scope])?;
            let standing = view::standing(tx)?;
            let own: Vec<PostId> = standing.iter().flat_map(|standing| &standing.posts).map(|held| held.post).collect();
            let fold = load_merges(tx, found)?;
            Ok(capture::merge(author, &fold, &known(tx, found)?, &known(tx, &other)?, &own, request)?)
        })
    }

    /// A record of special populations. Refused with the rule until the centre has named who keeps them.
    ///
    /// # Errors
    /// `NotAllowed`, `Invalid` naming the field.
    pub fn capture_special(&self, request: &SpecialRequest) -> Result<Captured, AppError> {
        let today = self.days_ahead(0)?;
        self.found_here(|tx, author, record| {
            let rules = codes::special_rules(tx, &author.unit, today)?;
            Ok(capture::special(author, request, record, &rules, &codes::load(tx)?)?)
        })
    }

    /// Places of a kind (`building`, `dwelling`, `household`), a page from `offset`.
    ///
    /// # Errors
    /// `Invalid` for another kind, `StorageLocked`, `StorageBroken`.
    pub fn places(&self, kind: &str, offset: u32) -> Result<PlacesPage, AppError> {
        Ok(self.store.read(|tx| view::places(tx, kind, offset))?)
    }

    /// Places by words of the address, or by the name or number of a household.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`.
    pub fn search_places(&self, typed: &str) -> Result<PlacesPage, AppError> {
        Ok(self.store.read(|tx| view::search_places(tx, typed).map_err(CoreError::from))?)
    }

    /// One place with what is inside and who lives there.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn place(&self, id: &str) -> Result<PlaceView, AppError> {
        let record = read_id("place", id)?;
        let place = self.store.read(|tx| view::place(tx, record))?;
        self.note_look(id);
        Ok(place)
    }

    /// The dwellings of a building, a page from `offset`.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn dwellings_of(&self, id: &str, offset: u32) -> Result<PlacesPage, AppError> {
        let record = read_id("building", id)?;
        Ok(self.store.read(|tx| view::dwellings_of(tx, record, offset).map_err(CoreError::from))?)
    }

    /// The visits to a resident, dwelling or household, latest first, a page; `after`: where the page before ended.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` for an end that is none.
    pub fn visits(&self, id: &str, after: Option<&str>) -> Result<VisitsPage, AppError> {
        let record = read_id("visited record", id)?;
        let visits = self.store.read(|tx| view::visits(tx, record, after))?;
        self.note_look(id);
        Ok(visits)
    }

    /// Planned visits and registrations that run out within so many days from today, overdue ones first, in the area of the acting post.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`.
    pub fn reminders(&self, within_days: u32, offset: u32) -> Result<RemindersPage, AppError> {
        let (today, until) = (self.days_ahead(0)?, self.days_ahead(within_days.min(DAYS_MAX))?);
        Ok(self.store.read::<_, CoreError>(|tx| {
            Ok(view::reminders(tx, super::asking::acting(tx)?.as_ref(), today, until, offset)?)
        })?)
    }

    /// Records of a kind (`resident`, `dwelling`, `household`) that nobody has visited for so many days.
    ///
    /// # Errors
    /// `Invalid` for another kind.
    pub fn unseen(&self, kind: &str, days: u32, offset: u32) -> Result<UnseenPage, AppError> {
        if !VISITED.iter().any(|visited| visited.as_str() == kind) {
            return Err(invalid("kind", "must be one of resident, dwelling, household").into());
        }
        let since = self.device.now_ms().saturating_sub(i64::from(days).saturating_mul(DAY_MS));
        Ok(self.store.read(|tx| view::unseen(tx, kind, since, offset).map_err(CoreError::from))?)
    }

    /// Residents that are likely one person, with the facts that speak for it: pairs of which one lies in the area of the acting post.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`.
    pub fn duplicates(&self, offset: u32) -> Result<DuplicatesPage, AppError> {
        Ok(self
            .store
            .read::<_, CoreError>(|tx| Ok(view::duplicates(tx, super::asking::acting(tx)?.as_ref(), offset)?))?)
    }

    /// The likely duplicates of one resident.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn duplicates_of(&self, id: &str) -> Result<DuplicatesPage, AppError> {
        let duplicates = self.store.read::<_, CoreError>(|tx| {
            let found = find(tx, &RecordKind::Resident, id)?;
            Ok(view::duplicates_of(tx, found.no)?)
        })?;
        self.note_look(id);
        Ok(duplicates)
    }

    /// The merges of a record and what the acting post may do next.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn merges(&self, id: &str) -> Result<MergesView, AppError> {
        let record = read_id("record", id)?;
        let merges = self.store.read(|tx| view::merges(tx, record, acting(tx)?.as_ref()))?;
        self.note_look(id);
        Ok(merges)
    }

    /// Proposals in the area of the acting post that wait for it, the second person.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`.
    pub fn merge_proposals(&self, offset: u32) -> Result<MergesPage, AppError> {
        Ok(self
            .store
            .read::<_, CoreError>(|tx| Ok(view::proposals(tx, super::asking::acting(tx)?.as_ref(), offset)?))?)
    }

    /// A code list for a form, as in `code.nation`.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn code_table(&self, dictionary: &str) -> Result<CodeTableView, AppError> {
        let today = self.days_ahead(0)?;
        Ok(self.store.read(|tx| view::code_table(tx, dictionary, today))?)
    }

    fn on_known(
        &self,
        id: &str,
        kinds: &[RecordKind],
        ask: impl FnOnce(&Tx<'_>, &capture::Author, &Record) -> Result<capture::Drafts, CoreError>,
    ) -> Result<Captured, AppError> {
        let moment = self.moment();
        self.save_at(moment, |tx, door| {
            let found = find_any(tx, kinds, id)?;
            let author = heirs::at(tx, author(tx)?, &found)?;
            let drafts = ask(tx, &author, &found)?;
            write(door, &author, found.record, drafts, moment.within_ms())
        })
    }

    /// The day in China, so many days from now.
    fn days_ahead(&self, ahead: u32) -> Result<jiff::civil::Date, CoreError> {
        let at = self.device.now_ms().saturating_add(i64::from(ahead).saturating_mul(DAY_MS));
        let at = jiff::Timestamp::from_millisecond(at).map_err(|_| invalid("clock", "shows no day"))?;
        Ok(jiff::tz::offset(8).to_datetime(at).date())
    }
}

const PLACES: [RecordKind; 3] = [RecordKind::Building, RecordKind::Dwelling, RecordKind::Household];
const VISITED: [RecordKind; 3] = [RecordKind::Resident, RecordKind::Dwelling, RecordKind::Household];
const DOCUMENTS: [RecordKind; 4] =
    [RecordKind::Resident, RecordKind::Building, RecordKind::Dwelling, RecordKind::Household];

fn find_any(tx: &Tx<'_>, kinds: &[RecordKind], id: &str) -> Result<Record, CoreError> {
    let kind = kinds.first().unwrap_or(&RecordKind::Resident);
    let record: RecordId = id.parse().map_err(|_| not_found(kind, id))?;
    match record::find(tx, record)? {
        Some(found) if kinds.contains(&found.kind) && !found.erased => Ok(found),
        _ => Err(not_found(kind, id)),
    }
}

fn known(tx: &Tx<'_>, found: &Record) -> Result<KnownRecord, CoreError> {
    let (record, kind, scope) = (found.record, found.kind.clone(), found.scope.clone());
    Ok(KnownRecord { record, kind, scope, fields: fields_of(tx, found.no)? })
}

/// The post that acts on this phone, if it is one of the owner's.
fn acting(tx: &Tx<'_>) -> Result<Option<(PostId, PostKind)>, CoreError> {
    let acting = setting::array(tx, Setting::ActingPost)?.map(PostId::from_bytes);
    let standing = view::standing(tx)?;
    let mut posts = standing.iter().flat_map(|standing| &standing.posts);
    let held = match acting {
        Some(acting) => posts.find(|held| held.post == acting),
        None => posts.next(),
    };
    Ok(held.map(|held| (held.post, held.kind.clone())))
}

fn invalid(field: &str, reason: &str) -> CoreError {
    CoreError::Invalid { field: field.into(), reason: reason.into() }
}

fn read_id(noun: &'static str, id: &str) -> Result<RecordId, CoreError> {
    id.parse().map_err(|_| CoreError::NotFound { noun, id: id.to_owned() })
}
