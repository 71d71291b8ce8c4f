//! 考评: indicators as pure functions of the case log and the calendar.
