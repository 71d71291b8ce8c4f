//! Runs of digits in a text, whatever they are written with, and what stands between two of them.

use crate::domain::half_width::half_width;

/// What the digits of a run are written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Digits,
    /// 一二三, 壹贰叁, and 幺.
    Chinese,
    /// The check character of a citizen number.
    CheckX,
}

/// Digits that stand together, half-width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    pub digits: String,
    pub script: Script,
    /// Places in the text, the last not included.
    pub from: usize,
    pub to: usize,
}

/// What stands between two runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing that is seen.
    None,
    /// A line break.
    Line,
    /// A sign that people group digits with.
    Sign(char),
    /// Something else: another number begins.
    Break,
}

pub(super) fn runs_of(signs: &[char]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (place, sign) in signs.iter().enumerate() {
        let Some((digit, script)) = digit_of(*sign) else { continue };
        if script == Script::CheckX && !ends_a_number(runs.last(), place, signs) {
            continue;
        }
        match runs.last_mut().filter(|run| run.to == place && run.script == script && script != Script::CheckX) {
            Some(run) => {
                run.digits.push(digit);
                run.to = place + 1;
            }
            None => runs.push(Run { digits: digit.into(), script, from: place, to: place + 1 }),
        }
    }
    runs
}

fn ends_a_number(last: Option<&Run>, place: usize, signs: &[char]) -> bool {
    let behind = signs.get(place + 1).is_some_and(|sign| half_width(*sign).is_ascii_alphanumeric());
    let near = last.is_some_and(|last| last.script != Script::CheckX && place - last.to <= 2);
    near && !behind
}

fn digit_of(sign: char) -> Option<(char, Script)> {
    let plain = match half_width(sign) {
        digit @ '0'..='9' => return Some((digit, Script::Digits)),
        'X' | 'x' | '×' => return Some(('X', Script::CheckX)),
        other => other,
    };
    let nth = |first: u32| char::from_digit(u32::from(plain).checked_sub(first)?, 10);
    match plain {
        '①'..='⑨' => return nth(u32::from('①') - 1).map(|digit| (digit, Script::Digits)),
        '⓪' => return Some(('0', Script::Digits)),
        // Bold, double-struck and other mathematical digits.
        '\u{1d7ce}'..='\u{1d7ff}' => {
            let digit = char::from_digit((u32::from(plain) - 0x1d7ce) % 10, 10);
            return digit.map(|digit| (digit, Script::Digits));
        }
        _ => {}
    }
    const CHINESE: [&str; 10] =
        ["〇零○", "一壹幺弌", "二贰貮弍", "三叁弎", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"];
    let digit = CHINESE.iter().position(|signs| signs.contains(plain))?;
    char::from_digit(u32::try_from(digit).ok()?, 10).map(|digit| (digit, Script::Chinese))
}

pub(super) fn gap(before: &Run, after: &Run, signs: &[char]) -> Gap {
    let between = signs.get(before.to..after.from).unwrap_or_default();
    let seen: Vec<char> =
        between.iter().map(|sign| half_width(*sign)).filter(|sign| !is_unseen(*sign)).map(alike).collect();
    if seen.contains(&'\n') {
        let blank = seen.iter().all(|sign| matches!(sign, '\n' | ' ')) || (seen.len() <= 4 && seen.iter().all(groups));
        return if blank { Gap::Line } else { Gap::Break };
    }
    let mut marks = seen.iter().filter(|sign| **sign != ' ');
    match (marks.next(), marks.next(), seen.len()) {
        (None, _, 0) => Gap::None,
        (None, _, 1..=3) => Gap::Sign(' '),
        (Some(mark), None, 1..=3) if groups(mark) => Gap::Sign(*mark),
        _ => Gap::Break,
    }
}

fn is_unseen(sign: char) -> bool {
    matches!(sign, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\r')
}

fn alike(sign: char) -> char {
    match sign {
        '-' | '–' | '—' | '‐' | '‑' | '−' | '_' | '―' => '-',
        '·' | '.' | '•' | '・' | '。' => '.',
        '(' | ')' => ')',
        other if other.is_whitespace() && other != '\n' => ' ',
        other => other,
    }
}

fn groups(sign: &char) -> bool {
    matches!(sign, ' ' | '\n' | '-' | '.' | ')' | '/' | ',')
}
