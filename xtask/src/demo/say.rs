//! What the audience reads: Chinese first, English second.

use crate::error::XtaskError;

pub(super) fn chapter(zh: &str, en: &str) {
    println!("\n━━ {zh}\n   {en}\n");
}

pub(super) fn line(zh: &str, en: &str) {
    println!("  {zh}\n  {en}");
}

/// The output of a program, as it came.
pub(super) fn shown(who: &str, text: &str) {
    println!("\n  [{who}]");
    for line in text.lines() {
        println!("  │ {line}");
    }
    println!();
}

/// The story goes on only as far as it is true.
pub(super) fn check(holds: bool, claim: &str) -> Result<(), XtaskError> {
    if !holds {
        return Err(XtaskError::Story(claim.to_owned()));
    }
    println!("  ✓ {claim}");
    Ok(())
}
