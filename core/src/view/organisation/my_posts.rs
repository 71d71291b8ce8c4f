//! The post switcher: every post of this phone's owner with its unit, days and duties, and what it may do. Rights are those of the
//! post that acts, never the sum of all.

use etong_protocol::authority::{When, acts_of, may_act};
use etong_protocol::{PostId, PostKind, RecordKind};
use rusqlite::Transaction;

use super::{post_id, tags};
use crate::domain::organisation::day::holds_on;
use crate::error::StoreError;
use crate::store::setting::{self, Setting};
use crate::view::{scope_text, standing};

/// One post of the owner.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MyPostRow {
    pub post: String,
    pub kind: String,
    pub unit: String,
    pub unit_name: String,
    /// Days as `2026-01-31`; `None`: not known, or no end.
    pub from: Option<String>,
    pub to: Option<String>,
    pub duties: Vec<String>,
    pub lead: bool,
    /// This post acts.
    pub acting: bool,
    /// `held`, `coming` or `ended`. Only a post that is held can act.
    pub state: String,
    /// What it may do, noun by noun; nothing for a post that is not held.
    pub may: Vec<NounRights>,
}

/// The rights over one kind of record.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NounRights {
    /// A kind of record, as in `case`.
    pub noun: String,
    pub acts: Vec<ActRight>,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ActRight {
    pub act: String,
    /// It counts only once the relay has it.
    pub at_relay: bool,
}

/// # Errors
/// `StoreError` when the store cannot be read.
pub(crate) fn my_posts(tx: &Transaction<'_>, day: &str) -> Result<Vec<MyPostRow>, StoreError> {
    let Some(standing) = standing(tx)? else { return Ok(Vec::new()) };
    let acting = setting::array(tx, Setting::ActingPost)?.map(PostId::from_bytes);
    let mut rows: Vec<MyPostRow> = standing
        .posts
        .iter()
        .map(|held| MyPostRow {
            post: held.post.to_string(),
            kind: held.kind.to_string(),
            unit: held.unit.to_string(),
            unit_name: held.unit_name.clone(),
            from: None,
            to: None,
            duties: Vec::new(),
            lead: false,
            acting: acting == Some(held.post),
            state: "held".to_owned(),
            may: rights(&held.kind),
        })
        .collect();
    let mut statement = tx.prepare_cached(include_str!("my_posts.sql"))?;
    let mut found = statement.query([standing.person.as_bytes()])?;
    while let Some(row) = found.next()? {
        let post = post_id(&row.get::<_, Vec<u8>>("post")?)?;
        let (from, to): (Option<String>, Option<String>) = (row.get("from_day")?, row.get("to_day")?);
        let (duties, lead) = (tags(&row.get::<_, String>("duties")?), row.get("lead")?);
        if let Some(mine) = rows.iter_mut().find(|mine| mine.post == post.to_string()) {
            (mine.from, mine.to, mine.duties, mine.lead) = (from, to, duties, lead);
            continue;
        }
        let coming = !holds_on(from.as_deref(), None, day);
        rows.push(MyPostRow {
            post: post.to_string(),
            kind: row.get("kind")?,
            unit: scope_text(&row.get::<_, Vec<u8>>("path")?)?,
            unit_name: row.get::<_, Option<String>>("unit_name")?.unwrap_or_default(),
            from,
            to,
            duties,
            lead,
            acting: false,
            state: if coming { "coming" } else { "ended" }.to_owned(),
            may: Vec::new(),
        });
    }
    Ok(rows)
}

fn rights(post: &PostKind) -> Vec<NounRights> {
    let of_noun = |noun: &RecordKind| {
        let acts: Vec<ActRight> = acts_of(noun)
            .filter_map(|act| {
                let at_relay = may_act(post, noun, act)? == When::Relay;
                Some(ActRight { act: act.to_owned(), at_relay })
            })
            .collect();
        (!acts.is_empty()).then(|| NounRights { noun: noun.to_string(), acts })
    };
    RecordKind::KNOWN.iter().filter_map(of_noun).collect()
}
