//! A place as a phone knows it: WGS-84 as the receiver gave it, with its accuracy. Evidence with stated uncertainty;
//! shifting to a map's own datum (GCJ-02) is for the display only and never happens here.

use std::fmt;
use std::str::FromStr;

/// One position. As text `lat_e6,lon_e6,accuracy_m`, with `,at,provider,mocked` behind it when it is evidence of an act.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fix {
    /// Micro-degrees north.
    pub lat_e6: i32,
    /// Micro-degrees east.
    pub lon_e6: i32,
    /// Radius in metres that holds the true place with about 68 %, as the phone says.
    pub accuracy_m: u16,
    /// When and by what it was measured; `None` for a pin that was put on the map by hand.
    pub source: Option<FixSource>,
}

/// How a position came about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FixSource {
    /// Milliseconds since 1970, receiver clock.
    pub at: i64,
    /// `gps`, `network`, `fused` …: a plain word of the phone.
    pub provider: String,
    /// The phone says that another app made this position up. A flag on the evidence, not an accusation.
    pub mocked: bool,
}

/// Text or numbers that are no place on earth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a place: write latitude,longitude[,accuracy in metres] in degrees, as in 24.513,117.655,8")]
pub struct NotAPlace;

impl Fix {
    /// # Errors
    /// `NotAPlace` outside ±90 and ±180 degrees.
    pub fn new(lat_e6: i32, lon_e6: i32, accuracy_m: u16) -> Result<Self, NotAPlace> {
        let on_earth = (-90_000_000..=90_000_000).contains(&lat_e6) && (-180_000_000..=180_000_000).contains(&lon_e6);
        if on_earth { Ok(Self { lat_e6, lon_e6, accuracy_m, source: None }) } else { Err(NotAPlace) }
    }

    /// From degrees and metres, as receivers give them.
    ///
    /// # Errors
    /// `NotAPlace` for numbers that are not finite or not on earth.
    pub fn from_degrees(lat: f64, lon: f64, accuracy_m: f64) -> Result<Self, NotAPlace> {
        if !(lat.abs() <= 90.0 && lon.abs() <= 180.0 && accuracy_m >= 0.0) {
            return Err(NotAPlace);
        }
        #[expect(clippy::cast_possible_truncation, reason = "checked above: within ±180,000,000")]
        let e6 = |degrees: f64| (degrees * 1e6).round() as i32;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative, clamped to u16")]
        let accuracy_m = accuracy_m.ceil().min(f64::from(u16::MAX)) as u16;
        Self::new(e6(lat), e6(lon), accuracy_m)
    }

    /// What a person types: `24.513,117.655` or `24.513,117.655,8`, in degrees and metres.
    ///
    /// # Errors
    /// `NotAPlace`.
    pub fn from_typed(text: &str) -> Result<Self, NotAPlace> {
        let numbers: Result<Vec<f64>, _> = text.split([',', '\u{ff0c}']).map(|part| part.trim().parse()).collect();
        match numbers.map_err(|_| NotAPlace)?.as_slice() {
            [lat, lon] => Self::from_degrees(*lat, *lon, 0.0),
            [lat, lon, accuracy_m] => Self::from_degrees(*lat, *lon, *accuracy_m),
            _ => Err(NotAPlace),
        }
    }

    /// Great-circle distance in metres, on a sphere of 6,371,008.8 m (IUGG mean radius); good to 0.5 %.
    #[must_use]
    pub fn metres_to(&self, other: &Self) -> f64 {
        metres_between((self.lat_e6, self.lon_e6), (other.lat_e6, other.lon_e6))
    }
}

/// Great-circle distance in metres between two places in micro-degrees.
pub(crate) fn metres_between(a: (i32, i32), b: (i32, i32)) -> f64 {
    const RADIUS_M: f64 = 6_371_008.8;
    let radians = |e6: i32| (f64::from(e6) / 1e6).to_radians();
    let (lat_a, lat_b) = (radians(a.0), radians(b.0));
    let (half_lat, half_lon) = ((lat_b - lat_a) / 2.0, (radians(b.1) - radians(a.1)) / 2.0);
    let h = half_lat.sin().powi(2) + lat_a.cos() * lat_b.cos() * half_lon.sin().powi(2);
    2.0 * RADIUS_M * h.sqrt().min(1.0).asin()
}

impl fmt::Display for Fix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{},{}", self.lat_e6, self.lon_e6, self.accuracy_m)?;
        match &self.source {
            Some(source) => write!(f, ",{},{},{}", source.at, source.provider, u8::from(source.mocked)),
            None => Ok(()),
        }
    }
}

impl FromStr for Fix {
    type Err = NotAPlace;

    fn from_str(text: &str) -> Result<Self, NotAPlace> {
        fn number<T: FromStr>(part: &str) -> Result<T, NotAPlace> {
            part.parse().map_err(|_| NotAPlace)
        }
        let parts: Vec<&str> = text.split(',').collect();
        let (numbers, source) = match parts.as_slice() {
            [lat, lon, accuracy] => ((lat, lon, accuracy), None),
            [lat, lon, accuracy, at, provider, mocked] if is_word(provider) && matches!(*mocked, "0" | "1") => {
                let source = FixSource { at: number(at)?, provider: (*provider).into(), mocked: *mocked == "1" };
                ((lat, lon, accuracy), Some(source))
            }
            _ => return Err(NotAPlace),
        };
        let fix = Self::new(number(numbers.0)?, number(numbers.1)?, number(numbers.2)?)?;
        Ok(Self { source, ..fix })
    }
}

/// What may stand as a provider: a short word that cannot be mistaken for the separator.
pub(crate) fn is_word(word: &str) -> bool {
    (1..=16).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

impl serde::Serialize for Fix {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Fix {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <String as serde::Deserialize>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_place_on_earth_is_refused() {
        for text in
            ["", "1,2", "1,2,3,4", "90000001,0,1", "0,180000001,1", "1,2,70000", "1,2,3,4,g ps,0", "1,2,3,4,gps,2"]
        {
            assert_eq!(text.parse::<Fix>(), Err(NotAPlace), "{text:?}");
        }
        for text in ["", "91,0", "0,181", "24.5", "24.5,117.6,-1", "NaN,0", "24.5,117.6,inf,1"] {
            assert_eq!(Fix::from_typed(text), Err(NotAPlace), "{text:?}");
        }
    }

    #[test]
    fn typed_degrees_become_micro_degrees() {
        let fix = Fix::from_typed("24.513, 117.655,7.2").unwrap();
        assert_eq!(fix.to_string(), "24513000,117655000,8");
    }

    #[test]
    fn a_degree_of_latitude_is_about_111_kilometres() {
        let (a, b) = (Fix::new(24_000_000, 117_000_000, 0).unwrap(), Fix::new(25_000_000, 117_000_000, 0).unwrap());
        assert!((a.metres_to(&b) - 111_195.0).abs() < 5.0, "{}", a.metres_to(&b));
        assert!(a.metres_to(&a) < 1e-6);
    }

    proptest! {
        #[test]
        fn a_fix_is_its_text(
            lat_e6 in -90_000_000..=90_000_000, lon_e6 in -180_000_000..=180_000_000, accuracy_m: u16,
            source in proptest::option::of((any::<i64>(), "[a-z_]{1,16}", any::<bool>())),
        ) {
            let source = source.map(|(at, provider, mocked)| FixSource { at, provider, mocked });
            let fix = Fix { source, ..Fix::new(lat_e6, lon_e6, accuracy_m).unwrap() };
            prop_assert_eq!(fix.to_string().parse::<Fix>(), Ok(fix));
        }

        #[test]
        fn any_text_gives_a_fix_or_a_no(text: String) {
            let _ = text.parse::<Fix>();
            let _ = Fix::from_typed(&text);
        }
    }
}
