//! Who asks and who is asked: the two columns below the header.

use super::grid::{
    BAND_TITLE, Flow, LEFT, LEFT_COLUMN_END, RIGHT, RIGHT_COLUMN, band_title, paragraph, two_bands,
};
use super::texts;
use crate::fonts::Style;
use crate::length::{Length, at, hpt};
use crate::notice::{Address, Creditor, Debtor, Notice};
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

/// Draws both columns from the top of their bands; gives the top of the next ones.
pub(super) fn draw(outline: &mut Outline<'_>, notice: &Notice, top: Length) -> Length {
    two_bands(outline, top);
    let (creditor, debtor) = (&notice.creditor, &notice.debtor);
    let left = Left::measure(outline, creditor, top);
    let right_end = debtor_end(outline, debtor, top);
    let end = left.end.max(right_end);
    outline.group(Tag::Section, |outline| {
        heading(outline, LEFT, top, texts::CREDITOR);
        code(outline, LEFT_COLUMN_END, top, creditor.fiscal_code.as_str());
        draw_creditor(outline, creditor, top, left.stretched(end));
    });
    outline.group(Tag::Section, |outline| {
        heading(outline, RIGHT_COLUMN, top, texts::RECIPIENT);
        if let Some(fiscal_code) = &debtor.fiscal_code {
            code(outline, RIGHT, top, fiscal_code.as_str());
        }
        draw_debtor(outline, debtor, top);
    });
    end
}

fn heading(outline: &mut Outline<'_>, x: Length, top: Length, text: &str) {
    band_title(outline, x, top, text);
}

fn code(outline: &mut Outline<'_>, end: Length, top: Length, text: &str) {
    outline.mark(Tag::Paragraph, |ink| {
        ink.text_to(Style::Code, 8, at(end, top + BAND_TITLE), text);
    });
}

/// Where the lines of the left column stand.
#[derive(Clone, Copy)]
struct Left {
    department: Length,
    contacts: Length,
    end: Length,
}

impl Left {
    fn measure(outline: &Outline<'_>, creditor: &Creditor, top: Length) -> Self {
        let typeset = outline.typeset;
        let name = NAME_FLOW.last(typeset, top + NAME, creditor.name.as_str());
        let department = name + AFTER_NAME;
        let mut last = name;
        let mut contacts = name + NAME_TO_CONTACTS;
        if let Some(text) = &creditor.department {
            last = LINE_FLOW.last(typeset, department, text.as_str());
            contacts = last + AFTER_DEPARTMENT;
        }
        if let Some(text) = &creditor.contacts {
            last = Flow::body(COLUMN).last(typeset, contacts, text.as_str());
        }
        Self { department, contacts, end: last + AFTER_LEFT }
    }

    /// The column stretched to an end: half of the room that is left goes above the contacts, as
    /// in the reference notices.
    fn stretched(self, end: Length) -> Self {
        let room = end - self.end;
        Self { contacts: self.contacts + room / 2, end, ..self }
    }
}

fn draw_creditor(outline: &mut Outline<'_>, creditor: &Creditor, top: Length, left: Left) {
    paragraph(outline, NAME_FLOW, LEFT, top + NAME, creditor.name.as_str());
    if let Some(text) = &creditor.department {
        paragraph(outline, LINE_FLOW, LEFT, left.department, text.as_str());
    }
    if let Some(text) = &creditor.contacts {
        paragraph(outline, Flow::body(COLUMN), LEFT, left.contacts, text.as_str());
    }
}

const fn narrow(flow: Flow) -> Flow {
    Flow { width: RIGHT_WIDTH, ..flow }
}

fn debtor_end(outline: &Outline<'_>, debtor: &Debtor, top: Length) -> Length {
    let typeset = outline.typeset;
    let name = narrow(NAME_FLOW).last(typeset, top + NAME, debtor.name.as_str());
    let Some(Address { street, town }) = &debtor.address else {
        return name + AFTER_RIGHT;
    };
    let flow = narrow(LINE_FLOW);
    let last = flow.last(typeset, name + AFTER_NAME, street.as_str());
    let last = match town {
        Some(town) => flow.last(typeset, last + flow.step, town.as_str()),
        None => last,
    };
    last + AFTER_RIGHT
}

fn draw_debtor(outline: &mut Outline<'_>, debtor: &Debtor, top: Length) {
    let flow = narrow(NAME_FLOW);
    let name = paragraph(outline, flow, RIGHT_COLUMN, top + NAME, debtor.name.as_str());
    let Some(Address { street, town }) = &debtor.address else { return };
    let flow = narrow(LINE_FLOW);
    outline.mark(Tag::Paragraph, |ink| {
        let last = flow.draw(ink, RIGHT_COLUMN, name + AFTER_NAME, street.as_str());
        if let Some(town) = town {
            flow.draw(ink, RIGHT_COLUMN, last + flow.step, town.as_str());
        }
    });
}
