//! The rules, each with its source.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::content::Content;
use super::document::{Document, expand};
use super::font::Font;
use super::object::Object;

/// One rule. The sources are clauses of ISO 19005-2 (A) and ISO 14289-1 (UA).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The file can be read through its cross-reference (A 6.1.4, 6.1.7).
    Readable,
    /// It begins with its version and four bytes above 127 (A 6.1.2).
    Header,
    /// The trailer has an identity and no encryption (A 6.1.3).
    Trailer,
    /// Nothing acts, no forms, no files inside (A 6.4, 6.5, 6.8).
    Passive,
    /// The language is stated (A 6.7.4, UA 7.2).
    Language,
    /// The file says that it is tagged (A 6.7.2, UA 6.2).
    Marked,
    /// Readers show the title instead of the file's name (UA 7.1).
    DisplayTitle,
    /// There is a title in the metadata (UA 7.1).
    Title,
    /// The metadata say PDF/A-2a (A 6.6.4).
    ArchiveClaim,
    /// The metadata say PDF/UA-1, and describe that schema (UA 5, A 6.6.2).
    AccessClaim,
    /// There is an output intent with an RGB profile (A 6.2.3).
    OutputIntent,
    /// Colors are gray or RGB, never of print (A 6.2.4).
    Colors,
    /// Images have no transparency and are not interpolated (A 6.2.8, 6.2.10).
    Images,
    /// Content streams are whole and have known operators only (A 6.2.2).
    Operators,
    /// Every mark belongs to an element or is an artifact (UA 7.1).
    Tagged,
    /// Every piece of marked content is in the structure, once (A 6.7.3, UA 7.1).
    Structure,
    /// Only standard structure types (UA 7.1).
    Types,
    /// Headings begin with the first level and skip none (UA 7.4.2).
    Headings,
    /// Figures have a text that says what they show, and their place (UA 7.3).
    Figures,
    /// Tables are rows of cells, and their headers say what they head (UA 7.5).
    Tables,
    /// Pages are gone through in the order of the structure (UA 7.18.3).
    TabOrder,
    /// Fonts are embedded (A 6.2.11.4, UA 7.21.4).
    Embedded,
    /// Each glyph that is shown has a letter (A 6.2.11.7, UA 7.21.7).
    Letters,
    /// No glyph stands for a missing one (A 6.2.11.8, UA 7.21.8).
    MissingGlyph,
    /// Advances are those of the program (A 6.2.11.5, UA 7.21.5).
    Widths,
}

impl Rule {
    /// Every rule.
    pub const ALL: [Self; 25] = [
        Self::Readable,
        Self::Header,
        Self::Trailer,
        Self::Passive,
        Self::Language,
        Self::Marked,
        Self::DisplayTitle,
        Self::Title,
        Self::ArchiveClaim,
        Self::AccessClaim,
        Self::OutputIntent,
        Self::Colors,
        Self::Images,
        Self::Operators,
        Self::Tagged,
        Self::Structure,
        Self::Types,
        Self::Headings,
        Self::Figures,
        Self::Tables,
        Self::TabOrder,
        Self::Embedded,
        Self::Letters,
        Self::MissingGlyph,
        Self::Widths,
    ];
}

/// A rule that a file breaks, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.rule, self.what)
    }
}

struct Findings(Vec<Finding>);

impl Findings {
    fn demand(&mut self, rule: Rule, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.0.push(Finding { rule, what: what() });
        }
    }
}

pub(super) fn examine(bytes: &[u8]) -> Vec<Finding> {
    let mut findings = Findings(Vec::new());
    let header = matches!(
        bytes,
        [b'%', b'P', b'D', b'F', b'-', b'1', b'.', b'0'..=b'7', b'\n', b'%', a, b, c, d, ..]
            if [a, b, c, d].iter().all(|byte| **byte > 127)
    );
    findings.demand(Rule::Header, header, || "not %PDF-1.x and a binary comment".to_owned());
    match Document::read(bytes) {
        Ok(document) => {
            examine_file(&document, &mut findings);
            examine_metadata(&document, &mut findings);
            examine_pages(&document, &mut findings);
        }
        Err(error) => findings.demand(Rule::Readable, false, || error.to_string()),
    }
    findings.0
}

fn examine_file(document: &Document, findings: &mut Findings) {
    let trailer = document.trailer();
    let identities = document.entry(trailer, "ID").elements();
    let identified = identities.len() == 2
        && identities.iter().all(|id| matches!(id, Object::Text(id) if !id.is_empty()));
    let plain = trailer.get("Encrypt") == &Object::Null;
    findings.demand(Rule::Trailer, identified && plain, || "no identity, or encrypted".to_owned());
    let catalog = document.catalog();
    for (number, object) in document.objects() {
        for key in ["OpenAction", "AA", "JavaScript", "JS", "AcroForm", "EmbeddedFiles", "Annots"] {
            findings.demand(Rule::Passive, object.get(key) == &Object::Null, || {
                format!("object {number} has {key}")
            });
        }
    }
    let lang = matches!(catalog.get("Lang"), Object::Text(lang) if lang == b"it-IT");
    findings.demand(Rule::Language, lang, || "the catalog has no Lang".to_owned());
    let mark = document.entry(catalog, "MarkInfo");
    let marked =
        mark.get("Marked") == &Object::Bool(true) && mark.get("Suspects") != &Object::Bool(true);
    findings.demand(Rule::Marked, marked, || "MarkInfo does not say Marked".to_owned());
    let preferences = document.entry(catalog, "ViewerPreferences");
    let shown = preferences.get("DisplayDocTitle") == &Object::Bool(true);
    findings.demand(Rule::DisplayTitle, shown, || "DisplayDocTitle is not true".to_owned());
    let intents = document.entry(catalog, "OutputIntents").elements();
    let intended = intents.iter().any(|intent| is_intent(document, document.resolve(intent)));
    findings.demand(Rule::OutputIntent, intended, || "no RGB output intent".to_owned());
}

fn is_intent(document: &Document, intent: &Object) -> bool {
    let profile = document.entry(intent, "DestOutputProfile");
    let bytes = expand(profile).unwrap_or_default();
    intent.get("S").is("GTS_PDFA1")
        && profile.get("N").integer() == Some(3)
        && bytes.get(16..20) == Some(b"RGB ")
        && bytes.get(36..40) == Some(b"acsp")
}

fn examine_metadata(document: &Document, findings: &mut Findings) {
    let metadata = document.entry(document.catalog(), "Metadata");
    let packet = match metadata {
        Object::Stream(dictionary, data) if !dictionary.contains_key("Filter") => {
            String::from_utf8_lossy(data).into_owned()
        }
        _ => String::new(),
    };
    let has = |text: &str| packet.contains(text);
    let title = between(&packet, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">", "</rdf:li>");
    findings.demand(Rule::Title, title.is_some_and(|title| !title.is_empty()), || {
        "no dc:title".to_owned()
    });
    let archive =
        has("<pdfaid:part>2</pdfaid:part>") && has("<pdfaid:conformance>A</pdfaid:conformance>");
    findings.demand(Rule::ArchiveClaim, archive, || "not claimed to be PDF/A-2a".to_owned());
    let access = has("<pdfuaid:part>1</pdfuaid:part>")
        && has("<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>");
    findings.demand(Rule::AccessClaim, access, || {
        "not claimed to be PDF/UA-1, or its schema not described".to_owned()
    });
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    text.split_once(start)?.1.split_once(end).map(|(inside, _)| inside)
}

fn examine_pages(document: &Document, findings: &mut Findings) {
    let pages = document.pages();
    findings.demand(Rule::Readable, !pages.is_empty(), || "no pages".to_owned());
    let mut contents = Vec::new();
    for page in &pages {
        findings.demand(Rule::TabOrder, page.get("Tabs").is("S"), || "Tabs is not S".to_owned());
        let content = expand(document.entry(page, "Contents")).map(|it| Content::read(&it));
        findings.demand(Rule::Operators, content.is_some(), || "no content".to_owned());
        let content = content.unwrap_or_default();
        let resources = document.entry(page, "Resources");
        examine_content(&content, findings);
        examine_colors(document, resources, &content, findings);
        examine_images(document, resources, &content, findings);
        examine_fonts(document, resources, &content, findings);
        contents.push(content);
    }
    examine_structure(document, &pages, &contents, findings);
}

fn examine_content(content: &Content, findings: &mut Findings) {
    findings.demand(Rule::Operators, content.balanced && content.unknown.is_empty(), || {
        format!("cut short or with unknown operators {:?}", content.unknown)
    });
    findings.demand(Rule::Tagged, content.stray.is_empty(), || {
        format!("{} marks belong to nothing", content.stray.len())
    });
}

/// Gray or RGB by name, or by a profile of one or three components.
fn examine_colors(
    document: &Document,
    resources: &Object,
    content: &Content,
    findings: &mut Findings,
) {
    let is_plain = |it: &str| match it {
        "g" | "rg" => true,
        "sc" | "scn" => !content.spaces.is_empty(),
        _ => false,
    };
    let strange: Vec<_> = content.colors.iter().filter(|it| !is_plain(it)).collect();
    findings.demand(Rule::Colors, strange.is_empty(), || format!("color by {strange:?}"));
    let spaces = document.entry(resources, "ColorSpace");
    for name in &content.spaces {
        let space = document.entry(spaces, name).elements();
        let profile = match space {
            [kind, profile] if kind.is("ICCBased") => document.entry(profile, "N").integer(),
            _ => None,
        };
        findings
            .demand(Rule::Colors, matches!(profile, Some(1 | 3)), || format!("color space {name}"));
    }
}

/// An attribute of an element, whose attributes are one dictionary or several.
fn attribute<'a>(document: &'a Document, element: &'a Object, name: &str) -> &'a Object {
    let all = document.entry(element, "A").elements();
    let found = all.iter().map(|it| document.entry(it, name)).find(|it| **it != Object::Null);
    found.unwrap_or(&Object::Null)
}

fn examine_images(
    document: &Document,
    resources: &Object,
    content: &Content,
    findings: &mut Findings,
) {
    let images = document.entry(resources, "XObject");
    for name in &content.painted {
        let image = document.entry(images, name);
        let plain = image.get("Subtype").is("Image")
            && ["SMask", "Mask", "SMaskInData", "Alternates"]
                .iter()
                .all(|key| image.get(key) == &Object::Null)
            && image.get("Interpolate") != &Object::Bool(true);
        findings.demand(Rule::Images, plain, || format!("image {name}"));
        let colors = image.get("ColorSpace");
        let base = if colors.elements().first().is_some_and(|kind| kind.is("Indexed")) {
            colors.elements().get(1).and_then(Object::name)
        } else {
            colors.name()
        };
        findings.demand(Rule::Colors, matches!(base, Some("DeviceRGB" | "DeviceGray")), || {
            format!("image {name} is in {base:?}")
        });
    }
}

fn examine_fonts(
    document: &Document,
    resources: &Object,
    content: &Content,
    findings: &mut Findings,
) {
    let mut used: BTreeMap<&str, BTreeSet<u16>> = BTreeMap::new();
    for shown in &content.shown {
        used.entry(&shown.font).or_default().extend(&shown.glyphs);
    }
    let fonts = document.entry(resources, "Font");
    for (name, glyphs) in used {
        let font = Font::read(document, document.entry(fonts, name));
        findings.demand(Rule::Embedded, font.program.is_some(), || format!("font {name}"));
        findings.demand(Rule::MissingGlyph, !glyphs.contains(&0), || format!("font {name}"));
        for glyph in glyphs.into_iter().filter(|glyph| *glyph != 0) {
            let letter = font.text(&[glyph]);
            findings.demand(Rule::Letters, letter.is_some(), || {
                format!("glyph {glyph} of font {name} has no letter")
            });
            let program = font.program_width(glyph).unwrap_or(i64::MIN);
            findings.demand(Rule::Widths, program.abs_diff(font.width(glyph)) <= 1, || {
                format!("glyph {glyph} of font {name} has another advance in its program")
            });
        }
    }
}

/// What is found while the structure is walked.
#[derive(Default)]
struct Walk {
    /// Marked content in the order of reading, with its page's object.
    content: Vec<(Object, i64)>,
    headings: Vec<u8>,
    /// How deep the walk is.
    depth: u8,
}

/// No structure of ours is deeper; one that is turns in circles.
const MOST_DEPTH: u8 = 32;

fn examine_structure(
    document: &Document,
    pages: &[&Object],
    contents: &[Content],
    findings: &mut Findings,
) {
    let root = document.entry(document.catalog(), "StructTreeRoot");
    let mut walk = Walk::default();
    for child in document.entry(root, "K").elements() {
        walk_element(document, child, "", &mut walk, findings);
    }
    let kids = document.entry(document.entry(document.catalog(), "Pages"), "Kids").elements();
    let parents = document.entry(document.entry(root, "ParentTree"), "Nums").elements();
    for ((page, content), number) in pages.iter().zip(contents).zip(kids) {
        let mut read: Vec<i64> =
            walk.content.iter().filter(|(on, _)| on == number).map(|(_, id)| *id).collect();
        read.sort_unstable();
        let mut drawn = content.marked.clone();
        drawn.sort_unstable();
        findings.demand(Rule::Structure, read == drawn, || {
            format!("{} pieces drawn, {} in the structure", drawn.len(), read.len())
        });
        let key = page.get("StructParents");
        let listed = parents
            .as_chunks::<2>()
            .0
            .iter()
            .find(|[number, _]| number == key)
            .map(|[_, list]| document.resolve(list).elements().len());
        findings.demand(Rule::Structure, listed == Some(content.marked.len()), || {
            "the parent tree has other pieces than the page".to_owned()
        });
    }
    let mut level = 0_u8;
    for heading in &walk.headings {
        findings.demand(Rule::Headings, *heading <= level.saturating_add(1), || {
            format!("H{heading} after H{level}")
        });
        level = *heading;
    }
    findings.demand(Rule::Headings, walk.headings.first() == Some(&1), || "no H1".to_owned());
}

fn walk_element(
    document: &Document,
    element: &Object,
    parent: &str,
    walk: &mut Walk,
    findings: &mut Findings,
) {
    let element = document.resolve(element);
    let kind = element.get("S").name().unwrap_or_default();
    match kind {
        "H1" | "H2" | "H3" => walk.headings.extend(kind.as_bytes().get(1).map(|it| it & 0x0F)),
        "Document" | "Sect" | "P" | "Table" | "TR" | "TH" | "TD" | "Figure" => {}
        other => findings.demand(Rule::Types, false, || format!("structure type {other:?}")),
    }
    let cells = matches!((parent, kind), ("Table", "TR") | ("TR", "TH" | "TD"));
    let loose = !matches!(parent, "Table" | "TR") && !matches!(kind, "TR" | "TH" | "TD");
    let scoped = kind != "TH" || attribute(document, element, "Scope").is("Column");
    findings.demand(Rule::Tables, (cells || loose) && scoped, || format!("{kind} in {parent}"));
    if kind == "Figure" {
        let told = matches!(element.get("Alt"), Object::Text(text) if text.len() > 2);
        let placed = attribute(document, element, "BBox").elements().len() == 4;
        findings
            .demand(Rule::Figures, told && placed, || "a figure without words or place".to_owned());
    }
    findings.demand(Rule::Structure, walk.depth < MOST_DEPTH, || "endless structure".to_owned());
    if walk.depth >= MOST_DEPTH {
        return;
    }
    walk.depth = walk.depth.saturating_add(1);
    for child in element.get("K").elements() {
        match child.integer() {
            Some(marked) => walk.content.push((element.get("Pg").clone(), marked)),
            None => walk_element(document, child, kind, walk, findings),
        }
    }
    walk.depth = walk.depth.saturating_sub(1);
}
