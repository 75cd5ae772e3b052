//! What the operators of a page do, as far as the rules ask.

use std::collections::BTreeSet;

use super::object::Object;
use super::tokens::{Token, Tokens};

/// What a mark belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Belonging {
    /// To the element that has this number of marked content.
    Element(i64),
    /// To nothing that is read.
    Artifact,
    /// To nothing at all, which no rule allows.
    Nothing,
}

/// A text as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The font's name in the resources.
    pub font: String,
    /// Its size, in ten-thousandths of a point.
    pub size: i64,
    /// Where its baseline starts, from the bottom left corner, in ten-thousandths of a point.
    pub origin: (i64, i64),
    /// Its glyphs.
    pub glyphs: Vec<u16>,
    /// What it belongs to.
    pub belonging: Belonging,
}

/// What a page's content does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// Its texts, in the order of drawing.
    pub shown: Vec<Shown>,
    /// The numbers of marked content, in the order of drawing.
    pub marked: Vec<i64>,
    /// Operators that leave a mark outside of any marked content.
    pub stray: Vec<String>,
    /// Operators that set a color.
    pub colors: BTreeSet<String>,
    /// Color spaces by name.
    pub spaces: BTreeSet<String>,
    /// Images and forms by name.
    pub painted: BTreeSet<String>,
    /// Operators that this reader does not know.
    pub unknown: BTreeSet<String>,
    /// Whether every `q`, `BT` and marked content ends.
    pub balanced: bool,
}

struct State {
    content: Content,
    open: Vec<Belonging>,
    saved: i64,
    in_text: bool,
    font: String,
    size: i64,
    origin: (i64, i64),
}

impl Content {
    /// Reads the operators of a page.
    pub fn read(operators: &[u8]) -> Self {
        let mut state = State {
            content: Self { balanced: true, ..Self::default() },
            open: Vec::new(),
            saved: 0,
            in_text: false,
            font: String::new(),
            size: 0,
            origin: (0, 0),
        };
        let mut tokens = Tokens::new(operators);
        let mut operands = Vec::new();
        while let Some(token) = tokens.next() {
            match token {
                Token::Value(value) => operands.push(value),
                Token::Word(operator) => {
                    state.apply(&String::from_utf8_lossy(&operator), &operands);
                    operands.clear();
                }
            }
        }
        let finished = tokens.rest.iter().all(u8::is_ascii_whitespace) && operands.is_empty();
        let closed = state.open.is_empty() && state.saved == 0 && !state.in_text;
        state.content.balanced = state.content.balanced && finished && closed;
        state.content
    }
}

impl State {
    fn belonging(&self) -> Belonging {
        self.open.last().copied().unwrap_or(Belonging::Nothing)
    }

    fn apply(&mut self, operator: &str, operands: &[Object]) {
        let number = |index: usize| match operands.get(index) {
            Some(Object::Number(number)) => *number,
            _ => 0,
        };
        match operator {
            "BDC" | "BMC" => self.open(operands),
            "EMC" => self.content.balanced &= self.open.pop().is_some(),
            "q" => self.saved = self.saved.saturating_add(1),
            "Q" => self.saved = self.saved.saturating_sub(1),
            "BT" => {
                self.content.balanced &= !self.in_text;
                self.in_text = true;
                self.origin = (0, 0);
            }
            "ET" => self.in_text = false,
            "Tf" => {
                if let Some(name) = operands.first().and_then(Object::name) {
                    name.clone_into(&mut self.font);
                }
                self.size = number(1);
            }
            "Td" => {
                let (x, y) = self.origin;
                self.origin = (x.saturating_add(number(0)), y.saturating_add(number(1)));
            }
            "Tm" => self.origin = (number(4), number(5)),
            "TJ" => self.show(operands),
            "cs" | "CS" => {
                let space = operands.first().and_then(Object::name).unwrap_or_default();
                self.content.spaces.insert(space.to_owned());
            }
            "g" | "G" | "rg" | "RG" | "k" | "K" | "sc" | "scn" | "SC" | "SCN" => {
                self.content.colors.insert(operator.to_owned());
            }
            "Do" => {
                let name = operands.first().and_then(Object::name).unwrap_or_default();
                self.content.painted.insert(name.to_owned());
                self.paint(operator);
            }
            "f" | "S" | "s" | "B" | "sh" => self.paint(operator),
            // Text that is drawn and filled, as it is unless somebody says otherwise.
            "Tr" if number(0) == 0 => {}
            "cm" | "w" | "J" | "j" | "m" | "l" | "c" | "re" | "h" | "n" => {}
            _ => {
                self.content.unknown.insert(operator.to_owned());
            }
        }
    }

    fn open(&mut self, operands: &[Object]) {
        let artifact = operands.first().is_some_and(|tag| tag.is("Artifact"));
        let number = operands.get(1).and_then(|properties| properties.get("MCID").integer());
        // What stands inside belongs to the innermost; an artifact has no elements inside.
        self.open.push(match (artifact, number) {
            (true, _) => Belonging::Artifact,
            (false, Some(number)) => Belonging::Element(number),
            (false, None) => self.belonging(),
        });
        if let (false, Some(number)) = (artifact, number) {
            self.content.marked.push(number);
        }
    }

    fn paint(&mut self, operator: &str) {
        if self.belonging() == Belonging::Nothing {
            self.content.stray.push(operator.to_owned());
        }
    }

    fn show(&mut self, operands: &[Object]) {
        self.paint("TJ");
        let parts = operands.first().map(Object::elements).unwrap_or_default();
        let mut glyphs = Vec::new();
        for part in parts {
            if let Object::Text(bytes) = part {
                let (codes, odd) = bytes.as_chunks::<2>();
                self.content.balanced &= odd.is_empty();
                glyphs.extend(codes.iter().map(|code| u16::from_be_bytes(*code)));
            }
        }
        self.content.shown.push(Shown {
            font: self.font.clone(),
            size: self.size,
            origin: self.origin,
            glyphs,
            belonging: self.belonging(),
        });
    }
}
