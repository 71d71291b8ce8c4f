//! Assessments, each figure with the cases behind it.
