//! 先打电话: the numbers anybody calls before anything is written down. Nation-wide and fixed; nothing here dials.

/// Each with its words, Chinese and English, in the order they are shown.
pub const FIRST_CALLS: [(&str, &str, &str); 3] =
    [("110", "公安报警", "police"), ("119", "消防救援", "fire and rescue"), ("120", "医疗急救", "ambulance")];
