//! Who lives under one roof: a family with one surname and address, made until the grid has its number of people.

use rand::RngExt;

use crate::draw::{Draw, Purpose, chance, pick, pick_weighted, stream};
use crate::layout::Grid;
use crate::resident::Resident;
use crate::{address, name, person, place};

/// Real county codes outside the city, one for the newcomers of each county of it.
const ELSEWHERE: [(&str, &str); 11] = [
    ("350582", "福建省晋江市"),
    ("350583", "福建省南安市"),
    ("350821", "福建省长汀县"),
    ("350824", "福建省武平县"),
    ("350825", "福建省连城县"),
    ("350429", "福建省泰宁县"),
    ("360781", "江西省瑞金市"),
    ("360730", "江西省宁都县"),
    ("441424", "广东省五华县"),
    ("441481", "广东省兴宁市"),
    ("445122", "广东省饶平县"),
];

/// A person's place in the household.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member {
    pub(crate) age: i16,
    pub(crate) is_male: bool,
    /// GB/T 2261.2.
    pub(crate) marriage: &'static str,
    pub(crate) takes_surname: bool,
}

/// What the members share.
#[derive(Debug)]
pub(crate) struct Household {
    pub(crate) surname: &'static str,
    /// The county that gave out their citizen numbers and its name when it lies elsewhere.
    pub(crate) registered_in: Option<(&'static str, &'static str)>,
    pub(crate) live_address: String,
    pub(crate) household_address: String,
    pub(crate) place: place::Place,
    pub(crate) nation: &'static str,
}

/// Everyone of one grid, household by household.
pub(crate) fn residents_of(seed: u64, grid: &Grid) -> Vec<Resident> {
    let mut draw = stream(seed, Purpose::Residents, grid.unit);
    let wanted = grid.resident_count as usize;
    let mut registry = person::Registry::default();
    let mut residents = Vec::with_capacity(wanted);
    while residents.len() < wanted {
        let household = household(&mut draw, grid);
        for member in members(&mut draw).into_iter().take(wanted - residents.len()) {
            residents.push(person::resident(&mut draw, &mut registry, grid, &household, member));
        }
    }
    residents
}

fn household(draw: &mut Draw, grid: &Grid) -> Household {
    let is_from_here = !chance(draw, if grid.community.is_urban() { 18 } else { 5 });
    let surname = name::surname(draw, is_from_here);
    let live_address = address::live_address(draw, grid);
    let registered_in = if is_from_here { None } else { Some(elsewhere(grid)) };
    let household_address = match registered_in {
        Some((_, region)) => address::address_elsewhere(draw, region),
        None if chance(draw, 15) => address::live_address(draw, grid),
        None => live_address.clone(),
    };
    let place = place::near(draw, grid.centre, 4_000);
    // 汉, 畲, 高山.
    let nation = pick_weighted(draw, &[("01", 970), ("22", 28), ("23", 2)]);
    Household { surname, registered_in, live_address, household_address, place, nation }
}

/// Newcomers of different counties come from different ones, so two grids never give out the same citizen number.
fn elsewhere(grid: &Grid) -> (&'static str, &'static str) {
    let index = grid.community.county.unit as usize % ELSEWHERE.len();
    ELSEWHERE.get(index).copied().unwrap_or_default()
}

#[derive(Debug, Clone, Copy, Default)]
enum Shape {
    #[default]
    Family,
    ThreeGenerations,
    Couple,
    ElderCouple,
    ElderAlone,
    Single,
}

fn members(draw: &mut Draw) -> Vec<Member> {
    let shapes = [
        (Shape::Family, 42),
        (Shape::ThreeGenerations, 16),
        (Shape::Couple, 12),
        (Shape::ElderCouple, 12),
        (Shape::ElderAlone, 6),
        (Shape::Single, 12),
    ];
    match pick_weighted(draw, &shapes) {
        Shape::Family => family(draw),
        Shape::ThreeGenerations => {
            let mut members = family(draw);
            let age = members.first().map_or(40, |head| head.age) + draw.random_range(22..=32);
            members.extend(couple(draw, age));
            members
        }
        Shape::Couple => {
            let age = draw.random_range(23..=60);
            couple(draw, age)
        }
        Shape::ElderCouple => {
            let age = draw.random_range(60..=86);
            couple(draw, age)
        }
        Shape::ElderAlone => vec![Member {
            age: draw.random_range(65..=94),
            is_male: chance(draw, 35),
            marriage: "30",
            takes_surname: true,
        }],
        Shape::Single => vec![Member {
            age: draw.random_range(18..=52),
            is_male: chance(draw, 58),
            marriage: pick(draw, &["10", "10", "10", "40"]),
            takes_surname: true,
        }],
    }
}

fn family(draw: &mut Draw) -> Vec<Member> {
    let age = draw.random_range(26..=54);
    let mut members = couple(draw, age);
    for _ in 0..pick_weighted(draw, &[(1, 45), (2, 45), (3, 10)]) {
        let child = draw.random_range((age - 34).max(0)..=age - 23);
        members.push(Member { age: child, is_male: chance(draw, 52), marriage: "10", takes_surname: chance(draw, 95) });
    }
    members
}

fn couple(draw: &mut Draw, age: i16) -> Vec<Member> {
    let other = (age + draw.random_range(-5..=2)).max(20);
    vec![
        Member { age, is_male: true, marriage: "20", takes_surname: true },
        Member { age: other, is_male: false, marriage: "20", takes_surname: false },
    ]
}
