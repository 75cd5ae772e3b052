//! Who asks and who is asked: the two columns below the header.

use super::grid::{
    BAND_TITLE, Flow, LEFT, LEFT_COLUMN_END, RIGHT, RIGHT_COLUMN, band_title, paragraph, two_bands,
};
use crate::fonts::Style;
use crate::length::{Length, at, hpt};
use crate::pdf::{Outline, Tag};

const COLUMN: Length = hpt(25512);
/// The right column is narrower: it ends at the margin.
const RIGHT_WIDTH: Length = hpt(24379);

const NAME: Length = hpt(5250);
const NAME_FLOW: Flow = Flow { style: Style::Bold, size: 14, width: COLUMN, step: hpt(1725) };
const LINE_FLOW: Flow = Flow { style: Style::Regular, size: 12, width: COLUMN, step: hpt(1680) };
/// From the last line of the name to the department, or to the address.
const AFTER_NAME: Length = hpt(3300);
/// From the department to the contacts.
const AFTER_DEPARTMENT: Length = hpt(2925);
/// From the name to the contacts of a body without department.
const NAME_TO_CONTACTS: Length = hpt(4650);
/// From the last line of a column to the bands that follow.
const AFTER_LEFT: Length = hpt(1500);
const AFTER_RIGHT: Length = hpt(1600);
/// The same for a column that ends with a larger line.
const AFTER_LARGE: Length = hpt(2100);

/// The column of the body.
pub(super) struct Left<'a> {
    pub(super) title: &'static str,
    pub(super) code: &'a str,
    pub(super) name: &'a str,
    pub(super) department: Option<&'a str>,
    pub(super) contacts: Option<&'a str>,
}

/// The column of who owes.
pub(super) struct Right<'a> {
    pub(super) title: &'static str,
    pub(super) code: Option<&'a str>,
    pub(super) name: &'a str,
    /// The address, or who paid instead.
    pub(super) lines: Vec<&'a str>,
}

/// Draws both columns from the top of their bands; gives the top of the next ones.
pub(super) fn draw(
    outline: &mut Outline<'_>,
    left: &Left<'_>,
    right: &Right<'_>,
    top: Length,
) -> Length {
    two_bands(outline, top);
    let places = left.measure(outline, top);
    let end = places.end.max(right.end(outline, top));
    outline.group(Tag::Section, |outline| {
        band_title(outline, LEFT, top, left.title);
        code(outline, LEFT_COLUMN_END, top, left.code);
        left.draw(outline, top, places.stretched(end));
    });
    outline.group(Tag::Section, |outline| {
        band_title(outline, RIGHT_COLUMN, top, right.title);
        if let Some(text) = right.code {
            code(outline, RIGHT, top, text);
        }
        right.draw(outline, top);
    });
    end
}

fn code(outline: &mut Outline<'_>, end: Length, top: Length, text: &str) {
    // Receipts have codes that are none; those are words.
    let is_code = text.chars().all(|letter| outline.typeset.face(Style::Code).has(letter));
    let style = if is_code { Style::Code } else { Style::Regular };
    outline.mark(Tag::Paragraph, |ink| ink.text_to(style, 8, at(end, top + BAND_TITLE), text));
}

/// Where the lines of the left column stand.
#[derive(Clone, Copy)]
struct Places {
    department: Length,
    contacts: Length,
    end: Length,
}

impl Places {
    /// The column stretched to an end: half of the room that is left goes above the contacts, as
    /// in the reference notices.
    fn stretched(self, end: Length) -> Self {
        let room = end - self.end;
        Self { contacts: self.contacts + room / 2, end, ..self }
    }
}

impl Left<'_> {
    fn measure(&self, outline: &Outline<'_>, top: Length) -> Places {
        let typeset = outline.typeset;
        let name = NAME_FLOW.last(typeset, top + NAME, self.name);
        let department = name + AFTER_NAME;
        let mut last = name;
        let mut contacts = name + NAME_TO_CONTACTS;
        if let Some(text) = self.department {
            last = LINE_FLOW.last(typeset, department, text);
            contacts = last + AFTER_DEPARTMENT;
        }
        let end = match self.contacts {
            Some(text) => Flow::body(COLUMN).last(typeset, contacts, text) + AFTER_LEFT,
            None => last + AFTER_LARGE,
        };
        Places { department, contacts, end }
    }

    fn draw(&self, outline: &mut Outline<'_>, top: Length, places: Places) {
        paragraph(outline, NAME_FLOW, LEFT, top + NAME, self.name);
        if let Some(text) = self.department {
            paragraph(outline, LINE_FLOW, LEFT, places.department, text);
        }
        if let Some(text) = self.contacts {
            paragraph(outline, Flow::body(COLUMN), LEFT, places.contacts, text);
        }
    }
}

const fn narrow(flow: Flow) -> Flow {
    Flow { width: RIGHT_WIDTH, ..flow }
}

impl Right<'_> {
    fn end(&self, outline: &Outline<'_>, top: Length) -> Length {
        let typeset = outline.typeset;
        let mut last = narrow(NAME_FLOW).last(typeset, top + NAME, self.name);
        let flow = narrow(LINE_FLOW);
        let mut next = last + AFTER_NAME;
        for line in &self.lines {
            last = flow.last(typeset, next, line);
            next = last + flow.step;
        }
        last + AFTER_RIGHT
    }

    fn draw(&self, outline: &mut Outline<'_>, top: Length) {
        let flow = narrow(NAME_FLOW);
        let name = paragraph(outline, flow, RIGHT_COLUMN, top + NAME, self.name);
        if self.lines.is_empty() {
            return;
        }
        let flow = narrow(LINE_FLOW);
        outline.mark(Tag::Paragraph, |ink| {
            let mut next = name + AFTER_NAME;
            for line in &self.lines {
                next = flow.draw(ink, RIGHT_COLUMN, next, line) + flow.step;
            }
        });
    }
}
