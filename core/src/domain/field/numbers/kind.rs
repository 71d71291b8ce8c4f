//! Which runs are the number of a person: a citizen number (18 or 15), a mobile or landline number, a bank card, a passport or permit.

use super::run::{Gap, Run, Script};
use crate::domain::half_width::half_width;

/// How much of head and tail is shown.
type Shown = (usize, usize);

const CITIZEN: Shown = (4, 4);
const MOBILE: Shown = (3, 4);
const LANDLINE: Shown = (4, 2);
const CARD: Shown = (4, 4);
/// A Chinese year has four numerals, a row of so many is a number that somebody spelled.
const SPELLED_MIN: usize = 7;

/// One run.
pub(super) fn alone(run: &Run, signs: &[char]) -> Option<Shown> {
    let digits = run.digits.as_str();
    match digits.len() {
        11 if is_mobile(digits) => (!is_amount(run, signs)).then_some(MOBILE),
        15 | 17 | 18 if is_of_a_person(digits) => Some(CITIZEN),
        11 | 12 if is_landline(digits) => Some(LANDLINE),
        12 if digits.strip_prefix('0').is_some_and(is_mobile) => Some((4, 4)),
        13 if digits.strip_prefix("86").is_some_and(is_mobile) => Some((3, 4)),
        15 if digits.strip_prefix("0086").is_some_and(is_mobile) => Some((4, 4)),
        16..=19 if is_card(digits) => Some(CARD),
        SPELLED_MIN.. if run.script == Script::Chinese => Some((digits.len() / 4, digits.len() / 4)),
        _ => None,
    }
}

/// Several runs, joined by what people group digits with.
pub(super) fn grouped(runs: &[Run], gaps: &[Gap]) -> Option<Shown> {
    let digits: String = runs.iter().map(|run| run.digits.as_str()).collect();
    let each: Vec<usize> = runs.iter().map(|run| run.digits.len()).collect();
    // A line breaks where its end is, also inside a group.
    let groups = joined(&each, gaps, |gap| matches!(gap, Gap::None | Gap::Line));
    let strict = joined(&each, gaps, |gap| *gap == Gap::None);
    let seams: Vec<Gap> = gaps.iter().copied().filter(|gap| matches!(gap, Gap::Sign(_))).collect();
    let is_dotted = seams.first() == Some(&Gap::Sign('.'));
    // Two signs between the groups of one number, or one that also divides a list: only where all groups are usual.
    let is_mixed = seams.windows(2).any(|pair| matches!(pair, [one, other] if one != other));
    let is_list = seams.iter().any(|seam| matches!(seam, Gap::Sign(',' | '/')));
    if is_list && is_mixed {
        return None;
    }
    if is_list || is_mixed {
        return match digits.len() {
            18 if is_of_a_person(&digits) && checks(&digits) && is_citizen_groups(&groups, &strict) => Some(CITIZEN),
            11 if is_mobile(&digits) && groups.len() < 5 && is_mobile_groups(&groups) => Some(MOBILE),
            _ => None,
        };
    }
    match digits.len() {
        15 | 17 | 18 if is_of_a_person(&digits) && (checks(&digits) || is_citizen_groups(&groups, &strict)) => {
            Some(CITIZEN)
        }
        11 if is_mobile(&digits) && (is_mobile_groups(&groups) || is_mobile_groups(&strict)) => {
            (!is_dotted || groups.len() > 2).then_some(MOBILE)
        }
        12 if digits.strip_prefix('0').is_some_and(is_mobile) && matches!(groups.as_slice(), [12] | [4, 4, 4]) => {
            Some((4, 4))
        }
        10..=12 if is_landline(&digits) && is_area_code(&groups) && is_landline_groups(&groups) && !is_dotted => {
            Some(LANDLINE)
        }
        16..=19 if is_card_start(&digits) && is_card_groups(&groups, &digits) => Some(CARD),
        // A name may end in a numeral, a house number may follow.
        length if length > SPELLED_MIN + 1 && runs.iter().all(|run| run.script == Script::Chinese) => {
            Some((length / 4, length / 4))
        }
        _ => None,
    }
}

fn joined(each: &[usize], gaps: &[Gap], is_nothing: impl Fn(&Gap) -> bool) -> Vec<usize> {
    let mut groups: Vec<usize> = each.first().copied().into_iter().collect();
    for (length, gap) in each.iter().skip(1).zip(gaps) {
        match groups.last_mut() {
            Some(last) if is_nothing(gap) => *last += length,
            _ => groups.push(*length),
        }
    }
    groups
}

fn is_citizen_groups(groups: &[usize], strict: &[usize]) -> bool {
    let usual = |groups: &[usize]| {
        matches!(
            groups,
            [15 | 17 | 18]
                | [6, 8, 3 | 4]
                | [6, 4, 4, 3 | 4]
                | [6, 4, 2, 2, 3 | 4]
                | [6, 12]
                | [14, 4]
                | [10, 8]
                | [3, 3, 4, 4, 4]
                | [3, 3, 8, 4]
                | [6, 6, 3]
                | [6, 9]
        )
    };
    usual(groups) || usual(strict)
}

fn is_mobile_groups(groups: &[usize]) -> bool {
    let usual = matches!(groups, [11] | [3, 8] | [7, 4] | [3, 4, 4] | [4, 4, 3] | [4, 3, 4] | [3, 3, 5] | [3, 5, 3]);
    usual || groups.len() >= 5 && groups.iter().all(|length| *length <= 3)
}

/// `0596` or `010` stands in front by itself.
fn is_area_code(groups: &[usize]) -> bool {
    matches!(groups, [3 | 4, ..] | [11 | 12])
}

fn is_landline_groups(groups: &[usize]) -> bool {
    matches!(groups, [11 | 12] | [3 | 4, 7 | 8] | [3 | 4, 3 | 4, 4])
}

fn is_card_groups(groups: &[usize], digits: &str) -> bool {
    let usual =
        matches!(groups, [16..=19] | [4, 4, 4, 4] | [4, 4, 4, 4, 1..=3] | [6, 10..=13] | [4, 12..=15] | [8, 8..=11]);
    usual && (groups.len() > 3 || is_card(digits))
}

/// What a passport or permit begins with, directly before the run: one to three letters and no more.
pub(super) fn behind_letters(run: &Run, signs: &[char]) -> Option<Shown> {
    let before = signs.get(..run.from)?;
    let spaces = before.iter().rev().take_while(|sign| half_width(**sign) == ' ').count().min(1);
    let letters: String = before
        .iter()
        .rev()
        .skip(spaces)
        .map(|sign| half_width(*sign).to_ascii_uppercase())
        .take_while(char::is_ascii_alphanumeric)
        .take(5)
        .collect();
    let letters: String = letters.chars().rev().collect();
    let behind: String =
        signs.get(run.to..)?.iter().take(4).map(|sign| half_width(*sign).to_ascii_uppercase()).collect();
    let follows = behind.chars().next().is_some_and(|sign| sign.is_ascii_alphanumeric());
    let is_permit = match (letters.as_bytes(), run.digits.len()) {
        // 护照, 港澳通行证, 往来台湾通行证, 回乡证.
        ([b'D' | b'E' | b'G' | b'S' | b'P' | b'H' | b'M' | b'C' | b'W' | b'T' | b'L' | b'R'], 8) => !follows,
        ([b'E' | b'C', b'A'..=b'Z'], 7) => !follows,
        ([b'H' | b'M'], 10) => !follows,
        // 外国人永久居留身份证.
        ([b'A'..=b'Z', b'A'..=b'Z', b'A'..=b'Z'], 12) => !follows,
        // 香港身份证: A123456(7).
        ([b'A'..=b'Z'] | [b'A'..=b'Z', b'A'..=b'Z'], 6) => behind.trim_start().starts_with('('),
        _ => false,
    };
    is_permit.then_some((0, 2))
}

/// Two or three numbers one behind another with nothing between.
pub(super) fn known_parts(run: &Run, next: Option<&Run>) -> Option<Vec<usize>> {
    fn parts(digits: &str, most: usize) -> Option<Vec<usize>> {
        if digits.is_empty() {
            return Some(Vec::new());
        }
        [18, 15, 11].into_iter().filter(|_| most > 0).find_map(|length| {
            let (head, rest) = digits.split_at_checked(length)?;
            let is_number =
                if length == 11 { is_mobile(head) } else { is_of_a_person(head) && (checks(head) || length == 15) };
            let mut found = parts(rest, most - 1).filter(|_| is_number)?;
            found.insert(0, length);
            Some(found)
        })
    }
    let check = next.filter(|next| next.script == Script::CheckX && next.from == run.to);
    let digits = format!("{}{}", run.digits, check.map_or("", |check| &check.digits));
    (digits.len() >= 22).then(|| parts(&digits, 3)).flatten()
}

fn is_mobile(digits: &str) -> bool {
    digits.len() == 11 && matches!(digits.as_bytes(), [b'1', b'3'..=b'9', ..]) && !digits.ends_with('X')
}

fn is_landline(digits: &str) -> bool {
    matches!(digits.as_bytes(), [b'0', b'1'..=b'9', ..]) && !digits.ends_with('X')
}

/// 13000000000 元.
fn is_amount(run: &Run, signs: &[char]) -> bool {
    let unit = signs.get(run.to..).and_then(|behind| behind.iter().find(|sign| **sign != ' '));
    run.digits.ends_with("00") && unit.is_some_and(|unit| matches!(unit, '元' | '万' | '亿' | '圆'))
}

/// Begins with a province or holds a birth date: nine of ten other numbers of this length do neither.
fn is_of_a_person(digits: &str) -> bool {
    const PROVINCES: &str =
        "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91";
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    let within = |text: &str, last: u8| text.parse::<u8>().is_ok_and(|number| (1..=last).contains(&number));
    let issued = PROVINCES.split(' ').any(|province| province == part(0, 2));
    let (old, born) = (
        within(part(8, 10), 12) && within(part(10, 12), 31),
        matches!(part(6, 8), "19" | "20") && within(part(10, 12), 12) && within(part(12, 14), 31),
    );
    let plain = digits.get(..digits.len().saturating_sub(1)).is_some_and(|head| !head.contains('X'));
    plain
        && match digits.len() {
            15 => issued && old && !digits.ends_with('X'),
            // The last one was left out.
            17 => issued && born && !digits.ends_with('X'),
            18 => issued || born,
            _ => false,
        }
}

/// The check character of a citizen number fits.
fn checks(digits: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = digits.chars().zip(WEIGHTS).map(|(digit, weight)| digit.to_digit(10).unwrap_or(0) * weight).sum();
    let check = "10X98765432".chars().nth((sum % 11) as usize);
    digits.len() == 18 && check == digits.chars().last()
}

fn is_card_start(digits: &str) -> bool {
    matches!(digits.as_bytes(), [b'4', ..] | [b'5', b'1'..=b'5', ..] | [b'6', b'0' | b'2', ..] | [b'3', b'5', ..])
        && !digits.ends_with('X')
}

/// A bank card: 银联, or another of the known ones, that checks by Luhn.
fn is_card(digits: &str) -> bool {
    let doubled = |(nth, digit): (usize, char)| {
        let digit = digit.to_digit(10).unwrap_or(0) * if nth % 2 == 1 { 2 } else { 1 };
        if digit > 9 { digit - 9 } else { digit }
    };
    let luhn = digits.chars().rev().enumerate().map(doubled).sum::<u32>() % 10 == 0;
    is_card_start(digits) && (luhn || (digits.starts_with("62") && matches!(digits.len(), 16 | 19)))
}
