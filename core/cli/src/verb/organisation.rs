//! The organisation: posts by name, helpers, vacancies, offices, units, borders, one's rights.

use etong_core::App;
use etong_core::protocol::PostKind;
use etong_core::view::{HelpersQuery, PAGE_ROWS, PostRow, PostsQuery};

use super::list::{known, known_unit};
use crate::args::{Org, Page};
use crate::error::CliError;
use crate::out::{Answer, facts, table, words};

pub(super) fn org(app: &App, wanted: &Org) -> Result<Answer, CliError> {
    match wanted {
        Org::Posts { scope, kind, page } => {
            let query = PostsQuery { scope: scope.clone(), kind: kind.clone(), offset: offset(page) };
            known("kind", kind.as_deref(), PostKind::KNOWN.iter().map(PostKind::as_str))?;
            known_unit(app, scope.as_deref())?;
            let found = app.posts_in_reach(&query)?;
            Ok(Answer::new(posts(&found.rows), &found))
        }
        Org::Helpers { skill, team, near, place, page } => {
            let place = place.map(|place| place.request(None));
            let query = HelpersQuery {
                skill: skill.clone(),
                team_kind: team.clone(),
                near: near.clone(),
                lat: place.as_ref().map(|place| place.lat),
                lon: place.as_ref().map(|place| place.lon),
                offset: offset(page),
            };
            known_unit(app, near.as_deref())?;
            helpers(app, &query)
        }
        Org::Vacancies { page } => vacancies(app, offset(page)),
        Org::Offices { scope, page } => {
            known_unit(app, scope.as_deref())?;
            offices(app, scope.as_deref(), offset(page))
        }
        Org::Unit { unit } => one(app, *unit),
        Org::Locate { place } => {
            let place = place.request(None);
            let found = app.locate(place.lat, place.lon)?;
            let text = facts([
                ("在网格内", "inside", Some(words::yes_no(found.inside))),
                ("单位", "unit", found.unit_name.clone()),
                ("路径", "path", found.path.clone()),
                ("相距（米）", "metres", found.distance_m.map(|metres| metres.to_string())),
            ]);
            Ok(Answer::new(text, &found))
        }
        Org::Heir { unit, place } => {
            let heir = app.heir_of(*unit, place.map(|place| place.request(None)))?;
            let text = facts([
                ("负责单位", "unit", Some(heir.unit_name.clone().unwrap_or_else(|| heir.unit.to_string()))),
                ("路径", "path", heir.path.clone()),
                ("依据", "rule", Some(words::word(&heir.rule))),
            ]);
            Ok(Answer::new(format!("{text}\n\n{}", posts(&heir.posts)), &heir))
        }
        Org::Rights => rights(app),
    }
}

pub(super) fn offset(page: &Page) -> u32 {
    (page.page - 1).saturating_mul(PAGE_ROWS)
}

fn posts(rows: &[PostRow]) -> String {
    let headings =
        [("姓名", "Name"), ("岗位", "Kind"), ("单位", "Unit"), ("路径", "Path"), ("职责", "Duties"), ("编号", "Id")];
    table(
        &headings,
        rows.iter().map(|row| {
            vec![
                row.name.clone().unwrap_or_default(),
                words::word(&row.kind),
                row.unit_name.clone().unwrap_or_default(),
                row.unit.clone(),
                row.duties.join(" "),
                row.post.clone(),
            ]
        }),
    )
}

fn helpers(app: &App, query: &HelpersQuery) -> Result<Answer, CliError> {
    let found = app.helpers(query)?;
    let headings = [
        ("姓名", "Name"),
        ("岗位", "Kind"),
        ("队伍", "Team"),
        ("特长", "Skills"),
        ("同社区", "Same community"),
        ("米", "Metres"),
        ("待命", "On call"),
        ("在岗", "On now"),
        ("编号", "Id"),
    ];
    let rows = found.rows.iter().map(|row| {
        vec![
            row.name.clone().unwrap_or_default(),
            words::word(&row.kind),
            row.unit_name.clone().unwrap_or_default(),
            row.skills.join(" "),
            words::yes_no(row.same_community),
            row.distance_m.map(|metres| metres.to_string()).unwrap_or_default(),
            words::yes_no(row.on_call),
            words::yes_no(row.on_now),
            row.post.clone(),
        ]
    });
    Ok(Answer::new(table(&headings, rows), &found))
}

fn vacancies(app: &App, offset: u32) -> Result<Answer, CliError> {
    let found = app.vacancies(offset)?;
    let headings = [("网格", "Grid"), ("路径", "Path"), ("缺", "Missing"), ("由谁兜底", "Falls to")];
    let rows = found.rows.iter().map(|row| {
        let missing: Vec<&str> = row.missing.iter().map(|gap| words::zh(gap)).collect();
        let to = row.falls_to_name.clone().or_else(|| row.falls_to.clone()).unwrap_or_default();
        vec![row.unit_name.clone(), row.unit.clone(), missing.join("、"), to]
    });
    let text = table(&headings, rows);
    Ok(Answer::new(format!("{text}\n网格 grids {}，缺岗 with gaps {}", found.grids, found.total), &found))
}

fn offices(app: &App, scope: Option<&str>, offset: u32) -> Result<Answer, CliError> {
    let found = app.offices(scope, offset)?;
    let headings = [
        ("名称", "Name"),
        ("单位", "Unit"),
        ("地址", "Address"),
        ("电话", "Phone"),
        ("时间", "Hours"),
        ("24 小时", "Day and night"),
    ];
    let rows = found.rows.iter().map(|row| {
        vec![
            row.name.clone(),
            row.unit_name.clone().unwrap_or_else(|| row.unit.clone()),
            row.address.clone(),
            row.phone.clone(),
            row.hours.clone(),
            words::yes_no(row.all_day),
        ]
    });
    Ok(Answer::new(table(&headings, rows), &found))
}

fn one(app: &App, unit: u32) -> Result<Answer, CliError> {
    let unit = app.unit(unit)?;
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let numbers = |units: &[u32]| some(&units.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
    let text = facts([
        ("单位", "unit", Some(unit.name.clone())),
        ("路径", "path", Some(unit.path.clone())),
        ("类型", "kind", Some(words::word(&unit.kind))),
        ("代码", "code", some(&unit.code)),
        ("责任领导", "leader", unit.leader_name.clone()),
        ("队伍类型", "team", some(&unit.team_kind)),
        ("业务指导", "guided by", unit.guiding_name.clone()),
        ("特长", "skills", some(&unit.skills.join(" "))),
        ("截止", "ended", unit.valid_to.clone()),
        ("取代", "replaces", numbers(&unit.replaces)),
        ("由其取代", "replaced by", numbers(&unit.replaced_by)),
    ]);
    let headings = [("路径", "Path"), ("名称", "Name"), ("类型", "Kind")];
    let below = unit.below.iter().map(|row| vec![row.path.clone(), row.name.clone(), words::word(&row.kind)]);
    Ok(Answer::new(format!("{text}\n\n{}\n\n{}", posts(&unit.posts), table(&headings, below)), &unit))
}

fn rights(app: &App) -> Result<Answer, CliError> {
    let mine = app.my_posts()?;
    let mut text = String::new();
    for post in &mine {
        text += &facts([
            ("岗位", "post", Some(format!("{}{}", words::word(&post.kind), if post.acting { " *" } else { "" }))),
            ("单位", "unit", Some(post.unit_name.clone())),
            (
                "任期",
                "days",
                Some(format!("{}..{}", post.from.as_deref().unwrap_or(""), post.to.as_deref().unwrap_or(""))),
            ),
            ("状态", "state", Some(words::word(&post.state))),
            ("职责", "duties", (!post.duties.is_empty()).then(|| post.duties.join(" "))),
        ]);
        for noun in &post.may {
            let acts: Vec<String> = noun
                .acts
                .iter()
                .map(|right| format!("{}{}", right.act, if right.at_relay { "°" } else { "" }))
                .collect();
            text += &format!("\n  {}: {}", noun.noun, acts.join(" "));
        }
        text += "\n\n";
    }
    text += "° 中继收到后才生效 counts once the relay has it";
    Ok(Answer::new(text, &mine))
}
