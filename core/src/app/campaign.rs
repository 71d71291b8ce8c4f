//! Campaigns: requests and views.

use etong_protocol::RecordKind;

use super::App;
use super::capturing::Captured;
use super::writing::{find, not_found};
use crate::capture::{self, CampaignActRequest, CampaignRequest};
use crate::error::{AppError, CoreError};
use crate::projection::load_campaign;
use crate::view::{self, CampaignView, CampaignsPage};

impl App {
    /// 专项行动: publishes a campaign.
    ///
    /// # Errors
    /// `NotAllowed`, `Invalid` naming the field.
    pub fn publish_campaign(&self, request: &CampaignRequest) -> Result<Captured, AppError> {
        self.found(|author, record| capture::publish_campaign(author, request, record))
    }

    /// Amends, finishes or calls off a campaign.
    ///
    /// # Errors
    /// `NotFound`, `NotAllowed`, `Invalid` naming the field.
    pub fn act_on_campaign(&self, id: &str, request: &CampaignActRequest) -> Result<Captured, AppError> {
        self.change(id, &RecordKind::Campaign, |tx, author, found| {
            let fold = load_campaign(tx, found.no)?.ok_or_else(|| not_found(&RecordKind::Campaign, id))?;
            Ok(capture::act_on_campaign(author, &fold, found.record, request)?)
        })
    }

    /// Campaigns, newest first, a page from `offset`.
    ///
    /// # Errors
    /// As `residents`.
    pub fn campaigns(&self, offset: u32) -> Result<CampaignsPage, AppError> {
        let now = self.device.now_ms();
        Ok(self.store.read(|tx| view::campaigns(tx, offset, now).map_err(CoreError::from))?)
    }

    /// One campaign with its progress by unit, a page of units; `after`: where the page before ended.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` for an end that is none.
    pub fn campaign(&self, id: &str, after: Option<&str>) -> Result<CampaignView, AppError> {
        let now = self.device.now_ms();
        Ok(self.store.read::<_, CoreError>(|tx| {
            let found = find(tx, &RecordKind::Campaign, id)?;
            view::campaign(tx, found.record, after, now)
        })?)
    }
}
