//! 检查: a checklist gone through at one place, and the hazards found.
