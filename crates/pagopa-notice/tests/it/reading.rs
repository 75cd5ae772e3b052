//! Reads a finished file back: which text stands where.

use pagopa_notice::lint::{Content, Document, Font, Shown, expand};

/// A text on a page, from the top left corner, in hundredths of a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Placed {
    pub(crate) page: usize,
    pub(crate) x: i64,
    pub(crate) y: i64,
    pub(crate) width: i64,
    pub(crate) size: i64,
    pub(crate) text: String,
}

const PAGE_HEIGHT: i64 = 84_189;

pub(crate) fn texts(pdf: &[u8]) -> Vec<Placed> {
    let document = Document::read(pdf).unwrap();
    let mut placed = Vec::new();
    for (page, object) in document.pages().into_iter().enumerate() {
        let fonts = document.entry(document.entry(object, "Resources"), "Font");
        let content = Content::read(&expand(document.entry(object, "Contents")).unwrap());
        for Shown { font, size, origin, glyphs, .. } in content.shown {
            let font = Font::read(&document, document.entry(fonts, &font));
            let text = font.text(&glyphs).unwrap();
            let text = text.trim();
            let units: i64 =
                glyphs.iter().take(text.chars().count()).map(|glyph| font.width(*glyph)).sum();
            placed.push(Placed {
                page,
                x: origin.0 / 100,
                y: PAGE_HEIGHT - origin.1 / 100,
                size: size / 10_000,
                width: units * (size / 10_000) / 10,
                text: text.to_owned(),
            });
        }
    }
    placed
}

/// All words of a file, lines joined.
pub(crate) fn words(pdf: &[u8]) -> String {
    texts(pdf).into_iter().map(|placed| placed.text).collect::<Vec<_>>().join(" ")
}
