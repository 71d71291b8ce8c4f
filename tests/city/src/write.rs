//! The two files of a city: `directory.json` for the relay, `residents.ndjson` for the phones.

use std::fs::File;
use std::io::{BufWriter, Error, Write};
use std::path::{Path, PathBuf};

use crate::city::City;
use crate::error::CityError;

/// What was written, and how much of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub directory: PathBuf,
    pub residents: PathBuf,
    pub resident_count: u64,
}

impl City {
    /// Writes both files into `dir`, which is made if absent. Residents are streamed, one JSON object a line.
    ///
    /// # Errors
    /// `Write` with the file that could not be written.
    pub fn write(&self, dir: &Path) -> Result<Written, CityError> {
        let directory = dir.join("directory.json");
        let residents = dir.join("residents.ndjson");
        std::fs::create_dir_all(dir).map_err(at(dir))?;
        write_to(&directory, |file| {
            serde_json::to_writer_pretty(&mut *file, self.directory())?;
            file.write_all(b"\n")
        })?;
        let mut resident_count = 0;
        write_to(&residents, |file| {
            for resident in self.residents() {
                serde_json::to_writer(&mut *file, &resident)?;
                file.write_all(b"\n")?;
                resident_count += 1;
            }
            Ok(())
        })?;
        Ok(Written { directory, residents, resident_count })
    }
}

fn write_to(path: &Path, fill: impl FnOnce(&mut BufWriter<File>) -> Result<(), Error>) -> Result<(), CityError> {
    let mut file = BufWriter::new(File::create(path).map_err(at(path))?);
    fill(&mut file).and_then(|()| file.flush()).map_err(at(path))
}

fn at(path: &Path) -> impl FnOnce(Error) -> CityError {
    let path = path.to_owned();
    |source| CityError::Write { path, source }
}
