//! 专项行动: area, time, tasks and teams of a joint operation.
