//! The strict XML gate: from bytes that anyone may have sent to a small bounded tree.
//!
//! The tokenizer underneath is no validator: it accepts unclosed elements, second roots, characters
//! XML forbids, prefixes nobody declared. Whatever it lets through is checked here, before any
//! value is read.
//!
//! Invariants: the input is walked once; memory is bounded by [`Limits`], whatever the nesting;
//! every document that passes is well formed for XML 1.0 and for Namespaces in XML 1.0.
//!
//! Absent on purpose: document types (hence entities to expand or files to fetch), processing
//! instructions, XML 1.1, encodings other than UTF-8, names outside ASCII. The protocol uses none.

mod builder;
mod characters;
mod document;
mod refusal;
mod scope;
mod tag;

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::errors::{Error as TokenizerError, IllFormedError};
use quick_xml::events::Event;

use builder::Builder;
pub(crate) use characters::is_xml_char;
use characters::{is_xml_space, refuse_illegal_characters, resolve_reference};
pub(crate) use document::{Children, Document, Element};
pub use refusal::{XmlReason, XmlRefusal};
pub(crate) use refusal::{place, quoted};
pub(crate) use scope::{XML_NAMESPACE, XSI_NAMESPACE};

/// How much a message may weigh before it is refused unread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the whole body.
    pub bytes: usize,
    /// Elements open at the same time, the envelope included.
    pub depth: usize,
    /// Elements of the whole document.
    pub elements: usize,
    /// Attributes of one element, namespace declarations included.
    pub attributes: usize,
}

impl Default for Limits {
    /// The largest legal receipt (five transfers, two subjects, fifteen metadata entries each) has
    /// under four hundred elements, nine levels deep; five signed stamps stay well below 1 MiB.
    fn default() -> Self {
        Self { bytes: 1024 * 1024, depth: 32, elements: 4096, attributes: 32 }
    }
}

/// Reads a whole document, or says what is wrong with it and where.
pub(crate) fn read<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Document<'a>, XmlRefusal> {
    let input = readable_text(bytes, limits).map_err(|reason| XmlRefusal::new("", reason))?;
    let mut gate = Gate { input, builder: Builder::new(limits) };
    match gate.run() {
        Ok(()) => Ok(gate.builder.finish()),
        Err(reason) => Err(XmlRefusal::new(gate.builder.path(), reason)),
    }
}

/// The checks that need no parsing: size and encoding. One byte order mark is dropped.
fn readable_text<'a>(bytes: &'a [u8], limits: &Limits) -> Result<&'a str, XmlReason> {
    if bytes.len() > limits.bytes {
        return Err(XmlReason::TooLarge { max: limits.bytes });
    }
    if bytes.starts_with(&[0xFE, 0xFF]) || bytes.starts_with(&[0xFF, 0xFE]) {
        return Err(XmlReason::Encoding("UTF-16".to_owned()));
    }
    let text = str::from_utf8(bytes).map_err(|_| XmlReason::NotUtf8)?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    // The tokenizer would silently drop a second mark, and its positions would then be off.
    if text.starts_with('\u{FEFF}') { Err(XmlReason::TextOutsideRoot) } else { Ok(text) }
}

struct Gate<'a, 'l> {
    input: &'a str,
    builder: Builder<'a, 'l>,
}

impl<'a> Gate<'a, '_> {
    fn run(&mut self) -> Result<(), XmlReason> {
        let mut reader = Reader::from_str(self.input);
        loop {
            let from = reader.buffer_position();
            let event = reader.read_event().map_err(|error| reason_of(&error))?;
            let markup = from..reader.buffer_position();
            match event {
                Event::Start(_) => self.builder.open(self.slice(markup)?)?,
                Event::Empty(_) => {
                    self.builder.open(self.slice(markup)?)?;
                    self.builder.close()?;
                }
                Event::End(_) => self.builder.close()?,
                Event::Text(text) => self.text(text.xml10_content())?,
                Event::CData(text) => self.character_data(text.xml10_content())?,
                Event::GeneralRef(reference) => {
                    self.builder.character(resolve_reference(&reference)?)?;
                }
                Event::Comment(comment) => check_comment(&comment)?,
                // The declaration may only be the very first thing, blanks included.
                Event::Decl(_) if from == 0 => tag::check_declaration(self.slice(markup)?)?,
                Event::Decl(_) | Event::PI(_) => return Err(XmlReason::ProcessingInstruction),
                Event::DocType(_) => return Err(XmlReason::DocumentType),
                Event::Eof => return self.builder.check_complete(),
            }
        }
    }

    /// The tokenizer's events borrow from themselves; the tag is taken from the input instead.
    fn slice(&self, range: std::ops::Range<u64>) -> Result<&'a str, XmlReason> {
        let start = usize::try_from(range.start).ok();
        let end = usize::try_from(range.end).ok();
        start
            .zip(end)
            .and_then(|(start, end)| self.input.get(start..end))
            .ok_or(XmlReason::Malformed)
    }

    fn text(&mut self, text: Cow<'a, str>) -> Result<(), XmlReason> {
        refuse_illegal_characters(&text)?;
        if text.contains("]]>") {
            return Err(XmlReason::CdataEndInText);
        }
        if text.bytes().all(is_xml_space) {
            self.builder.blanks(text);
            Ok(())
        } else {
            self.builder.text(text)
        }
    }

    /// Blanks written as CDATA or as references are content, never indentation.
    fn character_data(&mut self, text: Cow<'a, str>) -> Result<(), XmlReason> {
        refuse_illegal_characters(&text)?;
        self.builder.text(text)
    }
}

fn check_comment(comment: &str) -> Result<(), XmlReason> {
    refuse_illegal_characters(comment)?;
    if comment.contains("--") || comment.ends_with('-') {
        return Err(XmlReason::HyphensInComment);
    }
    Ok(())
}

fn reason_of(error: &TokenizerError) -> XmlReason {
    match error {
        TokenizerError::Syntax(_) => XmlReason::Truncated,
        TokenizerError::IllFormed(
            IllFormedError::MismatchedEndTag { .. } | IllFormedError::UnmatchedEndTag(_),
        ) => XmlReason::MismatchedEnd,
        TokenizerError::IllFormed(IllFormedError::UnclosedReference) => XmlReason::LoneAmpersand,
        TokenizerError::IllFormed(IllFormedError::MissingDoctypeName) => XmlReason::DocumentType,
        _ => XmlReason::Malformed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(xml: &[u8]) -> XmlRefusal {
        match read(xml, &Limits::default()) {
            Ok(_) => panic!("accepted: {}", String::from_utf8_lossy(xml)),
            Err(refusal) => refusal,
        }
    }

    /// The text of the root.
    fn text_of(xml: &str) -> String {
        let document = read(xml.as_bytes(), &Limits::default()).unwrap();
        document.root().unwrap().text().to_owned()
    }

    /// Rows: a document, the open elements when it is refused, the reason.
    fn assert_refused(table: &[(&str, &str, XmlReason)]) {
        for (xml, path, reason) in table {
            let refusal = refusal(xml.as_bytes());
            assert_eq!((refusal.path(), refusal.reason()), (*path, reason), "{xml}");
        }
    }

    #[test]
    fn document_types_and_entities_are_refused_unread() {
        use XmlReason as R;
        let laughs = "<!DOCTYPE a [<!ENTITY l0 'ah'><!ENTITY l1 '&l0;&l0;&l0;&l0;&l0;&l0;&l0;'>\
            <!ENTITY l2 '&l1;&l1;&l1;&l1;&l1;&l1;&l1;'><!ENTITY l3 '&l2;&l2;&l2;&l2;&l2;&l2;'>\
            <!ENTITY l4 '&l3;&l3;&l3;&l3;&l3;&l3;&l3;'>]><a>&l4;</a>";
        let external = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>";
        assert_refused(&[
            (laughs, "", R::DocumentType),
            (external, "", R::DocumentType),
            ("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "", R::DocumentType),
            ("<!DOCTYPE a PUBLIC 'x' 'http://example.it/x.dtd'><a/>", "", R::DocumentType),
            ("<!doctype a><a/>", "", R::DocumentType),
            ("<!DOCTYPE><a/>", "", R::DocumentType),
            ("<a>&x;</a>", "a", R::Entity),
            ("<a b='&x;'/>", "a", R::Entity),
            ("<a>&nbsp;</a>", "a", R::Entity),
            ("<a>&AMP;</a>", "a", R::Entity),
            ("<a>&;</a>", "a", R::Entity),
            ("<a>%x;</a>&x;", "", R::Entity),
            ("<a>&</a>", "a", R::LoneAmpersand),
            ("<a>a & b</a>", "a", R::LoneAmpersand),
            ("<a b='&'/>", "a", R::LoneAmpersand),
        ]);
    }

    #[test]
    fn processing_instructions_and_other_declarations_are_refused() {
        use XmlReason as R;
        let latin = R::Encoding("ISO-8859-1".into());
        assert_refused(&[
            ("<?pi?><a/>", "", R::ProcessingInstruction),
            ("<a><?pi x?></a>", "a", R::ProcessingInstruction),
            ("<a/><?pi x?>", "", R::ProcessingInstruction),
            ("<?xml-stylesheet href='x'?><a/>", "", R::ProcessingInstruction),
            (" <?xml version='1.0'?><a/>", "", R::ProcessingInstruction),
            ("<a/><?xml version='1.0'?>", "", R::ProcessingInstruction),
            ("<?xml version='1.1'?><a/>", "", R::Version("1.1".into())),
            ("<?xml version='1.0' encoding='ISO-8859-1'?><a/>", "", latin),
            ("<?xml encoding='UTF-8'?><a/>", "", R::Declaration),
            ("<?xml?><a/>", "", R::Declaration),
            ("<?xml version='1.0' standalone='si'?><a/>", "", R::Declaration),
            ("<?xml version='1.0' standalone='no' encoding='UTF-8'?><a/>", "", R::Declaration),
            ("<?xml version='1.0' encoding='UTF-8' encoding='UTF-8'?><a/>", "", R::Declaration),
        ]);
    }

    #[test]
    fn what_is_not_one_whole_element_is_refused() {
        use XmlReason as R;
        assert_refused(&[
            ("", "", R::Empty),
            (" \n ", "", R::Empty),
            ("<!-- niente -->", "", R::Empty),
            ("testo", "", R::TextOutsideRoot),
            ("<a><b>", "a/b", R::Truncated),
            ("<a", "", R::Truncated),
            ("<a><!-- ", "a", R::Truncated),
            ("<a><![CDATA[ ]]", "a", R::Truncated),
            ("<a><b></a>", "a/b", R::MismatchedEnd),
            ("<a></b>", "a", R::MismatchedEnd),
            ("<a></a b='1'>", "a", R::MismatchedEnd),
            ("</a>", "", R::MismatchedEnd),
            ("<a/></a>", "", R::MismatchedEnd),
            ("<a/><b/>", "", R::SecondRoot),
            ("<a/>coda", "", R::TextOutsideRoot),
            ("<a/><![CDATA[coda]]>", "", R::TextOutsideRoot),
            ("<a/>&#65;", "", R::TextOutsideRoot),
        ]);
    }

    #[test]
    fn names_that_are_not_declared_or_not_names_are_refused() {
        use XmlReason as R;
        let long_name = format!("<{}/>", "a".repeat(257));
        let long_namespace = format!("<a xmlns='urn:{}'/>", "a".repeat(257));
        let namespaces: Vec<_> = (0..65).map(|it| format!("<n xmlns='urn:{it}'/>")).collect();
        let namespaces = format!("<a>{}</a>", namespaces.concat());
        let out_of_scope = "<a><b xmlns:q='urn:q'/><q:c/></a>";
        let xmlns = "<a xmlns='http://www.w3.org/2000/xmlns/'/>";
        assert_refused(&[
            ("<p:a/>", "a", R::UndeclaredPrefix("p".into())),
            ("<a p:b='1'/>", "a", R::UndeclaredPrefix("p".into())),
            (out_of_scope, "a/c", R::UndeclaredPrefix("q".into())),
            ("<xmlns:a/>", "a", R::UndeclaredPrefix("xmlns".into())),
            ("<a xmlns:p=''/>", "a", R::NamespaceDeclaration("p".into())),
            ("<a xmlns:xml='urn:x'/>", "a", R::NamespaceDeclaration("xml".into())),
            ("<a xmlns:xmlns='urn:x'/>", "a", R::NamespaceDeclaration("xmlns".into())),
            (xmlns, "a", R::NamespaceDeclaration(String::new())),
            ("<a xmlns:p='urn p'/>", "a", R::NamespaceDeclaration("p".into())),
            ("<1a/>", "", R::Name),
            ("<a:b:c/>", "", R::Name),
            ("<:a/>", "", R::Name),
            ("<è/>", "", R::Name),
            ("<a/ >", "", R::Name),
            ("< a/>", "", R::Name),
            (&long_name, "", R::NameTooLong { max: 256 }),
            (&long_namespace, "a", R::NameTooLong { max: 256 }),
            (&namespaces, "a/n", R::TooManyNamespaces { max: 64 }),
        ]);
    }

    #[test]
    fn attributes_that_are_doubled_or_ill_written_are_refused() {
        use XmlReason as R;
        let attributes: Vec<_> = (0..33).map(|it| format!(" a{it}='1'")).collect();
        let attributes = format!("<a{}/>", attributes.concat());
        let same_namespace = "<a xmlns:p='urn:x' xmlns:q='urn:x' p:b='1' q:b='2'/>";
        assert_refused(&[
            ("<a b='1' b='2'/>", "a", R::DuplicateAttribute("b".into())),
            (same_namespace, "a", R::DuplicateAttribute("q:b".into())),
            ("<a xmlns='urn:x' xmlns='urn:y'/>", "a", R::DuplicateAttribute("xmlns".into())),
            ("<a b/>", "a", R::Attribute),
            ("<a b=1/>", "a", R::Attribute),
            ("<a b='1'c='2'/>", "a", R::Attribute),
            ("<a b='<'/>", "a", R::LessThanInAttribute),
            (&attributes, "a", R::TooManyAttributes { max: 32 }),
        ]);
    }

    #[test]
    fn characters_xml_cannot_carry_are_refused_however_they_are_written() {
        use XmlReason as R;
        assert_refused(&[
            ("<a>\0</a>", "a", R::Character(0)),
            ("<a>\u{B}</a>", "a", R::Character(0xB)),
            ("<a>\u{FFFE}</a>", "a", R::Character(0xFFFE)),
            ("<a b='\u{1}'/>", "a", R::Character(1)),
            ("<a><!-- \u{1} --></a>", "a", R::Character(1)),
            ("<a><![CDATA[\u{1}]]></a>", "a", R::Character(1)),
            ("<a>&#0;</a>", "a", R::CharacterReference),
            ("<a>&#xD800;</a>", "a", R::CharacterReference),
            ("<a>&#xFFFF;</a>", "a", R::CharacterReference),
            ("<a>&#x110000;</a>", "a", R::CharacterReference),
            ("<a>&#99999999999;</a>", "a", R::CharacterReference),
            ("<a>&#X41;</a>", "a", R::CharacterReference),
            ("<a>&#+65;</a>", "a", R::CharacterReference),
            ("<a>&#;</a>", "a", R::CharacterReference),
            ("<a b='&#0;'/>", "a", R::CharacterReference),
            ("<a>]]></a>", "a", R::CdataEndInText),
            ("<a><!-- a -- b --></a>", "a", R::HyphensInComment),
            ("<a><!-- a ---></a>", "a", R::HyphensInComment),
        ]);
    }

    #[test]
    fn only_utf_8_is_read() {
        assert_eq!(refusal(b"<a>\xE8</a>").reason(), &XmlReason::NotUtf8);
        // A surrogate written as bytes.
        assert_eq!(refusal(b"<a>\xED\xA0\x80</a>").reason(), &XmlReason::NotUtf8);
        let utf_16 = XmlReason::Encoding("UTF-16".to_owned());
        assert_eq!(refusal(b"\xFF\xFE<\0a\0/\0>\0").reason(), &utf_16);
        assert_eq!(refusal(b"\xFE\xFF\0<\0a\0/\0>").reason(), &utf_16);
        assert_eq!(
            refusal("\u{FEFF}\u{FEFF}<a/>".as_bytes()).reason(),
            &XmlReason::TextOutsideRoot
        );
    }

    #[test]
    fn the_text_of_an_element_is_whole() {
        let table = [
            ("<a>x</a>", "x"),
            ("<a/>", ""),
            ("<a></a>", ""),
            ("<a> x\t</a>", " x\t"),
            ("<a>  </a>", "  "),
            ("<a>x<!-- commento -->y</a>", "xy"),
            ("<a>x<![CDATA[<&]]>y</a>", "x<&y"),
            ("<a><![CDATA[]]></a>", ""),
            ("<a>&lt;&amp;&gt;&quot;&apos;</a>", "<&>\"'"),
            ("<a>&#233;&#xE9;&#x10348;</a>", "éé\u{10348}"),
            ("<a>x\r\ny\rz&#13;</a>", "x\ny\nz\r"),
            ("<a>]]&gt;</a>", "]]>"),
            ("\u{FEFF}<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<a>x</a>\n", "x"),
            ("<!-- prima --><a>x</a><!-- dopo -->", "x"),
            ("<a b = '&lt;&#9;>' >x</a >", "x"),
        ];
        for (xml, text) in table {
            assert_eq!(text_of(xml), text, "{xml}");
        }
    }

    #[test]
    fn prefixes_and_defaults_mean_what_the_nearest_declaration_says() {
        let xml = "<p:a xmlns:p='urn:1'><b xmlns='urn:2'><p:c xmlns:p='urn:3'/><d xmlns=''/>\
                   <e p:f='v' g='w'/></b><h/></p:a>";
        let document = read(xml.as_bytes(), &Limits::default()).unwrap();
        let root = document.root().unwrap();
        let found: Vec<_> = root.subtree().map(|it| (it.namespace(), it.name())).collect();
        let expected =
            [("urn:1", "a"), ("urn:2", "b"), ("urn:3", "c"), ("", "d"), ("urn:2", "e"), ("", "h")];
        assert_eq!(found, expected);
        let attributes: Vec<_> = root.subtree().flat_map(|it| it.attributes()).collect();
        assert_eq!(attributes, [("urn:1", "f", "v"), ("", "g", "w")]);
        let children: Vec<_> = root.children().map(|it| it.name()).collect();
        assert_eq!(children, ["b", "h"]);
    }

    #[test]
    fn a_document_at_its_limits_is_read_and_one_step_beyond_is_refused() {
        let limits = Limits { bytes: 35, depth: 3, elements: 4, attributes: 1 };
        let reason = |xml: &str| match read(xml.as_bytes(), &limits) {
            Ok(_) => None,
            Err(refusal) => Some(refusal.reason().clone()),
        };
        assert_eq!(reason("<a><b><c/></b><d x='1'/></a>"), None);
        assert_eq!(reason("<a><b><c><d/></c></b></a>"), Some(XmlReason::TooDeep { max: 3 }));
        assert_eq!(reason("<a><b/><c/><d/><e/></a>"), Some(XmlReason::TooManyElements { max: 4 }));
        assert_eq!(reason("<a x='1' y='2'/>"), Some(XmlReason::TooManyAttributes { max: 1 }));
        assert_eq!(reason(&" ".repeat(36)), Some(XmlReason::TooLarge { max: 35 }));
        assert_eq!(reason(&" ".repeat(35)), Some(XmlReason::Empty));
    }

    #[test]
    fn nesting_is_refused_where_the_limit_is_however_deep_it_goes() {
        let xml = "<a>".repeat(3_000_000);
        let limits = Limits { bytes: usize::MAX, ..Limits::default() };
        let Err(refusal) = read(xml.as_bytes(), &limits) else {
            panic!("accepted");
        };
        assert_eq!(refusal.reason(), &XmlReason::TooDeep { max: 32 });
        assert_eq!(refusal.path().split('/').count(), 32);
    }
}
