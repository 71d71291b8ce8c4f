//! Publishing an assessment, and appealing against one.
