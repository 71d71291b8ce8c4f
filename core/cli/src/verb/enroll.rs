//! A phone meets its relay.

use etong_core::App;

use super::status;
use crate::args::Enroll;
use crate::error::CliError;
use crate::out::Answer;
use crate::stop::Stop;

pub(super) async fn enroll(app: &App, wanted: &Enroll) -> Result<Answer, CliError> {
    app.connect_url(&wanted.server)?;
    let standing = Stop::listen()?.or(app, app.enrol(wanted.code.trim(), &wanted.label)).await?;
    let text = format!("入网成功 this phone is enrolled\n{}", status::text(&standing));
    Ok(Answer::new(text, &standing))
}
