//! A notice in somebody's hand leads to the search of the body it is of.
//!
//! Invariant: no debt is looked for, so nobody learns whether there is one.

use std::sync::Arc;

use iuvo_domain::{Environment, directory::WorkspaceProfile};
use jiff::SignedDuration;
use pagopa_codes::{NoticeNumber, OrganizationFiscalCode};

use crate::{
    App,
    sealing::{SealedLink, SealingError},
};

/// From one page to the next: the notice code does not stand in the address.
const LINK: SealedLink = SealedLink {
    purpose: "notice at hand",
    lifetime: SignedDuration::from_hours(1),
    longest: SealedLink::SHORT,
};

/// Where a notice leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeAtHand {
    /// The workspace whose pages are to be opened.
    pub profile: Arc<WorkspaceProfile>,
    /// The notice code, sealed for [`open_notice_at_hand`].
    pub link: String,
}

/// Says where the notice of a body leads: to where money is real, if the body has that. `None` if
/// the body is not served here.
pub fn take_notice_at_hand(
    app: &App,
    organization: OrganizationFiscalCode,
    number: NoticeNumber,
) -> Result<Option<NoticeAtHand>, SealingError> {
    let directory = app.directory();
    let workspace = |it| directory.workspace_of(it, organization).filter(|it| it.workspace.enabled);
    let found = [Environment::Production, Environment::Acceptance].into_iter().find_map(workspace);
    let Some(profile) = found.map(Arc::clone) else { return Ok(None) };
    let link = app.seal_link(LINK, &profile, number.as_str().as_bytes())?;
    Ok(Some(NoticeAtHand { profile, link }))
}

/// The notice code of a link, if it was sealed for that workspace and not too long ago.
pub fn open_notice_at_hand(
    app: &App,
    profile: &WorkspaceProfile,
    link: &str,
) -> Option<NoticeNumber> {
    let number = app.open_link(LINK, profile, link)?;
    NoticeNumber::parse(std::str::from_utf8(&number).ok()?).ok()
}
