//! 线索: apart from everything else, for police posts and the reporter.
