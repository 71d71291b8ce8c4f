//! Going through a checklist at one place.
