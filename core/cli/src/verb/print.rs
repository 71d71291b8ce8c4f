//! Printing papers as PDF. Who printed whole names and why becomes part of the record, before the file is written.

use std::path::Path;

use etong_core::App;
use etong_core::capture::PrintRequest;
use etong_print::{PrintError, Typeface};
use serde_json::json;

use crate::args::{PrintAssessment, PrintMediation};
use crate::error::CliError;
use crate::out::Answer;
use crate::phone;

pub(super) fn mediation(app: &App, wanted: &PrintMediation) -> Result<Answer, CliError> {
    // The font first: nothing is written down for a paper that cannot be printed.
    let typeface = typeface(wanted.font.as_deref())?;
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

pub(super) fn assessment(app: &App, wanted: &PrintAssessment) -> Result<Answer, CliError> {
    let typeface = typeface(wanted.font.as_deref())?;
    let id = phone::record(app, &wanted.id)?;
    let mut view = app.assessment(&id, 0)?;
    while view.more {
        let next = app.assessment(&id, u32::try_from(view.units.len()).unwrap_or(u32::MAX))?;
        view.more = next.more && !next.units.is_empty();
        view.units.extend(next.units);
    }
    let pdf = etong_print::assessment(&view, &typeface).map_err(|error| refused(&error))?;
    std::fs::write(&wanted.out, &pdf).map_err(CliError::file(&wanted.out))?;
    let text = format!("已打印 printed {} ({} bytes, {})", wanted.out.display(), pdf.len(), typeface.name);
    Ok(Answer::new(text, json!({ "file": wanted.out, "bytes": pdf.len(), "font": typeface.name })))
}

fn typeface(font: Option<&Path>) -> Result<Typeface, CliError> {
    let typeface = match font {
        Some(path) => Typeface::of_file(path),
        None => Typeface::of_system(),
    };
    typeface.map_err(|error| refused(&error))
}

fn refused(error: &PrintError) -> CliError {
    CliError::Usage(error.to_string())
}
