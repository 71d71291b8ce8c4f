//! 通知: what an area is told, and who has read it.
