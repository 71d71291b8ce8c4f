//! Which line of the file a row begins on. The CSV reader's own count stops before blank lines and between \r and \n, so
//! the lines are counted here, as the bytes pass by.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::Read;
use std::rc::Rc;

/// Lines that hold something and were passed on but not yet asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct LineNumbers(Rc<RefCell<VecDeque<Line>>>);

#[derive(Debug, Clone, Copy)]
struct Line {
    number: u64,
    /// Offset of its \n: the CSV reader goes on from there when a \r came before, else from the byte behind.
    end: u64,
}

/// Passes bytes on and notes where lines end.
#[derive(Debug)]
pub(super) struct Counted<R> {
    inner: R,
    lines: LineNumbers,
    at: u64,
    number: u64,
    blank: bool,
}

impl LineNumbers {
    /// The line of the row that was read from `offset`: the first line behind it that is not blank. Offsets must not go back.
    pub(super) fn line_at(&self, offset: u64) -> u64 {
        let mut lines = self.0.borrow_mut();
        while lines.front().is_some_and(|line| line.end <= offset) {
            lines.pop_front();
        }
        lines.front().map_or(0, |line| line.number)
    }
}

impl<R> Counted<R> {
    pub(super) fn new(inner: R) -> (Self, LineNumbers) {
        let lines = LineNumbers::default();
        (Self { inner, lines: lines.clone(), at: 0, number: 1, blank: true }, lines)
    }

    fn note(&mut self, end: u64) {
        if !self.blank {
            self.lines.0.borrow_mut().push_back(Line { number: self.number, end });
        }
        self.number += 1;
        self.blank = true;
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        for byte in buffer.iter().take(count) {
            self.at += 1;
            match byte {
                b'\n' => self.note(self.at - 1),
                b'\r' => {}
                _ => self.blank = false,
            }
        }
        if count == 0 {
            self.note(u64::MAX);
        }
        Ok(count)
    }
}
