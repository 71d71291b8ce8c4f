//! Joint operations and how far they are.
