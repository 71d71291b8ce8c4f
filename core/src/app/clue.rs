//! Clue: requests and views.
