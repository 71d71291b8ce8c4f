//! The staff card: shown as a QR code, and read from one. A card is checked with the relay's key alone, so without a network.

use etong_protocol::{Card, CardBody, PostId, PublicKey};
use qrcode::render::unicode::Dense1x2;
use qrcode::{EcLevel, QrCode};
use rusqlite::{OptionalExtension, Transaction};

use crate::error::StoreError;

/// One's own card.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CardView {
    pub name: String,
    pub post_kind: String,
    pub unit_name: String,
    /// SHA-256 of the photo that belongs to it, in hex.
    pub photo: Option<String>,
    /// Relay clock, milliseconds since 1970.
    pub valid_until: i64,
    /// By this phone's clock: fetch another.
    pub expired: bool,
    /// What the code says.
    pub text: String,
    /// The code drawn with half blocks, light on dark; a shell may draw its own from `text`.
    pub qr: String,
}

/// What a card that was shown is worth.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CardCheck {
    /// `valid`, `expired`, `not_yet`, `forged` (not signed by this phone's relay) or `no_card` (another kind of code).
    pub verdict: String,
    /// What the relay vouches for; nothing unless it signed it.
    pub name: Option<String>,
    pub post_kind: Option<String>,
    pub unit_name: Option<String>,
    /// SHA-256 of the photo that belongs to it, in hex.
    pub photo: Option<String>,
    pub valid_until: Option<i64>,
}

/// The card of `post`, if this phone has one that it can read.
///
/// # Errors
/// `StoreError` when the store cannot be read.
pub(crate) fn my_card(tx: &Transaction<'_>, post: PostId, now_ms: i64) -> Result<Option<CardView>, StoreError> {
    let mut statement = tx.prepare_cached(include_str!("card.sql"))?;
    let kept: Option<String> = statement.query_row([post.as_bytes()], |row| row.get("text")).optional()?;
    let Some(text) = kept else { return Ok(None) };
    let unreadable = |_| StoreError::Unreadable("a card");
    let card = Card::from_text(&text).map_err(unreadable)?;
    let body: CardBody = etong_protocol::wire::decode(&card.body, "card").map_err(unreadable)?;
    let photo = body.photo.map(|photo| data_encoding::HEXLOWER.encode(&photo));
    Ok(Some(CardView {
        name: body.name,
        post_kind: body.post_kind.to_string(),
        unit_name: body.unit_name,
        photo,
        valid_until: body.valid_until,
        expired: now_ms > body.valid_until,
        qr: draw(&text).ok_or(StoreError::Unreadable("a card"))?,
        text,
    }))
}

/// Is this card good, by the relay's key and this phone's clock? `slack_ms`: how far that clock may be off.
#[must_use]
pub(crate) fn check_card(text: &str, relay: &PublicKey, now_ms: i64, slack_ms: i64) -> CardCheck {
    let verdict = |verdict: &str| CardCheck {
        verdict: verdict.to_owned(),
        name: None,
        post_kind: None,
        unit_name: None,
        photo: None,
        valid_until: None,
    };
    let Ok(card) = Card::from_text(text) else { return verdict("no_card") };
    let Ok(body) = card.open(relay) else { return verdict("forged") };
    let word = if now_ms > body.valid_until {
        "expired"
    } else if now_ms < body.issued_at.saturating_sub(slack_ms) {
        "not_yet"
    } else {
        "valid"
    };
    CardCheck {
        name: Some(body.name),
        post_kind: Some(body.post_kind.to_string()),
        unit_name: Some(body.unit_name),
        photo: body.photo.map(|photo| data_encoding::HEXLOWER.encode(&photo)),
        valid_until: Some(body.valid_until),
        ..verdict(word)
    }
}

fn draw(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    Some(code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build())
}

#[cfg(test)]
mod tests {
    use super::*;
    use etong_protocol::{PostKind, SigningKey};

    const DAY: i64 = 24 * 60 * 60 * 1000;

    fn text(key: &SigningKey) -> String {
        let body = CardBody {
            name: "王芳".into(),
            post_kind: PostKind::GridWorker,
            unit_name: "梧桥社区第一网格".into(),
            post: PostId::NIL,
            photo: None,
            issued_at: 10 * DAY,
            valid_until: 17 * DAY,
        };
        body.sign(key).to_text()
    }

    #[test]
    fn a_card_is_worth_what_key_and_day_say() {
        let (relay, other) = (SigningKey::from_seed(&[1; 32]), SigningKey::from_seed(&[2; 32]));
        let table = [
            (text(&relay), 12, "valid"),
            (text(&relay), 18, "expired"),
            (text(&relay), 8, "not_yet"),
            (text(&other), 12, "forged"),
            ("https://example.org".into(), 12, "no_card"),
            (text(&relay).replace("ETONG1:", "ETONG2:"), 12, "no_card"),
        ];
        for (text, day, wanted) in table {
            let check = check_card(&text, &relay.public(), day * DAY, DAY);
            assert_eq!(check.verdict, wanted);
            assert_eq!(check.name.is_some(), matches!(wanted, "valid" | "expired" | "not_yet"), "{wanted}");
        }
    }

    #[test]
    fn a_card_fits_a_code_that_a_phone_can_read() {
        let drawn = draw(&text(&SigningKey::from_seed(&[1; 32]))).unwrap();
        let modules = drawn.lines().next().unwrap().chars().count();
        assert!(modules <= 85, "{modules} modules wide");
    }
}
