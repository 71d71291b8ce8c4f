//! Who can do what where; rosters; the staff card.

use std::sync::Arc;

use etong_core::capture::{FixRequest, OwnHoursRequest, RosterRequest};
use etong_core::view::{
    CardCheck, CardView, DutyView, HeirView, HelpersPage, HelpersQuery, LocatedView, MyPostRow, MyShifts, OfficesPage,
    PairProposalsPage, PostsPage, PostsQuery, RosterPage, RosterVersionRow, UnitView, VacanciesPage,
};
use etong_core::{AppError, Captured};

use super::Phone;
use crate::guard::guarded;
use crate::runtime::run;

#[uniffi::export]
impl Phone {
    /// Every post of the owner with unit, days, duties and what it may do.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`; so for every view.
    pub fn my_posts(&self) -> Result<Vec<MyPostRow>, AppError> {
        guarded(|| self.app.my_posts())
    }

    /// Posts that may act today, by name: whom a case can be dispatched to.
    ///
    /// # Errors
    /// `Invalid` for a scope that is no path.
    pub fn posts_in_reach(&self, query: &PostsQuery) -> Result<PostsPage, AppError> {
        guarded(|| self.app.posts_in_reach(query))
    }

    /// Who near here can help: by skill or sort of team, the same community first, then by distance.
    ///
    /// # Errors
    /// `Invalid` for a unit that is no path or a place that is none.
    pub fn helpers(&self, query: &HelpersQuery) -> Result<HelpersPage, AppError> {
        guarded(|| self.app.helpers(query))
    }

    /// Grids that lack a grid worker, an officer or teams today, and who answers for them.
    ///
    /// # Errors
    /// As `my_posts`.
    pub fn vacancies(&self, offset: u32) -> Result<VacanciesPage, AppError> {
        guarded(|| self.app.vacancies(offset))
    }

    /// Offices at a unit and below; all this phone knows when left out.
    ///
    /// # Errors
    /// `Invalid` for a scope that is no path.
    pub fn offices(&self, unit: &Option<String>, offset: u32) -> Result<OfficesPage, AppError> {
        guarded(|| self.app.offices(unit.as_deref(), offset))
    }

    /// One unit of the directory.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn unit(&self, unit: u32) -> Result<UnitView, AppError> {
        guarded(|| self.app.unit(unit))
    }

    /// Whose ground a place is (degrees, WGS-84), settled offline.
    ///
    /// # Errors
    /// `Invalid` for what is no place.
    pub fn locate(&self, lat: f64, lon: f64) -> Result<LocatedView, AppError> {
        guarded(|| self.app.locate(lat, lon))
    }

    /// Who answers for what belonged to a unit, which may have been split or merged meanwhile.
    ///
    /// # Errors
    /// `NotFound`, `Invalid` for what is no place.
    pub fn heir_of(&self, unit: u32, at: &Option<FixRequest>) -> Result<HeirView, AppError> {
        guarded(|| self.app.heir_of(unit, at.clone()))
    }

    /// Plans a sheet of a unit's roster. A desk's plan counts once the relay has it.
    ///
    /// # Errors
    /// `NotAllowed` unless a desk plans at or below its unit, `Invalid` naming the field.
    pub fn plan_roster(&self, request: &RosterRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.plan_roster(request))
    }

    /// 互补搭档: pairs for a day, each with what speaks for it. Nothing is planned by it.
    ///
    /// # Errors
    /// `NotAllowed` unless the acting post plans rosters, `Invalid` for a unit that is no path or a day that is none.
    pub fn pair_proposals(
        &self,
        unit: &Option<String>,
        day: &Option<String>,
        offset: u32,
    ) -> Result<PairProposalsPage, AppError> {
        guarded(|| self.app.pair_proposals(unit.as_deref(), day.as_deref(), offset))
    }

    /// Puts down the acting post's own hours.
    ///
    /// # Errors
    /// `NotAllowed` for a post without hours of its own to choose, `Invalid` naming the field.
    pub fn own_hours(&self, request: &OwnHoursRequest) -> Result<Captured, AppError> {
        guarded(|| self.app.own_hours(request))
    }

    /// Who is on duty now; where nobody is, the unit above answers.
    ///
    /// # Errors
    /// `Invalid` for a unit that is no path.
    pub fn duty(&self, unit: &Option<String>) -> Result<DutyView, AppError> {
        guarded(|| self.app.duty(unit.as_deref()))
    }

    /// Every slot of a day at a unit and below: duty, shifts, pairs.
    ///
    /// # Errors
    /// `Invalid` for a unit that is no path or a day that is none.
    pub fn roster(&self, unit: &Option<String>, day: &Option<String>, offset: u32) -> Result<RosterPage, AppError> {
        guarded(|| self.app.roster(unit.as_deref(), day.as_deref(), offset))
    }

    /// Every version of the sheets of a day of one unit, the replaced ones too.
    ///
    /// # Errors
    /// As `roster`.
    pub fn roster_versions(
        &self,
        unit: &Option<String>,
        day: &Option<String>,
    ) -> Result<Vec<RosterVersionRow>, AppError> {
        guarded(|| self.app.roster_versions(unit.as_deref(), day.as_deref()))
    }

    /// The owner's own hours, and whether it is a quiet time.
    ///
    /// # Errors
    /// As `my_posts`.
    pub fn my_shifts(&self) -> Result<MyShifts, AppError> {
        guarded(|| self.app.my_shifts())
    }

    /// Asks the relay for a staff card of the acting post; only the photo's digest travels.
    ///
    /// # Errors
    /// `Offline`, `SignedOut`, `Refused` for a post that carries no card.
    pub async fn fetch_card(&self, photo: Option<Vec<u8>>) -> Result<CardView, AppError> {
        let app = Arc::clone(&self.app);
        run(async move { app.fetch_card(photo).await }).await
    }

    /// The card of the acting post, as fetched last.
    ///
    /// # Errors
    /// `NotFound` while none was fetched.
    pub fn my_card(&self) -> Result<CardView, AppError> {
        guarded(|| self.app.my_card())
    }

    /// Is the card that somebody shows good? Needs no network.
    ///
    /// # Errors
    /// `SignedOut` before this phone knows a relay.
    pub fn check_card(&self, text: &str) -> Result<CardCheck, AppError> {
        guarded(|| self.app.check_card(text))
    }
}
