//! The text that leads to a cart: sealed, so that nobody guesses it and it says nothing.

use iuvo_domain::{CartId, directory::WorkspaceProfile};
use jiff::SignedDuration;
use uuid::Uuid;

use crate::{
    App,
    portal::Lapse,
    sealing::{SealedLink, SealingError},
};

/// As long as a receipt may be waited for.
const LINK: SealedLink = SealedLink {
    purpose: "cart link",
    lifetime: SignedDuration::from_hours(48),
    longest: SealedLink::SHORT,
};

/// Why the link to a cart leads nowhere.
pub fn why_no_cart(app: &App, profile: &WorkspaceProfile, link: &str) -> Lapse {
    app.why_lapsed(&[LINK], profile, link)
}

impl App {
    /// Makes a link, which needs the system's randomness.
    pub(crate) fn cart_link(
        &self,
        profile: &WorkspaceProfile,
        id: CartId,
    ) -> Result<String, SealingError> {
        self.seal_link(LINK, profile, id.as_bytes())
    }

    /// Opens a link that has not expired and is of that workspace.
    pub(super) fn open_cart_link(&self, profile: &WorkspaceProfile, link: &str) -> Option<CartId> {
        let bytes = self.open_link(LINK, profile, link)?;
        Uuid::from_slice(&bytes).ok().map(CartId::new)
    }
}
