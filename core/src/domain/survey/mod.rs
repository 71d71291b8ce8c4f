//! 群众安全感调查: what an institute asked people and heard, imported as it was published. Never computed from this program's own
//! records. A rate is shown with its margin of error, and not at all when too few answered.

mod payload;
mod safety_rate;

pub use payload::{Survey, SurveyEntry, SurveyResult};
pub use safety_rate::{SafetyRate, safety_rate};
