//! Callback: requests and views.
