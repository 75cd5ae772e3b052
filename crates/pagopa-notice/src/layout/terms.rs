//! How much, by when and where to pay.

use super::grid::{
    BAND_TITLE, Flow, LEFT, LEFT_COLUMN_END, RIGHT, RIGHT_COLUMN, band_title, paragraph, two_bands,
};
use super::{dates, drawings, header::fit, texts};
use crate::fonts::Style;
use crate::image::Logo;
use crate::length::{Area, Length, at, hpt};
use crate::marks::{Drawn, Marks};
use crate::notice::{Notice, OnlineChannel};
use crate::pdf::{Color, Outline, Tag};

const LABEL: Length = hpt(4725);
const VALUE: Length = hpt(6450);
const DUE_X: Length = hpt(20425);
const LEGAL: Length = hpt(8850);
const LEGAL_X: Length = hpt(4533);
const WAY_TITLE: Length = hpt(4875);
const WAY_TEXT: Length = hpt(1275);
const WAY_WIDTH: Length = hpt(20100);
/// From the last line of one way of paying to the title of the next.
const NEXT_WAY: Length = hpt(2325);
const AFTER: Length = hpt(1500);

/// Draws both columns from the top of their bands; gives the top of the next one.
pub(super) fn draw<'a>(
    outline: &mut Outline<'_>,
    notice: &Notice,
    marks: &'a Marks,
    drawn: &mut Drawn<'a>,
    top: Length,
) -> Length {
    two_bands(outline, top);
    let left = outline.group(Tag::Section, |outline| how_much(outline, notice, top));
    let right = outline.group(Tag::Section, |outline| where_to(outline, notice, marks, drawn, top));
    left.max(right) + AFTER
}

fn how_much(outline: &mut Outline<'_>, notice: &Notice, top: Length) -> Length {
    let title = if notice.due.is_some() { texts::HOW_MUCH_AND_WHEN } else { texts::HOW_MUCH };
    band_title(outline, LEFT, top, title);
    outline.mark(Tag::Paragraph, |ink| {
        ink.label(Style::Bold, 8, at(LEFT, top + LABEL), texts::AMOUNT);
        let amount = format!("{} {}", notice.amount.to_italian(), texts::EURO);
        ink.text(Style::Bold, 16, at(LEFT, top + VALUE), &amount);
    });
    if let Some(due) = notice.due {
        outline.mark(Tag::Paragraph, |ink| {
            ink.label(Style::Bold, 8, at(DUE_X, top + LABEL), texts::BY);
            ink.text(Style::Bold, 16, at(DUE_X, top + VALUE), &dates::date(due));
        });
    }
    outline.adorn(|ink| {
        let icon = Area::square(at(hpt(2850), top + hpt(7975)), hpt(1125));
        ink.drawing(Color::Black, drawings::INFORMATION, icon);
    });
    let flow = Flow::body(LEFT_COLUMN_END - LEGAL_X);
    paragraph(outline, flow, LEGAL_X, top + LEGAL, texts::LEGAL)
}

fn where_to<'a>(
    outline: &mut Outline<'_>,
    notice: &Notice,
    marks: &'a Marks,
    drawn: &mut Drawn<'a>,
    top: Length,
) -> Length {
    band_title(outline, RIGHT_COLUMN, top, texts::WHERE);
    outline.mark(Tag::Paragraph, |ink| {
        let baseline = top + BAND_TITLE;
        let site = RIGHT - ink.typeset().width(Style::Bold, 10, texts::SITE);
        let go_to = format!("{} ", texts::GO_TO);
        ink.text_to(Style::Regular, 8, at(site, baseline), &go_to);
        ink.text(Style::Bold, 10, at(site, baseline), texts::SITE);
    });
    let way = Way { title: texts::ONLINE, text: &texts::online(own_channel(notice).as_deref()) };
    let last = way.draw(outline, top + WAY_TITLE);
    let icon = Area::new(at(hpt(53380), top + hpt(4375)), hpt(3320), hpt(2100));
    pictogram(outline, marks.online.as_ref(), drawings::DEVICES, drawn, icon);
    let way = Way { title: texts::TERRITORY, text: texts::TERRITORY_TEXT };
    let end = way.draw(outline, last + NEXT_WAY);
    let icon = Area::new(at(hpt(53380), last + NEXT_WAY - hpt(950)), hpt(3320), hpt(3500));
    pictogram(outline, marks.territory.as_ref(), drawings::PLACES, drawn, icon);
    end
}

fn own_channel(notice: &Notice) -> Option<String> {
    let name = notice.creditor.name.as_str();
    match notice.creditor.online {
        OnlineChannel::None => None,
        OnlineChannel::Site => Some(format!("sul sito di {name}, ")),
        OnlineChannel::App => Some(format!("sull’app di {name}, ")),
        OnlineChannel::SiteAndApp => Some(format!("sul sito o app di {name}, ")),
    }
}

struct Way<'a> {
    title: &'a str,
    text: &'a str,
}

impl Way<'_> {
    fn draw(&self, outline: &mut Outline<'_>, baseline: Length) -> Length {
        outline.mark(Tag::Heading3, |ink| {
            ink.text(Style::Bold, 10, at(RIGHT_COLUMN, baseline), self.title);
        });
        let flow = Flow::body(WAY_WIDTH);
        paragraph(outline, flow, RIGHT_COLUMN, baseline + WAY_TEXT, self.text)
    }
}

/// The operator's pictogram, or a neutral drawing; both only adorn.
fn pictogram<'a>(
    outline: &mut Outline<'_>,
    mark: Option<&'a Logo>,
    drawing: &str,
    drawn: &mut Drawn<'a>,
    area: Area,
) {
    let name = mark.map(|mark| (drawn.use_image(mark), fit(mark.image(), area)));
    outline.adorn(|ink| {
        if let Some((name, (width, height))) = name {
            let corner = at(area.right() - width, area.corner.y);
            ink.image(&name, Area::new(corner, width, height));
            return;
        }
        let side = area.width.min(area.height);
        let corner = at(area.right() - side, area.corner.y);
        ink.drawing(Color::Black, drawing, Area::square(corner, side));
    });
}
