//! The files of a city: `directory.json` for the relay, `residents.ndjson` for the phones, `year.ndjson` with what they do.

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
    pub year: PathBuf,
    pub happening_count: u64,
}

impl City {
    /// Writes all files into `dir`, which is made if absent. Residents and the year are streamed, one JSON object a line.
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
        let year = dir.join("year.ndjson");
        let resident_count = write_lines(&residents, self.residents())?;
        let happening_count = write_lines(&year, self.year())?;
        Ok(Written { directory, residents, resident_count, year, happening_count })
    }
}

/// How many lines were written.
fn write_lines<T: serde::Serialize>(path: &Path, things: impl Iterator<Item = T>) -> Result<u64, CityError> {
    let mut count = 0;
    write_to(path, |file| {
        for thing in things {
            serde_json::to_writer(&mut *file, &thing)?;
            file.write_all(b"\n")?;
            count += 1;
        }
        Ok(())
    })?;
    Ok(count)
}

fn write_to(path: &Path, fill: impl FnOnce(&mut BufWriter<File>) -> Result<(), Error>) -> Result<(), CityError> {
    let mut file = BufWriter::new(File::create(path).map_err(at(path))?);
    fill(&mut file).and_then(|()| file.flush()).map_err(at(path))
}

fn at(path: &Path) -> impl FnOnce(Error) -> CityError {
    let path = path.to_owned();
    |source| CityError::Write { path, source }
}
