//! Where in the hierarchy something belongs: county / township / community / grid / sub-grid.
//! Units are named by immutable numbers the centre gives out once; administrative codes (GB/T 2260) change and are
//! attributes of the unit with validity dates, never part of the path.

use std::fmt;
use std::str::FromStr;

use minicbor::decode::Error as DecodeError;
use minicbor::encode::{Error as EncodeError, Write};
use minicbor::{Decode, Decoder, Encode, Encoder};

use crate::WireError;

/// The immutable number of a unit or grid, given out by the centre, never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct UnitId(#[n(0)] pub u32);

/// The level a path ends at (domain: 县区, 街道, 社区, 网格, 小网格).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OrgLevel {
    Centre,
    County,
    Township,
    Community,
    Grid,
    SubGrid,
}

/// At most five unit numbers, from county downwards; empty means the centre itself.
///
/// As bytes: four big-endian bytes a unit, so a subtree is a byte prefix in any index.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct OrgPath(Vec<u32>);

impl OrgPath {
    pub const MAX_DEPTH: usize = 5;

    #[must_use]
    pub const fn centre() -> Self {
        Self(Vec::new())
    }

    /// # Errors
    /// `TooLarge` when deeper than five levels.
    pub fn new(units: Vec<u32>) -> Result<Self, WireError> {
        if units.len() > Self::MAX_DEPTH {
            return Err(WireError::TooLarge { what: "OrgPath", actual: units.len(), limit: Self::MAX_DEPTH });
        }
        Ok(Self(units))
    }

    /// # Errors
    /// As `new`.
    pub fn child(&self, unit: UnitId) -> Result<Self, WireError> {
        let mut units = self.0.clone();
        units.push(unit.0);
        Self::new(units)
    }

    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let (_, above) = self.0.split_last()?;
        Some(Self(above.to_vec()))
    }

    /// The unit of this level that this one lies in; one that is not below that level, itself.
    #[must_use]
    pub fn up_to(&self, level: OrgLevel) -> Self {
        let mut unit = self.clone();
        while unit.level() > level {
            unit.0.pop();
        }
        unit
    }

    #[must_use]
    pub fn unit(&self) -> Option<UnitId> {
        self.0.last().copied().map(UnitId)
    }

    #[must_use]
    pub fn units(&self) -> &[u32] {
        &self.0
    }

    #[must_use]
    pub fn level(&self) -> OrgLevel {
        match self.0.len() {
            0 => OrgLevel::Centre,
            1 => OrgLevel::County,
            2 => OrgLevel::Township,
            3 => OrgLevel::Community,
            4 => OrgLevel::Grid,
            _ => OrgLevel::SubGrid,
        }
    }

    /// Is `other` this unit or below it?
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }

    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|unit| unit.to_be_bytes()).collect()
    }

    /// # Errors
    /// `Malformed` when not a multiple of four bytes, `TooLarge` when deeper than five levels.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WireError> {
        let (units, rest) = bytes.as_chunks::<4>();
        if !rest.is_empty() {
            return Err(WireError::Malformed { what: "OrgPath" });
        }
        Self::new(units.iter().map(|unit| u32::from_be_bytes(*unit)).collect())
    }

    /// The smallest byte string that sorts after every path of this subtree; `None` for the centre.
    #[must_use]
    pub fn subtree_end(&self) -> Option<Vec<u8>> {
        let mut bytes = self.to_bytes();
        while let Some(last) = bytes.last_mut() {
            if *last < u8::MAX {
                *last += 1;
                return Some(bytes);
            }
            bytes.pop();
        }
        None
    }
}

impl fmt::Display for OrgPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("/");
        }
        for unit in &self.0 {
            write!(f, "/{unit}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for OrgPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OrgPath({self})")
    }
}

impl FromStr for OrgPath {
    type Err = WireError;

    /// Reads what `Display` writes: `/1/12/345`, or `/` for the centre.
    fn from_str(text: &str) -> Result<Self, WireError> {
        let units: Result<Vec<u32>, _> = text.split('/').filter(|part| !part.is_empty()).map(str::parse).collect();
        Self::new(units.map_err(|_| WireError::Malformed { what: "OrgPath" })?)
    }
}

impl serde::Serialize for OrgPath {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for OrgPath {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl<C> Encode<C> for OrgPath {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), EncodeError<W::Error>> {
        e.bytes(&self.to_bytes())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for OrgPath {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, DecodeError> {
        Self::from_bytes(d.bytes()?).map_err(|_| DecodeError::message("OrgPath"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> OrgPath {
        text.parse().unwrap()
    }

    #[test]
    fn a_unit_covers_itself_and_what_is_below() {
        for (above, below, covered) in [
            ("/", "/1/2", true),
            ("/1/2", "/1/2", true),
            ("/1/2", "/1/2/3", true),
            ("/1/2", "/1/20", false),
            ("/1/2/3", "/1/2", false),
        ] {
            assert_eq!(path(above).covers(&path(below)), covered, "{above} covers {below}");
        }
    }

    #[test]
    fn a_subtree_is_a_byte_range() {
        let (from, to) = (path("/1/255").to_bytes(), path("/1/255").subtree_end().unwrap());
        assert!(path("/1/255/4294967295").to_bytes() >= from && path("/1/255/4294967295").to_bytes() < to);
        assert!(path("/1/256").to_bytes() >= to);
        assert_eq!(path("/").subtree_end(), None);
    }

    #[test]
    fn six_levels_are_refused() {
        assert!("/1/2/3/4/5/6".parse::<OrgPath>().is_err());
        assert!(OrgPath::from_bytes(&[0; 24]).is_err());
        assert!(OrgPath::from_bytes(&[0; 3]).is_err());
    }
}
