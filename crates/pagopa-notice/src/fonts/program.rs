//! A TrueType program without what a PDF does not read of it.
//!
//! Of an embedded program a reader needs the outlines, the measures and the hinting (ISO 32000-1,
//! 9.9.1); names, licence texts and what PostScript wants weigh half a kilobyte a face, in every
//! file. The licence of the fonts allows it: documents that embed them are not under it.

/// The tables that are read, in the order of their tags.
const READ: [&[u8; 4]; 9] =
    [b"cvt ", b"fpgm", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"prep"];
/// What all words of a whole program add up to (OpenType, "head").
const WHOLE: u32 = 0xB1B0_AFBA;
/// Where `head` keeps what makes it so.
const ADJUSTMENT: std::ops::Range<usize> = 8..12;

struct Table<'a> {
    tag: [u8; 4],
    checksum: [u8; 4],
    data: &'a [u8],
}

impl<'a> Table<'a> {
    fn read(program: &'a [u8], record: &[u8; 16]) -> Option<Self> {
        let (parts, _) = record.as_chunks::<4>();
        let [tag, checksum, offset, length] = *parts else {
            return None;
        };
        let start = usize::try_from(u32::from_be_bytes(offset)).ok()?;
        let length = usize::try_from(u32::from_be_bytes(length)).ok()?;
        let data = program.get(start..start.checked_add(length)?)?;
        Some(Self { tag, checksum, data })
    }
}

/// The program with the tables that are read and no others; `None` if it is not one.
pub(super) fn stripped(program: &[u8]) -> Option<Vec<u8>> {
    let (header, records) = program.split_first_chunk::<12>()?;
    let [a, b, c, d, high, low, ..] = *header;
    let count = usize::from(u16::from_be_bytes([high, low]));
    let records = records.as_chunks::<16>().0.get(..count)?;
    let tables = records.iter().map(|it| Table::read(program, it));
    let mut tables = tables.collect::<Option<Vec<_>>>()?;
    tables.retain(|it| READ.contains(&&it.tag));
    let mut out = Vec::with_capacity(program.len());
    out.extend_from_slice(&[a, b, c, d]);
    out.extend_from_slice(&directory(tables.len())?);
    let mut offset = tables.len().checked_mul(16)?.checked_add(12)?;
    let mut head = None;
    for table in &tables {
        out.extend_from_slice(&table.tag);
        out.extend_from_slice(&table.checksum);
        out.extend_from_slice(&u32::try_from(offset).ok()?.to_be_bytes());
        out.extend_from_slice(&u32::try_from(table.data.len()).ok()?.to_be_bytes());
        if table.tag == *b"head" {
            head = Some(offset);
        }
        offset = offset.checked_add(table.data.len().checked_next_multiple_of(4)?)?;
    }
    for table in &tables {
        out.extend_from_slice(table.data);
        out.resize(out.len().checked_next_multiple_of(4)?, 0);
    }
    let adjustment = out.get_mut(head?..)?.get_mut(ADJUSTMENT)?;
    adjustment.fill(0);
    let sum = sum(&out);
    let adjustment = out.get_mut(head?..)?.get_mut(ADJUSTMENT)?;
    adjustment.copy_from_slice(&WHOLE.wrapping_sub(sum).to_be_bytes());
    Some(out)
}

/// How many tables there are, and what lets a reader search for one.
fn directory(tables: usize) -> Option<[u8; 8]> {
    let count = u16::try_from(tables).ok()?;
    let selector = count.checked_ilog2()?;
    let range = 16_u16.checked_shl(selector)?;
    let shift = count.checked_mul(16)?.checked_sub(range)?;
    let numbers = [count, range, u16::try_from(selector).ok()?, shift];
    let mut bytes = [0; 8];
    for (place, number) in bytes.as_chunks_mut::<2>().0.iter_mut().zip(numbers) {
        *place = number.to_be_bytes();
    }
    Some(bytes)
}

fn sum(words: &[u8]) -> u32 {
    let words = words.as_chunks::<4>().0.iter().map(|it| u32::from_be_bytes(*it));
    words.fold(0, u32::wrapping_add)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE_FONT: &[u8] = include_bytes!("../../fonts/TitilliumWeb-Regular.ttf");

    #[test]
    fn outlines_and_measures_stay_and_names_go() {
        let program = stripped(WHOLE_FONT).unwrap();
        assert_eq!(sum(&program), WHOLE);
        let [before, after] =
            [WHOLE_FONT, &program].map(|it| ttf_parser::RawFace::parse(it, 0).unwrap());
        for tag in READ {
            let tag = ttf_parser::Tag::from_bytes(tag);
            let [before, after] = [&before, &after].map(|it| it.table(tag).map(<[u8]>::to_vec));
            if tag == ttf_parser::Tag::from_bytes(b"head") {
                assert_eq!(before.map(|it| it.len()), after.map(|it| it.len()));
            } else {
                assert_eq!(before, after, "{tag}");
            }
        }
        assert!(after.table(ttf_parser::Tag::from_bytes(b"name")).is_none());
        assert!(after.table(ttf_parser::Tag::from_bytes(b"post")).is_none());
    }

    #[test]
    fn what_is_no_program_is_refused() {
        for length in [0, 11, 12, 40, 300] {
            assert_eq!(stripped(WHOLE_FONT.get(..length).unwrap()), None, "{length}");
        }
        assert_eq!(stripped(&[0xFF; 4_000]), None);
    }
}
