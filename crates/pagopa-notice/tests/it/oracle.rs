//! A document of somebody else's writer (krilla), which refuses to write what is not PDF/A-2a and
//! PDF/UA-1: our linter finds nothing in it, reads it whole, and finds what we break in it. So what
//! the linter demands is what the standards do, and not merely what our own writer happens to do.

use std::num::NonZeroU16;

use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, BBox, ContentTag, Identifier, SpanTag, TableHeaderScope, Tag, TagGroup,
    TagTree,
};
use krilla::text::{Font, TextDirection};
use krilla::{Data, Document, SerializeSettings};
use pagopa_notice::lint::{Finding, Rule, examine};

use crate::mutation::{MUTATIONS, mutate, rewrite};
use crate::reading::words;

const FONT: &[u8] = include_bytes!("../../fonts/TitilliumWeb-Regular.ttf");

/// A page being written, line by line.
struct Writer<'a> {
    surface: Surface<'a>,
    font: Font,
    y: u16,
}

impl Writer<'_> {
    fn line(&mut self, text: &str, size: f32) -> Identifier {
        let piece = self.surface.start_tagged(ContentTag::Span(SpanTag::empty()));
        let start = Point::from_xy(50.0, self.y.into());
        let (font, direction) = (self.font.clone(), TextDirection::Auto);
        self.surface.draw_text(start, font, size, text, false, direction);
        self.surface.end_tagged();
        self.y += 24;
        piece
    }

    fn block(&mut self, tag: ContentTag<'_>, height: u16) -> (Identifier, Rect) {
        let piece = self.surface.start_tagged(tag);
        let area = Rect::from_xywh(50.0, self.y.into(), 60.0, height.into()).unwrap();
        let mut path = PathBuilder::new();
        path.push_rect(area);
        self.surface.draw_path(&path.finish().unwrap());
        self.surface.end_tagged();
        self.y += height + 24;
        (piece, area)
    }

    fn row(&mut self, cell: TagGroup, text: &str) -> TagGroup {
        let mut row = TagGroup::new(Tag::TR);
        row.push(filled(cell, self.line(text, 10.0)));
        row
    }
}

fn filled(mut group: TagGroup, piece: Identifier) -> TagGroup {
    group.push(piece);
    group
}

fn heading(level: u16, title: &str) -> TagGroup {
    TagGroup::new(Tag::Hn(NonZeroU16::new(level).unwrap(), Some(title.to_owned())))
}

/// The parts that a notice has: headings, text, a table, a figure, an ornament.
fn section(writer: &mut Writer<'_>) -> TagGroup {
    let mut section = TagGroup::new(Tag::Section);
    section.push(filled(heading(1, "Avviso"), writer.line("AVVISO DI PAGAMENTO", 20.0)));
    section.push(filled(TagGroup::new(Tag::P), writer.line("Niccolò D’Amà, 1.500,00 Euro", 12.0)));
    section.push(filled(heading(2, "Quanto"), writer.line("Quanto e quando pagare?", 14.0)));
    let mut table = TagGroup::new(Tag::Table);
    table.push(writer.row(TagGroup::new(Tag::TH(TableHeaderScope::Column)), "Importo"));
    table.push(writer.row(TagGroup::new(Tag::TD), "1.500,00"));
    section.push(table);
    let (code, area) = writer.block(ContentTag::Other, 60);
    let figure = Tag::Figure(Some("Il codice QR".to_owned())).with_bbox(Some(BBox::new(0, area)));
    section.push(filled(TagGroup::new(figure), code));
    let ornament = Artifact::with_kind(ArtifactType::Other);
    writer.block(ContentTag::Artifact(ornament), 1);
    section
}

fn written_by_krilla() -> Vec<u8> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .unwrap();
    let settings = SerializeSettings { configuration, ..SerializeSettings::default() };
    let mut document = Document::new_with(settings);
    let mut page = document.start_page_with(PageSettings::from_wh(595.28, 841.89).unwrap());
    let font = Font::new(Data::from(FONT.to_vec()), 0).unwrap();
    let mut writer = Writer { surface: page.surface(), font, y: 60 };
    let section = section(&mut writer);
    drop(writer);
    page.finish();
    let mut tree = TagTree::new().with_lang(Some("it-IT".to_owned()));
    tree.push(section);
    document.set_tag_tree(tree);
    let mut outline = Outline::new();
    let top = XyzDestination::new(0, Point::from_xy(50.0, 40.0));
    outline.push_child(OutlineNode::new("AVVISO DI PAGAMENTO".to_owned(), top));
    document.set_outline(outline);
    let metadata = Metadata::new().title("Avviso".to_owned()).language("it-IT".to_owned());
    let day = DateTime::new(2026).month(11).day(22);
    document.set_metadata(metadata.authors(vec!["Comune".to_owned()]).creation_date(day));
    document.finish().unwrap()
}

#[test]
fn the_linter_finds_nothing_in_a_document_that_another_writer_vouches_for() {
    let pdf = written_by_krilla();
    assert_eq!(examine(&pdf), Vec::<Finding>::new());
    let read = "AVVISO DI PAGAMENTO Niccolò D’Amà, 1.500,00 Euro Quanto e quando pagare? Importo \
                1.500,00";
    assert_eq!(words(&pdf), read);
}

/// Those that change how our own writer draws; what krilla draws is written otherwise.
const OF_OUR_WRITER: [&str; 8] = [
    "a color of print",
    "an image in another space",
    "interpolated",
    "transparent",
    "an unknown operator",
    "marked content that does not end",
    "a band that belongs to nothing",
    "glyph 0",
];

#[test]
fn the_linter_finds_what_is_broken_in_a_document_of_another_writer() {
    let pdf = written_by_krilla();
    assert_eq!(examine(&rewrite(&pdf, |_| ())), Vec::<Finding>::new(), "only rewritten");
    let mut seen = Vec::new();
    for mutation in MUTATIONS.iter().filter(|it| !OF_OUR_WRITER.contains(&it.what)) {
        let findings = examine(&mutate(&pdf, mutation));
        assert!(
            findings.iter().any(|finding| finding.rule == mutation.rule),
            "{:?} does not find: {} ({findings:?})",
            mutation.rule,
            mutation.what
        );
        seen.push(mutation.rule);
    }
    seen.sort_unstable();
    seen.dedup();
    let unseen: Vec<Rule> = Rule::ALL.into_iter().filter(|it| !seen.contains(it)).collect();
    let drawing = [Rule::Colors, Rule::Images, Rule::Operators, Rule::Tagged, Rule::MissingGlyph];
    assert_eq!(unseen, drawing);
}
