//! Many durations of one thing. Percentiles are by nearest rank: always a value that was really measured.

/// Durations in milliseconds.
#[derive(Debug, Default)]
pub(crate) struct Samples(Vec<f64>);

impl Samples {
    pub(crate) fn add(&mut self, ms: f64) {
        self.0.push(ms);
    }

    /// `percent` of the samples are at most this; 0 without samples.
    pub(crate) fn percentile(&mut self, percent: usize) -> f64 {
        self.0.sort_by(f64::total_cmp);
        let rank = (self.0.len() * percent).div_ceil(100).max(1);
        self.0.get(rank - 1).copied().unwrap_or_default()
    }
}

/// The better of what was measured before and now, when less is better.
pub(crate) fn less(best: Option<f64>, now: f64) -> Option<f64> {
    Some(best.map_or(now, |best| best.min(now)))
}

/// The better of what was measured before and now, when more is better.
pub(crate) fn more(best: Option<f64>, now: f64) -> Option<f64> {
    Some(best.map_or(now, |best| best.max(now)))
}

#[cfg(test)]
mod tests {
    use super::Samples;

    #[test]
    fn a_percentile_is_the_nearest_rank() {
        let of = |count: u32, percent| Samples((1..=count).rev().map(f64::from).collect()).percentile(percent);
        for (count, percent, value) in [(1, 99, 1.0), (100, 50, 50.0), (100, 99, 99.0), (1000, 99, 990.0), (3, 50, 2.0)]
        {
            assert_eq!(of(count, percent), value, "p{percent} of 1..={count}");
        }
        assert_eq!(Samples::default().percentile(99), 0.0);
    }
}
