//! 四级流转: cases up, down, to a department and back.
