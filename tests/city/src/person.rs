//! One resident of a household: name, citizen number, school, work, phone, as fits the age.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use rand::RngExt;

use crate::citizen_number::citizen_number;
use crate::draw::{Draw, chance, pick, pick_weighted};
use crate::household::{Household, Member};
use crate::layout::Grid;
use crate::resident::Resident;
use crate::{name, place};

/// The day the city is collected.
const AS_OF: Date = date(2026, 1, 1);

/// Birth dates already given in a grid: with the sex, date and county they make the citizen number, so never twice.
pub(crate) type Registry = BTreeSet<(Date, bool)>;

pub(crate) fn resident(
    draw: &mut Draw,
    registry: &mut Registry,
    grid: &Grid,
    household: &Household,
    member: Member,
) -> Resident {
    let surname = if member.takes_surname { household.surname } else { name::surname(draw, true) };
    let birth = birth(draw, registry, member);
    let code = household.registered_in.map_or_else(|| code_at(&grid.community.county.code, birth), |(code, _)| code);
    let is_urban = grid.community.is_urban();
    let occupation = occupation(draw, member.age, is_urban);
    Resident {
        name: format!("{surname}{}", name::given_name(draw, member.is_male)),
        id_type: "111",
        id_no: citizen_number(code, birth, grid.ordinal_in_county, member.is_male),
        sex: if member.is_male { "1" } else { "2" },
        birth: birth.to_string(),
        nation: household.nation,
        education: education(draw, member.age, is_urban),
        marriage: (member.age >= 18).then_some(member.marriage),
        politics: politics(draw, member.age),
        occupation,
        workplace: workplace(draw, grid, member.age, occupation),
        phone: (member.age >= 12 && !chance(draw, if member.age > 70 { 40 } else { 4 })).then(|| phone(draw)),
        household_address: household.household_address.clone(),
        live_address: household.live_address.clone(),
        place: place::near(draw, household.place, 60).to_string(),
        tags: tags(draw, household, member),
        scope: grid.scope.to_string(),
    }
}

/// A day in the year that makes `member.age`, moved on until nobody of the grid has it.
fn birth(draw: &mut Draw, registry: &mut Registry, member: Member) -> Date {
    let year = AS_OF.year() - 1 - member.age;
    let mut birth = date(year, 1, 1).saturating_add(draw.random_range(0..365).days());
    while !registry.insert((birth, member.is_male)) {
        birth = birth.saturating_sub(1.day());
    }
    birth
}

/// Codes change: 龙海 and 长泰 became districts, with new codes, in February 2021.
fn code_at(county: &str, birth: Date) -> &str {
    match county {
        "350604" if birth < date(2021, 2, 1) => "350681",
        "350605" if birth < date(2021, 2, 1) => "350625",
        _ => county,
    }
}

fn education(draw: &mut Draw, age: i16, is_urban: bool) -> Option<&'static str> {
    Some(match age {
        ..=6 => return None,
        7..=12 => "80",
        13..=15 => "70",
        16..=18 => "60",
        19..=40 if is_urban => pick(draw, &["10", "20", "20", "20", "30", "30", "40", "60", "70"]),
        19..=40 => pick(draw, &["20", "30", "30", "40", "60", "70", "70"]),
        41..=60 => pick(draw, &["20", "30", "40", "60", "70", "70", "80"]),
        _ => pick(draw, &["60", "70", "80", "80", "90"]),
    })
}

fn politics(draw: &mut Draw, age: i16) -> Option<&'static str> {
    match age {
        ..=13 => None,
        14..=27 => Some(pick_weighted(draw, &[("03", 45), ("13", 50), ("01", 5)])),
        _ => Some(pick_weighted(draw, &[("13", 88), ("01", 11), ("05", 1)])),
    }
}

fn occupation(draw: &mut Draw, age: i16, is_urban: bool) -> Option<&'static str> {
    Some(match age {
        ..=5 => return None,
        6..=18 => "学生",
        19..=21 => pick(draw, &["学生", "学生", "工人", "店员"]),
        22..=60 if is_urban => {
            pick(draw, &["职员", "职员", "工人", "个体户", "教师", "医护", "司机", "店员", "保安", "待业"])
        }
        22..=60 => pick(draw, &["果农", "茶农", "农民", "渔民", "工人", "个体户", "司机", "外出务工", "花农", "待业"]),
        _ if is_urban => "退休",
        _ => pick(draw, &["农民", "果农", "务农在家"]),
    })
}

fn workplace(draw: &mut Draw, grid: &Grid, age: i16, occupation: Option<&'static str>) -> Option<String> {
    let town = grid.community.township.name.trim_end_matches("街道").trim_end_matches(['镇', '乡']);
    let (kind, number) = match occupation? {
        "学生" if age <= 12 => ("中心小学", None),
        "学生" if age <= 18 => ("中学", None),
        "教师" => ("中心小学", None),
        "医护" => ("卫生院", None),
        "工人" => (pick(draw, &["食品厂", "家具厂", "钟表厂", "罐头厂"]), Some(draw.random_range(1..=9))),
        "职员" | "保安" => (pick(draw, &["商贸公司", "物业公司", "物流公司"]), Some(draw.random_range(1..=9))),
        _ => return None,
    };
    Some(match number {
        Some(number) => format!("{town}第{number}{kind}"),
        None => format!("{town}{kind}"),
    })
}

fn phone(draw: &mut Draw) -> String {
    format!("154{:08}", draw.random_range(0..100_000_000))
}

fn tags(draw: &mut Draw, household: &Household, member: Member) -> Vec<&'static str> {
    let candidates = [
        ("低保", chance(draw, 3)),
        ("残疾", chance(draw, 2)),
        ("流动人口", household.registered_in.is_some()),
        ("独居老人", member.age >= 65 && member.marriage == "30"),
        ("留守儿童", member.age < 14 && chance(draw, 8)),
        ("退役军人", member.is_male && member.age >= 22 && chance(draw, 4)),
    ];
    candidates.into_iter().filter_map(|(tag, holds)| holds.then_some(tag)).collect()
}
