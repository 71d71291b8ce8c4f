//! Finding residents.

use etong_core::App;

use super::list::residents_text;
use crate::error::CliError;
use crate::out::Answer;
use crate::typed::Area;

pub(super) fn search(app: &App, text: Option<&str>, area: Option<Area>) -> Result<Answer, CliError> {
    let page = match area {
        Some(Area(query)) => app.residents_in(query)?,
        None => app.search_residents(text.unwrap_or_default())?,
    };
    let text = if page.rows.is_empty() {
        "没有找到 nobody found\n可输入姓名、地址中的汉字，拼音或首字母，电话数字 \
         (characters of a name or address, pinyin or its initials, digits of a phone)"
            .to_owned()
    } else {
        let more =
            if page.more { "\n… 还有更多，请多输入几个字 there are more; type more of it" } else { "" };
        format!("{}{more}", residents_text(&page.rows))
    };
    Ok(Answer::new(text, &page))
}
