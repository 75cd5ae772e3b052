//! A Rust file as the rules see it: its tokens, sorted into what they ask about.
//!
//! The tokens come from `proc-macro2`, so that a rule never mistakes a comment for code or a text
//! for a statement, and looks into macro calls as into everything else.

use anyhow::{Result, anyhow};
use proc_macro2::{Delimiter, Group, Literal, Span, TokenStream, TokenTree};

use super::tree::SourceFile;

/// A text in the code.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) line: usize,
    pub(crate) last_line: usize,
    pub(crate) value: String,
    /// What it is given to by `=`, else the function it is in.
    pub(crate) owner: String,
    pub(crate) is_test: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) line: usize,
    pub(crate) last_line: usize,
}

/// An attribute or a macro call, by its source text without blanks.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) line: usize,
    pub(crate) text: String,
}

#[derive(Debug, Default)]
pub(crate) struct RustFile {
    pub(crate) path: String,
    pub(crate) package: String,
    pub(crate) source: String,
    pub(crate) texts: Vec<Text>,
    pub(crate) functions: Vec<Function>,
    pub(crate) attributes: Vec<Mark>,
    /// Names of the macros that are called.
    pub(crate) macros: Vec<Mark>,
}

impl RustFile {
    pub(crate) fn parse(file: &SourceFile) -> Result<Self> {
        let tokens: TokenStream =
            file.text().parse().map_err(|error| anyhow!("{}: {error}", file.path))?;
        let mut parsed = Self {
            path: file.path.clone(),
            package: file.package().to_owned(),
            source: file.text().to_owned(),
            ..Self::default()
        };
        let is_test = file.path.contains("/tests/") || file.path.ends_with("/tests.rs");
        parsed.walk(tokens, &Place { owner: String::new(), is_test });
        Ok(parsed)
    }

    /// The lines that are comments and nothing else, without their slashes: number, marker, words.
    pub(crate) fn comment_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.source
            .lines()
            .zip(1..)
            .map(|(line, number)| (number, line.trim_start()))
            .filter(|(number, line)| line.starts_with("//") && !self.is_inside_text(*number))
    }

    /// Whether a line continues a text that began on an earlier one.
    pub(crate) fn is_inside_text(&self, line: usize) -> bool {
        self.texts.iter().any(|text| text.line < line && line <= text.last_line)
    }

    fn walk(&mut self, tokens: TokenStream, place: &Place) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut here = Here { place: place.clone(), next_is_test: false, function: None };
        for (index, token) in tokens.iter().enumerate() {
            let before = |distance: usize| tokens.get(index.checked_sub(distance)?);
            match token {
                TokenTree::Group(group) if is_concat(before(1), before(2)) => {
                    self.join(group, owner(before(3), before(4), &here));
                }
                TokenTree::Group(group) => self.enter(group, before(1), before(2), &mut here),
                TokenTree::Literal(literal) => {
                    self.read(literal, owner(before(1), before(2), &here));
                }
                TokenTree::Ident(name) if is_word(before(1), "fn") => {
                    let line = before(1).map_or(0, |it| it.span().start().line);
                    here.function = Some((name.to_string(), line));
                }
                TokenTree::Punct(sign) if sign.as_char() == ';' => {
                    here.function = None;
                    here.next_is_test = false;
                }
                TokenTree::Punct(sign) if sign.as_char() == '!' => {
                    let next = tokens.get(index + 1);
                    if let (Some(TokenTree::Ident(name)), Some(TokenTree::Group(_))) =
                        (before(1), next)
                    {
                        let line = line_of(name.span());
                        self.macros.push(Mark { line, text: name.to_string() });
                    }
                }
                _ => {}
            }
        }
    }

    /// A group is an attribute, the body of a function, or some other nesting.
    fn enter(
        &mut self,
        group: &Group,
        before: Option<&TokenTree>,
        second_before: Option<&TokenTree>,
        here: &mut Here,
    ) {
        let follows_hash =
            is_sign(before, '#') || (is_sign(before, '!') && is_sign(second_before, '#'));
        if group.delimiter() == Delimiter::Bracket && follows_hash {
            let text = without_blanks(&group.stream().to_string());
            here.next_is_test |= text == "cfg(test)" || text == "test" || text == "tokio::test";
            self.attributes.push(Mark { line: line_of(group.span()), text });
            return;
        }
        let mut inner = here.place.clone();
        if group.delimiter() == Delimiter::Brace {
            inner.is_test |= std::mem::take(&mut here.next_is_test);
            if let Some((name, line)) = here.function.take() {
                let last_line = group.span_close().end().line;
                inner.owner.clone_from(&name);
                self.functions.push(Function { name, line, last_line });
            }
        }
        self.walk(group.stream(), &inner);
    }

    /// `concat!` makes one text of many; what its inner macros would add is not seen.
    fn join(&mut self, group: &Group, place: Place) {
        let parts = group.stream().into_iter().filter_map(|token| match token {
            TokenTree::Literal(literal) => text_value(&literal.to_string()),
            _ => None,
        });
        let value = parts.collect();
        self.keep(value, group.span(), place);
    }

    fn read(&mut self, literal: &Literal, place: Place) {
        if let Some(value) = text_value(&literal.to_string()) {
            self.keep(value, literal.span(), place);
        }
    }

    fn keep(&mut self, value: String, span: Span, place: Place) {
        let (line, last_line) = (span.start().line, span.end().line);
        let Place { owner, is_test } = place;
        self.texts.push(Text { line, last_line, value, owner, is_test });
    }
}

/// Where the walk is.
#[derive(Clone)]
struct Place {
    owner: String,
    is_test: bool,
}

/// What the tokens before this one, at this level, have announced.
struct Here {
    place: Place,
    next_is_test: bool,
    function: Option<(String, usize)>,
}

/// Whose text this is: `NAME = "…"` belongs to NAME.
fn owner(before: Option<&TokenTree>, second_before: Option<&TokenTree>, here: &Here) -> Place {
    let mut place = here.place.clone();
    if let (true, Some(TokenTree::Ident(name))) = (is_sign(before, '='), second_before) {
        place.owner = name.to_string();
    }
    place
}

fn is_concat(before: Option<&TokenTree>, second_before: Option<&TokenTree>) -> bool {
    is_sign(before, '!') && is_word(second_before, "concat")
}

fn is_word(token: Option<&TokenTree>, word: &str) -> bool {
    matches!(token, Some(TokenTree::Ident(ident)) if ident == word)
}

fn is_sign(token: Option<&TokenTree>, sign: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
}

fn line_of(span: Span) -> usize {
    span.start().line
}

fn without_blanks(text: &str) -> String {
    text.chars().filter(|it| !it.is_whitespace()).collect()
}

/// What is between the quotes of a literal, with its line breaks as blanks; None for numbers,
/// characters and bytes.
fn text_value(literal: &str) -> Option<String> {
    let raw = literal.strip_prefix('r').unwrap_or(literal).trim_matches('#');
    let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
    Some(inner.replace("\\n", " ").replace("\\\n", " ").replace('\n', " "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tree::Tree;

    fn parse(source: &str) -> RustFile {
        let tree = Tree::built_of(&[("crates/iuvo-app/src/lib.rs", source)]);
        RustFile::parse(&tree.files[0]).unwrap()
    }

    #[test]
    fn functions_have_their_first_and_last_line() {
        let file = parse("fn outer(callback: fn(u8)) {\n    fn inner() {}\n}\nfn declared();\n");
        let spans: Vec<_> =
            file.functions.iter().map(|it| (it.name.as_str(), it.line, it.last_line)).collect();
        assert_eq!(spans, [("outer", 1, 3), ("inner", 2, 2)]);
    }

    #[test]
    fn texts_know_their_owner_and_whether_they_are_tests() {
        let file = parse(
            "statements! { FIND = \"select 1\"; }\n\
             fn list() { run(concat!(\"a\", b!(), \"c\")) }\n\
             #[cfg(test)]\nmod tests { fn check() { run(r#\"b\"#) } }\n\
             fn after() { run(\"c\") }\n",
        );
        let seen: Vec<_> = file
            .texts
            .iter()
            .map(|it| (it.owner.as_str(), it.value.as_str(), it.is_test))
            .collect();
        assert_eq!(
            seen,
            [
                ("FIND", "select 1", false),
                ("list", "ac", false),
                ("check", "b", true),
                ("after", "c", false)
            ]
        );
    }

    #[test]
    fn a_comment_inside_a_text_is_no_comment() {
        let file = parse("// one\nconst PAGE: &str = \"\n// two\n\";\n");
        assert_eq!(file.comment_lines().collect::<Vec<_>>(), [(1, "// one")]);
    }

    #[test]
    fn attributes_and_macro_calls_are_seen_wherever_they_are() {
        let file = parse("#![allow(dead_code)]\nfn a() { vec![b!(1)]; let c = x != (y); }\n");
        assert_eq!(file.attributes[0].text, "allow(dead_code)");
        let macros: Vec<_> = file.macros.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(macros, ["vec", "b"]);
    }
}
