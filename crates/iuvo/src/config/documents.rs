//! The folder of marks and logos that documents are printed with.

use std::{
    collections::BTreeMap,
    fs::{self, DirEntry},
    io,
    path::Path,
};

use iuvo_app::documents::Artwork;

use super::{keys, reader::Reader};

/// What is read as an image; its content is looked at, too.
const READ: &[&str] = &["png", "jpg", "jpeg"];
/// What was meant as one. Whatever else is in the folder is left alone.
const UNREADABLE: &[&str] = &["svg", "eps", "gif", "webp", "tif", "tiff", "bmp", "pdf"];
/// Much more than an image of 2000 × 2000 pixels needs to be.
const MOST_BYTES: u64 = 8 * 1024 * 1024;

/// Reads marks and logos, or names everything that is wrong with them.
pub(super) fn read_artwork(reader: &mut Reader) -> Artwork {
    let read = reader.optional(keys::IMAGES_FOLDER, |it| {
        read_folder(Path::new(it)).map_err(|wrong| wrong.join("; "))
    });
    read.unwrap_or_default()
}

fn read_folder(folder: &Path) -> Result<Artwork, Vec<String>> {
    let unreadable =
        |error: io::Error| vec![format!("la cartella {} non si legge: {error}", folder.display())];
    let entries = fs::read_dir(folder).map_err(unreadable)?;
    let mut files: Vec<DirEntry> = entries.collect::<Result<_, _>>().map_err(unreadable)?;
    files.sort_by_key(DirEntry::file_name);
    let mut images = BTreeMap::new();
    let mut wrong = Vec::new();
    for file in &files {
        match read_image(&file.path()) {
            Ok(Some((name, bytes))) => {
                if images.insert(name.clone(), bytes).is_some() {
                    wrong.push(format!("{name}: ci sono più immagini con questo nome"));
                }
            }
            Ok(None) => (),
            Err(reason) => wrong.push(format!("{}: {reason}", file.file_name().display())),
        }
    }
    match Artwork::read(&images) {
        Ok(artwork) if wrong.is_empty() => Ok(artwork),
        Ok(_) => Err(wrong),
        Err(more) => Err([wrong, more].concat()),
    }
}

/// An image with its name; none if the file is not meant as one.
fn read_image(path: &Path) -> Result<Option<(String, Vec<u8>)>, String> {
    let text = |part: Option<&std::ffi::OsStr>| part.and_then(|it| it.to_str()).map(str::to_owned);
    let (Some(name), Some(ending)) = (text(path.file_stem()), text(path.extension())) else {
        return Ok(None);
    };
    let ending = ending.to_lowercase();
    if UNREADABLE.contains(&ending.as_str()) {
        return Err("serve in PNG o JPEG".to_owned());
    }
    if !READ.contains(&ending.as_str()) {
        return Ok(None);
    }
    let told = |error: io::Error| format!("non si legge: {error}");
    if fs::metadata(path).map_err(told)?.len() > MOST_BYTES {
        return Err(format!("è più grande di {} MB", MOST_BYTES / 1024 / 1024));
    }
    fs::read(path).map(|bytes| Some((name, bytes))).map_err(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    const IMAGE: &[u8] = include_bytes!("../demo/images/bancoposta.png");

    fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            fs::write(folder.path().join(name), bytes).unwrap();
        }
        folder
    }

    #[test]
    fn marks_and_logos_are_read_and_other_files_left_alone() {
        let folder = folder(&[
            ("bancoposta.png", IMAGE),
            ("99000000010.PNG", IMAGE),
            ("LEGGIMI.txt", b"chi ci ha dato il permesso"),
        ]);
        let artwork = read_folder(folder.path()).unwrap();
        assert_eq!(format!("{artwork:?}"), "Artwork { logos: 1, .. }");
    }

    #[test]
    fn everything_that_is_wrong_with_the_folder_is_told() {
        let folder = folder(&[
            ("bancoposta.svg", b"<svg/>"),
            ("pagopa.png", IMAGE),
            ("pagopa.jpg", IMAGE),
            ("poste.png", IMAGE),
            ("99000000010.jpg", b"no"),
        ]);
        let wrong = read_folder(folder.path()).unwrap_err();
        let starts: Vec<&str> = wrong.iter().filter_map(|it| it.split([':', ' ']).next()).collect();
        assert_eq!(starts, ["bancoposta.svg", "pagopa", "99000000010", "poste"], "{wrong:?}");
        assert!(read_folder(Path::new("/inesistente")).unwrap_err()[0].contains("non si legge"));
    }
}
