//! The staff card: fetch it, show it, check somebody else's.

use etong_core::App;
use etong_core::view::CardView;

use crate::args::Card;
use crate::error::CliError;
use crate::out::{Answer, facts, shown, words};

pub(super) async fn card(app: &App, wanted: &Card) -> Result<Answer, CliError> {
    match wanted {
        Card::Fetch { photo } => {
            let photo = photo.as_deref().map(|path| std::fs::read(path).map_err(CliError::file(path))).transpose()?;
            Ok(drawn(&app.fetch_card(photo).await?))
        }
        Card::Show => Ok(drawn(&app.my_card()?)),
        Card::Check { text } => {
            let check = app.check_card(text)?;
            let text = facts([
                ("核验", "verdict", Some(words::word(&check.verdict))),
                ("姓名", "name", check.name.clone()),
                ("岗位", "post", check.post_kind.as_deref().map(words::word)),
                ("单位", "unit", check.unit_name.clone()),
                ("有效至", "valid until", check.valid_until.map(shown)),
            ]);
            Ok(Answer::new(text, &check))
        }
    }
}

fn drawn(card: &CardView) -> Answer {
    let lines = facts([
        ("姓名", "name", Some(card.name.clone())),
        ("岗位", "post", Some(words::word(&card.post_kind))),
        ("单位", "unit", Some(card.unit_name.clone())),
        ("有效至", "valid until", Some(shown(card.valid_until))),
        ("", "", card.expired.then(|| "已过期，请重新领取 expired: etong card fetch".to_owned())),
    ]);
    Answer::new(format!("{}\n{lines}\n{}", card.qr, card.text), card)
}
