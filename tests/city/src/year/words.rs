//! What people write about hazards and quarrels: titles, stories, results. Invented, with the weight of real classes.

/// Title, what was seen.
pub(super) const HAZARDS: &[(&str, &str)] = &[
    ("楼道堆放杂物", "三楼至五楼堆放纸箱和旧家具，影响疏散"),
    ("电动车楼道充电", "飞线充电，电线从窗口拉下"),
    ("消防通道被堵", "两辆小车长期停在消防通道"),
    ("灭火器过期", "一楼灭火器压力不足，已过检验期"),
    ("燃气软管老化", "厨房软管开裂，已劝停用"),
    ("煤气瓶放在室内", "卧室旁存放液化气瓶两个"),
    ("电线私拉乱接", "出租屋内插座串接，线路发热"),
    ("外墙瓷砖脱落", "北面外墙有瓷砖松动，行人经过危险"),
    ("围墙开裂倾斜", "围墙裂缝两指宽，雨后更明显"),
    ("井盖缺失", "路口雨水井盖不见，已放警示牌"),
    ("路灯不亮", "巷内三盏路灯不亮，夜间行走不便"),
    ("路面塌陷", "自来水管漏水，路面下沉约十厘米"),
    ("池塘无护栏", "村口池塘边常有小孩玩耍，没有护栏"),
    ("树枝压电线", "台风后树枝断落，压在电线上"),
    ("店铺存放烟花", "小店无证存放烟花爆竹数箱"),
];

/// Title, how it came about.
pub(super) const DISPUTES: &[(&str, &str)] = &[
    ("楼上漏水", "卫生间渗水，楼下天花板发霉，双方对修缮费用有争议"),
    ("邻里噪声", "夜间装修，邻居多次劝说无果"),
    ("车位争执", "两户为门口停车位争吵"),
    ("宅基地界址", "新建围墙越界，双方对界址说法不一"),
    ("婚姻家庭", "夫妻争吵，家中老人报告"),
    ("赡养老人", "兄弟三人对老人赡养费分担有异议"),
    ("拖欠工资", "工人反映两个月工资未发"),
    ("租房押金", "退租时房东扣留押金"),
    ("山林地界", "果园边界不清，砍树引起争执"),
    ("物业收费", "业主对物业费和维修基金使用有异议"),
    ("交通小事故", "电动车剐蹭，赔偿金额谈不拢"),
    ("借款不还", "邻居之间借款两年未还"),
];

/// Class, title, what was said.
pub(super) const MATTERS: &[(&str, &[(&str, &str)])] = &[
    (
        "request",
        &[
            ("路灯加装", "新村出口没有路灯，请求加装"),
            ("老人助餐", "独居老人申请助餐服务"),
            ("办理居住证", "新租户咨询并请求代办"),
        ],
    ),
    ("consultation", &[("医保参保", "询问新生儿参保手续"), ("落户政策", "询问租房落户条件")]),
    ("complaint", &[("夜间施工", "工地夜间施工扰民"), ("态度生硬", "反映窗口人员答复敷衍")]),
    ("urban_management", &[("占道经营", "早市摊位占用人行道"), ("垃圾未清运", "转运点垃圾两天未清")]),
    (
        "emergency",
        &[("民房起火", "二楼冒浓烟，楼内可能有人"), ("有人落水", "河边有人落水"), ("燃气泄漏", "楼道闻到浓烈煤气味")],
    ),
    ("subject_rights", &[("查询本人信息", "要求查询登记的个人信息"), ("更正登记", "登记的住址已变更，请求更正")]),
    ("other", &[("流浪犬", "校门口有流浪犬聚集")]),
];

pub(super) const DONE: &[&str] = &[
    "已当场清理，住户签字承诺",
    "已联系物业整改，复查合格",
    "双方已达成口头和解",
    "已签协议，约定三日内履行",
    "已更换，拍照留存",
    "已劝导并张贴提示",
    "已移交施工单位修复，现场恢复",
];

pub(super) const NOTES: &[&str] =
    &["电话约好明天上门", "当事人不在家，改日再去", "已通知楼长协助", "请先到现场看看", "雨停后处理"];

pub(super) const NOT_CONTENT: &[&str] = &["又堆起来了", "没有人来看过", "修了两天又坏", "对方没有履行"];

pub(super) const REASONS: &[&str] = &["不属本网格，请重新派遣", "需要专业队伍", "需上级协调产权单位"];

/// Why it goes up.
pub(super) const TOO_BIG: &[&str] =
    &["需街道协调产权单位", "涉及多个社区", "整改费用超出社区能力", "当事人要求上级处理"];

/// Why it takes longer.
pub(super) const LATER: &[&str] = &["等待材料到货", "当事人外出，月底返回", "汛期无法施工", "专项资金待批"];

pub(super) const MISTAKEN: &[&str] = &["误报", "重复登记", "点错了网格", "现场核实无此情况"];

pub(super) const NOT_OURS: &[&str] = &["属物业合同事项，请与物业协商", "已进入诉讼程序", "缺少可核实的信息"];

/// Who puts a hazard right.
pub(super) const OWNERS: &[&str] = &["房屋出租人", "物业公司", "店铺经营者"];

pub(super) const COMPANIES: &[&str] = &["供电公司", "自来水公司", "燃气公司"];

pub(super) const COURTS: &[&str] = &["区人民法院", "劳动人事争议仲裁委员会", "区司法局"];

pub(super) const VISITS: &[&str] =
    &["家中无人，邻居代答", "提醒注意用电安全", "老人独居，已留联系卡", "新装防盗门，已登记", "宣传反诈"];

/// Kind of place and the items of its checklist.
pub(super) const CHECKLISTS: &[(&str, &[&str])] = &[
    ("fire", &["exit_clear", "signs_lights", "equipment", "fire_doors", "fire_lane", "ebike_charging"]),
    ("gas", &["hose", "valve", "appliance", "detector", "ventilation"]),
    ("electricity", &["wiring", "overload", "leakage_switch", "meter_box"]),
];

/// Kind, what was seen.
pub(super) const CLUES: &[(&str, &str)] = &[
    ("fraud", "有人上门推销保健品，自称免费体检"),
    ("gambling", "晚上经常有多人聚集，疑似赌博"),
    ("theft", "楼下电动车电瓶夜间丢失"),
    ("pyramid_selling", "出租屋内每日有人集体上课"),
    ("other", "陌生车辆连续多日停在校门口"),
];

pub(super) const CLUE_ENDS: &[&str] = &["已核查处理", "经查不属实", "已移交专班"];

pub(super) const DISPUTE_TYPES: &[&str] = &["neighbours", "family", "homestead", "contract"];

pub(super) const STATEMENTS: &[&str] =
    &["双方各自陈述经过，对事实无异议", "申请人要求赔偿，对方愿意承担一半", "双方同意请师傅现场查看后再定"];

pub(super) const CAMPAIGNS: &[&str] = &["春季出租屋排查", "秋冬防火检查"];

pub(super) const TASKS: &[&str] = &["走访重点场所", "查看消防通道", "登记新租户"];

/// Title, text.
pub(super) const NOTICES: &[(&str, &str)] = &[
    ("台风防御提醒", "请各网格查看低洼地段和老旧房屋，发现险情立即上报"),
    ("反诈宣传", "近期冒充客服诈骗多发，请入户时一并提醒"),
    ("停水通知", "因管道检修，明日八时至十八时停水"),
    ("例会安排", "本周五下午三时在镇政府三楼开会"),
];

/// Purpose, title.
pub(super) const CALLS: &[(&str, &str)] = &[
    ("patrol", "夜间联合巡逻"),
    ("volunteering", "清理卫生死角"),
    ("training", "急救知识培训"),
    ("prevention", "防汛值守"),
];

pub(super) const STREETS: &[&str] =
    &["新华西路", "胜利路", "延安北路", "大同路", "南昌中路", "水仙大街", "元光北路", "丹霞路"];

pub(super) const SURNAMES: &[&str] = &["陈", "林", "黄", "张", "吴", "李", "郑", "王"];

pub(super) const GIVEN: &[&str] = &["志明", "丽华", "建国", "秀英", "伟强", "美珍", "国华", "淑芬"];

pub(super) const OBJECTIONS: &[&str] = &["停电三天，无法处置", "对方单位未接收", "当事人要求改期", "节假日计算有误"];
