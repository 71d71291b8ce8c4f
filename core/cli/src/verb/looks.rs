//! 已查看: how a supervisor's look is said, on a phone and of a receipt file. A unit is named only where the signed envelope names it.

use etong_core::domain::opened::{LookedFrom, NoLook};
use etong_core::domain::receipt_file::{Checked, CheckedOpening};
use etong_core::view::OpenedView;
use serde_json::{Value, json};

use crate::out::{shown, words};

const UNPROVEN: &str = "单位未证明 unit not proven";
const RECORD_HIDDEN: &str = "；文件没有出示全部内容，是不是撰写者自己看的、该岗位是否监管这条记录，都未证明；请附事由再出示一次 · the file does not show all its entries, so it may be the author's own look, or of a post that does not supervise the record: export it with --reason";
const BESIDE: &str = "（在旁，由中继放行 beside the record, let in by the relay）";

/// As a phone knows it.
pub(super) fn by(look: &OpenedView) -> String {
    let unit = if look.unit_proven { look.unit.as_str() } else { UNPROVEN };
    let beside = if look.beside { BESIDE } else { "" };
    format!("{unit}{beside} · {}", words::word(&look.post_kind))
}

/// Whose phones looked; their signatures are in the file that is handed out.
pub(super) fn phones(looks: &[OpenedView]) -> Option<String> {
    let phones: Vec<&str> = looks.iter().map(|look| look.signed_by.as_str()).collect();
    (!phones.is_empty())
        .then(|| format!("{}（出示时附其签名 its signature goes into the exported file）", phones.join("；")))
}

fn unit(from: &LookedFrom) -> String {
    match from {
        LookedFrom::Above(path) => format!("单位 unit {path}"),
        LookedFrom::Beside(unit) => format!("单位 unit no. {}{BESIDE}", unit.0),
        LookedFrom::Unproven => UNPROVEN.to_owned(),
    }
}

/// What a file proves of the looks in it.
pub(super) fn proven(checked: &Checked) -> Vec<String> {
    let looks = checked.opened.iter().filter(|look| look.is_proven());
    looks.map(|look| format!("  ③ {}", said(look))).collect()
}

/// And what it does not.
pub(super) fn unproven(checked: &Checked) -> Vec<String> {
    let looks = checked.opened.iter().filter(|look| !look.is_proven());
    let passed_over = checked.passed_over.iter().map(|look| {
        let (zh, en) = why(look.why);
        format!("  ③ 条目 {} 自称已查看，不算：{zh} · entry {0} calls itself a look and is nobody's: {en}", look.entry)
    });
    looks.map(|look| format!("  ③ {}", said(look))).chain(passed_over).collect()
}

fn said(look: &CheckedOpening) -> String {
    let signed = match &look.signed_by {
        Some(by) => {
            let revoked = by.revoked_at.map(|at| format!("，该手机 {} 停用 revoked", shown(at))).unwrap_or_default();
            format!(
                "上级手机 {} 已签名（人员 {}，中继登记 {}{revoked}）· signed by that phone, of that person as the relay enrolled it",
                by.device,
                by.person,
                shown(by.enrolled_at)
            )
        }
        None => "文件中没有上级手机的签名，仅凭中继所言；联网后再出示一次 · no supervisor's signature is in this file, the relay's word alone: export it again on the network".to_owned(),
    };
    let record = if look.record_shown { "" } else { RECORD_HIDDEN };
    format!(
        "{} · {} 已查看 opened it（其手机钟 its clock {}）；中继历史序号 in the relay's history as {}；{signed}{record}",
        unit(&look.from),
        words::word(look.post_kind.as_str()),
        shown(look.opened_at),
        look.seq
    )
}

fn why(why: NoLook) -> (&'static str, String) {
    let zh = match why {
        NoLook::Unreadable => "内容读不出",
        NoLook::NotSupervising => "该类岗位不监管这类记录",
        NoLook::TheAuthors => "由写这条记录的手机或岗位所写",
        NoLook::Elsewhere => "归档处与记录不同",
        NoLook::OtherUnit => "内容所说的单位与签名信封不符",
    };
    (zh, why.to_string())
}

pub(super) fn json(checked: &Checked) -> (Value, Value) {
    let opened = checked.opened.iter().map(|look| {
        let (unit, number) = match &look.from {
            LookedFrom::Above(path) => (Some(path.to_string()), path.unit()),
            LookedFrom::Beside(number) => (None, Some(*number)),
            LookedFrom::Unproven => (None, None),
        };
        json!({
            "entry": look.entry.to_string(),
            "unit": unit,
            "unit_number": number.map(|number| number.0),
            "post_kind": look.post_kind.to_string(),
            "opened_at": look.opened_at,
            "seq": look.seq,
            "signed_by": look.signed_by.as_ref().map(|by| json!({
                "device": by.device.to_string(),
                "person": by.person.to_string(),
                "enrolled_at": by.enrolled_at,
                "revoked_at": by.revoked_at,
            })),
            "record_shown": look.record_shown,
            "proven": look.is_proven(),
        })
    });
    let passed_over = checked.passed_over.iter();
    let passed_over =
        passed_over.map(|look| json!({ "entry": look.entry.to_string(), "why": look.why.as_str() })).collect();
    (opened.collect(), passed_over)
}
