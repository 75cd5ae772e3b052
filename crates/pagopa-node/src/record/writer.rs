//! Writes elements and escapes text. Deterministic: the same value always gives the same bytes.

use crate::gate::is_xml_char;

pub(crate) struct Writer {
    out: String,
}

impl Writer {
    /// Most messages fit the initial capacity; a receipt with attachments grows.
    pub(crate) fn new() -> Self {
        Self { out: String::with_capacity(2048) }
    }

    pub(crate) fn element(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        self.raw("<");
        self.raw(name);
        self.raw(">");
        content(self);
        self.raw("</");
        self.raw(name);
        self.raw(">");
    }

    /// Characters XML cannot carry are replaced, never written: a message that cannot be parsed
    /// is worse than one with a mark in a description.
    pub(crate) fn text(&mut self, text: &str) {
        let is_plain = |it: u8| !matches!(it, b'&' | b'<' | b'>' | b'\0'..=b'\x1F' | 0xEF);
        if text.bytes().all(is_plain) {
            self.out.push_str(text);
            return;
        }
        for character in text.chars() {
            match character {
                '&' => self.raw("&amp;"),
                '<' => self.raw("&lt;"),
                '>' => self.raw("&gt;"),
                // A bare one would come back as a line feed (XML 1.0 §2.11).
                '\r' => self.raw("&#13;"),
                _ if is_xml_char(character) => self.out.push(character),
                _ => self.out.push(char::REPLACEMENT_CHARACTER),
            }
        }
    }

    /// The value of an attribute, between double quotes.
    pub(crate) fn attribute(&mut self, value: &str) {
        for (index, part) in value.split('"').enumerate() {
            if index > 0 {
                self.raw("&quot;");
            }
            self.text(part);
        }
    }

    /// Markup of ours.
    pub(crate) fn raw(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    pub(crate) fn finish(self) -> String {
        self.out
    }
}
