//! 回访: a seeded draw of closed cases, and what people answered.
