//! Registering and editing residents: what is made uniform, what is flagged, what is refused.

use etong_merge::{FieldEdit, Scalar};
use etong_protocol::{DeviceId, PostId, PostKind};

use super::*;
use crate::capture::Content;

fn author(kind: PostKind, unit: &str) -> Author {
    Author { device: DeviceId::NIL, post: PostId::NIL, post_kind: kind, unit: unit.parse().unwrap(), shared: false }
}

fn worker() -> Author {
    author(PostKind::GridWorker, "/1/2/3/4")
}

fn capture(json: &str) -> Result<Drafts, CaptureError> {
    resident(&worker(), &serde_json::from_str(json).unwrap(), RecordId::NIL, &Codes::default())
}

fn edit(json: &str) -> Result<Drafts, CaptureError> {
    edit_resident(&worker(), RecordId::NIL, &worker().unit, &serde_json::from_str(json).unwrap(), &Codes::default())
}

/// `key=value` for every edit, `key-` for a removal.
fn edits(drafts: &Drafts) -> Vec<String> {
    let [draft] = drafts.drafts.as_slice() else { panic!("one draft") };
    let Content::Edits(edits) = &draft.content else { panic!("a resident is a document") };
    let show = |edit: &FieldEdit| match &edit.value {
        Some(Scalar::Text(text)) => format!("{}={text}", edit.key),
        Some(other) => format!("{}={other:?}", edit.key),
        None => format!("{}-", edit.key),
    };
    edits.iter().map(show).collect()
}

fn remarks(drafts: &Drafts) -> Vec<String> {
    drafts.remarks.iter().map(|remark| format!("{}: {}", remark.field, remark.about)).collect()
}

#[test]
fn what_is_typed_is_made_uniform() {
    let drafts = capture(
        r#"{"name": " 王芳 ", "id_no": "11010519491231002x", "nation": "畲族", "marriage": "已婚", "education": "21",
            "phone": "+86 138-0000-1234", "place": "24.513,117.655,8", "tags": ["独居老人"], "note": "", "workplace": "  "}"#,
    )
    .unwrap();
    assert_eq!(
        edits(&drafts),
        [
            "birth=1949-12-31",
            "education=21",
            "id=111:11010519491231002X",
            "marriage=20",
            "name=王芳",
            "nation=22",
            "phone=13800001234",
            "place=24513000,117655000,8",
            "sex=2",
            "tag/独居老人=Bool(true)",
        ]
    );
    assert_eq!(drafts.remarks, []);
    assert_eq!(drafts.drafts[0].scope, worker().unit);
}

#[test]
fn what_looks_odd_is_taken_and_flagged_without_repeating_it() {
    let odd = capture(r#"{"name": "王芳", "id_no": "350602580712101", "phone": "问他女儿"}"#).unwrap();
    assert_eq!(edits(&odd), ["id=111:350602580712101", "name=王芳", "phone=问他女儿"]);
    assert_eq!(remarks(&odd), ["id: an old number of 15 digits", "phone: holds something other than a number"]);
    let other =
        capture(r#"{"name": "王芳", "id_no": "11010519491231002X", "sex": "男", "birth": "1949年12月31日"}"#).unwrap();
    assert_eq!(edits(&other), ["birth=1949-12-31", "id=111:11010519491231002X", "name=王芳", "sex=1"]);
    assert_eq!(remarks(&other), ["sex: differs from what the citizen number says"]);
    let passport = capture(r#"{"name": "Ann", "id_type": "普通护照", "id_no": "E12345678"}"#).unwrap();
    assert_eq!((edits(&passport), passport.remarks), (vec!["id=414:E12345678".into(), "name=Ann".into()], vec![]));
}

#[test]
fn an_edit_sets_and_removes_fields() {
    let drafts = edit(
        r#"{"set": {"phone": "0596-2022222", "note": null, "tag/租客": "true", "tag/独居老人": "", "id_no": "350602580712101"}}"#,
    );
    let drafts = drafts.unwrap();
    assert_eq!(
        edits(&drafts),
        ["id=111:350602580712101", "note-", "phone=05962022222", "tag/独居老人-", "tag/租客=Bool(true)"]
    );
    assert_eq!(remarks(&drafts), ["id: an old number of 15 digits"]);
}

#[test]
fn what_cannot_be_stored_is_refused_with_its_field() {
    let refused = |result: Result<Drafts, CaptureError>| result.unwrap_err().to_string();
    let long = format!(r#"{{"name": "{}"}}"#, "王".repeat(51));
    insta::assert_debug_snapshot!([
        refused(capture(r#"{}"#)),
        refused(capture(r#"{"name": "王芳", "sex": "雄"}"#)),
        refused(capture(r#"{"name": "王芳", "birth": "1990-02-30"}"#)),
        refused(capture(r#"{"name": "王芳", "id_type": "111"}"#)),
        refused(capture(r#"{"name": "王芳", "id_type": "999", "id_no": "1"}"#)),
        refused(capture(r#"{"name": "王芳", "native_division": "漳州"}"#)),
        refused(capture(r#"{"name": "王芳", "place": "here"}"#)),
        refused(capture(r#"{"name": "王芳", "dwelling": "3-201"}"#)),
        refused(capture(r#"{"name": "王芳", "tags": ["a/b"]}"#)),
        refused(capture(r#"{"name": "王芳\u0000"}"#)),
        refused(capture(&long)),
        refused(capture(r#"{"name": "王芳", "scope": "/1/2/3"}"#)),
        refused(capture(r#"{"name": "王芳", "scope": "/1/2/3/5"}"#)),
        refused(edit(r#"{"set": {}}"#)),
        refused(edit(r#"{"set": {"name": ""}}"#)),
        refused(edit(r#"{"set": {"belief": "x"}}"#)),
        refused(edit(r#"{"set": {"shoe_size": "42"}}"#)),
        refused(edit(r#"{"set": {"id": "1", "id_no": "2"}}"#)),
    ], @r#"
    [
        "name: missing",
        "sex: neither a code nor a word of GB/T 2261.1-2003",
        "birth: not a date as in 1990-01-31",
        "id_no: missing, but id_type is given",
        "id_type: neither a code nor a word of GA/T 517-2004 (subset)",
        "native_division: not six digits of GB/T 2260",
        "place: not a place: write latitude,longitude[,accuracy in metres] in degrees, as in 24.513,117.655,8",
        "dwelling: not the id of a record",
        "tag/a/b: a tag is a word without a slash",
        "name: holds a control character",
        "name is 51 long; at most 50 fit",
        "scope: /1/2/3 is too wide: name the grid",
        "not allowed: this post belongs to /1/2/3/4, the record to /1/2/3/5 (may: a post of /1/2/3/5 or above)",
        "set: nothing to change",
        "name: a resident keeps a name; erasing a record is another act",
        "belief: is not collected: it is sensitive and switched off",
        "shoe_size: no such field",
        "id: given twice",
    ]
    "#);
}

#[test]
fn only_staff_of_the_place_keep_residents() {
    let request = ResidentRequest { name: "王芳".into(), scope: Some("/1/2/3/4".into()), ..Default::default() };
    let table = [
        (PostKind::GridWorker, "/1/2/3/4", true),
        (PostKind::CommunityDesk, "/1/2/3", true),
        (PostKind::CountyDesk, "/1", false),
        (PostKind::GridWorker, "/1/2/3/5", false),
        (PostKind::Volunteer, "/1/2/3", false),
        (PostKind::TeamMember, "/1/2/3", false),
    ];
    for (kind, unit, may) in table {
        let who = author(kind.clone(), unit);
        let result = resident(&who, &request, RecordId::NIL, &Codes::default());
        assert_eq!(result.is_ok(), may, "{kind} of {unit}");
        assert_eq!(matches!(result, Err(CaptureError::NotAllowed { .. })), !may, "{kind} of {unit}");
    }
    let volunteer =
        resident(&author(PostKind::Volunteer, "/1/2/3"), &request, RecordId::NIL, &Codes::default()).unwrap_err();
    insta::assert_snapshot!(volunteer, @"not allowed: a volunteer keeps no residents (may: grid_worker, police_officer, auxiliary_officer, community_desk, township_desk)");
}

#[test]
fn a_misspelt_field_is_named() {
    let typo = serde_json::from_str::<ResidentRequest>(r#"{"nmae": "王芳"}"#).unwrap_err().to_string();
    assert!(typo.starts_with("unknown field `nmae`"), "{typo}");
    let belief = serde_json::from_str::<ResidentRequest>(r#"{"name": "王芳", "belief": "x"}"#);
    assert!(belief.is_err(), "belief cannot be collected by this form");
}
