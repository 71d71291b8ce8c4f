//! Organisation: requests and views.
