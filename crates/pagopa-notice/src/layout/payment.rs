//! The data of the payment: the QR code and what to type where there is none.

use pagopa_codes::in_fours;

use super::grid::{BAND_TITLE, BODY_STEP, DATA, Flow, LEFT, RIGHT, band_title, whole_band};
use super::{dates, texts};
use crate::codes::Modules;
use crate::fonts::{Style, Typeset};
use crate::length::{Area, Length, at, hpt};
use crate::notice::Notice;
use crate::pdf::{Figure, Ink, Outline, Tag};

const QR_TOP: Length = hpt(3975);
const QR_SIDE: Length = hpt(7050);
const HELP: Length = hpt(13200);
const HELP_WIDTH: Length = hpt(12200);
const FIRST_LABEL: Length = hpt(4650);
const AMOUNT: Length = hpt(5175);
/// From a label to its value, and from a value to the next label.
const TO_VALUE: Length = hpt(1075);
const TO_LABEL: Length = hpt(1565);
/// The debtor's name shares its line with the amount.
const NAME_WIDTH: Length = hpt(26800);
const VALUE_WIDTH: Length = hpt(39900);
const TO_CODES: Length = hpt(2175);
const TO_CODE: Length = hpt(1650);
/// A space of 10 points.
const SPACE: Length = hpt(220);
const NUMBER_X: Length = hpt(26715);
const AFTER_CODES: Length = hpt(2475);
const AFTER_HELP: Length = hpt(2925);

/// Draws the module from the top of its band; gives where the next may begin.
pub(super) fn draw(
    outline: &mut Outline<'_>,
    notice: &Notice,
    code: &Modules,
    top: Length,
) -> Length {
    whole_band(outline, top);
    outline.group(Tag::Section, |outline| {
        band_title(outline, LEFT, top, texts::PAYMENT_DATA);
        outline.mark(Tag::Paragraph, |ink| {
            ink.text_to(Style::Bold, 10, at(RIGHT, top + BAND_TITLE), &due(notice, texts::BY));
        });
        let area = Area::square(at(hpt(2850), top + QR_TOP), QR_SIDE);
        outline.figure(Figure { alternative: texts::QR_CODE, area }, |ink| ink.modules(code, area));
        let help = outline.mark(Tag::Paragraph, |ink| draw_help(ink, top + HELP));
        let codes = data(outline, notice, top);
        (codes + AFTER_CODES).max(help + AFTER_HELP)
    })
}

/// Where a module that begins here ends: with the codes to type.
pub(super) fn end(typeset: &Typeset, notice: &Notice, top: Length) -> Length {
    let mut last = top + FIRST_LABEL - TO_LABEL;
    for (width, text) in [
        (NAME_WIDTH, notice.debtor.name.as_str()),
        (VALUE_WIDTH, notice.creditor.name.as_str()),
        (VALUE_WIDTH, notice.subject.as_str()),
    ] {
        last = Flow::strong(width).last(typeset, last + TO_LABEL + TO_VALUE, text);
    }
    last + TO_CODES + TO_CODE
}

/// `Rata unica entro il 31/12/2024`, or `Rata 2`, with a date or without.
pub(super) fn due(notice: &Notice, by: &str) -> String {
    let which = match notice.installment {
        Some(number) => format!("{} {number}", texts::INSTALLMENT),
        None => texts::ONE_PAYMENT.to_owned(),
    };
    match notice.due {
        Some(due) => format!("{which} {by} {}", dates::date(due)),
        None => which,
    }
}

/// The help beside the QR code, with its bold words inside; gives the last baseline.
fn draw_help(ink: &mut Ink<'_>, baseline: Length) -> Length {
    let [before, strong, after] = texts::SCAN;
    ink.text(Style::Regular, 8, at(LEFT, baseline), before);
    let x = LEFT + ink.typeset().width(Style::Regular, 8, before);
    ink.text(Style::Bold, 8, at(x, baseline), strong);
    let x = x + ink.typeset().width(Style::Bold, 8, strong);
    let room = LEFT + HELP_WIDTH - x;
    let lines = ink.typeset().wrap(Style::Regular, 8, room, after);
    let first = lines.first().copied().unwrap_or(after);
    ink.text(Style::Regular, 8, at(x, baseline), &format!("{first} "));
    let rest = after.strip_prefix(first).unwrap_or_default().trim_start();
    Flow::body(HELP_WIDTH).draw(ink, LEFT, baseline + BODY_STEP, rest)
}

fn data(outline: &mut Outline<'_>, notice: &Notice, top: Length) -> Length {
    let labelled = |outline: &mut Outline<'_>, y: Length, width: Length, texts: (&str, &str)| {
        let (label, value) = texts;
        outline.mark(Tag::Paragraph, |ink| {
            ink.label(Style::Regular, 8, at(DATA, y), label);
            Flow::strong(width).draw(ink, DATA, y + TO_VALUE, value)
        })
    };
    let name = (texts::RECIPIENT_LABEL, notice.debtor.name.as_str());
    let last = labelled(outline, top + FIRST_LABEL, NAME_WIDTH, name);
    let amount = notice.amount.to_italian();
    outline.mark(Tag::Paragraph, |ink| draw_amount(ink, top + AMOUNT, SPACE, &amount));
    let body = (texts::CREDITOR_LABEL, notice.creditor.name.as_str());
    let last = labelled(outline, last + TO_LABEL, VALUE_WIDTH, body);
    let subject = (texts::SUBJECT_LABEL, notice.subject.as_str());
    let last = labelled(outline, last + TO_LABEL, VALUE_WIDTH, subject);
    codes(outline, notice, last + TO_CODES)
}

/// `Euro` and the amount, which end at the margin.
pub(super) fn draw_amount(ink: &mut Ink<'_>, baseline: Length, gap: Length, amount: &str) {
    let x = RIGHT - ink.typeset().width(Style::CodeBold, 12, amount);
    ink.label_to(Style::Regular, 10, at(x - gap, baseline), texts::EURO);
    ink.text(Style::CodeBold, 12, at(x, baseline), amount);
}

/// The codes to type; gives their baseline.
fn codes(outline: &mut Outline<'_>, notice: &Notice, baseline: Length) -> Length {
    let value = baseline + TO_CODE;
    if let Some(cbill) = &notice.creditor.cbill {
        outline.mark(Tag::Paragraph, |ink| {
            ink.label(Style::Regular, 8, at(DATA, baseline), texts::CBILL_LABEL);
            ink.text(Style::CodeBold, 10, at(DATA, value), cbill.as_str());
        });
    }
    outline.mark(Tag::Paragraph, |ink| {
        ink.label(Style::Regular, 8, at(NUMBER_X, baseline), texts::NUMBER_LABEL);
        ink.text(Style::CodeBold, 10, at(NUMBER_X, value), &in_fours(notice.number.as_str(), " "));
    });
    outline.mark(Tag::Paragraph, |ink| {
        ink.label_to(Style::Regular, 8, at(RIGHT, baseline), texts::BODY_LABEL);
        ink.text_to(Style::CodeBold, 10, at(RIGHT, value), notice.creditor.fiscal_code.as_str());
    });
    value
}
