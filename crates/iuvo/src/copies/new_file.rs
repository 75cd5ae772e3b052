//! A file that is made beside its place and put there when it is whole.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use iuvo_store::DatabaseUrl;
use sha2::{Digest, Sha256};

use crate::failure::Failure;

/// A file being made. Dropped before it is published, it leaves nothing behind.
pub(crate) struct NewFile {
    place: PathBuf,
    part: PathBuf,
}

impl NewFile {
    /// Begins a file at a place where there is none.
    pub(crate) fn at(place: &Path) -> Result<Self, Failure> {
        if place.exists() {
            let text = format!("Il file {} esiste già: non viene sovrascritto.", place.display());
            return Err(Failure::refused(text));
        }
        Self::instead_of(place)
    }

    /// Begins a file that takes the place of whatever is there.
    pub(crate) fn instead_of(place: &Path) -> Result<Self, Failure> {
        let file = Self { place: place.to_owned(), part: beside(place, ".part") };
        // Left by a run that was killed.
        file.remove_part()?;
        Ok(file)
    }

    /// Where it is while it is made.
    pub(crate) fn part(&self) -> &Path {
        &self.part
    }

    /// The database that it is.
    pub(crate) fn url(&self) -> DatabaseUrl {
        DatabaseUrl::Sqlite(self.part.clone())
    }

    /// Puts it in its place, durably and at once.
    pub(crate) fn publish(self) -> Result<(), Failure> {
        let publish = || {
            File::open(&self.part)?.sync_all()?;
            fs::rename(&self.part, &self.place)?;
            File::open(folder(&self.place))?.sync_all()
        };
        publish().map_err(Failure::while_doing("Il file non si può mettere al suo posto"))
    }

    fn remove_part(&self) -> Result<(), Failure> {
        for end in ["", "-wal", "-shm", "-journal"] {
            match fs::remove_file(beside(&self.part, end)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(Failure::while_doing("Un resto non si toglie")(error));
                }
                _ => (),
            }
        }
        Ok(())
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        drop(self.remove_part());
    }
}

/// A file's path with something after its name.
pub(crate) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The SHA-256 of a file, hexadecimal.
pub(crate) fn sha256(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        let read = file.read(&mut buffer)?;
        let Some(bytes) = buffer.get(..read).filter(|it| !it.is_empty()) else { break };
        hash.update(bytes);
    }
    let digest: [u8; 32] = hash.finalize().into();
    let halves = digest.as_chunks().0.iter().map(|it| u128::from_be_bytes(*it));
    Ok(halves.map(|it| format!("{it:032x}")).collect::<Vec<_>>().concat())
}
