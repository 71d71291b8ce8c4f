//! Any act on a case, filled in: what a person would type into its form, drawn from one number.

use etong_core::capture::CaseActRequest;
use serde_json::{Value, json};

use crate::town::{self, Person};

/// A form for `act` with every field it needs; `main` is another case, `until` some time ahead.
///
/// # Panics
/// When the form is no request, which the tests of every act would show.
#[must_use]
pub fn filled(act: &str, nth: usize, words: &str, main: &str, until: i64) -> CaseActRequest {
    let receiver = Person::called(if nth.is_multiple_of(2) { "wang" } else { "lin" });
    let fields = match act {
        "dispatch" if nth.is_multiple_of(7) => json!({"to_kind": "department", "unit": town::DEPARTMENT}),
        "dispatch" => json!({"to": receiver.post().to_string(), "to_kind": receiver.kind}),
        "transfer" => json!({"to_name": "供电公司", "text": words}),
        "hand_over" => json!({"to_name": "120 急救", "note": words}),
        "suspend" | "extend" => json!({"text": words, "until": until}),
        "joint" => json!({"helpers": [{"post": receiver.post().to_string(), "kind": receiver.kind}], "note": words}),
        "link_duplicate" => json!({"main": main, "note": words}),
        "classify" => json!({"classify": {"level": format!("0{}", 1 + nth % 4)}, "text": words}),
        "rectify" => json!({"who": "物业", "text": words, "until": until}),
        "rate" => json!({"stars": 1 + nth % 5}),
        "callback" => json!({"callback": {"reached": true, "satisfied": nth.is_multiple_of(2)}, "text": words}),
        "ask" => json!({"wish": "extension", "text": words, "until": until}),
        "first_response" => json!({"step": "secure", "note": words}),
        "evidence" => {
            let hash = format!("{:064x}", nth);
            json!({"file": {"hash": hash, "media": "image/jpeg", "size": 40_000, "taken_at": until, "in_app": true}})
        }
        "accept" | "file" | "handle" | "check" | "close" | "resume" | "evaluate" | "archive" | "visit" => {
            json!({"note": words})
        }
        _ => json!({"text": words}),
    };
    let mut form = json!({"act": act});
    if let (Value::Object(form), Value::Object(fields)) = (&mut form, fields) {
        form.extend(fields);
    }
    serde_json::from_value(form).unwrap()
}
