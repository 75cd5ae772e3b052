//! What was typed to search, sealed: it may name a person, and addresses are written into logs.

use iuvo_domain::directory::WorkspaceProfile;
use jiff::SignedDuration;

use super::LONGEST_TEXT;
use crate::{App, sealing::SealedLink};

/// Good for a day's work.
const LINK: SealedLink =
    SealedLink { purpose: "search", lifetime: SignedDuration::from_hours(12), longest: 1_200 };

/// Seals what was typed. `None` only if the system has no randomness.
pub fn seal_search(app: &App, profile: &WorkspaceProfile, text: &str) -> Option<String> {
    let text: String = text.chars().take(LONGEST_TEXT).collect();
    app.seal_link(LINK, profile, text.as_bytes()).ok()
}

/// What was typed, if it was sealed for this workspace and not too long ago.
pub fn open_search(app: &App, profile: &WorkspaceProfile, sealed: &str) -> Option<String> {
    String::from_utf8(app.open_link(LINK, profile, sealed)?).ok()
}
