//! 特殊人群: which fields their records have (GB/T 31000-2015), and the gate before them. The schema is understood; nothing is kept
//! until a dictionary names the responsible posts of a kind and the table of rights opens the act. Default: closed.

use etong_protocol::{PostId, PostKind, RecordKind, authority};
use serde::Deserialize;

use crate::domain::codes::CodeName;
use crate::domain::field::{FieldForm, FieldSpec, coded, date, field, record, sensitive, text};
use crate::domain::word::open_word;

/// The dictionary that names who keeps which kind.
pub const SPECIAL_DICTIONARY: &str = "special_population";

open_word!(
    /// A kind of special-population record.
    SpecialKind {
        /// 刑满释放.
        Released = "released",
        /// 社区矫正.
        Correction = "correction",
        /// 严重精神障碍.
        Psychiatric = "psychiatric",
        /// 吸毒.
        Drug = "drug",
        /// 艾滋.
        Aids = "aids",
        /// 重点青少年.
        KeyYouth = "key_youth",
    }
);

/// The posts that keep one kind of record, and why they may.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SpecialRule {
    pub kind: SpecialKind,
    /// Post ids, never kinds of post: each is named.
    pub posts: Vec<PostId>,
    /// The law or decision it rests on.
    pub basis: String,
}

/// The rules of a published dictionary; none when it cannot be read: the gate stays closed.
#[must_use]
pub fn special_rules(body: &str) -> Vec<SpecialRule> {
    serde_json::from_str(body).unwrap_or_default()
}

impl SpecialKind {
    /// May this post keep records of this kind?
    ///
    /// # Errors
    /// The rule, and who may.
    pub fn open_to(&self, post: PostId, kind: &PostKind, rules: &[SpecialRule]) -> Result<(), (String, Vec<String>)> {
        let named: Vec<PostId> = rules
            .iter()
            .filter(|rule| rule.kind == *self && !rule.basis.is_empty())
            .flat_map(|rule| rule.posts.clone())
            .collect();
        if named.is_empty() {
            let rule = format!("records of {self} persons are kept by named responsible posts only, and none is named");
            return Err((rule, Vec::new()));
        }
        if !named.contains(&post) {
            let rule = format!("records of {self} persons are kept by named responsible posts only");
            return Err((rule, named.iter().map(|post| format!("post {post}")).collect()));
        }
        if authority::may_act(kind, &RecordKind::Special, "capture").is_none() {
            let rule =
                format!("records of {self} persons cannot yet be kept apart from other records, so nobody writes them");
            return Err((rule, Vec::new()));
        }
        Ok(())
    }

    /// The fields of this kind; every one is sensitive.
    #[must_use]
    pub fn catalogue(&self) -> &'static [FieldSpec] {
        match self {
            Self::Released => RELEASED,
            Self::Correction => CORRECTION,
            Self::Psychiatric => PSYCHIATRIC,
            Self::Drug => DRUG,
            Self::Aids => AIDS,
            Self::KeyYouth => KEY_YOUTH,
            Self::Unknown(_) => &[],
        }
    }
}

const fn words(key: &'static str, zh: &'static str) -> FieldSpec {
    sensitive(text(key, zh, 200))
}

const fn day(key: &'static str, zh: &'static str) -> FieldSpec {
    sensitive(date(key, zh))
}

const fn yes_no(key: &'static str, zh: &'static str) -> FieldSpec {
    sensitive(coded(key, zh, CodeName::YesNo))
}

const fn phone(key: &'static str, zh: &'static str) -> FieldSpec {
    sensitive(field(key, zh, FieldForm::Phone, 40))
}

const fn document(key: &'static str, zh: &'static str) -> FieldSpec {
    sensitive(field(key, zh, FieldForm::IdDocument, 40))
}

const PERSON: FieldSpec = sensitive(record("resident", "居民"));

const RELEASED: &[FieldSpec] = &[
    PERSON,
    yes_no("recidivist", "是否累犯"),
    words("offence", "原罪名"),
    words("sentence", "原判刑期"),
    words("prison", "服刑场所"),
    day("released_on", "释放日期"),
    words("risk", "危险性评估"),
    day("handed_over_on", "衔接日期"),
    words("handed_over", "衔接情况"),
    day("settled_on", "安置日期"),
    words("settled", "安置情况"),
    words("not_settled_because", "未安置原因"),
    words("support", "帮教情况"),
    yes_no("reoffended", "是否重新犯罪"),
    words("new_offence", "重新犯罪罪名"),
];

const CORRECTION: &[FieldSpec] = &[
    PERSON,
    words("file_no", "社区矫正人员编号"),
    words("correction_kind", "矫正类别"),
    words("case_kind", "案件类别"),
    words("offence", "具体罪名"),
    words("sentence", "原判刑期"),
    day("from", "矫正开始日期"),
    day("to", "矫正结束日期"),
    words("received_by", "接收方式"),
    words("group", "矫正小组人员组成"),
    words("released_by", "矫正解除类型"),
    yes_no("out_of_control", "是否脱管"),
    yes_no("never_in_control", "是否漏管"),
    words("control_reason", "脱管漏管原因"),
    words("control_restored", "检察监督脱管漏管纠正情况"),
    words("rewards", "奖惩情况"),
    yes_no("reoffended", "是否重新犯罪"),
];

const PSYCHIATRIC: &[FieldSpec] = &[
    PERSON,
    words("means", "家庭经济状况"),
    yes_no("low_income", "是否纳入低保"),
    document("guardian_id", "监护人证件"),
    words("guardian_name", "监护人姓名"),
    phone("guardian_phone", "监护人电话"),
    day("first_on", "初次发病日期"),
    words("diagnosis", "目前诊断类型"),
    yes_no("incidents", "有无肇事肇祸史"),
    sensitive(field("incident_count", "肇事肇祸次数", FieldForm::Number, 4)),
    day("last_incident_on", "上次肇事肇祸日期"),
    words("risk", "目前危险性评估等级"),
    words("treatment", "治疗情况"),
    words("hospital", "治疗医院"),
    words("rehabilitation", "接受康复服务机构"),
    words("carers", "参与管理人员"),
    words("support", "帮扶情况"),
];

const DRUG: &[FieldSpec] = &[
    PERSON,
    day("first_found_on", "初次发现日期"),
    words("control", "管控情况"),
    words("controlled_by", "管控人姓名"),
    phone("controlled_by_phone", "管控人联系方式"),
    words("helper", "帮扶人姓名"),
    phone("helper_phone", "帮扶人联系方式"),
    yes_no("offences", "有无犯罪史"),
    words("offence", "犯罪情况"),
    words("cause", "吸毒原因 (GA 332.2)"),
    words("consequence", "吸毒后果 (GA 332.4)"),
];

const AIDS: &[FieldSpec] = &[
    PERSON,
    words("infection", "感染途径"),
    yes_no("offences", "是否有违法犯罪史"),
    words("offence", "违法犯罪情况"),
    words("case_kind", "案件类别 (GA 240.1)"),
    words("attention", "关注类型"),
    words("helper", "帮扶人姓名"),
    phone("helper_phone", "帮扶人电话"),
    words("support", "帮扶情况"),
    words("care", "收治情况"),
    words("care_by", "收治机构名称"),
];

const KEY_YOUTH: &[FieldSpec] = &[
    PERSON,
    words("youth_kind", "人员类型"),
    words("family", "家庭情况"),
    document("guardian_id", "监护人证件"),
    words("guardian_name", "监护人姓名"),
    words("guardian_relation", "与监护人关系"),
    phone("guardian_phone", "监护人联系方式"),
    words("guardian_address", "监护人居住详址"),
    yes_no("offences", "是否违法犯罪"),
    words("offence", "违法犯罪情况"),
    words("helper", "帮扶人姓名"),
    phone("helper_phone", "帮扶人联系方式"),
    words("help_by", "帮扶手段"),
    words("support", "帮扶情况"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_every_kind_is_sensitive_and_named_once() {
        let counts = [15, 17, 17, 11, 11, 14];
        for (kind, count) in SpecialKind::KNOWN.iter().zip(counts) {
            let catalogue = kind.catalogue();
            assert!(catalogue.iter().all(|spec| spec.sensitive), "{kind}");
            let keys: std::collections::BTreeSet<_> = catalogue.iter().map(|spec| spec.key).collect();
            assert_eq!((keys.len(), catalogue.len()), (count, count), "{kind}");
            assert_eq!(
                catalogue.first().map(|spec| spec.key),
                Some("resident"),
                "{kind} names a person by record only"
            );
        }
    }

    #[test]
    fn the_gate_is_closed_until_a_post_is_named_and_the_rights_are_open() {
        let (own, other) = (PostId::from_bytes([1; 16]), PostId::from_bytes([2; 16]));
        let named =
            |post: PostId, basis: &str| format!(r#"[{{"kind":"released","posts":["{post}"],"basis":"{basis}"}}]"#);
        let table = [
            ("", "none is named"),
            ("nonsense", "none is named"),
            (&*named(own, ""), "none is named"),
            (&*named(other, "县委政法委〔2026〕1号"), "named responsible posts only"),
            (&*named(own, "县委政法委〔2026〕1号"), "cannot yet be kept apart"),
        ];
        for (body, words) in table {
            let refused = SpecialKind::Released.open_to(own, &PostKind::PoliceOfficer, &special_rules(body));
            assert!(refused.as_ref().unwrap_err().0.contains(words), "{body} {refused:?}");
        }
        let (_, who) = SpecialKind::Released
            .open_to(own, &PostKind::PoliceOfficer, &special_rules(&named(other, "x")))
            .unwrap_err();
        assert_eq!(who, [format!("post {other}")]);
        assert_eq!(authority::who_may(&RecordKind::Special, "capture"), []);
    }
}
