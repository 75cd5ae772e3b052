//! Sealing: what holds personal data and is kept for a while is unreadable without the master key.
//!
//! AES-256-GCM (ring), with a key derived from the master key. A sealed text begins with its
//! version, the id of its key and its nonce; it opens only in its own place (table, workspace,
//! row), so that it cannot be moved to another. The master-key file has one key per line: the first
//! seals, all open, so that a key is replaced by putting a new one before it.

mod links;

use std::fmt;

use base64::{Engine, prelude::BASE64_STANDARD};
use iuvo_domain::WorkspaceId;
use ring::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hkdf::{HKDF_SHA256, Salt},
    rand::{SecureRandom, SystemRandom},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub(crate) use links::{LinkKey, SealedLink};

/// Bytes of a master key.
const KEY_LENGTH: usize = 32;
/// Bytes of a key's id.
const ID_LENGTH: usize = 8;
/// The form of what we seal.
const VERSION: u8 = 1;
/// Bytes before the text itself.
const HEAD: usize = 1 + ID_LENGTH + NONCE_LEN;

/// Why a master-key file cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MasterKeyError {
    /// There is no key in it.
    #[error("the master-key file has no key")]
    Empty,
    /// A line is not 32 bytes in Base64.
    #[error("line {line} of the master-key file is not 32 bytes in Base64")]
    Line {
        /// Which, from 1.
        line: usize,
    },
}

/// Why a text does not seal or open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealingError {
    /// The system has no randomness, or the text is too long.
    #[error("the text cannot be sealed")]
    Unsealable,
    /// It is not a text of ours.
    #[error("the text was not sealed by this program")]
    NotSealed,
    /// Its key is not in the master-key file.
    #[error("the key that sealed the text is not in the master-key file")]
    KeyUnknown,
    /// It was altered, or moved from another place.
    #[error("the sealed text was altered or is not in its place")]
    Broken,
}

/// Where a sealed text belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The table.
    pub table: &'a str,
    /// The workspace of the row.
    pub workspace: WorkspaceId,
    /// The row.
    pub row: Uuid,
}

/// Seals and opens. Its keys cannot be read out of it, nor logged.
pub struct Sealer {
    /// The first one seals.
    current: SealingKey,
    older: Vec<SealingKey>,
    random: SystemRandom,
}

struct SealingKey {
    id: [u8; ID_LENGTH],
    key: LessSafeKey,
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer(•••)")
    }
}

/// A new master key, as a line of the file. `None` if the system has no randomness.
pub fn new_master_key() -> Option<String> {
    let mut key = [0; KEY_LENGTH];
    SystemRandom::new().fill(&mut key).ok()?;
    Some(format!("{}\n", BASE64_STANDARD.encode(key)))
}

impl Sealer {
    /// Reads the text of a master-key file; empty lines and those that begin with `#` are passed
    /// over.
    pub fn from_master_keys(text: &str) -> Result<Self, MasterKeyError> {
        let lines = (1_usize..).zip(text.lines().map(str::trim));
        let given = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let mut keys =
            given.map(|(line, text)| SealingKey::derive(text).ok_or(MasterKeyError::Line { line }));
        let current = keys.next().ok_or(MasterKeyError::Empty)??;
        let older = keys.collect::<Result<_, _>>()?;
        Ok(Self { current, older, random: SystemRandom::new() })
    }

    /// A sealer with a key of its own, which nobody else has and which ends with it. `None` if the
    /// system has no randomness.
    pub(crate) fn temporary() -> Option<Self> {
        Self::from_master_keys(&new_master_key()?).ok()
    }

    /// Seals a text for its place.
    pub fn seal(&self, place: Place<'_>, text: &[u8]) -> Result<Vec<u8>, SealingError> {
        let mut nonce = [0; NONCE_LEN];
        self.random.fill(&mut nonce).map_err(|_| SealingError::Unsealable)?;
        let mut sealed = text.to_vec();
        self.current
            .key
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(place.bytes()),
                &mut sealed,
            )
            .map_err(|_| SealingError::Unsealable)?;
        Ok([&[VERSION][..], &self.current.id, &nonce, &sealed].concat())
    }

    /// Opens what was sealed for a place, by this key or an older one.
    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<Vec<u8>, SealingError> {
        let (head, text) = sealed.split_at_checked(HEAD).ok_or(SealingError::NotSealed)?;
        let (version, head) = head.split_first().ok_or(SealingError::NotSealed)?;
        let (id, nonce) = head.split_at_checked(ID_LENGTH).ok_or(SealingError::NotSealed)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SealingError::NotSealed)?;
        if *version != VERSION {
            return Err(SealingError::NotSealed);
        }
        let mut keys = std::iter::once(&self.current).chain(&self.older);
        let key = keys.find(|it| it.id == *id).ok_or(SealingError::KeyUnknown)?;
        let mut text = text.to_vec();
        let opened = key.key.open_in_place(nonce, Aad::from(place.bytes()), &mut text);
        opened.map(|it| it.to_vec()).map_err(|_| SealingError::Broken)
    }
}

impl Place<'_> {
    /// The table's name ends at the first zero, so that no two places are written alike.
    fn bytes(&self) -> Vec<u8> {
        let workspace = self.workspace.get().to_be_bytes();
        [self.table.as_bytes(), &[0], &workspace, self.row.as_bytes()].concat()
    }
}

impl SealingKey {
    /// The key that seals is derived from the master key, which serves other ends too.
    fn derive(line: &str) -> Option<Self> {
        let master = BASE64_STANDARD.decode(line).ok().filter(|it| it.len() == KEY_LENGTH)?;
        let derived = Salt::new(HKDF_SHA256, &[]).extract(&master);
        let derived = derived.expand(&[b"iuvo sealing 1"], &AES_256_GCM).ok()?;
        let id = Sha256::digest(&master).first_chunk().copied()?;
        Some(Self { id, key: LessSafeKey::new(UnboundKey::from(derived)) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(workspace: i64, row: u128) -> Place<'static> {
        let workspace = WorkspaceId::new(workspace);
        Place { table: "refused_message", workspace, row: Uuid::from_u128(row) }
    }

    fn sealer(keys: &[&str]) -> Sealer {
        Sealer::from_master_keys(&keys.concat()).unwrap()
    }

    #[test]
    fn what_was_sealed_opens_in_its_place_and_nowhere_else() {
        let ours = sealer(&[&new_master_key().unwrap()]);
        let sealed = ours.seal(place(1, 1), b"Mario Rossi").unwrap();
        assert!(!sealed.windows(5).any(|it| it == b"Mario"));
        assert_eq!(ours.open(place(1, 1), &sealed).unwrap(), b"Mario Rossi");
        let elsewhere = Place { table: "event", ..place(1, 1) };
        for other in [place(2, 1), place(1, 2), elsewhere] {
            assert_eq!(ours.open(other, &sealed), Err(SealingError::Broken));
        }
    }

    #[test]
    fn the_same_text_is_never_sealed_alike() {
        let ours = sealer(&[&new_master_key().unwrap()]);
        let [one, other] = [(); 2].map(|()| ours.seal(place(1, 1), b"Mario").unwrap());
        assert_ne!(one, other);
    }

    #[test]
    fn a_key_is_replaced_by_one_before_it() {
        let [old, new] = [(); 2].map(|()| new_master_key().unwrap());
        let sealed = sealer(&[&old]).seal(place(1, 1), b"Mario").unwrap();
        let rotated = sealer(&["# nuova\n", &new, "\n", &old]);
        assert_eq!(rotated.open(place(1, 1), &sealed).unwrap(), b"Mario");
        let sealed = rotated.seal(place(1, 1), b"Mario").unwrap();
        assert_eq!(sealer(&[&new]).open(place(1, 1), &sealed).unwrap(), b"Mario");
        assert_eq!(sealer(&[&old]).open(place(1, 1), &sealed), Err(SealingError::KeyUnknown));
    }

    #[test]
    fn every_altered_byte_is_found() {
        let ours = sealer(&[&new_master_key().unwrap()]);
        let sealed = ours.seal(place(1, 1), b"Mario").unwrap();
        for index in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[index] ^= 1;
            assert!(ours.open(place(1, 1), &altered).is_err(), "{index}");
            assert!(ours.open(place(1, 1), &sealed[..index]).is_err(), "{index}");
        }
    }

    #[test]
    fn a_file_without_good_keys_is_refused() {
        for (text, error) in [
            ("", MasterKeyError::Empty),
            ("# solo un commento\n\n", MasterKeyError::Empty),
            ("abc", MasterKeyError::Line { line: 1 }),
            ("# breve\nAAAA\n", MasterKeyError::Line { line: 2 }),
        ] {
            assert_eq!(Sealer::from_master_keys(text).unwrap_err(), error, "{text}");
        }
    }

    #[test]
    fn a_sealer_says_nothing_of_its_keys() {
        let ours = sealer(&[&new_master_key().unwrap()]);
        assert_eq!(format!("{ours:?}"), "Sealer(•••)");
    }
}
