//! 隐患 and 线索: checklists, rectification, clues that stay with the police.
