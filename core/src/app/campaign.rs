//! Campaign: requests and views.
