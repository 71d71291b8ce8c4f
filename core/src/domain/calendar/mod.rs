//! 工作日历: working days of mainland China with their shifts (调休), as a dictionary.
