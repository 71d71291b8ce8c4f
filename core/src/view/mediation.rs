//! One mediation, and the list of them.
