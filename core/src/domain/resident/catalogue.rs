//! The fields of a resident, in the order of a form: the core of GB/T 31000, then what is asked of registered, floating, left-behind
//! and foreign residents only. Fields of health, belief and income are listed, so that they are understood, and switched off.

use crate::domain::codes::CodeName;
use crate::domain::field::{
    FieldClass, FieldForm, FieldGroup, FieldSpec, TAG_PREFIX, classed, coded, date, expiry, field, find, of, off,
    record, sensitive, text,
};

/// The field of this key; all tags share one.
#[must_use]
pub fn spec(key: &str) -> Option<&'static FieldSpec> {
    find(CATALOGUE, key)
}

/// All fields.
pub const CATALOGUE: &[FieldSpec] = &[
    classed(FieldClass::Identity, sensitive(text("name", "姓名", 50))),
    sensitive(text("used_name", "曾用名", 50)),
    classed(FieldClass::Identity, sensitive(field("id", "证件", FieldForm::IdDocument, 40))),
    classed(FieldClass::Identity, coded("sex", "性别", CodeName::Sex)),
    classed(FieldClass::Identity, sensitive(date("birth", "出生日期"))),
    coded("nation", "民族", CodeName::Nation),
    field("native_division", "籍贯", FieldForm::Division, 6),
    coded("marriage", "婚姻状况", CodeName::Marriage),
    coded("politics", "政治面貌", CodeName::Politics),
    coded("education", "学历", CodeName::Education),
    off(text("belief", "宗教信仰", 20)),
    text("occupation_code", "职业类别", 10),
    text("occupation", "职业", 50),
    text("workplace", "服务处所", 100),
    sensitive(field("phone", "联系电话", FieldForm::Phone, 40)),
    sensitive(text("household_address", "户籍地", 200)),
    sensitive(text("live_address", "现住地", 200)),
    classed(FieldClass::Coupled, sensitive(field("place", "位置", FieldForm::Place, 40))),
    record("dwelling", "房屋"),
    record("household", "家庭户"),
    coded("relation_to_head", "与户主关系", CodeName::Relation),
    text("note", "备注", 500),
    of(FieldGroup::Registered, coded("household_match", "人户一致标识", CodeName::HouseholdMatch)),
    of(FieldGroup::Registered, sensitive(text("household_no", "户号", 20))),
    of(FieldGroup::Floating, text("inflow_reason", "流入原因", 50)),
    of(FieldGroup::Floating, text("permit_type", "办证类型", 30)),
    of(FieldGroup::Floating, sensitive(text("permit_no", "居住证件号码", 40))),
    of(FieldGroup::Floating, date("registered_on", "登记日期")),
    of(FieldGroup::Floating, expiry("registered_until", "登记到期日期")),
    of(FieldGroup::Floating, text("lodging_type", "住所类型", 30)),
    of(FieldGroup::LeftBehind, coded("left_behind", "留守类型", CodeName::LeftBehind)),
    of(FieldGroup::LeftBehind, off(text("health", "健康状况", 50))),
    of(FieldGroup::LeftBehind, off(text("income", "年收入", 20))),
    of(FieldGroup::LeftBehind, sensitive(text("kin_name", "家庭主要成员姓名", 50))),
    of(FieldGroup::LeftBehind, coded("kin_relation", "家庭主要成员关系", CodeName::Relation)),
    of(FieldGroup::LeftBehind, sensitive(field("kin_phone", "家庭主要成员电话", FieldForm::Phone, 40))),
    of(FieldGroup::LeftBehind, sensitive(text("kin_address", "家庭主要成员地址", 200))),
    of(FieldGroup::LeftBehind, text("needs", "困难诉求", 200)),
    of(FieldGroup::LeftBehind, text("help", "帮扶情况", 200)),
    of(FieldGroup::Foreign, sensitive(text("foreign_name", "外文姓名", 80))),
    of(FieldGroup::Foreign, text("nationality", "国籍", 30)),
    of(FieldGroup::Foreign, expiry("id_until", "证件有效期")),
    of(FieldGroup::Foreign, text("visit_purpose", "来华目的", 50)),
    of(FieldGroup::Foreign, date("arrived_on", "抵达日期")),
    of(FieldGroup::Foreign, expiry("leaves_on", "预计离开日期")),
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

    #[test]
    fn what_expires_is_a_date_and_belief_health_and_income_are_not_collected() {
        let expiring: Vec<&str> = CATALOGUE.iter().filter(|spec| spec.expires).map(|spec| spec.key).collect();
        assert_eq!(expiring, ["registered_until", "id_until", "leaves_on"]);
        assert!(CATALOGUE.iter().all(|spec| !spec.expires || spec.form == FieldForm::Date));
        let off: Vec<&str> = CATALOGUE.iter().filter(|spec| !spec.on).map(|spec| spec.key).collect();
        assert_eq!(off, ["belief", "health", "income"]);
    }
}
