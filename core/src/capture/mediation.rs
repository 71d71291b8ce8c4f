//! Opening a mediation and writing its record.
