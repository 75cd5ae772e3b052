//! Columns, bands and flowing texts: what every module of the page is made of.

use crate::fonts::{Style, Typeset};
use crate::length::{Area, Length, at, hpt};
use crate::pdf::{Color, Ink, Outline, Tag};

/// The left edge of texts.
pub(super) const LEFT: Length = hpt(2834);
/// The right edge of texts.
pub(super) const RIGHT: Length = hpt(56692);
/// The left edge of the right column's texts.
pub(super) const RIGHT_COLUMN: Length = hpt(32313);
/// The right edge of the left column's texts.
pub(super) const LEFT_COLUMN_END: Length = hpt(28346);
/// The left edge of the data of a payment.
pub(super) const DATA: Length = hpt(16723);
/// The last line that printers reach: 10 mm from the edge.
pub(super) const PAGE_END: Length = hpt(81354);
/// From one line of 8 points to the next.
pub(super) const BODY_STEP: Length = hpt(1075);
/// How far below the edge of a band its title stands.
pub(super) const BAND_TITLE: Length = hpt(1425);

const BAND_HEIGHT: Length = hpt(2250);
const LEFT_BAND: (Length, Length) = (Length::ZERO, hpt(29475));
const RIGHT_BAND: (Length, Length) = (hpt(30075), hpt(29453));
const WHOLE_BAND: (Length, Length) = (Length::ZERO, hpt(59528));

/// Two bands side by side.
pub(super) fn two_bands(outline: &mut Outline<'_>, top: Length) {
    outline.adorn(|ink| {
        for (x, width) in [LEFT_BAND, RIGHT_BAND] {
            ink.rectangle(Color::Band, Area::new(at(x, top), width, BAND_HEIGHT));
        }
    });
}

/// One band over the whole width.
pub(super) fn whole_band(outline: &mut Outline<'_>, top: Length) {
    let (x, width) = WHOLE_BAND;
    outline.adorn(|ink| {
        ink.rectangle(Color::Band, Area::new(at(x, top), width, BAND_HEIGHT));
    });
}

/// How a text flows: its face, its size in points, its width, and from line to line.
#[derive(Clone, Copy)]
pub(super) struct Flow {
    pub(super) style: Style,
    pub(super) size: i32,
    pub(super) width: Length,
    pub(super) step: Length,
}

impl Flow {
    pub(super) const fn body(width: Length) -> Self {
        Self { style: Style::Regular, size: 8, width, step: BODY_STEP }
    }

    pub(super) const fn strong(width: Length) -> Self {
        Self { style: Style::Bold, size: 8, width, step: BODY_STEP }
    }

    /// Draws a text from a baseline; gives the baseline of its last line.
    pub(super) fn draw(self, ink: &mut Ink<'_>, x: Length, baseline: Length, text: &str) -> Length {
        let lines = ink.typeset().wrap(self.style, self.size, self.width, text);
        let mut y = baseline;
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                y += self.step;
            }
            // The space at the break keeps words apart for who listens or copies.
            ink.label(self.style, self.size, at(x, y), line);
        }
        y
    }

    /// The baseline of the last line of a text that is not drawn yet.
    pub(super) fn last(self, typeset: &Typeset, baseline: Length, text: &str) -> Length {
        let lines = typeset.wrap(self.style, self.size, self.width, text).len();
        let steps = i32::try_from(lines).unwrap_or(i32::MAX).saturating_sub(1);
        baseline + self.step * steps
    }
}

/// A paragraph of its own; gives the baseline of its last line.
pub(super) fn paragraph(
    outline: &mut Outline<'_>,
    flow: Flow,
    x: Length,
    baseline: Length,
    text: &str,
) -> Length {
    outline.mark(Tag::Paragraph, |ink| flow.draw(ink, x, baseline, text))
}

/// The title of a band.
pub(super) fn band_title(outline: &mut Outline<'_>, x: Length, band: Length, text: &str) {
    outline.mark(Tag::Heading2, |ink| {
        ink.text(Style::Bold, 10, at(x, band + BAND_TITLE), text);
    });
}
