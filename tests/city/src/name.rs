//! Invented names with real frequencies: surnames as common as in southern Fujian or in the country, among them those
//! read otherwise as a surname (曾 单 解 仇 覃 …), given names with characters of more than one reading (乐 行 重 朝 …).

use crate::draw::{Draw, chance, pick, pick_weighted};

/// Per ten thousand, rounded; 漳州.
const HERE: &[(&str, u32)] = &[
    ("陈", 1300),
    ("林", 1100),
    ("黄", 800),
    ("张", 720),
    ("吴", 560),
    ("李", 480),
    ("王", 460),
    ("蔡", 380),
    ("杨", 320),
    ("郑", 300),
    ("许", 260),
    ("郭", 220),
    ("洪", 180),
    ("曾", 180),
    ("沈", 170),
    ("刘", 160),
    ("赖", 150),
    ("周", 130),
    ("谢", 120),
    ("叶", 120),
    ("卢", 110),
    ("苏", 110),
    ("庄", 100),
    ("朱", 100),
    ("何", 90),
    ("方", 90),
    ("江", 80),
    ("徐", 80),
    ("游", 70),
    ("罗", 70),
    ("戴", 60),
    ("施", 50),
    ("柯", 50),
    ("潘", 45),
    ("阮", 45),
    ("魏", 40),
    ("简", 40),
    ("余", 40),
    ("欧阳", 20),
    ("尤", 20),
    ("区", 8),
    ("单", 8),
    ("解", 8),
    ("仇", 6),
    ("覃", 6),
    ("查", 5),
    ("朴", 4),
    ("盖", 3),
    ("乐", 3),
    ("尉迟", 1),
    ("万俟", 1),
];

/// Per ten thousand, rounded; the country.
const ELSEWHERE: &[(&str, u32)] = &[
    ("王", 720),
    ("李", 710),
    ("张", 680),
    ("刘", 520),
    ("陈", 450),
    ("杨", 310),
    ("黄", 230),
    ("赵", 220),
    ("吴", 200),
    ("周", 200),
    ("徐", 150),
    ("孙", 150),
    ("马", 130),
    ("朱", 120),
    ("胡", 120),
    ("郭", 110),
    ("何", 110),
    ("林", 110),
    ("高", 100),
    ("罗", 90),
    ("梁", 80),
    ("宋", 80),
    ("谢", 70),
    ("唐", 70),
    ("韩", 60),
    ("曾", 50),
    ("覃", 30),
    ("解", 10),
    ("单", 8),
    ("仇", 6),
    ("华", 5),
    ("任", 40),
    ("翟", 8),
    ("冼", 3),
];

const MEN: &[&str] = &[
    "志", "明", "建", "国", "伟", "强", "军", "勇", "杰", "涛", "斌", "辉", "鹏", "华", "平", "东", "海", "山", "水",
    "木", "金", "火", "土", "龙", "福", "财", "顺", "文", "武", "德", "义", "坤", "源", "泉", "河", "溪", "荣", "俊",
    "毅", "峰", "宇", "浩", "轩", "博", "睿", "泽", "重", "行", "长", "朝", "兴", "乐", "贤", "盛", "艺", "毓", "祥",
    "添", "进", "阿",
];
const WOMEN: &[&str] = &[
    "丽", "美", "秀", "英", "芳", "兰", "梅", "玉", "珍", "珠", "霞", "云", "雪", "琴", "香", "月", "桂", "凤", "娟",
    "红", "艳", "燕", "玲", "淑", "惠", "慧", "敏", "静", "婷", "婉", "欣", "怡", "佳", "雅", "诗", "涵", "梓", "萱",
    "琪", "瑶", "锦", "宝", "巧", "阿", "乐", "宁", "茜", "莉", "菁", "蓉", "薇", "晴", "语", "馨", "盈", "素", "碧",
    "彩", "燕", "华",
];

pub(crate) fn surname(draw: &mut Draw, is_from_here: bool) -> &'static str {
    pick_weighted(draw, if is_from_here { HERE } else { ELSEWHERE })
}

/// One character in five names, else two.
pub(crate) fn given_name(draw: &mut Draw, is_male: bool) -> String {
    let characters = if is_male { MEN } else { WOMEN };
    let first = pick(draw, characters);
    if chance(draw, 20) { first.to_owned() } else { format!("{first}{}", pick(draw, characters)) }
}

/// A grown-up of the directory.
pub(crate) fn full_name(draw: &mut Draw, is_male: bool) -> String {
    format!("{}{}", surname(draw, true), given_name(draw, is_male))
}
