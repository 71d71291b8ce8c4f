//! Inspections and the hazards they found.
