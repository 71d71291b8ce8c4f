//! 限期: rules by class and level, paused clocks, extension, urging.
