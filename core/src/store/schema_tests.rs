//! `schema.sql` is what a fresh database looks like after all migrations: a reader's map, checked.

use super::Store;
use crate::error::StoreError;

#[test]
fn schema_sql_is_what_the_migrations_make() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), [7; 32].into()).unwrap();
    let made = store
        .read::<_, StoreError>(|tx| {
            let mut statement = tx.prepare(include_str!("open/schema.sql"))?;
            let rows = statement.query_map([], |row| row.get::<_, String>("sql"))?;
            Ok(rows.map(|sql| format!("{};\n", sql.unwrap())).collect::<Vec<_>>().join("\n"))
        })
        .unwrap();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/store/schema.sql");
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(file, &made).unwrap();
    }
    assert_eq!(std::fs::read_to_string(file).unwrap(), made, "run `cargo xtask schema`");
}

/// Tables that are not made from the log.
const KEPT: &[&str] = &[
    "setting",
    "record",
    "entry",
    "intent",
    "link",
    "receipt",
    "quarantine",
    "doc",
    "track_fix",
    "held_back",
    "card",
    "draft",
    "notice_seen",
    "erased_record",
    "erasing",
    "root",
    "inclusion",
    "included",
    "alarm",
    "opening",
    "looked",
    "slim",
    "slim_stamp",
];

#[test]
fn every_table_is_kept_when_a_scope_is_left_or_made_again_from_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), [7; 32].into()).unwrap();
    let tables: std::collections::BTreeSet<String> = store
        .read::<_, StoreError>(|tx| {
            let mut statement = tx.prepare(
                "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual')
                 AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'refinery_%'",
            )?;
            let rows = statement.query_map([], |row| row.get("name"))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .unwrap();
    let wiped = include_str!("../projection/wipe.sql").lines().filter(|line| !line.starts_with("--"));
    let table = |line: &str| line.split([' ', ';']).nth(2).unwrap_or_default().to_owned();
    let mut known: std::collections::BTreeSet<String> = wiped.map(table).collect();
    known.extend(KEPT.iter().map(|table| (*table).to_owned()));
    assert_eq!(tables, known, "a new table: name it here or in projection/wipe.sql");
}
