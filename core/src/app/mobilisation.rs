//! Mobilisation: requests and views.
