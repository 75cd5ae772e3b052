//! The texts that lead somewhere for a while: sealed, so that they tell nothing and cannot be made.
//!
//! They need no memory, so any replica opens them, if they share the master key; without one they
//! open only where they were made, and until the program ends.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use iuvo_domain::{debt_position::Nav, directory::WorkspaceProfile};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::{
    App,
    sealing::{Place, Sealer, SealingError},
};

/// A kind of link.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SealedLink {
    /// Tells it from other kinds: the one does not open as the other.
    pub(crate) table: &'static str,
    /// How long it leads somewhere.
    pub(crate) lifetime: SignedDuration,
}

/// To a debt: an hour, and then it is looked for again.
const fn to_debt(viewer: Viewer) -> SealedLink {
    let table = match viewer {
        Viewer::Guest => "debt link",
        Viewer::Staff => "debt link of staff",
    };
    SealedLink { table, lifetime: SignedDuration::from_hours(1) }
}
/// Longer than any of ours.
const LONGEST: usize = 200;

/// Who looks at a debt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Viewer {
    /// Somebody who knows two facts of it.
    Guest,
    /// Somebody who works for the body, and looks at what the citizen sees.
    Staff,
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
    pub(crate) fn link_sealer(&self) -> Result<&Sealer, SealingError> {
        self.sealer.as_ref().or(self.links.0.as_ref()).ok_or(SealingError::Unsealable)
    }

    /// Makes a link that leads to what those bytes name.
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
        let sealed = BASE64_URL_SAFE_NO_PAD.decode(Some(given).filter(|it| it.len() <= LONGEST)?);
        let text = self.link_sealer().ok()?.open(link.place(profile), &sealed.ok()?).ok()?;
        let (until, named) = text.split_first_chunk()?;
        let until = Timestamp::from_second(i64::from_be_bytes(*until)).ok()?;
        (self.now() < until).then(|| named.to_vec())
    }

    /// Makes a link to a debt, which needs the system's randomness.
    pub(crate) fn debt_link(
        &self,
        profile: &WorkspaceProfile,
        number: &Nav,
        viewer: Viewer,
    ) -> Result<String, SealingError> {
        self.seal_link(to_debt(viewer), profile, number.as_str().as_bytes())
    }

    /// Opens a link to a debt of that workspace.
    pub(super) fn open_debt_link(
        &self,
        profile: &WorkspaceProfile,
        link: &str,
    ) -> Option<(Nav, Viewer)> {
        [Viewer::Guest, Viewer::Staff].into_iter().find_map(|viewer| {
            let number = self.open_link(to_debt(viewer), profile, link)?;
            Some((Nav::parse(std::str::from_utf8(&number).ok()?)?, viewer))
        })
    }
}

impl SealedLink {
    const fn place(self, profile: &WorkspaceProfile) -> Place<'static> {
        Place { table: self.table, workspace: profile.workspace.id, row: Uuid::nil() }
    }
}
