//! 抽查记录: a draw as a file that anybody replays with a pencil or a short program (`tests/callback/replay.py`). Ids, days and
//! strata only: nobody is named in it, so it may go to whoever asks.

use std::collections::BTreeMap;

use etong_protocol::{EntryId, OrgPath, RecordId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::act::{Announcement, Drawn};
use super::fold::DrawFold;
use super::form;
use super::pick::seed_of;

const FORMAT: &str = "etong-draw-1";

/// The file. Ids as 32 hex digits, so that a program needs no library for them. What has not its form is not read: the digest is
/// over lines, and a text with a line break in it would be two of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawFile {
    #[serde(deserialize_with = "form::text")]
    pub format: String,
    #[serde(deserialize_with = "form::id")]
    pub record: String,
    #[serde(deserialize_with = "form::text")]
    pub unit: String,
    #[serde(deserialize_with = "form::text")]
    pub first_day: String,
    #[serde(deserialize_with = "form::text")]
    pub last_day: String,
    pub rate_percent: u8,
    pub at_least: u16,
    /// Version of `callback_rules`; 0 came with the program.
    pub rules: u32,
    #[serde(deserialize_with = "form::text")]
    pub commit: String,
    /// The announcement, and the relay's number of it: later closings only are in the population.
    #[serde(deserialize_with = "form::text")]
    pub announcement: String,
    pub announced: u64,
    /// The entry that carried it out: the evidence of the record shows who signed it.
    #[serde(deserialize_with = "form::text")]
    pub drawing: String,
    pub upto: u64,
    #[serde(deserialize_with = "form::text")]
    pub secret: String,
    #[serde(deserialize_with = "form::text")]
    pub seed: String,
    /// The population, by stratum.
    pub strata: Vec<Stratum>,
    #[serde(deserialize_with = "form::ids")]
    pub picked: Vec<String>,
    /// SHA-256 of all of this, line by line; every phone that is shown the draw shows it too.
    #[serde(deserialize_with = "form::text")]
    pub digest: String,
}

/// The closed cases of one class in one community.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stratum {
    #[serde(deserialize_with = "form::text")]
    pub unit: String,
    #[serde(deserialize_with = "form::text")]
    pub class: String,
    #[serde(deserialize_with = "form::ids")]
    pub cases: Vec<String>,
}

impl DrawFile {
    /// `None` for a draw that was not carried out, or that the relay does not have yet.
    #[must_use]
    pub fn of(record: RecordId, draw: &DrawFold) -> Option<Self> {
        let (drawn, announced, drawing) = (draw.drawn.as_ref()?, draw.announced?, draw.drawing?);
        Some(Self::new(record, &draw.unit, &draw.plan, (draw.announcement, announced), (drawing, drawn)))
    }

    fn new(
        record: RecordId,
        unit: &OrgPath,
        plan: &Announcement,
        (announcement, announced): (EntryId, u64),
        (drawing, drawn): (EntryId, &Drawn),
    ) -> Self {
        let mut strata: BTreeMap<(&OrgPath, &str), Vec<String>> = BTreeMap::new();
        for one in &drawn.frame {
            strata.entry((&one.unit, &one.class)).or_default().push(hex(one.case.as_bytes()));
        }
        let strata = strata.into_iter().map(|((unit, class), mut cases)| {
            cases.sort_unstable();
            Stratum { unit: unit.to_string(), class: class.to_owned(), cases }
        });
        let mut file = Self {
            format: FORMAT.to_owned(),
            record: hex(record.as_bytes()),
            unit: unit.to_string(),
            first_day: plan.first_day.clone(),
            last_day: plan.last_day.clone(),
            rate_percent: plan.rate_percent,
            at_least: plan.at_least,
            rules: plan.rules,
            commit: plan.commit.clone(),
            announcement: announcement.to_string(),
            announced,
            drawing: drawing.to_string(),
            upto: drawn.upto,
            secret: drawn.secret.clone(),
            seed: hex(&seed_of(record, &drawn.secret)),
            strata: strata.collect(),
            picked: drawn.picked.iter().map(|case| hex(case.as_bytes())).collect(),
            digest: String::new(),
        };
        file.digest = file.reckoned();
        file
    }

    /// The digest of what the file says.
    #[must_use]
    pub fn reckoned(&self) -> String {
        let mut hash = Sha256::new();
        let mut line = |words: &[&str]| hash.update(words.join(" ") + "\n");
        line(&[&self.format, &self.record, &self.unit, &self.first_day, &self.last_day]);
        line(&[&self.rate_percent.to_string(), &self.at_least.to_string(), &self.rules.to_string(), &self.commit]);
        line(&[&self.announcement, &self.announced.to_string(), &self.drawing, &self.upto.to_string()]);
        line(&[&self.secret, &self.seed]);
        for stratum in &self.strata {
            line(&["stratum", &stratum.unit, &stratum.class]);
            stratum.cases.iter().for_each(|case| line(&[case]));
        }
        line(&["picked"]);
        self.picked.iter().for_each(|case| line(&[case]));
        hex(&hash.finalize())
    }

    /// The bytes of the file, the same on every machine.
    ///
    /// # Errors
    /// When JSON cannot carry it, which no value of this type runs into.
    pub fn to_text(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }
}

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}
