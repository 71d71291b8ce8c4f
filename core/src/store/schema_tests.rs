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
