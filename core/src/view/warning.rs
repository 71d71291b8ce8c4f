//! Early warnings with their facts.
