//! A font of a page, as the file describes and embeds it.

use std::collections::BTreeMap;

use super::document::{Document, expand};
use super::object::Object;
use super::tokens::{Token, Tokens};

/// A font of a page's resources.
#[derive(Clone, Debug)]
pub struct Font {
    /// Its program, if it is embedded.
    pub program: Option<Vec<u8>>,
    /// What each glyph means, if the file says so.
    pub letters: Option<BTreeMap<u16, char>>,
    /// The advance of each glyph as the file says, in thousandths of an em.
    pub widths: BTreeMap<u16, i64>,
    /// The advance of glyphs the file says nothing of.
    pub default_width: i64,
}

impl Font {
    /// Reads a composite font.
    pub fn read(document: &Document, font: &Object) -> Self {
        let descendants = document.entry(font, "DescendantFonts");
        let descendant =
            descendants.elements().first().map_or(&Object::Null, |first| document.resolve(first));
        let descriptor = document.entry(descendant, "FontDescriptor");
        Self {
            program: expand(document.entry(descriptor, "FontFile2")),
            letters: expand(document.entry(font, "ToUnicode")).map(|map| letters(&map)),
            widths: widths(document.entry(descendant, "W").elements()),
            default_width: document.entry(descendant, "DW").integer().unwrap_or(1000),
        }
    }

    /// The text that glyphs mean, if every one of them means something.
    pub fn text(&self, glyphs: &[u16]) -> Option<String> {
        let letters = self.letters.as_ref()?;
        glyphs.iter().map(|glyph| letters.get(glyph)).collect()
    }

    /// The advance of a glyph as the file says.
    pub fn width(&self, glyph: u16) -> i64 {
        self.widths.get(&glyph).copied().unwrap_or(self.default_width)
    }

    /// The advance of a glyph as the program says.
    pub fn program_width(&self, glyph: u16) -> Option<i64> {
        let face = ttf_parser::Face::parse(self.program.as_ref()?, 0).ok()?;
        let advance = face.glyph_hor_advance(ttf_parser::GlyphId(glyph))?;
        i64::from(advance).checked_mul(1000)?.checked_div(i64::from(face.units_per_em()))
    }
}

/// The advances of a composite font: `first [w1 w2 …]`, or `first last w` (ISO 32000-1, 9.7.4.3).
fn widths(mut runs: &[Object]) -> BTreeMap<u16, i64> {
    let glyph = |it: &Object| it.integer().and_then(|it| u16::try_from(it).ok());
    let mut widths = BTreeMap::new();
    loop {
        match runs {
            [first, Object::Array(run), rest @ ..] => {
                let Some(first) = glyph(first) else { return widths };
                let run = (first..).zip(run.iter().filter_map(Object::integer));
                widths.extend(run);
                runs = rest;
            }
            [first, last, width, rest @ ..] => {
                let (Some(first), Some(last), Some(width)) =
                    (glyph(first), glyph(last), width.integer())
                else {
                    return widths;
                };
                widths.extend((first..=last).map(|it| (it, width)));
                runs = rest;
            }
            _ => return widths,
        }
    }
}

/// The ranges and single letters of a `ToUnicode` map.
fn letters(map: &[u8]) -> BTreeMap<u16, char> {
    let mut letters = BTreeMap::new();
    let mut tokens = Tokens::new(map);
    let mut inside: Option<Inside> = None;
    let mut operands: Vec<Vec<u8>> = Vec::new();
    while let Some(token) = tokens.next() {
        match token {
            Token::Word(word) => {
                inside = match word.as_slice() {
                    b"beginbfrange" => Some(Inside::Ranges),
                    b"beginbfchar" => Some(Inside::Letters),
                    _ => None,
                };
                operands.clear();
            }
            Token::Value(Object::Text(text)) if inside.is_some() => {
                operands.push(text);
                match (&inside, &operands[..]) {
                    (Some(Inside::Ranges), [from, to, first]) => {
                        insert(&mut letters, from, to, first);
                        operands.clear();
                    }
                    (Some(Inside::Letters), [glyph, letter]) => {
                        insert(&mut letters, glyph, glyph, letter);
                        operands.clear();
                    }
                    _ => {}
                }
            }
            Token::Value(_) => {}
        }
    }
    letters
}

/// In which part of a map its texts stand.
enum Inside {
    Ranges,
    Letters,
}

fn insert(letters: &mut BTreeMap<u16, char>, from: &[u8], to: &[u8], first: &[u8]) {
    let number = |bytes: &[u8]| <[u8; 2]>::try_from(bytes).ok().map(u16::from_be_bytes);
    let (Some(from), Some(to), Some(first)) = (number(from), number(to), number(first)) else {
        return;
    };
    for (glyph, letter) in (from..=to).zip(u32::from(first)..) {
        letters.extend(char::from_u32(letter).map(|letter| (glyph, letter)));
    }
}
