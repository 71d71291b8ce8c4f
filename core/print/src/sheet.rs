//! A4 sheets, filled from the top: headings, paragraphs with the first line set in by two characters, tables, lines for
//! signatures. Lines break where Unicode's rules (UAX 14) allow it; pages are numbered "第 x 页 共 y 页".

use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::text::{Font, TextDirection};
use unicode_linebreak::{BreakOpportunity, linebreaks};

use crate::PrintError;
use crate::font::{Metrics, Typeface};

const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const LEFT: f32 = 79.0;
const RIGHT: f32 = WIDTH - 74.0;
const TOP: f32 = 92.0;
const BOTTOM: f32 = HEIGHT - 84.0;
/// 小四, the size of text in official papers of this kind.
pub(crate) const BODY: f32 = 12.0;
const SMALL: f32 = 10.5;
const LEADING: f32 = 1.75;
const CELL_PADDING: f32 = 4.0;

enum Mark {
    Text { x: f32, y: f32, size: f32, text: String },
    Line { from: (f32, f32), to: (f32, f32) },
    Dashes { centre: (f32, f32), radius: f32 },
}

/// A paper in the making.
pub(crate) struct Sheet<'a> {
    typeface: &'a Typeface,
    metrics: Option<Metrics<'a>>,
    pages: Vec<Vec<Mark>>,
    /// Where the next line begins, from the top of the page.
    y: f32,
}

impl<'a> Sheet<'a> {
    pub(crate) fn new(typeface: &'a Typeface) -> Self {
        Self { typeface, metrics: typeface.metrics(), pages: vec![Vec::new()], y: TOP }
    }

    /// Begins a new page unless this one is still empty.
    pub(crate) fn new_page(&mut self) {
        if self.pages.last().is_some_and(|page| !page.is_empty()) {
            self.pages.push(Vec::new());
        }
        self.y = TOP;
    }

    pub(crate) fn gap(&mut self, points: f32) {
        self.y += points;
    }

    /// A centred title.
    pub(crate) fn title(&mut self, text: &str) {
        self.centred(text, 22.0);
        self.gap(10.0);
    }

    pub(crate) fn centred(&mut self, text: &str, size: f32) {
        for line in self.broken(text, size, RIGHT - LEFT, 0.0) {
            let x = (LEFT + RIGHT - self.width(&line, size)) / 2.0;
            self.line_at(x, size, line);
        }
    }

    pub(crate) fn right(&mut self, text: &str) {
        let x = RIGHT - self.width(text, BODY);
        self.line_at(x.max(LEFT), BODY, text.to_owned());
    }

    /// 一、 …: the head of a part.
    pub(crate) fn head(&mut self, text: &str) {
        self.keep(BODY * LEADING * 3.0);
        self.gap(4.0);
        self.line_at(LEFT, 13.5, text.to_owned());
    }

    /// Text with the first line of every paragraph set in.
    pub(crate) fn paragraph(&mut self, text: &str) {
        for paragraph in text.lines().filter(|line| !line.trim().is_empty()) {
            let mut indent = BODY * 2.0;
            for line in self.broken(paragraph.trim(), BODY, RIGHT - LEFT, indent) {
                self.line_at(LEFT + indent, BODY, line);
                indent = 0.0;
            }
        }
    }

    /// Rows of cells between rules. `widths` are shares of the line.
    pub(crate) fn table(&mut self, widths: &[f32], rows: &[Vec<String>]) {
        let whole: f32 = widths.iter().sum();
        let widths: Vec<f32> = widths.iter().map(|share| share / whole * (RIGHT - LEFT)).collect();
        let step = SMALL * 1.5;
        let mut starts_a_page = true;
        for row in rows {
            let cells: Vec<Vec<String>> = row
                .iter()
                .zip(&widths)
                .map(|(cell, width)| {
                    let inner = width - CELL_PADDING * 2.0;
                    cell.lines().flat_map(|line| self.broken(line, SMALL, inner, 0.0)).collect()
                })
                .collect();
            let mut done = 0;
            let lines = cells.iter().map(Vec::len).max().unwrap_or(0).max(1);
            // A cell longer than what is left of the page goes on over the next one.
            while done < lines {
                let room = BOTTOM - self.y - CELL_PADDING * 2.0;
                let fits = fitting(room, step).min(lines - done);
                if fits == 0 {
                    self.next_page();
                    starts_a_page = true;
                    continue;
                }
                self.row(&widths, &cells, done, fits, step, starts_a_page);
                starts_a_page = false;
                done += fits;
            }
        }
        self.gap(8.0);
    }

    fn row(&mut self, widths: &[f32], cells: &[Vec<String>], from: usize, count: usize, step: f32, ruled_above: bool) {
        let lines = u16::try_from(count).map_or(0.0, f32::from);
        let (top, bottom) = (self.y, self.y + lines * step + CELL_PADDING * 2.0);
        if ruled_above {
            self.rule((LEFT, top), (RIGHT, top));
        }
        let mut x = LEFT;
        self.rule((x, top), (x, bottom));
        for (width, cell) in widths.iter().zip(cells) {
            let mut y = top + CELL_PADDING;
            for line in cell.iter().skip(from).take(count) {
                self.mark(Mark::Text { x: x + CELL_PADDING, y: y + SMALL, size: SMALL, text: line.clone() });
                y += step;
            }
            x += width;
            self.rule((x, top), (x, bottom));
        }
        self.rule((LEFT, bottom), (RIGHT, bottom));
        self.y = bottom;
    }

    /// `label` and a line to sign on, with room for a thumb print.
    pub(crate) fn signature(&mut self, label: &str, count: usize) {
        for _ in 0..count.max(1) {
            self.keep(34.0);
            self.gap(14.0);
            let x = LEFT + self.width(label, BODY) + 8.0;
            let y = self.y;
            self.line_at(LEFT, BODY, label.to_owned());
            let end = (x + 190.0).min(RIGHT - 110.0);
            self.rule((x, y + BODY + 4.0), (end, y + BODY + 4.0));
            self.mark(Mark::Text {
                x: end + 12.0, y: y + BODY, size: SMALL, text: "（签名、盖章或按指印）".into()
            });
        }
    }

    /// Where the committee's seal goes, with its name and the date under it.
    pub(crate) fn seal(&mut self, name: &str, day: &str) {
        self.keep(130.0);
        self.gap(12.0);
        let centre = (RIGHT - 90.0, self.y + 48.0);
        self.mark(Mark::Dashes { centre, radius: 48.0 });
        let word = "（印章）";
        let x = centre.0 - self.width(word, SMALL) / 2.0;
        self.mark(Mark::Text { x, y: centre.1 + SMALL / 2.0, size: SMALL, text: word.into() });
        self.gap(104.0);
        self.right(name);
        self.right(day);
    }

    /// The finished PDF.
    pub(crate) fn finish(self, title: &str) -> Result<Vec<u8>, PrintError> {
        let font = self.typeface.embedded()?;
        let mut document = Document::new();
        document.set_metadata(Metadata::new().title(title.to_owned()).language("zh-CN".to_owned()));
        let total = self.pages.len();
        for (nth, page) in self.pages.iter().enumerate() {
            let settings = PageSettings::from_wh(WIDTH, HEIGHT)
                .ok_or_else(|| PrintError::Pdf("a page without a size".to_owned()))?;
            let mut leaf = document.start_page_with(settings);
            let mut surface = leaf.surface();
            for mark in page {
                draw(&mut surface, &font, mark);
            }
            let text = format!("第 {} 页  共 {total} 页", nth + 1);
            let x = (WIDTH - self.width(&text, 9.0)) / 2.0;
            draw(&mut surface, &font, &Mark::Text { x, y: HEIGHT - 48.0, size: 9.0, text });
            surface.finish();
            leaf.finish();
        }
        document.finish().map_err(|error| PrintError::Pdf(format!("{error:?}")))
    }

    fn line_at(&mut self, x: f32, size: f32, text: String) {
        let step = size * LEADING;
        self.keep(step);
        let y = self.y + size;
        self.mark(Mark::Text { x, y, size, text });
        self.y += step;
    }

    /// The next `points` stand on one page.
    fn keep(&mut self, points: f32) {
        if self.y + points > BOTTOM {
            self.next_page();
        }
    }

    fn next_page(&mut self) {
        self.pages.push(Vec::new());
        self.y = TOP;
    }

    fn rule(&mut self, from: (f32, f32), to: (f32, f32)) {
        self.mark(Mark::Line { from, to });
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    fn width(&self, text: &str, size: f32) -> f32 {
        let square = |text: &str| u16::try_from(text.chars().count()).map_or(0.0, f32::from) * size;
        self.metrics.as_ref().map_or_else(|| square(text), |metrics| metrics.width(text, size))
    }

    /// Lines no wider than `width`, the first shorter by `indent`.
    fn broken(&self, text: &str, size: f32, width: f32, indent: f32) -> Vec<String> {
        let (mut lines, mut line, mut room, mut from) = (Vec::new(), String::new(), width - indent, 0);
        for (at, opportunity) in linebreaks(text) {
            let Some(piece) = text.get(from..at) else { continue };
            from = at;
            if !line.is_empty() && self.width(&line, size) + self.width(piece.trim_end(), size) > room {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
                room = width;
            }
            for letter in piece.chars().filter(|letter| !matches!(letter, '\n' | '\r')) {
                // A word wider than the whole line is cut.
                if !line.is_empty()
                    && self.width(&line, size) + self.width(letter.encode_utf8(&mut [0; 4]), size) > width
                {
                    lines.push(std::mem::take(&mut line));
                    room = width;
                }
                line.push(letter);
            }
            if opportunity == BreakOpportunity::Mandatory && !line.is_empty() {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
                room = width;
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
        lines
    }
}

/// How many lines of a height fit into some room.
fn fitting(room: f32, step: f32) -> usize {
    let mut count = 0;
    let mut used = step;
    while used <= room && count < 100 {
        count += 1;
        used += step;
    }
    count
}

fn draw(surface: &mut krilla::surface::Surface<'_>, font: &Font, mark: &Mark) {
    let black = || rgb::Color::new(0, 0, 0);
    match mark {
        Mark::Text { x, y, size, text } => {
            surface.set_stroke(None);
            surface.set_fill(Some(Fill { paint: black().into(), ..Fill::default() }));
            surface.draw_text(Point::from_xy(*x, *y), font.clone(), *size, text, false, TextDirection::LeftToRight);
        }
        Mark::Line { from, to } => {
            let mut path = PathBuilder::new();
            path.move_to(from.0, from.1);
            path.line_to(to.0, to.1);
            stroke(surface, path, 0.7, black());
        }
        Mark::Dashes { centre, radius } => {
            let grey = || rgb::Color::new(150, 150, 150);
            for nth in (0_u8..48).step_by(2) {
                let at = |nth: u8| {
                    let angle = f32::from(nth) * std::f32::consts::TAU / 48.0;
                    (centre.0 + radius * angle.cos(), centre.1 + radius * angle.sin())
                };
                let (from, to) = (at(nth), at(nth + 1));
                let mut path = PathBuilder::new();
                path.move_to(from.0, from.1);
                path.line_to(to.0, to.1);
                stroke(surface, path, 0.7, grey());
            }
        }
    }
}

fn stroke(surface: &mut krilla::surface::Surface<'_>, path: PathBuilder, width: f32, colour: rgb::Color) {
    let Some(path) = path.finish() else { return };
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke { paint: colour.into(), width, ..Stroke::default() }));
    surface.draw_path(&path);
}
