//! Files that are not what they should be: the error names the file, the line and the field, never the value.

use crate::phone::Phone;

#[test]
fn a_wrong_field_name_in_json_is_told_by_name() {
    let phone = Phone::unenrolled();
    let table = [
        ("resident", r#"{"name":"王芳","telefone":"15400001234"}"#, "unknown field `telefone`"),
        ("resident", r#"{"name":["王芳"]}"#, "field name: invalid type: sequence, expected a string"),
        ("case", r#"{"title":"x"}"#, "missing field `class`"),
        ("case", r#"{"class":"hazard","title":"x","place":{"lat":"王","lon":1}}"#, "field place.lat"),
        ("patrol", r#"{"track":[{"lat":24.5,"lon":117.6,"at":1},{"lat":91,"lon":0,"at":2}]}"#, "track[1]"),
        ("patrol", r#"{"track":[{"lat":24.5,"lon":117.6}]}"#, "track[0].at"),
        ("patrol", r#"{"findings":[{"text":" "}]}"#, "findings[0].text"),
        ("resident", "not json", "expected"),
        ("resident", "", "EOF"),
    ];
    for (noun, content, part) in table {
        let run = phone.run_with(&["capture", noun, "--json", "-"], content, &[]);
        assert_eq!(run.code, 3, "{content}: {run:?}");
        assert!(run.err.contains(part), "{content}: {}", run.err);
        assert!(!run.err.contains('王') && !run.err.contains("15400001234"), "{}", run.err);
    }
}

#[test]
fn a_file_that_is_not_there_is_told_by_name() {
    let phone = Phone::unenrolled();
    for line in
        [&["capture", "case", "--json", "/nonexistent/case.json"][..], &["import", "residents", "/nonexistent/x.csv"]]
    {
        let run = phone.run(line);
        assert_eq!(run.code, 3, "{run:?}");
        assert!(run.err.contains("/nonexistent/"), "{}", run.err);
    }
}

#[test]
fn a_csv_with_a_wrong_header_is_refused_before_any_row_is_read() {
    let phone = Phone::unenrolled();
    let file = phone.file("residents.csv", "nmae,phone,belief\n王芳,15400001234,x\n");
    let run = phone.run(&["import", "residents", &file]);
    assert_eq!(run.code, 3, "{run:?}");
    for part in ["unknown columns \"nmae\", \"belief\"", "missing columns name", "known columns are name, scope,"] {
        assert!(run.err.contains(part), "{part}: {}", run.err);
    }
    assert!(!run.err.contains("王芳"));
}

#[test]
fn rows_that_cannot_be_read_are_all_told_with_their_lines() {
    let phone = Phone::unenrolled();
    let file = phone.file("residents.ndjson", "{\"nmae\":\"王芳\"}\n\nnot json\n{\"name\":1}\n");
    let run = phone.run(&["import", "residents", &file, "--json"]);
    assert_eq!(run.code, 3, "{run:?}");
    let error: serde_json::Value = serde_json::from_str(&run.err).unwrap();
    assert_eq!(error["error"]["rows"]["total"], 3);
    let lines: Vec<u64> =
        error["error"]["rows"]["shown"].as_array().unwrap().iter().map(|row| row["line"].as_u64().unwrap()).collect();
    assert_eq!(lines, [1, 3, 4]);
    assert_eq!(error["error"]["rows"]["shown"][2]["column"], "name");
    assert!(!run.err.contains("王芳"));
}

#[test]
fn a_file_of_another_kind_is_refused() {
    let phone = Phone::unenrolled();
    let file = phone.file("residents.xlsx", "PK");
    let run = phone.run(&["import", "residents", &file]);
    assert_eq!(run.code, 3);
    assert!(run.err.contains(".ndjson or .csv"), "{}", run.err);
}
