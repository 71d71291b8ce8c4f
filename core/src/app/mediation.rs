//! Mediation: requests and views.
