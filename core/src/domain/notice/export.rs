//! 线上互通: a public notice as text for other channels, and as what a QR code of it says. Published once, carried by people;
//! the hash lets anybody compare a copy with the notice.

use sha2::{Digest, Sha256};

use super::fold::NoticeFold;
use crate::domain::china_time::day_and_minute;

/// Bytes that make a QR code a phone still reads off paper.
const QR_BYTES: usize = 800;

/// The whole notice in plain text, with its SHA-256 on the last line. `unit`: the name of who publishes.
#[must_use]
pub fn export_text(notice: &NoticeFold, unit: &str) -> String {
    let body = body(notice, unit);
    let digest = hash(&body);
    format!("{body}\n校验 SHA-256: {digest}\n")
}

/// What the QR says: the whole text where it fits, else its head and the hash of the whole.
#[must_use]
pub fn qr_text(notice: &NoticeFold, unit: &str) -> String {
    let whole = export_text(notice, unit);
    if whole.len() <= QR_BYTES {
        return whole;
    }
    let digest = hash(&body(notice, unit));
    format!(
        "【{}】\n{unit} {}\n全文以发布单位为准\n校验 SHA-256: {digest}\n",
        notice.notice.title,
        day_and_minute(notice.published_at)
    )
}

/// Is this text a notice as it was exported, to the last letter?
#[must_use]
pub fn is_whole(text: &str) -> bool {
    let Some((body, last)) = text.trim_end().rsplit_once("\n校验 SHA-256: ") else { return false };
    hash(body) == last
}

fn body(notice: &NoticeFold, unit: &str) -> String {
    let until = match notice.notice.valid_until {
        Some(until) => format!("\n有效至 {}", day_and_minute(until)),
        None => String::new(),
    };
    let published = day_and_minute(notice.published_at);
    format!("【{}】\n{}\n{unit} {published}{until}", notice.notice.title, notice.notice.text)
}

fn hash(text: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(text))
}

#[cfg(test)]
mod tests {
    use etong_protocol::{EntryId, PostId, PostKind};

    use super::*;
    use crate::domain::notice::{Notice, NoticePriority};

    fn notice(text: &str) -> NoticeFold {
        NoticeFold {
            notice: Notice {
                title: "停水公告".into(),
                text: text.into(),
                priority: NoticePriority::Routine,
                valid_until: Some(1_767_312_000_000),
                audience: Vec::new(),
                operational: false,
                replaces: None,
            },
            public: true,
            entry: EntryId::of(b"notice"),
            scope: "/1".parse().unwrap(),
            publisher: PostId::NIL,
            publisher_kind: PostKind::CommunityDesk,
            published_at: 1_767_225_600_000,
            withdrawn: None,
            provisional: false,
        }
    }

    #[test]
    fn an_exported_notice_can_be_compared_with_its_hash() {
        let text = export_text(&notice("明日 8 时停水"), "梧桥社区");
        assert!(
            text.starts_with("【停水公告】\n明日 8 时停水\n梧桥社区 2026-01-01 08:00\n有效至 2026-01-02 08:00\n"),
            "{text}"
        );
        assert!(is_whole(&text));
        assert!(!is_whole(&text.replace("8 时", "9 时")));
        assert_eq!(qr_text(&notice("明日 8 时停水"), "梧桥社区"), text);
    }

    #[test]
    fn a_long_notice_becomes_a_short_code_with_the_hash_of_the_whole() {
        let long = notice(&"水".repeat(500));
        let (whole, code) = (export_text(&long, "梧桥社区"), qr_text(&long, "梧桥社区"));
        assert!(code.len() < 400 && whole.len() > 1_500);
        assert_eq!(whole.lines().last(), code.lines().last());
    }
}
