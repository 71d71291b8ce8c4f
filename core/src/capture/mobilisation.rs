//! Calling for help, and answering a call.
