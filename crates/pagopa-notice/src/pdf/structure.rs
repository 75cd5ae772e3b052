//! What the marks on the pages mean: the structure tree, in reading order.
//!
//! Every element that is a leaf has exactly one piece of marked content, however many lines it
//! flows over; so the tree depends on what a notice has, not on how long its texts are.

use super::file::{File, Ref};
use super::ink::{Ink, PAGE_HEIGHT};
use super::numbers::{append, write_length};
use crate::fonts::Typeset;
use crate::length::Area;

/// The standard structure types that are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tag {
    Document,
    Section,
    Heading1,
    Heading2,
    Heading3,
    Paragraph,
    Table,
    Row,
    HeaderCell,
    Cell,
    Figure,
}

impl Tag {
    const fn name(self) -> &'static str {
        match self {
            Self::Document => "Document",
            Self::Section => "Sect",
            Self::Heading1 => "H1",
            Self::Heading2 => "H2",
            Self::Heading3 => "H3",
            Self::Paragraph => "P",
            Self::Table => "Table",
            Self::Row => "TR",
            Self::HeaderCell => "TH",
            Self::Cell => "TD",
            Self::Figure => "Figure",
        }
    }
}

/// What a figure shows, in words, and where it is.
pub(crate) struct Figure {
    pub(crate) alternative: &'static str,
    pub(crate) area: Area,
}

struct Element {
    tag: Tag,
    parent: Option<usize>,
    figure: Option<Figure>,
    content: Content,
}

enum Content {
    Elements(Vec<usize>),
    Marked { page: usize, marked: usize },
}

/// A document being laid out: its pages and its structure grow together.
pub(crate) struct Outline<'t> {
    pub(crate) typeset: &'t Typeset,
    finished: Vec<Vec<u8>>,
    ink: Ink<'t>,
    elements: Vec<Element>,
    /// The element that new ones become children of, innermost last.
    open: Vec<usize>,
    /// Pieces of marked content on the page so far.
    marked: usize,
}

impl<'t> Outline<'t> {
    pub(crate) fn new(typeset: &'t Typeset) -> Self {
        let root = Element {
            tag: Tag::Document,
            parent: None,
            figure: None,
            content: Content::Elements(Vec::new()),
        };
        Self {
            typeset,
            finished: Vec::new(),
            ink: Ink::new(typeset),
            elements: vec![root],
            open: vec![0],
            marked: 0,
        }
    }

    pub(crate) fn next_page(&mut self) {
        let page = std::mem::replace(&mut self.ink, Ink::new(self.typeset));
        self.finished.push(page.into_operators());
        self.marked = 0;
    }

    /// Groups what is added meanwhile.
    pub(crate) fn group<R>(&mut self, tag: Tag, fill: impl FnOnce(&mut Self) -> R) -> R {
        self.begin(tag);
        let result = fill(self);
        self.end();
        result
    }

    /// Opens a group that pages may turn inside; what is added belongs to it until `end`.
    pub(crate) fn begin(&mut self, tag: Tag) {
        let number = self.push(tag, None, Content::Elements(Vec::new()));
        self.open.push(number);
    }

    pub(crate) fn end(&mut self) {
        self.open.pop();
    }

    /// One element with what is drawn for it.
    pub(crate) fn mark<R>(&mut self, tag: Tag, draw: impl FnOnce(&mut Ink<'t>) -> R) -> R {
        self.leaf(tag, None, draw)
    }

    /// A figure, with its alternative text.
    pub(crate) fn figure(&mut self, figure: Figure, draw: impl FnOnce(&mut Ink<'t>)) {
        self.leaf(Tag::Figure, Some(figure), draw);
    }

    /// What only adorns: no reader is told of it.
    pub(crate) fn adorn<R>(&mut self, draw: impl FnOnce(&mut Ink<'t>) -> R) -> R {
        self.ink.begin_artifact();
        let result = draw(&mut self.ink);
        self.ink.end();
        result
    }

    fn leaf<R>(
        &mut self,
        tag: Tag,
        figure: Option<Figure>,
        draw: impl FnOnce(&mut Ink<'t>) -> R,
    ) -> R {
        let content = Content::Marked { page: self.finished.len(), marked: self.marked };
        self.push(tag, figure, content);
        self.ink.begin(tag.name(), self.marked);
        self.marked = self.marked.saturating_add(1);
        let result = draw(&mut self.ink);
        self.ink.end();
        result
    }

    fn push(&mut self, tag: Tag, figure: Option<Figure>, content: Content) -> usize {
        let number = self.elements.len();
        let parent = self.open.last().copied();
        self.elements.push(Element { tag, parent, figure, content });
        if let Some(Content::Elements(children)) = parent
            .and_then(|parent| self.elements.get_mut(parent))
            .map(|parent| &mut parent.content)
        {
            children.push(number);
        }
        number
    }

    /// Ends the layout: the operators of each page, and the structure to be written.
    pub(crate) fn finish(mut self) -> (Vec<Vec<u8>>, Structure) {
        self.finished.push(self.ink.into_operators());
        (self.finished, Structure { elements: self.elements })
    }
}

/// The structure of a finished layout.
pub(crate) struct Structure {
    elements: Vec<Element>,
}

impl Structure {
    /// Writes the tree; gives its root.
    pub(crate) fn write(self, file: &mut File, pages: &[Ref]) -> Ref {
        let root = file.reserve();
        let numbers: Vec<Ref> = self.elements.iter().map(|_| file.reserve()).collect();
        let number = |index: usize| numbers.get(index).copied().unwrap_or(root);
        let mut parents = vec![String::new(); pages.len()];
        for (index, element) in self.elements.iter().enumerate() {
            let parent = element.parent.map_or(root, number);
            let mut body = format!("<</S/{}/P {parent}", element.tag.name());
            match &element.content {
                Content::Elements(children) => {
                    body.push_str("/K[");
                    for child in children {
                        append(&mut body, format_args!("{} ", number(*child)));
                    }
                    body.push(']');
                }
                Content::Marked { page, marked } => {
                    let page_number = pages.get(*page).copied().unwrap_or(root);
                    append(&mut body, format_args!("/Pg {page_number}/K {marked}"));
                    if let Some(parents) = parents.get_mut(*page) {
                        append(parents, format_args!("{} ", number(index)));
                    }
                }
            }
            if element.tag == Tag::HeaderCell {
                body.push_str("/A<</O/Table/Scope/Column>>");
            }
            if let Some(figure) = &element.figure {
                write_figure(&mut body, figure);
            }
            body.push_str(">>");
            file.object(number(index), body);
        }
        let mut tree = String::from("<</Nums[");
        for (page, parents) in parents.iter().enumerate() {
            append(&mut tree, format_args!("{page}[{parents}]"));
        }
        tree.push_str("]>>");
        let tree = file.add(tree);
        let next = pages.len();
        let body = format!(
            "<</Type/StructTreeRoot/K[{}]/ParentTree {tree}/ParentTreeNextKey {next}>>",
            number(0)
        );
        file.object(root, body);
        root
    }
}

fn write_figure(body: &mut String, figure: &Figure) {
    let area = figure.area;
    let mut corners = Vec::new();
    for length in
        [area.corner.x, PAGE_HEIGHT - area.bottom(), area.right(), PAGE_HEIGHT - area.corner.y]
    {
        write_length(&mut corners, length);
        corners.push(b' ');
    }
    let corners = String::from_utf8_lossy(&corners);
    append(
        body,
        format_args!(
            "/Alt{}/A<</O/Layout/BBox[{}]/Placement/Block>>",
            text_string(figure.alternative),
            corners.trim_end()
        ),
    );
}

/// A text string of a dictionary, in UTF-16 so that any letter may be in it.
pub(crate) fn text_string(text: &str) -> String {
    let mut string = String::from("<FEFF");
    for unit in text.encode_utf16() {
        append(&mut string, format_args!("{unit:04X}"));
    }
    string.push('>');
    string
}
