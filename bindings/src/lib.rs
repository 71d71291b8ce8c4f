//! THE GLASS between the phone's mind and its shells: one object over `App` for Kotlin, Swift and Python.
//! Requests, views and errors are the core's own types and cross as they are; here are only the object, the
//! listeners, the runtime and the guard that turns a panic into an error. It decides nothing, knows no SQL and
//! holds no words for a screen.

mod guard;
mod listener;
mod phone;
mod runtime;
mod users;

pub use listener::{ChangeListener, ListenerError, ProgressListener, WorkListener};
pub use phone::{Phone, pin_standing, recover_pin, sync_percent};
pub use users::SharedPhone;

etong_core::uniffi_reexport_scaffolding!();
uniffi::setup_scaffolding!();
