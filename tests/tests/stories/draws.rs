//! 随机抽查回访: a draw goes out as a file and is drawn again by a stranger, is read by those whose work it is about, is due to whoever
//! calls, and is what the rate of callbacks asks of.

use std::path::{Path, PathBuf};
use std::process::Command;

use etong_core::capture::{
    AnnounceRequest, AssessmentRequest, CallbackRequest, CaseActRequest, ClueActRequest, ClueRequest,
};
use etong_core::domain::callback::DrawFile;
use etong_core::sim::{SeededBug, seed};
use etong_core::view::{DueQuery, DueRow};
use etong_tests::clock::DAY;
use etong_tests::{Field, Phone};

const GOOD: &str = "the same draw";

/// The last millisecond of a day of September 2026 in 漳州.
fn end_of(day: i64) -> i64 {
    1_788_192_000_000 + day * DAY - 1
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// What the script says of a file, and whether it is content.
fn replays(text: &str, digest: Option<&str>) -> (bool, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("draw.json");
    std::fs::write(&file, text).unwrap();
    let script = root().join("tests/callback/replay.py");
    let ran = Command::new("python3").arg("-B").arg(script).arg(&file).args(digest).output().unwrap();
    (ran.status.success(), String::from_utf8([ran.stdout, ran.stderr].concat()).unwrap())
}

/// A week in which 王芳 does so many cases of each class; 许建华 drew from what was closed. The cases, and the draw.
async fn drawn_week(field: &Field, phones: &[&Phone], work: &[(&str, usize)]) -> (Vec<String>, String) {
    let phone = |nick: &str| *phones.iter().find(|phone| phone.owner.nick == nick).unwrap();
    let (wang, huang, xu) = (phone("wang"), phone("huang"), phone("xu"));
    let week = AnnounceRequest { first_day: "2026-09-01".into(), last_day: "2026-09-07".into(), scope: None };
    let draw = xu.capture(|app| app.announce_draw(&week)).record;
    let early = xu.app().export_draw(&draw).unwrap_err();
    assert!(early.to_string().contains("not carried out yet"), "{early}");
    xu.syncs().await;
    let cases = super::reported(wang, work);
    super::finish(wang, huang, &cases).await;
    field.clock.advance(7 * DAY);
    xu.syncs().await;
    xu.capture(|app| app.carry_out_draw(&draw));
    for phone in std::iter::once(&xu).chain(phones) {
        phone.syncs().await;
    }
    (cases, draw)
}

fn calls(phone: &Phone, case: &str, draw: &str) {
    let answer = CaseActRequest {
        act: "callback".into(),
        callback: Some(CallbackRequest {
            reached: true,
            handled_as_told: Some(true),
            satisfied: Some(true),
            draw: Some(draw.to_owned()),
        }),
        ..CaseActRequest::default()
    };
    phone.capture(|app| app.act_on_case(case, &answer));
}

#[tokio::test]
async fn a_draw_goes_out_as_a_file_and_a_stranger_draws_the_same_or_is_told_what_was_changed() {
    let field = Field::new(651);
    let (wang, huang, xu) = (field.phone("wang").await, field.phone("huang").await, field.phone("xu").await);
    let (cases, draw) = drawn_week(&field, &[&wang, &huang, &xu], &[("hazard", 14), ("complaint", 3)]).await;
    let file = xu.app().export_draw(&draw).unwrap();
    let (good, said) = replays(&file.text, Some(&file.digest));
    assert!(good && said.starts_with(GOOD), "{said}");
    assert!(
        !file.text.contains("王芳") && !file.text.contains("堆") && !file.text.contains("hazard0"),
        "ids and strata only"
    );
    assert_eq!(wang.app().export_draw(&draw).unwrap(), file, "whoever is shown it writes the same bytes");

    field.chapter("somebody puts a case in the place of a drawn one, takes another seed, leaves a case out, adds one");
    let honest: DrawFile = serde_json::from_str(&file.text).unwrap();
    let id = |case: &String| case.replace('-', "");
    let spared = cases.iter().map(id).find(|case| !honest.picked.contains(case)).unwrap();
    let told = |changed: &DrawFile, why: &str| {
        for digest in [changed.digest.clone(), changed.reckoned()] {
            let text = DrawFile { digest, ..changed.clone() }.to_text().unwrap();
            let (good, said) = replays(&text, None);
            assert!(!good && said.contains(why), "{why}: {said}");
        }
    };
    let mut changed = honest.clone();
    changed.picked[0] = spared.clone();
    told(&changed, &format!("case {spared} is drawn and should not be"));
    let mut changed = honest.clone();
    changed.picked.pop();
    told(&changed, "should be drawn and is not");
    told(&DrawFile { secret: "0".repeat(64), ..honest.clone() }, "the secret is not the one that was announced");
    told(&DrawFile { seed: "0".repeat(64), ..honest.clone() }, "the seed does not come from the secret");
    told(&DrawFile { rate_percent: 60, ..honest.clone() }, "should be drawn and is not");
    let mut without = honest.clone();
    without.strata.iter_mut().for_each(|stratum| stratum.cases.retain(|case| *case != spared));
    let text = without.to_text().unwrap();
    assert!(replays(&text, None).1.contains("the file was changed"), "the population");
    without.digest = without.reckoned();
    let text = without.to_text().unwrap();
    let (good, said) = replays(&text, Some(&file.digest));
    assert!(!good && said.contains("not the draw that the phone shows"), "{said}");
    assert!(!replays("{}", None).0 && !replays("nothing", None).0);

    field.chapter("several ids written as one, in the place of a case or behind a class: the digest stays the same");
    let told = |changed: &DrawFile, why: &str| {
        assert_eq!(changed.reckoned(), file.digest, "the digest alone does not tell");
        let text = changed.to_text().unwrap();
        let (good, said) = replays(&text, Some(&file.digest));
        assert!(!good && said.contains(why), "{why}: {said}");
        assert!(serde_json::from_str::<DrawFile>(&text).is_err());
    };
    let mut joined = honest.clone();
    let rest = joined.strata[0].cases.split_off(1).join("\n");
    joined.strata[0].cases.push(rest);
    told(&joined, "the id of a case has not the form it must have");
    let mut classed = honest.clone();
    let first = classed.strata[0].cases.remove(0);
    classed.strata[0].class.push_str(&format!("\n{first}"));
    told(&classed, "the class of a stratum has not the form it must have");
    field.settle().await;
}

#[tokio::test]
async fn those_whose_cases_were_drawn_draw_again_on_their_phones_and_read_no_case_of_others() {
    let field = Field::new(652);
    let mut phones = Vec::new();
    for nick in ["wang", "huang", "xu", "zhao", "chen", "ma", "zhou"] {
        phones.push(field.phone(nick).await);
    }
    let all: Vec<&Phone> = phones.iter().map(|phone| &**phone).collect();
    let (_, draw) = drawn_week(&field, &all, &[("hazard", 3)]).await;
    let phone = |nick: &str| phones.iter().find(|phone| phone.owner.nick == nick).unwrap();
    let digest = phone("xu").app().draw(&draw, None).unwrap().digest;
    assert!(digest.is_some());
    for nick in ["wang", "huang", "zhao", "ma", "zhou"] {
        let view = phone(nick).app().draw(&draw, None).unwrap();
        assert!(view.differences.is_empty(), "{nick}: {:?}", view.differences);
        assert_eq!((view.draw.frame, view.draw.picked, &view.digest), (3, 1, &digest), "{nick}");
        assert_eq!(view.frame_checked, nick == "zhou", "{nick} holds all cases of the unit");
        let own = ["wang", "huang", "zhou"].contains(&nick);
        assert_eq!(view.cases[0].title.is_some(), own, "{nick}");
        assert_eq!(phone(nick).app().case(&view.cases[0].record).is_ok(), own, "{nick}");
        assert_eq!(view.draw.to_call, u32::from(own), "of cases that are not here nothing is said: {nick}");
    }
    assert!(phone("chen").app().draws(0).unwrap().rows.is_empty(), "a volunteer is shown no draw");
    field.settle().await;
}

/// What is due to 罗静 two days after the draw, and what is left once she called.
async fn due_to_the_clerk() -> (Vec<DueRow>, usize) {
    let field = Field::new(653);
    let (wang, huang, xu) = (field.phone("wang").await, field.phone("huang").await, field.phone("xu").await);
    let luo = field.phone("luo").await;
    let (_, draw) = drawn_week(&field, &[&wang, &huang, &xu, &luo], &[("hazard", 3)]).await;
    let due = |phone: &Phone| {
        let mine = phone.app().due(&DueQuery { mine: true, ..DueQuery::default() }).unwrap().rows;
        mine.into_iter().filter(|row| row.what == "callback").collect::<Vec<_>>()
    };
    let count = |what: &str| {
        let lines = luo.app().home().unwrap().lines;
        lines.into_iter().find(|line| line.what == what).map(|line| line.count)
    };
    let rows = due(&luo);
    assert!(due(&wang).is_empty() && due(&huang).is_empty(), "nobody else has to call");
    assert_eq!(count("late"), Some(0));
    field.clock.advance(3 * DAY);
    luo.syncs().await;
    assert_eq!(count("late"), Some(rows.len() as u64));
    let late = due(&luo);
    assert!(late.iter().all(|row| row.late && row.left_ms < Some(0) && row.proposed.is_none()), "{late:?}");
    let drawn = luo.app().draw(&draw, None).unwrap().cases.remove(0).record;
    calls(&luo, &drawn, &draw);
    let left = due(&luo).len();
    field.settle().await;
    (rows, left)
}

#[tokio::test]
async fn a_drawn_case_is_due_to_the_clerk_of_the_unit_that_drew_until_somebody_called() {
    let (rows, left) = due_to_the_clerk().await;
    let row = &rows[0];
    assert_eq!((rows.len(), row.responsible_kind.as_str(), left), (1, "callback_clerk", 0));
    assert_eq!(row.due_at, Some(end_of(10)), "two working days after the draw of the eighth");
    assert!(!row.late && row.left_ms > Some(DAY), "{row:?}");
    let _switched_on = seed(SeededBug::CallsForgotten);
    assert_eq!(due_to_the_clerk().await.0.len(), 0, "the mistake must be seen");
}

#[tokio::test]
async fn the_rate_of_callbacks_asks_of_what_was_drawn_and_opens_to_it() {
    let field = Field::new(654);
    let (wang, huang, xu) = (field.phone("wang").await, field.phone("huang").await, field.phone("xu").await);
    let (luo, zhou) = (field.phone("luo").await, field.phone("zhou").await);
    let all: [&Phone; 5] = [&wang, &huang, &xu, &luo, &zhou];
    let (cases, draw) = drawn_week(&field, &all, &[("hazard", 4), ("complaint", 3), ("request", 2)]).await;
    let mut drawn: Vec<String> =
        luo.app().draw(&draw, None).unwrap().cases.into_iter().map(|case| case.record).collect();
    assert_eq!(drawn.len(), 3, "of each class one");
    drawn.iter().take(2).for_each(|case| calls(&luo, case, &draw));
    luo.syncs().await;
    field.clock.advance(25 * DAY);
    zhou.syncs().await;
    let request = AssessmentRequest { period: "2026-09".into(), ..AssessmentRequest::default() };
    let published = zhou.capture(|app| app.publish_assessment(&request)).record;
    field.settle().await;
    drawn.sort();
    for phone in [&zhou, &xu, &huang] {
        let view = phone.app().assessment(&published, 0).unwrap();
        assert_eq!(view.counting, 3);
        let figure = super::figure_of(phone, &published, "called_back");
        assert_eq!(
            (figure.numerator, figure.denominator),
            (2, 3),
            "of {} that were closed: {}",
            cases.len(),
            phone.name
        );
        let opened = phone.app().figure_cases(&published, "/1/12/121", "called_back", 0).unwrap();
        let mut behind: Vec<String> = opened.rows.iter().map(|row| row.record.clone()).collect();
        behind.sort();
        assert_eq!((behind, opened.numerator), (drawn.clone(), 2), "{}", phone.name);
        assert!(opened.rows.iter().all(|row| !row.clock_doubtful), "{}", phone.name);
        assert_eq!(phone.app().recheck_assessment(&published, &|_| {}).unwrap().differences, [], "{}", phone.name);
    }
}

#[tokio::test]
async fn a_clue_counts_down_for_the_police_who_have_to_look_at_it() {
    let field = Field::new(655);
    let (chen, li, wang) = (field.phone("chen").await, field.phone("li").await, field.phone("wang").await);
    let asked =
        ClueRequest { kind: Some("den".into()), what: "旧厂房夜间聚赌".into(), ..ClueRequest::default() };
    let clue = chen.app().report_clue(&asked).unwrap().captured.record;
    chen.syncs().await;
    li.syncs().await;
    let row = || li.app().clues(0).unwrap().rows.remove(0);
    assert_eq!((row().due.as_deref(), row().due_at, row().late), (Some("accept"), Some(end_of(2)), false));
    assert!(row().left_ms > Some(0));
    field.clock.advance(2 * DAY);
    assert!(row().late && row().left_ms < Some(0), "nobody looked");
    li.capture(|app| app.act_on_clue(&clue, &ClueActRequest { act: "take".into(), ..ClueActRequest::default() }));
    li.syncs().await;
    assert_eq!((row().due.as_deref(), row().late), (Some("finish"), false));
    let deadlines = li.app().clue(&clue).unwrap().deadlines;
    let accept = deadlines.iter().find(|one| one.what == "accept").unwrap();
    assert_eq!((accept.state.as_str(), accept.rule.as_str()), ("late", "clue"));
    let elsewhere = wang.app().due(&DueQuery::default()).unwrap().rows;
    assert!(elsewhere.is_empty(), "no list of what is due names a clue");
    field.settle().await;
}
