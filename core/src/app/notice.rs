//! Notice: requests and views.
