//! Good input made bad: a few small changes, chosen by chance, that know a little of XML and JSON.

use crate::Random;

/// Pieces that mean something to somebody.
const TOKENS: &[&str] = &[
    "",
    "0",
    "1",
    "-1",
    "5",
    "6",
    "00",
    "0.00",
    "0.01",
    "1.0",
    "1.000",
    "+1.00",
    "-1.00",
    "01.00",
    "999999999.99",
    "1000000000.00",
    "1e3",
    "NaN",
    "９９",
    "true",
    "false",
    "TRUE",
    "null",
    "OK",
    "KO",
    "ok",
    "F",
    "G",
    "IT",
    "it",
    "XX",
    "2026-02-29",
    "2026-12-31",
    "2026-12-31Z",
    "2026-12-31+14:00",
    "2026-12-31+14:01",
    "0000-01-01",
    "-0001-01-01",
    "9999-12-31",
    "24:00:00",
    "2026-07-01T24:00:00",
    "2026-07-01T23:59:60",
    "2026-07-01T10:15:30.1234567890123",
    "2026-07-01T10:15",
    "2026-07-01t10:15:30z",
    "301000000000012345",
    "3010000000000123456",
    "30100000000001234",
    "77777777777",
    "RSSMRA80A01H501U",
    "ANONIMO",
    "99999999999_01",
    "IT60X0542811101000000123456",
    "IT61X0542811101000000123456",
    "9/0101101IM/",
    "AAAA",
    "====",
    " ",
    "\t",
    "\n",
    "\r\n",
    "\u{A0}",
    "\u{FEFF}",
    "\u{0}",
    "\u{1}",
    "\u{FFFE}",
    "\u{202E}",
    "\u{1F600}",
    "e\u{301}",
    "&#0;",
    "&#x0;",
    "&#xD800;",
    "&#32;",
    "&#x9;",
    "&#9999999999;",
    "&amp;",
    "&lt;",
    "&xxe;",
    "<![CDATA[x]]>",
    "]]>",
    "<!-- x -->",
    "<!-- -- -->",
    "<?x y?>",
    "<!DOCTYPE x>",
    "<!DOCTYPE x [<!ENTITY xxe SYSTEM \"file:///etc/passwd\">]>",
    " xmlns:paf=\"urn:x\"",
    " xmlns=\"urn:x\"",
    " xmlns=\"\"",
    " xsi:nil=\"true\"",
    " a=\"1\"",
    " a=\"1\" a=\"1\"",
    "<a/>",
    "<a>",
    "</a>",
    "<",
    ">",
    "/>",
    "\"",
    "'",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "{}",
    "[]",
    "\\u0000",
    "\\ud800",
    "1.5",
    "99999999999999999999",
    "1E400",
    "%00",
    "%zz",
    "%F0%28%8C%28",
    "&",
    "=",
    "&limit=",
    "../..",
    "${jndi:ldap://x}",
    "' or '1'='1",
];

/// After these a value may begin.
const OPENS: &[u8] = b">\":=;\n";
/// With these it ends.
const CLOSES: &[u8] = b"<\",}&;\n";

/// Makes bad input of good.
pub struct Mutator {
    random: Random,
}

impl Mutator {
    /// One that repeats itself for the same seed.
    pub const fn new(seed: u64) -> Self {
        Self { random: Random::new(seed) }
    }

    /// The source of its choices.
    pub fn random(&mut self) -> &mut Random {
        &mut self.random
    }

    /// A sample with one to six changes; `other` lends pieces.
    pub fn mutate(&mut self, sample: &[u8], other: &[u8]) -> Vec<u8> {
        let mut bytes = sample.to_vec();
        for _ in 0..=self.random.below(6) {
            self.change(&mut bytes, other);
        }
        bytes
    }

    /// A good sample with one to three gentle changes: much of what is made is still good, in ways
    /// the samples are not.
    pub fn vary(&mut self, sample: &[u8]) -> Vec<u8> {
        let mut bytes = sample.to_vec();
        for _ in 0..=self.random.below(3) {
            match self.random.below(8) {
                0 => self.encode_character(&mut bytes),
                1 => self.with_element(&mut bytes, Element::Remove),
                2 => self.pad(&mut bytes),
                _ => self.alter_alike(&mut bytes),
            }
        }
        bytes
    }

    /// In a value, a digit becomes another digit, a letter another letter.
    fn alter_alike(&mut self, bytes: &mut [u8]) {
        let from = self.random.below(bytes.len());
        let Some(value) = bytes[from..].iter().position(|it| OPENS.contains(it)) else { return };
        let skipped = self.random.below(8);
        let value = bytes[from + value + 1..].iter_mut().take_while(|it| !CLOSES.contains(it));
        let Some(byte) = value.filter(|it| it.is_ascii_alphanumeric()).nth(skipped) else { return };
        let alike: &[u8] = match byte {
            b'0'..=b'9' => b"0123456789",
            b'a'..=b'z' => b"abcdefghijklmnopqrstuvwxyz",
            _ => b"ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        };
        *byte = alike[self.random.below(alike.len())];
    }

    /// Blanks and comments where the languages allow them: after a mark.
    fn pad(&mut self, bytes: &mut Vec<u8>) {
        let from = self.random.below(bytes.len());
        let is_mark = |byte: &u8| matches!(byte, b'>' | b',' | b'{' | b';');
        let Some(place) = bytes[from..].iter().position(is_mark).map(|it| from + it + 1) else {
            return;
        };
        let token = self.random.pick(&[" ", "\n", "\t", "\r\n", "<!-- x -->"]);
        bytes.splice(place..place, token.bytes());
    }

    fn change(&mut self, bytes: &mut Vec<u8>, other: &[u8]) {
        match self.random.below(14) {
            0 => self.alter_byte(bytes),
            1 => self.remove(bytes),
            2 => self.repeat(bytes),
            3 => self.insert(bytes),
            4 => self.splice(bytes, other),
            5 => self.truncate(bytes),
            6 => self.encode_character(bytes),
            7 | 8 => self.with_element(bytes, Element::Remove),
            9 => self.with_element(bytes, Element::Repeat),
            _ => self.replace_value(bytes),
        }
    }

    fn alter_byte(&mut self, bytes: &mut [u8]) {
        let place = self.random.below(bytes.len());
        if let Some(byte) = bytes.get_mut(place) {
            *byte = u8::try_from(self.random.below(256)).expect("a byte");
        }
    }

    /// A range of up to `most` bytes.
    fn range(&mut self, bytes: &[u8], most: usize) -> std::ops::Range<usize> {
        let start = self.random.below(bytes.len());
        let end = (start + 1 + self.random.below(most)).min(bytes.len());
        start.min(end)..end
    }

    fn remove(&mut self, bytes: &mut Vec<u8>) {
        let range = self.range(bytes, 40);
        bytes.drain(range);
    }

    fn repeat(&mut self, bytes: &mut Vec<u8>) {
        let range = self.range(bytes, 60);
        let times = 1 + self.random.below(3) * self.random.below(40);
        let piece = bytes[range.clone()].repeat(times);
        bytes.splice(range.end..range.end, piece);
    }

    fn insert(&mut self, bytes: &mut Vec<u8>) {
        let place = self.random.below(bytes.len() + 1);
        let token = self.random.pick(TOKENS);
        bytes.splice(place..place, token.bytes());
    }

    fn splice(&mut self, bytes: &mut Vec<u8>, other: &[u8]) {
        let piece = other[self.range(other, 200)].to_vec();
        let range = self.range(bytes, 200);
        bytes.splice(range, piece);
    }

    fn truncate(&mut self, bytes: &mut Vec<u8>) {
        // Seldom, since little is left to be read of what is cut.
        if self.random.below(4) == 0 {
            bytes.truncate(self.random.below(bytes.len()));
        }
    }

    /// Writes a character as XML allows it to be written too.
    fn encode_character(&mut self, bytes: &mut Vec<u8>) {
        let place = self.random.below(bytes.len());
        if let Some(byte) = bytes.get(place).copied().filter(u8::is_ascii_alphanumeric) {
            bytes.splice(place..=place, format!("&#{byte};").into_bytes());
        }
    }

    /// Puts a token in the place of a value: what stands between two marks of XML or JSON.
    fn replace_value(&mut self, bytes: &mut Vec<u8>) {
        let from = self.random.below(bytes.len());
        let Some(open) =
            bytes[from..].iter().position(|it| OPENS.contains(it)).map(|it| from + it + 1)
        else {
            return;
        };
        let Some(close) =
            bytes[open..].iter().position(|it| CLOSES.contains(it)).map(|it| open + it)
        else {
            return;
        };
        let token = self.random.pick(TOKENS);
        match self.random.below(3) {
            0 => bytes.splice(open..open, token.bytes()),
            1 => bytes.splice(close..close, token.bytes()),
            _ => bytes.splice(open..close, token.bytes()),
        };
    }

    /// Removes or repeats an element without elements.
    fn with_element(&mut self, bytes: &mut Vec<u8>, change: Element) {
        let from = self.random.below(bytes.len());
        let Some(start) = bytes[from..].iter().position(|it| *it == b'<').map(|it| from + it)
        else {
            return;
        };
        let ends = bytes[start..].windows(2).position(|it| it == b"</" || it == b"/>");
        let end = ends.and_then(|end| {
            let end = start + end;
            bytes[end..].iter().position(|it| *it == b'>').map(|it| end + it + 1)
        });
        let Some(end) = end else { return };
        match change {
            Element::Remove => drop(bytes.drain(start..end)),
            Element::Repeat => {
                let piece = bytes[start..end].to_vec();
                bytes.splice(end..end, piece);
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Element {
    Remove,
    Repeat,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_input_and_another_seed_another() {
        let sample = b"<a><b>1</b><c>2</c></a>";
        let made = |seed| {
            let mut mutator = Mutator::new(seed);
            (0..50).map(|_| mutator.mutate(sample, b"{\"d\":3}")).collect::<Vec<_>>()
        };
        assert_eq!(made(1), made(1));
        assert_ne!(made(1), made(2));
    }

    #[test]
    fn nothing_is_too_short_to_be_mutated() {
        let mut mutator = Mutator::new(7);
        for sample in [&b""[..], b"<", b">", b"a"] {
            for _ in 0..2_000 {
                mutator.mutate(sample, b"");
            }
        }
    }
}
