//! A phone meets its relay.

use etong_core::App;

use super::status;
use crate::args::Enroll;
use crate::error::CliError;
use crate::out::Answer;
use crate::stop::Stop;

pub(super) async fn enroll(app: &App, wanted: &Enroll) -> Result<Answer, CliError> {
    let mut stop = Stop::listen()?;
    let standing = match (&wanted.qr, &wanted.server, &wanted.code) {
        (Some(qr), _, _) => stop.or(app, app.enrol_by_qr(qr, &wanted.label)).await?,
        (None, Some(server), Some(code)) => {
            app.connect_url(server)?;
            stop.or(app, app.enrol(code.trim(), &wanted.label)).await?
        }
        _ => return Err(CliError::Usage("give --qr, or --server and --code".into())),
    };
    let text = format!("入网成功 this phone is enrolled\n{}", status::text(&standing));
    Ok(Answer::new(text, &standing))
}
