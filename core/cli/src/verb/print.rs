//! Printing papers as PDF. Who printed whole names and why becomes part of the record, before the file is written.

use etong_core::App;
use etong_core::capture::PrintRequest;
use etong_print::{PrintError, Typeface};
use serde_json::json;

use crate::args::PrintMediation;
use crate::error::CliError;
use crate::out::Answer;
use crate::phone;

pub(super) fn mediation(app: &App, wanted: &PrintMediation) -> Result<Answer, CliError> {
    // The font first: nothing is written down for a paper that cannot be printed.
    let typeface = match &wanted.font {
        Some(path) => Typeface::of_file(path),
        None => Typeface::of_system(),
    };
    let typeface = typeface.map_err(|error| refused(&error))?;
    let id = phone::record(app, &wanted.id)?;
    if wanted.paper == "agreement" && app.mediation(&id)?.agreement.is_none() {
        return Err(refused(&PrintError::NoAgreement));
    }
    let request = PrintRequest { paper: wanted.paper.clone(), reason: wanted.reason.clone() };
    let papers = app.print_mediation(&id, &request)?;
    let pdf = match wanted.paper.as_str() {
        "agreement" => etong_print::agreement(&papers, &typeface),
        _ => etong_print::case_file(&papers, &typeface),
    };
    let pdf = pdf.map_err(|error| refused(&error))?;
    std::fs::write(&wanted.out, &pdf).map_err(CliError::file(&wanted.out))?;
    let text = format!("已打印 printed {} ({} bytes, {})", wanted.out.display(), pdf.len(), typeface.name);
    Ok(Answer::new(text, json!({ "file": wanted.out, "bytes": pdf.len(), "font": typeface.name })))
}

fn refused(error: &PrintError) -> CliError {
    CliError::Usage(error.to_string())
}
