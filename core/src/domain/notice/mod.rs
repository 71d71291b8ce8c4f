//! 通知 (for staff) and 公告 (for everybody): published by area and by kind of post, with a last day, withdrawn or replaced. Who has
//! read one is asked only of operational notices to staff, by a tap, and never of any other.

mod export;
mod fold;
mod payload;

pub use export::{export_text, is_whole, qr_text};
pub use fold::{NoticeFold, NoticeStanding, Withdrawn, fold};
pub use payload::{Notice, NoticeEntry, NoticePriority, Read};
