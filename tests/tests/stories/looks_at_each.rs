//! Every screen with the details of a record notes who looked. One screen that forgot it would leave a gap that nobody sees: each of
//! them is opened here, on somebody else's record, on a day of its own.

use etong_core::{App, AppError};
use etong_tests::clock::DAY;
use etong_tests::{Field, Phone};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::looks::{looks, told};

fn asked<T: DeserializeOwned>(request: Value) -> T {
    let shown = request.to_string();
    serde_json::from_value(request).unwrap_or_else(|error| panic!("{shown}: {error}"))
}

/// What 王芳 and 陈梅 founded.
struct Founded {
    resident: String,
    place: String,
    case: String,
    inspection: String,
    mediation: String,
    patrol: String,
    clue: String,
    code: String,
}

async fn founded(field: &Field) -> Founded {
    let (wang, chen) = (field.phone("wang").await, field.phone("chen").await);
    let place = json!({"kind": "dwelling", "set": {"street": "梧桥路 1 号"}});
    let dispute = json!({"class": "dispute", "title": "漏水", "what": "楼上漏水", "address": "梧桥路 1 号"});
    let case = wang.capture(|app| app.report_case(&asked(dispute))).record;
    let mediation = json!({
        "case": case, "type": "neighbours", "source": "party_asks", "brief": "楼上漏水",
        "parties": [{"role": "applicant", "name": "张建明"}, {"role": "respondent", "name": "李国强"}],
    });
    let inspection =
        json!({"kind": "fire", "address": "梧桥路 1 号", "answers": [{"item": "exit_clear", "answer": "ok"}]});
    let patrol = json!({"plan": {"places": [{"name": "桥头", "lat": 24.5, "lon": 117.65, "radius_m": 50}]}});
    let clue = json!({"kind": "den", "what": "仓库夜间有人", "address": "梧桥路 9 号"});
    let clue = chen.app().report_clue(&asked(clue)).unwrap();
    let founded = Founded {
        resident: wang.registers("龘犇"),
        place: wang.capture(|app| app.capture_place(&asked(place))).record,
        inspection: wang.capture(|app| app.inspect(&asked(inspection))).record,
        mediation: wang.capture(|app| app.open_mediation(&asked(mediation))).record,
        patrol: wang.capture(|app| app.start_patrol(&asked(patrol))).record,
        case,
        clue: clue.captured.record,
        code: clue.receipt_code,
    };
    wang.syncs().await;
    chen.syncs().await;
    founded
}

type Opens = fn(&App, &Founded) -> Result<(), AppError>;

/// Who opens which screen. The name is that of the method.
const SCREENS: [(&str, &str, Opens); 12] = [
    ("resident", "huang", |app, of| app.resident(&of.resident).map(drop)),
    ("visits", "huang", |app, of| app.visits(&of.resident, None).map(drop)),
    ("duplicates_of", "huang", |app, of| app.duplicates_of(&of.resident).map(drop)),
    ("merges", "huang", |app, of| app.merges(&of.resident).map(drop)),
    ("masked", "huang", |app, of| app.masked(&of.resident).map(drop)),
    ("place", "huang", |app, of| app.place(&of.place).map(drop)),
    ("case", "huang", |app, of| app.case(&of.case).map(drop)),
    ("inspection", "huang", |app, of| app.inspection(&of.inspection).map(drop)),
    ("mediation", "huang", |app, of| app.mediation(&of.mediation).map(drop)),
    ("patrol", "huang", |app, of| app.patrol(&of.patrol).map(drop)),
    ("clue", "li", |app, of| app.clue(&of.clue).map(drop)),
    ("clue_by_code", "li", |app, of| app.clue_by_code(&of.code).map(drop)),
];

#[tokio::test]
async fn every_screen_with_details_notes_one_look_at_somebody_elses_record() {
    let field = Field::new(1140);
    let of = founded(&field).await;
    let auditor = field.phone("auditor").await;
    for (nth, (screen, who, opens)) in (1..).zip(SCREENS) {
        // Of one day and record the second look would be none.
        field.clock.advance(DAY);
        let phone = field.phone(who).await;
        phone.syncs().await;
        opens(&phone.app(), &of).unwrap_or_else(|error| panic!("{screen}: {error}"));
        phone.syncs().await;
        auditor.syncs().await;
        let rows = looks(&auditor);
        assert_eq!(rows.len(), nth, "{screen} notes no look, or more than one: {rows:?}");
        assert_eq!(told(&rows)[0], (name_of(&phone), 1), "{screen}");
    }
    field.settle().await;
}

fn name_of(phone: &Phone) -> &'static str {
    if phone.name == "li" { "李军" } else { "黄志国" }
}

#[test]
fn the_table_of_screens_with_details_is_whole() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src/app");
    let mut noting = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap_or_default();
        for method in text.split("    pub fn ").skip(1).filter(|method| method.contains("self.note_look(")) {
            noting.push(method.split('(').next().unwrap_or_default().to_owned());
        }
    }
    let mut opened = SCREENS.map(|(screen, ..)| screen.to_owned()).to_vec();
    noting.sort();
    opened.sort();
    assert_eq!(noting, opened, "what notes a look is opened above, and nothing else");
}
