//! One face, prepared: its glyphs renumbered, its measures, and the subset to embed.
//!
//! Glyph 0 of the subset is `.notdef` and no text may use it: PDF/A and PDF/UA forbid it.

use subsetter::GlyphRemapper;

use super::{kerning, program};
use crate::error::PressError;
use crate::length::{Length, hpt};
use crate::pdf::append;

/// The measures of a face, by glyphs of its subset.
pub(crate) struct Face {
    /// The glyph of each code point, 0 where there is none.
    glyphs: Vec<u16>,
    advances: Vec<u16>,
    /// Row by row: what a left glyph's advance changes by before each right glyph.
    kerning: Vec<i16>,
    units_per_em: i32,
}

/// What a file embeds of a face.
pub(crate) struct FontFile {
    /// `ABCDEF+Name`, as the standard wants subsets to be called.
    pub(crate) name: String,
    pub(crate) data: Vec<u8>,
    pub(crate) to_unicode: String,
    /// The advances as the `W` array has them, in thousandths of an em.
    pub(crate) widths: String,
    /// The entries of the font descriptor that are measures.
    pub(crate) metrics: String,
}

impl Face {
    /// Prepares the subset of a TrueType font that has the given letters; letters the font lacks
    /// are left out.
    pub(crate) fn prepare(
        name: &'static str,
        ttf: &[u8],
        letters: &[char],
    ) -> Result<(Self, FontFile), PressError> {
        let broken = |_| PressError::Font { name };
        let face = ttf_parser::Face::parse(ttf, 0).map_err(|_| PressError::Font { name })?;
        let chosen: Vec<(char, ttf_parser::GlyphId)> =
            letters.iter().filter_map(|letter| Some((*letter, drawn(&face, *letter)?))).collect();
        let mut remapper = GlyphRemapper::new();
        let mut glyphs = Vec::new();
        for (letter, glyph) in &chosen {
            let code_point = usize::try_from(u32::from(*letter)).unwrap_or(usize::MAX);
            if glyphs.len() <= code_point {
                glyphs.resize(code_point.saturating_add(1), 0);
            }
            if let Some(slot) = glyphs.get_mut(code_point) {
                *slot = remapper.remap(glyph.0);
            }
        }
        let subset = subsetter::subset(ttf, 0, &remapper).map_err(broken)?;
        let data = program::stripped(&subset).ok_or(PressError::Font { name })?;
        let originals: Vec<_> = remapper.remapped_gids().map(ttf_parser::GlyphId).collect();
        let advances: Vec<u16> =
            originals.iter().map(|glyph| face.glyph_hor_advance(*glyph).unwrap_or(0)).collect();
        let lookups = kerning::lookups(&face);
        let kerning = originals
            .iter()
            .flat_map(|left| originals.iter().map(|right| (*left, *right)))
            .map(|(left, right)| kerning::pair(&lookups, left, right))
            .collect();
        let units_per_em = i32::from(face.units_per_em());
        let measured = Self { glyphs, advances, kerning, units_per_em };
        let file = FontFile {
            name: format!("{}+{name}", subset_tag(letters.len())),
            data,
            to_unicode: measured.to_unicode(&chosen),
            widths: measured.widths(),
            metrics: metrics(&face, units_per_em),
        };
        Ok((measured, file))
    }

    pub(crate) fn has(&self, letter: char) -> bool {
        self.glyph(letter) != 0
    }

    pub(crate) fn width(&self, text: &str, size: i32) -> Length {
        self.to_length(
            self.shape(text).map(|(_, advance)| advance).fold(0, i32::saturating_add),
            size,
        )
    }

    /// How many bytes of a text fit into a width.
    pub(crate) fn prefix_within(&self, text: &str, size: i32, width: Length) -> usize {
        let mut units: i32 = 0;
        let mut bytes: usize = 0;
        for (letter, (_, advance)) in text.chars().zip(self.shape(text)) {
            units = units.saturating_add(advance);
            if self.to_length(units, size) > width {
                return bytes;
            }
            bytes = bytes.saturating_add(letter.len_utf8());
        }
        bytes
    }

    /// The glyphs of a text with their advances, kerning included.
    fn shape<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (u16, i32)> + 'a {
        let mut letters = text.chars().map(|letter| self.glyph(letter)).peekable();
        std::iter::from_fn(move || {
            let glyph = letters.next()?;
            let kern = letters.peek().map_or(0, |next| self.kern(glyph, *next));
            Some((glyph, i32::from(self.advance(glyph)).saturating_add(i32::from(kern))))
        })
    }

    /// Writes a text as the operand of `TJ` and the operator: glyphs, and what kerning moves.
    pub(crate) fn show(&self, text: &str, out: &mut Vec<u8>) {
        out.extend_from_slice(b"[(");
        let mut pending = 0;
        for (glyph, advance) in self.shape(text) {
            if pending != 0 {
                out.push(b')');
                crate::pdf::write_integer(out, pending);
                out.push(b'(');
            }
            for byte in glyph.to_be_bytes() {
                if matches!(byte, b'(' | b')' | b'\\') {
                    out.push(b'\\');
                }
                // A bare carriage return in a string would be read as a line feed.
                if byte == b'\r' {
                    out.extend_from_slice(b"\\r");
                } else {
                    out.push(byte);
                }
            }
            let kern = advance.saturating_sub(i32::from(self.advance(glyph)));
            pending = self.thousandths(kern).saturating_neg();
        }
        out.extend_from_slice(b")]TJ");
    }

    fn glyph(&self, letter: char) -> u16 {
        usize::try_from(u32::from(letter))
            .ok()
            .and_then(|code_point| self.glyphs.get(code_point))
            .copied()
            .unwrap_or(0)
    }

    fn advance(&self, glyph: u16) -> u16 {
        self.advances.get(usize::from(glyph)).copied().unwrap_or(0)
    }

    fn kern(&self, left: u16, right: u16) -> i16 {
        let row = usize::from(left).saturating_mul(self.advances.len());
        self.kerning.get(row.saturating_add(usize::from(right))).copied().unwrap_or(0)
    }

    fn to_length(&self, units: i32, size: i32) -> Length {
        let hundredths = units.saturating_mul(size.saturating_mul(100));
        hpt(hundredths.checked_div(self.units_per_em).unwrap_or(0))
    }

    fn thousandths(&self, units: i32) -> i32 {
        units.saturating_mul(1000).checked_div(self.units_per_em).unwrap_or(0)
    }

    fn widths(&self) -> String {
        let widths: Vec<String> = self
            .advances
            .iter()
            .map(|advance| self.thousandths(i32::from(*advance)).to_string())
            .collect();
        if let [first, rest @ ..] = &widths[..]
            && let [common, others @ ..] = rest
            && others.iter().all(|width| width == common)
        {
            return format!("/DW {common}/W[0[{first}]]");
        }
        format!("/W[0[{}]]", widths.join(" "))
    }

    fn to_unicode(&self, chosen: &[(char, ttf_parser::GlyphId)]) -> String {
        let mut pairs: Vec<(u16, char)> =
            chosen.iter().map(|(letter, _)| (self.glyph(*letter), *letter)).collect();
        pairs.sort_unstable();
        pairs.dedup_by_key(|(glyph, _)| *glyph);
        let mut map = String::from(
            "/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n\
             /CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n\
             /CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n\
             1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n",
        );
        // A block of a CMap has at most 100 entries.
        for ranges in runs(&pairs).chunks(100) {
            append(&mut map, format_args!("{} beginbfrange\n", ranges.len()));
            for (from, to, letter) in ranges {
                append(
                    &mut map,
                    format_args!("<{from:04X}><{to:04X}><{:04X}>\n", u32::from(*letter)),
                );
            }
            map.push_str("endbfrange\n");
        }
        map.push_str("endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend");
        map
    }
}

/// The glyph of a letter. A face may know letters that it does not draw, as Titillium Web does `Ţ`;
/// and those of the private areas are its makers' alone, so that nobody could read them again.
fn drawn(face: &ttf_parser::Face<'_>, letter: char) -> Option<ttf_parser::GlyphId> {
    let glyph = face.glyph_index(letter)?;
    let is_seen = letter.is_whitespace() || face.glyph_bounding_box(glyph).is_some();
    let is_private = ('\u{e000}'..='\u{f8ff}').contains(&letter);
    (is_seen && !is_private).then_some(glyph)
}

/// Runs of glyphs whose letters follow each other; none crosses a multiple of 256 on either side,
/// as the standard demands of `bfrange`.
fn runs(pairs: &[(u16, char)]) -> Vec<(u16, u16, char)> {
    let mut runs: Vec<(u16, u16, char)> = Vec::new();
    for (glyph, letter) in pairs {
        if let Some((from, to, first)) = runs.last_mut() {
            let length = u32::from(glyph.saturating_sub(*from));
            let follows = glyph.checked_sub(1) == Some(*to)
                && u32::from(*first).checked_add(length) == Some(u32::from(*letter));
            if follows && glyph.to_be_bytes()[1] != 0 && u32::from(*letter).to_be_bytes()[3] != 0 {
                *to = *glyph;
                continue;
            }
        }
        runs.push((*glyph, *glyph, *letter));
    }
    runs
}

/// Six capitals that tell the subsets apart.
fn subset_tag(letters: usize) -> String {
    let mut tag = String::from("IU");
    let mut rest = letters;
    for _ in 0..4 {
        let digit = u8::try_from(rest.checked_rem(26).unwrap_or(0)).unwrap_or(0);
        tag.push(char::from(b'A'.saturating_add(digit)));
        rest = rest.checked_div(26).unwrap_or(0);
    }
    tag
}

fn metrics(face: &ttf_parser::Face<'_>, units_per_em: i32) -> String {
    let scaled =
        |units: i16| i32::from(units).saturating_mul(1000).checked_div(units_per_em).unwrap_or(0);
    let bounds = face.global_bounding_box();
    format!(
        "/FontBBox[{} {} {} {}]/ItalicAngle 0/Ascent {}/Descent {}/CapHeight {}/StemV {}",
        scaled(bounds.x_min),
        scaled(bounds.y_min),
        scaled(bounds.x_max),
        scaled(bounds.y_max),
        scaled(face.ascender()),
        scaled(face.descender()),
        scaled(face.capital_height().unwrap_or(700)),
        if face.weight() == ttf_parser::Weight::Bold { 140 } else { 80 },
    )
}
