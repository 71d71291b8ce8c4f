//! Collection: requests and views.
