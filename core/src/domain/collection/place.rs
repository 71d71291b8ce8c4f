//! 楼栋, 房屋, 家庭户: the places of collection, as documents. Every one hangs on a standard address: division, street, door, building,
//! unit, floor, room. Links to other records are weak: what they name may not be on this phone.

use std::collections::BTreeMap;

use etong_merge::Field;
use etong_protocol::{RecordId, RecordKind};

use crate::domain::codes::CodeName;
use crate::domain::field::{
    FieldClass, FieldForm, FieldSpec, IdDocument, Reading, TAG_PREFIX, classed, coded, date, field, record, sensitive,
    text,
};
use crate::domain::place::Fix;

/// 楼栋 with its 楼栋长.
pub const BUILDING: &[FieldSpec] = &[
    field("division", "行政区划", FieldForm::Division, 6),
    classed(FieldClass::Identity, text("street", "街路巷", 60)),
    classed(FieldClass::Identity, text("door", "门牌", 30)),
    text("estate", "小区名", 60),
    classed(FieldClass::Identity, text("building", "楼栋", 30)),
    classed(FieldClass::Coupled, field("place", "位置", FieldForm::Place, 40)),
    field("area_m2", "建筑面积", FieldForm::Number, 10),
    field("floors", "层数", FieldForm::Number, 4),
    field("units", "单元数", FieldForm::Number, 4),
    field("households", "户数", FieldForm::Number, 6),
    field("people", "人数", FieldForm::Number, 6),
    sensitive(text("leader_name", "楼栋长姓名", 50)),
    coded("leader_sex", "楼栋长性别", CodeName::Sex),
    coded("leader_nation", "楼栋长民族", CodeName::Nation),
    coded("leader_politics", "楼栋长政治面貌", CodeName::Politics),
    sensitive(date("leader_birth", "楼栋长出生日期")),
    coded("leader_education", "楼栋长学历", CodeName::Education),
    sensitive(field("leader_phone", "楼栋长电话", FieldForm::Phone, 40)),
    text("note", "备注", 500),
    classed(FieldClass::SetElement, field(TAG_PREFIX, "标签", FieldForm::Flag, 20)),
];

/// 房屋.
pub const DWELLING: &[FieldSpec] = &[
    record("of_building", "所在楼栋"),
    text("dwelling_no", "房屋编号", 30),
    field("division", "行政区划", FieldForm::Division, 6),
    text("street", "街路巷", 60),
    text("door", "门牌", 30),
    text("estate", "小区名", 60),
    text("building", "楼栋", 30),
    classed(FieldClass::Identity, text("unit", "单元", 10)),
    classed(FieldClass::Identity, text("floor", "层", 10)),
    classed(FieldClass::Identity, text("room", "户室", 20)),
    classed(FieldClass::Coupled, field("place", "位置", FieldForm::Place, 40)),
    text("use", "建筑用途", 30),
    field("area_m2", "面积", FieldForm::Number, 10),
    sensitive(field("owner_id", "房主证件", FieldForm::IdDocument, 40)),
    sensitive(text("owner_name", "房主姓名", 50)),
    sensitive(field("owner_phone", "房主电话", FieldForm::Phone, 40)),
    sensitive(text("owner_address", "房主现住址", 200)),
    coded("rented", "是否出租", CodeName::YesNo),
    text("rent_use", "出租用途", 30),
    text("hazard_type", "隐患类型", 30),
    sensitive(field("tenant_id", "承租人证件", FieldForm::IdDocument, 40)),
    sensitive(text("tenant_name", "承租人姓名", 50)),
    sensitive(field("tenant_phone", "承租人电话", FieldForm::Phone, 40)),
    text("note", "备注", 500),
    classed(FieldClass::SetElement, field(TAG_PREFIX, "标签", FieldForm::Flag, 20)),
];

/// 家庭户. Who belongs to it is said by the residents.
pub const HOUSEHOLD: &[FieldSpec] = &[
    classed(FieldClass::Identity, sensitive(text("household_no", "户号", 20))),
    coded("household_kind", "户类型", CodeName::HouseholdKind),
    record("dwelling", "房屋"),
    record("head", "户主"),
    sensitive(field("head_id", "户主证件", FieldForm::IdDocument, 40)),
    classed(FieldClass::Identity, sensitive(text("head_name", "户主姓名", 50))),
    sensitive(field("head_phone", "户主电话", FieldForm::Phone, 40)),
    sensitive(text("registered_address", "户籍地址", 200)),
    text("note", "备注", 500),
    classed(FieldClass::SetElement, field(TAG_PREFIX, "标签", FieldForm::Flag, 20)),
];

/// The parts of a standard address, widest first; the division is a code and not part of the words.
const ADDRESS: [&str; 7] = ["street", "door", "estate", "building", "unit", "floor", "room"];

/// The catalogue of a kind of document.
#[must_use]
pub fn catalogue_of(kind: &RecordKind) -> Option<&'static [FieldSpec]> {
    match kind {
        RecordKind::Resident => Some(crate::domain::resident::CATALOGUE),
        RecordKind::Building => Some(BUILDING),
        RecordKind::Dwelling => Some(DWELLING),
        RecordKind::Household => Some(HOUSEHOLD),
        _ => None,
    }
}

/// The words of a standard address: 新华西路 12号 梧桥小区 3栋 2单元 5层 502室.
#[must_use]
pub fn standard_address<'a>(text: impl Fn(&str) -> Option<&'a str>) -> String {
    let parts: Vec<String> = ADDRESS.into_iter().filter_map(|key| Some(with_unit(key, text(key)?))).collect();
    parts.join(" ")
}

/// A bare number gets its measure word.
fn with_unit(key: &str, text: &str) -> String {
    let measure = match key {
        "door" => "号",
        "building" => "栋",
        "unit" => "单元",
        "floor" => "层",
        "room" => "室",
        _ => "",
    };
    let bare = text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
    if bare { format!("{text}{measure}") } else { text.to_owned() }
}

/// A place as its fields say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub reading: Reading,
    pub address: String,
    pub fix: Option<Fix>,
}

impl Place {
    /// `None` when the kind is no place of collection.
    #[must_use]
    pub fn read(kind: &RecordKind, fields: &BTreeMap<String, Field>) -> Option<Self> {
        if *kind == RecordKind::Resident {
            return None;
        }
        let reading = Reading::read(catalogue_of(kind)?, fields);
        let address = match kind {
            RecordKind::Household => reading.text("registered_address").unwrap_or_default().to_owned(),
            _ => standard_address(|key| reading.text(key)),
        };
        let fix = reading.text("place").and_then(|place| place.parse().ok());
        Some(Self { reading, address, fix })
    }

    /// The id another field names.
    #[must_use]
    pub fn link(&self, key: &str) -> Option<RecordId> {
        self.reading.text(key)?.parse().ok()
    }

    /// The owner's or head's document, masked.
    #[must_use]
    pub fn document_masked(&self, key: &str) -> String {
        self.reading.text(key).and_then(IdDocument::read).map(|id| id.masked()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_unique_in_each_catalogue() {
        for catalogue in [BUILDING, DWELLING, HOUSEHOLD] {
            let keys: std::collections::BTreeSet<_> = catalogue.iter().map(|spec| spec.key).collect();
            assert_eq!(keys.len(), catalogue.len());
        }
    }

    #[test]
    fn names_phones_and_documents_of_people_are_sensitive_in_every_place() {
        for spec in [BUILDING, DWELLING, HOUSEHOLD].into_iter().flatten() {
            let names_a_person =
                spec.key.ends_with("_name") || matches!(spec.form, FieldForm::Phone | FieldForm::IdDocument);
            assert!(!names_a_person || spec.sensitive, "{}", spec.key);
        }
    }

    #[test]
    fn a_standard_address_is_read_from_its_parts() {
        let table: &[(&[(&str, &str)], &str)] = &[
            (
                &[
                    ("street", "新华西路"),
                    ("door", "12"),
                    ("building", "3"),
                    ("unit", "2"),
                    ("floor", "5"),
                    ("room", "502"),
                ],
                "新华西路 12号 3栋 2单元 5层 502室",
            ),
            (&[("street", "后坂村"), ("door", "8号之一")], "后坂村 8号之一"),
            (&[("room", "A-1")], "A-1室"),
            (&[], ""),
        ];
        for (parts, words) in table {
            let text = |key: &str| parts.iter().find(|part| part.0 == key).map(|part| part.1);
            assert_eq!(standard_address(text), *words);
        }
    }
}
