//! What a screen shows of a field before a reveal was asked for and logged: numbers with their middle hidden, a birth date as its
//! year, nothing of a sensitive class, and names as the acting post may see them.

use etong_protocol::PostKind;

use super::privacy::{DataClass, privacy_of};
use super::{FieldForm, FieldSpec, IdDocument, numbers_in};
use crate::domain::citizen_number::mask_document_number;
use crate::domain::person_name::mask_name;
use crate::domain::phone_number::mask_phone;

/// Fields that hold the name of somebody.
const NAMES: [&str; 8] =
    ["name", "used_name", "kin_name", "foreign_name", "owner_name", "tenant_name", "head_name", "leader_name"];
/// Numbers of papers that are plain text fields.
const PAPERS: [&str; 2] = ["permit_no", "household_no"];

/// How much of a name the acting post sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sight {
    names: bool,
}

impl Sight {
    /// Those who visit people, and the desks that guide them, see names; everybody else, and a phone on which no post acts,
    /// sees 张*.
    #[must_use]
    pub fn of(post: Option<&PostKind>) -> Self {
        let names = matches!(
            post,
            Some(
                PostKind::GridWorker
                    | PostKind::PoliceOfficer
                    | PostKind::AuxiliaryOfficer
                    | PostKind::GridLeader
                    | PostKind::CommunityDesk
                    | PostKind::TownshipDesk
            )
        );
        Self { names }
    }

    #[must_use]
    pub fn name(self, name: &str) -> String {
        if self.names { numbers_in(name) } else { numbers_in(&mask_name(name)) }
    }

    /// A field that was typed as it is.
    #[must_use]
    pub fn field(self, spec: &FieldSpec, value: &str) -> String {
        if hides_all(spec) {
            return "***".into();
        }
        match spec.form {
            FieldForm::IdDocument => {
                IdDocument::read(value).map_or_else(|| mask_document_number(value), |id| id.masked())
            }
            FieldForm::Phone => mask_phone(value),
            FieldForm::Date if spec.sensitive => year_of(value),
            _ if PAPERS.contains(&spec.key) => mask_document_number(value),
            _ if NAMES.contains(&spec.key) => self.name(value),
            FieldForm::Text => numbers_in(value),
            _ => value.to_owned(),
        }
    }
}

/// Is the field shown otherwise than it was typed, whoever looks?
#[must_use]
pub fn is_masked(spec: &FieldSpec) -> bool {
    hides_all(spec)
        || matches!(spec.form, FieldForm::IdDocument | FieldForm::Phone | FieldForm::Text)
        || spec.form == FieldForm::Date && spec.sensitive
}

fn hides_all(spec: &FieldSpec) -> bool {
    privacy_of(spec).is_none_or(|privacy| matches!(privacy.class, DataClass::Sensitive(_)))
}

fn year_of(date: &str) -> String {
    match date.split_once('-') {
        Some((year, _)) => format!("{year}-**-**"),
        None => "****".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::collection::catalogue_of;
    use etong_protocol::RecordKind;

    #[test]
    fn each_form_of_field_is_shown_as_the_table_says() {
        let resident = catalogue_of(&RecordKind::Resident).unwrap();
        let spec = |key: &str| super::super::find(resident, key).unwrap();
        let (worker, clerk) = (Sight::of(Some(&PostKind::GridWorker)), Sight::of(Some(&PostKind::CallbackClerk)));
        for (key, value, by_worker, by_clerk) in [
            ("name", "张三", "张三", "张*"),
            ("id", "111:11010519491231002X", "1101**********002X", "1101**********002X"),
            ("phone", "13877665544", "138****5544", "138****5544"),
            ("birth", "1949-12-31", "1949-**-**", "1949-**-**"),
            ("permit_no", "L350602199001", "L******01", ""),
            ("health", "高血压", "***", "***"),
            ("live_address", "新华西路 12号", "新华西路 12号", "新华西路 12号"),
        ] {
            if key != "permit_no" {
                assert_eq!(worker.field(spec(key), value), by_worker, "{key}");
                assert_eq!(clerk.field(spec(key), value), by_clerk, "{key}");
            }
        }
        assert!(!worker.field(spec("permit_no"), "L350602199001").contains("50602"));
        assert_eq!(Sight::of(None).name("欧阳建明"), "欧**明");
    }
}
