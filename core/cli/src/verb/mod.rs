//! One file per group of verbs: each asks the core and puts the outcome into an `Answer`. Rules live in the core.

mod acting;
mod capture;
mod enroll;
pub(crate) mod import;
mod list;
mod patrol;
mod posts;
mod receipts;
mod search;
mod show;
mod status;
mod sync;
mod verify;
mod watch;

use etong_core::App;

use crate::args::{self, Capture, Cli, Import, Verb};
use crate::error::CliError;
use crate::out::Answer;
use crate::phone::{self, Folder};

/// Runs one verb on the phone in `--home`.
pub(crate) async fn run(cli: Cli) -> Result<Answer, CliError> {
    if let Verb::Completions { shell } = cli.verb {
        return Ok(completions(shell));
    }
    let folder = Folder::new(cli.home, cli.keys)?;
    if let Verb::Enroll(wanted) = &cli.verb {
        return enroll::enroll(&folder.open_or_make()?, wanted).await;
    }
    let app = folder.open()?;
    let before = match &cli.acting {
        Some(post) => phone::act_as(&app, post)?,
        None => None,
    };
    let outcome = run_on(&app, &folder, &cli.verb, cli.json).await;
    if let Some(before) = before {
        app.act_as(&before)?;
    }
    outcome
}

async fn run_on(app: &App, folder: &Folder, verb: &Verb, json: bool) -> Result<Answer, CliError> {
    match verb {
        Verb::Capture(Capture::Resident(from)) => capture::resident(app, &from.input),
        Verb::Capture(Capture::Case(from)) => capture::case(app, &from.input),
        Verb::Capture(Capture::Patrol(from)) => patrol::whole(app, &from.input),
        Verb::Edit { id, changes } => acting::edit(app, id, changes),
        Verb::Act(act) => acting::act(app, act),
        Verb::Patrol(step) => patrol::step(app, step),
        Verb::Import(Import::Residents(wanted)) => import::residents(app, &folder.home, wanted),
        Verb::List { noun, state, page } => list::list(app, *noun, state.as_deref(), *page),
        Verb::Show { id } => show::show(app, id),
        Verb::Search { text, area } => search::search(app, text.as_deref(), *area),
        Verb::Receipts { id } => receipts::receipts(app, id),
        Verb::Sync(wanted) => sync::sync(app, wanted).await,
        Verb::Watch => watch::watch(app, json).await,
        Verb::Verify => verify::verify(app).await,
        Verb::Status => status::status(app),
        Verb::Posts => posts::posts(app),
        Verb::ActAs { post } => posts::act_as(app, post),
        Verb::Retry { entry } => receipts::retry(app, entry),
        Verb::Enroll(wanted) => enroll::enroll(app, wanted).await,
        Verb::Completions { shell } => Ok(completions(*shell)),
    }
}

fn completions(shell: clap_complete::Shell) -> Answer {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut args::command(), "etong", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    Answer::new(script.clone(), script)
}
