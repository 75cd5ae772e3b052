//! The zip archive of an upload: exactly one JSON file.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
};

use serde_json::value::RawValue;
use zip::{ZipArchive, result::ZipError};

use super::{Listed, document};
use crate::problem::ProblemJson;

/// Bytes that an archive may have, and the JSON in it too: GPD's own limit.
pub const LARGEST_UPLOAD: u64 = 100 << 20;

/// The record with which a zip archive ends, and what may follow it.
const END: &[u8] = b"PK\x05\x06";
const LARGEST_END: u64 = 22 + 0xffff;
/// Where it says how many files there are.
const COUNT_AT: usize = 10;

/// An upload that can be read to its end, and of which nothing but its items is unknown.
#[derive(Debug)]
pub struct Upload {
    archive: File,
    listed: Listed,
    count: usize,
}

impl Upload {
    /// Reads through an archive, so that whatever is wrong with its form is refused before any of
    /// its items is taken. Items are read as JSON only: what they say is checked one by one.
    pub fn open(archive: File, listed: Listed) -> Result<Self, ProblemJson> {
        let upload = Self { archive, listed, count: 0 };
        let count = upload.read(|_| ())?;
        if count == 0 {
            return Err(invalid_json(&format!("the list `{}` is empty", listed.field())));
        }
        Ok(Self { count, ..upload })
    }

    /// How many items it has, at least one.
    pub const fn count(&self) -> usize {
        self.count
    }

    /// Hands over every item, as it is written; returns how many they were.
    pub fn read(&self, each: impl FnMut(&RawValue)) -> Result<usize, ProblemJson> {
        let mut file = &self.archive;
        check_end(file).map_err(|_| not_a_zip())?;
        file.rewind().map_err(|_| not_a_zip())?;
        let mut archive = ZipArchive::new(file).map_err(|error| refused(&error))?;
        if archive.len() != 1 {
            return Err(invalid_file("there must be exactly one file in it"));
        }
        let entry = archive.by_index(0).map_err(|error| refused(&error))?;
        let name = entry.name().map_err(|error| refused(&error))?;
        if !name.to_ascii_lowercase().ends_with(".json") {
            return Err(invalid_file("the file in it must have the extension .json"));
        }
        if entry.size() > LARGEST_UPLOAD {
            return Err(too_large());
        }
        let mut limited = entry.take(LARGEST_UPLOAD.saturating_add(1));
        let read = document::read(&mut limited, self.listed, each);
        if limited.limit() == 0 {
            return Err(too_large());
        }
        read.map_err(|error| invalid_json(&error.to_string()))
    }
}

/// Whoever opens an archive reads the list of all its files, of which there may be millions: the
/// end of the archive says how many there are before that.
fn check_end(mut file: &File) -> io::Result<()> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(LARGEST_END)))?;
    let mut end = Vec::new();
    file.take(LARGEST_END).read_to_end(&mut end)?;
    let at = end.windows(END.len()).rposition(|it| it == END);
    let count = at.and_then(|it| end.get(it.saturating_add(COUNT_AT)..)?.first_chunk());
    match count.map(|it| u16::from_le_bytes(*it)) {
        Some(0..=1) => Ok(()),
        _ => Err(io::ErrorKind::InvalidData.into()),
    }
}

fn refused(error: &ZipError) -> ProblemJson {
    match error {
        ZipError::InvalidArchive(_) => not_a_zip(),
        _ => bad_request("UNZIP ERROR", format!("The file cannot be unzipped: {error}")),
    }
}

fn not_a_zip() -> ProblemJson {
    bad_request("NOT A ZIP FILE", "The file is not a zip archive with one file in it")
}

fn too_large() -> ProblemJson {
    invalid_file(&format!("the file in it has more than {LARGEST_UPLOAD} bytes"))
}

fn invalid_file(reason: &str) -> ProblemJson {
    bad_request("INVALID FILE", format!("The zip archive is not accepted: {reason}"))
}

fn invalid_json(reason: &str) -> ProblemJson {
    bad_request("INVALID JSON", format!("The JSON in the zip archive is not accepted: {reason}"))
}

fn bad_request(title: &str, detail: impl Into<String>) -> ProblemJson {
    ProblemJson { title: title.to_owned(), ..ProblemJson::bad_request(detail) }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

    use super::*;

    fn zipped(files: &[(&str, &[u8])], method: CompressionMethod) -> File {
        let mut writer = ZipWriter::new(tempfile::tempfile().unwrap());
        for (name, content) in files {
            let options = SimpleFileOptions::default().compression_method(method);
            writer.start_file(*name, options).unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap()
    }

    fn refused(file: File) -> (String, String) {
        let problem = Upload::open(file, Listed::Positions).unwrap_err();
        assert_eq!(problem.status, 400);
        (problem.title, problem.detail)
    }

    const ONE: &[u8] = br#"{"paymentPositions":[{"iupd":"A"}]}"#;

    #[test]
    fn an_upload_is_read_as_often_as_one_likes() {
        for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
            let upload = Upload::open(zipped(&[("a.JSON", ONE)], method), Listed::Positions);
            let upload = upload.unwrap();
            assert_eq!(upload.count(), 1);
            for _ in 0..2 {
                let mut found = Vec::new();
                upload.read(|it| found.push(it.get().to_owned())).unwrap();
                assert_eq!(found, [r#"{"iupd":"A"}"#]);
            }
        }
    }

    #[test]
    fn what_is_wrong_with_an_archive_is_named() {
        let method = CompressionMethod::Deflated;
        let mut text = tempfile::tempfile().unwrap();
        text.write_all(ONE).unwrap();
        let mut cut = zipped(&[("a.json", ONE)], method);
        let length = cut.seek(SeekFrom::End(0)).unwrap();
        cut.set_len(length / 2).unwrap();
        let cases = [
            (text, "NOT A ZIP FILE", "not a zip archive"),
            (tempfile::tempfile().unwrap(), "NOT A ZIP FILE", "not a zip archive"),
            (cut, "NOT A ZIP FILE", "not a zip archive"),
            (zipped(&[], method), "INVALID FILE", "exactly one file"),
            (zipped(&[("a.json", ONE), ("b.json", ONE)], method), "NOT A ZIP FILE", "one file"),
            (zipped(&[("a.csv", ONE)], method), "INVALID FILE", "extension .json"),
            (zipped(&[("a.json", b"{}")], method), "INVALID JSON", "missing field"),
            (zipped(&[("a.json", br#"{"paymentPositions":[]}"#)], method), "INVALID JSON", "empty"),
        ];
        for (file, title, reason) in cases {
            let (found, detail) = refused(file);
            assert_eq!(found, title, "{detail}");
            assert!(detail.contains(reason), "{detail}");
        }
    }

    /// A few kilobytes that would be gigabytes.
    #[test]
    fn a_bomb_is_not_unpacked() {
        let mut writer = ZipWriter::new(tempfile::tempfile().unwrap());
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        writer.start_file("a.json", options).unwrap();
        writer.write_all(br#"{"paymentPositions":["#).unwrap();
        let item = format!("\"{}\",", "A".repeat(1 << 19));
        for _ in 0..201 {
            writer.write_all(item.as_bytes()).unwrap();
        }
        writer.write_all(b"1]}").unwrap();
        let (title, detail) = refused(writer.finish().unwrap());
        assert_eq!(title, "INVALID FILE", "{detail}");
    }
}
