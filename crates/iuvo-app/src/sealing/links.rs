//! The texts that lead somewhere for a while: sealed, so that they tell nothing and cannot be made.
//!
//! They need no memory, so any replica opens them, if they share the master key; without one they
//! open only where they were made, and until the program ends.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use iuvo_domain::directory::WorkspaceProfile;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{Place, Sealer, SealingError};
use crate::App;

/// A kind of link.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SealedLink {
    /// Tells it from other kinds: the one does not open as the other.
    pub(crate) purpose: &'static str,
    /// How long it leads somewhere.
    pub(crate) lifetime: SignedDuration,
    /// Longer, in characters, than any that we make: whatever is longer still is not looked at.
    pub(crate) longest: usize,
}

/// The key of links, where no master key is given.
#[derive(Debug)]
pub(crate) struct LinkKey(Option<Sealer>);

impl Default for LinkKey {
    fn default() -> Self {
        Self(Sealer::temporary())
    }
}

impl App {
    /// What seals for a while: with the master key, or with a key of this program's run.
    pub(crate) fn link_sealer(&self) -> Result<&Sealer, SealingError> {
        self.sealer.as_ref().or(self.links.0.as_ref()).ok_or(SealingError::Unsealable)
    }

    /// Makes a link that leads to what those bytes name, which needs the system's randomness.
    pub(crate) fn seal_link(
        &self,
        link: SealedLink,
        profile: &WorkspaceProfile,
        named: &[u8],
    ) -> Result<String, SealingError> {
        let until = self.now().checked_add(link.lifetime).unwrap_or(Timestamp::MAX).as_second();
        let text = [&until.to_be_bytes()[..], named].concat();
        let sealed = self.link_sealer()?.seal(link.place(profile), &text)?;
        Ok(BASE64_URL_SAFE_NO_PAD.encode(sealed))
    }

    /// Opens a link that has not expired and is of that kind and workspace.
    pub(crate) fn open_link(
        &self,
        link: SealedLink,
        profile: &WorkspaceProfile,
        given: &str,
    ) -> Option<Vec<u8>> {
        let (until, named) = self.open_link_of_any_age(link, profile, given)?;
        (self.now() < until).then_some(named)
    }

    /// Opens a link of that kind and workspace, whether it has expired or not: until when it led
    /// somewhere, and what it names.
    pub(crate) fn open_link_of_any_age(
        &self,
        link: SealedLink,
        profile: &WorkspaceProfile,
        given: &str,
    ) -> Option<(Timestamp, Vec<u8>)> {
        let given = Some(given).filter(|it| it.len() <= link.longest)?;
        let sealed = BASE64_URL_SAFE_NO_PAD.decode(given).ok()?;
        let text = self.link_sealer().ok()?.open(link.place(profile), &sealed).ok()?;
        let (until, named) = text.split_first_chunk()?;
        let until = Timestamp::from_second(i64::from_be_bytes(*until)).ok()?;
        Some((until, named.to_vec()))
    }
}

impl SealedLink {
    /// Longer than a link to what has an id or a number.
    pub(crate) const SHORT: usize = 200;

    const fn place(self, profile: &WorkspaceProfile) -> Place<'static> {
        Place { table: self.purpose, workspace: profile.workspace.id, row: Uuid::nil() }
    }
}
