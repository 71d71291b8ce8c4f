//! Pinyin keys of a name, for the keyboard a phone has: the full spelling and the initials, both lower-case ASCII. Surnames have
//! readings of their own (曾 is Zeng, 单 is Shan); two-character surnames are looked for first.

use pinyin::ToPinyin;

/// What a name is found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameKeys {
    /// `zengguofan`.
    pub full: String,
    /// `zgf`.
    pub initials: String,
}

/// Characters without a reading are left out, letters and digits stay.
#[must_use]
pub fn name_keys(name: &str) -> NameKeys {
    let letters: Vec<char> = name.chars().filter(|letter| !letter.is_whitespace()).collect();
    let surname = surname_readings(&letters);
    let mut keys = NameKeys { full: String::new(), initials: String::new() };
    for (index, letter) in letters.iter().enumerate() {
        match surname.get(index).copied().or_else(|| letter.to_pinyin().map(pinyin::Pinyin::plain)) {
            Some(reading) => {
                let ascii = reading.replace('ü', "v");
                keys.initials.extend(ascii.chars().next());
                keys.full.push_str(&ascii);
            }
            None if letter.is_ascii_alphanumeric() => {
                keys.full.push(letter.to_ascii_lowercase());
                keys.initials.push(letter.to_ascii_lowercase());
            }
            None => {}
        }
    }
    keys
}

fn surname_readings(name: &[char]) -> Vec<&'static str> {
    if let [first, second, _, ..] = name
        && let Some((_, readings)) = DOUBLE.iter().find(|(surname, _)| surname.chars().eq([*first, *second]))
    {
        return readings.to_vec();
    }
    let single = name.first().and_then(|first| SINGLE.iter().find(|(surname, _)| surname == first));
    single.map(|(_, reading)| vec![*reading]).unwrap_or_default()
}

/// Surnames of one character that are read otherwise than the character mostly is.
const SINGLE: &[(char, &str)] = &[
    ('曾', "zeng"),
    ('单', "shan"),
    ('解', "xie"),
    ('仇', "qiu"),
    ('查', "zha"),
    ('朴', "piao"),
    ('区', "ou"),
    ('盖', "ge"),
    ('任', "ren"),
    ('华', "hua"),
    ('盛', "sheng"),
    ('宁', "ning"),
    ('乐', "yue"),
    ('燕', "yan"),
    ('翟', "zhai"),
    ('覃', "qin"),
    ('冼', "xian"),
    ('员', "yun"),
    ('贠', "yun"),
    ('秘', "bi"),
    ('折', "she"),
    ('佘', "she"),
    ('黑', "he"),
    ('纪', "ji"),
    ('缪', "miao"),
    ('种', "chong"),
    ('召', "shao"),
    ('祭', "zhai"),
    ('繁', "po"),
    ('逄', "pang"),
    ('隗', "wei"),
    ('郗', "xi"),
    ('万', "wan"),
    ('沈', "shen"),
    ('石', "shi"),
    ('曲', "qu"),
    ('车', "che"),
    ('尹', "yin"),
    ('柏', "bai"),
    ('乜', "nie"),
    ('臧', "zang"),
    ('阚', "kan"),
    ('撒', "sa"),
    ('句', "gou"),
    ('牟', "mou"),
    ('那', "na"),
    ('邵', "shao"),
    ('谌', "chen"),
    ('尉', "wei"),
    ('俞', "yu"),
    ('於', "yu"),
];

/// Surnames of two characters.
const DOUBLE: &[(&str, [&str; 2])] = &[
    ("尉迟", ["yu", "chi"]),
    ("万俟", ["mo", "qi"]),
    ("单于", ["chan", "yu"]),
    ("长孙", ["zhang", "sun"]),
    ("澹台", ["tan", "tai"]),
    ("令狐", ["ling", "hu"]),
    ("鲜于", ["xian", "yu"]),
    ("欧阳", ["ou", "yang"]),
    ("司马", ["si", "ma"]),
    ("司徒", ["si", "tu"]),
    ("司空", ["si", "kong"]),
    ("上官", ["shang", "guan"]),
    ("诸葛", ["zhu", "ge"]),
    ("夏侯", ["xia", "hou"]),
    ("皇甫", ["huang", "fu"]),
    ("宇文", ["yu", "wen"]),
    ("慕容", ["mu", "rong"]),
    ("公孙", ["gong", "sun"]),
    ("东方", ["dong", "fang"]),
    ("南宫", ["nan", "gong"]),
    ("独孤", ["du", "gu"]),
    ("赫连", ["he", "lian"]),
    ("淳于", ["chun", "yu"]),
    ("申屠", ["shen", "tu"]),
    ("钟离", ["zhong", "li"]),
    ("濮阳", ["pu", "yang"]),
    ("呼延", ["hu", "yan"]),
    ("端木", ["duan", "mu"]),
    ("闻人", ["wen", "ren"]),
    ("轩辕", ["xuan", "yuan"]),
    ("拓跋", ["tuo", "ba"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelt_as_people_say_them() {
        let table = [
            ("王芳", "wangfang", "wf"),
            ("曾国藩", "zengguofan", "zgf"),
            ("单雄信", "shanxiongxin", "sxx"),
            ("解缙", "xiejin", "xj"),
            ("仇英", "qiuying", "qy"),
            ("查良镛", "zhaliangyong", "zly"),
            ("朴志成", "piaozhicheng", "pzc"),
            ("尉迟恭", "yuchigong", "ycg"),
            ("万俟卨", "moqixie", "mqx"),
            ("万里", "wanli", "wl"),
            ("区小明", "ouxiaoming", "oxm"),
            ("盖叫天", "gejiaotian", "gjt"),
            ("任建国", "renjianguo", "rjg"),
            ("乐毅", "yueyi", "yy"),
            ("翟志刚", "zhaizhigang", "zzg"),
            ("覃海洋", "qinhaiyang", "qhy"),
            ("长孙无忌", "zhangsunwuji", "zswj"),
            ("欧阳修", "ouyangxiu", "oyx"),
            ("吕布", "lvbu", "lb"),
            ("麦麦提·艾力", "maimaitiaili", "mmtal"),
            ("John 2", "john2", "john2"),
            ("", "", ""),
        ];
        for (name, full, initials) in table {
            let keys = name_keys(name);
            assert_eq!((keys.full.as_str(), keys.initials.as_str()), (full, initials), "{name}");
        }
    }

    #[test]
    fn a_reading_for_a_surname_does_not_reach_into_the_given_name() {
        assert_eq!(name_keys("王单").full, "wangdan");
        assert_eq!(name_keys("李解放").full, "lijiefang");
    }

    proptest::proptest! {
        #[test]
        fn keys_are_ascii_whatever_the_name(name: String) {
            let keys = name_keys(&name);
            proptest::prop_assert!(keys.full.is_ascii() && keys.initials.is_ascii());
        }
    }
}
