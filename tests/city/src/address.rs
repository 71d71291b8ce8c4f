//! Invented addresses on real communities: 行政区划 + 街路巷 + 门牌 + 楼栋 + 单元 + 室, or village, hamlet and house.

use rand::RngExt;

use crate::division::Community;
use crate::draw::{Draw, pick};
use crate::layout::Grid;

const ROADS: &[&str] =
    &["新华路", "胜利路", "九龙大道", "水仙大街", "南昌路", "元光路", "建设路", "延安路", "江滨路", "文昌路"];
const HAMLETS: &[&str] =
    &["下厝", "顶厝", "后埔", "溪边", "山前", "坑内", "楼仔", "新厝", "埔尾", "东坂", "寨内", "洋尾"];
const TOWNS: &[&str] = &["永安镇", "新桥镇", "河口镇", "太平镇", "石门镇", "东山镇", "城关镇", "长乐乡"];

/// Where a household lives.
pub(crate) fn live_address(draw: &mut Draw, grid: &Grid) -> String {
    let community = &grid.community;
    let area = area(community);
    let house = draw.random_range(1..=280);
    if community.is_urban() {
        let (building, entrance, floor) =
            (draw.random_range(1..=12), draw.random_range(1..=3), draw.random_range(1..=18));
        let door = draw.random_range(1..=4);
        format!("{area}{}{house}号{building}幢{entrance}单元{floor}{door:02}室", pick(draw, ROADS))
    } else {
        format!("{area}{}{house}号", pick(draw, HAMLETS))
    }
}

/// Where people from elsewhere are registered; `region` is one of `household::ELSEWHERE`.
pub(crate) fn address_elsewhere(draw: &mut Draw, region: &str) -> String {
    format!("{region}{}{}{}号", pick(draw, TOWNS), pick(draw, HAMLETS), draw.random_range(1..=280))
}

/// Where an office is: on a road in town, in the middle of a village else.
pub(crate) fn office_address(draw: &mut Draw, community: &Community) -> String {
    let road = pick(draw, if community.is_urban() { ROADS } else { HAMLETS });
    format!("{}{road}{}号", area(community), draw.random_range(1..=120))
}

fn area(community: &Community) -> String {
    format!("漳州市{}{}{}", community.county.name, community.township.name, community.short_name())
}
