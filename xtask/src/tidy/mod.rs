//! `cargo xtask tidy`: the rules no compiler checks, each a pure function from the tree to findings.
//! One line a finding: where, which rule, what to do.

mod chinese;
mod claims;
mod crates;
mod dependencies;
mod finding;
mod json_page;
mod leftovers;
mod links;
mod modules;
mod names;
mod openings;
mod owners;
mod refusals;
mod routes;
mod sizes;
mod source;
mod sql;
mod surface;
mod switches;
mod tree;
mod typed;

use xshell::Shell;

use crate::error::XtaskError;
use crate::tidy::finding::Finding;
pub(crate) use crate::tidy::tree::Tree;

type Rule = fn(&Tree) -> Vec<Finding>;

const RULES: &[Rule] = &[
    modules::check,
    owners::check,
    sizes::check,
    links::check,
    openings::check,
    leftovers::check,
    names::check,
    sql::check,
    surface::check,
    dependencies::check,
    switches::check,
    chinese::check,
    refusals::check,
    routes::check,
    json_page::check,
    typed::check,
    claims::check,
];

pub(crate) fn run(shell: &Shell) -> Result<(), XtaskError> {
    let tree = Tree::read(&shell.current_dir())?;
    let mut findings: Vec<Finding> = RULES.iter().flat_map(|rule| rule(&tree)).collect();
    findings.extend(crates::check(&crates::read(shell)?));
    findings.sort();
    for finding in &findings {
        eprintln!("{finding}");
    }
    println!("{}", sizes::summary(&tree));
    if findings.is_empty() { Ok(()) } else { Err(XtaskError::Untidy(findings.len())) }
}
