//! 拆分与合并: whoever serves a unit that took the place of another goes on with what that one left, and stands to it as its own posts
//! did. Which units those are says the standing the relay signed, and nothing else on this phone.

use etong_protocol::{OrgPath, StandingPost};

use crate::capture::Author;
use crate::error::CoreError;
use crate::projection::is_shared_with;
use crate::store::Tx;
use crate::store::record::Record;
use crate::view;

/// The author as somebody of the unit the record lies in, or is shared with, when the author's unit took the place of that.
pub(super) fn at(tx: &Tx<'_>, author: Author, found: &Record) -> Result<Author, CoreError> {
    let author = at_scope(tx, author, &found.scope)?;
    if author.unit.covers(&found.scope) || is_shared_with(tx, found.no, &author.unit)? {
        return Ok(author);
    }
    for unit in held(tx, &author)?.iter().flat_map(StandingPost::taken_over) {
        if is_shared_with(tx, found.no, unit)? {
            return Ok(Author { unit: unit.clone(), ..author });
        }
    }
    Ok(author)
}

/// As `at`, of what lies at `scope`.
pub(super) fn at_scope(tx: &Tx<'_>, author: Author, scope: &OrgPath) -> Result<Author, CoreError> {
    if author.unit.covers(scope) {
        return Ok(author);
    }
    let held = held(tx, &author)?;
    let taken = held.iter().flat_map(StandingPost::taken_over).find(|unit| unit.covers(scope));
    Ok(match taken {
        Some(unit) => Author { unit: unit.clone(), ..author },
        None => author,
    })
}

/// The author over several records, when all of them lie in the author's unit or in units whose place it took.
pub(super) fn at_all(tx: &Tx<'_>, author: &Author, scopes: &[&OrgPath]) -> Result<Author, CoreError> {
    let held = held(tx, author)?;
    let all = held.is_some_and(|held| scopes.iter().all(|scope| held.covers(scope)));
    Ok(Author { shared: author.shared || all, ..author.clone() })
}

/// The acting post as the standing has it.
pub(super) fn held(tx: &Tx<'_>, author: &Author) -> Result<Option<StandingPost>, CoreError> {
    let posts = view::standing(tx)?.map(|standing| standing.posts).unwrap_or_default();
    Ok(posts.into_iter().find(|held| held.post == author.post))
}
