//! The head of every page: marks, what the document is, and what it is about.

use super::grid::{Flow, LEFT, RIGHT};
use super::texts;
use crate::fonts::Style;
use crate::image::Logo;
use crate::length::{Area, Length, at, hpt};
use crate::marks::{Drawn, Marks};
use crate::pdf::{Color, Figure, Ink, Outline, Tag};

/// The subject wraps before the logo.
const SUBJECT: Flow = Flow { style: Style::Bold, size: 16, width: hpt(44000), step: hpt(1875) };
const LOGO_BOX: Area = Area::square(at(hpt(48225), hpt(2850)), hpt(8475));
const PAGOPA_BOX: Area = Area::new(at(hpt(2850), hpt(2850)), hpt(4200), hpt(2830));

/// What the head of a page says.
pub(super) struct Header<'a> {
    pub(super) title: &'static str,
    pub(super) subject: &'a str,
    pub(super) logo: Option<&'a Logo>,
}

/// An image in its place.
struct Picture {
    name: String,
    area: Area,
}

impl<'a> Header<'a> {
    /// Draws the head of the first page; gives where the first band begins.
    pub(super) fn draw(
        &self,
        outline: &mut Outline<'_>,
        marks: &'a Marks,
        drawn: &mut Drawn<'a>,
    ) -> Length {
        let pagopa = pagopa(marks, drawn);
        if pagopa.is_some() {
            let figure = Figure { alternative: texts::PAGOPA_MARK, area: PAGOPA_BOX };
            outline.figure(figure, |ink| draw_pagopa(ink, pagopa.as_ref()));
        } else {
            outline.mark(Tag::Paragraph, |ink| draw_pagopa(ink, None));
        }
        outline.mark(Tag::Paragraph, |ink| self.draw_title(ink));
        let last = outline.mark(Tag::Heading1, |ink| self.draw_subject(ink));
        if let Some(Picture { name, area }) = self.logo(drawn) {
            let figure = Figure { alternative: texts::CREDITOR_LOGO, area };
            outline.figure(figure, |ink| ink.image(&name, area));
        }
        end(last)
    }

    /// Draws the same head on a page that follows; who listens has heard it.
    pub(super) fn repeat(
        &self,
        outline: &mut Outline<'_>,
        marks: &'a Marks,
        drawn: &mut Drawn<'a>,
    ) -> Length {
        let pagopa = pagopa(marks, drawn);
        let logo = self.logo(drawn);
        outline.adorn(|ink| {
            draw_pagopa(ink, pagopa.as_ref());
            self.draw_title(ink);
            if let Some(Picture { name, area }) = &logo {
                ink.image(name, *area);
            }
            end(self.draw_subject(ink))
        })
    }

    fn draw_title(&self, ink: &mut Ink<'_>) {
        ink.text(Style::Bold, 10, at(hpt(8218), hpt(3750)), self.title);
    }

    fn draw_subject(&self, ink: &mut Ink<'_>) -> Length {
        SUBJECT.draw(ink, LEFT, hpt(8250), self.subject)
    }

    fn logo(&self, drawn: &mut Drawn<'a>) -> Option<Picture> {
        let logo = self.logo?;
        Some(Picture { name: drawn.use_image(logo), area: fit_right(logo.image(), LOGO_BOX) })
    }
}

/// Two lines of subject fit above the first bands; a third pushes them.
fn end(subject: Length) -> Length {
    hpt(12450).max(subject + hpt(2325))
}

fn pagopa<'a>(marks: &'a Marks, drawn: &mut Drawn<'a>) -> Option<Picture> {
    let mark = marks.pagopa.as_ref()?;
    Some(Picture { name: drawn.use_image(mark), area: fit_left(mark.image(), PAGOPA_BOX) })
}

/// The mark, or its name in its color.
fn draw_pagopa(ink: &mut Ink<'_>, picture: Option<&Picture>) {
    match picture {
        Some(Picture { name, area }) => ink.image(name, *area),
        None => ink.text_in(Color::Blue, Style::Bold, 12, at(LEFT, hpt(3750)), "pagoPA"),
    }
}

/// The largest area of an image's shape inside a box, in its top right corner, as the guide
/// places horizontal logos.
fn fit_right(image: &crate::pdf::Image, area: Area) -> Area {
    let (width, height) = fit(image, area);
    Area::new(at(RIGHT.min(area.right()) - width, area.corner.y), width, height)
}

fn fit_left(image: &crate::pdf::Image, area: Area) -> Area {
    let (width, height) = fit(image, area);
    Area::new(area.corner, width, height)
}

pub(super) fn fit(image: &crate::pdf::Image, area: Area) -> (Length, Length) {
    let scaled = |length: Length, times: u32, parts: u32| {
        let scaled = i64::from(length.hundredths())
            .saturating_mul(i64::from(times))
            .checked_div(i64::from(parts))
            .unwrap_or(0);
        hpt(i32::try_from(scaled).unwrap_or(i32::MAX))
    };
    let height = scaled(area.width, image.height, image.width);
    if height <= area.height {
        (area.width, height)
    } else {
        (scaled(area.height, image.width, image.height), area.height)
    }
}
