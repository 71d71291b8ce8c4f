//! Assessment: requests and views.
