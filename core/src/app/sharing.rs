//! Sharing: requests and views.
