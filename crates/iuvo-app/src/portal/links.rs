//! The link to a debt: an hour, and then it is looked for again.

use iuvo_domain::{debt_position::Nav, directory::WorkspaceProfile};
use jiff::SignedDuration;
use pagopa_codes::Cents;

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

/// What it cost on the page on which somebody pressed "Paga".
const PRICE_SEEN: SealedLink = SealedLink {
    purpose: "price seen",
    lifetime: SignedDuration::from_hours(1),
    longest: SealedLink::SHORT,
};

/// Why a link leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lapse {
    /// It has led somewhere, for as long as it was to.
    TooOld,
    /// What it leads to is not shown any more.
    Gone,
    /// It is none of ours, or of another body, or damaged.
    Unreadable,
}

/// What a notice cost when somebody pressed "Paga"; nothing if the text was not sealed for it.
pub fn price_seen(
    app: &App,
    profile: &WorkspaceProfile,
    number: &Nav,
    sealed: &str,
) -> Option<Cents> {
    let opened = app.open_link(PRICE_SEEN, profile, sealed)?;
    let (cents, named) = opened.split_first_chunk()?;
    (named == number.as_str().as_bytes()).then(|| Cents::new(i64::from_be_bytes(*cents)))
}

/// Why the link to a debt leads nowhere.
pub fn why_no_debt(app: &App, profile: &WorkspaceProfile, link: &str) -> Lapse {
    app.why_lapsed(&[to_debt(Viewer::Guest), to_debt(Viewer::Staff)], profile, link)
}

impl App {
    /// Why a link of these kinds leads nowhere.
    pub(crate) fn why_lapsed(
        &self,
        kinds: &[SealedLink],
        profile: &WorkspaceProfile,
        link: &str,
    ) -> Lapse {
        let opened = kinds.iter().find_map(|it| self.open_link_of_any_age(*it, profile, link));
        match opened {
            None => Lapse::Unreadable,
            Some((until, _)) if self.now() < until => Lapse::Gone,
            Some(_) => Lapse::TooOld,
        }
    }

    /// Seals what a notice cost when somebody saw it, so that the page need not believe anybody.
    pub(crate) fn seal_price(
        &self,
        profile: &WorkspaceProfile,
        number: &Nav,
        seen: Cents,
    ) -> Result<String, SealingError> {
        let named = [&seen.get().to_be_bytes()[..], number.as_str().as_bytes()].concat();
        self.seal_link(PRICE_SEEN, profile, &named)
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
