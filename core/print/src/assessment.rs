//! 考评报表: the published figures, unit by unit in the order of their paths, as the CSV has them. No person is in it, and nothing stands
//! in the order of how good it looks.

use etong_core::view::{AssessmentView, FigureView};

use crate::say;
use crate::sheet::Sheet;

pub(crate) fn write(sheet: &mut Sheet<'_>, view: &AssessmentView) {
    sheet.title("平安建设考评报表");
    sheet.right(&format!("期间：{}", view.period));
    sheet.paragraph(&format!(
        "公布单位 {}，公布时间 {}，规则第 {} 版，口径 {}，截至中继日志第 {} 条。",
        view.unit,
        say::moment(view.at),
        view.rules,
        view.counting,
        view.as_of_seq,
    ));
    match view.unsynced_phones.zip(view.phones) {
        Some((phones, of)) => sheet.paragraph(&format!("公布时 {of} 部手机中有 {phones} 部尚未同步。")),
        None => sheet.paragraph("公布时尚未同步的手机数未知。"),
    }
    for said in [&view.calendar_warning, &view.note].into_iter().flatten() {
        sheet.paragraph(said);
    }
    for unit in &view.units {
        sheet.head(&format!("单位 {}", unit.unit));
        let mut rows = vec![["指标", "分子", "分母", "比率或均值"].map(str::to_owned).to_vec()];
        rows.extend(unit.figures.iter().filter(|figure| figure.denominator > 0).map(|figure| {
            let name = format!("{}（{}）", figure.name, figure.indicator);
            vec![name, figure.numerator.to_string(), figure.denominator.to_string(), told(figure)]
        }));
        sheet.table(&[9.0, 3.0, 3.0, 6.0], &rows);
    }
    sheet.paragraph("不足五件的不给出比率；括号内为百分之九十五置信区间。比率可由任何读同一日志者复核。");
}

fn told(figure: &FigureView) -> String {
    let tenths = |number: u32| format!("{}.{}", number / 10, number % 10);
    match (figure.mean_tenths, figure.permille, figure.low, figure.high) {
        (Some(mean), ..) if figure.measure == "minutes" => format!("平均 {} 分钟", tenths(mean)),
        (Some(mean), ..) => format!("平均 {} 次", tenths(mean)),
        (None, Some(rate), Some(low), Some(high)) => {
            format!("{}%（{}–{}）", tenths(rate), tenths(low), tenths(high))
        }
        _ => "件数太少".to_owned(),
    }
}
