//! A key is shown before it opens anything: whoever has copied it sends back what was sealed, as
//! often as they press, and nothing that is shown only once can get lost.

use iuvo_domain::{
    ApiClientId,
    directory::{KeyHash, WorkspaceProfile},
};
use jiff::SignedDuration;
use uuid::Uuid;

use super::{hash_key, new_key};
use crate::{App, sealing::SealedLink};

const OFFER: SealedLink = SealedLink {
    purpose: "key offer",
    lifetime: SignedDuration::from_hours(1),
    longest: SealedLink::SHORT,
};

/// A key on offer, for a program of a body.
pub struct KeyOffer {
    /// What the program will show.
    pub key: String,
    /// Its hash and the id of its program, sealed, to be sent back once the key has been copied.
    pub sealed: String,
}

/// Offers a new key. `None` only if the system has no randomness.
pub fn offer_key(app: &App, profile: &WorkspaceProfile) -> Option<KeyOffer> {
    let key = new_key()?;
    let client = app.ids().new_id();
    let named = [client.as_bytes().as_slice(), &hash_key(&key)].concat();
    let sealed = app.seal_link(OFFER, profile, &named).ok()?;
    Some(KeyOffer { key, sealed })
}

/// The program and the hash of an offered key, if it was offered for this workspace and not too
/// long ago.
pub fn open_offer(
    app: &App,
    profile: &WorkspaceProfile,
    sealed: &str,
) -> Option<(ApiClientId, KeyHash)> {
    let named = app.open_link(OFFER, profile, sealed)?;
    let (client, hash) = named.split_first_chunk()?;
    Some((ApiClientId::new(Uuid::from_bytes(*client)), hash.try_into().ok()?))
}
