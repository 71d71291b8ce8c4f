//! 志愿者注册: a volunteer makes himself known, and waits for the unit.

use etong_protocol::register::{RegisterReply, RegistrationState};

use super::App;
use crate::domain::organisation::day::is_day;
use crate::error::{AppError, CoreError};
use crate::store::Durability;
use crate::store::setting::{self, Setting};
use crate::sync::{self, Applicant, SyncProgress};
use crate::view;

const LONGEST_NAME: usize = 60;

/// What a volunteer says of himself. The unit's people look at it; a decline erases it.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct RegistrationRequest {
    pub name: String,
    pub phone: String,
    /// Number of the unit to serve, as on its notice.
    pub unit: u32,
    /// Birth day, `YYYY-MM-DD`: for the age gate only.
    pub born: String,
    /// Version of the consent text that was shown and agreed to.
    pub consent: String,
    /// What the owner calls the phone.
    #[serde(default)]
    pub label: String,
}

/// How a registration stands: `waiting`, `accepted` or `declined`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RegistrationView {
    pub state: String,
    /// Why it was declined.
    pub reason: Option<String>,
}

impl App {
    /// Asks to become a volunteer. Until somebody has accepted it the phone can only ask how it stands.
    ///
    /// # Errors
    /// `Invalid` names the field; `Offline`; `Refused` when the unit does not exist, the age is too low, or too many asked.
    pub async fn register(&self, request: &RegistrationRequest) -> Result<RegistrationView, AppError> {
        check(request)?;
        self.has_pin_if_shared()?;
        let relay = self.relay()?;
        let (name, phone) = (request.name.trim(), request.phone.trim());
        let (unit, born, consent, label) = (request.unit, &request.born, request.consent.trim(), &request.label);
        let applicant = Applicant { name, phone, unit, born, consent, label };
        let reply = sync::register(&self.session(&*relay)?, &applicant).await?;
        self.settle_registration(&reply).await
    }

    /// Asks how the registration of this phone stands. Once it is accepted the phone is enrolled and has synced.
    ///
    /// # Errors
    /// `Offline`; `Refused` when this phone never registered.
    pub async fn registration(&self) -> Result<RegistrationView, AppError> {
        let relay = self.relay()?;
        let reply = sync::registration(&self.session(&*relay)?).await?;
        self.settle_registration(&reply).await
    }

    async fn settle_registration(&self, reply: &RegisterReply) -> Result<RegistrationView, AppError> {
        let state = match reply.state {
            RegistrationState::Waiting => "waiting",
            RegistrationState::Declined => "declined",
            RegistrationState::Accepted => {
                let quiet = |_: SyncProgress| {};
                self.sync(super::SyncLimits::default(), &quiet).await?;
                self.store.write::<_, CoreError>(Durability::Full, |tx| {
                    let acting = setting::bytes(tx, Setting::ActingPost)?;
                    let first = view::standing(tx)?.and_then(|standing| standing.posts.into_iter().next());
                    match (acting, first) {
                        (None, Some(first)) => Ok(setting::set_bytes(tx, Setting::ActingPost, first.post.as_bytes())?),
                        _ => Ok(()),
                    }
                })?;
                "accepted"
            }
        };
        let reason = Some(reply.reason.clone()).filter(|reason| !reason.is_empty());
        Ok(RegistrationView { state: state.into(), reason })
    }
}

fn check(request: &RegistrationRequest) -> Result<(), CoreError> {
    let invalid = |field: &str, reason: &str| CoreError::Invalid { field: field.into(), reason: reason.into() };
    let name = request.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(invalid("name", "is needed, at most 60 letters"));
    }
    let phone = request.phone.trim();
    if !(5..=20).contains(&phone.len()) || !phone.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        return Err(invalid("phone", "is 5 to 20 digits"));
    }
    if request.unit == 0 {
        return Err(invalid("unit", "is the number of a unit, as on its notice"));
    }
    if !is_day(&request.born) {
        return Err(invalid("born", "is a day, YYYY-MM-DD"));
    }
    if request.consent.trim().is_empty() {
        return Err(invalid("consent", "the text must be agreed to first; name its version"));
    }
    Ok(())
}
