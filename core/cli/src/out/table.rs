//! Aligned columns; Chinese characters count as two wide. Chinese header first, English second.

use comfy_table::{LineStyle, Table, TableStyle, presets};

/// A header word in Chinese and English.
pub(crate) type Heading = (&'static str, &'static str);

/// Rows under a header; every row has as many cells as there are headings.
pub(crate) fn table(headings: &[Heading], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    const STYLE: TableStyle = presets::NOTHING.header_separator(LineStyle::none().fill('─').junction('─'));
    let mut table = Table::new();
    table.load_style(STYLE);
    table.set_header(headings.iter().map(|(zh, en)| format!("{zh} {en}")));
    for row in rows {
        table.add_row(row.into_iter().map(|cell| one_line(&cell)));
    }
    trimmed(table)
}

/// Facts about one thing, one a line; those without a value are left out.
pub(crate) fn facts<'a>(facts: impl IntoIterator<Item = (&'a str, &'a str, Option<String>)>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    for (zh, en, value) in facts {
        if let Some(value) = value {
            table.add_row([format!("{zh} {en}"), value]);
        }
    }
    trimmed(table)
}

fn trimmed(mut table: Table) -> String {
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    lines.join("\n")
}

fn one_line(cell: &str) -> String {
    cell.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_characters_are_two_columns_wide() {
        let text = table(
            &[("姓名", "Name"), ("状态", "State")],
            [vec!["王芳".into(), "x".into()], vec!["Li".into(), "x\ny".into()]],
        );
        let lines: Vec<&str> = text.lines().collect();
        let wide = |letter: char| if letter.is_ascii() { 1 } else { 2 };
        let column = |line: &str| line.split_once('x').map(|(before, _)| before.chars().map(wide).sum::<usize>());
        assert_eq!(column(lines[2]), column(lines[3]), "{text}");
        assert_eq!(column(lines[2]), Some(12), "{text}");
        assert!(lines[3].ends_with("x y"));
    }

    #[test]
    fn a_fact_without_a_value_is_left_out() {
        assert_eq!(facts([("甲", "a", None), ("乙", "b", Some("1".into()))]), "乙 b  1");
    }
}
