//! The promises of the generator, checked by an oracle of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use data_encoding::HEXLOWER;
use etong_city::{City, CityError, UnitKind};
use etong_protocol::PostKind;
use sha2::{Digest, Sha256};

#[test]
fn the_whole_city_has_the_real_counts() {
    let city = City::make(1, 1.0).unwrap();
    let units = &city.directory().units;
    let of_kind = |kind| units.iter().filter(|unit| unit.kind == kind).count();
    let levels = [UnitKind::County, UnitKind::Township, UnitKind::Community, UnitKind::Grid].map(of_kind);
    assert_eq!(levels, [11, 146, 2_135, 2_219]);

    let posts = &city.directory().posts;
    let field: BTreeSet<_> = posts.iter().filter(|post| post.kind.is_field()).map(|post| post.person).collect();
    assert_eq!(field.len(), 4_362, "grid workers and officers");
    let workers = posts.iter().filter(|post| post.kind == PostKind::GridWorker).count();
    assert_eq!(workers, 2_219);
    assert_eq!(city.residents().count(), 216_130);

    let bodies = [UnitKind::Department, UnitKind::PoliceStation, UnitKind::Team].map(of_kind);
    assert_eq!(bodies, [11 * 6 + 146 * 2, 146, 4_416]);
    let members: Vec<_> = posts.iter().filter(|post| post.kind == PostKind::TeamMember).collect();
    assert_eq!(members.len(), 20_972);
    assert_eq!(members.iter().filter(|post| post.lead).count(), 4_416, "each team is led by one of its members");
    assert_eq!(city.directory().offices.len(), 1_450);
    assert_eq!(of_several_posts(&city), 960, "三级兼任, and who serves two grids");
}

fn of_several_posts(city: &City) -> usize {
    let mut held: BTreeMap<_, u32> = BTreeMap::new();
    city.directory().posts.iter().for_each(|post| *held.entry(post.person).or_default() += 1);
    held.values().filter(|posts| **posts > 1).count()
}

#[test]
fn every_community_has_informants_and_another_team_at_any_scale_and_every_sort_of_team_occurs() {
    for (scale, teams, members, offices, several) in [(0.2, 883, 4_194, 290, 192), (0.01, 44, 210, 15, 10)] {
        let city = City::make(7, scale).unwrap();
        let directory = city.directory();
        let mut sorts: BTreeMap<Option<u32>, Vec<&str>> = BTreeMap::new();
        for team in directory.units.iter().filter(|unit| unit.kind == UnitKind::Team) {
            sorts.entry(team.parent).or_default().push(team.team_kind.unwrap());
        }
        for community in directory.units.iter().filter(|unit| unit.kind == UnitKind::Community) {
            let teams = &sorts[&Some(community.unit)];
            assert!(teams.len() == 2 && teams[0] == "informant" && teams[1] != "informant", "{teams:?}");
        }
        let all: BTreeSet<&str> = sorts.values().flatten().copied().collect();
        assert_eq!(all, BTreeSet::from(["informant", "legal_aid", "mediation", "patrol", "volunteer"]));
        let of_teams = directory.posts.iter().filter(|post| post.kind == PostKind::TeamMember).count();
        let count = sorts.values().map(Vec::len).sum::<usize>();
        assert_eq!((count, of_teams, directory.offices.len()), (teams, members, offices), "scale {scale}");
        assert_eq!(of_several_posts(&city), several, "scale {scale}");
    }
    let tiny = City::make(7, 0.0001).unwrap();
    assert_eq!(tiny.directory().units.iter().filter(|unit| unit.kind == UnitKind::Team).count(), 2);
}

#[test]
fn whoever_leads_a_unit_holds_a_post_there_or_above_and_some_people_have_skills() {
    let city = City::make(3, 0.2).unwrap();
    let directory = city.directory();
    let posts: BTreeMap<_, _> = directory.posts.iter().map(|post| (post.post, post)).collect();
    for unit in &directory.units {
        let leader = posts[&unit.leader.unwrap()];
        assert!(leader.unit == unit.unit || Some(leader.unit) == unit.parent, "{}", unit.name);
        assert_eq!(leader.lead, unit.kind == UnitKind::Team);
        let guiding = unit.guiding.map(|guiding| directory.units.iter().find(|other| other.unit == guiding).unwrap());
        assert_eq!(guiding.map(|guiding| guiding.kind), unit.team_kind.map(|_| UnitKind::Department));
    }
    let skills: BTreeSet<&str> = directory.people.iter().flat_map(|person| person.skills.iter().copied()).collect();
    assert_eq!(skills, BTreeSet::from(["doctor", "guard", "lawyer", "mediator", "veteran"]));
    let skilled = directory.people.iter().filter(|person| !person.skills.is_empty()).count();
    let from_here = directory.people.iter().filter(|person| person.lives_in.is_some()).count();
    assert!((1_000..2_500).contains(&skilled), "{skilled}");
    assert_eq!(from_here, 4_194 + 444, "team members and grid workers");
}

#[test]
fn grids_have_borders_that_lie_in_their_community_and_meet_but_do_not_overlap() {
    let city = City::make(5, 0.2).unwrap();
    let units: BTreeMap<u32, _> = city.directory().units.iter().map(|unit| (unit.unit, unit)).collect();
    let ground = |unit: u32| match units[&unit].boundary.as_slice() {
        [ring] => ring.as_slice(),
        rings => panic!("{} has {} rings", units[&unit].name, rings.len()),
    };
    let mut parts: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for grid in city.grids() {
        let (community, ring) = (units[&grid.unit].parent.unwrap(), ground(grid.unit));
        assert!(ring.len() >= 4 && ring.first() == ring.last() && area(ring) > 0, "{}", grid.name);
        for corner in ring {
            assert!(depth(ground(community), *corner) > -3.0, "{} leaves its community", grid.name);
        }
        parts.entry(community).or_default().push(grid.unit);
    }
    let mut halves = 0;
    for (community, grids) in &parts {
        let sum: i64 = grids.iter().map(|grid| area(ground(*grid))).sum();
        let whole = area(ground(*community));
        assert!((sum - whole).abs() <= whole / 1_000 + 100_000, "{community}: {sum} of {whole}");
        if let [one, two] = grids.as_slice() {
            let shared = ground(*one).iter().filter(|corner| ground(*two).contains(corner));
            assert!(shared.collect::<BTreeSet<_>>().len() >= 2, "the grids of {community} are no neighbours");
            halves += 1;
        }
    }
    assert_eq!(halves, 17);
    for one in parts.keys() {
        for two in parts.keys().filter(|two| one != *two) {
            let inside = ground(*one).iter().find(|corner| depth(ground(*two), **corner) > 3.0);
            assert_eq!(inside, None, "{one} reaches into {two}");
        }
    }
    assert!(
        city.directory()
            .units
            .iter()
            .all(|unit| unit.boundary.is_empty() || matches!(unit.kind, UnitKind::Grid | UnitKind::Community))
    );
    let whole = City::make(5, 1.0).unwrap();
    let same = |unit: &&etong_city::Unit| units.get(&unit.unit).is_none_or(|part| part.boundary == unit.boundary);
    let communities = whole.directory().units.iter().filter(|unit| unit.kind == UnitKind::Community);
    assert!(communities.clone().count() == 2_135 && communities.clone().all(|unit| same(&unit)), "at every scale");
}

/// Twice the area, in square millionths of a degree.
fn area(ring: &[[i32; 2]]) -> i64 {
    let doubled: i64 = edges(ring).map(|(from, to)| cross(from, to, start(ring))).sum();
    doubled.abs()
}

/// How far inside a convex ring, in millionths of a degree; below 0: outside.
fn depth(ring: &[[i32; 2]], point: [i32; 2]) -> f64 {
    let turn: i64 = edges(ring).map(|(from, to)| cross(from, to, start(ring))).sum();
    let from_edge = |(from, to): ([i32; 2], [i32; 2])| {
        let ([from_x, from_y], [to_x, to_y]) = (from, to);
        let length = f64::from(to_x - from_x).hypot(f64::from(to_y - from_y));
        (turn.signum() * cross(from, to, point)) as f64 / length
    };
    edges(ring).map(from_edge).fold(f64::INFINITY, f64::min)
}

fn edges(ring: &[[i32; 2]]) -> impl Iterator<Item = ([i32; 2], [i32; 2])> {
    ring.iter().copied().zip(ring.iter().copied().skip(1))
}

fn start(ring: &[[i32; 2]]) -> [i32; 2] {
    ring.first().copied().unwrap_or_default()
}

/// Positive when `point` lies to the left of the way from `a` to `b`.
fn cross(a: [i32; 2], b: [i32; 2], point: [i32; 2]) -> i64 {
    let apart = |one: i32, other: i32| i64::from(one) - i64::from(other);
    apart(b[0], a[0]) * apart(point[1], a[1]) - apart(b[1], a[1]) * apart(point[0], a[0])
}

#[test]
fn every_grid_has_a_worker_an_officer_and_a_volunteer_every_unit_above_a_desk_and_every_department_a_post() {
    let city = City::make(7, 0.2).unwrap();
    let mut posts: BTreeMap<u32, Vec<PostKind>> = BTreeMap::new();
    for post in &city.directory().posts {
        posts.entry(post.unit).or_default().push(post.kind.clone());
    }
    for unit in &city.directory().units {
        let kinds = posts.get(&unit.unit).map(Vec::as_slice).unwrap_or_default();
        // What follows the first is somebody's second post (三级兼任).
        let only_then = |first: &[PostKind], second: PostKind| {
            let (own, seconds) = kinds.split_at(first.len());
            own == first && seconds.iter().all(|kind| *kind == second)
        };
        let as_it_should_be = match unit.kind {
            UnitKind::Grid => {
                kinds.iter().filter(|kind| kind.is_field()).count() == 2
                    && kinds.contains(&PostKind::GridWorker)
                    && kinds.contains(&PostKind::Volunteer)
            }
            UnitKind::Community => only_then(&[PostKind::CommunityDesk], PostKind::CommunityDesk),
            UnitKind::Township => only_then(
                &[PostKind::TownshipDesk, PostKind::CallbackClerk, PostKind::PoliceChief],
                PostKind::TownshipDesk,
            ),
            UnitKind::County => kinds == [PostKind::CountyDesk],
            UnitKind::Department => kinds == [PostKind::Department],
            UnitKind::PoliceStation => kinds.is_empty(),
            UnitKind::Team => !kinds.is_empty() && kinds.iter().all(|kind| *kind == PostKind::TeamMember),
        };
        assert!(as_it_should_be, "{}: {kinds:?}", unit.name);
    }
}

#[test]
fn units_form_a_tree_and_codes_grow_with_it() {
    let city = City::make(3, 1.0).unwrap();
    let units: BTreeMap<u32, _> = city.directory().units.iter().map(|unit| (unit.unit, unit)).collect();
    assert_eq!(units.len(), city.directory().units.len(), "no number twice");
    for unit in units.values() {
        match unit.parent {
            None => assert_eq!(unit.kind, UnitKind::County),
            Some(parent) => {
                let parent = units[&parent];
                assert!(
                    parent.kind < unit.kind && unit.code.starts_with(&parent.code),
                    "{} in {}",
                    unit.name,
                    parent.name
                );
            }
        }
    }
}

#[test]
fn no_id_is_given_twice_and_every_post_names_a_person_and_a_unit() {
    let city = City::make(1, 1.0).unwrap();
    let directory = city.directory();
    let people: BTreeSet<_> = directory.people.iter().map(|person| person.person).collect();
    let posts: BTreeSet<_> = directory.posts.iter().map(|post| post.post).collect();
    let units: BTreeSet<_> = directory.units.iter().map(|unit| unit.unit).collect();
    assert_eq!(people.len(), directory.people.len());
    assert_eq!(posts.len(), directory.posts.len());
    assert!(directory.posts.iter().all(|post| people.contains(&post.person) && units.contains(&post.unit)));
    let offices: BTreeSet<_> = directory.offices.iter().map(|office| office.office).collect();
    assert_eq!(offices.len(), directory.offices.len());
    assert!(directory.offices.iter().all(|office| units.contains(&office.unit)));
}

#[test]
fn every_resident_has_a_valid_number_of_their_own_a_scope_that_exists_and_a_place_in_the_city() {
    let city = City::make(1, 1.0).unwrap();
    let scopes: BTreeSet<String> = city.grids().iter().map(|grid| grid.scope.to_string()).collect();
    let mut numbers = BTreeSet::new();
    for resident in city.residents() {
        check_number(&resident.id_no);
        assert_eq!(resident.id_no.get(6..14), Some(resident.birth.replace('-', "").as_str()), "{}", resident.id_no);
        let is_male = resident.id_no.as_bytes()[16] % 2 == 1;
        assert_eq!(resident.sex, if is_male { "1" } else { "2" });
        assert!(scopes.contains(&resident.scope), "{}", resident.scope);
        let place: Vec<f64> = resident.place.split(',').map(|part| part.parse().unwrap()).collect();
        assert!((23.533..=25.217).contains(&place[0]) && (116.883..=118.150).contains(&place[1]));
        assert!(resident.birth.as_str() < "2026-01-01" && resident.birth.as_str() > "1900-01-01");
        assert!(numbers.insert(resident.id_no), "a citizen number twice");
    }
}

/// ISO 7064 MOD 11-2 by its recurrence, not by the weights the generator uses.
fn check_number(number: &str) {
    assert_eq!(number.len(), 18);
    let sum = number.bytes().fold(0, |sum, byte| {
        let value = if byte == b'X' { 10 } else { u32::from(byte - b'0') };
        (sum * 2 + value) % 11
    });
    assert_eq!(sum, 1, "{number}");
}

#[test]
fn a_part_of_the_city_keeps_the_proportions() {
    for (scale, grids, residents) in [(0.1, 222, 21_613), (0.01, 22, 2_161), (0.0001, 1, 22)] {
        let city = City::make(5, scale).unwrap();
        assert_eq!((city.grids().len(), city.residents().count()), (grids, residents), "scale {scale}");
    }
}

#[test]
fn a_scale_that_makes_no_sense_is_refused() {
    for scale in [0.0, -1.0, 1.5, f64::NAN] {
        assert!(matches!(City::make(1, scale), Err(CityError::Scale(_))), "scale {scale}");
    }
}

#[test]
fn surnames_with_a_reading_of_their_own_occur() {
    let city = City::make(1, 0.2).unwrap();
    let names: Vec<String> = city.residents().map(|resident| resident.name).collect();
    for surname in ["曾", "单", "解", "仇", "覃", "欧阳"] {
        assert!(names.iter().any(|name| name.starts_with(surname)), "{surname}");
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_for_ever() {
    let hashes = |seed| {
        let dir = tempfile::tempdir().unwrap();
        let written = City::make(seed, 0.01).unwrap().write(dir.path()).unwrap();
        [written.directory, written.residents].map(|path| HEXLOWER.encode(&Sha256::digest(fs::read(path).unwrap())))
    };
    assert_eq!(hashes(1), GOLDEN, "a change of these bytes makes every stored seed worthless: say why in CHANGELOG.md");
    assert_ne!(hashes(2), GOLDEN);
}

#[test]
fn the_same_seed_gives_the_same_year_for_ever() {
    let hash = |seed| {
        let mut hash = Sha256::new();
        for happening in City::make(seed, 0.01).unwrap().year() {
            hash.update(serde_json::to_vec(&happening).unwrap());
        }
        HEXLOWER.encode(&hash.finalize())
    };
    assert_eq!(
        hash(1),
        GOLDEN_YEAR,
        "a change of these bytes makes measurements of two versions differ in what was measured"
    );
    assert_ne!(hash(2), GOLDEN_YEAR);
}

const GOLDEN_YEAR: &str = "d0e977cad6832a2950e71ce24945a9fba1823f8af7c1158eff3aa00201e3258f";

/// 2026-01-01 in China.
const POSTS_BEGIN: i64 = 1_767_196_800_000;

/// The relay takes nothing that is older than the post of its author.
fn begins_when_somebody_holds_a_post(happening: &etong_city::Happening) {
    for founded in std::iter::once(happening).chain(&happening.about_it) {
        assert!(founded.founding.at >= POSTS_BEGIN, "nobody holds a post yet: {} of {}", founded.noun, founded.scope);
    }
}

const GOLDEN: [&str; 2] = [
    "38f6d19c6e218e31ad69c7837ffe88503dc5a3244e013c1fcd7958f0ac343ff9",
    "1eed335629d4a34946ab747ad13b95ea70bde1a29617618950b6d8030ad1c483",
];

#[test]
fn the_year_of_the_whole_city_has_the_real_number_of_hazards_and_disputes() {
    let city = City::make(1, 1.0).unwrap();
    let (mut hazards, mut disputes, mut others, mut on_the_spot, mut deeds, mut closed) = (0, 0, 0, 0, 0, 0);
    let posts: BTreeSet<_> = city.directory().posts.iter().map(|post| post.post).collect();
    for happening in city.year() {
        begins_when_somebody_holds_a_post(&happening);
        if happening.noun != "case" {
            continue;
        }
        match happening.founding.request["class"].as_str().unwrap() {
            "hazard" => hazards += 1,
            "dispute" => disputes += 1,
            _ => others += 1,
        }
        on_the_spot += u32::from(happening.founding.request.get("result").is_some());
        let mut last = happening.founding.at;
        for deed in &happening.then {
            assert!(deed.at > last && posts.contains(&deed.post));
            last = deed.at;
            closed += u32::from(deed.request["act"] == "close");
        }
        deeds += happening.then.len();
    }
    assert_eq!((hazards, disputes, others), (12_454, 10_923, 1_169), "second reports are told beside the first");
    assert!((80_000..160_000).contains(&deeds), "{deeds}");
    assert!((400..900).contains(&on_the_spot), "{on_the_spot}");
    assert!((21_000..23_000).contains(&closed), "most are closed, some are not: {closed}");
}

#[test]
fn the_year_has_every_kind_of_work_in_the_order_of_time_by_posts_that_are_there() {
    let city = City::make(1, 0.2).unwrap();
    let posts: BTreeSet<_> = city.directory().posts.iter().map(|post| post.post).collect();
    let mut nouns: BTreeMap<&str, u32> = BTreeMap::new();
    let mut count = |happening: &etong_city::Happening| {
        *nouns.entry(happening.noun).or_default() += 1;
        let mut last = happening.founding.at;
        assert!(posts.contains(&happening.founding.post));
        for deed in &happening.then {
            assert!(deed.at >= last && posts.contains(&deed.post), "{}: {}", happening.noun, deed.request);
            last = deed.at;
        }
    };
    for happening in city.year() {
        count(&happening);
        for about_it in &happening.about_it {
            count(about_it);
            assert!(
                about_it.founding.at > happening.founding.at,
                "{} comes after its {}",
                about_it.noun,
                happening.noun
            );
        }
    }
    // Scale 0.2: 2,491 hazards and 2,185 disputes, 43,226 residents, 427 communities, 36 townships.
    let few = [("campaign", 22), ("notice", 300), ("call", 427), ("clue", 300), ("muster", 427), ("mediation", 800)];
    let many = [("inspection", 900), ("patrol", 1_500), ("case", 4_676), ("visit", 5_000)];
    for (noun, least) in few.into_iter().chain(many) {
        let found = nouns.get(noun).copied().unwrap_or_default();
        assert!((least..least * 2).contains(&found), "{found} of {noun}");
    }
    assert_eq!(nouns.get("draw").copied().unwrap_or_default() % 12, 0, "every township, every month");
    assert!((300..600).contains(&nouns["draw"]), "{nouns:?}");
    // 36 townships and as many duties, weekends on call, and one evening a month for each of 444 grids; a building each.
    for (noun, least) in [("roster", 5_500), ("place", 1_000), ("merge", 90), ("appeal", 60)] {
        assert!((least..least * 2).contains(&nouns[noun]), "{noun}: {nouns:?}");
    }
    assert_eq!((nouns["survey"], nouns["assessment"]), (11, 44), "each county, each quarter");
    assert_eq!(nouns.len(), 17, "{nouns:?}");
}

#[test]
fn draws_are_announced_before_their_month_and_every_closed_case_knows_what_its_reporter_would_say() {
    const DAY: i64 = 86_400_000;
    let city = City::make(1, 0.2).unwrap();
    let clerks = city.directory().posts.iter().filter(|post| post.kind == PostKind::CallbackClerk);
    let clerks: BTreeSet<_> = clerks.map(|post| post.post).collect();
    let (mut calls, mut reached, mut content, mut reopened, mut closed_again) = (0, 0, 0, 0, 0);
    let mut beside: BTreeMap<String, u32> = BTreeMap::new();
    for happening in city.year() {
        if happening.noun == "draw" {
            let first: jiff::civil::Date = happening.founding.request["first_day"].as_str().unwrap().parse().unwrap();
            let opens = jiff::tz::offset(8).to_timestamp(first.at(0, 0, 0, 0)).unwrap().as_millisecond();
            assert_eq!(happening.founding.at, opens + DAY / 4, "nobody closes a case before seven");
            let carried_out = happening.then.first().map(|deed| (deed.at - opens) / DAY);
            assert_eq!(carried_out, (first.month() < 12).then_some(i64::from(first.days_in_month())));
        }
        let Some(call) = happening.when_called.first() else { continue };
        let closes = |deed: &&etong_city::Deed| deed.request["act"] == "close";
        let closed = happening.then.iter().rfind(closes).unwrap_or(&happening.founding);
        assert!(closes(&closed) || closed.request["result"].is_string(), "{}", closed.request);
        assert!(happening.then.iter().all(|deed| deed.request["act"] != "reopen" && deed.at < call.at));
        assert_eq!(call.request["act"], "callback");
        assert!(clerks.contains(&call.post) && call.at > closed.at && call.at < closed.at + 36 * DAY);
        let worked = happening.then.iter().chain([&happening.founding]).map(|deed| deed.post);
        assert!(worked.collect::<Vec<_>>().iter().all(|post| !clerks.contains(post)), "who worked on it never calls");
        calls += 1;
        reached += u32::from(call.request["callback"]["reached"] == true);
        content += u32::from(call.request["callback"]["satisfied"] == true);
        let mut last = closed.at;
        for deed in &happening.when_called {
            assert!(deed.at > last);
            last = deed.at;
            reopened += u32::from(deed.request["act"] == "reopen");
            closed_again += u32::from(deed.request["act"] == "close");
        }
    }
    for happening in city.year() {
        begins_when_somebody_holds_a_post(&happening);
        if happening.noun != "case" {
            continue;
        }
        for deed in happening.then.iter().filter(|deed| deed.request["unit"].is_string()) {
            *beside.entry(deed.request["to_kind"].as_str().unwrap().to_owned()).or_default() += 1;
        }
    }
    assert!((3_500..4_400).contains(&calls), "{calls}");
    assert!(reached < calls && content < reached && (100..400).contains(&reopened), "{reached} {content} {reopened}");
    assert!(closed_again > reopened / 2 && closed_again < reopened);
    assert!(beside.len() == 2 && beside["department"] > 40 && beside["team_member"] > 15, "{beside:?}");
}

#[test]
fn the_same_seed_gives_the_same_year() {
    let year =
        |seed| City::make(seed, 0.01).unwrap().year().map(|it| serde_json::to_string(&it).unwrap()).collect::<Vec<_>>();
    assert_eq!(year(4), year(4));
    assert_ne!(year(4), year(5));
}
