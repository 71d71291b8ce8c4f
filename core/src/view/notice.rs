//! Notices: mine (unread first), one in full, and who has said that he knows it. Of notices that are not operational nobody is
//! told who read them; that a phone has shown one stays on that phone.

use etong_protocol::{OrgPath, PostId, PostKind, RecordId, StandingPost};
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::case::holder;
use super::cursor::{self, cursor, cut};
use super::{PAGE_ROWS, paged, record_text, scope_text};
use crate::domain::notice::{NoticeFold, export_text, qr_text};
use crate::domain::organisation::day::day_at;
use crate::domain::rule_id::RuleId;
use crate::error::{CoreError, StoreError};
use crate::projection::load_notice;
use crate::store::record::{self, Record};
use crate::view::shown::shown;

/// One page of the list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NoticesPage {
    pub rows: Vec<NoticeRow>,
    /// There are more after these.
    pub more: bool,
}

/// One notice.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NoticeRow {
    pub record: String,
    /// For everybody.
    pub public: bool,
    /// `routine`, `important` or `urgent`.
    pub priority: String,
    pub title: String,
    pub scope: String,
    /// Asks to be acknowledged.
    pub operational: bool,
    /// Opened on this phone, or, of an operational one, acknowledged.
    pub read: bool,
    /// Milliseconds since 1970.
    pub published_at: i64,
    pub valid_until: Option<i64>,
    pub provisional: bool,
}

/// One notice in full.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NoticeView {
    pub record: String,
    pub public: bool,
    pub priority: String,
    pub title: String,
    pub text: String,
    pub scope: String,
    /// `in_force`, `expired`, `withdrawn` or `replaced`.
    pub standing: String,
    /// Why it was withdrawn.
    pub withdrawn: Option<String>,
    /// Id of the notice that stands in its place.
    pub replaced_by: Option<String>,
    pub replaces: Option<String>,
    pub audience: Vec<String>,
    pub operational: bool,
    /// The acting post is asked to acknowledge it and has not.
    pub asks_me: bool,
    pub by_name: Option<String>,
    pub by_kind: String,
    pub published_at: i64,
    pub valid_until: Option<i64>,
    pub provisional: bool,
}

/// Who knows an operational notice.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ReadersView {
    pub record: String,
    /// Posts this phone knows that it is meant for.
    pub asked: u32,
    pub read: u32,
    /// Whoever read it first, first: a page.
    pub posts: Vec<ReaderRow>,
    /// Where this page ended, when it goes on.
    pub next: Option<String>,
}

/// One post.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ReaderRow {
    pub post: String,
    pub name: Option<String>,
    pub kind: Option<String>,
    /// Milliseconds since 1970.
    pub at: i64,
}

/// Text of a public notice for other channels.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NoticeText {
    pub text: String,
    /// What a QR code of it says.
    pub qr: String,
}

/// Notices in force that are meant for one of `posts`: unread first, then by urgency, then newest first.
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub fn notices(tx: &Transaction<'_>, posts: &[StandingPost], offset: u32, now: i64) -> Result<NoticesPage, StoreError> {
    let hex = |path: &OrgPath| data_encoding::HEXUPPER.encode(&path.to_bytes());
    let post = |held: &StandingPost| {
        serde_json::json!({
            "post": data_encoding::HEXUPPER.encode(held.post.as_bytes()),
            "unit": hex(&held.unit),
            "kind": format!(",{},", held.kind),
        })
    };
    let mine = serde_json::Value::Array(posts.iter().map(post).collect()).to_string();
    let mut statement = tx.prepare_cached(include_str!("notices.sql"))?;
    let rows = statement.query_and_then(params![mine, now, PAGE_ROWS + 1, offset], read)?;
    let rows: Vec<NoticeRow> = rows.collect::<Result<_, _>>()?;
    let (rows, more) = paged(rows);
    Ok(NoticesPage { rows, more })
}

fn read(row: &Row<'_>) -> Result<NoticeRow, StoreError> {
    let priority = match row.get::<_, i64>("priority")? {
        2 => "urgent",
        1 => "important",
        _ => "routine",
    };
    Ok(NoticeRow {
        record: record_text(&row.get::<_, Vec<u8>>("record")?)?,
        public: row.get("public")?,
        priority: priority.to_owned(),
        title: shown(row.get::<_, String>("title")?),
        scope: scope_text(&row.get::<_, Vec<u8>>("scope")?)?,
        operational: row.get("operational")?,
        read: row.get("read")?,
        published_at: row.get("published_at")?,
        valid_until: row.get("valid_until")?,
        provisional: row.get("provisional")?,
    })
}

/// # Errors
/// `NotFound` when there is no such notice on this phone.
pub fn notice(
    tx: &Transaction<'_>,
    id: RecordId,
    acting: Option<&StandingPost>,
    now: i64,
) -> Result<NoticeView, CoreError> {
    let (found, fold) = find(tx, id)?;
    let asks_me = match acting {
        Some(held) if fold.asks_to_be_read() && fold.is_for(&held.kind, &held.unit) => {
            !has_read(tx, found.no, held.post)?
        }
        _ => false,
    };
    let withdrawn = fold.withdrawn.as_ref();
    Ok(NoticeView {
        record: id.to_string(),
        public: fold.public,
        priority: fold.notice.priority.to_string(),
        title: shown(&fold.notice.title),
        text: shown(&fold.notice.text),
        scope: fold.scope.to_string(),
        standing: fold.standing(now).as_str().to_owned(),
        withdrawn: withdrawn.map(|withdrawn| shown(&withdrawn.reason)),
        replaced_by: withdrawn.and_then(|withdrawn| withdrawn.replaced_by).map(|record| record.to_string()),
        replaces: fold.notice.replaces.map(|record| record.to_string()),
        audience: fold.notice.audience.iter().map(PostKind::to_string).collect(),
        operational: fold.asks_to_be_read(),
        asks_me,
        by_name: holder(tx, fold.publisher)?,
        by_kind: fold.publisher_kind.to_string(),
        published_at: fold.published_at,
        valid_until: fold.notice.valid_until,
        provisional: fold.provisional,
    })
}

/// For who published it and for whoever publishes at or above its unit.
///
/// # Errors
/// `NotFound`; `NotAllowed` for other posts and for notices that ask nobody.
pub fn notice_readers(
    tx: &Transaction<'_>,
    id: RecordId,
    acting: Option<&StandingPost>,
    now: i64,
    from: Option<&str>,
) -> Result<ReadersView, CoreError> {
    let (found, fold) = find(tx, id)?;
    if !fold.asks_to_be_read() {
        let rule = "only of operational notices to staff is it known who read them";
        return Err(CoreError::barred(RuleId::NotAsked, rule));
    }
    let may = acting
        .is_some_and(|held| held.post == fold.publisher || (held.unit.covers(&fold.scope) && (held.kind.is_desk())));
    if !may {
        let who_may = vec![format!("post {}", fold.publisher), format!("a desk of {} or above", fold.scope)];
        return Err(CoreError::not_allowed("who read a notice is told to its publisher".into(), who_may));
    }
    let kinds: Vec<&str> = fold.notice.audience.iter().map(PostKind::as_str).collect();
    let kinds = serde_json::json!(kinds).to_string();
    let asked = tx
        .prepare_cached(include_str!("notice_asked.sql"))?
        .query_row(params![fold.scope.to_bytes(), fold.scope.subtree_end(), kinds, day_at(now)], |row| {
            row.get("asked")
        })?;
    let read = tx.prepare_cached(include_str!("notice_read_by.sql"))?.query_row([found.no], |row| row.get("posts"))?;
    let (posts, next) = readers(tx, found.no, from, PAGE_ROWS)?;
    Ok(ReadersView { record: id.to_string(), asked, read, posts, next })
}

/// A page of who knows it, whoever said so first, first.
fn readers(
    tx: &Transaction<'_>,
    notice: i64,
    from: Option<&str>,
    page: u32,
) -> Result<(Vec<ReaderRow>, Option<String>), CoreError> {
    let (at, post) = match cursor::after::<2>(from)? {
        Some([at, post]) => {
            let post: PostId = post.parse().map_err(|_| cursor::no_end())?;
            (Some(cursor::number(at)?), Some(post.as_bytes().to_vec()))
        }
        None => (None, None),
    };
    let mut statement = tx.prepare_cached(include_str!("notice_readers.sql"))?;
    let rows = statement.query_and_then(params![notice, at, post, page + 1], |row| {
        let post = PostId::from_slice(&row.get::<_, Vec<u8>>("post")?).map_err(|_| StoreError::Unreadable("a post"))?;
        Ok::<_, StoreError>(ReaderRow {
            post: post.to_string(),
            name: row.get("name")?,
            kind: row.get("kind")?,
            at: row.get("at")?,
        })
    })?;
    let posts: Vec<ReaderRow> = rows.collect::<Result<_, _>>()?;
    Ok(cut(posts, page, |row| cursor(&[&row.at, &row.post])))
}

/// # Errors
/// `NotFound`; `Invalid` for a notice that is not public.
pub fn notice_text(tx: &Transaction<'_>, id: RecordId) -> Result<NoticeText, CoreError> {
    let (_, fold) = find(tx, id)?;
    if !fold.public {
        let reason = "only a public notice leaves the app".to_owned();
        return Err(CoreError::Invalid { field: "notice".into(), reason });
    }
    let mut statement = tx.prepare_cached(include_str!("notice_unit.sql"))?;
    let unit: Option<String> = statement.query_row([fold.scope.to_bytes()], |row| row.get("name")).optional()?;
    let unit = unit.unwrap_or_else(|| fold.scope.to_string());
    Ok(NoticeText { text: export_text(&fold, &unit), qr: qr_text(&fold, &unit) })
}

/// Has the post said that it knows the notice?
pub(crate) fn has_read(tx: &Transaction<'_>, record_no: i64, post: PostId) -> Result<bool, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("notice_has_read.sql"))?;
    Ok(statement.exists(params![record_no, post.as_bytes()])?)
}

fn find(tx: &Transaction<'_>, id: RecordId) -> Result<(Record, NoticeFold), CoreError> {
    let missing = || CoreError::NotFound { noun: "notice", id: id.to_string() };
    let found = record::find(tx, id)?.ok_or_else(missing)?;
    let fold = load_notice(tx, &found)?.ok_or_else(missing)?;
    Ok((found, fold))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Durability, Store};

    #[test]
    fn who_knows_a_notice_is_told_page_by_page_also_of_one_moment_and_when_somebody_comes_meanwhile() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), [7; 32].into()).unwrap();
        store
            .write::<_, CoreError>(Durability::Normal, |tx| {
                let know = |post: u8, at: i64| {
                    let post = [post; 16];
                    let row = params![1, post.as_slice(), at];
                    tx.execute("INSERT INTO notice_read (record, post, at) VALUES (?1, ?2, ?3)", row)
                        .map_err(StoreError::from)
                };
                for (post, at) in [(5, 10), (4, 20), (3, 20), (2, 20), (1, 30)] {
                    know(post, at)?;
                }
                let (mut all, mut end) = readers(tx, 1, None, 2)?;
                know(9, 5)?;
                while let Some(last) = end {
                    let (rows, next) = readers(tx, 1, Some(&last), 2)?;
                    all.extend(rows);
                    end = next;
                }
                let moments: Vec<i64> = all.iter().map(|row| row.at).collect();
                assert_eq!(moments, [10, 20, 20, 20, 30]);
                let posts: std::collections::BTreeSet<&String> = all.iter().map(|row| &row.post).collect();
                assert_eq!(posts.len(), 5, "nobody twice");
                assert!(matches!(readers(tx, 1, Some("3"), 2), Err(CoreError::Invalid { .. })));
                Ok(())
            })
            .unwrap();
    }
}
