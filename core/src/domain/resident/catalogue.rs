//! The fields of a resident: key, Chinese word, how two edits of it meet, how it is masked, and what it may hold.

use super::codes::{CodeList, EDUCATION, ID_TYPE, MARRIAGE, NATION, POLITICS, SEX};

/// One field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldSpec {
    pub key: &'static str,
    pub zh: &'static str,
    pub class: FieldClass,
    /// Masked by default, on every screen.
    pub sensitive: bool,
    /// Whether it may be collected; a field that is off is still shown where it was collected elsewhere.
    pub on: bool,
    pub form: FieldForm,
    /// Characters.
    pub max_len: usize,
}

/// What happens when two people changed the field at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldClass {
    /// Says who this is: both values are kept and shown until somebody decides.
    Identity,
    /// One value wins, the other stays in the history.
    Simple,
    /// Values that only make sense together, kept as one.
    Coupled,
    /// An element of a set: each is a field of its own.
    SetElement,
}

/// What the value may be. All are stored as text, set elements as a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldForm {
    Text,
    /// `2026-01-31`.
    Date,
    /// A code of the table.
    Code(&'static CodeList),
    /// `type:number`, the type from the table.
    IdDocument(&'static CodeList),
    /// Digits, half-width.
    Phone,
    /// Six digits of GB/T 2260.
    Division,
    /// `lat_e6,lon_e6,accuracy_m`.
    Place,
    /// The id of another record.
    Record,
    Flag,
}

/// Keys of set elements start with this.
pub const TAG_PREFIX: &str = "tag/";

/// The field of this key; all tags share one.
#[must_use]
pub fn spec(key: &str) -> Option<&'static FieldSpec> {
    let key = if key.starts_with(TAG_PREFIX) { TAG_PREFIX } else { key };
    CATALOGUE.iter().find(|spec| spec.key == key)
}

const fn text(key: &'static str, zh: &'static str, max_len: usize) -> FieldSpec {
    field(key, zh, FieldForm::Text, max_len)
}

const fn field(key: &'static str, zh: &'static str, form: FieldForm, max_len: usize) -> FieldSpec {
    FieldSpec { key, zh, class: FieldClass::Simple, sensitive: false, on: true, form, max_len }
}

const fn coded(key: &'static str, zh: &'static str, list: &'static CodeList) -> FieldSpec {
    field(key, zh, FieldForm::Code(list), 3)
}

const fn sensitive(spec: FieldSpec) -> FieldSpec {
    FieldSpec { sensitive: true, ..spec }
}

const fn classed(class: FieldClass, spec: FieldSpec) -> FieldSpec {
    FieldSpec { class, ..spec }
}

/// All fields, in the order of a form.
pub const CATALOGUE: &[FieldSpec] = &[
    classed(FieldClass::Identity, sensitive(text("name", "姓名", 50))),
    sensitive(text("used_name", "曾用名", 50)),
    classed(FieldClass::Identity, sensitive(field("id", "证件", FieldForm::IdDocument(&ID_TYPE), 40))),
    classed(FieldClass::Identity, coded("sex", "性别", &SEX)),
    classed(FieldClass::Identity, sensitive(field("birth", "出生日期", FieldForm::Date, 10))),
    coded("nation", "民族", &NATION),
    field("native_division", "籍贯", FieldForm::Division, 6),
    coded("marriage", "婚姻状况", &MARRIAGE),
    coded("politics", "政治面貌", &POLITICS),
    coded("education", "学历", &EDUCATION),
    FieldSpec { on: false, ..sensitive(text("belief", "宗教信仰", 20)) },
    text("occupation_code", "职业类别", 10),
    text("occupation", "职业", 50),
    text("workplace", "服务处所", 100),
    sensitive(field("phone", "联系电话", FieldForm::Phone, 40)),
    sensitive(text("household_address", "户籍地", 200)),
    sensitive(text("live_address", "现住地", 200)),
    classed(FieldClass::Coupled, sensitive(field("place", "位置", FieldForm::Place, 40))),
    field("dwelling", "房屋", FieldForm::Record, 36),
    text("note", "备注", 500),
    classed(FieldClass::SetElement, field(TAG_PREFIX, "标签", FieldForm::Flag, 20)),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_unique_and_short_enough_for_a_document() {
        let keys: std::collections::BTreeSet<_> = CATALOGUE.iter().map(|spec| spec.key).collect();
        assert_eq!(keys.len(), CATALOGUE.len());
        assert!(keys.iter().all(|key| key.len() <= etong_merge::limits::MAX_KEY_BYTES));
        // The longest tag a catalogue entry lets through still fits as a key.
        assert_eq!(TAG_PREFIX.len() + spec(TAG_PREFIX).unwrap().max_len * 3, etong_merge::limits::MAX_KEY_BYTES);
    }

    #[test]
    fn what_names_a_person_is_masked_and_reviewed() {
        for key in ["name", "id", "birth"] {
            let spec = spec(key).unwrap();
            assert!(spec.sensitive && spec.class == FieldClass::Identity, "{key}");
        }
        assert!(CATALOGUE.iter().all(|spec| spec.on || spec.sensitive), "only sensitive fields are off");
    }
}
