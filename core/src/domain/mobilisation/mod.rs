//! 动员: calls by area, skill and time, and the answers to them.
