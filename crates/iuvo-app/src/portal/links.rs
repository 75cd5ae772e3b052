//! The link to a debt: an hour, and then it is looked for again.

use iuvo_domain::{debt_position::Nav, directory::WorkspaceProfile};
use jiff::SignedDuration;

use crate::{
    App,
    sealing::{SealedLink, SealingError},
};

/// Who looks at a debt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Viewer {
    /// Somebody who knows two facts of it.
    Guest,
    /// Somebody who works for the body, and looks at what the citizen sees.
    Staff,
}

const fn to_debt(viewer: Viewer) -> SealedLink {
    let purpose = match viewer {
        Viewer::Guest => "debt link",
        Viewer::Staff => "debt link of staff",
    };
    let lifetime = SignedDuration::from_hours(1);
    SealedLink { purpose, lifetime, longest: SealedLink::SHORT }
}

impl App {
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
