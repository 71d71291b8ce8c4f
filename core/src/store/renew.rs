//! Leaving is a key erase: what is left of the database moves into a new file under a fresh key, that file takes the old one's
//! place, and the key store forgets the old key, so that old pages, copies and backups open for nobody. At every step one
//! of the two keys opens the one file that is there.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;
use zeroize::Zeroizing;

use super::setting::{self, Setting};
use super::{Key, Store, lock, open};
use crate::error::StoreError;

/// The new file until it is whole.
pub(super) const NEXT_FILE: &str = "etong.next.db";

impl Store {
    /// Moves the database under `key`, which the key store holds already.
    ///
    /// # Errors
    /// `Busy` when somebody is inside for longer than `patience`, `Full`. The database is then as it was, under its old key.
    pub(crate) fn renew(&self, key: Key, patience: Duration) -> Result<(), StoreError> {
        if let Err(error) = self.suspend(patience) {
            // A full disk does not take the journal: the store is closed all the same, and goes on as it was.
            self.resume()?;
            return Err(error);
        }
        let moved = self.move_under(key);
        if moved.is_err() {
            remove(&next_file(&self.path))?;
        }
        // Whatever happened, the file that is there opens with the key this store now holds.
        self.resume()?;
        moved
    }

    fn move_under(&self, key: Key) -> Result<(), StoreError> {
        let next = next_file(&self.path);
        remove(&next)?;
        {
            let connection = open::connect(&self.path, &lock(&self.key))?;
            export(&connection, &next, &key)?;
            open::checkpoint(&connection)?;
        }
        #[cfg(feature = "sim")]
        self.faults.before_commit()?;
        std::fs::File::open(&next)?.sync_all()?;
        std::fs::rename(&next, &self.path)?;
        *lock(&self.key) = key;
        // They held pages under the old key, and would be taken for the new file's.
        for suffix in ["-wal", "-shm"] {
            let mut beside = self.path.clone().into_os_string();
            beside.push(suffix);
            remove(Path::new(&beside))?;
        }
        let folder = folder_of(&self.path);
        std::fs::File::open(folder)?.sync_all()?;
        #[cfg(feature = "sim")]
        self.faults.after_commit()?;
        open::note_key(folder, &lock(&self.key))
    }

    /// Which of two keys opens the database in `folder`: the old one, unless the phone died right after the move. `None` when
    /// neither does; nothing is changed then.
    pub(crate) fn opened_by<'k>(
        folder: &Path,
        old: &'k [u8; 32],
        fresh: &'k [u8; 32],
    ) -> Result<Option<&'k [u8; 32]>, StoreError> {
        let path = folder.join(open::FILE);
        for key in [old, fresh] {
            match open::connect(&path, key) {
                Ok(_) => {
                    remove(&next_file(&path))?;
                    open::note_key(folder, key)?;
                    return Ok(Some(key));
                }
                Err(StoreError::Damaged(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }
}

fn export(connection: &Connection, next: &Path, key: &[u8; 32]) -> Result<(), StoreError> {
    let name = next.to_str().ok_or(StoreError::Unreadable("the folder's name"))?;
    let hex = Zeroizing::new(data_encoding::HEXLOWER.encode(key));
    let key = Zeroizing::new(format!("x'{}'", hex.as_str()));
    connection.execute(include_str!("renew/attach.sql"), [name, key.as_str()])?;
    let done = connection
        .query_row(include_str!("renew/export.sql"), [], |_| Ok(()))
        .and_then(|()| connection.execute(include_str!("renew/forget_flag.sql"), [setting::key_of(Setting::Renew)]));
    connection.execute_batch(include_str!("renew/detach.sql"))?;
    done?;
    Ok(())
}

fn next_file(path: &Path) -> PathBuf {
    folder_of(path).join(NEXT_FILE)
}

fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(path)
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Durability;

    const PATIENCE: Duration = Duration::from_secs(5);

    fn opens(folder: &Path, key: [u8; 32]) -> bool {
        Store::open(folder, key.into()).is_ok()
    }

    #[test]
    fn after_the_move_only_the_new_key_opens_and_everything_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), [1; 32].into()).unwrap();
        let write = |value: &[u8]| {
            store
                .write::<_, StoreError>(Durability::Full, |tx| setting::set_bytes(tx, Setting::RelayUrl, value))
                .unwrap();
        };
        write("before".as_bytes());
        store.write::<_, StoreError>(Durability::Full, |tx| setting::set_number(tx, Setting::Renew, 1)).unwrap();
        let copy = folder.path().join("copy");
        store.suspend(PATIENCE).unwrap();
        std::fs::create_dir(&copy).unwrap();
        std::fs::copy(folder.path().join(open::FILE), copy.join(open::FILE)).unwrap();
        store.resume().unwrap();
        store.renew([2; 32].into(), PATIENCE).unwrap();
        let read = || store.read::<_, StoreError>(|tx| setting::text(tx, Setting::RelayUrl)).unwrap();
        assert_eq!(read().as_deref(), Some("before"));
        assert_eq!(store.read::<_, StoreError>(|tx| setting::number(tx, Setting::Renew)).unwrap(), 0);
        write("after".as_bytes());
        assert_eq!(read().as_deref(), Some("after"));
        drop(store);
        assert!(!opens(folder.path(), [1; 32]) && opens(folder.path(), [2; 32]));
        assert!(!opens(&copy, [2; 32]), "an old copy needs the old key, which nobody has any more");
    }

    #[test]
    fn the_key_that_opens_is_found_before_and_after_the_move() {
        let folder = tempfile::tempdir().unwrap();
        let (old, fresh, other) = ([1; 32], [2; 32], [3; 32]);
        let store = Store::open(folder.path(), old.into()).unwrap();
        store.suspend(PATIENCE).unwrap();
        assert_eq!(Store::opened_by(folder.path(), &old, &fresh).unwrap(), Some(&old));
        store.resume().unwrap();
        store.renew(fresh.into(), PATIENCE).unwrap();
        drop(store);
        assert_eq!(Store::opened_by(folder.path(), &old, &fresh).unwrap(), Some(&fresh));
        assert_eq!(Store::opened_by(folder.path(), &old, &other).unwrap(), None);
        assert!(opens(folder.path(), fresh));
    }
}
