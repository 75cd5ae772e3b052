//! Reads values and operators out of bytes.

use std::collections::BTreeMap;

use super::object::Object;

/// A value, or a word that is none: an operator, `obj`, `stream`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Value(Object),
    Word(Vec<u8>),
}

/// No value of ours is nested deeper.
const MOST_DEPTH: u8 = 16;

/// A position in bytes.
pub(super) struct Tokens<'a> {
    pub(super) rest: &'a [u8],
}

const fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

const fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

impl<'a> Tokens<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn skip_space(&mut self) {
        while let [first, rest @ ..] = self.rest {
            if *first == b'%' {
                let end = rest.iter().position(|byte| matches!(byte, 10 | 13));
                self.rest = rest.get(end.unwrap_or(rest.len())..).unwrap_or_default();
            } else if is_space(*first) {
                self.rest = rest;
            } else {
                return;
            }
        }
    }

    fn eat(&mut self, what: &[u8]) -> bool {
        match self.rest.strip_prefix(what) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// The next value or word; `None` at the end, and where nothing can be read.
    pub(super) fn next(&mut self) -> Option<Token> {
        self.token(0)
    }

    pub(super) fn value(&mut self) -> Option<Object> {
        match self.next()? {
            Token::Value(value) => Some(value),
            Token::Word(_) => None,
        }
    }

    pub(super) fn integer(&mut self) -> Option<i64> {
        self.skip_space();
        let Token::Value(value) = self.plain()? else { return None };
        value.integer()
    }

    pub(super) fn word(&mut self, word: &[u8]) -> Option<()> {
        self.skip_space();
        self.eat(word).then_some(())
    }

    fn token(&mut self, depth: u8) -> Option<Token> {
        self.skip_space();
        if depth > MOST_DEPTH {
            return None;
        }
        let value = match self.rest {
            [b'<', b'<', rest @ ..] => {
                self.rest = rest;
                Object::Dictionary(self.entries(depth)?)
            }
            [b'[', rest @ ..] => {
                self.rest = rest;
                Object::Array(self.elements(depth)?)
            }
            [b'/', rest @ ..] => {
                self.rest = rest;
                Object::Name(self.name()?)
            }
            [b'(', rest @ ..] => {
                self.rest = rest;
                Object::Text(self.literal()?)
            }
            [b'<', rest @ ..] => {
                self.rest = rest;
                Object::Text(self.hexadecimal()?)
            }
            _ => return self.plain().map(|token| self.reference(token)),
        };
        Some(Token::Value(value))
    }

    fn entries(&mut self, depth: u8) -> Option<BTreeMap<String, Object>> {
        let mut entries = BTreeMap::new();
        loop {
            self.skip_space();
            if self.eat(b">>") {
                return Some(entries);
            }
            self.eat(b"/").then_some(())?;
            let key = self.name()?;
            let Token::Value(value) = self.token(depth.saturating_add(1))? else { return None };
            entries.insert(key, value);
        }
    }

    fn elements(&mut self, depth: u8) -> Option<Vec<Object>> {
        let mut elements = Vec::new();
        loop {
            self.skip_space();
            if self.eat(b"]") {
                return Some(elements);
            }
            let Token::Value(value) = self.token(depth.saturating_add(1))? else { return None };
            elements.push(value);
        }
    }

    fn regular(&mut self) -> &'a [u8] {
        let end = self.rest.iter().position(|byte| is_space(*byte) || is_delimiter(*byte));
        let (regular, rest) =
            self.rest.split_at_checked(end.unwrap_or(self.rest.len())).unwrap_or_default();
        self.rest = rest;
        regular
    }

    fn name(&mut self) -> Option<String> {
        String::from_utf8(self.regular().to_vec()).ok()
    }

    fn literal(&mut self) -> Option<Vec<u8>> {
        let mut text = Vec::new();
        let mut open: usize = 1;
        loop {
            match self.byte()? {
                b'(' => {
                    open = open.saturating_add(1);
                    text.push(b'(');
                }
                b')' => {
                    open = open.saturating_sub(1);
                    if open == 0 {
                        return Some(text);
                    }
                    text.push(b')');
                }
                b'\\' => self.escaped(&mut text)?,
                // As a reader of the standard does.
                b'\r' => text.push(b'\n'),
                other => text.push(other),
            }
        }
    }

    /// What stands for one byte after a backslash (ISO 32000-1, table 3).
    fn escaped(&mut self, text: &mut Vec<u8>) -> Option<()> {
        let byte = match self.byte()? {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'b' => 8,
            b'f' => 12,
            first @ b'0'..=b'7' => {
                let mut code = u16::from(first & 7);
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.rest.first().copied() else { break };
                    self.byte();
                    code = code.saturating_mul(8).saturating_add(u16::from(digit & 7));
                }
                u8::try_from(code).ok()?
            }
            other => other,
        };
        text.push(byte);
        Some(())
    }

    fn hexadecimal(&mut self) -> Option<Vec<u8>> {
        let end = self.rest.iter().position(|byte| *byte == b'>')?;
        let (digits, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest.get(1..)?;
        let digits: Vec<u8> = digits.iter().copied().filter(|byte| !is_space(*byte)).collect();
        digits
            .chunks(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
            .collect()
    }

    /// A number, a keyword or a word.
    fn plain(&mut self) -> Option<Token> {
        let word = self.regular();
        if word.is_empty() {
            return None;
        }
        Some(match word {
            b"true" => Token::Value(Object::Bool(true)),
            b"false" => Token::Value(Object::Bool(false)),
            b"null" => Token::Value(Object::Null),
            _ => match number(word) {
                Some(number) => Token::Value(Object::Number(number)),
                None => Token::Word(word.to_vec()),
            },
        })
    }

    /// `12 0 R` is a reference; anything else after a number stays to be read.
    fn reference(&mut self, token: Token) -> Token {
        let Token::Value(number) = &token else { return token };
        let Some(number) = number.integer().and_then(|number| u32::try_from(number).ok()) else {
            return token;
        };
        let before = self.rest;
        let generation = self.integer();
        self.skip_space();
        let ends = self.rest.get(1).is_none_or(|byte| is_space(*byte) || is_delimiter(*byte));
        if generation == Some(0) && ends && self.eat(b"R") {
            return Token::Value(Object::Reference(number));
        }
        self.rest = before;
        token
    }
}

/// A number in ten-thousandths; what is finer is left out.
fn number(word: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(word).ok()?;
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let (fraction, finer) = fraction.split_at_checked(4).unwrap_or((fraction, ""));
    let part = |text: &str| {
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            if text.is_empty() { Some(0) } else { text.parse::<i64>().ok() }
        } else {
            None
        }
    };
    part(finer)?;
    let value = part(whole)?.checked_mul(10_000)?.checked_add(part(&format!("{fraction:0<4}"))?)?;
    Some(if negative { value.checked_neg()? } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_words_are_told_apart() {
        let mut tokens =
            Tokens::new(b"<</A[1 -2.50009 .25 3 0 R(a\\)b\\0012\\t)<00FF>true]/B/C>>Tj 7 0 obj");
        let value = tokens.value().unwrap();
        assert_eq!(value.get("B"), &Object::Name("C".to_owned()));
        assert_eq!(
            value.get("A").elements(),
            [
                Object::Number(10_000),
                Object::Number(-25_000),
                Object::Number(2_500),
                Object::Reference(3),
                Object::Text(b"a)b\x012\t".to_vec()),
                Object::Text(vec![0, 255]),
                Object::Bool(true),
            ]
        );
        assert_eq!(tokens.next(), Some(Token::Word(b"Tj".to_vec())));
        assert_eq!(tokens.next(), Some(Token::Value(Object::Number(70_000))));
    }
}
