//! Inspection: requests and views.
