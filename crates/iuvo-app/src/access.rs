//! Who may act where.
//!
//! Software authenticates with a key, of which only the hash is known. A key that belongs to
//! nobody is 401; a key that does not reach the body asked for is 403, and says nothing of whether
//! that body exists.

mod key_offers;

use std::sync::Arc;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use iuvo_domain::{
    Environment, Nav,
    access::{Action, Actor, Target, may},
    directory::{ApiClient, ApiScope, Directory, KeyHash, WorkspaceProfile},
};
use pagopa_codes::OrganizationFiscalCode;
use ring::rand::{SecureRandom, SystemRandom};
use sha2::{Digest, Sha256};

pub use key_offers::{KeyOffer, offer_key, open_offer};

/// Why software is turned away; the first that applies is returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccessRefusal {
    /// No key was given, or one that belongs to nobody.
    KeyUnknown,
    /// The key does not reach that body.
    OrganizationForbidden,
}

/// The hash under which a key is kept. Keys are long and random, so a plain hash is enough.
pub fn hash_key(key: &str) -> KeyHash {
    Sha256::digest(key.as_bytes()).into()
}

/// A new key: 32 bytes in Base64. `None` only if the system has no randomness.
pub fn new_key() -> Option<String> {
    let mut bytes = [0; 32];
    SystemRandom::new().fill(&mut bytes).ok()?;
    Some(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// Finds who owns a key.
pub fn authenticate<'a>(
    directory: &'a Directory,
    key: Option<&str>,
) -> Result<&'a ApiClient, AccessRefusal> {
    key.and_then(|it| directory.client(&hash_key(it))).ok_or(AccessRefusal::KeyUnknown)
}

/// The environment in which a client acts; `None` if its body is not served any more.
pub fn environment(directory: &Directory, client: &ApiClient) -> Option<Environment> {
    match &client.scope {
        ApiScope::Workspace(id) => {
            let profile = directory.workspace(*id).filter(|it| it.workspace.enabled);
            profile.map(|it| it.workspace.environment)
        }
        ApiScope::Broker(_, environment) => Some(*environment),
    }
}

/// Finds the workspace of a body on which a client may do something.
pub fn authorize<'a>(
    directory: &'a Directory,
    client: &ApiClient,
    organization: &str,
    action: Action,
) -> Result<&'a Arc<WorkspaceProfile>, AccessRefusal> {
    OrganizationFiscalCode::parse(organization)
        .ok()
        .and_then(|it| directory.workspace_for_client(client, it))
        .filter(|it| may(directory, Actor::Client(client), action, Target::Workspace(it)))
        .ok_or(AccessRefusal::OrganizationForbidden)
}

/// The workspace of a client that has only one, if it may do something there.
pub fn only_workspace<'a>(
    directory: &'a Directory,
    client: &ApiClient,
    action: Action,
) -> Option<&'a Arc<WorkspaceProfile>> {
    let found = match &client.scope {
        ApiScope::Workspace(id) => directory.workspace(*id),
        ApiScope::Broker(..) => None,
    };
    found.filter(|it| may(directory, Actor::Client(client), action, Target::Workspace(it)))
}

/// Whether a client may do something with a notice number. The segregation code is what follows the
/// auxiliary digit.
pub fn reaches_notice(
    directory: &Directory,
    client: &ApiClient,
    action: Action,
    (profile, notice_number): (&WorkspaceProfile, &Nav),
) -> bool {
    let iuv = notice_number.as_str().get(1..).unwrap_or_default();
    let target = Target::Number(profile, iuv);
    may(directory, Actor::Client(client), action, target)
}
