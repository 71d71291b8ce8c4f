//! How often something is masked that is no number of a person: in the texts of a generated city's year, and in what people write
//! of addresses, days, amounts, orders and things. The figures are upper bounds: docs/threat-model.md names them.

#![cfg(feature = "sim")]
#![expect(clippy::indexing_slicing, reason = "these are tests, their shared steps included")]

use std::collections::BTreeSet;

use etong_city::{City, Happening};
use etong_core::domain::field::numbers_in;
use etong_tests::chance::{Draw, stream};
use rand::RngExt;
use serde_json::Value;

/// What holds a number of a person on purpose, or is no text that people write.
const NUMBERS: [&str; 6] = ["phone", "id_no", "other_id_no", "contact", "post", "hash"];

fn texts(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            into.insert(text.clone());
        }
        Value::Array(all) => all.iter().for_each(|one| texts(one, into)),
        Value::Object(all) => {
            let kept = all.iter().filter(|(key, _)| !NUMBERS.contains(&key.as_str()));
            kept.for_each(|(_, one)| texts(one, into));
        }
        _ => {}
    }
}

fn of_happening(happening: &Happening, into: &mut BTreeSet<String>) {
    let deeds = happening.then.iter().chain(&happening.when_called);
    std::iter::once(&happening.founding).chain(deeds).for_each(|deed| texts(&deed.request, into));
    happening.about_it.iter().for_each(|other| of_happening(other, into));
}

fn masked<'t>(texts: impl IntoIterator<Item = &'t String>) -> Vec<String> {
    texts
        .into_iter()
        .map(|text| (text, numbers_in(text)))
        .filter(|(text, shown)| *text != shown)
        .map(|(_, shown)| shown)
        .collect()
}

#[test]
fn of_the_texts_of_a_citys_year_that_hold_no_number_of_a_person_none_is_masked() {
    let city = City::make(20_261_129, 0.05).unwrap();
    let mut all = BTreeSet::new();
    city.year().for_each(|happening| of_happening(&happening, &mut all));
    for resident in city.residents() {
        all.extend([resident.live_address, resident.household_address]);
        all.extend(resident.workplace);
    }
    all.extend(city.directory().offices.iter().map(|office| serde_json::to_value(office).unwrap()).flat_map(
        |office| {
            let mut words = BTreeSet::new();
            texts(&office, &mut words);
            words
        },
    ));
    let masked = masked(&all);
    println!("{} texts, {} masked", all.len(), masked.len());
    assert!(all.len() > 5_000, "{}", all.len());
    assert_eq!(masked, Vec::<String>::new());
}

type Write = fn(&mut Draw) -> String;

fn digits(draw: &mut Draw, length: usize) -> String {
    (0..length).map(|_| char::from(b'0' + draw.random_range(0..10_u8))).collect()
}

fn day(draw: &mut Draw) -> (u32, u32, u32) {
    (draw.random_range(2019..2028), draw.random_range(1..=12), draw.random_range(1..=28))
}

fn number(draw: &mut Draw, most: u32) -> u32 {
    draw.random_range(1..=most)
}

fn address(draw: &mut Draw) -> String {
    let (house, building, floor, door) = (number(draw, 1_200), number(draw, 40), number(draw, 33), number(draw, 12));
    match draw.random_range(0..4_u32) {
        0 => format!("新华西路{house}号{building}栋{floor}{door:02}室"),
        1 => format!("{house}-{building}-{floor}{door:02}"),
        2 => format!("胜利路 {house} 号 {building} 幢 {floor} 楼 {door} 室，邮编363000"),
        _ => format!("国道G319线K{house}+{:03}处", draw.random_range(0..1_000)),
    }
}

fn moment(draw: &mut Draw) -> String {
    let ((year, month, day), hour, minute) = (day(draw), draw.random_range(0..24), draw.random_range(0..60));
    match draw.random_range(0..5_u32) {
        0 => format!("{year}年{month}月{day}日{hour}时{minute}分"),
        1 => format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{:02}", draw.random_range(0..60)),
        2 => format!("{year}{month:02}{day:02}"),
        3 => format!("{year}.{month}.{day}至{year}.{month}.{}", day + 1),
        _ => format!("{year}{month:02}{day:02} {hour:02}{minute:02}"),
    }
}

fn amount(draw: &mut Draw) -> String {
    let (yuan, cents) = (draw.random_range(1..99_999_999_u32), draw.random_range(0..100));
    match draw.random_range(0..5_u32) {
        0 => format!("赔付{yuan}元"),
        1 => format!("¥{yuan}.{cents:02}"),
        2 => format!("{}万元", f64::from(yuan % 10_000) / 10.0),
        3 => format!("总额1{}00元", digits(draw, 8)),
        _ => format!("{}-{}元", yuan % 10_000, yuan),
    }
}

/// With a word or a sign in front or inside, as platforms write them.
fn order(draw: &mut Draw) -> String {
    let ((year, month, day), serial) = (day(draw), draw.random_range(0..10_000));
    match draw.random_range(0..5_u32) {
        0 => format!("12345-{year}{month:02}{day:02}-{serial:04}"),
        1 => format!("ZZ{year}{month:02}{day:02}{serial:06}"),
        2 => format!("（{year}）闽0603民初{serial}号"),
        3 => format!("漳公综〔{year}〕{serial}号"),
        _ => format!("工单{year}{month:02}{day:02}{serial:04}"),
    }
}

/// Fourteen digits of a moment and four of a series, and nothing that says what it is.
fn bare_order(draw: &mut Draw) -> String {
    let (year, month, day) = day(draw);
    let time = format!("{:02}{:02}{:02}", draw.random_range(0..24), draw.random_range(0..60), draw.random_range(0..60));
    format!("{year}{month:02}{day:02}{time}{}", digits(draw, 4))
}

fn thing(draw: &mut Draw) -> String {
    match draw.random_range(0..7_u32) {
        0 => format!("闽E{}", digits(draw, 5)),
        1 => format!("闽ED{}", digits(draw, 5)),
        2 => format!("消防栓XF{}", digits(draw, 11)),
        3 => format!("摄像机350603{}", digits(draw, 14)),
        4 => format!("闽(2026)漳州市不动产权第00{}号", digits(draw, 5)),
        5 => format!("共{}栋{}户{}人", number(draw, 99), number(draw, 9_999), number(draw, 99_999)),
        _ => format!("24.{},117.{}", digits(draw, 6), digits(draw, 6)),
    }
}

/// A row of digits of one length, said to be a meter's, a parcel's or a device's.
fn bare_thing(draw: &mut Draw) -> String {
    let length = draw.random_range(9..=16);
    format!("表号{}", digits(draw, length))
}

fn spelled(draw: &mut Draw) -> String {
    const NUMERALS: [&str; 10] = ["〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let mut say = |count: usize| (0..count).map(|_| NUMERALS[draw.random_range(1..10_usize)]).collect::<String>();
    let (room, building, year) = (say(4), say(1), say(1));
    format!("二〇二{year}年{building}月，{building}栋{room}室，{building}楼至{building}楼")
}

#[test]
fn addresses_days_amounts_orders_and_things_are_seldom_taken_for_a_person() {
    const EACH: usize = 4_000;
    // What people write, and how many of the texts may be masked.
    let kinds: [(&str, Write, usize); 8] = [
        ("addresses", address, 0),
        ("moments", moment, 0),
        ("amounts", amount, 4),
        ("orders", order, 0),
        ("orders of bare digits", bare_order, 29),
        ("things", thing, 90),
        ("things of bare digits", bare_thing, 136),
        ("spelled out", spelled, 0),
    ];
    let mut more = Vec::new();
    for (kind, write, most) in kinds {
        let mut draw = stream(20_261_129, kind);
        let texts: Vec<String> = (0..EACH).map(|_| write(&mut draw)).collect();
        let masked = masked(&texts);
        println!("{kind}: {} of {EACH} masked, as {:?}", masked.len(), masked.iter().take(3).collect::<Vec<_>>());
        if masked.len() > most {
            more.push(format!("{kind}: {} of {EACH}, as {:?}", masked.len(), masked.first()));
        }
    }
    assert_eq!(more, Vec::<String>::new());
}
