//! 字典: code lists, calendars and sets of rules, each edition with its days of validity. Which edition holds for a unit on a
//! day is decided here and nowhere else: the nearest unit above wins over the centre, then the higher version. What a body
//! holds is said by the module that reads it; defaults come with the program (`built_in`) and yield to anything published.

mod built_in;
mod edition;

pub use built_in::built_in;
pub use edition::{DictionaryError, Edition, Held, best_first, held};
