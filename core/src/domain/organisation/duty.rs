//! 值守: who is on duty at a moment, which minutes of a day nobody covers, and when somebody is to be left in peace (弹性错时).

use super::day::MINUTES_OF_DAY;
use super::roster::PlannedSlot;

/// A stretch of work of one post, in milliseconds since 1970; `to` is no longer part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot<P> {
    pub post: P,
    pub from: i64,
    pub to: i64,
}

/// Who is on duty at `at`, in the order of their beginning.
#[must_use]
pub fn on_duty<P: Clone + Ord>(slots: &[Slot<P>], at: i64) -> Vec<P> {
    let mut now: Vec<&Slot<P>> = slots.iter().filter(|slot| slot.from <= at && at < slot.to).collect();
    now.sort_by(|a, b| (a.from, &a.post).cmp(&(b.from, &b.post)));
    now.into_iter().map(|slot| slot.post.clone()).collect()
}

/// Is it outside the shifts of somebody who has some? Without a plan for the day nothing is quiet, and an emergency never
/// asks.
#[must_use]
pub fn is_quiet<P>(shifts: &[Slot<P>], at: i64) -> bool {
    !shifts.is_empty() && !shifts.iter().any(|slot| slot.from <= at && at < slot.to)
}

/// Minutes of the day that no slot covers, as `(from, to)`; a 24-hour duty has none. A turn that runs past midnight covers the
/// early hours too, for a duty from eight to eight is handed over every morning.
#[must_use]
pub fn uncovered(slots: &[PlannedSlot]) -> Vec<(u16, u16)> {
    let of_this_day = slots.iter().map(|slot| (slot.from, slot.to.min(MINUTES_OF_DAY)));
    let of_the_night = slots.iter().map(|slot| (0, slot.to.saturating_sub(MINUTES_OF_DAY)));
    let mut ends: Vec<(u16, u16)> = of_this_day.chain(of_the_night).collect();
    ends.sort_unstable();
    let (mut gaps, mut covered_to) = (Vec::new(), 0);
    for (from, to) in ends {
        if from > covered_to {
            gaps.push((covered_to, from));
        }
        covered_to = covered_to.max(to);
    }
    if covered_to < MINUTES_OF_DAY {
        gaps.push((covered_to, MINUTES_OF_DAY));
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;
    use etong_protocol::PostId;

    fn planned(from: u16, to: u16) -> PlannedSlot {
        PlannedSlot { post: PostId::NIL, from, to, with: None }
    }

    #[test]
    fn the_hours_nobody_covers_are_named() {
        type Hours = &'static [(u16, u16)];
        let table: [(Hours, Hours); 6] = [
            (&[(480, 1_920)], &[]),
            (&[(0, 480), (480, 960), (960, 1_440)], &[]),
            (&[(480, 1_920), (0, 500)], &[]),
            (&[(480, 1_080)], &[(0, 480), (1_080, 1_440)]),
            (&[(0, 600), (700, 1_440)], &[(600, 700)]),
            (&[], &[(0, 1_440)]),
        ];
        for (slots, gaps) in table {
            let slots: Vec<PlannedSlot> = slots.iter().map(|(from, to)| planned(*from, *to)).collect();
            assert_eq!(uncovered(&slots), gaps);
        }
    }

    #[test]
    fn duty_ends_in_the_minute_the_next_begins() {
        let slots = [
            Slot { post: 'b', from: 10, to: 20 },
            Slot { post: 'a', from: 0, to: 10 },
            Slot { post: 'c', from: 5, to: 20 },
        ];
        for (at, names) in [(-1, vec![]), (0, vec!['a']), (5, vec!['a', 'c']), (10, vec!['c', 'b']), (20, vec![])] {
            assert_eq!(on_duty(&slots, at), names, "{at}");
        }
    }

    #[test]
    fn quiet_is_outside_the_plan_of_somebody_who_has_one() {
        let shifts = [Slot { post: (), from: 10, to: 20 }];
        assert!(is_quiet(&shifts, 9) && !is_quiet(&shifts, 10) && is_quiet(&shifts, 20));
        assert!(!is_quiet::<()>(&[], 9));
    }
}
