//! A phone meets its relay.

use etong_core::App;

use super::status;
use crate::args::Enroll;
use crate::error::CliError;
use crate::out::Answer;
use crate::stop::Stop;

pub(super) async fn enroll(app: &App, wanted: &Enroll) -> Result<Answer, CliError> {
    match &wanted.ca {
        None => app.connect_url(&wanted.server)?,
        Some(path) => app.connect_url_of(&wanted.server, &std::fs::read(path).map_err(CliError::file(path))?)?,
    }
    let standing = Stop::listen()?.or(app, app.enrol(wanted.code.trim(), &wanted.label)).await?;
    let text = format!("入网成功 this phone is enrolled\n{}", status::text(&standing));
    Ok(Answer::new(text, &standing))
}
