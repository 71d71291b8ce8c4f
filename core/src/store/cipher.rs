//! SQLCipher, made ready once per process. SQLite calls itself ready before it has set SQLCipher up (`sqlite3_initialize`
//! runs `SQLITE_EXTRA_INIT` after its own mutex is released), so of several threads that open the first databases of a
//! process together one could be told that its key is no key.

use std::sync::Once;
use std::time::Duration;

use rusqlite::Connection;

use crate::error::StoreError;

static READY: Once = Once::new();
const TRIES: u32 = 200;
const PAUSE: Duration = Duration::from_millis(5);

/// Returns when SQLCipher takes keys, at once after the first call; after a second without success it returns too, and the
/// open that follows says what is wrong.
pub(super) fn make_ready() {
    READY.call_once(|| {
        for _ in 0..TRIES {
            if takes_a_key().is_ok() {
                return;
            }
            std::thread::sleep(PAUSE);
        }
    });
}

/// From now on whatever SQLite lets go of in this process is overwritten: pages, rows and statements with names in them. It cannot be
/// switched off again. Nothing is locked in memory, which would cost two calls of the system for each allocation (`.cargo/config.toml`,
/// ADR 0035).
///
/// # Errors
/// When SQLCipher is not there.
pub(crate) fn wipe_what_is_freed() -> Result<(), StoreError> {
    make_ready();
    Ok(Connection::open_in_memory()?.execute_batch("PRAGMA cipher_memory_security = ON")?)
}

fn takes_a_key() -> rusqlite::Result<()> {
    Connection::open_in_memory()?.execute_batch("PRAGMA cipher_log_level = NONE; PRAGMA key = 'any'")
}
