//! 字典: code lists and rules with their days of validity.
