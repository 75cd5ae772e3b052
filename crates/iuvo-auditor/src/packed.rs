//! Our own reading of packed messages: the length (four bytes, least significant first), then an
//! LZ4 block that may copy from a text both sides know.
//!
//! Source: LZ4 Block Format Description, version of 2022-07-31.

/// The text that stands before every message.
const DICTIONARY: &[u8] = include_bytes!("../../iuvo-store/src/packing/dictionary_1.xml");
/// The shortest copy.
const MIN_MATCH: usize = 4;
/// A length of four bits that goes on in the bytes that follow.
const GOES_ON: usize = 15;

/// The message; none if it is damaged.
pub(crate) fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let (length, block) = packed.split_first_chunk::<4>()?;
    let end = DICTIONARY.len().checked_add(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
    let mut block = block.iter().copied();
    let mut out = DICTIONARY.to_vec();
    while let Some(token) = block.next() {
        let literals = read_length(usize::from(token >> 4), &mut block)?;
        for _ in 0..literals {
            out.push(block.next()?);
        }
        // The last sequence ends after its literals.
        let Some(low) = block.next() else { break };
        let back = usize::from(u16::from_le_bytes([low, block.next()?]));
        let length = read_length(usize::from(token & 15), &mut block)? + MIN_MATCH;
        if back == 0 || out.len() + length > end {
            return None;
        }
        // Byte by byte, since a copy may reach into itself.
        for _ in 0..length {
            out.push(out[out.len().checked_sub(back)?]);
        }
    }
    (out.len() == end).then(|| out.split_off(DICTIONARY.len()))
}

fn read_length(short: usize, block: &mut impl Iterator<Item = u8>) -> Option<usize> {
    let mut length = short;
    if short == GOES_ON {
        loop {
            let more = block.next()?;
            length += usize::from(more);
            if more != u8::MAX {
                break;
            }
        }
    }
    Some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Blocks made by hand, from the description of the format.
    #[test]
    fn a_block_is_read_as_the_format_says() {
        let start = u16::try_from(DICTIONARY.len()).unwrap().to_le_bytes();
        let from_dictionary = [5, 0, 0, 0, 0x01, start[0], start[1], 0x00];
        let reaching_into_itself = [13, 0, 0, 0, 0x25, b'a', b'b', 2, 0, 0x20, b'c', b'd'];
        let mut long = vec![20, 0, 0, 0, 0xf0, 5];
        long.extend([b'x'; 20]);
        for (packed, message) in [
            (&[0, 0, 0, 0, 0x00][..], &b""[..]),
            (&[2, 0, 0, 0, 0x20, b'o', b'k'], b"ok"),
            (&from_dictionary, &DICTIONARY[..5]),
            (&reaching_into_itself, b"abababababacd"),
            (&long, &[b'x'; 20]),
        ] {
            assert_eq!(unpack(packed).as_deref(), Some(message), "{packed:?}");
        }
    }

    #[test]
    fn a_damaged_block_is_none() {
        for packed in [
            &[][..],
            &[1, 0, 0, 0],
            &[3, 0, 0, 0, 0x20, b'o', b'k'],
            &[2, 0, 0, 0, 0x30, b'o', b'k'],
            &[9, 0, 0, 0, 0x10, b'a', 0, 0, 0x00],
            &[9, 0, 0, 0, 0x10, b'a', 0xff, 0xff, 0x00],
        ] {
            assert_eq!(unpack(packed), None, "{packed:?}");
        }
    }
}
