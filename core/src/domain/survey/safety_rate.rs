//! 群众安全感率 with its margin of error at 95 %, by Wilson's score interval (1927), which holds near 100 % where the usual
//! formula does not.

/// In hundredths of a percent: 9912 is 99.12 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SafetyRate {
    pub rate: u32,
    /// The true rate lies between these with 95 % probability, if the sample was drawn at random.
    pub low: u32,
    pub high: u32,
}

/// Fewer answers than this give no rate.
const ANSWERS_MIN: u32 = 30;
const Z: f64 = 1.96;

/// `None` when too few answered, or more feel safe than answered.
#[must_use]
pub fn safety_rate(safe: u32, answered: u32) -> Option<SafetyRate> {
    if answered < ANSWERS_MIN || safe > answered {
        return None;
    }
    let n = f64::from(answered);
    let p = f64::from(safe) / n;
    let centre = p + Z * Z / (2.0 * n);
    let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let whole = 1.0 + Z * Z / n;
    let hundredths = |share: f64| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 0 to 1, times 10,000")]
        let hundredths = (share.clamp(0.0, 1.0) * 10_000.0).round() as u32;
        hundredths
    };
    Some(SafetyRate {
        rate: hundredths(p),
        low: hundredths((centre - half) / whole),
        high: hundredths((centre + half) / whole),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_comes_with_its_margin_and_not_from_too_few() {
        let rate = |safe, answered| safety_rate(safe, answered).map(|rate| (rate.rate, rate.low, rate.high));
        assert_eq!(rate(9_912, 10_000), Some((9_912, 9_892, 9_929)));
        assert_eq!(rate(50, 50), Some((10_000, 9_286, 10_000)), "everybody of fifty is not everybody");
        assert_eq!(rate(29, 29), None);
        assert_eq!(rate(31, 30), None);
    }
}
