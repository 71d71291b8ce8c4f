//! 翻页: where a page ended. A list goes on after the last row that was shown, so that a row that comes meanwhile shows none twice and
//! hides none. A screen hands the text back as it got it.

use crate::error::CoreError;

const BETWEEN: char = '~';

/// The text for what the last row is found by.
pub(super) fn cursor(parts: &[&dyn std::fmt::Display]) -> String {
    let parts: Vec<String> = parts.iter().map(ToString::to_string).collect();
    parts.join(&BETWEEN.to_string())
}

/// What the last row is found by; `None`: the first page.
pub(super) fn after<const N: usize>(text: Option<&str>) -> Result<Option<[&str; N]>, CoreError> {
    let Some(text) = text else { return Ok(None) };
    let parts: Vec<&str> = text.trim().split(BETWEEN).collect();
    parts.try_into().map(Some).map_err(|_| no_end())
}

pub(super) fn number(part: &str) -> Result<i64, CoreError> {
    part.parse().map_err(|_| no_end())
}

/// The text is no end of a page of this list.
pub(super) fn no_end() -> CoreError {
    let reason = "not where a page of this list ended; begin with the first page".to_owned();
    CoreError::Invalid { field: "after".into(), reason }
}

/// A page of `rows`, of which there is one more when it goes on, and where it ended.
pub(super) fn cut<T>(mut rows: Vec<T>, page: u32, end: impl Fn(&T) -> String) -> (Vec<T>, Option<String>) {
    let page = usize::try_from(page).unwrap_or(usize::MAX);
    let more = rows.len() > page;
    rows.truncate(page);
    let next = rows.last().filter(|_| more).map(end);
    (rows, next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_handed_back_is_read_as_it_was_written_and_nothing_else_is() {
        let text = cursor(&[&"2026-05-31", &17]);
        assert_eq!(after::<2>(Some(&text)).unwrap(), Some(["2026-05-31", "17"]));
        assert_eq!(after::<2>(None).unwrap(), None);
        for wrong in ["", "17", "a~b~c"] {
            assert!(matches!(after::<2>(Some(wrong)), Err(CoreError::Invalid { .. })), "{wrong}");
        }
        assert!(number("x").is_err());
        assert_eq!(cut(vec![1, 2, 3], 2, i32::to_string), (vec![1, 2], Some("2".to_owned())));
        assert_eq!(cut(vec![1, 2], 2, i32::to_string), (vec![1, 2], None));
    }
}
