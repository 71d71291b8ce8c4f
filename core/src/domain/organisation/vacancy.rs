//! 配备: is everybody there whom a grid should have (五个到位, 全部配齐)? A grid with a gap still answers: what nobody in it takes falls
//! to its community.

/// Every grid is served by at least so many teams (专门队伍).
pub const ENOUGH_TEAMS: u32 = 2;

/// Who serves a grid on a day: in the grid itself, and for officers and teams also in its community.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Staffing {
    pub grid_workers: u32,
    /// 民警 or 辅警; one may serve several grids.
    pub officers: u32,
    pub teams: u32,
}

/// Something missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    GridWorker,
    Officer,
    Teams,
}

impl Gap {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::GridWorker => "grid_worker",
            Self::Officer => "officer",
            Self::Teams => "teams",
        }
    }
}

#[must_use]
pub fn gaps(staffing: Staffing) -> Vec<Gap> {
    let missing = [
        (staffing.grid_workers == 0, Gap::GridWorker),
        (staffing.officers == 0, Gap::Officer),
        (staffing.teams < ENOUGH_TEAMS, Gap::Teams),
    ];
    missing.into_iter().filter_map(|(missing, gap)| missing.then_some(gap)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_lacks_what_its_row_says() {
        use Gap::{GridWorker, Officer, Teams};
        let table = [
            ((1, 1, 2), vec![]),
            ((0, 1, 2), vec![GridWorker]),
            ((2, 0, 5), vec![Officer]),
            ((1, 1, 1), vec![Teams]),
            ((0, 0, 0), vec![GridWorker, Officer, Teams]),
        ];
        for ((grid_workers, officers, teams), wanted) in table {
            assert_eq!(gaps(Staffing { grid_workers, officers, teams }), wanted);
        }
    }
}
