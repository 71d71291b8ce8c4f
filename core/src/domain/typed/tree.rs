//! A payload read without knowing what it is: only its texts and where they lie.

use etong_protocol::wire;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// No event of ours is so deep.
const DEPTH_MAX: u8 = 8;
/// A key that may stand in a path, and so in the audit log.
const KEY_MAX: usize = 24;

#[derive(Debug)]
pub(super) enum Tree {
    Text(String),
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
    Other,
}

impl Tree {
    pub(super) fn read(payload: &[u8]) -> Option<Self> {
        wire::decode_payload(payload).ok()
    }

    /// Key, path and text of each.
    pub(super) fn each_text(&self, take: &mut impl FnMut(&str, &str, &str)) {
        self.walk("", "", take);
    }

    fn walk(&self, key: &str, path: &str, take: &mut impl FnMut(&str, &str, &str)) {
        let under = |part: &str| if path.is_empty() { part.to_owned() } else { format!("{path}/{part}") };
        match self {
            Self::Text(text) => take(key, path, text),
            Self::List(items) => {
                for (nth, item) in items.iter().enumerate() {
                    item.walk(key, &under(&nth.to_string()), take);
                }
            }
            Self::Map(fields) => {
                for (key, field) in fields.iter().filter(|(key, _)| is_key(key)) {
                    field.walk(key, &under(key), take);
                }
            }
            Self::Other => {}
        }
    }
}

fn is_key(key: &str) -> bool {
    (1..=KEY_MAX).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Level(DEPTH_MAX).deserialize(deserializer)
    }
}

struct Level(u8);

impl<'de> DeserializeSeed<'de> for Level {
    type Value = Tree;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        if self.0 == 0 {
            return IgnoredAny::deserialize(deserializer).map(|_| Tree::Other);
        }
        deserializer.deserialize_any(self)
    }
}

/// What is no text is passed over.
macro_rules! other {
    ($($visit:ident: $type:ty,)*) => {
        $(fn $visit<E>(self, _: $type) -> Result<Tree, E> {
            Ok(Tree::Other)
        })*
    };
}

impl<'de> Visitor<'de> for Level {
    type Value = Tree;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a payload")
    }

    other! {
        visit_bool: bool,
        visit_i64: i64,
        visit_i128: i128,
        visit_u64: u64,
        visit_u128: u128,
        visit_f64: f64,
        visit_bytes: &[u8],
    }

    fn visit_none<E>(self) -> Result<Tree, E> {
        Ok(Tree::Other)
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Other)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Level(self.0 - 1))? {
            list.push(item);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Tree, A::Error> {
        let mut map = Vec::new();
        while let Some(key) = fields.next_key::<String>()? {
            map.push((key, fields.next_value_seed(Level(self.0 - 1))?));
        }
        Ok(Tree::Map(map))
    }
}
