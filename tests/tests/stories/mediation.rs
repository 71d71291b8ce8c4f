//! 矛盾调解: a quarrel between neighbours, four modes.
