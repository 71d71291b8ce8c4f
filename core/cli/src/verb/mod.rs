//! One file per group of verbs: each asks the core and puts the outcome into an `Answer`. Rules live in the core.

mod acting;
mod assessment;
mod capture;
mod card;
mod clue;
mod custody;
mod deadline;
mod draft;
mod draw;
mod enroll;
mod evidence;
mod export;
mod handbook;
mod home;
pub(crate) mod import;
mod inspection;
mod list;
mod looks;
mod map;
mod mediation;
mod merge;
mod mobilisation;
mod near;
mod organisation;
mod outbox;
mod patrol;
mod pin;
mod place;
mod posts;
mod print;
mod privacy;
mod proof;
mod receipts;
mod register;
mod retention;
mod roster;
mod search;
mod sharing;
mod show;
mod status;
mod sync;
mod verify;
mod visit;
mod watch;

use etong_core::App;
use etong_core::view::DueQuery;

use crate::args::{self, Capture, Cli, Import, Print, Receipt, Survey, Verb};
use crate::error::CliError;
use crate::out::Answer;
use crate::phone::{self, Folder};

/// Runs one verb on the phone in `--home`.
pub(crate) async fn run(cli: Cli) -> Result<Answer, CliError> {
    if let Verb::Completions { shell } = cli.verb {
        return Ok(completions(shell));
    }
    if let Verb::Receipt(Receipt::Check { file, relay_key }) = &cli.verb {
        return proof::check_file(file, relay_key);
    }
    if let Verb::Export(args::Export::Check { file, signature, key }) = &cli.verb {
        return export::check(file, signature.as_deref(), key.as_deref());
    }
    let folder = Folder::new(&cli)?;
    match &cli.verb {
        Verb::Pin(step) => return pin::pin(&folder, step),
        Verb::Users(step) => return pin::users(&folder, step).await,
        Verb::Sync(wanted) if cli.acting.is_none() => {
            let app = folder.open_for_sync()?;
            let outcome = sync::sync(&app, wanted).await;
            phone::close(&app);
            return outcome;
        }
        _ => {}
    }
    if let Verb::Enroll(wanted) = &cli.verb {
        let app = folder.open_or_make()?;
        let outcome = enroll::enroll(&app, wanted).await;
        phone::close(&app);
        return outcome;
    }
    if let Verb::Register(wanted) = &cli.verb {
        let app = folder.open_or_make()?;
        let outcome = register::register(&app, wanted).await;
        phone::close(&app);
        return outcome;
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
    phone::close(&app);
    outcome
}

async fn run_on(app: &App, folder: &Folder, verb: &Verb, json: bool) -> Result<Answer, CliError> {
    match verb {
        Verb::Capture(Capture::Resident(from)) => capture::resident(app, from.path()?),
        Verb::Capture(Capture::Case(from)) => capture::case(app, from.path()?),
        Verb::Capture(Capture::Patrol(from)) => patrol::whole(app, from.path()?),
        Verb::Edit { id, changes } => acting::edit(app, id, changes),
        Verb::Act(act) => acting::act(app, act),
        Verb::Patrol(step) => patrol::step(app, step),
        Verb::Mediation(step) => mediation::mediation(app, step),
        Verb::Print(Print::Mediation(wanted)) => print::mediation(app, wanted),
        Verb::Print(Print::Assessment(wanted)) => print::assessment(app, wanted),
        Verb::Inspection(asked) => inspection::inspection(app, asked),
        Verb::Clue(asked) => clue::clue(app, asked),
        Verb::Assessment(asked) => assessment::assessment(app, asked),
        Verb::Appeal(asked) => assessment::appeal(app, asked),
        Verb::Warning(asked) => assessment::warning(app, asked),
        Verb::Notice(step) => mobilisation::notice(app, step),
        Verb::Call(step) => mobilisation::call(app, step),
        Verb::Campaign(step) => mobilisation::campaign(app, step),
        Verb::Hours(step) => mobilisation::hours(app, step),
        Verb::Import(Import::Orders(wanted)) => import::orders::orders(app, wanted),
        Verb::Export(wanted) => export::export(app, wanted),
        Verb::Import(Import::Residents(wanted)) => import::residents(app, &folder.home, wanted),
        Verb::List(wanted) => list::list(app, wanted),
        Verb::Near { id } => near::near(app, id),
        Verb::Draft(step) => draft::step(app, step),
        Verb::Show { id } => show::show(app, id),
        Verb::Place(step) => place::place(app, step),
        Verb::Visit(step) => visit::visit(app, step),
        Verb::Merge(step) => merge::merge(app, step),
        Verb::Codes { list } => show::codes(app, list),
        Verb::Special(from) => capture::special(app, from.path()?),
        Verb::Share { id, unit } => sharing::share(app, id, unit.as_deref()),
        Verb::Erasure(step) => privacy::erasure(app, step),
        Verb::TidyUp(asked) => retention::tidy_up(app, asked),
        Verb::BringBack { id } => retention::bring_back(app, id).await,
        Verb::Hold(step) => retention::hold(app, step),
        Verb::Masked { id } => privacy::masked(app, id),
        Verb::Reveal { id, field, why } => privacy::reveal(app, id, field, why),
        Verb::SubjectReport { id, why } => privacy::subject_report(app, id, why),
        Verb::Audit(asked) => privacy::audit(app, asked),
        Verb::Search { text, area } => search::search(app, text.as_deref(), *area),
        Verb::Due { mine, late, replies, unit, below, day, page } => {
            let (unit, day, offset) = (unit.clone(), day.clone(), list::offset(*page));
            let query = DueQuery { mine: *mine, late: *late, replies: *replies, unit, below: *below, day, offset };
            deadline::due(app, &query, *page)
        }
        Verb::Deadlines { id } => deadline::of_case(app, id),
        Verb::Draw(step) => draw::draw(app, step),
        Verb::Survey(Survey::Import(from)) => draw::import_survey(app, from.path()?),
        Verb::Survey(Survey::List(from)) => draw::surveys(app, from.after.as_deref()),
        Verb::Receipts { id } => receipts::receipts(app, id),
        Verb::Receipt(wanted) => proof::receipt(app, wanted).await,
        Verb::Outbox(wanted) => outbox::outbox(app, wanted).await,
        Verb::History(wanted) => proof::history(app, wanted).await,
        Verb::Evidence(wanted) => proof::evidence(app, wanted).await,
        Verb::Sync(wanted) => sync::sync(app, wanted).await,
        Verb::Watch => watch::watch(app, json).await,
        Verb::Verify { history } => verify::verify(app, *history).await,
        Verb::Handbook { section, find } => handbook::handbook(app, section, find.as_deref()),
        Verb::Home => home::home(app),
        Verb::Map { area, layers } => map::map(app, *area, layers),
        Verb::Status => status::status(app),
        Verb::Posts => posts::posts(app),
        Verb::ActAs { post } => posts::act_as(app, post),
        Verb::Org(wanted) => organisation::org(app, wanted),
        Verb::Roster(wanted) => roster::roster(app, wanted),
        Verb::Card(wanted) => card::card(app, wanted).await,
        Verb::Retry { entry } => receipts::retry(app, entry),
        Verb::Custody(step) => custody::custody(app, step).await,
        Verb::Enroll(wanted) => enroll::enroll(app, wanted).await,
        Verb::Register(wanted) => register::register(app, wanted).await,
        Verb::Pin(step) => pin::pin(folder, step),
        Verb::Users(step) => pin::users(folder, step).await,
        Verb::Completions { shell } => Ok(completions(*shell)),
    }
}

fn completions(shell: clap_complete::Shell) -> Answer {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut args::command(), "etong", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    Answer::new(script.clone(), script)
}
