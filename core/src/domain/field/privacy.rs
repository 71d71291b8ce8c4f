//! What each field of a form is in the eyes of the law: its class, what it is collected for, and on what basis. One table for
//! all forms; a field that is in none of its rows does not pass the tests.

use super::{FieldSpec, TAG_PREFIX};

/// How much harm its disclosure can do (GB/T 45574-2025 for the sensitive ones).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DataClass {
    /// May stand on a notice board.
    Public,
    /// About places and work, not about somebody.
    Internal,
    /// The number of an office or of a duty, which whoever publishes it gives out to be called: no third person's.
    Operational,
    /// About an identified person.
    Personal,
    Sensitive(SensitiveKind),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SensitiveKind {
    Biometric,
    Belief,
    /// 特定身份.
    SpecificIdentity,
    Health,
    Finance,
    /// 行踪轨迹.
    Whereabouts,
    /// 不满十四周岁.
    Minor,
}

impl DataClass {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Internal => "internal",
            Self::Operational => "operational",
            Self::Personal => "personal",
            Self::Sensitive(SensitiveKind::Biometric) => "biometric",
            Self::Sensitive(SensitiveKind::Belief) => "belief",
            Self::Sensitive(SensitiveKind::SpecificIdentity) => "specific_identity",
            Self::Sensitive(SensitiveKind::Health) => "health",
            Self::Sensitive(SensitiveKind::Finance) => "finance",
            Self::Sensitive(SensitiveKind::Whereabouts) => "whereabouts",
            Self::Sensitive(SensitiveKind::Minor) => "minor",
        }
    }
}

/// What it is collected for, with the legal basis (个人信息保护法 Art. 13 (3) and 34 for all; the special law beside).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// 识别身份.
    Identify,
    /// 联系.
    Contact,
    /// 找到住处.
    Locate,
    /// 家庭与房屋关系.
    Household,
    /// 人口统计.
    Statistics,
    /// 流动人口登记.
    Registration,
    /// 关爱帮扶.
    Care,
    /// 境外人员管理.
    Foreign,
    /// 房屋管理与安全.
    Property,
    /// 工作记录.
    Work,
    /// 公务联系: to be called, by whoever it is shown to.
    Reach,
}

impl Purpose {
    #[must_use]
    pub const fn basis(self) -> &'static str {
        match self {
            Self::Identify | Self::Contact | Self::Locate | Self::Household | Self::Work | Self::Reach => {
                "个人信息保护法 第十三条第一款第三项、第三十四条"
            }
            Self::Statistics => "统计法 第七条",
            Self::Registration => "居住证暂行条例 第二条、第四条",
            Self::Care => "未成年人保护法 第四十三条; 老年人权益保障法 第三十八条",
            Self::Foreign => "出境入境管理法 第三十九条",
            Self::Property => "消防法 第三十二条; 商品房屋租赁管理办法 第十四条",
        }
    }
}

/// How long it is kept. A field of a document goes when its record goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Keep {
    WithRecord,
}

/// One row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Privacy {
    pub class: DataClass,
    pub purpose: Purpose,
    pub keep: Keep,
}

/// The row of a field; `None` for one that nobody has thought about.
#[must_use]
pub fn privacy_of(spec: &FieldSpec) -> Option<Privacy> {
    TABLE.iter().find(|(_, _, keys)| keys.contains(&spec.key)).map(|(class, purpose, _)| Privacy {
        class: *class,
        purpose: *purpose,
        keep: Keep::WithRecord,
    })
}

use DataClass::{Internal, Personal, Sensitive};
use Purpose::{Care, Contact, Foreign, Household, Identify, Locate, Property, Registration, Statistics, Work};

const TABLE: &[(DataClass, Purpose, &[&str])] = &[
    (Personal, Identify, &["name", "used_name", "id", "sex", "birth"]),
    (Personal, Statistics, &["nation", "native_division", "marriage", "politics", "education"]),
    (Personal, Statistics, &["occupation_code", "occupation", "workplace"]),
    (Sensitive(SensitiveKind::Belief), Statistics, &["belief"]),
    (Personal, Contact, &["phone"]),
    (Personal, Locate, &["household_address", "live_address", "place"]),
    (Internal, Household, &["dwelling", "household", "relation_to_head", "head", "household_kind"]),
    (Personal, Work, &["note", TAG_PREFIX]),
    (Personal, Registration, &["household_match", "household_no", "inflow_reason", "permit_type", "permit_no"]),
    (Personal, Registration, &["registered_on", "registered_until", "lodging_type"]),
    (Personal, Care, &["left_behind", "kin_name", "kin_relation", "kin_phone", "kin_address", "needs", "help"]),
    (Sensitive(SensitiveKind::Health), Care, &["health"]),
    (Sensitive(SensitiveKind::Finance), Care, &["income"]),
    (Personal, Foreign, &["foreign_name", "nationality", "id_until", "visit_purpose", "arrived_on", "leaves_on"]),
    (Internal, Property, &["division", "street", "door", "estate", "building", "unit", "floor", "room"]),
    (Internal, Property, &["of_building", "dwelling_no", "use", "area_m2", "floors", "units", "households", "people"]),
    (Internal, Property, &["rented", "rent_use", "hazard_type"]),
    (Personal, Property, &["owner_id", "owner_name", "owner_phone", "owner_address"]),
    (Personal, Property, &["tenant_id", "tenant_name", "tenant_phone"]),
    (Personal, Contact, &["leader_name", "leader_phone"]),
    (Personal, Statistics, &["leader_sex", "leader_nation", "leader_politics", "leader_birth", "leader_education"]),
    (Personal, Household, &["head_id", "head_name", "head_phone", "registered_address"]),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::collection::catalogue_of;
    use etong_protocol::RecordKind;

    fn all() -> impl Iterator<Item = &'static FieldSpec> {
        RecordKind::KNOWN.iter().filter_map(catalogue_of).flatten()
    }

    #[test]
    fn every_field_of_every_form_has_a_class_a_purpose_and_a_legal_basis() {
        let mut seen = BTreeSet::new();
        for spec in all() {
            let privacy = privacy_of(spec).unwrap_or_else(|| panic!("{} has no row", spec.key));
            assert!(!privacy.purpose.basis().is_empty() && !privacy.class.as_str().is_empty());
            seen.insert(spec.key);
        }
        let mut rows = BTreeSet::new();
        for key in TABLE.iter().flat_map(|(_, _, keys)| *keys) {
            assert!(rows.insert(*key), "{key} stands twice");
            assert!(seen.contains(key), "{key} is a field of no form");
        }
    }

    #[test]
    fn sensitive_fields_are_not_collected_and_what_is_masked_is_about_a_person() {
        for spec in all() {
            let class = privacy_of(spec).unwrap().class;
            assert_eq!(matches!(class, Sensitive(_)), !spec.on, "{} is {}", spec.key, class.as_str());
            assert!(!spec.sensitive || class >= Personal, "{} is masked and {}", spec.key, class.as_str());
        }
    }
}
