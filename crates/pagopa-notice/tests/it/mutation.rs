//! Files that break one rule each: a good file, read, changed, and written anew.
//!
//! They are written in the older form, uncompressed, by code that is not the product's.

use std::collections::BTreeMap;

use pagopa_notice::lint::{Document, Object, Rule, expand};

/// A way to break a rule.
pub(crate) struct Mutation {
    pub(crate) rule: Rule,
    pub(crate) what: &'static str,
    change: Change,
}

enum Change {
    Objects(fn(&mut Objects)),
    Bytes(fn(&mut Vec<u8>)),
}

/// The objects of a file, open to changes.
pub(crate) struct Objects {
    all: BTreeMap<u32, Object>,
    trailer: Object,
}

pub(crate) fn mutate(pdf: &[u8], mutation: &Mutation) -> Vec<u8> {
    match mutation.change {
        Change::Objects(change) => rewrite(pdf, change),
        Change::Bytes(change) => {
            let mut bytes = rewrite(pdf, |_| ());
            change(&mut bytes);
            bytes
        }
    }
}

/// Writes a file anew, with its objects changed.
pub(crate) fn rewrite(pdf: &[u8], change: impl FnOnce(&mut Objects)) -> Vec<u8> {
    let document = Document::read(pdf).unwrap();
    let all = document
        .objects()
        .iter()
        .filter(|(_, object)| !object.get("Type").is("ObjStm") && !object.get("Type").is("XRef"))
        .map(|(number, object)| (*number, plain(object)))
        .collect();
    let mut objects = Objects { all, trailer: document.trailer().clone() };
    change(&mut objects);
    write(&objects)
}

/// Without compression, so that a change is a change of bytes.
fn plain(object: &Object) -> Object {
    match (object, expand(object)) {
        (Object::Stream(dictionary, _), Some(data)) => {
            let mut dictionary = dictionary.clone();
            dictionary.remove("Filter");
            Object::Stream(dictionary, data)
        }
        _ => object.clone(),
    }
}

fn write(objects: &Objects) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let last = *objects.all.keys().last().unwrap();
    let mut rows = vec!["0000000000 65535 f \n".to_owned()];
    for number in 1..=last {
        let Some(object) = objects.all.get(&number) else {
            rows.push("0000000000 00000 f \n".to_owned());
            continue;
        };
        rows.push(format!("{:010} 00000 n \n", bytes.len()));
        bytes.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        write_object(&mut bytes, object);
        bytes.extend_from_slice(b"\nendobj\n");
    }
    let start = bytes.len();
    let rows = rows.concat();
    bytes.extend_from_slice(format!("xref\n0 {}\n{rows}trailer\n", last + 1).as_bytes());
    let mut trailer = BTreeMap::new();
    for key in ["Root", "ID", "Encrypt"] {
        let value = objects.trailer.get(key).clone();
        if value != Object::Null {
            trailer.insert(key.to_owned(), value);
        }
    }
    trailer.insert("Size".to_owned(), Object::Number(i64::from(last + 1) * 10_000));
    write_object(&mut bytes, &Object::Dictionary(trailer));
    bytes.extend_from_slice(format!("\nstartxref\n{start}\n%%EOF\n").as_bytes());
    bytes
}

fn write_object(bytes: &mut Vec<u8>, object: &Object) {
    match object {
        Object::Null => bytes.extend_from_slice(b"null"),
        Object::Bool(value) => bytes.extend_from_slice(value.to_string().as_bytes()),
        Object::Number(number) => {
            let sign = if *number < 0 { "-" } else { "" };
            let number = number.unsigned_abs();
            let text = format!("{sign}{}.{:04}", number / 10_000, number % 10_000);
            let text = text.trim_end_matches('0').trim_end_matches('.');
            bytes.extend_from_slice(text.as_bytes());
        }
        Object::Name(name) => bytes.extend_from_slice(format!("/{name}").as_bytes()),
        Object::Text(text) => {
            bytes.push(b'<');
            for byte in text {
                bytes.extend_from_slice(format!("{byte:02X}").as_bytes());
            }
            bytes.push(b'>');
        }
        Object::Array(elements) => {
            bytes.push(b'[');
            for element in elements {
                write_object(bytes, element);
                bytes.push(b' ');
            }
            bytes.push(b']');
        }
        Object::Dictionary(entries) => write_entries(bytes, entries),
        Object::Stream(entries, data) => {
            let mut entries = entries.clone();
            let length = i64::try_from(data.len()).unwrap() * 10_000;
            entries.insert("Length".to_owned(), Object::Number(length));
            write_entries(bytes, &entries);
            bytes.extend_from_slice(b"stream\n");
            bytes.extend_from_slice(data);
            bytes.extend_from_slice(b"\nendstream");
        }
        Object::Reference(number) => bytes.extend_from_slice(format!("{number} 0 R").as_bytes()),
    }
}

fn write_entries(bytes: &mut Vec<u8>, entries: &BTreeMap<String, Object>) {
    bytes.extend_from_slice(b"<<");
    for (key, value) in entries {
        bytes.extend_from_slice(format!("/{key} ").as_bytes());
        write_object(bytes, value);
    }
    bytes.extend_from_slice(b">>");
}

impl Objects {
    /// The first object of a type (`/Type`), or of a structure type (`/S`).
    fn first(&mut self, key: &str, value: &str) -> &mut BTreeMap<String, Object> {
        let object = self.all.values_mut().find(|object| object.get(key).is(value));
        match object.unwrap_or_else(|| panic!("no object has {key} {value}")) {
            Object::Dictionary(entries) | Object::Stream(entries, _) => entries,
            other => panic!("{other:?} has no entries"),
        }
    }

    fn remove(&mut self, kind: &str, entry: &str) {
        self.first("Type", kind).remove(entry).unwrap();
    }

    fn set(&mut self, kind: &str, entry: &str, value: Object) {
        self.first("Type", kind).insert(entry.to_owned(), value);
    }

    /// Changes the text of a stream that is found by what it contains.
    fn replace(&mut self, from: &str, to: &str) {
        let found = self.all.values_mut().find_map(|object| match object {
            Object::Stream(_, data) => {
                let at = data.windows(from.len()).position(|it| it == from.as_bytes())?;
                Some((data, at))
            }
            _ => None,
        });
        let (data, at) = found.unwrap_or_else(|| panic!("no stream has {from:?}"));
        data.splice(at..at + from.len(), to.bytes());
    }
}

fn number(number: i64) -> Object {
    Object::Number(number * 10_000)
}

fn name(name: &str) -> Object {
    Object::Name(name.to_owned())
}

const fn objects(rule: Rule, what: &'static str, change: fn(&mut Objects)) -> Mutation {
    Mutation { rule, what, change: Change::Objects(change) }
}

const fn bytes(rule: Rule, what: &'static str, change: fn(&mut Vec<u8>)) -> Mutation {
    Mutation { rule, what, change: Change::Bytes(change) }
}

pub(crate) const MUTATIONS: &[Mutation] = &[
    bytes(Rule::Readable, "cut in half", |bytes| bytes.truncate(bytes.len() / 2)),
    bytes(Rule::Readable, "one byte more after the header", |bytes| bytes.insert(15, b'9')),
    bytes(Rule::Header, "version 2.0", |bytes| bytes[5] = b'2'),
    bytes(Rule::Header, "no binary comment", |bytes| bytes[10..14].fill(b'x')),
    objects(Rule::Trailer, "no identity", |it| {
        it.trailer = Object::Dictionary(BTreeMap::from([(
            "Root".to_owned(),
            it.trailer.get("Root").clone(),
        )]));
    }),
    objects(Rule::Passive, "an action on opening", |it| {
        it.set("Catalog", "OpenAction", Object::Dictionary(BTreeMap::new()));
    }),
    objects(Rule::Passive, "an annotation", |it| {
        it.set("Page", "Annots", Object::Array(Vec::new()));
    }),
    objects(Rule::Language, "no language", |it| it.remove("Catalog", "Lang")),
    objects(Rule::Marked, "not marked", |it| it.remove("Catalog", "MarkInfo")),
    objects(Rule::DisplayTitle, "no preference", |it| it.remove("Catalog", "ViewerPreferences")),
    objects(Rule::Title, "an empty title", |it| {
        it.replace("<dc:title>", "<dc:other>");
    }),
    objects(Rule::ArchiveClaim, "level B", |it| {
        it.replace("conformance>A<", "conformance>B<");
    }),
    objects(Rule::AccessClaim, "part 2", |it| {
        it.replace("<pdfuaid:part>1", "<pdfuaid:part>2");
    }),
    objects(Rule::AccessClaim, "the schema not described", |it| {
        it.replace("<pdfaSchema:prefix>pdfuaid", "<pdfaSchema:prefix>other");
    }),
    objects(Rule::OutputIntent, "none", |it| it.remove("Catalog", "OutputIntents")),
    objects(Rule::OutputIntent, "a profile of print", |it| it.replace("RGB XYZ ", "CMYKLab ")),
    objects(Rule::Colors, "a color of print", |it| it.replace(".925 g", "0 0 0 .1 k")),
    objects(Rule::Colors, "an image in another space", |it| {
        it.first("Subtype", "Image").insert("ColorSpace".to_owned(), name("DeviceCMYK"));
    }),
    objects(Rule::Images, "interpolated", |it| {
        it.first("Subtype", "Image").insert("Interpolate".to_owned(), Object::Bool(true));
    }),
    objects(Rule::Images, "transparent", |it| {
        it.first("Subtype", "Image").insert("SMask".to_owned(), Object::Reference(1));
    }),
    objects(Rule::Operators, "an unknown operator", |it| it.replace(" re f", " re zz")),
    objects(Rule::Operators, "marked content that does not end", |it| it.replace("EMC\n", "\n")),
    objects(Rule::Tagged, "a band that belongs to nothing", |it| {
        it.replace("/Artifact BMC\n", "");
    }),
    objects(Rule::Structure, "a piece that the structure does not know", |it| {
        it.replace("/MCID 3>>", "/MCID 999>>");
    }),
    objects(Rule::Structure, "an element that lost its piece", |it| {
        it.first("S", "H1").insert("K".to_owned(), Object::Array(Vec::new()));
    }),
    objects(Rule::Structure, "a parent tree of another page", |it| {
        it.set("Page", "StructParents", number(7));
    }),
    objects(Rule::Types, "a type of our own", |it| {
        it.first("S", "P").insert("S".to_owned(), name("Paragraph"));
    }),
    objects(Rule::Headings, "no first level", |it| {
        it.first("S", "H1").insert("S".to_owned(), name("P"));
    }),
    objects(Rule::Headings, "a level skipped", |it| {
        it.first("S", "H2").insert("S".to_owned(), name("H3"));
    }),
    objects(Rule::Figures, "no words", |it| {
        it.first("S", "Figure").remove("Alt");
    }),
    objects(Rule::Figures, "no place", |it| {
        it.first("S", "Figure").remove("A");
    }),
    objects(Rule::Tables, "a cell outside of a row", |it| {
        it.first("S", "P").insert("S".to_owned(), name("TD"));
    }),
    objects(Rule::TabOrder, "no order", |it| it.remove("Page", "Tabs")),
    objects(Rule::Embedded, "a font that is not there", |it| {
        it.first("Type", "FontDescriptor").remove("FontFile2");
    }),
    objects(Rule::Letters, "a font without letters", |it| {
        it.first("Subtype", "Type0").remove("ToUnicode");
    }),
    objects(Rule::MissingGlyph, "glyph 0", |it| {
        it.replace("[(\0", "[(\0\0\0");
    }),
    objects(Rule::Widths, "other advances", |it| {
        let widths = vec![number(0), Object::Array(vec![number(123); 200])];
        it.first("Subtype", "CIDFontType2").insert("W".to_owned(), Object::Array(widths));
    }),
];
