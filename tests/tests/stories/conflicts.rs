//! The fourteen conflicts of offline work (docs/conflicts.md), each with its rule.
