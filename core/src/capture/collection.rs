//! Collecting households, dwellings and buildings, and visiting.
