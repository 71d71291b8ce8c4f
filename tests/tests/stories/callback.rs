//! 限期 and 回访: what is due, who is called back, what reopens.
