//! The output intent: a color profile of sRGB (IEC 61966-2-1), built here byte by byte.
//!
//! It is a matrix profile of ICC version 4.2 with the parametric curve of the standard; numbers
//! are the published colorants, adapted to D50.

/// The profile, about half a kilobyte.
pub(crate) fn srgb() -> Vec<u8> {
    let curve = parametric_curve();
    let tags: [(&[u8; 4], Vec<u8>); 10] = [
        (b"desc", localized("sRGB")),
        (b"cprt", localized("CC0")),
        (b"wtpt", xyz([0xF6D6, 0x1_0000, 0xD32D])),
        (b"chad", adaptation()),
        (b"rXYZ", xyz([0x6FA2, 0x38F5, 0x0390])),
        (b"gXYZ", xyz([0x6299, 0xB785, 0x18DA])),
        (b"bXYZ", xyz([0x24A0, 0x0F84, 0xB6CF])),
        (b"rTRC", curve.clone()),
        (b"gTRC", curve.clone()),
        (b"bTRC", curve),
    ];
    let mut table = Vec::new();
    let mut data: Vec<u8> = Vec::new();
    let first = 128_usize.saturating_add(4).saturating_add(tags.len().saturating_mul(12));
    let mut written: Vec<(&[u8], usize)> = Vec::new();
    push_number(&mut table, tags.len());
    for (signature, body) in &tags {
        // The three curves are one.
        let known = written.iter().find(|(other, _)| other == body).map(|(_, offset)| *offset);
        let offset = known.unwrap_or_else(|| {
            let offset = first.saturating_add(data.len());
            data.extend_from_slice(body);
            data.resize(data.len().next_multiple_of(4), 0);
            offset
        });
        written.push((body, offset));
        table.extend_from_slice(*signature);
        push_number(&mut table, offset);
        push_number(&mut table, body.len());
    }
    let mut profile = header(first.saturating_add(data.len()));
    profile.extend(table);
    profile.extend(data);
    profile
}

fn header(size: usize) -> Vec<u8> {
    let mut header = Vec::with_capacity(128);
    push_number(&mut header, size);
    header.extend_from_slice(&[0; 4]);
    header.extend_from_slice(&[4, 0x20, 0, 0]);
    header.extend_from_slice(b"mntrRGB XYZ ");
    // A fixed day, so that the profile never changes: 1 January 2026.
    for part in [2026_u16, 1, 1, 0, 0, 0] {
        header.extend_from_slice(&part.to_be_bytes());
    }
    header.extend_from_slice(b"acsp");
    header.resize(68, 0);
    for part in [0xF6D6_u32, 0x1_0000, 0xD32D] {
        header.extend_from_slice(&part.to_be_bytes());
    }
    header.resize(128, 0);
    header
}

fn push_number(out: &mut Vec<u8>, number: usize) {
    out.extend_from_slice(&u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes());
}

fn xyz(values: [u32; 3]) -> Vec<u8> {
    let mut tag = b"XYZ \0\0\0\0".to_vec();
    for value in values {
        tag.extend_from_slice(&value.to_be_bytes());
    }
    tag
}

/// The Bradford adaptation from D65 to D50, in signed 16.16 numbers.
fn adaptation() -> Vec<u8> {
    let mut tag = b"sf32\0\0\0\0".to_vec();
    for value in
        [0x10C42_i32, 0x05DE, -0x0CDE, 0x078D, 0xFD96_i32, -0x0460, -0x025C, 0x03DC, 0xC06E_i32]
    {
        tag.extend_from_slice(&value.to_be_bytes());
    }
    tag
}

/// IEC 61966-2-1: linear below 0.04045, then a power of 2.4.
fn parametric_curve() -> Vec<u8> {
    let mut tag = b"para\0\0\0\0\0\x03\0\0".to_vec();
    for value in [0x2_6666_u32, 0xF2A7, 0x0D59, 0x13D0, 0x0A5B] {
        tag.extend_from_slice(&value.to_be_bytes());
    }
    tag
}

fn localized(text: &str) -> Vec<u8> {
    let mut tag = b"mluc\0\0\0\0\0\0\0\x01\0\0\0\x0CenUS".to_vec();
    push_number(&mut tag, text.len().saturating_mul(2));
    push_number(&mut tag, 28);
    for unit in text.encode_utf16() {
        tag.extend_from_slice(&unit.to_be_bytes());
    }
    tag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_profile_says_its_own_size_and_has_every_tag_inside() {
        let profile = srgb();
        let number = |at: usize| {
            usize::try_from(u32::from_be_bytes(profile[at..at + 4].try_into().unwrap())).unwrap()
        };
        assert_eq!(number(0), profile.len());
        assert_eq!(&profile[36..40], b"acsp");
        for tag in 0..number(128) {
            let at = 132 + tag * 12;
            assert!(number(at + 4) + number(at + 8) <= profile.len());
        }
        assert!(profile.len() < 600, "{}", profile.len());
    }
}
