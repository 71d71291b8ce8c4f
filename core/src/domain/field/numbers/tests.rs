//! What is masked and what is not: a table of what people type, and properties over all known kinds of numbers.

use proptest::prelude::*;

use super::numbers_in;

#[test]
fn numbers_in_a_text_are_masked_and_nothing_else() {
    for (text, shown) in [
        ("找张三13877665544问", "找张三138****5544问"),
        ("证号11010519491231002X，住3栋", "证号1101**********002X，住3栋"),
        ("350602580712101", "3506*******2101"),
        ("证号１１０１０５１９４９１２３１００２ｘ", "证号１１０１**********００２ｘ"),
        ("110105 19491231 002x", "1101** ******** 002x"),
        ("110105-1949-1231-002X", "1101**-****-****-002X"),
        ("110105 19491231 002 X", "1101** ******** 002 X"),
        ("1101 0519 4912 3100 2X", "1101 **** **** **00 2X"),
        ("110105\n19491231002X", "1101**\n********002X"),
        ("13877665544X", "138****5544X"),
        ("2026-03-02 138 7766 5544 或 138-7766-5544", "2026-03-02 138 **** 5544 或 138-****-5544"),
        ("1387766\n5544", "138****\n5544"),
        ("138-7766 5544，138 7766-5544，(138)7766-5544", "138-**** 5544，138 ****-5544，(138)****-5544"),
        ("138/7766/5544，138,7766,5544，138，7766，5544", "138/****/5544，138,****,5544，138，****，5544"),
        ("110105 1949-1231 002X", "1101** ****-**** 002X"),
        (
            "13,800,150,000元，2026/03/02 14:30，3-2/502，1398-2026 03-02",
            "13,800,150,000元，2026/03/02 14:30，3-2/502，1398-2026 03-02",
        ),
        ("张三112000\n20201005\n0400", "张三112***\n********\n0400"),
        ("138.7766.5544，138–7766–5544，1 3 8 7 7 6 6 5 5 4 4", "138.****.5544，138–****–5544，1 3 8 * * * * 5 5 4 4"),
        ("电１３８７７６６５５４４", "电１３８****５５４４"),
        ("一三八七七六六五五四四", "一三八****五五四四"),
        ("幺三八 七七六六 五五四四", "幺三八 **** 五五四四"),
        ("138七七六六5544", "138****5544"),
        ("①③⑧⑦⑦⑥⑥⑤⑤④④", "①③⑧****⑤⑤④④"),
        ("138\u{200b}7766\u{200b}5544", "138\u{200b}****\u{200b}5544"),
        ("+86 13877665544, 8613877665544, 013877665544", "+86 138****5544, 861******5544, 0138******44"),
        ("1387766554411010519491231002X", "138****5544110***********002X"),
        ("1387766554413900001111", "138****5544139****1111"),
        ("0596-2345678", "0596-*****78"),
        ("(0596)2345678，（010）65529988", "(0596)*****78，（010）6*****88"),
        ("05962345678", "0596*****78"),
        ("6222021234567890128, 6222 0212 3456 7890 128", "6222***********0128, 6222 **** **** ***0 128"),
        (
            "护照E12345678，EA1234567，通行证C12345678，回乡证H1234567801",
            "护照E******78，EA*****67，通行证C******78，回乡证H********01",
        ),
        ("香港身份证A123456(7)", "香港身份证A****56(7)"),
        ("3栋502室, 2026-03-02 14:30, 12345678", "3栋502室, 2026-03-02 14:30, 12345678"),
        ("12345工单202603020012345, 20260302001234567X", "12345工单202603020012345, 20260302001234567X"),
        ("12345-20260302-0012, 110, 10086, 赔付10000000000元", "12345-20260302-0012, 110, 10086, 赔付10000000000元"),
        ("赔付13000000000元，奖励13000-150000元", "赔付13000000000元，奖励13000-150000元"),
        ("第350602号, 2026-03 至 2026-12, 3-502", "第350602号, 2026-03 至 2026-12, 3-502"),
        ("二〇二六年三月二日，三栋一五〇二室", "二〇二六年三月二日，三栋一五〇二室"),
        ("闽E12345, G324国道, 消防栓XF20260302001", "闽E12345, G324国道, 消防栓XF20260302001"),
        ("", ""),
    ] {
        assert_eq!(numbers_in(text), shown);
    }
}

fn digits(length: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(0..10_u8, length).prop_map(|digits| digits.iter().map(u8::to_string).collect())
}

fn citizen() -> impl Strategy<Value = String> {
    let province = prop::sample::select(vec!["11", "35", "44", "51", "65", "81"]);
    (province, digits(4), 1930..2026_u32, 1..13_u32, 1..29_u32, digits(3)).prop_map(
        |(province, area, year, month, day, nth)| {
            let head = format!("{province}{area}{year}{month:02}{day:02}{nth}");
            const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
            let sum: u32 = head.chars().zip(WEIGHTS).map(|(digit, weight)| digit.to_digit(10).unwrap() * weight).sum();
            format!("{head}{}", "10X98765432".chars().nth((sum % 11) as usize).unwrap())
        },
    )
}

fn card() -> impl Strategy<Value = String> {
    (prop::sample::select(vec!["6222", "6228", "4563", "5187"]), digits(11)).prop_map(|(start, rest)| {
        let head = format!("{start}{rest}");
        let sum: u32 = head
            .chars()
            .rev()
            .enumerate()
            .map(|(nth, digit)| {
                let digit = digit.to_digit(10).unwrap() * if nth % 2 == 0 { 2 } else { 1 };
                if digit > 9 { digit - 9 } else { digit }
            })
            .sum();
        format!("{head}{}", (10 - sum % 10) % 10)
    })
}

/// A number of one of the known kinds, with the groups it is usually typed in.
fn known() -> impl Strategy<Value = (String, Vec<usize>)> {
    let one_of = |groups: Vec<Vec<usize>>| prop::sample::select(groups);
    prop_oneof![
        (citizen(), one_of(vec![vec![], vec![6, 8], vec![6, 4, 4], vec![4, 4, 4, 4], vec![3, 3, 4, 4]])),
        (
            citizen().prop_map(|number| number
                .chars()
                .take(6)
                .chain(number.chars().skip(8).take(9))
                .collect::<String>()),
            one_of(vec![vec![], vec![6, 6]])
        ),
        (
            (3..10_u8, digits(9)).prop_map(|(second, rest)| format!("1{second}{rest}")),
            one_of(vec![vec![], vec![3, 4], vec![4, 4], vec![4, 3], vec![3, 3], vec![1; 10]])
        ),
        (
            (prop::sample::select(vec!["0596", "0755"]), 2..9_u8, digits(6))
                .prop_map(|(area, first, rest)| format!("{area}{first}{rest}")),
            one_of(vec![vec![], vec![4], vec![4, 3]])
        ),
        (
            (prop::sample::select(vec!["010", "021"]), 2..9_u8, digits(7))
                .prop_map(|(area, first, rest)| format!("{area}{first}{rest}")),
            one_of(vec![vec![], vec![3], vec![3, 4]])
        ),
        (card(), one_of(vec![vec![], vec![4, 4, 4]])),
    ]
}

fn written(number: &str, groups: &[usize], between: &str, script: u8) -> String {
    let mut text = String::new();
    let mut left = groups.iter();
    let mut until = left.next().copied();
    for (nth, sign) in number.chars().enumerate() {
        if until == Some(nth) {
            text.push_str(between);
            until = left.next().map(|length| nth + length);
        }
        let digit = sign.to_digit(10);
        text.push(match (script, digit) {
            (1, Some(digit)) => char::from_u32(0xff10 + digit).unwrap(),
            (2, Some(digit)) => "〇一二三四五六七八九".chars().nth(digit as usize).unwrap(),
            _ => sign,
        });
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_six_neighbouring_digits_of_a_known_number_are_let_out(
        (number, groups) in known(),
        between in prop::sample::select(vec![" ", "-", "—", "　", "\n", " - "]),
        script in 0..3_u8,
        before in prop::sample::select(vec!["", "找", "电话：", "张三", "2026-03-02，", "住3栋502室，", "身份证号"]),
        after in prop::sample::select(vec!["", "，", "（本人）", "问", "。2026年3月2日"]),
    ) {
        let number_as_written = written(&number, &groups, between, script);
        let text = format!("{before}{number_as_written}{after}");
        let shown = numbers_in(&text);
        // A date in front may hold the same six digits.
        let place = shown.chars().skip(before.chars().count()).take(number_as_written.chars().count());
        let plain: String = place.filter_map(|sign| match sign {
            '０'..='９' => char::from_digit(u32::from(sign) - 0xff10, 10),
            _ => "〇一二三四五六七八九".chars().position(|one| one == sign).and_then(|digit| char::from_digit(u32::try_from(digit).unwrap(), 10)).or(Some(sign)),
        }).filter(|sign| sign.is_ascii_digit() || *sign == '*').collect();
        for six in number.as_bytes().windows(6) {
            let six = std::str::from_utf8(six).unwrap();
            prop_assert!(!plain.contains(six), "{text:?} shows {six}: {shown:?}");
        }
        prop_assert_eq!(shown.chars().count(), text.chars().count());
    }

    #[test]
    fn house_numbers_dates_numbers_of_orders_and_amounts_stay(
        (house, floor, room) in (1..200_u32, 1..34_u32, 1..12_u32),
        (year, month, day, hour, minute) in (1990..2030_u32, 1..13_u32, 1..32_u32, 0..24_u32, 0..60_u32),
        (amount, serial) in (1..9_999_999_u32, 0..9_999_u32),
    ) {
        let text = format!(
            "{house}号{floor}栋{floor}{room:02}室，{house}-{floor}-{floor}{room:02}，{year}-{month:02}-{day:02} {hour:02}:{minute:02}，\
             {year}{month:02}{day:02}，{year}.{month}.{day}，{amount}元，¥{amount}.50，{serial}-{amount}元，12345工单{year}{month:02}{day:02}{serial:04}，\
             12345-{year}{month:02}{day:02}-{serial:04}，{year}年{month}月{day}日，{house} {floor} {serial}，G{house}，110、119"
        );
        prop_assert_eq!(numbers_in(&text), text);
    }
}
