//! 数据交换: what goes to other platforms and comes from them as files. A batch of cases is JSON, one object a line, signed by the
//! phone that wrote it; numbers of people are masked in it, and no party, caller or address is in it at all. An order of a
//! hotline has one number, and so one case, whoever imports it.

mod batch;
mod check;

pub use batch::{BatchHeader, BatchPlace, BatchRow, CaseInBatch, SignedBatchFile, case_in_batch, write_batch};
pub use check::{BatchFault, CheckedBatch, check_batch};
