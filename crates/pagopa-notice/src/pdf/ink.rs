//! What is seen on one page: texts, rectangles, codes, images and drawings.
//!
//! Layouts count from the top left corner; PDF counts from the bottom left one. The turn is here.

use super::numbers::{write_integer, write_length};
use crate::codes::Modules;
use crate::fonts::{Style, Typeset};
use crate::length::{Area, Length, Point, hpt};

/// The height of A4: 297 mm.
pub(crate) const PAGE_HEIGHT: Length = hpt(84189);

/// The colors of the guide to notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Color {
    Black,
    White,
    /// Bands of sections, #ECECEC.
    Band,
    /// The frame of the Data Matrix, #D9D9D9.
    Frame,
    /// The scissors, #868686.
    Scissors,
    /// The authorization to print slips, #7C7C7B.
    Muted,
    /// The pagoPA mark, #0066CC.
    Blue,
}

impl Color {
    const fn operator(self) -> &'static str {
        match self {
            Self::Black => "0 g\n",
            Self::White => "1 g\n",
            Self::Band => ".925 g\n",
            Self::Frame => ".851 g\n",
            Self::Scissors => ".525 g\n",
            Self::Muted => ".486 .486 .482 rg\n",
            Self::Blue => "0 .4 .8 rg\n",
        }
    }
}

/// The content of a page being drawn.
pub(crate) struct Ink<'t> {
    operators: Vec<u8>,
    typeset: &'t Typeset,
    color: Color,
}

impl<'t> Ink<'t> {
    pub(crate) fn new(typeset: &'t Typeset) -> Self {
        Self { operators: Vec::with_capacity(24 * 1024), typeset, color: Color::Black }
    }

    pub(crate) const fn typeset(&self) -> &'t Typeset {
        self.typeset
    }

    pub(crate) fn into_operators(self) -> Vec<u8> {
        self.operators
    }

    pub(super) fn begin(&mut self, tag: &str, marked: usize) {
        self.raw(&format!("/{tag}<</MCID {marked}>>BDC\n"));
    }

    pub(super) fn begin_artifact(&mut self) {
        self.raw("/Artifact BMC\n");
    }

    pub(super) fn end(&mut self) {
        self.raw("EMC\n");
    }

    fn raw(&mut self, operators: &str) {
        self.operators.extend_from_slice(operators.as_bytes());
    }

    fn fill_with(&mut self, color: Color) {
        if self.color != color {
            self.color = color;
            self.raw(color.operator());
        }
    }

    fn numbers(&mut self, numbers: &[Length]) {
        for number in numbers {
            write_length(&mut self.operators, *number);
            self.operators.push(b' ');
        }
    }

    /// A text whose baseline starts at a point.
    pub(crate) fn text(&mut self, style: Style, size: i32, origin: Point, text: &str) {
        self.text_in(Color::Black, style, size, origin, text);
    }

    pub(crate) fn text_in(
        &mut self,
        color: Color,
        style: Style,
        size: i32,
        origin: Point,
        text: &str,
    ) {
        self.fill_with(color);
        self.raw("BT/");
        self.raw(style.resource());
        self.raw(" ");
        write_integer(&mut self.operators, size);
        self.raw(" Tf ");
        self.numbers(&[origin.x, PAGE_HEIGHT - origin.y]);
        self.raw("Td");
        self.typeset.face(style).show(text, &mut self.operators);
        self.raw(" ET\n");
    }

    /// A text that another one follows: a space after it keeps the two apart for who listens.
    pub(crate) fn label(&mut self, style: Style, size: i32, origin: Point, text: &str) {
        self.text(style, size, origin, &format!("{text} "));
    }

    /// A label that ends at a point.
    pub(crate) fn label_to(&mut self, style: Style, size: i32, end: Point, text: &str) {
        let x = end.x - self.typeset.width(style, size, text);
        self.label(style, size, Point { x, y: end.y }, text);
    }

    /// A text whose baseline ends at a point.
    pub(crate) fn text_to(&mut self, style: Style, size: i32, end: Point, text: &str) {
        let x = end.x - self.typeset.width(style, size, text);
        self.text(style, size, Point { x, y: end.y }, text);
    }

    pub(crate) fn rectangle(&mut self, color: Color, area: Area) {
        self.fill_with(color);
        let bottom = PAGE_HEIGHT - area.bottom();
        self.numbers(&[area.corner.x, bottom, area.width, area.height]);
        self.raw("re f\n");
    }

    /// A two-dimensional code: runs of dark modules as one path, so that no seams show.
    pub(crate) fn modules(&mut self, modules: &Modules, area: Area) {
        self.fill_with(Color::Black);
        let side = i32::from(modules.side());
        self.raw("q ");
        self.scale(area.width, side);
        self.raw(" 0 0 ");
        self.scale(area.height, side);
        self.raw(" ");
        self.numbers(&[area.corner.x, PAGE_HEIGHT - area.bottom()]);
        self.raw("cm\n");
        for (row, runs) in modules.runs() {
            let y = side.saturating_sub(i32::from(row)).saturating_sub(1);
            for (x, width) in runs {
                for number in [i32::from(x), y, i32::from(width)] {
                    write_integer(&mut self.operators, number);
                    self.operators.push(b' ');
                }
                self.raw("1 re\n");
            }
        }
        self.raw("f Q\n");
    }

    /// `length / parts`, with the four decimals that a module's side needs.
    fn scale(&mut self, length: Length, parts: i32) {
        let ten_thousandths =
            length.hundredths().saturating_mul(100).checked_div(parts).unwrap_or(0);
        self.raw(&format!("{}.{:04}", ten_thousandths / 10_000, ten_thousandths % 10_000));
    }

    /// An image by its name in the resources, stretched over an area.
    pub(crate) fn image(&mut self, name: &str, area: Area) {
        self.raw("q ");
        self.numbers(&[area.width, Length::ZERO, Length::ZERO, area.height]);
        self.numbers(&[area.corner.x, PAGE_HEIGHT - area.bottom()]);
        self.raw(&format!("cm/{name} Do Q\n"));
    }

    /// A drawing of ours: operators in a square of 100 units, upwards.
    pub(crate) fn drawing(&mut self, color: Color, operators: &str, area: Area) {
        self.fill_with(color);
        self.raw("q ");
        self.scale(area.width, 100);
        self.raw(" 0 0 ");
        self.scale(area.height, 100);
        self.raw(" ");
        self.numbers(&[area.corner.x, PAGE_HEIGHT - area.bottom()]);
        self.raw("cm ");
        self.raw(operators);
        self.raw(" Q\n");
    }
}
