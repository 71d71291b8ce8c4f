//! demo
use crate::error::XtaskError;
use clap::Args;
use xshell::Shell;
#[derive(Debug, Args)]
pub(crate) struct DemoArguments {
    #[arg(long)]
    exit: bool,
}
impl DemoArguments {
    pub(crate) fn for_tests() -> Self {
        Self { exit: true }
    }
}
pub(crate) fn run(_: &Shell, a: &DemoArguments) -> Result<(), XtaskError> {
    let _ = a.exit;
    Err(XtaskError::Story(String::new()))
}
