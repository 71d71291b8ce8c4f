//! 组织: units, grids, posts, teams, duty and pairs; where a place belongs.
