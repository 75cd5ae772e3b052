//! Numbers objects, packs them, and ends the file with its cross-reference stream.

use super::numbers::{append, hexadecimal};
use flate2::{Compress, Compression, FlushCompress};

/// The number of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ref(u32);

impl std::fmt::Display for Ref {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} 0 R", self.0)
    }
}

/// Compresses many streams with one state.
pub(crate) struct Deflate(Compress);

impl Deflate {
    pub(crate) fn new(level: u32) -> Self {
        Self(Compress::new(Compression::new(level), true))
    }

    pub(crate) fn run(&mut self, data: &[u8]) -> Vec<u8> {
        self.0.reset();
        // Deflate never makes more than this of what it cannot compress.
        let bound = data.len().saturating_add(data.len() / 1000).saturating_add(64);
        let mut out = Vec::with_capacity(bound);
        // In memory and with room enough, one call takes everything; its only error is a
        // stream state that cannot occur after `reset`.
        let _status = self.0.compress_vec(data, &mut out, FlushCompress::Finish);
        out
    }
}

/// Where an object is.
#[derive(Clone, Copy)]
enum Place {
    /// Its number is taken, it is not written yet.
    Reserved,
    At(usize),
    Within {
        stream: Ref,
        index: usize,
    },
}

/// The beginning that many files share: header, fonts, profile.
#[derive(Clone)]
pub(crate) struct Prefix {
    bytes: Vec<u8>,
    places: Vec<Place>,
}

/// An image, as the body of its object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Image {
    /// The entries of its dictionary but `Length`.
    pub(crate) dictionary: String,
    pub(crate) data: Vec<u8>,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// A file being written.
pub(crate) struct File {
    bytes: Vec<u8>,
    /// Of object `index + 1`.
    places: Vec<Place>,
    /// Objects that wait for their object stream.
    packed: Vec<(Ref, String)>,
}

impl File {
    pub(crate) fn start() -> Self {
        // The comment of four bytes above 127 says that the file is not text.
        let bytes = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
        Self { bytes, places: Vec::new(), packed: Vec::new() }
    }

    /// Goes on after what every file has in common.
    pub(crate) fn after(prefix: &Prefix) -> Self {
        let mut bytes = Vec::with_capacity(prefix.bytes.len().saturating_add(24 * 1024));
        bytes.extend_from_slice(&prefix.bytes);
        Self { bytes, places: prefix.places.clone(), packed: Vec::new() }
    }

    pub(crate) fn into_prefix(mut self, deflate: &mut Deflate) -> Prefix {
        self.pack(deflate);
        Prefix { bytes: self.bytes, places: self.places }
    }

    pub(crate) fn reserve(&mut self) -> Ref {
        self.places.push(Place::Reserved);
        Ref(u32::try_from(self.places.len()).unwrap_or(u32::MAX))
    }

    /// A dictionary or array; it is written with the next object stream.
    pub(crate) fn object(&mut self, number: Ref, body: String) {
        self.packed.push((number, body));
    }

    pub(crate) fn add(&mut self, body: String) -> Ref {
        let number = self.reserve();
        self.object(number, body);
        number
    }

    /// A stream of bytes as they are; `dictionary` has its entries but `Length`.
    pub(crate) fn stream(&mut self, dictionary: &str, data: &[u8]) -> Ref {
        let number = self.reserve();
        self.place(number, Place::At(self.bytes.len()));
        let head = format!("{} 0 obj\n<<{dictionary}/Length {}>>stream\n", number.0, data.len());
        self.bytes.extend_from_slice(head.as_bytes());
        self.bytes.extend_from_slice(data);
        self.bytes.extend_from_slice(b"\nendstream\nendobj\n");
        number
    }

    pub(crate) fn compressed(
        &mut self,
        deflate: &mut Deflate,
        dictionary: &str,
        data: &[u8],
    ) -> Ref {
        let data = deflate.run(data);
        self.stream(&format!("{dictionary}/Filter/FlateDecode"), &data)
    }

    pub(crate) fn image(&mut self, image: &Image) -> Ref {
        self.stream(&image.dictionary, &image.data)
    }

    fn place(&mut self, number: Ref, place: Place) {
        let index = usize::try_from(number.0).unwrap_or(0).saturating_sub(1);
        if let Some(slot) = self.places.get_mut(index) {
            *slot = place;
        }
    }

    /// Writes the objects that wait as one object stream.
    fn pack(&mut self, deflate: &mut Deflate) {
        let packed = std::mem::take(&mut self.packed);
        if packed.is_empty() {
            return;
        }
        let mut heads = String::new();
        let mut bodies = String::new();
        for (number, body) in &packed {
            append(&mut heads, format_args!("{} {} ", number.0, bodies.len()));
            bodies.push_str(body);
            bodies.push('\n');
        }
        let dictionary = format!("/Type/ObjStm/N {}/First {}", packed.len(), heads.len());
        heads.push_str(&bodies);
        let stream = self.compressed(deflate, &dictionary, heads.as_bytes());
        for (index, (number, _)) in packed.iter().enumerate() {
            self.place(*number, Place::Within { stream, index });
        }
    }

    /// Ends the file. `id` tells it from every other; the same content has the same one.
    pub(crate) fn finish(mut self, deflate: &mut Deflate, root: Ref, id: &[u8; 16]) -> Vec<u8> {
        self.pack(deflate);
        let start = self.bytes.len();
        let number = self.reserve();
        self.place(number, Place::At(start));
        let table = deflate.run(&cross_reference(&self.places));
        let id = hexadecimal(id);
        let head = format!(
            "{} 0 obj\n<</Type/XRef/Size {}/W[1 4 2]/Root {root}/ID[<{id}><{id}>]\
             /Filter/FlateDecode/Length {}>>stream\n",
            number.0,
            self.places.len().saturating_add(1),
            table.len()
        );
        self.bytes.extend_from_slice(head.as_bytes());
        self.bytes.extend_from_slice(&table);
        let end = format!("\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n");
        self.bytes.extend_from_slice(end.as_bytes());
        self.bytes
    }
}

/// One row per object: its kind, four bytes of where, two of the index in a stream.
fn cross_reference(places: &[Place]) -> Vec<u8> {
    let mut table = vec![0, 0, 0, 0, 0, 255, 255];
    for place in places {
        let (kind, position, index) = match place {
            Place::Reserved => (0, 0, 0),
            Place::At(offset) => (1, *offset, 0),
            Place::Within { stream, index } => (2, usize::try_from(stream.0).unwrap_or(0), *index),
        };
        let position = u32::try_from(position).unwrap_or(u32::MAX).to_be_bytes();
        table.push(kind);
        table.extend_from_slice(&position);
        table.extend_from_slice(&u16::try_from(index).unwrap_or(u16::MAX).to_be_bytes());
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::Document;

    #[test]
    fn what_begins_beyond_sixteen_mebibytes_is_found() {
        let mut deflate = Deflate::new(1);
        let mut file = File::start();
        file.stream("", &vec![b' '; 17 << 20]);
        let last = file.stream("/Last true", b"here");
        let root = file.add("<</Type/Catalog>>".to_owned());
        let bytes = file.finish(&mut deflate, root, &[0; 16]);
        let document = Document::read(&bytes).unwrap();
        assert!(document.objects().contains_key(&last.0));
        assert!(format!("{:?}", document.catalog()).contains("Catalog"));
    }
}
