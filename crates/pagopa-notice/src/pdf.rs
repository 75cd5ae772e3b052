//! A small writer of PDF 1.7: just what a page of text, codes and drawings needs, tagged.
//!
//! In reading order: [`mod@file`] numbers objects and ends the file; [`ink`] writes what is seen;
//! [`structure`] says what it means; [`metadata`] and [`profile`] make the file archivable.
//!
//! Invariants: the same input gives the same bytes; every object but streams is in an object
//! stream; the conformance is PDF/A-2a and PDF/UA-1 together.
//! Absent on purpose: reading of files, encryption, forms, links, transparency.

mod file;
mod ink;
mod metadata;
mod numbers;
mod profile;
mod structure;

pub(crate) use file::{Deflate, File, Image, Prefix, Ref};
pub(crate) use ink::{Color, Ink};
pub(crate) use metadata::Metadata;
pub(crate) use numbers::{append, hexadecimal, write_integer};
pub(crate) use profile::srgb;
pub(crate) use structure::{Figure, Outline, Tag};
