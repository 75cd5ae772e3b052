//! The postal slip (*Bollettino PA*, kind P1), for bodies that collect on a postal account.

use pagopa_codes::in_fours;

use super::grid::{BAND_TITLE, DATA, Flow, LEFT, RIGHT, band_title, paragraph, whole_band};
use super::payment::{draw_amount, due};
use super::{drawings, header::fit, texts};
use crate::codes::Modules;
use crate::fonts::{Style, Typeset};
use crate::image::Logo;
use crate::length::{Area, Length, at, hpt};
use crate::marks::{Drawn, PostalMarks};
use crate::notice::{Notice, PostalAccount};
use crate::pdf::{Color, Figure, Ink, Outline, Tag};

const BANCOPOSTA: Area = Area::new(at(hpt(16760), hpt(500)), hpt(6300), hpt(1250));
const POSTE: Area = Area::new(at(hpt(2860), hpt(4040)), hpt(10920), hpt(1440));
const CIRCUIT: Area = Area::new(at(hpt(2860), hpt(6720)), hpt(9100), hpt(3660));
const TEXT: Length = hpt(12300);
const TEXT_WIDTH: Length = hpt(12200);
/// From the last line of the text to the authorization.
const TO_AUTHORIZATION: Length = hpt(2100);
/// It ends before the data.
const AUTHORIZATION_FLOW: Flow =
    Flow { style: Style::Regular, size: 7, width: hpt(13600), step: hpt(950) };
const EURO_BLOCK: Area = Area::square(at(hpt(16800), hpt(3975)), hpt(2130));
const ACCOUNT: Length = hpt(5400);
const ACCOUNT_LABEL_X: Length = hpt(19556);
const ACCOUNT_X: Length = hpt(24039);
const HOLDER: Length = hpt(8475);
const TO_NEXT: Length = hpt(1535);
/// Between a label and its value on one line.
const GAP: Length = hpt(567);
/// Values end before the frame of the Data Matrix.
const DATA_END: Length = hpt(47765);
const TO_CODES: Length = hpt(2775);
const TO_CODE: Length = hpt(1600);
const KIND_X: Length = hpt(32810);
const CODE: Area = Area::square(at(hpt(50175), hpt(8550)), hpt(6525));
const FRAME: Area = Area::new(at(hpt(49500), hpt(7800)), hpt(7875), hpt(7950));
const FRAME_BAR: Length = hpt(1275);
const FRAME_WIDTH: Length = hpt(150);

/// What a slip is drawn of.
pub(super) struct Slip<'a> {
    pub(super) notice: &'a Notice,
    pub(super) account: &'a PostalAccount,
    pub(super) marks: PostalMarks<'a>,
    pub(super) code: Modules,
}

fn moved(area: Area, top: Length) -> Area {
    Area { corner: at(area.corner.x, area.corner.y + top), ..area }
}

impl<'a> Slip<'a> {
    /// Where a slip that begins here ends.
    pub(super) fn end(&self, typeset: &Typeset, top: Length) -> Length {
        let text = Flow::body(TEXT_WIDTH).last(typeset, top + TEXT, texts::SLIP_TEXT);
        let mut last = top + HOLDER;
        for (label, value) in self.rows() {
            last = value_flow(typeset, label).last(typeset, last, value) + TO_NEXT;
        }
        let authorization = AUTHORIZATION_FLOW.last(
            typeset,
            text + TO_AUTHORIZATION,
            self.account.authorization.as_str(),
        );
        authorization.max(last - TO_NEXT + TO_CODES + TO_CODE)
    }

    fn rows(&self) -> [(&str, &str); 3] {
        [
            (texts::HOLDER_LABEL, self.account.holder.as_str()),
            (texts::RECIPIENT_LABEL, self.notice.debtor.name.as_str()),
            (texts::SLIP_SUBJECT_LABEL, self.notice.subject.as_str()),
        ]
    }

    /// Draws the slip from the top of its band.
    pub(super) fn draw(&self, outline: &mut Outline<'_>, drawn: &mut Drawn<'a>, top: Length) {
        outline.adorn(|ink| {
            let scissors = Area::new(at(hpt(55570), top - hpt(790)), hpt(1090), hpt(770));
            ink.drawing(Color::Scissors, drawings::SCISSORS, scissors);
        });
        whole_band(outline, top);
        outline.group(Tag::Section, |outline| {
            band_title(outline, LEFT, top, texts::SLIP);
            let bancoposta = (self.marks.bancoposta, texts::BANCOPOSTA_MARK);
            mark(outline, drawn, bancoposta, moved(BANCOPOSTA, top));
            outline.mark(Tag::Paragraph, |ink| {
                let end = at(RIGHT, top + BAND_TITLE);
                ink.text_to(Style::Bold, 10, end, &due(self.notice, "entro"));
            });
            let poste = (self.marks.poste, texts::POSTE_MARK);
            mark(outline, drawn, poste, moved(POSTE, top));
            let circuit = (self.marks.circuit, texts::CIRCUIT_MARK);
            mark(outline, drawn, circuit, moved(CIRCUIT, top));
            let flow = Flow::body(TEXT_WIDTH);
            let text = paragraph(outline, flow, LEFT, top + TEXT, texts::SLIP_TEXT);
            outline.mark(Tag::Paragraph, |ink| {
                self.draw_authorization(ink, text + TO_AUTHORIZATION);
            });
            self.draw_data(outline, top);
            let area = moved(CODE, top);
            outline.adorn(|ink| draw_frame(ink, moved(FRAME, top)));
            let figure = Figure { alternative: texts::DATA_MATRIX, area };
            outline.figure(figure, |ink| ink.modules(&self.code, area));
        });
    }

    fn draw_authorization(&self, ink: &mut Ink<'_>, baseline: Length) {
        let Flow { style, size, width, step } = AUTHORIZATION_FLOW;
        let text = self.account.authorization.as_str();
        let mut y = baseline;
        for line in ink.typeset().wrap(style, size, width, text) {
            ink.text_in(Color::Muted, style, size, at(LEFT, y), &format!("{line} "));
            y += step;
        }
    }

    fn draw_data(&self, outline: &mut Outline<'_>, top: Length) {
        let baseline = top + ACCOUNT;
        outline.adorn(|ink| draw_euro(ink, moved(EURO_BLOCK, top)));
        outline.mark(Tag::Paragraph, |ink| {
            ink.label(Style::Regular, 10, at(ACCOUNT_LABEL_X, baseline), texts::ACCOUNT_LABEL);
            ink.text(Style::CodeBold, 12, at(ACCOUNT_X, baseline), self.account.number());
        });
        let amount = self.notice.amount.to_italian();
        outline.mark(Tag::Paragraph, |ink| draw_amount(ink, baseline, GAP, &amount));
        let mut y = top + HOLDER;
        for (label, value) in self.rows() {
            y = outline.mark(Tag::Paragraph, |ink| {
                ink.label(Style::Regular, 8, at(DATA, y), label);
                let flow = value_flow(ink.typeset(), label);
                flow.draw(ink, DATA_END - flow.width, y, value)
            }) + TO_NEXT;
        }
        self.draw_codes(outline, y - TO_NEXT + TO_CODES);
    }

    fn draw_codes(&self, outline: &mut Outline<'_>, baseline: Length) {
        let value = baseline + TO_CODE;
        let number = in_fours(self.notice.number.as_str(), " ");
        outline.mark(Tag::Paragraph, |ink| {
            ink.label(Style::Regular, 8, at(DATA, baseline), texts::NUMBER_LABEL);
            ink.text(Style::CodeBold, 10, at(DATA, value), &number);
        });
        outline.mark(Tag::Paragraph, |ink| {
            ink.label(Style::Regular, 8, at(KIND_X, baseline), texts::KIND_LABEL);
            ink.text(Style::CodeBold, 10, at(KIND_X, value), texts::KIND);
        });
        outline.mark(Tag::Paragraph, |ink| {
            ink.label_to(Style::Regular, 8, at(DATA_END, baseline), texts::SLIP_BODY_LABEL);
            let code = self.notice.creditor.fiscal_code.as_str();
            ink.text_to(Style::CodeBold, 10, at(DATA_END, value), code);
        });
    }
}

/// Values begin after their label and end with the column.
fn value_flow(typeset: &Typeset, label: &str) -> Flow {
    let start = DATA + typeset.width(Style::Regular, 8, label) + GAP;
    Flow::strong(DATA_END - start)
}

fn mark<'a>(
    outline: &mut Outline<'_>,
    drawn: &mut Drawn<'a>,
    mark: (&'a Logo, &'static str),
    area: Area,
) {
    let (logo, alternative) = mark;
    let name = drawn.use_image(logo);
    let (width, height) = fit(logo.image(), area);
    let area = Area::new(area.corner, width, height);
    outline.figure(Figure { alternative, area }, |ink| ink.image(&name, area));
}

/// A white euro sign on black.
fn draw_euro(ink: &mut Ink<'_>, area: Area) {
    ink.rectangle(Color::Black, area);
    let width = ink.typeset().width(Style::Bold, 18, "€");
    let origin = at(area.corner.x + (area.width - width) / 2, area.bottom() - hpt(440));
    ink.text_in(Color::White, Style::Bold, 18, origin, "€");
}

/// The corners around the Data Matrix.
fn draw_frame(ink: &mut Ink<'_>, frame: Area) {
    let (left, right) = (frame.corner.x, frame.right());
    let (top, bottom) = (frame.corner.y, frame.bottom());
    for x in [left, right - FRAME_BAR] {
        for y in [top, bottom - FRAME_WIDTH] {
            ink.rectangle(Color::Frame, Area::new(at(x, y), FRAME_BAR, FRAME_WIDTH));
        }
    }
    for x in [left, right - FRAME_WIDTH] {
        for y in [top, bottom - FRAME_BAR] {
            ink.rectangle(Color::Frame, Area::new(at(x, y), FRAME_WIDTH, FRAME_BAR));
        }
    }
}
