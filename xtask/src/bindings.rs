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

pub(crate) fn run(shell: &Shell, arguments: &BindingsArguments) -> Result<(), XtaskError> {
    let out_dir = &arguments.out_dir;
    cmd!(shell, "cargo build -p etong-ffi").run()?;
    let library = target_dir(shell)?.join("debug").join(library_name());
    if !library.is_file() {
        return Err(XtaskError::Missing(library));
    }
    cmd!(shell, "cargo run -p etong-ffi --features bindgen --bin uniffi-bindgen -- generate --library {library} --language python --out-dir {out_dir}").run()?;
    Ok(shell.copy_file(&library, out_dir)?)
}

pub(crate) fn target_dir(shell: &Shell) -> Result<PathBuf, XtaskError> {
    let metadata = cmd!(shell, "cargo metadata --no-deps --format-version 1").quiet().read()?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
    let target = metadata.get("target_directory").and_then(serde_json::Value::as_str);
    Ok(PathBuf::from(target.unwrap_or("target")))
}

fn library_name() -> String {
    use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
    format!("{DLL_PREFIX}etong_ffi{DLL_SUFFIX}")
}
