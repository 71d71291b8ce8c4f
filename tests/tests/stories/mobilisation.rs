//! 通知 and 动员: what an area is told, who comes.
