//! `cargo xtask test`: every suite in order, none skipped in silence, one line of counts at the end.

use std::path::Path;

use xshell::{Cmd, Shell, cmd};

use crate::error::XtaskError;
use crate::{api, bindings, demo, tidy};

/// Where the bindings' contract test lives.
const CONTRACT: &str = "tests/contract/python/run.py";

pub(crate) enum Outcome {
    Passed,
    Failed(XtaskError),
    Skipped(&'static str),
}

type Suite = (&'static str, fn(&Shell) -> Result<Outcome, XtaskError>);

const SUITES: &[Suite] = &[
    ("format", format),
    ("tidy", |shell| tidy::run(shell).map(passed)),
    ("clippy", clippy),
    ("crates", crates),
    ("print", print),
    ("seeded", seeded),
    ("field", field),
    ("contract", contract),
    ("api", api::suite),
    ("demo", |shell| demo::run(shell, &demo::DemoArguments::for_tests()).map(passed)),
    ("licences", licences),
];

/// What the properties draw from, so that a commit passes today if it passed yesterday. `cargo test` alone draws anew each time.
const PROPERTY_SEED: &str = "PROPTEST_RNG_SEED";

/// `no`: a suite that is skipped is a failure. Anything else lets it be skipped, and named.
pub(crate) const SKIPPING: &str = "ETONG_SKIP_SUITES";

pub(crate) fn run(shell: &Shell) -> Result<(), XtaskError> {
    let seed = shell.var(PROPERTY_SEED).unwrap_or_else(|_| "20261129".to_owned());
    println!("properties draw from {PROPERTY_SEED}={seed}");
    shell.set_var(PROPERTY_SEED, seed);
    let mut report = Vec::new();
    for (name, suite) in SUITES {
        println!("\n=== {name}");
        let outcome = suite(shell).unwrap_or_else(Outcome::Failed);
        if let Outcome::Failed(error) = &outcome {
            eprintln!("{name}: {error}");
        }
        report.push((*name, outcome));
    }
    println!("\n{}", summary(&report));
    judge(&report, shell.var(SKIPPING).is_ok_and(|said| said == "no"))
}

fn judge(report: &[(&str, Outcome)], every: bool) -> Result<(), XtaskError> {
    let count = |wanted: fn(&Outcome) -> bool| report.iter().filter(|(_, outcome)| wanted(outcome)).count();
    let (failed, skipped) = (
        count(|outcome| matches!(outcome, Outcome::Failed(_))),
        count(|outcome| matches!(outcome, Outcome::Skipped(_))),
    );
    match (failed, skipped) {
        (0, skipped) if skipped > 0 && every => Err(XtaskError::SuitesSkipped(skipped)),
        (0, _) => Ok(()),
        (failed, _) => Err(XtaskError::SuitesFailed(failed)),
    }
}

/// A line per suite, then the counts.
fn summary(report: &[(&str, Outcome)]) -> String {
    let (mut text, mut passed, mut failed, mut skipped) = (String::new(), 0, 0, 0);
    for (name, outcome) in report {
        text += &match outcome {
            Outcome::Passed => {
                passed += 1;
                format!("{name:<10} passed\n")
            }
            Outcome::Failed(error) => {
                failed += 1;
                format!("{name:<10} FAILED: {error}\n")
            }
            Outcome::Skipped(why) => {
                skipped += 1;
                format!("{name:<10} skipped: {why}\n")
            }
        };
    }
    text + &format!("{passed} passed, {failed} failed, {skipped} skipped")
}

fn format(shell: &Shell) -> Result<Outcome, XtaskError> {
    Ok(cmd!(shell, "cargo fmt --all --check").run().map(passed)?)
}

fn clippy(shell: &Shell) -> Result<Outcome, XtaskError> {
    cmd!(shell, "cargo clippy --workspace --all-targets -- -D warnings").run()?;
    // Most tests, and the switches they throw, are there only with the simulator.
    cmd!(shell, "cargo clippy -p etong-tests --all-targets --features sim -- -D warnings").run()?;
    Ok(cmd!(shell, "cargo clippy -p etong-server --all-targets --features sim -- -D warnings").run().map(passed)?)
}

/// Every crate as it ships: without the simulator's switches, which cargo would switch on for all at once. The
/// generator of bindings has no tests, and would have uniffi built a second time; the papers are a suite of their own.
fn crates(shell: &Shell) -> Result<Outcome, XtaskError> {
    let without = ["etong-tests", "etong-bindgen", "etong-print"].map(|name| ["--exclude", name]).concat();
    Ok(cmd!(shell, "cargo test --workspace {without...} --no-fail-fast").run().map(passed)?)
}

/// The papers as PDF, where there is what reads them back and a font to set them in.
fn print(shell: &Shell) -> Result<Outcome, XtaskError> {
    cmd!(shell, "cargo build -p etong-print --example typeface").run()?;
    let quiet = |command: Cmd<'_>| command.quiet().ignore_stdout().ignore_stderr().run().is_ok();
    let tool = |tool: &str| quiet(cmd!(shell, "{tool} -v").ignore_status());
    let font = || quiet(cmd!(shell, "cargo run -q -p etong-print --example typeface"));
    if let Some(missing) = missing_for_print(tool, font) {
        return Ok(Outcome::Skipped(missing));
    }
    Ok(cmd!(shell, "cargo test -p etong-print --no-fail-fast").run().map(passed)?)
}

fn missing_for_print(tool: impl Fn(&str) -> bool, font: impl Fn() -> bool) -> Option<&'static str> {
    if !["pdftotext", "pdftoppm"].into_iter().all(tool) {
        return Some("pdftotext or pdftoppm is not installed (Debian: apt-get install poppler-utils)");
    }
    (!font()).then_some("no Chinese font is installed (Debian: apt-get install fonts-wqy-zenhei)")
}

/// Stories, properties and seeded bugs, with the simulator's switches.
fn field(shell: &Shell) -> Result<Outcome, XtaskError> {
    Ok(cmd!(shell, "cargo test -p etong-tests --features sim --no-fail-fast").run().map(passed)?)
}

/// The relay's own tests once more with its switches: what it promises, broken on purpose, must be seen.
fn seeded(shell: &Shell) -> Result<Outcome, XtaskError> {
    Ok(cmd!(shell, "cargo test -p etong-server --features sim --test relay --no-fail-fast").run().map(passed)?)
}

/// The generated Python module against the real library and a real relay over HTTP.
fn contract(shell: &Shell) -> Result<Outcome, XtaskError> {
    if !shell.path_exists(CONTRACT) {
        return Err(XtaskError::Missing(Path::new(CONTRACT).to_owned()));
    }
    cmd!(shell, "cargo build -p etong-server").run()?;
    let server = bindings::target_dir(shell)?.join("debug").join(bindings::program("etong-server"));
    let bindings::Glass { library, bindgen } = bindings::build(shell)?;
    let built = ["--library".as_ref(), library.as_path(), "--bindgen".as_ref(), &bindgen, "--server".as_ref(), &server];
    Ok(cmd!(shell, "python3 {CONTRACT} {built...}").run().map(passed)?)
}

fn licences(shell: &Shell) -> Result<Outcome, XtaskError> {
    if cmd!(shell, "cargo deny --version").quiet().ignore_stdout().ignore_stderr().run().is_err() {
        return Ok(Outcome::Skipped("cargo-deny is not installed (cargo install --locked cargo-deny)"));
    }
    Ok(cmd!(shell, "cargo deny --locked check --hide-inclusion-graph licenses bans sources").run().map(passed)?)
}

pub(crate) fn passed((): ()) -> Outcome {
    Outcome::Passed
}

#[cfg(test)]
mod tests {
    use super::{Outcome, judge, missing_for_print, summary};
    use crate::error::XtaskError;

    #[test]
    fn where_every_suite_is_wanted_a_skipped_one_is_a_failure() {
        let report = [("tidy", Outcome::Passed), ("api", Outcome::Skipped("no schemathesis"))];
        assert!(judge(&report, false).is_ok() && judge(&report[..1], true).is_ok());
        let refused = judge(&report, true).unwrap_err().to_string();
        assert!(refused.contains("1 of the suites above skipped, and ETONG_SKIP_SUITES=no"), "{refused}");
    }

    #[test]
    fn papers_are_looked_at_only_with_both_tools_and_a_font() {
        assert_eq!(missing_for_print(|_| true, || true), None);
        assert!(missing_for_print(|tool| tool != "pdftoppm", || true).unwrap().contains("poppler-utils"));
        assert!(missing_for_print(|_| true, || false).unwrap().contains("fonts-wqy-zenhei"));
    }

    #[test]
    fn every_suite_is_counted_and_a_skipped_one_is_named() {
        let report = [
            ("tidy", Outcome::Passed),
            ("field", Outcome::Failed(XtaskError::Untidy(2))),
            ("licences", Outcome::Skipped("no cargo-deny")),
        ];
        let expected = "tidy       passed\nfield      FAILED: 2 findings; each line above says what to do\n\
                        licences   skipped: no cargo-deny\n1 passed, 1 failed, 1 skipped";
        assert_eq!(summary(&report), expected);
    }
}
