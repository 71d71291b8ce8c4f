//! The table: kind, key in the payload, Chinese word, form and class.

use etong_protocol::RecordKind;

use crate::domain::field::{DataClass, Purpose};

/// How it is masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypedForm {
    /// Numbers in it.
    Text,
    /// 张*.
    Name,
    /// 138****1234.
    Phone,
}

/// One typed text of one kind of event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypedSpec {
    pub key: &'static str,
    pub zh: &'static str,
    pub form: TypedForm,
    pub class: DataClass,
    pub purpose: Purpose,
}

const fn text(key: &'static str, zh: &'static str) -> TypedSpec {
    TypedSpec { key, zh, form: TypedForm::Text, class: DataClass::Personal, purpose: Purpose::Work }
}

const fn name(key: &'static str, zh: &'static str) -> TypedSpec {
    TypedSpec { form: TypedForm::Name, purpose: Purpose::Identify, ..text(key, zh) }
}

const fn phone(key: &'static str, zh: &'static str) -> TypedSpec {
    TypedSpec { form: TypedForm::Phone, purpose: Purpose::Contact, ..text(key, zh) }
}

/// A number that whoever publishes it gives out to be called.
const fn given_out(key: &'static str, zh: &'static str) -> TypedSpec {
    TypedSpec { class: DataClass::Operational, purpose: Purpose::Reach, ..phone(key, zh) }
}

/// The row of a key in an event of this kind.
pub(super) fn spec_of(kind: &RecordKind, key: &str) -> Option<&'static TypedSpec> {
    rows(kind).iter().find(|spec| spec.key == key)
}

/// Every kind of event that people type into, with its rows.
pub fn every_typed() -> impl Iterator<Item = (RecordKind, &'static [TypedSpec])> {
    RecordKind::KNOWN.iter().map(|kind| (kind.clone(), rows(kind))).filter(|(_, rows)| !rows.is_empty())
}

fn rows(kind: &RecordKind) -> &'static [TypedSpec] {
    match kind {
        RecordKind::Case => CASE,
        RecordKind::Reply => &[const { text("words", "答复") }],
        RecordKind::Mediation => MEDIATION,
        RecordKind::Inspection => INSPECTION,
        RecordKind::Clue | RecordKind::TeamClue => CLUE,
        RecordKind::Visit => &[const { text("note", "走访情况") }],
        RecordKind::Merge => &[const { text("reason", "理由") }],
        RecordKind::Notice | RecordKind::PublicNotice => NOTICE,
        RecordKind::Call => CALL,
        RecordKind::Muster => &[const { text("text", "说明或结果") }, const { text("skills", "技能") }],
        RecordKind::Roster => &[const { text("note", "备注") }],
        RecordKind::Patrol => &[const { text("text", "内容") }, const { text("name", "巡查点") }],
        RecordKind::Campaign => CAMPAIGN,
        RecordKind::Assessment => &[const { text("note", "说明") }, const { text("source", "来源") }],
        RecordKind::Appeal => &[const { text("reason", "申诉理由") }, const { text("words", "答复") }],
        RecordKind::Draw => &[const { text("text", "理由") }],
        RecordKind::Survey => SURVEY,
        _ => &[],
    }
}

const CASE: &[TypedSpec] = &[
    text("title", "标题"),
    text("what", "情况"),
    text("cause", "起因"),
    text("address", "地点"),
    text("external_no", "来源编号"),
    text("paper_no", "纸质编号"),
    name("name", "姓名"),
    phone("phone", "电话"),
    text("role", "身份"),
    text("note", "说明"),
    text("text", "内容"),
    text("to_name", "转往"),
    text("receipt", "回执"),
    text("who", "整改人"),
    text("measure", "整改措施"),
    text("comment", "评语"),
];

const MEDIATION: &[TypedSpec] = &[
    text("brief", "简要情况"),
    name("name", "姓名"),
    phone("phone", "电话"),
    text("address", "住址"),
    text("occupation", "职业"),
    name("agent", "代理人"),
    text("place", "地点"),
    text("told_by", "告知人"),
    text("present", "在场人"),
    text("statements", "陈述"),
    text("facts", "事实"),
    text("result", "结果"),
    text("out_of_order", "未按顺序的理由"),
    text("risk", "激化迹象"),
    text("invited", "邀请人士"),
    text("question", "表决事项"),
    text("rule_text", "土规定"),
    text("note", "说明"),
    text("words", "内容"),
    text("rules", "依据"),
    text("reason", "理由"),
    text("papers", "材料"),
    text("number", "对方编号"),
    text("terms", "协议内容"),
    text("how", "履行方式"),
    text("witnesses", "见证人"),
    text("by", "履行人"),
    text("proof", "凭证"),
    text("measures", "措施"),
    text("court", "法院"),
    text("told_of", "告知的途径"),
    text("skill", "所需专长"),
    text("consent_of", "同意人"),
    text("party", "当事人"),
    text("whom", "报告对象"),
    text("title", "材料名称"),
];

const INSPECTION: &[TypedSpec] = &[text("address", "地点"), text("note", "说明"), text("text", "补充或作废理由")];

const CLUE: &[TypedSpec] = &[text("what", "线索"), text("address", "地点"), text("text", "内容")];

const NOTICE: &[TypedSpec] = &[text("title", "标题"), text("text", "正文")];

const CALL: &[TypedSpec] = &[
    text("title", "标题"),
    text("text", "内容"),
    text("skills", "技能"),
    text("address", "地点"),
    text("lead", "负责人"),
    given_out("contact", "联系电话"),
];

const CAMPAIGN: &[TypedSpec] = &[text("name", "名称"), text("tasks", "任务"), text("text", "内容")];

const SURVEY: &[TypedSpec] = &[text("title", "名称"), text("institute", "调查机构"), text("method", "方法")];
