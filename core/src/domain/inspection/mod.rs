//! 检查: a checklist gone through at one place (消防, 燃气, 电, 建筑, 道路, 危化, 水域). What is bad may found a hazard; a second
//! inspection that refers to the first is its re-check (复查). The same item bad again at the same place within a year is a
//! repeat and is told, with the times before. An inspection never judges who lives there.

mod act;
mod checklist;
mod fold;
mod place;

pub use act::{Answer, AnswerWord, Inspected, InspectionAct, InspectionWord};
pub use checklist::{Checklist, ChecklistItem, PlaceKind};
pub use fold::{InspectionEvent, InspectionFold, InspectionNote, fold};
pub use place::{REPEAT_WINDOW_MS, SAME_PLACE_M, WhereAt, same_place};
