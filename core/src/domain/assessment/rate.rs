//! A share of few cases says little: below five there is no rate, above it stands with the range it may as well have been.

/// Fewer cases than this are too few to say.
pub const TOO_FEW: u32 = 5;

/// What can be said of `numerator` out of `denominator`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "said", rename_all = "snake_case")]
pub enum Rate {
    /// There was no such case.
    NoCase,
    TooFewToSay,
    /// In tenths of a percent, with the 95 % interval after Wilson (1927).
    Known {
        permille: u32,
        low: u32,
        high: u32,
    },
}

/// A numerator above the denominator counts as all of it.
#[must_use]
pub fn rate(numerator: u32, denominator: u32) -> Rate {
    const Z: f64 = 1.959_964;
    match denominator {
        0 => Rate::NoCase,
        few if few < TOO_FEW => Rate::TooFewToSay,
        _ => {
            let n = f64::from(denominator);
            let share = f64::from(numerator.min(denominator)) / n;
            let (z2, centre) = (Z * Z, share + Z * Z / (2.0 * n));
            let half = Z * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
            let scale = 1.0 + z2 / n;
            let low = (centre - half) / scale;
            Rate::Known { permille: permille(share), low: permille(low), high: permille((centre + half) / scale) }
        }
    }
}

/// The mean of a sum over so many cases, in tenths; none of too few.
#[must_use]
pub fn mean_tenths(sum: u32, denominator: u32) -> Option<u32> {
    if denominator < TOO_FEW {
        return None;
    }
    let (sum, of) = (u64::from(sum), u64::from(denominator));
    let tenths = sum.saturating_mul(10).saturating_add(of / 2).checked_div(of)?;
    Some(u32::try_from(tenths).unwrap_or(u32::MAX))
}

fn permille(share: f64) -> u32 {
    let clamped = (share.clamp(0.0, 1.0) * 1_000.0).round();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0 ..= 1000")]
    let permille = clamped as u32;
    permille
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_cases_give_no_rate_and_many_give_one_with_its_range() {
        let known = |permille, low, high| Rate::Known { permille, low, high };
        let table = [
            ((0, 0), Rate::NoCase),
            ((0, 4), Rate::TooFewToSay),
            ((4, 4), Rate::TooFewToSay),
            // Wilson's interval, worked out by hand.
            ((5, 5), known(1000, 566, 1000)),
            ((0, 5), known(0, 0, 434)),
            ((50, 100), known(500, 404, 596)),
            ((9, 8), known(1000, 676, 1000)),
        ];
        for ((numerator, denominator), expected) in table {
            assert_eq!(rate(numerator, denominator), expected, "{numerator}/{denominator}");
        }
    }

    #[test]
    fn a_mean_is_said_of_five_cases_and_more() {
        let table = [
            ((90, 4), None),
            ((90, 0), None),
            ((90, 5), Some(180)),
            ((1, 6), Some(2)),
            ((u32::MAX, 5), Some(u32::MAX)),
        ];
        for ((sum, of), mean) in table {
            assert_eq!(mean_tenths(sum, of), mean, "{sum}/{of}");
        }
    }
}
