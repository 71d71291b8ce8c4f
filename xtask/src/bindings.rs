//! `cargo xtask bindings`: builds the glass and lets uniffi write the Python module from the library itself.

use std::path::PathBuf;

use clap::Args;
use xshell::{Shell, cmd};

use crate::error::XtaskError;

#[derive(Debug, Args)]
pub(crate) struct BindingsArguments {
    /// Where the generated module and a copy of the library go.
    #[arg(long, default_value = "target/bindings/python")]
    out_dir: PathBuf,
}

/// What stands between the core and another language, built.
pub(crate) struct Glass {
    pub(crate) library: PathBuf,
    pub(crate) bindgen: PathBuf,
}

pub(crate) fn run(shell: &Shell, arguments: &BindingsArguments) -> Result<(), XtaskError> {
    let out_dir = shell.create_dir(&arguments.out_dir)?;
    let Glass { library, bindgen } = build(shell)?;
    cmd!(shell, "{bindgen} generate --library {library} --language python --no-format --out-dir {out_dir}").run()?;
    Ok(shell.copy_file(&library, &out_dir)?)
}

pub(crate) fn build(shell: &Shell) -> Result<Glass, XtaskError> {
    cmd!(shell, "cargo build -p etong-bindgen").run()?;
    cmd!(shell, "cargo build -p etong-ffi").run()?;
    let built = target_dir(shell)?.join("debug");
    let (bindgen, library) = (built.join(program("uniffi-bindgen")), built.join(library_name()));
    for file in [&bindgen, &library] {
        if !file.is_file() {
            return Err(XtaskError::Missing(file.clone()));
        }
    }
    Ok(Glass { library, bindgen })
}

pub(crate) fn target_dir(shell: &Shell) -> Result<PathBuf, XtaskError> {
    let metadata = cmd!(shell, "cargo metadata --no-deps --format-version 1").quiet().read()?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
    let target = metadata.get("target_directory").and_then(serde_json::Value::as_str);
    Ok(PathBuf::from(target.unwrap_or("target")))
}

/// The file name of a program on this system.
pub(crate) fn program(name: &str) -> String {
    format!("{name}{}", std::env::consts::EXE_SUFFIX)
}

fn library_name() -> String {
    use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
    format!("{DLL_PREFIX}etong_ffi{DLL_SUFFIX}")
}
