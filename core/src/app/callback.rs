//! Callback and time: draws, surveys, and what is due.

use etong_protocol::{PostId, RecordId, RecordKind};

use super::App;
use super::capturing::Captured;
use super::writing::{author, not_found, write};
use crate::capture::{self, AnnounceRequest, CaptureError, KnownForDraw, SurveyRequest};
use crate::domain::calendar::local_day;
use crate::domain::rule_id::RuleId;
use crate::error::{AppError, CoreError};
use crate::projection::slim::case_here;
use crate::projection::{closings, deadlines_of, load_draw, replies_of_case, standing_draw};
use crate::store::setting::{self, Setting};
use crate::store::{dictionary, record};
use crate::view::{self, DeadlineView, DrawFileView, DrawView, DrawsPage, DuePage, DueQuery, SurveysPage};

impl App {
    /// Announces a draw of closed cases for a callback. Sync it before the first of them is closed.
    ///
    /// # Errors
    /// `NotAllowed`, also while another draw of the unit stands for some of these days; `Invalid` naming the field.
    pub fn announce_draw(&self, request: &AnnounceRequest) -> Result<Captured, AppError> {
        let moment = self.moment();
        let record = self.new_record()?;
        let (secret, today) = (self.secret_of(record)?, local_day(moment.known().ms));
        self.save_at(moment, |tx, door| {
            let author = author(tx)?;
            let unit = request.unit(&author)?;
            let rules = dictionary::callback_rules(tx, &unit, today)?;
            let drafts = capture::announce_draw(&author, request, &rules, &secret, today, record)?;
            let (first, last) = request.period()?;
            let standing = standing_draw(tx, &unit, &first.to_string(), &last.to_string())?;
            capture::no_other_stands(&unit, standing.as_ref())?;
            write(door, &author, record, drafts, moment.within_ms())
        })
    }

    /// Carries an announced draw out, once its period is over. Only the phone that announced it can.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` with the rule.
    pub fn carry_out_draw(&self, id: &str) -> Result<Captured, AppError> {
        let today = local_day(self.known_now().ms);
        self.change(id, &RecordKind::Draw, |tx, author, found| {
            let draw = load_draw(tx, found.no)?.ok_or_else(|| not_found(&RecordKind::Draw, id))?;
            let closed = closings(tx, &draw.unit, &draw.plan)?;
            let upto = setting::number(tx, Setting::ReadTo)?;
            let secret = self.secret_of(found.record)?;
            let shared = |case| match record::find(tx, case)? {
                Some(case) => Ok(view::units_of_record(tx, case.no)?),
                None => Ok(std::collections::BTreeSet::new()),
            };
            let known = KnownForDraw { secret: &secret, today, upto, closed: &closed };
            capture::carry_out_draw(author, &draw, found.record, &known, shared)
        })
    }

    /// Withdraws an announced draw; the reason stays in the log.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`, `Invalid` without a reason.
    pub fn withdraw_draw(&self, id: &str, reason: &str) -> Result<Captured, AppError> {
        self.change(id, &RecordKind::Draw, |tx, author, found| {
            let draw = load_draw(tx, found.no)?.ok_or_else(|| not_found(&RecordKind::Draw, id))?;
            Ok(capture::withdraw_draw(author, &draw, found.record, reason)?)
        })
    }

    /// Imports a survey of how safe people feel.
    ///
    /// # Errors
    /// `NotAllowed`, `Invalid` naming the field.
    pub fn import_survey(&self, request: &SurveyRequest) -> Result<Captured, AppError> {
        self.found(|author, record| capture::import_survey(author, request, record))
    }

    /// Draws, newest first, a page from `offset`.
    ///
    /// # Errors
    /// `StorageLocked`, `StorageBroken`; so for every view.
    pub fn draws(&self, offset: u32) -> Result<DrawsPage, AppError> {
        Ok(self.store.read(|tx| view::draws(tx, offset).map_err(CoreError::from))?)
    }

    /// One draw with a page of its cases, made again on this phone; `after`: where the page before ended.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` for an end that is none.
    pub fn draw(&self, id: &str, after: Option<&str>) -> Result<DrawView, AppError> {
        let record: RecordId = id.parse().map_err(|_| not_found(&RecordKind::Draw, id))?;
        Ok(self.store.read(|tx| {
            let standing = view::standing(tx)?;
            let staff = standing.iter().flat_map(|held| &held.posts).filter(|post| post.kind.is_desk());
            let reach: Vec<_> = staff.map(|post| post.unit.clone()).collect();
            view::draw(tx, record, &reach, after)
        })?)
    }

    /// A draw as a file that anybody replays without a phone: seed, strata, ids and digest, and nobody's data.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed` before it is carried out and at the relay.
    pub fn export_draw(&self, id: &str) -> Result<DrawFileView, AppError> {
        let record: RecordId = id.parse().map_err(|_| not_found(&RecordKind::Draw, id))?;
        let file = self.store.read(|tx| view::draw_file(tx, record))?;
        let not_yet = "the draw is not carried out yet, or not at the relay";
        Ok(file.ok_or_else(|| CoreError::from(CaptureError::barred(RuleId::NotDrawn, not_yet)))?)
    }

    /// Surveys, the latest first, a page; `after`: where the page before ended.
    ///
    /// # Errors
    /// As `draws`; `Invalid` for an end that is none.
    pub fn surveys(&self, after: Option<&str>) -> Result<SurveysPage, AppError> {
        Ok(self.store.read(|tx| view::surveys(tx, after))?)
    }

    /// What is due, the next first.
    ///
    /// # Errors
    /// `Invalid` for a unit or day that is none.
    pub fn due(&self, query: &DueQuery) -> Result<DuePage, AppError> {
        let now = self.known_now();
        Ok(self.store.read(|tx| {
            let standing = view::standing(tx)?;
            let acting = setting::array(tx, Setting::ActingPost)?.map(PostId::from_bytes);
            let mut posts = standing.iter().flat_map(|held| &held.posts);
            let post = match acting {
                Some(acting) => posts.find(|post| post.post == acting),
                None => posts.next(),
            };
            view::due(tx, query, post, now)
        })?)
    }

    /// Every deadline of a case, met ones included, and what its reporter has still to be told of the steps that were made.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn deadlines(&self, id: &str) -> Result<Vec<DeadlineView>, AppError> {
        let now = self.known_now();
        Ok(self.store.read(|tx| {
            let found = super::writing::find(tx, &RecordKind::Case, id)?;
            let case = case_here(tx, &found, || not_found(&RecordKind::Case, id))?;
            let all = deadlines_of(tx, &case, now.ms)?;
            let owed = replies_of_case(tx, found.no, &case, now.ms)?.into_iter();
            let owed = owed.filter(|reply| !all.iter().any(|step| step.what == reply.what && step.is_open()));
            let owed: Vec<DeadlineView> = owed.map(|reply| DeadlineView::of_reply(&reply)).collect();
            Ok::<_, CoreError>(all.iter().map(DeadlineView::of).chain(owed).collect())
        })?)
    }

    /// The secret of a draw announced on this phone: from the device's key, so that it needs no keeping and nobody can guess it.
    fn secret_of(&self, draw: RecordId) -> Result<String, CoreError> {
        use sha2::Digest;
        let signature = self.keys.signing()?.sign("etong-draw-secret-1", draw.as_bytes());
        Ok(data_encoding::HEXLOWER.encode(&sha2::Sha256::digest(signature.0)))
    }
}
