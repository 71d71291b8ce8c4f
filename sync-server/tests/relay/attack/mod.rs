//! Attacks by enrolled devices with valid keys: every kind of post writes every kind of entry at every place, in every state
//! of its post (`write`); every route is asked with every wrong token and every wrong question (`read`); honest pushes are
//! bent at random (`hostile`); custody is tried by those who lost their post (`custody`), the live channel by those who have no right to it
//! (`live`), the rule of two by each operator alone (`operators`), the door for sealed outboxes beside the chain (`beside`), ids that anybody
//! can compute (`squat`), erasures of what nobody erases (`kept`); `whole` says that the tables have no hole. `world` is the town they
//! attack, `oracle` says in a few lines of its own who may, and asks `by_hand` first: what the domain report says in words.

mod beside;
mod by_hand;
mod custody;
mod hostile;
mod kept;
mod live;
mod operators;
mod oracle;
mod read;
#[cfg(feature = "sim")]
mod seeded;
mod squat;
mod whole;
mod world;
mod write;
