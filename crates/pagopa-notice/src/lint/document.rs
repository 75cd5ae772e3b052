//! A whole file, read through its cross-reference, with every object in reach.

use std::collections::BTreeMap;
use std::io::Read as _;

use flate2::read::ZlibDecoder;

use super::object::Object;
use super::tokens::Tokens;

/// Why a file cannot be read at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// There is no cross-reference where the file says it is.
    #[error("the cross-reference is not where the file says")]
    CrossReference,
    /// An object is not where the cross-reference says.
    #[error("object {0} is not where the cross-reference says")]
    Misplaced(u32),
    /// The compressed bytes of a stream cannot be expanded.
    #[error("the stream {0} cannot be expanded")]
    Stream(u32),
}

/// No stream of ours expands to more.
const MOST_BYTES: u64 = 16 * 1024 * 1024;
/// No file of ours has more objects.
const MOST_OBJECTS: i64 = 100_000;

/// The objects of a file, and its trailer.
#[derive(Clone, Debug)]
pub struct Document {
    objects: BTreeMap<u32, Object>,
    trailer: Object,
}

enum Place {
    At(usize),
    Within { stream: u32, index: usize },
}

impl Document {
    /// Reads a file.
    pub fn read(bytes: &[u8]) -> Result<Self, Unreadable> {
        let start = start_of_cross_reference(bytes).ok_or(Unreadable::CrossReference)?;
        let (places, trailer) = places(bytes, start).ok_or(Unreadable::CrossReference)?;
        let mut objects = BTreeMap::new();
        for (number, place) in &places {
            if let Place::At(offset) = place {
                let object =
                    object_at(bytes, *offset, *number).ok_or(Unreadable::Misplaced(*number))?;
                objects.insert(*number, object);
            }
        }
        let mut expanded = BTreeMap::new();
        for (number, place) in &places {
            let Place::Within { stream, index } = place else { continue };
            if !expanded.contains_key(stream) {
                let holder = objects.get(stream).ok_or(Unreadable::Misplaced(*number))?;
                let objects = packed(holder).ok_or(Unreadable::Stream(*stream))?;
                expanded.insert(*stream, objects);
            }
            let object = expanded
                .get(stream)
                .and_then(|objects: &Vec<(u32, Object)>| objects.get(*index))
                .filter(|(named, _)| named == number)
                .ok_or(Unreadable::Misplaced(*number))?;
            objects.insert(*number, object.1.clone());
        }
        Ok(Self { objects, trailer })
    }

    /// The trailer.
    pub const fn trailer(&self) -> &Object {
        &self.trailer
    }

    /// Every object by its number.
    pub const fn objects(&self) -> &BTreeMap<u32, Object> {
        &self.objects
    }

    /// What a value is, references followed.
    pub fn resolve<'a>(&'a self, object: &'a Object) -> &'a Object {
        match object {
            Object::Reference(number) => self.objects.get(number).unwrap_or(&Object::Null),
            other => other,
        }
    }

    /// An entry, references followed.
    pub fn entry<'a>(&'a self, object: &'a Object, key: &str) -> &'a Object {
        self.resolve(self.resolve(object).get(key))
    }

    /// The catalog.
    pub fn catalog(&self) -> &Object {
        self.entry(&self.trailer, "Root")
    }

    /// The pages, in order.
    pub fn pages(&self) -> Vec<&Object> {
        let tree = self.entry(self.catalog(), "Pages");
        self.entry(tree, "Kids").elements().iter().map(|page| self.resolve(page)).collect()
    }
}

/// The bytes of a stream, expanded if they are compressed; `None` if they cannot be.
pub fn expand(stream: &Object) -> Option<Vec<u8>> {
    let Object::Stream(dictionary, data) = stream else { return None };
    match dictionary.get("Filter") {
        None => Some(data.clone()),
        Some(filter) if filter.is("FlateDecode") => {
            let mut expanded = Vec::new();
            let mut decoder = ZlibDecoder::new(data.as_slice()).take(MOST_BYTES);
            decoder.read_to_end(&mut expanded).ok()?;
            Some(expanded)
        }
        Some(_) => None,
    }
}

fn start_of_cross_reference(bytes: &[u8]) -> Option<usize> {
    let tail = bytes.trim_ascii_end().strip_suffix(b"%%EOF")?;
    let keyword = b"startxref";
    let at = tail.windows(keyword.len()).rposition(|window| window == keyword)?;
    let mut tokens = Tokens::new(tail.get(at.checked_add(keyword.len())?..)?);
    usize::try_from(tokens.integer()?).ok()
}

fn places(bytes: &[u8], start: usize) -> Option<(BTreeMap<u32, Place>, Object)> {
    let mut tokens = Tokens::new(bytes.get(start..)?);
    if tokens.word(b"xref").is_some() {
        return table(tokens);
    }
    let number = u32::try_from(Tokens::new(bytes.get(start..)?).integer()?).ok()?;
    let stream = object_at(bytes, start, number)?;
    let widths = stream.get("W").elements();
    if !widths.iter().map(Object::integer).eq([Some(1), Some(4), Some(2)]) {
        return None;
    }
    let rows = expand(&stream)?;
    let mut places = BTreeMap::new();
    let (rows, _) = rows.as_chunks::<7>();
    for (number, row) in (0_u32..).zip(rows) {
        let [kind, a, b, c, d, high, low] = *row;
        let position = usize::try_from(u32::from_be_bytes([a, b, c, d])).ok()?;
        let index = usize::from(u16::from_be_bytes([high, low]));
        match kind {
            1 => places.insert(number, Place::At(position)),
            2 => {
                let stream = u32::try_from(position).ok()?;
                places.insert(number, Place::Within { stream, index })
            }
            _ => None,
        };
    }
    Some((places, stream))
}

/// The older form of the cross-reference: `xref`, rows, `trailer`.
fn table(mut tokens: Tokens<'_>) -> Option<(BTreeMap<u32, Place>, Object)> {
    let first = u32::try_from(tokens.integer()?).ok()?;
    let count = tokens.integer().filter(|count| (0..=MOST_OBJECTS).contains(count))?;
    let mut places = BTreeMap::new();
    for (number, _) in (first..).zip(0..count) {
        let offset = usize::try_from(tokens.integer()?).ok()?;
        tokens.integer()?;
        if tokens.word(b"n").is_some() {
            places.insert(number, Place::At(offset));
        } else {
            tokens.word(b"f")?;
        }
    }
    tokens.word(b"trailer")?;
    Some((places, tokens.value()?))
}

fn object_at(bytes: &[u8], offset: usize, number: u32) -> Option<Object> {
    let mut tokens = Tokens::new(bytes.get(offset..)?);
    let head = (tokens.integer()?, tokens.integer()?);
    if head != (i64::from(number), 0) {
        return None;
    }
    tokens.word(b"obj")?;
    let value = tokens.value()?;
    if tokens.word(b"endobj").is_some() {
        return Some(value);
    }
    tokens.word(b"stream\n")?;
    let Object::Dictionary(dictionary) = value else { return None };
    let length = usize::try_from(dictionary.get("Length")?.integer()?).ok()?;
    let (data, after) = tokens.rest.split_at_checked(length)?;
    after.starts_with(b"\nendstream\nendobj").then(|| Object::Stream(dictionary, data.to_vec()))
}

/// The objects of an object stream with their numbers.
fn packed(stream: &Object) -> Option<Vec<(u32, Object)>> {
    let data = expand(stream)?;
    let count = stream.get("N").integer().filter(|count| (0..=MOST_OBJECTS).contains(count))?;
    let first = usize::try_from(stream.get("First").integer()?).ok()?;
    let mut heads = Tokens::new(data.get(..first)?);
    let mut objects = Vec::new();
    for _ in 0..count {
        let number = u32::try_from(heads.integer()?).ok()?;
        let offset = usize::try_from(heads.integer()?).ok()?.checked_add(first)?;
        objects.push((number, Tokens::new(data.get(offset..)?).value()?));
    }
    Some(objects)
}
