//! Draws, and what is still to be called.
