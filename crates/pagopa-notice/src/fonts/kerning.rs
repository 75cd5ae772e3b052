//! The kerning of a face, read from its GPOS table into one matrix.

use std::collections::BTreeSet;

use ttf_parser::gpos::{PairAdjustment, PositioningSubtable};
use ttf_parser::{Face, GlyphId, Tag};

/// The change of the advance of `left` before `right`, in units of the face.
pub(crate) fn pair(lookups: &[Vec<PairAdjustment<'_>>], left: GlyphId, right: GlyphId) -> i16 {
    lookups
        .iter()
        .filter_map(|subtables| subtables.iter().find_map(|table| adjustment(table, left, right)))
        .fold(0, i16::saturating_add)
}

/// The pair adjustments of the feature `kern`, per lookup.
pub(crate) fn lookups<'f>(face: &Face<'f>) -> Vec<Vec<PairAdjustment<'f>>> {
    let Some(gpos) = face.tables().gpos else { return Vec::new() };
    let kern = Tag::from_bytes(b"kern");
    let indices: BTreeSet<u16> = gpos
        .features
        .into_iter()
        .filter(|feature| feature.tag == kern)
        .flat_map(|feature| feature.lookup_indices)
        .collect();
    indices
        .into_iter()
        .filter_map(|index| gpos.lookups.get(index))
        .map(|lookup| {
            lookup
                .subtables
                .into_iter::<PositioningSubtable<'f>>()
                .filter_map(|subtable| match subtable {
                    PositioningSubtable::Pair(pair) => Some(pair),
                    _ => None,
                })
                .collect()
        })
        .collect()
}

/// The first subtable that speaks of the pair decides.
fn adjustment(table: &PairAdjustment<'_>, left: GlyphId, right: GlyphId) -> Option<i16> {
    let index = table.coverage().get(left)?;
    match table {
        PairAdjustment::Format1 { sets, .. } => {
            sets.get(index)?.get(right).map(|(first, _)| first.x_advance)
        }
        PairAdjustment::Format2 { classes, matrix, .. } => matrix
            .get((classes.0.get(left), classes.1.get(right)))
            .map(|(first, _)| first.x_advance),
    }
}
