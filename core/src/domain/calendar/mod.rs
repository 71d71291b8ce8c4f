//! 工作日: which days are worked in mainland China (调休 included), and counting them. Days are days of UTC+8, which has had no
//! summer time since 1991. Facts come from the dictionary `calendar.cn`; outside its years only weekends are known to be
//! free, and every result that rests on that says so.

mod body;
mod count;

pub use body::{Calendar, CalendarBody, DayKind, SpecialDay};
pub use count::{Counted, Span, due_after, end_of, local_day, start_of};
