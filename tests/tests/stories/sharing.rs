//! 共享: a record that one more unit may work on.
