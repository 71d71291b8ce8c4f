//! Who has a part of this phone, as it is written down beside their folders, and what of those who left is still to be told.

use std::path::{Path, PathBuf};

use etong_protocol::wire;
use minicbor::{Decode, Encode};

use crate::error::{CoreError, StoreError};
use crate::store::last;

pub(super) const FOLDER: &str = "users";
const NAMES: &str = "names";
const NAMES_NEXT: &str = "names.new";
/// Who was here before anybody else was: a phone of one user is laid out as it always was.
pub(super) const FIRST: u32 = 1;

#[derive(Debug, Default, Encode, Decode)]
pub(super) struct Names {
    #[n(0)]
    pub names: Vec<Name>,
    /// A number that somebody had is given to nobody again: secrets lie under it.
    #[n(1)]
    pub next: Option<u32>,
    #[n(2)]
    pub farewells: Option<Vec<Farewell>>,
}

/// What somebody who left could send nowhere, and why it may be lost, until whoever is here next has it in their log.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(in crate::app) struct Farewell {
    /// Phone clock, milliseconds since 1970.
    #[n(0)]
    pub at: i64,
    #[n(1)]
    pub lost: u64,
    #[n(2)]
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(super) struct Name {
    #[n(0)]
    pub user: u32,
    #[n(1)]
    pub name: String,
}

pub(super) fn is_shared(folder: &Path) -> bool {
    let shared = |root: &Path| read(root).map_or(true, |names| names.names.len() > 1);
    shared(&root_of(folder))
}

/// Of the phone, for the folder of one of its users.
fn root_of(folder: &Path) -> PathBuf {
    let above = folder.parent().filter(|parent| parent.ends_with(FOLDER)).and_then(Path::parent);
    above.unwrap_or(folder).to_owned()
}

/// The folders of everybody else on the phone.
pub(in crate::app) fn others(folder: &Path) -> Vec<PathBuf> {
    let root = root_of(folder);
    let names = read(&root).map(|names| names.names).unwrap_or_default();
    names.iter().map(|known| folder_in(&root, known.user)).filter(|other| other != folder).collect()
}

pub(in crate::app) fn keep_farewell(folder: &Path, farewell: Farewell) -> Result<(), CoreError> {
    let root = root_of(folder);
    let mut names = read(&root)?;
    names.farewells.get_or_insert_default().push(farewell);
    std::fs::create_dir_all(root.join(FOLDER)).map_err(StoreError::from)?;
    write(&root, &names)
}

pub(in crate::app) fn farewells(folder: &Path) -> Result<Vec<Farewell>, CoreError> {
    Ok(read(&root_of(folder))?.farewells.unwrap_or_default())
}

/// The first `count` of them are told.
pub(in crate::app) fn forget_farewells(folder: &Path, count: usize) -> Result<(), CoreError> {
    let root = root_of(folder);
    let mut names = read(&root)?;
    let left: Vec<Farewell> = names.farewells.take().unwrap_or_default().into_iter().skip(count).collect();
    names.farewells = Some(left).filter(|left| !left.is_empty());
    write(&root, &names)
}

pub(super) fn folder_in(root: &Path, user: u32) -> PathBuf {
    if user == FIRST { root.to_owned() } else { root.join(FOLDER).join(user.to_string()) }
}

pub(super) fn write(root: &Path, names: &Names) -> Result<(), CoreError> {
    Ok(last::replace(&root.join(FOLDER), NAMES, NAMES_NEXT, &wire::encode(names))?)
}

impl Names {
    pub(super) fn next_number(&self) -> u32 {
        let most = self.names.iter().map(|known| known.user).max().unwrap_or(FIRST);
        self.next.unwrap_or(0).max(most + 1)
    }
}

pub(super) fn read(folder: &Path) -> Result<Names, CoreError> {
    let Some(bytes) = last::bytes_of(&folder.join(FOLDER), NAMES)? else {
        let names = vec![Name { user: FIRST, name: String::new() }];
        return Ok(Names { names, ..Names::default() });
    };
    Ok(wire::decode(&bytes, "names of users").map_err(|_| StoreError::Unreadable("the users' names"))?)
}
