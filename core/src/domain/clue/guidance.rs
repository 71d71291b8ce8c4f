//! 提示: what who sees a crime should do and leave, shown before the form. The centre may publish it as the dictionary
//! `guidance.clue`; until it does, the words built in hold.

use serde::{Deserialize, Serialize};

/// The words, in the order of a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guidance {
    pub source: String,
    pub lines: Vec<String>,
}

impl Guidance {
    pub const DICTIONARY: &str = "guidance.clue";

    #[must_use]
    pub fn built_in() -> Self {
        Self {
            source: "龙溪猎鼠队 practice: call police, follow, film, no force".into(),
            lines: [
                "先报警：110；有人受伤拨120，着火拨119。",
                "远处跟随，说清方向、衣着、车牌；安全第一，跟丢不追责。",
                "在安全处拍照、录像，保留原件。",
                "不动手、不盘查、不扣人；等民警到场。",
            ]
            .map(str::to_owned)
            .to_vec(),
        }
    }

    /// The body of a dictionary; `None` when it is no guidance.
    #[must_use]
    pub fn read(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok().filter(|guidance: &Self| !guidance.lines.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guidance_starts_with_110_and_ends_without_force() {
        let lines = Guidance::built_in().lines;
        assert!(lines[0].contains("110") && lines[2].contains("录像") && lines[3].contains("不动手"));
    }

    #[test]
    fn published_guidance_without_words_is_none() {
        assert_eq!(Guidance::read(r#"{"source":"x","lines":[]}"#), None);
        assert_eq!(Guidance::read(r#"{"source":"x","lines":["报警"]}"#).unwrap().lines, ["报警"]);
    }
}
