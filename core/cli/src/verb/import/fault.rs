//! Rows that cannot be taken, and odd values that were: counted in full, shown up to a limit, never with their content.

use std::collections::BTreeSet;

use etong_core::AppError;
use etong_core::capture::Remark;
use serde::Serialize;

use crate::exit::Exit;
use crate::out::words;

/// More than this nobody reads; all are counted.
const SHOWN_MAX: usize = 20;

/// Why one row cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Fault {
    /// Line of the file, from 1; a header is line 1.
    pub line: u64,
    pub column: Option<String>,
    pub reason: String,
    #[serde(skip)]
    pub not_allowed: bool,
}

/// All faulty rows of a file.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Faults {
    pub total: u64,
    pub shown: Vec<Fault>,
    #[serde(skip)]
    pub lines: BTreeSet<u64>,
    #[serde(skip)]
    not_allowed: u64,
}

/// Odd values that were taken as they are.
#[derive(Debug, Default)]
pub(super) struct Flags {
    pub rows: u64,
    pub shown: Vec<Flag>,
}

#[derive(Debug, Serialize)]
pub(super) struct Flag {
    pub line: u64,
    pub field: String,
    pub about: String,
}

impl Fault {
    pub(super) fn new(line: u64, column: Option<String>, reason: impl Into<String>) -> Self {
        Self { line, column, reason: reason.into(), not_allowed: false }
    }

    /// `17（联系电话 phone）`.
    fn chinese(&self) -> String {
        match &self.column {
            Some(column) => format!("{}（{}）", self.line, words::field(column)),
            None => self.line.to_string(),
        }
    }

    /// The core's word on one row; gives the error back when it is about more than this row.
    pub(super) fn of(line: u64, error: AppError) -> Result<Self, AppError> {
        match error {
            AppError::Invalid { field, reason } => Ok(Self::new(line, Some(column(&field)), reason)),
            AppError::NotAllowed { rule, who_may, .. } => {
                let reason = if who_may.is_empty() { rule } else { format!("{rule} (may: {who_may})") };
                Ok(Self { not_allowed: true, ..Self::new(line, None, reason) })
            }
            other => Err(other),
        }
    }
}

impl Faults {
    pub(super) fn note(&mut self, fault: Fault) {
        self.total += 1;
        self.not_allowed += u64::from(fault.not_allowed);
        self.lines.insert(fault.line);
        if self.shown.len() < SHOWN_MAX {
            self.shown.push(fault);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// `NotAllowed` when that is all that is wrong with the rows.
    pub(crate) fn exit(&self) -> Exit {
        if self.not_allowed == self.total { Exit::NotAllowed } else { Exit::Invalid }
    }

    pub(crate) fn chinese(&self) -> String {
        let rows: Vec<String> = self.shown.iter().map(Fault::chinese).collect();
        let more = if self.total > SHOWN_MAX as u64 { " …" } else { "" };
        format!(
            "{} 行有错，一行也没有导入；改好后再导入，或加 --skip-faulty 跳过：第 {}{more} 行",
            self.total,
            rows.join("、")
        )
    }
}

/// The rows with their reasons, for people.
impl std::fmt::Display for Faults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} faulty rows", self.total)?;
        for fault in &self.shown {
            match &fault.column {
                Some(column) => write!(f, "\n  line {}, column {column}: {}", fault.line, fault.reason)?,
                None => write!(f, "\n  line {}: {}", fault.line, fault.reason)?,
            }
        }
        match self.total.saturating_sub(u64::try_from(self.shown.len()).unwrap_or(0)) {
            0 => Ok(()),
            more => write!(f, "\n  … and {more} more"),
        }
    }
}

impl Flags {
    pub(super) fn note(&mut self, line: u64, remarks: &[Remark]) {
        self.rows += u64::from(!remarks.is_empty());
        let room = SHOWN_MAX.saturating_sub(self.shown.len());
        let flag = |remark: &Remark| Flag { line, field: column(&remark.field), about: remark.about.clone() };
        self.shown.extend(remarks.iter().take(room).map(flag));
    }
}

/// The column for a field of the core: the document's number stands in `id_no`, all tags stand in `tags`.
fn column(field: &str) -> String {
    match field {
        "id" => "id_no".to_owned(),
        tag if tag.starts_with(etong_core::domain::resident::TAG_PREFIX) => "tags".to_owned(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_faults_are_counted_and_twenty_shown() {
        let mut faults = Faults::default();
        for line in 2..52 {
            let error = AppError::Invalid { field: "tag/独居".into(), reason: "too long".into() };
            faults.note(Fault::of(line, error).unwrap());
        }
        let text = faults.to_string();
        assert!(text.starts_with("50 faulty rows\n  line 2, column tags: too long\n"), "{text}");
        assert!(text.ends_with("… and 30 more") && !text.contains("独居"), "{text}");
        assert_eq!((faults.lines.len(), faults.exit()), (50, Exit::Invalid));
    }

    #[test]
    fn what_is_about_the_whole_phone_is_no_fault_of_a_row() {
        assert_eq!(Fault::of(1, AppError::StorageFull), Err(AppError::StorageFull));
        let mut faults = Faults::default();
        let (rule, who_may) = ("a volunteer keeps no residents".into(), String::new());
        let refused = AppError::NotAllowed { rule, who_may, instead: Box::default() };
        faults.note(Fault::of(1, refused).unwrap());
        assert_eq!(faults.exit(), Exit::NotAllowed);
    }
}
