//! The whole notice: header, parties, terms, payment and slip, in the order the guide fixes.

use super::grid::{LEFT, RIGHT};
use super::{parties, payment, slip, terms, texts};
use crate::codes::{PaymentCode, PostalCode};
use crate::error::NoticeError;
use crate::fonts::Style;
use crate::length::{Area, Length, at, hpt};
use crate::marks::{Drawn, Marks};
use crate::notice::Notice;
use crate::pdf::{Color, Figure, Outline, Tag};

/// The subject wraps before the logo.
const SUBJECT_WIDTH: Length = hpt(44000);
const SUBJECT_STEP: Length = hpt(1875);
const LOGO_BOX: Area = Area::square(at(hpt(48225), hpt(2850)), hpt(8475));
const PAGOPA_BOX: Area = Area::new(at(hpt(2850), hpt(2850)), hpt(4200), hpt(2830));
/// The last line that printers reach: 10 mm from the edge.
const PAGE_END: Length = hpt(81354);

/// Lays a notice out; says which images it used.
pub(crate) fn lay_out<'a>(
    outline: &mut Outline<'_>,
    notice: &'a Notice,
    marks: &'a Marks,
) -> Result<Drawn<'a>, NoticeError> {
    let mut drawn = Drawn::default();
    let top = header(outline, notice, marks, &mut drawn, Tag::Heading1);
    let top = parties::draw(outline, notice, top);
    let top = terms::draw(outline, notice, marks, &mut drawn, top);
    let code = PaymentCode::new(&notice.number, &notice.creditor.fiscal_code, notice.amount);
    let mut top = payment::draw(outline, notice, &code.modules()?, top);
    if let Some(account) = &notice.postal {
        let code = PostalCode::new(notice, account)?.modules()?;
        let slip = slip::Slip { notice, account, marks: marks.postal()?, code };
        if slip.end(outline.typeset, top) > PAGE_END {
            outline.next_page();
            top = header(outline, notice, marks, &mut drawn, Tag::Paragraph);
        }
        slip.draw(outline, &mut drawn, top);
    }
    Ok(drawn)
}

/// The head of every page; gives where the first band begins.
fn header<'a>(
    outline: &mut Outline<'_>,
    notice: &'a Notice,
    marks: &'a Marks,
    drawn: &mut Drawn<'a>,
    subject: Tag,
) -> Length {
    let figure = Figure { alternative: texts::PAGOPA_MARK, area: PAGOPA_BOX };
    match &marks.pagopa {
        Some(mark) => {
            let (name, area) = (drawn.use_image(mark), fit_left(mark.image(), PAGOPA_BOX));
            outline.figure(figure, |ink| ink.image(&name, area));
        }
        // Without the mark, its name in its color.
        None => outline.mark(Tag::Paragraph, |ink| {
            ink.text_in(Color::Blue, Style::Bold, 12, at(LEFT, hpt(3750)), "pagoPA");
        }),
    }
    outline.mark(Tag::Paragraph, |ink| {
        ink.text(Style::Bold, 10, at(hpt(8218), hpt(3750)), texts::NOTICE);
    });
    let last = outline.mark(subject, |ink| {
        let flow = super::grid::Flow {
            style: Style::Bold,
            size: 16,
            width: SUBJECT_WIDTH,
            step: SUBJECT_STEP,
        };
        flow.draw(ink, LEFT, hpt(8250), notice.subject.as_str())
    });
    if let Some(logo) = &notice.creditor.logo {
        let area = fit_right(logo.image(), LOGO_BOX);
        let name = drawn.use_image(logo);
        let figure = Figure { alternative: texts::CREDITOR_LOGO, area };
        outline.figure(figure, |ink| ink.image(&name, area));
    }
    // Two lines of subject fit above the first bands; a third pushes them.
    hpt(12450).max(last + hpt(2325))
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
