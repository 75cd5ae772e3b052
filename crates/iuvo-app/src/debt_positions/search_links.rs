//! What was typed to search, sealed: it may name a person, and addresses are written into logs.
//!
//! As with the links to debts, no memory is needed: any replica with the master key opens it.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use iuvo_domain::directory::WorkspaceProfile;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::LONGEST_TEXT;
use crate::{App, sealing::Place};

/// How long an address of a search is good: a day's work.
const LIFETIME: SignedDuration = SignedDuration::from_hours(12);
/// Longer than any of ours.
const LONGEST: usize = 1_200;

/// Seals what was typed. `None` only if the system has no randomness.
pub fn seal_search(app: &App, profile: &WorkspaceProfile, text: &str) -> Option<String> {
    let text: String = text.chars().take(LONGEST_TEXT).collect();
    let until = app.now().checked_add(LIFETIME).unwrap_or(Timestamp::MAX).as_second();
    let sealed = [&until.to_be_bytes()[..], text.as_bytes()].concat();
    let sealed = app.link_sealer().ok()?.seal(place(profile), &sealed).ok()?;
    Some(BASE64_URL_SAFE_NO_PAD.encode(sealed))
}

/// What was typed, if it was sealed for this workspace and not too long ago.
pub fn open_search(app: &App, profile: &WorkspaceProfile, sealed: &str) -> Option<String> {
    let sealed = BASE64_URL_SAFE_NO_PAD.decode(Some(sealed).filter(|it| it.len() <= LONGEST)?);
    let text = app.link_sealer().ok()?.open(place(profile), &sealed.ok()?).ok()?;
    let (until, text) = text.split_first_chunk()?;
    let until = Timestamp::from_second(i64::from_be_bytes(*until)).ok()?;
    let text = std::str::from_utf8(text).ok()?;
    (app.now() < until).then(|| text.to_owned())
}

fn place(profile: &WorkspaceProfile) -> Place<'static> {
    Place { table: "search", workspace: profile.workspace.id, row: Uuid::nil() }
}
