//! The papers are rendered and looked at: poppler's pdftotext must read the Chinese back, its pdftoppm must find ink on every page.
//! Without these tools or a Chinese font the tests fail and say what is missing; `cargo xtask test` looks first, and names the suite as skipped.
#![expect(clippy::unwrap_used, reason = "these are tests, their shared steps included")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use etong_core::domain::mediation::{
    Agreement, Attempt, DisputeType, Done, FollowUp, Fulfilment, Litigant, MediationAct, MediationEvent, MediationFold,
    MediationSource, MethodTag, Methods, Mode, Opening, Opinion, Outcome, PartyRole, Satisfaction, Vote, fold,
};
use etong_core::protocol::{DeviceId, EntryId, Hlc, PostId, PostKind, RecordId};
use etong_core::view::{AssessedUnitView, AssessmentView, FigureView, MediationPapers};
use etong_print::{PrintError, Typeface};

const NOW: i64 = 1_772_674_200_000;

fn post(who: u8) -> PostId {
    PostId::from_bytes([who; 16])
}

fn litigant(role: PartyRole, name: &str, sex: &str, age: u8, phone: &str, address: &str) -> Litigant {
    Litigant {
        role,
        name: name.into(),
        sex: Some(sex.into()),
        nation: Some("汉族".into()),
        age: Some(age),
        occupation: Some("个体".into()),
        phone: Some(phone.into()),
        address: Some(address.into()),
        resident: None,
        agent: None,
    }
}

fn attempt(mode: Mode, who: u8, outcome: Outcome, statements: &str) -> MediationAct {
    MediationAct::Attempt(Box::new(Attempt {
        mode,
        mediators: vec![post(who)],
        at: NOW,
        place: Some("梧桥社区调解室".into()),
        fix: None,
        present: vec!["张建明".into(), "李国强".into(), "老支书陈伯".into()],
        told_rights: true,
        statements: statements.into(),
        facts: "李国强家空调外机冷凝水管脱落，自上月起滴落至张建明家雨棚，夜间有声响。".into(),
        outcome,
        result: "双方同意移装外机并接好水管。".into(),
        out_of_order: None,
        risk: None,
    }))
}

fn agreement(oral: bool, terms: Vec<String>) -> MediationAct {
    MediationAct::Agree(Box::new(Agreement {
        facts: "李国强家空调外机水管脱落，冷凝水滴落至张建明家雨棚，双方为此多次争吵。李国强对管道失修负主要责任；\
                张建明剪断水管处置不当，负次要责任。"
            .into(),
        terms,
        how: Some("李国强自行雇人施工，费用自理".into()),
        place: Some("梧桥小区 3 栋 2 单元".into()),
        until: Some(NOW + 7 * 86_400_000),
        copies: 3,
        oral,
        simple: false,
        signed_at: NOW,
        witnesses: vec!["陈伯".into()],
    }))
}

fn mediation(acts: Vec<MediationAct>) -> MediationFold {
    let opening = MediationAct::Open(Opening {
        case: RecordId::NIL,
        dispute: DisputeType::Neighbours,
        source: MediationSource::PartyAsks,
        parties: vec![
            litigant(PartyRole::Applicant, "张建明", "1", 51, "13800001234", "梧桥小区 3 栋 201"),
            litigant(PartyRole::Respondent, "李国强", "1", 43, "13900005678", "梧桥小区 3 栋 301"),
        ],
        brief: "空调外机滴水引起邻里争吵，张建明申请调解。".into(),
    });
    let event = |(seq, act): (u64, MediationAct)| {
        let opinion = matches!(act, MediationAct::Opinion(_));
        let grid = matches!(&act, MediationAct::Attempt(attempt) if attempt.mode == Mode::Grid);
        let (who, kind) = match (grid, opinion) {
            (true, _) => (1, PostKind::GridWorker),
            (_, true) => (3, PostKind::TeamMember),
            _ => (2, PostKind::CommunityDesk),
        };
        MediationEvent {
            id: EntryId::of(&seq.to_be_bytes()),
            seq: Some(seq),
            hlc: Hlc(seq),
            device: DeviceId::from_bytes([who; 16]),
            post: post(who),
            unit: None,
            post_kind: kind,
            scope: "/1/12/121/1211".parse().unwrap(),
            captured_at: NOW,
            entry: act,
        }
    };
    let events: Vec<MediationEvent> = (1..).zip(std::iter::once(opening).chain(acts)).map(event).collect();
    fold(&events).unwrap()
}

fn papers(acts: Vec<MediationAct>) -> MediationPapers {
    let names = [(1, "王芳"), (2, "黄志国"), (3, "钱文")].map(|(who, name)| (post(who), name.to_owned()));
    MediationPapers {
        record: RecordId::NIL,
        mediation: mediation(acts),
        community: Some("梧桥社区".into()),
        names: BTreeMap::from(names),
    }
}

fn settled(oral: bool, terms: Vec<String>) -> MediationPapers {
    let statements =
        "张建明称：夜里滴水睡不着，找过三次都说马上修。李国强称：水管是旧的，已约师傅，张建明剪断水管也有不对。";
    papers(vec![
        attempt(Mode::Grid, 1, Outcome::HandUp, statements),
        MediationAct::Opinion(Opinion {
            words: "不动产相邻权利人应当按照有利生产、方便生活的原则处理排水关系；空调冷凝水应当引流，不得影响邻居。"
                .into(),
            rules: vec!["民法典第二百八十八条".into(), "民法典第二百九十条".into()],
        }),
        MediationAct::Methods(Methods {
            tags: vec![MethodTag::EldersVote, MethodTag::VillageRules],
            invited: vec!["老支书陈伯".into()],
            question: Some("外机是否应当移装".into()),
            vote: Some(Vote { in_favour: 5, against: 1, abstained: 1 }),
            rule_text: None,
            note: None,
        }),
        attempt(Mode::Community, 2, Outcome::Agreed, statements),
        agreement(oral, terms),
        MediationAct::Fulfil(Fulfilment {
            done: Done::Full,
            at: NOW,
            by: Some("李国强".into()),
            proof: Some("施工照片两张".into()),
            hash: None,
        }),
        MediationAct::FollowUp(FollowUp {
            at: NOW,
            done: Done::Full,
            satisfaction: Satisfaction::Satisfied,
            risk: None,
            measures: None,
        }),
    ])
}

fn three_terms() -> Vec<String> {
    vec![
        "李国强于协议签订之日起七日内将空调外机移装至北侧墙面，并将冷凝水管接入排水立管。".into(),
        "张建明赔偿李国强水管材料费人民币 80 元，当场付清。".into(),
        "双方就此事互不再追究，今后遇事先与网格员联系。".into(),
    ]
}

/// The font of this system. A test that did not run is no test that passed.
fn typeface() -> Typeface {
    for tool in ["pdftotext", "pdftoppm"] {
        let runs = Command::new(tool).arg("-v").output();
        assert!(runs.is_ok(), "{tool} is missing (Debian: apt-get install poppler-utils)");
    }
    Typeface::of_system().unwrap()
}

/// The text as it stands in lines, and the folder with the file.
fn lines_of(pdf: &[u8]) -> (String, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("paper.pdf");
    std::fs::write(&path, pdf).unwrap();
    let run = Command::new("pdftotext").arg(&path).arg("-").output().unwrap();
    assert!(run.status.success(), "{run:?}");
    (String::from_utf8(run.stdout).unwrap(), folder)
}

/// The text of a PDF without blanks, and the number of its pages; every page must show ink.
fn read_back(pdf: &[u8]) -> (String, usize) {
    let (lines, folder) = lines_of(pdf);
    let path = folder.path().join("paper.pdf");
    let text: String = lines.chars().filter(|letter| !letter.is_whitespace()).collect();
    let drawn =
        Command::new("pdftoppm").args(["-r", "40", "-gray"]).arg(&path).arg(folder.path().join("page")).status();
    assert!(drawn.unwrap().success());
    (text, pages_with_ink(folder.path()))
}

fn pages_with_ink(folder: &Path) -> usize {
    let mut pages = 0;
    for file in std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
        if file.extension().is_some_and(|ending| ending == "pgm") {
            let dark = std::fs::read(&file).unwrap().iter().skip(15).filter(|grey| **grey < 128).count();
            assert!(dark > 200, "{} has {dark} dark points", file.display());
            pages += 1;
        }
    }
    pages
}

#[test]
fn the_agreement_says_who_what_and_by_when_and_has_room_to_sign() {
    let typeface = typeface();
    let pdf = etong_print::agreement(&settled(false, three_terms()), &typeface).unwrap();
    keep("agreement", &pdf);
    let (text, pages) = read_back(&pdf);
    for words in [
        "人民调解协议书",
        "张建明",
        "李国强",
        "13800001234",
        "经调解，当事人自愿达成如下协议",
        "1．李国强于协议签订之日起七日内",
        "履行期限：2026年3月12日前",
        "一式3份",
        "申请方（张建明）：",
        "见证人（陈伯）：",
        "人民调解员（黄志国）：",
        "梧桥社区人民调解委员会",
        "2026年3月5日",
        "（印章）",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(text.contains(&format!("第{pages}页共{pages}页")), "{text}");
    let (lines, _folder) = lines_of(&pdf);
    assert!(lines.lines().any(|line| line.contains("13800001234")), "a number is not broken: {lines}");
    assert!(pdf.len() < 400_000, "the font is cut down to what is used: {} bytes", pdf.len());
}

#[test]
fn the_file_holds_every_paper_the_log_can_write_and_names_what_is_missing() {
    let typeface = typeface();
    let pdf = etong_print::case_file(&settled(false, three_terms()), &typeface).unwrap();
    keep("file", &pdf);
    let (text, pages) = read_back(&pdf);
    for words in [
        "人民调解卷宗",
        "卷内目录",
        "尚缺必备材料：当事人身份证明、人民调解协议书。",
        "人民调解受理登记表",
        "当事人权利义务告知书",
        "第一级：网格员首接调解",
        "第二级：社区（村）调解组织调解",
        "赞成5票，反对1票，弃权1票",
        "民法典第二百八十八条",
        "已全部履行",
        "满意程度：满意",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(pages >= 7, "{pages} pages");
}

#[test]
fn long_terms_go_on_over_as_many_pages_as_they_need_and_lose_nothing() {
    let typeface = typeface();
    let terms: Vec<String> = (0..40).map(|nth| format!("第{nth}项约定{}", "双方应当相互谅解".repeat(12))).collect();
    let (text, pages) = read_back(&etong_print::agreement(&settled(true, terms), &typeface).unwrap());
    assert!(text.contains("人民调解口头协议登记表") && !text.contains("申请方（张建明）："));
    assert!((0..40).all(|nth| text.contains(&format!("第{nth}项约定"))), "{text}");
    assert!(pages >= 4, "{pages} pages");
}

#[test]
fn the_report_of_an_assessment_has_every_unit_and_figure_and_no_person() {
    let typeface = typeface();
    let figure = |indicator: &str, name: &str, numerator, said: &str| FigureView {
        indicator: indicator.into(),
        name: name.into(),
        weight: 20,
        numerator,
        denominator: 8,
        said: said.into(),
        permille: (said == "known").then_some(750),
        low: (said == "known").then_some(409),
        high: (said == "known").then_some(929),
        measure: if indicator == "handling_time" { "minutes" } else { "share" }.into(),
        mean_tenths: (indicator == "handling_time").then_some(4_805),
    };
    let unit = |nth: u32| AssessedUnitView {
        unit: format!("/1/12/{nth}"),
        score: Some(750),
        score_weight: Some(20),
        figures: vec![
            figure("handled_in_time", "按期处置率", 6, "known"),
            FigureView { measure: "minutes".into(), ..figure("handling_time", "处置用时", 3_844, "sum") },
            figure("satisfied", "满意率", 1, "too_few_to_say"),
        ],
    };
    let view = AssessmentView {
        record: "r".into(),
        unit: "/1".into(),
        period: "2026-03".into(),
        at: NOW,
        by_name: Some("周岚".into()),
        rules: 2,
        as_of_epoch: 1,
        as_of_seq: 4_711,
        unsynced_phones: Some(3),
        phones: Some(40),
        corrects: None,
        note: Some("申诉采纳".into()),
        provisional: false,
        counting: 1,
        calendar_warning: None,
        units: (121..141).map(unit).collect(),
        more: false,
    };
    let pdf = etong_print::assessment(&view, &typeface).unwrap();
    keep("assessment", &pdf);
    let (text, pages) = read_back(&pdf);
    for words in [
        "平安建设考评报表",
        "期间：2026-03",
        "单位/1/12/121",
        "单位/1/12/140",
        "75.0%（40.9–92.9）",
        "平均480.5分钟",
        "件数太少",
        "40部手机中有3部",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("周岚") && pages > 1, "{pages} pages");
}

#[test]
fn what_cannot_be_printed_is_said_plainly() {
    let missing = Typeface::of_file(Path::new("no-such-font.ttf")).unwrap_err().to_string();
    assert!(missing.contains("no-such-font.ttf"), "{missing}");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("words.ttf");
    std::fs::write(&path, "no font at all").unwrap();
    assert!(matches!(Typeface::of_file(&path), Err(PrintError::NotChinese { .. })));
    assert!(PrintError::NoFont.to_string().contains("fonts-noto-cjk"));
    let typeface = typeface();
    let open = papers(Vec::new());
    assert!(matches!(etong_print::agreement(&open, &typeface), Err(PrintError::NoAgreement)));
    assert!(etong_print::case_file(&open, &typeface).is_ok());
}

/// `ETONG_KEEP_PDF=FOLDER` keeps what was printed, to be looked at.
fn keep(name: &str, pdf: &[u8]) {
    if let Some(folder) = std::env::var_os("ETONG_KEEP_PDF") {
        std::fs::write(Path::new(&folder).join(format!("{name}.pdf")), pdf).unwrap();
    }
}
