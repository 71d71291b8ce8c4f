//! A Rust file taken apart just enough to tell code from comments and strings, and what ships from what only tests see.

#[derive(Debug, Default)]
pub(crate) struct Source {
    /// Line by line: code with comments and the contents of strings blanked, up to the trailing test module.
    pub(crate) code: Vec<String>,
    /// As `code`, the whole file.
    pub(crate) code_with_tests: Vec<String>,
    /// Line by line: only what stands in comments.
    pub(crate) comments: Vec<String>,
}

#[derive(Clone, Copy, PartialEq)]
enum Inside {
    Code,
    LineComment,
    BlockComment(u32),
    Text,
    RawText(usize),
}

impl Source {
    pub(crate) fn read(text: &str) -> Self {
        let (mut code, mut comments) = (String::new(), String::new());
        let mut inside = Inside::Code;
        let mut rest = text;
        while let Some(character) = rest.chars().next() {
            let (length, next) = step(rest, character, inside);
            let (taken, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
            let is_comment = matches!(inside, Inside::LineComment | Inside::BlockComment(_))
                || matches!(next, Inside::LineComment | Inside::BlockComment(_));
            let is_code = inside == Inside::Code && !is_comment;
            for character in taken.chars() {
                let blank = if character == '\n' { '\n' } else { ' ' };
                code.push(if is_code { character } else { blank });
                comments.push(if is_comment { character } else { blank });
            }
            (rest, inside) = (after, next);
        }
        let code_with_tests: Vec<String> = code.split('\n').map(str::to_owned).collect();
        let code = code_with_tests.iter().take(shipped_lines(&code_with_tests)).cloned().collect();
        Self { code, code_with_tests, comments: comments.split('\n').map(str::to_owned).collect() }
    }

    /// Shipped lines with their numbers from 1.
    pub(crate) fn numbered(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.code.iter().map(String::as_str))
    }
}

/// How many bytes to take, and where that leaves us.
fn step(rest: &str, character: char, inside: Inside) -> (usize, Inside) {
    let one = character.len_utf8();
    match inside {
        Inside::LineComment if character == '\n' => (one, Inside::Code),
        Inside::BlockComment(depth) if rest.starts_with("*/") => {
            (2, if depth == 0 { Inside::Code } else { Inside::BlockComment(depth - 1) })
        }
        Inside::BlockComment(depth) if rest.starts_with("/*") => (2, Inside::BlockComment(depth + 1)),
        Inside::Text if character == '\\' => (1 + rest.chars().nth(1).map_or(0, char::len_utf8), Inside::Text),
        Inside::Text if character == '"' => (one, Inside::Code),
        Inside::RawText(hashes) if character == '"' && closes(rest, hashes) => (1 + hashes, Inside::Code),
        Inside::Code if rest.starts_with("//") => (2, Inside::LineComment),
        Inside::Code if rest.starts_with("/*") => (2, Inside::BlockComment(0)),
        Inside::Code if character == '"' => (one, Inside::Text),
        Inside::Code if character == '\'' => (character_literal(rest), Inside::Code),
        Inside::Code if character == 'r' => match raw_opening(rest) {
            Some(hashes) => (2 + hashes, Inside::RawText(hashes)),
            None => (one, Inside::Code),
        },
        _ => (one, inside),
    }
}

fn closes(rest: &str, hashes: usize) -> bool {
    rest.chars().skip(1).take(hashes).filter(|character| *character == '#').count() == hashes
}

fn raw_opening(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('r')?;
    let hashes = after.chars().take_while(|character| *character == '#').count();
    (after.chars().nth(hashes) == Some('"')).then_some(hashes)
}

/// The length of `'x'` or `'\n'`; one for the quote of a lifetime.
fn character_literal(rest: &str) -> usize {
    let mut characters = rest.char_indices().skip(1);
    match characters.next() {
        Some((_, '\\')) => rest.char_indices().skip(3).find(|(_, c)| *c == '\'').map_or(1, |(at, _)| at + 1),
        Some((_, _)) => characters.next().filter(|(_, c)| *c == '\'').map_or(1, |(at, _)| at + 1),
        None => 1,
    }
}

/// Lines before the test module, which stands last in a file by custom.
fn shipped_lines(code: &[String]) -> usize {
    let is_test_module = |pair: &[String]| match pair {
        [attribute, module] => attribute.trim() == "#[cfg(test)]" && module.trim_start().starts_with("mod "),
        _ => false,
    };
    code.windows(2).position(is_test_module).unwrap_or(code.len())
}

#[cfg(test)]
mod tests {
    use super::Source;

    #[test]
    fn code_comments_and_strings_are_told_apart() {
        let source = Source::read(
            "let a = \"//no \\\" b\"; // yes\nlet q = '\"'; /* c /* d */ e */ let l: &'static str = r#\"x\"y\"#;",
        );
        assert_eq!(source.code[0].trim_end(), "let a = \"          ;");
        assert_eq!(source.comments[0].trim(), "// yes");
        assert!(source.code[1].starts_with("let q = '\"'; ") && source.code[1].ends_with(";"));
        assert!(source.code[1].contains("&'static str") && !source.code[1].contains('x'));
        assert_eq!(source.comments[1].trim(), "/* c /* d */ e */");
    }

    #[test]
    fn the_trailing_test_module_does_not_ship() {
        let source = Source::read("fn a() {}\n#[cfg(test)]\nmod tests {\n fn b() {}\n}\n");
        assert_eq!(source.code, ["fn a() {}"]);
        assert_eq!(source.code_with_tests.len(), 6);
    }
}
