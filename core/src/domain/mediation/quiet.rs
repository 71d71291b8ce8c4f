//! 零报警小区: a grid whose disputes are settled inside and that needed no 110 call. How many calls there were only the police
//! know; without their count the answer is "unknown", unless a dispute came in through the police, which is a call.

/// What is known of one grid and one period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct QuietFacts {
    /// Mediations opened.
    pub opened: u32,
    /// Of these, agreed in the grid, in the community or with a team.
    pub settled_inside: u32,
    /// Of these, brought in by the police or handed over to them.
    pub through_police: u32,
    /// 110 calls, as the police count them.
    pub calls: Option<u32>,
}

/// Is it one?
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quietness {
    Quiet,
    NotQuiet,
    /// Nobody has given the count of calls.
    Unknown,
}

impl Quietness {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Quiet => "quiet",
            Self::NotQuiet => "not_quiet",
            Self::Unknown => "unknown",
        }
    }
}

#[must_use]
pub fn quietness(facts: &QuietFacts) -> Quietness {
    match facts.calls {
        Some(calls) if calls > 0 => Quietness::NotQuiet,
        _ if facts.through_police > 0 => Quietness::NotQuiet,
        Some(_) => Quietness::Quiet,
        None => Quietness::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_is_quiet_only_when_the_police_say_so() {
        let table = [
            // calls, through the police, answer
            (Some(0), 0, Quietness::Quiet),
            (Some(2), 0, Quietness::NotQuiet),
            (Some(0), 1, Quietness::NotQuiet),
            (None, 1, Quietness::NotQuiet),
            (None, 0, Quietness::Unknown),
        ];
        for (calls, through_police, answer) in table {
            let facts = QuietFacts { opened: 3, settled_inside: 3, through_police, calls };
            assert_eq!(quietness(&facts), answer, "{facts:?}");
        }
    }
}
