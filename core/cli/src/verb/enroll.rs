//! A phone meets its relay.

use std::path::Path;

use etong_core::App;

use super::status;
use crate::args::Enroll;
use crate::error::CliError;
use crate::out::Answer;
use crate::stop::Stop;

pub(super) async fn enroll(app: &App, wanted: &Enroll) -> Result<Answer, CliError> {
    let mut stop = Stop::listen()?;
    let standing = match (&wanted.qr, &wanted.server, &wanted.code) {
        (Some(qr), _, _) => {
            stop.or(app, app.enrol_by_qr(qr, authority(wanted.ca.as_deref())?.as_deref(), &wanted.label)).await?
        }
        (None, Some(server), Some(code)) => {
            connect(app, server, wanted.ca.as_deref())?;
            stop.or(app, app.enrol(code.trim(), &wanted.label)).await?
        }
        _ => return Err(CliError::Usage("give --qr, or --server and --code".into())),
    };
    let text = format!("入网成功 this phone is enrolled\n{}", status::text(&standing));
    Ok(Answer::new(text, &standing))
}

/// Reaches the relay at `server`; with `ca`, one whose certificate is of that authority.
pub(super) fn connect(app: &App, server: &str, ca: Option<&Path>) -> Result<(), CliError> {
    match authority(ca)? {
        None => Ok(app.connect_url(server)?),
        Some(authority) => Ok(app.connect_url_of(server, &authority)?),
    }
}

fn authority(ca: Option<&Path>) -> Result<Option<Vec<u8>>, CliError> {
    ca.map(|path| std::fs::read(path).map_err(CliError::file(path))).transpose()
}
