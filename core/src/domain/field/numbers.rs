//! Numbers of people inside free text, masked however they were typed: full-width, in Chinese numerals, in groups, over a line break, one
//! behind another. Other digits (house numbers, dates, amounts, 12345, numbers of orders) stay. What looks like both is masked: who
//! needs it can reveal it.

mod kind;
mod run;

use kind::{alone, behind_letters, grouped, known_parts};
use run::{Gap, Run, gap, runs_of};

/// How many runs a number may be typed in: one for each digit.
const RUNS_MAX: usize = 19;

/// Text with the numbers of people in it masked.
#[must_use]
pub fn numbers_in(text: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    let runs = runs_of(&signs);
    let mut hidden = vec![false; signs.len()];
    // From every run on, also inside a number found before: a name that ends in a numeral may stand in front.
    let mut inside = 0;
    for at in 0..runs.len() {
        let rest = runs.get(at..).unwrap_or_default();
        let Some((first, others)) = rest.split_first() else { break };
        if let Some((count, head, tail)) = longest(rest, &signs) {
            let number = rest.iter().take(count);
            hide(&mut hidden, number.flat_map(|run| run.from..run.to), head, tail);
            inside = inside.max(at + count);
            continue;
        }
        if at < inside {
            continue;
        }
        if let Some((head, tail)) = behind_letters(first, &signs) {
            hide(&mut hidden, first.from..first.to, head, tail);
        } else if let Some(parts) = known_parts(first, others.first()) {
            let mut from = first.from;
            for length in parts {
                hide(&mut hidden, from..from + length, 3, 4);
                from += length;
            }
        }
    }
    signs.iter().zip(hidden).map(|(sign, hidden)| if hidden { '*' } else { *sign }).collect()
}

/// The most runs from the first on that are one number, with how much of its head and tail is shown.
fn longest(runs: &[Run], signs: &[char]) -> Option<(usize, usize, usize)> {
    let mut gaps = Vec::new();
    for pair in runs.windows(2).take(RUNS_MAX - 1) {
        let [before, after] = pair else { break };
        match gap(before, after, signs) {
            Gap::Break => break,
            gap => gaps.push(gap),
        }
    }
    (1..=gaps.len() + 1).rev().find_map(|count| {
        let (number, between) = (runs.get(..count)?, gaps.get(..count - 1)?);
        let (head, tail) = if count == 1 { alone(number.first()?, signs) } else { grouped(number, between) }?;
        Some((count, head, tail))
    })
}

fn hide(hidden: &mut [bool], number: impl Iterator<Item = usize>, head: usize, tail: usize) {
    let places: Vec<usize> = number.collect();
    let last = places.len().saturating_sub(tail);
    for place in places.get(head..last).unwrap_or_default() {
        if let Some(hidden) = hidden.get_mut(*place) {
            *hidden = true;
        }
    }
}

#[cfg(test)]
#[path = "numbers/tests.rs"]
mod tests;
