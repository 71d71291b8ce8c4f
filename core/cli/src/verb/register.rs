//! 志愿者注册 in a terminal.

use etong_core::{App, RegistrationRequest};

use super::enroll::connect;
use crate::args::Register;
use crate::error::CliError;
use crate::out::Answer;
use crate::stop::Stop;

pub(super) async fn register(app: &App, wanted: &Register) -> Result<Answer, CliError> {
    connect(app, &wanted.server, wanted.ca.as_deref())?;
    let mut stop = Stop::listen()?;
    let stands = if wanted.state {
        stop.or(app, app.registration()).await?
    } else {
        let request = RegistrationRequest {
            name: wanted.name.clone().unwrap_or_default(),
            phone: wanted.phone.clone().unwrap_or_default(),
            unit: wanted.unit.unwrap_or_default(),
            born: wanted.born.clone().unwrap_or_default(),
            consent: wanted.consent.clone().unwrap_or_default(),
            label: wanted.label.clone(),
        };
        stop.or(app, app.register(&request)).await?
    };
    let text = match stands.state.as_str() {
        "accepted" => "已通过，可以使用 accepted; this phone is enrolled".to_owned(),
        "declined" => {
            format!("未通过 declined: {}", stands.reason.as_deref().unwrap_or("没有说明原因 no reason was given"))
        }
        _ => "等待单位核实，稍后用 --state 再问 waiting for the unit; ask again with --state".to_owned(),
    };
    Ok(Answer::new(text, &stands))
}
