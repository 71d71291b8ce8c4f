//! What the pages of a whole city stand on: SQLite says how it would answer, and no plan walks what grows with the city.

use rusqlite::Transaction;

use crate::error::StoreError;
use crate::store::Store;

/// The plan, a line each.
fn plan(tx: &Transaction<'_>, sql: &str) -> Result<Vec<String>, StoreError> {
    let mut statement = tx.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
    let (mut lines, mut rows) = (Vec::new(), statement.raw_query());
    while let Some(row) = rows.next()? {
        lines.push(row.get("detail")?);
    }
    Ok(lines)
}

/// Queries of one page, with what their plan must stand on.
const PAGES: &[(&str, &str, &str)] = &[
    (
        "late_below",
        include_str!("home/late_below.sql"),
        "SEARCH deadline USING COVERING INDEX deadline_late (due_at<?)",
    ),
    ("untaken", include_str!("owner/untaken.sql"), "SEARCH case_file USING INDEX case_sent (moved_at<?)"),
    ("supervised", include_str!("home/supervised.sql"), "COVERING INDEX case_supervised"),
    ("urgent", include_str!("home/urgent.sql"), "COVERING INDEX case_urgent"),
    ("reported", include_str!("home/reported.sql"), "INDEX case_open_seat"),
    ("appeals", include_str!("home/appeals.sql"), "INDEX appeal_waiting"),
    ("proposals", include_str!("home/proposals.sql"), "COVERING INDEX merging_waiting"),
    ("reminders", include_str!("home/reminders.sql"), "SEARCH reminder USING COVERING INDEX reminder_by_day (day<?)"),
    ("appeals_to_answer", include_str!("assessment/appeals_to_answer.sql"), "INDEX appeal_waiting"),
    (
        "zero_alarm",
        include_str!("assessment/zero_alarm.sql"),
        "SEARCH figure_case USING COVERING INDEX figure_case_by_scope (assessment=?)",
    ),
    ("surveys", include_str!("survey/surveys.sql"), "INDEX survey_by_day"),
    ("results", include_str!("survey/results.sql"), "SEARCH unit USING COVERING INDEX unit_listed (path=?)"),
    ("drawn", include_str!("callback/drawn.sql"), "SEARCH draw_case USING PRIMARY KEY (draw=? AND nth>?)"),
    (
        "mentions",
        include_str!("erasure/mentions.sql"),
        "SEARCH entry USING INDEX entry_by_record (record>? AND record<?)",
    ),
    (
        "retention_rows",
        include_str!("../store/retention/ended_from.sql"),
        "SEARCH case_file USING COVERING INDEX case_ended (moved_at>? AND moved_at<?)",
    ),
    (
        "retention_rows of tracks",
        include_str!("../store/retention/patrols_from.sql"),
        "SEARCH patrol USING INTEGER PRIMARY KEY (rowid>?)",
    ),
    ("audits of a record", include_str!("audit/of_record.sql"), "INDEX audit_look_by_target (target=?)"),
    (
        "offices",
        include_str!("map/offices.sql"),
        "SEARCH office USING INDEX office_by_position (lat_e6>? AND lat_e6<?)",
    ),
    ("places", include_str!("map/places.sql"), "VIRTUAL TABLE INDEX"),
];

/// What grows with the city.
const LARGE: &[&str] = &["record", "entry", "doc", "case_file", "resident", "figure_case", "reminder", "deadline"];

/// Indexes of the few cases that are open and urgent, supervised or not taken on: these may be walked.
const OPEN_ONLY: &[&str] = &["case_supervised", "case_urgent", "case_open_seat"];

#[test]
fn no_page_walks_a_table_that_grows_with_the_city() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), [7; 32].into()).unwrap();
    let mut wrong = Vec::new();
    for (page, sql, stands_on) in PAGES {
        let plan = store.read::<_, StoreError>(|tx| plan(tx, sql)).unwrap();
        let walks = |line: &&String| {
            let walked = line.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next());
            let open_only = OPEN_ONLY.iter().any(|index| line.contains(index));
            walked.is_some_and(|table| LARGE.contains(&table)) && !open_only
        };
        let walked: Vec<&String> = plan.iter().filter(walks).collect();
        if !plan.iter().any(|line| line.contains(stands_on)) || !walked.is_empty() {
            wrong.push(format!("{page} walks {walked:?} or does not stand on {stands_on}: {plan:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
