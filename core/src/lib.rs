//! THE PHONE'S MIND. Contents, in the order of a change's life:
//! a worker records something (`capture`, over the nouns and rules of `domain`), it enters by the one door (`apply`),
//! lies in the `store`, travels by `sync`, is shown by `projection` and `view`. `app` is the one handle on all of it;
//! `device` is what the phone lends; `error` is what can go wrong. Merging lives in the crate `etong-merge`,
//! what travels in `etong-protocol`.

pub mod app;
pub mod apply;
pub mod baseline;
pub mod capture;
pub mod device;
pub mod domain;
pub mod error;
mod projection;
#[cfg(feature = "sim")]
pub mod sim;
mod store;
pub mod sync;
pub mod view;

pub use app::{
    App, Captured, ClueCaptured, DeliveredView, LeaveRequest, LeftView, PinView, RegistrationRequest, RegistrationView,
    Revealed, SyncLimits, Telling, TidyProgress, TidyReport, UserView, Users, WorkProgress,
};
pub use apply::{Changed, ChangedRecord};
pub use device::{Device, DeviceError};
pub use error::{AppError, Instead, StepOfOthers};
pub use etong_protocol as protocol;
pub use sync::{HistoryReport, HttpRelay, RecheckProgress, SyncProgress, SyncReport, VerifyReport};

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!();
