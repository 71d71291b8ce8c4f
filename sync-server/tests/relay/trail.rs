//! The audit trail of the directory, and the rule that two operators stand behind sensitive rights.

use etong_protocol::{PostId, PostKind, SigningKey, wire};
use etong_server::directory::{
    self, By, CodeFor, DictionaryRow, DirectoryError, Import, Operator, PostRow, add_operator, approve, audit_lines,
    end_operator, import_by, issue_code, pending_list, refuse_pending, revoke, verify_audit,
};

use crate::town::{MORNING, Phone, Town, Who, chen, li, person_id, post_row, qian};

pub(crate) fn operator(name: &str, seed: u8) -> Operator {
    Operator::new(name, SigningKey::from_seed(&[seed; 32]))
}

fn by(operator: &Operator) -> By {
    By::Operator(operator.clone())
}

/// 甲, then 乙, then 丙: the third needs both.
fn three(town: &Town) -> [Operator; 3] {
    let store = town.state.store();
    let [first, second, third] = [operator("jia", 201), operator("yi", 202), operator("bing", 203)];
    assert!(add_operator(store, "jia", first.public(), &By::default()).unwrap().is_none());
    assert!(add_operator(store, "yi", second.public(), &by(&first)).unwrap().is_none());
    let asked = add_operator(store, "bing", third.public(), &by(&first)).unwrap().unwrap();
    assert_eq!(asked.approvals, 1);
    assert!(approve(store, asked.pending, &second).unwrap().in_force.is_some());
    [first, second, third]
}

fn second_police_post() -> Import {
    let mut row = post_row(&Who { person: 1, kind: PostKind::PoliceOfficer, unit: 4 });
    row.post = PostId::new(MORNING, [88; 10]);
    Import { posts: vec![row], ..Import::default() }
}

fn kinds_of(town: &Town, person: u8) -> Vec<String> {
    let posts = directory::posts(town.state.store()).unwrap();
    posts.into_iter().filter(|line| line.person == person_id(person)).map(|line| line.kind).collect()
}

#[tokio::test]
async fn every_change_of_the_directory_is_a_row_that_names_nobody() {
    let mut town = Town::new();
    let phone = town.phone(&li()).await;
    let store = town.state.store();
    revoke(store, phone.device).unwrap();
    let mut ended = post_row(&li());
    ended.to = Some("2026-06-30".to_owned());
    directory::import(store, &Import { posts: vec![ended], ..Import::default() }).unwrap();
    let lines = audit_lines(store, 0, 1_000).unwrap();
    let words: Vec<&str> = lines.iter().map(|line| line.what.as_str()).collect();
    assert_eq!(words[0], "directory.founded");
    assert_eq!(words.iter().filter(|word| **word == "post.given").count(), 6);
    assert_eq!(words[words.len() - 5..], ["code.issued", "device.enrolled", "device.revoked", "import", "post.ended"]);
    let enrolled = lines.iter().find(|line| line.what == "device.enrolled").unwrap();
    assert_eq!(
        (enrolled.who.as_str(), enrolled.subject.clone()),
        (format!("device:{}", phone.device).as_str(), phone.device.to_string())
    );
    let last = lines.last().unwrap();
    assert!(last.before.contains("\"to\":null") && last.after.contains("\"to\":\"2026-06-30\""), "{last:?}");
    for line in &lines {
        let text = serde_json::to_string(line).unwrap();
        assert!(!text.contains("person 1") && !text.contains("unit 4") && !text.contains("test phone"), "{text}");
    }
    let report = verify_audit(store, None).unwrap();
    assert_eq!((report.fault, report.rows), (None, lines.len() as u64));
    assert_eq!(report.head, format!("{}:{}", last.no, last.hash));
}

/// What a phone is told of a post: until when, by whom, and by which row of the trail.
type Told = (Option<String>, Option<String>, Option<String>);

async fn told_of(town: &Town, phone: &mut Phone, post: PostId) -> Vec<Told> {
    #[derive(serde::Deserialize)]
    struct Row {
        to: Option<String>,
        by: Option<String>,
        trail: Option<String>,
    }
    let (entries, _) = phone.pull(town).await;
    let of_post = entries.iter().filter(|(_, sealed)| sealed.entry.record.as_bytes() == post.as_bytes());
    let rows = of_post.map(|(_, sealed)| wire::decode_payload::<Row>(&sealed.entry.payload).unwrap());
    rows.map(|row| (row.to, row.by, row.trail)).collect()
}

/// A police post that two operators give, and one of them ends.
async fn given_and_ended(town: &mut Town) -> (PostId, Vec<Told>) {
    let mut phone = town.phone(&li()).await;
    let [jia, yi, _] = three(town);
    let store = town.state.store().clone();
    let file = second_police_post();
    let pending = import_by(&store, &file, &by(&jia)).unwrap().pending.unwrap();
    approve(&store, pending, &yi).unwrap();
    let mut told = told_of(town, &mut phone, file.posts[0].post).await;
    let ended = PostRow { to: Some("2026-06-30".to_owned()), ..file.posts[0].clone() };
    let mut last_but_one = post_row(&li());
    (last_but_one.post, last_but_one.kind) = (PostId::new(MORNING, [90; 10]), PostKind::PoliceOfficer);
    let another = import_by(&store, &Import { posts: vec![last_but_one], ..Import::default() }, &by(&yi)).unwrap();
    approve(&store, another.pending.unwrap(), &jia).unwrap();
    import_by(&store, &Import { posts: vec![ended.clone()], ..Import::default() }, &by(&jia)).unwrap();
    told.extend(told_of(town, &mut phone, ended.post).await);
    // A new standing makes a phone read its feed once more.
    told.dedup();
    (ended.post, told)
}

#[tokio::test]
async fn phones_are_told_who_gave_and_ended_a_post_and_by_which_row_of_the_trail() {
    let mut town = Town::new();
    let (post, told) = given_and_ended(&mut town).await;
    let store = town.state.store();
    let lines = audit_lines(store, 0, 1_000).unwrap();
    let rows: Vec<Told> = lines
        .iter()
        .filter(|line| line.subject == post.to_string())
        .map(|line| {
            let to = (line.what == "post.ended").then(|| "2026-06-30".to_owned());
            (to, Some(line.who.clone()), Some(format!("{}:{}", line.no, line.hash)))
        })
        .collect();
    assert_eq!(told, rows);
    let by: Vec<&str> = rows.iter().filter_map(|row| row.1.as_deref()).collect();
    assert_eq!(by, ["operator:jia+yi", "operator:jia"]);
    for (_, _, trail) in &told {
        assert_eq!(verify_audit(store, trail.as_deref()).unwrap().fault, None, "what a phone kept is a noted head");
    }
    let again = directory::import(store, &crate::town::people_and_places()).unwrap();
    assert_eq!(again.entries_written, 0, "what is imported again is told to nobody, and given by nobody else");
}

#[cfg(feature = "sim")]
#[tokio::test]
async fn a_relay_that_tells_of_a_post_without_its_giver_is_found_out() {
    let mut town = Town::new();
    town.state.sim().plant(etong_server::sim::SeededBug::GiverUntold);
    let (_, told) = given_and_ended(&mut town).await;
    assert!(told.iter().all(|(_, by, trail)| by.is_none() && trail.is_none()), "the mistake must be seen: {told:?}");
}

#[tokio::test]
async fn what_changes_nothing_and_what_is_refused_leave_no_row() {
    let town = Town::new();
    let store = town.state.store();
    let before = town.rows()["audit"];
    directory::import(store, &crate::town::people_and_places()).unwrap();
    assert!(issue_code(store, CodeFor::Person(person_id(99)), 60).is_err());
    let mut wrong = post_row(&li());
    wrong.unit = 77;
    directory::import(store, &Import { posts: vec![wrong], ..Import::default() }).unwrap_err();
    assert_eq!(town.rows()["audit"], before);
}

#[tokio::test]
async fn a_trail_that_was_rewritten_is_found_out_and_the_row_is_named() {
    let free = "DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_deleted;";
    let table = [
        ("UPDATE audit SET who = 'operator:somebody' WHERE no = 5", "row 5: it does not say what was written"),
        ("UPDATE audit SET after = '{}' WHERE no = 9", "row 9: it does not say"),
        ("DELETE FROM audit WHERE no = 7", "row 8: a row before it is missing"),
        ("UPDATE audit SET at = at + 1 WHERE no = (SELECT MAX(no) FROM audit)", "it does not say"),
        ("DELETE FROM audit WHERE no > 6", "after row 6: the relay's signature is missing"),
        ("UPDATE audit SET signature = zeroblob(64) WHERE signature IS NOT NULL", "not signed by this relay's key"),
        (
            "UPDATE post SET given_by = 'operator:somebody' WHERE kind = 'volunteer'",
            "phones are told of another giver than the trail says",
        ),
        (
            "UPDATE post SET kind = 'police_chief' WHERE kind = 'volunteer'",
            "the directory says otherwise than the trail",
        ),
        (
            "INSERT INTO post (post, person, kind, unit, from_day) VALUES (zeroblob(16), 1, 'auditor', 1, '2026-01-01')",
            "post 00000000-0000-0000-0000-000000000000: the directory says otherwise",
        ),
    ];
    for (sql, said) in table {
        let town = Town::new();
        let database = town.database();
        assert!(database.execute("UPDATE audit SET who = 'x' WHERE no = 5", []).is_err(), "triggers stop accidents");
        assert!(database.execute("DELETE FROM audit", []).is_err());
        assert_eq!(verify_audit(town.state.store(), None).unwrap().fault, None);
        database.execute_batch(free).unwrap();
        database.execute(sql, []).unwrap();
        let fault = verify_audit(town.state.store(), None).unwrap().fault.unwrap();
        assert!(fault.contains(said), "{sql}: {fault}");
    }
}

#[cfg(feature = "sim")]
#[tokio::test]
async fn a_check_of_the_trail_that_looks_at_no_hash_is_found_out() {
    let town = Town::new();
    town.database()
        .execute_batch("DROP TRIGGER audit_is_not_changed; UPDATE audit SET who = 'operator:somebody' WHERE no = 5")
        .unwrap();
    assert!(verify_audit(town.state.store(), None).unwrap().fault.unwrap().contains("row 5"));
    town.state.sim().plant(etong_server::sim::SeededBug::TrailUnhashed);
    assert_eq!(verify_audit(town.state.store(), None).unwrap().fault, None, "the mistake must be seen");
}

#[tokio::test]
async fn an_end_that_was_cut_off_shows_against_a_head_noted_earlier() {
    let town = Town::new();
    let store = town.state.store();
    let founded = verify_audit(store, None).unwrap().head;
    issue_code(store, CodeFor::Person(person_id(1)), 60).unwrap();
    let noted = verify_audit(store, Some(&founded)).unwrap();
    assert_eq!(noted.fault, None);
    let database = town.database();
    database.execute_batch("DROP TRIGGER audit_is_not_deleted; DELETE FROM audit WHERE what = 'code.issued'").unwrap();
    assert_eq!(verify_audit(store, None).unwrap().fault, None, "signed as it stood once: only a noted head tells");
    let fault = verify_audit(store, Some(&noted.head)).unwrap().fault.unwrap();
    assert!(fault.contains("is not in the trail"), "{fault}");
}

#[tokio::test]
async fn a_sensitive_post_waits_for_a_second_operator_and_the_rest_does_not() {
    let town = Town::new();
    let store = town.state.store();
    let [jia, yi, _] = three(&town);
    let mut file = second_police_post();
    let mut plain = post_row(&li());
    plain.post = PostId::new(MORNING, [89; 10]);
    file.posts.push(plain);
    let summary = import_by(store, &file, &by(&jia)).unwrap();
    assert_eq!((summary.posts_changed, summary.rows_pending), (1, 1));
    assert_eq!(kinds_of(&town, 1), ["grid_worker", "grid_worker"]);

    let pending = summary.pending.unwrap();
    let waits = &pending_list(store).unwrap()[0];
    assert_eq!(
        (waits.pending, waits.state.as_str(), waits.approved_by.as_slice()),
        (pending, "waiting", &["jia".to_owned()][..])
    );
    assert_eq!(import_by(store, &file, &by(&jia)).unwrap().pending, Some(pending), "asked again it is the same");
    let error = approve(store, pending, &jia).unwrap_err();
    assert!(matches!(error, DirectoryError::ApprovedBefore(_)), "{error}");
    assert_eq!(kinds_of(&town, 1).len(), 2);

    let approved = approve(store, pending, &yi).unwrap();
    assert_eq!(approved.in_force.unwrap().posts_changed, 1);
    assert!(kinds_of(&town, 1).contains(&"police_officer".to_owned()));
    let given = audit_lines(store, 0, 10_000).unwrap().into_iter().rfind(|line| line.what == "post.given").unwrap();
    assert_eq!(given.who, "operator:jia+yi");
    assert!(matches!(approve(store, pending, &yi), Err(DirectoryError::NoSuchPending(_))), "once");
    assert_eq!(verify_audit(store, None).unwrap().fault, None);
}

#[tokio::test]
async fn nobody_else_approves_and_what_is_refused_or_old_never_comes_into_force() {
    let town = Town::new();
    let store = town.state.store();
    let summary = directory::import(store, &second_police_post()).unwrap();
    let pending = summary.pending.unwrap();
    let nobody = operator("jia", 201);
    assert!(
        matches!(approve(store, pending, &nobody), Err(DirectoryError::NotAnOperator)),
        "there are no operators yet"
    );
    let [jia, yi, bing] = three(&town);
    for stranger in [operator("ding", 204), operator("jia", 202), operator("jia", 9)] {
        assert!(matches!(approve(store, pending, &stranger), Err(DirectoryError::NotAnOperator)), "{stranger:?}");
        assert!(matches!(import_by(store, &Import::default(), &by(&stranger)), Err(DirectoryError::NotAnOperator)));
    }
    assert_eq!(approve(store, pending, &jia).unwrap().in_force, None, "asked for by no operator: two are needed still");
    assert!(matches!(approve(store, pending, &jia), Err(DirectoryError::ApprovedBefore(_))));
    refuse_pending(store, pending, &yi).unwrap();
    assert!(matches!(approve(store, pending, &yi), Err(DirectoryError::NoSuchPending(_))));

    let again = import_by(store, &second_police_post(), &by(&jia)).unwrap().pending.unwrap();
    town.clock.advance_minutes(7 * 24 * 60);
    assert_eq!(pending_list(store).unwrap()[0].state, "expired");
    assert!(matches!(approve(store, again, &bing), Err(DirectoryError::NoSuchPending(_))));
    assert_eq!(kinds_of(&town, 1), ["grid_worker"]);
}

#[tokio::test]
async fn the_last_of_a_kind_is_ended_and_special_populations_are_opened_by_two() {
    let town = Town::new();
    let store = town.state.store();
    let [jia, yi, _] = three(&town);
    for who in [chen(), qian()] {
        let mut row = post_row(&who);
        row.to = Some("2026-03-31".to_owned());
        let file = Import { posts: vec![row], ..Import::default() };
        let summary = import_by(store, &file, &by(&jia)).unwrap();
        assert_eq!((summary.posts_changed, summary.rows_pending), (0, 1), "{}", who.kind);
        approve(store, summary.pending.unwrap(), &yi).unwrap();
    }
    let special = DictionaryRow {
        dictionary: "special_population".into(),
        version: 1,
        valid_from: "2026-01-01".into(),
        valid_to: None,
        source: String::new(),
        unit: None,
        body: serde_json::json!([]),
    };
    let file = Import { dictionaries: vec![special], ..Import::default() };
    let summary = import_by(store, &file, &by(&jia)).unwrap();
    assert_eq!((summary.dictionaries_changed, summary.rows_pending), (0, 1));
    approve(store, summary.pending.unwrap(), &yi).unwrap();
    assert_eq!(directory::dictionaries(store).unwrap().len(), 1);
    assert_eq!(import_by(store, &file, &by(&jia)).unwrap(), directory::ImportSummary::default());
    assert_eq!(verify_audit(store, None).unwrap().fault, None);
}

#[tokio::test]
async fn operators_are_made_and_unmade_by_two_and_two_remain() {
    let town = Town::new();
    let store = town.state.store();
    let [jia, yi, bing] = three(&town);
    assert!(matches!(
        add_operator(store, "ding", operator("ding", 204).public(), &By::default()),
        Err(DirectoryError::NotAnOperator)
    ));
    let asked = end_operator(store, "jia", &yi).unwrap();
    assert!(approve(store, asked.pending, &bing).unwrap().in_force.is_some());
    assert!(matches!(end_operator(store, "yi", &jia), Err(DirectoryError::NotAnOperator)), "no longer one");
    let asked = end_operator(store, "yi", &yi).unwrap();
    assert!(matches!(approve(store, asked.pending, &bing), Err(DirectoryError::Invalid(_))), "two remain");
    let mallory = operator("jia", 209);
    let error = add_operator(store, "jia", mallory.public(), &by(&yi)).unwrap().unwrap();
    assert!(approve(store, error.pending, &bing).is_err(), "a name is never given twice");
    assert_eq!(verify_audit(store, None).unwrap().fault, None);
}

#[tokio::test]
async fn an_approval_that_was_forged_in_the_database_is_found_out() {
    let forge_key = "UPDATE operator SET key = zeroblob(32) WHERE name = 'yi'";
    let forge_approval = "UPDATE approval SET signature = zeroblob(64) WHERE operator = 'yi'";
    let forge_change = "UPDATE pending SET change = replace(change, 'police_officer', 'police_chief')";
    let settle_alone = "UPDATE pending SET settled = 'approved' WHERE settled IS NULL";
    for (sql, said) in [
        (forge_key, "operator yi: the trail does not tell of this key"),
        (forge_approval, "without the signatures of two operators"),
        (forge_change, "without the signatures of two operators"),
        (settle_alone, "without the signatures of two operators"),
    ] {
        let town = Town::new();
        let store = town.state.store();
        let [jia, yi, _] = three(&town);
        let pending = import_by(store, &second_police_post(), &by(&jia)).unwrap().pending.unwrap();
        if sql != settle_alone {
            approve(store, pending, &yi).unwrap();
        }
        town.database().execute(sql, []).unwrap();
        let fault = verify_audit(store, None).unwrap().fault.unwrap();
        assert!(fault.contains(said), "{sql}: {fault}");
    }
}

#[cfg(feature = "sim")]
#[tokio::test]
async fn the_seeded_bug_of_a_single_approval_is_found_by_the_trail() {
    let town = Town::new();
    let store = town.state.store();
    let [jia, yi, _] = three(&town);
    let asked = directory::import(store, &second_police_post()).unwrap().pending.unwrap();
    town.state.sim().plant(etong_server::sim::SeededBug::OneApproval);
    assert!(approve(store, asked, &jia).unwrap().in_force.is_some(), "one suffices with the mistake");
    assert!(matches!(approve(store, asked, &yi), Err(DirectoryError::NoSuchPending(_))));
    let fault = verify_audit(store, None).unwrap().fault.unwrap();
    assert!(fault.contains("without the signatures of two operators"), "{fault}");
}
