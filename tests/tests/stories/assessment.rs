//! 考评 and 预警: figures that drill down to the cases they come from.
