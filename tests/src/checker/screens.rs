//! Every screen of one phone against what the log says it should show.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use etong_core::App;
use etong_core::domain::case::{ActStanding, CaseFold};
use etong_core::domain::field::{Sight, numbers_in};
use etong_core::domain::patrol::PatrolFold;
use etong_core::domain::phone_number::mask_phone;
use etong_core::domain::resident::{CATALOGUE, Resident};
use etong_core::view::{BoardQuery, BoardRow, CaseView, PatrolRow, ResidentRow, ResidentView};
use etong_protocol::RecordId;

use super::Invariant;
use crate::model::Model;
use crate::phone::Phone;

/// Invariants that do not hold, with what was seen.
pub type Broken = Vec<(Invariant, String)>;

/// What of `phone`'s screens differs from `model`.
#[must_use]
pub fn compare(phone: &Phone, model: &Model) -> Broken {
    let app = phone.app();
    let _compares = etong_core::sim::nobody_looks();
    let mut broken = residents(&app, model);
    broken.extend(cases(&app, model));
    broken.extend(patrols(&app, model));
    broken.extend(replies(&app, model));
    broken.into_iter().map(|(invariant, words)| (invariant, format!("{}: {words}", phone.name))).collect()
}

fn residents(app: &App, model: &Model) -> Broken {
    let mut rows: Vec<ResidentRow> = Vec::new();
    loop {
        let page = app.residents(u32::try_from(rows.len()).unwrap()).unwrap();
        rows.extend(page.rows);
        if !page.more {
            break;
        }
    }
    let acting =
        app.status().unwrap().posts.into_iter().find(|post| post.acting).map(|post| post.kind.parse().unwrap());
    let sight = Sight::of(acting.as_ref());
    // A record that was merged into another can be reached and stands in no list.
    let hidden = |record: &&RecordId| app.resident(&record.to_string()).is_ok_and(|view| view.shown_instead.is_some());
    let listed = model.residents.keys().filter(|record| !hidden(record));
    let mut broken = sets("residents", rows.iter().map(|row| row.record.as_str()), listed);
    let rows: BTreeMap<&str, &ResidentRow> = rows.iter().map(|row| (row.record.as_str(), row)).collect();
    for (record, expected) in &model.residents {
        let Ok(view) = app.resident(&record.to_string()) else { continue };
        differs(&mut broken, record, "resident", &shown(&view), &expected_resident(expected, sight));
        if let Some(row) = rows.get(view.record.as_str()) {
            let listed =
                (row.name.clone(), row.address.as_str(), row.phone_masked.clone(), row.needs_review, row.unsent);
            let text = |key: &str| expected.text(key).unwrap_or_default();
            let should = (
                sight.name(text("name")),
                text("live_address"),
                mask_phone(text("phone")),
                expected.needs_review(),
                false,
            );
            differs(&mut broken, record, "row of resident", &listed, &should);
        }
    }
    broken
}

/// Key, value, what others wrote; tags, unknown keys, needs review.
type Shown = (Vec<(String, String, Vec<String>)>, Vec<String>, Vec<String>, bool);

/// Fields that are shown as they were typed. Of the others only presence and conflicts are compared here: how a code or
/// a place is worded is the view's own business and tested beside it.
const VERBATIM: &[&str] =
    &["name", "used_name", "workplace", "live_address", "household_address", "occupation", "note"];

fn shown(view: &ResidentView) -> Shown {
    let fields = view.fields.iter().map(|field| compared(&field.key, &field.value, field.others.clone()));
    (fields.collect(), view.tags.clone(), view.unknown.clone(), view.needs_review)
}

fn expected_resident(resident: &Resident, sight: Sight) -> Shown {
    let others = |key: &str| -> Vec<String> {
        let conflict = resident.conflicts.iter().find(|conflict| conflict.key == key);
        let others = conflict.map(|conflict| conflict.others.as_slice()).unwrap_or_default();
        others.iter().filter_map(|other| other.as_text()).map(|other| named(key, other, sight)).collect()
    };
    let fields = CATALOGUE.iter().filter_map(|spec| {
        Some(compared(spec.key, &named(spec.key, resident.text(spec.key)?, sight), others(spec.key)))
    });
    let tags = resident.tags.iter().cloned().collect();
    (fields.collect(), tags, resident.extra.keys().cloned().collect(), resident.needs_review())
}

fn named(key: &str, value: &str, sight: Sight) -> String {
    if ["name", "used_name"].contains(&key) { sight.name(value) } else { numbers_in(value) }
}

fn compared(key: &str, value: &str, others: Vec<String>) -> (String, String, Vec<String>) {
    if VERBATIM.contains(&key) {
        return (key.to_owned(), value.to_owned(), others);
    }
    (key.to_owned(), String::new(), vec![String::new(); others.len()])
}

fn cases(app: &App, model: &Model) -> Broken {
    let mut rows: Vec<BoardRow> = Vec::new();
    loop {
        let page =
            app.board(&BoardQuery { offset: u32::try_from(rows.len()).unwrap(), ..BoardQuery::default() }).unwrap();
        let total = usize::try_from(page.total).unwrap();
        let last = page.rows.is_empty();
        rows.extend(page.rows);
        if last || rows.len() >= total {
            break;
        }
    }
    let mut broken = sets("cases", rows.iter().map(|row| row.record.as_str()), model.cases.keys());
    let rows: BTreeMap<&str, &BoardRow> = rows.iter().map(|row| (row.record.as_str(), row)).collect();
    for (record, fold) in &model.cases {
        let Ok(view) = app.case(&record.to_string()) else { continue };
        differs(&mut broken, record, "case", &case_shown(&view), &expected_case(fold));
        if let Some(row) = rows.get(view.record.as_str()) {
            let superseded = fold.acts.iter().filter(|act| matches!(act.standing, ActStanding::Superseded { .. }));
            let listed = (row.state.as_str(), row.responsible_kind.clone(), row.provisional, row.superseded as usize);
            let should = (fold.state.as_str(), fold.responsible.kind.to_string(), false, superseded.count());
            differs(&mut broken, record, "row of the board", &listed, &should);
        }
    }
    broken
}

/// State, responsible, provisional, ahead; entry, act and standing of every act.
type CaseShown = (String, String, bool, bool, Vec<(String, String, String)>);

fn case_shown(view: &CaseView) -> CaseShown {
    let acts = view.acts.iter().map(|act| (act.entry.clone(), act.act.clone(), act.standing.clone()));
    (view.state.clone(), view.responsible_kind.clone(), view.provisional, view.ahead, acts.collect())
}

fn expected_case(fold: &CaseFold) -> CaseShown {
    let standing = |standing: &ActStanding| match standing {
        ActStanding::Effective => "effective",
        ActStanding::Marked => "marked",
        ActStanding::Waiting => "waiting",
        ActStanding::Remark => "remark",
        ActStanding::Superseded { .. } => "superseded",
        ActStanding::NotAllowed { .. } => "not_allowed",
        ActStanding::Unknown => "unknown",
    };
    let acts = fold
        .acts
        .iter()
        .map(|act| (act.id.to_string(), act.act.as_str().to_owned(), standing(&act.standing).to_owned()));
    (fold.state.as_str().to_owned(), fold.responsible.kind.to_string(), false, fold.ahead, acts.collect())
}

fn patrols(app: &App, model: &Model) -> Broken {
    let mut rows: Vec<PatrolRow> = Vec::new();
    loop {
        let page = app.patrols(u32::try_from(rows.len()).unwrap()).unwrap();
        rows.extend(page.rows);
        if !page.more {
            break;
        }
    }
    let mut broken = sets("patrols", rows.iter().map(|row| row.record.as_str()), model.patrols.keys());
    for row in &rows {
        let Some((record, fold)) = model.patrols.get_key_value(&row.record.parse().unwrap()) else { continue };
        let listed = (row.state.as_str(), row.ended_at, row.duration_s, row.distance_m, row.points, row.findings);
        differs(&mut broken, record, "patrol", &(listed, row.provisional), &(expected_patrol(fold), false));
    }
    broken
}

fn expected_patrol(fold: &PatrolFold) -> (&'static str, Option<i64>, i64, i64, i64, i64) {
    let count = |many: usize| i64::try_from(many).unwrap();
    let distance = i64::try_from(fold.distance_m).unwrap();
    let (points, findings) = (count(fold.track.len()), count(fold.findings.len()));
    (fold.state.as_str(), fold.ended_at, fold.duration_ms / 1000, distance, points, findings)
}

fn replies(app: &App, model: &Model) -> Broken {
    let mut broken = Vec::new();
    for report in app.my_reports().unwrap() {
        let record: RecordId = report.record.parse().unwrap();
        let heard: Vec<(String, String)> =
            report.replies.iter().map(|reply| (reply.state.clone(), reply.words.clone())).collect();
        let should = model.replies.get(&record).cloned().unwrap_or_default();
        differs(&mut broken, &record, "replies", &heard, &should);
        if !report.receipted {
            broken.push((Invariant::SameRecords, format!("report {record} is shown as not receipted")));
        }
    }
    broken
}

fn sets<'a>(noun: &str, shown: impl Iterator<Item = &'a str>, expected: impl Iterator<Item = &'a RecordId>) -> Broken {
    let shown: BTreeSet<RecordId> = shown.map(|record| record.parse().unwrap()).collect();
    let expected: BTreeSet<RecordId> = expected.copied().collect();
    let too_much = shown.difference(&expected).map(|id| (Invariant::WithinReach, format!("{noun}: {id} is shown")));
    let missing = expected.difference(&shown).map(|id| (Invariant::SameRecords, format!("{noun}: {id} is missing")));
    too_much.chain(missing).collect()
}

fn differs<T: PartialEq + Debug>(broken: &mut Broken, record: &RecordId, noun: &str, shown: &T, should: &T) {
    if shown != should {
        broken.push((Invariant::SameRecords, format!("{noun} {record}: shows {shown:?}, should show {should:?}")));
    }
}
