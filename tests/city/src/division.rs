//! The real division list: county, township, community, with codes. Read once from the file built in.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::error::CityError;

const LIST: &str = include_str!("../data/zhangzhou_divisions.csv");

/// A community with the units it belongs to.
#[derive(Debug, Clone)]
pub(crate) struct Community {
    pub(crate) county: Division,
    pub(crate) township: Division,
    pub(crate) own: Division,
}

/// One line of the list with the number this city gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Division {
    /// Two digits for a county, three for a township, four for a community: by place in the list, so the same at every scale.
    pub(crate) unit: u32,
    pub(crate) code: String,
    pub(crate) name: String,
}

#[derive(Deserialize)]
struct Line {
    code: String,
    name: String,
    level: String,
    parent: String,
}

/// All 2,135 communities in the order of their codes.
pub(crate) fn communities() -> Result<Vec<Community>, CityError> {
    let mut counties: BTreeMap<String, Division> = BTreeMap::new();
    let mut townships: BTreeMap<String, (String, Division)> = BTreeMap::new();
    let mut communities = Vec::new();
    for line in csv::Reader::from_reader(LIST.as_bytes()).deserialize() {
        let Line { code, name, level, parent } = line?;
        match level.as_str() {
            "county" => {
                let unit = number(11, counties.len());
                counties.insert(code.clone(), Division { unit, code, name });
            }
            "township" => {
                let unit = number(101, townships.len());
                townships.insert(code.clone(), (parent, Division { unit, code, name }));
            }
            _ => {
                let orphan = || CityError::Orphan(code.clone());
                let (county, township) = townships.get(&parent).ok_or_else(orphan)?;
                let county = counties.get(county).ok_or_else(orphan)?;
                let own = Division { unit: number(1001, communities.len()), code: code.clone(), name };
                communities.push(Community { county: county.clone(), township: township.clone(), own });
            }
        }
    }
    Ok(communities)
}

impl Community {
    /// 居委会 and 社区 are urban, 村委会 are villages.
    pub(crate) fn is_urban(&self) -> bool {
        !self.short_name().ends_with('村')
    }

    /// The name people say, 金宝社区 or 大地村: without the office's suffix.
    pub(crate) fn short_name(&self) -> String {
        let name = &self.own.name;
        let suffixes = ["居民委员会", "居委会", "民委员会", "委会"];
        suffixes.iter().find_map(|suffix| name.strip_suffix(suffix)).unwrap_or(name).to_owned()
    }
}

fn number(first: u32, index: usize) -> u32 {
    first + u32::try_from(index).unwrap_or(u32::MAX - first)
}
