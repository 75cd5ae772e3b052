//! The text that leads to a debt for a while: sealed, so that it tells nothing and cannot be made.
//!
//! It needs no memory, so any replica opens it, if they share the master key; without one it opens
//! only where it was made, and until the program ends.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use iuvo_domain::{debt_position::Nav, directory::WorkspaceProfile};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::{
    App,
    sealing::{Place, Sealer, SealingError},
};

/// How long a link leads to its debt: an hour, and then it is looked for again.
const LIFETIME: SignedDuration = SignedDuration::from_hours(1);
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
pub(crate) struct DebtLinks(Option<Sealer>);

impl Default for DebtLinks {
    fn default() -> Self {
        Self(Sealer::temporary())
    }
}

impl App {
    pub(crate) fn link_sealer(&self) -> Result<&Sealer, SealingError> {
        self.sealer.as_ref().or(self.links.0.as_ref()).ok_or(SealingError::Unsealable)
    }

    /// Makes a link, which needs the system's randomness.
    pub(super) fn debt_link(
        &self,
        profile: &WorkspaceProfile,
        number: &Nav,
        viewer: Viewer,
    ) -> Result<String, SealingError> {
        let until = self.now().checked_add(LIFETIME).unwrap_or(Timestamp::MAX).as_second();
        let text = [&until.to_be_bytes()[..], number.as_str().as_bytes()].concat();
        let sealed = self.link_sealer()?.seal(place(profile, viewer), &text)?;
        Ok(BASE64_URL_SAFE_NO_PAD.encode(sealed))
    }

    /// Opens a link that has not expired and is of that workspace.
    pub(super) fn open_debt_link(
        &self,
        profile: &WorkspaceProfile,
        link: &str,
    ) -> Option<(Nav, Viewer)> {
        let sealed = BASE64_URL_SAFE_NO_PAD.decode(Some(link).filter(|it| it.len() <= LONGEST)?);
        let (opener, sealed) = (self.link_sealer().ok()?, sealed.ok()?);
        let (text, viewer) = [Viewer::Guest, Viewer::Staff]
            .into_iter()
            .find_map(|it| opener.open(place(profile, it), &sealed).ok().map(|text| (text, it)))?;
        let (until, number) = text.split_first_chunk()?;
        let until = Timestamp::from_second(i64::from_be_bytes(*until)).ok()?;
        let number = Nav::parse(std::str::from_utf8(number).ok()?)?;
        (self.now() < until).then_some((number, viewer))
    }
}

fn place(profile: &WorkspaceProfile, viewer: Viewer) -> Place<'static> {
    let table = match viewer {
        Viewer::Guest => "debt link",
        Viewer::Staff => "debt link of staff",
    };
    Place { table, workspace: profile.workspace.id, row: Uuid::nil() }
}
