//! The press: fonts and marks prepared once, then one document after the other.

use std::collections::{BTreeSet, HashMap};
use std::ops::Deref;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use crate::error::{NoticeError, PressError};
use crate::field::Field;
use crate::fonts::{FontFile, Style, Typeset};
use crate::layout;
use crate::marks::{Drawn, Marks};
use crate::notice::{Cbill, Notice, PostalAccount};
use crate::pdf::{Deflate, File, Metadata, Outline, Prefix, Ref, append, srgb};
use crate::receipt::Receipt;

/// How hard streams are compressed that are made for each document: the next level costs a tenth
/// more time and saves less than a hundredth of the bytes (docs/performance.md).
const LEVEL: u32 = 3;
/// How hard streams are compressed once.
const PREPARED_LEVEL: u32 = 9;

/// Sets made to measure that are kept: some dozen kilobytes each.
const MOST_KEPT: usize = 64;

/// Everything that is the same on every document. The first of a process takes some milliseconds
/// to prepare, the others nothing; it may be shared between threads.
pub struct Press {
    /// For most texts, smaller first.
    plain: &'static [Paper; 2],
    /// For texts with other letters, by those letters.
    made: Mutex<HashMap<String, Arc<Paper>>>,
    marks: Marks,
}

static PLAIN: LazyLock<Result<[Paper; 2], PressError>> =
    LazyLock::new(|| Ok(Typeset::plain()?.map(Paper::new)));

/// A set of faces, and the beginning of a file that embeds them.
struct Paper {
    typeset: Typeset,
    prefix: Prefix,
    /// The fonts, as the resources of a page name them.
    fonts: String,
    profile: Ref,
}

impl Press {
    /// Prepares fonts and color profile.
    pub fn new(marks: Marks) -> Result<Self, PressError> {
        let plain = PLAIN.as_ref().map_err(Clone::clone)?;
        Ok(Self { plain, made: Mutex::default(), marks })
    }

    /// Prints a notice as PDF/A-2a and PDF/UA-1. `created` is today, by the caller's clock: it is
    /// in the metadata, and the same notice printed on the same day has the same bytes.
    pub fn print_notice(&self, notice: &Notice, created: Date) -> Result<Vec<u8>, NoticeError> {
        notice.check()?;
        let cbill = notice.creditor.cbill.as_ref().map(Cbill::as_str);
        let paper = self.paper_for(&notice.texts(), cbill)?;
        let mut outline = Outline::new(&paper.typeset);
        let drawn = layout::lay_out_notice(&mut outline, notice, &self.marks)?;
        let title =
            format!("Avviso di pagamento {}: {}", notice.number.as_str(), notice.subject.as_str());
        let author = notice.creditor.name.as_str();
        let metadata = Metadata { title: &title, author, created };
        Ok(paper.finish(outline, &drawn, &metadata))
    }

    /// Whether slips can name an account.
    pub fn check_account(&self, account: &PostalAccount) -> Result<(), NoticeError> {
        self.paper_for(&account.texts(), None).map(drop)
    }

    /// Prints a receipt as PDF/A-2a and PDF/UA-1: the analog copy of the Node's message. `created`
    /// is today, as for a notice.
    pub fn print_receipt(&self, receipt: &Receipt, created: Date) -> Result<Vec<u8>, NoticeError> {
        receipt.check()?;
        let paper = self.paper_for(&receipt.texts(), None)?;
        let mut outline = Outline::new(&paper.typeset);
        let drawn = layout::lay_out_receipt(&mut outline, receipt, &self.marks);
        let title = format!(
            "Ricevuta di pagamento {}: {}",
            receipt.iuv.as_str(),
            receipt.description.as_str()
        );
        let author = receipt.body_name.as_str();
        let metadata = Metadata { title: &title, author, created };
        Ok(paper.finish(outline, &drawn, &metadata))
    }

    /// The smallest set of faces that has every letter.
    fn paper_for(
        &self,
        texts: &[(Field, &str)],
        code: Option<&str>,
    ) -> Result<Choice, NoticeError> {
        let [smallest, with_codes] = self.plain;
        let lacking = more_letters(&with_codes.typeset, texts);
        if !lacking.is_empty() {
            return self.paper_with(lacking, texts).map(Choice::Made);
        }
        let needs_codes = code.is_some_and(|code| !smallest.typeset.has_code(code));
        Ok(Choice::Plain(if needs_codes { with_codes } else { smallest }))
    }

    /// A set with more letters: kept from before, or made now.
    fn paper_with(
        &self,
        letters: String,
        texts: &[(Field, &str)],
    ) -> Result<Arc<Paper>, NoticeError> {
        if let Some(paper) = self.kept().get(&letters) {
            return Ok(Arc::clone(paper));
        }
        let paper = Paper::new(Typeset::with(&letters)?);
        let lacks = |(field, text): &(Field, &str)| {
            let letter = paper.typeset.lacks(text)?;
            Some(NoticeError::Unprintable { field: *field, letter })
        };
        if let Some(error) = texts.iter().find_map(lacks) {
            return Err(error);
        }
        let paper = Arc::new(paper);
        let mut kept = self.kept();
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.insert(letters, Arc::clone(&paper));
        Ok(paper)
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<String, Arc<Paper>>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The set of a document.
enum Choice {
    Plain(&'static Paper),
    Made(Arc<Paper>),
}

impl Deref for Choice {
    type Target = Paper;

    fn deref(&self) -> &Paper {
        match self {
            Self::Plain(paper) => paper,
            Self::Made(paper) => paper,
        }
    }
}

/// The letters of texts that a set lacks, each once, in order.
fn more_letters(typeset: &Typeset, texts: &[(Field, &str)]) -> String {
    let all = texts.iter().flat_map(|(_, text)| text.chars());
    let lacking: BTreeSet<char> = all.filter(|letter| !typeset.has(*letter)).collect();
    lacking.into_iter().collect()
}

impl Paper {
    fn new((typeset, files): (Typeset, [FontFile; 4])) -> Self {
        let mut deflate = Deflate::new(PREPARED_LEVEL);
        let mut file = File::start();
        let profile = file.compressed(&mut deflate, "/N 3", &srgb());
        let mut fonts = String::new();
        for (style, font) in Style::ALL.into_iter().zip(&files) {
            let number = write_font(&mut file, &mut deflate, font);
            append(&mut fonts, format_args!("/{} {number}", style.resource()));
        }
        let prefix = file.into_prefix(&mut deflate);
        Self { typeset, prefix, fonts, profile }
    }

    /// Writes the file of a finished layout.
    fn finish(&self, outline: Outline<'_>, drawn: &Drawn<'_>, metadata: &Metadata<'_>) -> Vec<u8> {
        let mut deflate = Deflate::new(LEVEL);
        let mut file = File::after(&self.prefix);
        let (contents, structure) = outline.finish();
        let resources = self.write_resources(&mut file, drawn);
        let xmp = metadata.to_xmp();
        let id = identity(&contents, &xmp);
        let tree = file.reserve();
        let mut pages = Vec::new();
        for (index, operators) in contents.iter().enumerate() {
            let content = file.compressed(&mut deflate, "", operators);
            pages.push(file.add(format!(
                "<</Type/Page/Parent {tree}/MediaBox[0 0 595.28 841.89]/Resources {resources}\
                 /Contents {content}/StructParents {index}/Tabs/S>>"
            )));
        }
        let kids: Vec<String> = pages.iter().map(Ref::to_string).collect();
        let count = pages.len();
        file.object(tree, format!("<</Type/Pages/Kids[{}]/Count {count}>>", kids.join(" ")));
        let structure = structure.write(&mut file, &pages);
        let metadata = file.stream("/Type/Metadata/Subtype/XML", xmp.as_bytes());
        let root = file.add(format!(
            "<</Type/Catalog/Pages {tree}/Lang(it-IT)/MarkInfo<</Marked true>>\
             /ViewerPreferences<</DisplayDocTitle true>>/StructTreeRoot {structure}\
             /Metadata {metadata}/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1\
             /OutputConditionIdentifier(sRGB)/Info(sRGB IEC61966-2.1)\
             /DestOutputProfile {}>>]>>",
            self.profile
        ));
        file.finish(&mut deflate, root, &id)
    }

    fn write_resources(&self, file: &mut File, drawn: &Drawn<'_>) -> Ref {
        let mut images = String::new();
        for (index, logo) in drawn.images().iter().enumerate() {
            let number = file.image(logo.image());
            append(&mut images, format_args!("/I{index} {number}"));
        }
        file.add(format!("<</Font<<{}>>/XObject<<{images}>>>>", self.fonts))
    }
}

/// A composite font whose codes are its glyphs.
fn write_font(file: &mut File, deflate: &mut Deflate, font: &FontFile) -> Ref {
    let FontFile { name, data, to_unicode, widths, metrics } = font;
    let program = file.compressed(deflate, &format!("/Length1 {}", data.len()), data);
    let map = file.compressed(deflate, "", to_unicode.as_bytes());
    let descriptor = file.add(format!(
        "<</Type/FontDescriptor/FontName/{name}/Flags 4{metrics}/FontFile2 {program}>>"
    ));
    let descendant = file.add(format!(
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDToGIDMap/Identity{widths}\
         /CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>\
         /FontDescriptor {descriptor}>>"
    ));
    file.add(format!(
        "<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H\
         /DescendantFonts[{descendant}]/ToUnicode {map}>>"
    ))
}

/// The identity of a document is its content.
fn identity(contents: &[Vec<u8>], xmp: &str) -> [u8; 16] {
    let mut hash = Sha256::new();
    for content in contents {
        hash.update(content);
    }
    hash.update(xmp);
    let mut id = [0; 16];
    for (slot, byte) in id.iter_mut().zip(hash.finalize()) {
        *slot = byte;
    }
    id
}
