//! Code tables of national standards, with the number of entries each must have: public copies are often wrong.

/// One table: what it is, and its codes with their Chinese words.
#[derive(Debug, PartialEq, Eq)]
pub struct CodeList {
    /// The standard it comes from.
    pub source: &'static str,
    pub entries: &'static [(&'static str, &'static str)],
}

impl CodeList {
    /// The word of a code.
    #[must_use]
    pub fn word(&self, code: &str) -> Option<&'static str> {
        self.entries.iter().find(|(own, _)| *own == code).map(|(_, word)| *word)
    }

    /// The code for what a person typed: a code, or its word (汉族 as well as 汉).
    #[must_use]
    pub fn code(&self, typed: &str) -> Option<&'static str> {
        let named = |word: &str| word == typed || typed.strip_suffix('族') == Some(word);
        self.entries.iter().find(|(code, word)| *code == typed || named(word)).map(|(code, _)| *code)
    }
}

/// 性别, GB/T 2261.1.
pub const SEX: CodeList = CodeList {
    source: "GB/T 2261.1",
    entries: &[("0", "未知的性别"), ("1", "男"), ("2", "女"), ("9", "未说明的性别")],
};

/// 婚姻状况, GB/T 2261.2.
pub const MARRIAGE: CodeList = CodeList {
    source: "GB/T 2261.2",
    entries: &[
        ("10", "未婚"),
        ("20", "已婚"),
        ("21", "初婚"),
        ("22", "再婚"),
        ("23", "复婚"),
        ("30", "丧偶"),
        ("40", "离婚"),
        ("90", "未说明的婚姻状况"),
    ],
};

/// 政治面貌, GB/T 4762.
pub const POLITICS: CodeList = CodeList {
    source: "GB/T 4762",
    entries: &[
        ("01", "中共党员"),
        ("02", "中共预备党员"),
        ("03", "共青团员"),
        ("04", "民革党员"),
        ("05", "民盟盟员"),
        ("06", "民建会员"),
        ("07", "民进会员"),
        ("08", "农工党党员"),
        ("09", "致公党党员"),
        ("10", "九三学社社员"),
        ("11", "台盟盟员"),
        ("12", "无党派人士"),
        ("13", "群众"),
    ],
};

/// 证件类型, the codes of GA/T 517 that residents show.
pub const ID_TYPE: CodeList = CodeList {
    source: "GA/T 517 (subset)",
    entries: &[
        ("111", "居民身份证"),
        ("113", "户口簿"),
        ("114", "军官证"),
        ("335", "机动车驾驶证"),
        ("414", "普通护照"),
        ("511", "台湾居民来往大陆通行证"),
        ("516", "港澳居民来往内地通行证"),
    ],
};

/// 学历, GB/T 4658-2006.
pub const EDUCATION: CodeList = CodeList {
    source: "GB/T 4658",
    entries: &[
        ("10", "研究生"),
        ("11", "博士研究生毕业"),
        ("12", "博士研究生结业"),
        ("13", "博士研究生肄业"),
        ("14", "硕士研究生毕业"),
        ("15", "硕士研究生结业"),
        ("16", "硕士研究生肄业"),
        ("17", "研究生班毕业"),
        ("18", "研究生班结业"),
        ("19", "研究生班肄业"),
        ("20", "大学本科"),
        ("21", "大学本科毕业"),
        ("22", "大学本科结业"),
        ("23", "大学本科肄业"),
        ("28", "大学普通班毕业"),
        ("30", "大学专科"),
        ("31", "大学专科毕业"),
        ("32", "大学专科结业"),
        ("33", "大学专科肄业"),
        ("40", "中等职业"),
        ("41", "中等专科毕业"),
        ("42", "中等专科结业"),
        ("43", "中等专科肄业"),
        ("44", "职业高中毕业"),
        ("45", "职业高中结业"),
        ("46", "职业高中肄业"),
        ("47", "技工学校毕业"),
        ("48", "技工学校结业"),
        ("49", "技工学校肄业"),
        ("60", "普通高中"),
        ("61", "普通高中毕业"),
        ("62", "普通高中结业"),
        ("63", "普通高中肄业"),
        ("70", "初中"),
        ("71", "初中毕业"),
        ("73", "初中肄业"),
        ("80", "小学"),
        ("81", "小学毕业"),
        ("83", "小学肄业"),
        ("90", "其他"),
    ],
};

/// 民族, GB/T 3304, with 97 and 98 of the population register.
pub const NATION: CodeList = CodeList {
    source: "GB/T 3304",
    entries: &[
        ("01", "汉"),
        ("02", "蒙古"),
        ("03", "回"),
        ("04", "藏"),
        ("05", "维吾尔"),
        ("06", "苗"),
        ("07", "彝"),
        ("08", "壮"),
        ("09", "布依"),
        ("10", "朝鲜"),
        ("11", "满"),
        ("12", "侗"),
        ("13", "瑶"),
        ("14", "白"),
        ("15", "土家"),
        ("16", "哈尼"),
        ("17", "哈萨克"),
        ("18", "傣"),
        ("19", "黎"),
        ("20", "傈僳"),
        ("21", "佤"),
        ("22", "畲"),
        ("23", "高山"),
        ("24", "拉祜"),
        ("25", "水"),
        ("26", "东乡"),
        ("27", "纳西"),
        ("28", "景颇"),
        ("29", "柯尔克孜"),
        ("30", "土"),
        ("31", "达斡尔"),
        ("32", "仫佬"),
        ("33", "羌"),
        ("34", "布朗"),
        ("35", "撒拉"),
        ("36", "毛南"),
        ("37", "仡佬"),
        ("38", "锡伯"),
        ("39", "阿昌"),
        ("40", "普米"),
        ("41", "塔吉克"),
        ("42", "怒"),
        ("43", "乌孜别克"),
        ("44", "俄罗斯"),
        ("45", "鄂温克"),
        ("46", "德昂"),
        ("47", "保安"),
        ("48", "裕固"),
        ("49", "京"),
        ("50", "塔塔尔"),
        ("51", "独龙"),
        ("52", "鄂伦春"),
        ("53", "赫哲"),
        ("54", "门巴"),
        ("55", "珞巴"),
        ("56", "基诺"),
        ("97", "其他"),
        ("98", "外国血统中国籍人士"),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_table_has_as_many_entries_as_its_standard_and_no_code_twice() {
        let table = [(&SEX, 4), (&MARRIAGE, 8), (&POLITICS, 13), (&ID_TYPE, 7), (&EDUCATION, 40), (&NATION, 58)];
        for (list, count) in table {
            assert_eq!(list.entries.len(), count, "{}", list.source);
            assert!(list.entries.is_sorted_by(|a, b| a.0 < b.0), "{}", list.source);
            let words: std::collections::BTreeSet<_> = list.entries.iter().map(|entry| entry.1).collect();
            assert_eq!(words.len(), count, "{}", list.source);
        }
    }

    #[test]
    fn a_code_is_found_by_itself_or_by_its_word() {
        assert_eq!(NATION.code("22"), Some("22"));
        assert_eq!(NATION.code("畲族"), Some("22"));
        assert_eq!(NATION.code("汉"), Some("01"));
        assert_eq!(SEX.code("女"), Some("2"));
        assert_eq!(SEX.code("3"), None);
        assert_eq!(NATION.word("23"), Some("高山"));
    }
}
