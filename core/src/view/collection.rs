//! Dwellings, buildings, households, visits due.
