//! The receipt: who was paid by whom, the payment, and where each part of the money goes.
//!
//! No norm fixes its looks; it has those of the notice, so that the two are seen to belong
//! together.

use pagopa_codes::{Cents, in_fours};

use super::grid::{
    BAND_TITLE, Flow, LEFT, PAGE_END, RIGHT, RIGHT_COLUMN, band_title, paragraph, whole_band,
};
use super::header::Header;
use super::parties::{self, Left, Right};
use super::{dates, texts};
use crate::field::Text;
use crate::fonts::{Style, Typeset};
use crate::length::{Length, Point, at, hpt};
use crate::marks::{Drawn, Marks};
use crate::pdf::{Ink, Outline, Tag};
use crate::receipt::{Destination, Party, Receipt, ReceiptTransfer};

/// From the top of a band to the first label below it.
const FIRST: Length = hpt(4200);
const TO_VALUE: Length = hpt(1275);
const TO_LABEL: Length = hpt(1800);
const LEFT_WIDTH: Length = hpt(25512);
const RIGHT_WIDTH: Length = hpt(24379);
const AFTER: Length = hpt(2000);
/// Where a page that follows says whose it is: below the title.
const WHOSE: Point = at(hpt(8218), hpt(5100));
const TO_NOTES: Length = hpt(2400);

/// Where the cells of the table begin, and how wide they are.
const INDEX: (Length, Length) = (LEFT, hpt(1200));
const BENEFICIARY: (Length, Length) = (hpt(4500), hpt(14700));
const DESCRIPTION: (Length, Length) = (hpt(19700), hpt(17000));
const DESTINATION: (Length, Length) = (hpt(37200), hpt(11800));
const DESTINATION_FLOW: Flow =
    Flow { style: Style::Regular, size: 7, width: DESTINATION.1, step: hpt(1000) };
const ROW_STEP: Length = hpt(1900);

/// Lays a receipt out; says which images it used.
pub(crate) fn lay_out<'a>(
    outline: &mut Outline<'_>,
    receipt: &'a Receipt,
    marks: &'a Marks,
) -> Drawn<'a> {
    let mut drawn = Drawn::default();
    let header = Header {
        title: texts::RECEIPT,
        subject: receipt.description.as_str(),
        logo: receipt.logo.as_ref(),
    };
    let top = header.draw(outline, marks, &mut drawn);
    let top = draw_parties(outline, receipt, top);
    let mut pages = Pages::new(outline, receipt, &header, marks, &mut drawn);
    let top = draw_payment(&mut pages, receipt, top);
    let end = draw_transfers(&mut pages, receipt, top);
    draw_notes(&mut pages, receipt, end + TO_NOTES);
    drawn
}

fn draw_parties(outline: &mut Outline<'_>, receipt: &Receipt, top: Length) -> Length {
    let payer = receipt.payer.as_ref().filter(|payer| **payer != receipt.debtor);
    let paid_by = payer.map(|Party { code, name }| {
        format!("{} {} ({})", texts::PAID_BY, name.as_str(), code.as_str())
    });
    let left = Left {
        title: texts::CREDITOR,
        code: receipt.body.as_str(),
        name: receipt.body_name.as_str(),
        department: receipt.office.as_ref().map(Text::as_str),
        contacts: None,
    };
    let right = Right {
        title: texts::DEBTOR,
        code: Some(receipt.debtor.code.as_str()),
        name: receipt.debtor.name.as_str(),
        lines: paid_by.iter().map(String::as_str).collect(),
    };
    parties::draw(outline, &left, &right, top)
}

/// A label and its value.
type Entry = (&'static str, String);

fn draw_payment(pages: &mut Pages<'_, '_, '_>, receipt: &Receipt, top: Length) -> Length {
    let columns = [(LEFT, LEFT_WIDTH, money(receipt)), (RIGHT_COLUMN, RIGHT_WIDTH, names(receipt))];
    let end = |top: Length, typeset: &Typeset| {
        let ends = columns.each_ref().map(|it| entries_end(typeset, &it.2, it.1, top + FIRST));
        ends.into_iter().fold(top, Length::max)
    };
    let top = pages.module(top, end(top, pages.outline.typeset));
    whole_band(pages.outline, top);
    pages.outline.group(Tag::Section, |outline| {
        band_title(outline, LEFT, top, texts::PAYMENT);
        for (x, width, column) in &columns {
            draw_entries(outline, column, *x, *width, top + FIRST);
        }
    });
    end(top, pages.outline.typeset) + AFTER
}

/// How much, and when.
fn money(receipt: &Receipt) -> Vec<Entry> {
    let euro = |cents: Cents| format!("{} {}", cents.to_italian(), texts::EURO);
    let mut entries = vec![(texts::PAID_AMOUNT, euro(receipt.amount))];
    entries.extend(receipt.fee.map(|fee| (texts::FEE, euro(fee))));
    let paid_at = receipt.paid_at.map_or_else(|| texts::NOT_TOLD.to_owned(), dates::date_time);
    entries.push((texts::PAID_AT, paid_at));
    let applied_on = receipt.applied_on.map_or_else(|| texts::NOT_TOLD.to_owned(), dates::date);
    entries.push((texts::APPLIED_ON, applied_on));
    entries.extend(receipt.transferred_on.map(|day| (texts::TRANSFERRED_ON, dates::date(day))));
    entries.extend(receipt.method.as_ref().map(|it| (texts::METHOD, it.as_str().to_owned())));
    entries
}

/// By which names the payment is known, and who took it.
fn names(receipt: &Receipt) -> Vec<Entry> {
    let provider = &receipt.provider;
    let mut entries = Vec::new();
    entries.extend(receipt.number.as_ref().map(|it| (texts::NUMBER, in_fours(it.as_str(), " "))));
    entries.push((texts::IUV, receipt.iuv.as_str().to_owned()));
    entries.push((texts::RECEIPT_ID, receipt.receipt_id.as_str().to_owned()));
    entries.push((texts::PROVIDER, provider.name.as_str().to_owned()));
    let code = provider.fiscal_code.as_ref().map_or(texts::NO_CODE, Text::as_str);
    entries.push((texts::PROVIDER_CODES, format!("{code} – {}", provider.id.as_str())));
    entries.extend(provider.channel.as_ref().map(|it| (texts::CHANNEL, it.as_str().to_owned())));
    entries
}

const fn entry_flow(width: Length) -> Flow {
    Flow { style: Style::Bold, size: 10, width, step: hpt(1275) }
}

/// The last baseline of entries that are not drawn yet.
fn entries_end(typeset: &Typeset, entries: &[Entry], width: Length, top: Length) -> Length {
    let next = |last: Length, (_, value): &Entry| {
        entry_flow(width).last(typeset, last + TO_LABEL + TO_VALUE, value)
    };
    entries.iter().fold(top - TO_LABEL, next)
}

fn draw_entries(
    outline: &mut Outline<'_>,
    entries: &[Entry],
    x: Length,
    width: Length,
    top: Length,
) {
    let mut y = top;
    for (label, value) in entries {
        let last = outline.mark(Tag::Paragraph, |ink| {
            ink.label(Style::Regular, 8, at(x, y), label);
            entry_flow(width).draw(ink, x, y + TO_VALUE, value)
        });
        y = last + TO_LABEL;
    }
}

/// Pages that follow each other under the same header, each of which says whose it is.
struct Pages<'o, 't, 'a> {
    outline: &'o mut Outline<'t>,
    header: &'o Header<'a>,
    marks: &'a Marks,
    drawn: &'o mut Drawn<'a>,
    /// The notice number, or the IUV where there was no notice.
    payment: String,
    number: u32,
}

impl<'o, 't, 'a> Pages<'o, 't, 'a> {
    fn new(
        outline: &'o mut Outline<'t>,
        receipt: &Receipt,
        header: &'o Header<'a>,
        marks: &'a Marks,
        drawn: &'o mut Drawn<'a>,
    ) -> Self {
        let payment = match &receipt.number {
            Some(number) => format!("{} {}", texts::NUMBER, in_fours(number.as_str(), " ")),
            None => format!("{} {}", texts::IUV, receipt.iuv.as_str()),
        };
        Self { outline, header, marks, drawn, payment, number: 1 }
    }

    /// The top of a new page; who listens has heard what stands above it.
    fn turn(&mut self) -> Length {
        self.outline.next_page();
        self.number = self.number.saturating_add(1);
        let top = self.header.repeat(self.outline, self.marks, self.drawn);
        let whose = format!("{} – {} {}", self.payment, texts::PAGE, self.number);
        self.outline.adorn(|ink| ink.text(Style::Regular, 8, WHOSE, &whose));
        top
    }

    /// Where a module begins that would end there: at `top`, or on a new page.
    fn module(&mut self, top: Length, end: Length) -> Length {
        if end <= PAGE_END { top } else { self.turn() }
    }

    /// The same for a line without a band above it.
    fn room(&mut self, top: Length, end: Length) -> Length {
        if end <= PAGE_END { top } else { self.turn() + FIRST }
    }
}

fn draw_transfers(pages: &mut Pages<'_, '_, '_>, receipt: &Receipt, top: Length) -> Length {
    let rows: Vec<_> =
        (1_u8..).zip(&receipt.transfers).map(|(index, it)| Cells::of(index, it)).collect();
    // The heads are of no use without a row.
    let first = top + FIRST + ROW_STEP;
    let end = rows.first().map_or(first, |it| it.end(pages.outline, first));
    let top = pages.module(top, end);
    let mut last = draw_heads(pages.outline, top);
    for cells in &rows {
        let mut top = last + ROW_STEP;
        if cells.end(pages.outline, top) > PAGE_END {
            top = pages.turn();
            top = repeat_heads(pages.outline, top) + ROW_STEP;
        }
        last = pages.outline.group(Tag::Row, |outline| cells.draw(outline, top));
    }
    pages.outline.end();
    last
}

/// The heads of the columns that begin at their left edge.
const HEADS: [(Length, &str); 4] = [
    (INDEX.0, texts::INDEX),
    (BENEFICIARY.0, texts::BENEFICIARY),
    (DESCRIPTION.0, texts::DESCRIPTION),
    (DESTINATION.0, texts::DESTINATION),
];

/// Begins the table; gives the baseline of its heads.
fn draw_heads(outline: &mut Outline<'_>, top: Length) -> Length {
    whole_band(outline, top);
    band_title(outline, LEFT, top, texts::TRANSFERS);
    let heads = top + FIRST;
    outline.begin(Tag::Table);
    outline.group(Tag::Row, |outline| {
        for (x, text) in HEADS {
            outline.mark(Tag::HeaderCell, |ink| ink.text(Style::Regular, 8, at(x, heads), text));
        }
        outline.mark(Tag::HeaderCell, |ink| {
            ink.text_to(Style::Regular, 8, at(RIGHT, heads), texts::AMOUNT);
        });
    });
    heads
}

/// The same on a page that follows, where it means nothing new.
fn repeat_heads(outline: &mut Outline<'_>, top: Length) -> Length {
    whole_band(outline, top);
    let heads = top + FIRST;
    outline.adorn(|ink| {
        ink.text(Style::Bold, 10, at(LEFT, top + BAND_TITLE), texts::TRANSFERS);
        for (x, text) in HEADS {
            ink.text(Style::Regular, 8, at(x, heads), text);
        }
        ink.text_to(Style::Regular, 8, at(RIGHT, heads), texts::AMOUNT);
    });
    heads
}

/// The texts of a row, line by line where a cell has several kinds.
struct Cells {
    index: String,
    beneficiary: [String; 2],
    description: [String; 2],
    destination: String,
    amount: String,
}

impl Cells {
    fn of(index: u8, transfer: &ReceiptTransfer) -> Self {
        let name = transfer.name.as_ref().map_or("", |name| name.as_str());
        let destination = match &transfer.destination {
            Destination::Account(iban) => iban.as_str().to_owned(),
            Destination::Stamp(Some(id)) => format!("{} {}", texts::STAMP, id.as_str()),
            Destination::Stamp(None) => texts::STAMP_UNREAD.to_owned(),
        };
        Self {
            index: index.to_string(),
            beneficiary: [name.to_owned(), transfer.body.as_str().to_owned()],
            description: [
                transfer.description.as_str().to_owned(),
                format!("{} {}", texts::CATEGORY, transfer.category.as_str()),
            ],
            destination,
            amount: transfer.amount.to_italian(),
        }
    }

    fn end(&self, outline: &Outline<'_>, top: Length) -> Length {
        let last = |lines: &[String; 2], width| {
            let flow = Flow::body(width);
            let [first, second] = lines;
            let next = if first.is_empty() {
                top
            } else {
                flow.last(outline.typeset, top, first) + flow.step
            };
            flow.last(outline.typeset, next, second)
        };
        last(&self.beneficiary, BENEFICIARY.1)
            .max(last(&self.description, DESCRIPTION.1))
            .max(DESTINATION_FLOW.last(outline.typeset, top, &self.destination))
    }

    fn draw(&self, outline: &mut Outline<'_>, top: Length) -> Length {
        outline.mark(Tag::Cell, |ink| ink.text(Style::Regular, 8, at(INDEX.0, top), &self.index));
        let mut end = top;
        for ((x, width), lines) in
            [(BENEFICIARY, &self.beneficiary), (DESCRIPTION, &self.description)]
        {
            end = end.max(outline.mark(Tag::Cell, |ink| draw_lines(ink, x, width, top, lines)));
        }
        end = end.max(outline.mark(Tag::Cell, |ink| {
            DESTINATION_FLOW.draw(ink, DESTINATION.0, top, &self.destination)
        }));
        outline.mark(Tag::Cell, |ink| ink.text_to(Style::Bold, 8, at(RIGHT, top), &self.amount));
        end
    }
}

/// A strong text, and a plain one below it.
fn draw_lines(
    ink: &mut Ink<'_>,
    x: Length,
    width: Length,
    top: Length,
    [first, second]: &[String; 2],
) -> Length {
    let flow = Flow::body(width);
    let next = if first.is_empty() { top } else { flow.draw(ink, x, top, first) + flow.step };
    flow.draw(ink, x, next, second)
}

fn draw_notes(pages: &mut Pages<'_, '_, '_>, receipt: &Receipt, top: Length) {
    let flow = Flow::body(RIGHT - LEFT);
    let mut y = top;
    let stand_in = receipt.stand_in.then_some(texts::STAND_IN);
    for note in stand_in.into_iter().chain([texts::COPY]) {
        y = pages.room(y, flow.last(pages.outline.typeset, y, note));
        y = paragraph(pages.outline, flow, LEFT, y, note) + TO_LABEL;
    }
}
