//! The table of rights beside 3.4 of the domain report (`report.txt`, phrase by phrase): every cell that departs from it is in
//! `deviations.txt` with its reason, and no other.

use std::collections::{BTreeMap, BTreeSet};

use super::super::permission::{When, acts_of, may_act};
use crate::post_kind::PostKind;
use crate::record_kind::RecordKind;

/// A post and an act of a kind, as in `grid_worker` and `case accept`.
type Cell = (String, String);

fn letter(when: Option<When>) -> &'static str {
    match when {
        Some(When::Offline) => "x",
        Some(When::Relay) => "r",
        None => ".",
    }
}

/// Every cell of the table.
fn table() -> BTreeMap<Cell, &'static str> {
    let mut cells = BTreeMap::new();
    for kind in RecordKind::KNOWN.iter().filter(|kind| !kind.is_directory()) {
        for act in acts_of(kind) {
            for post in PostKind::KNOWN {
                cells.insert((post.to_string(), format!("{kind} {act}")), letter(may_act(post, kind, act)));
            }
        }
    }
    cells
}

/// The lines of a file that have so many parts.
fn rows(text: &str, parts: usize) -> impl Iterator<Item = Vec<&str>> {
    text.lines().map(|line| line.split('|').map(str::trim).collect::<Vec<_>>()).filter(move |row| row.len() == parts)
}

/// What the report names, each post with the phrases of the one it is "as".
fn report() -> BTreeMap<Cell, &'static str> {
    let text = include_str!("report.txt").split_once('\n').and_then(|(_, rest)| rest.split_once('\n')).unwrap().1;
    let mut cells: BTreeMap<Cell, &'static str> = BTreeMap::new();
    for row in rows(text, 4) {
        let [post, phrase, when, acts] = row[..] else { unreachable!() };
        if let Some(other) = phrase.strip_prefix("as ") {
            let like: Vec<_> =
                cells.iter().filter(|((of, _), _)| of == other).map(|((_, act), when)| (act.clone(), *when)).collect();
            cells.extend(like.into_iter().map(|(act, when)| ((post.to_owned(), act), when)));
        }
        for act in acts.split(", ").filter(|act| !act.is_empty()) {
            cells.insert((post.to_owned(), act.to_owned()), when);
        }
    }
    cells
}

/// Each explained cell: what the report says, what the table has.
fn explained() -> BTreeMap<Cell, (String, String)> {
    let mut cells = BTreeMap::new();
    for row in rows(include_str!("deviations.txt"), 3) {
        let [act, departures, reason] = row[..] else { unreachable!() };
        assert!(reason.chars().count() >= 15, "{act}: no reason is given");
        let each: Vec<(String, String, String)> = match departures.split_once(": ") {
            Some((now, posts)) => {
                posts.split(' ').map(|post| (post.to_owned(), ".".to_owned(), now.to_owned())).collect()
            }
            None => departures
                .split(", ")
                .map(|cell| match cell.split(' ').collect::<Vec<_>>()[..] {
                    [post, said, now] => (post.to_owned(), said.to_owned(), now.to_owned()),
                    _ => panic!("{act}: {cell}"),
                })
                .collect(),
        };
        for (post, said, now) in each {
            let twice = cells.insert((post.clone(), act.to_owned()), (said, now));
            assert_eq!(twice, None, "{act} of a {post} is explained twice");
        }
    }
    cells
}

#[test]
fn every_cell_that_departs_from_the_report_is_explained_and_no_other() {
    let (table, report, explained) = (table(), report(), explained());
    for cell in report.keys().chain(explained.keys()) {
        assert!(table.contains_key(cell), "{cell:?} is no cell of the table");
    }
    for (cell, now) in &table {
        let said = report.get(cell).copied().unwrap_or(".");
        let told = explained.get(cell).map(|(said, now)| (said.as_str(), now.as_str()));
        let departs = (said != *now).then_some((said, *now));
        assert_eq!(told, departs, "{} of a {}: what the report says and what the table has", cell.1, cell.0);
    }
}

#[test]
fn every_role_of_the_report_is_there() {
    let silent = ["department", "auditor", "host_staff"];
    let named: BTreeSet<&str> = rows(include_str!("report.txt"), 4).map(|row| row[0]).collect();
    for post in PostKind::KNOWN {
        assert_eq!(named.contains(post.as_str()), !silent.contains(&post.as_str()), "{post}");
    }
}
