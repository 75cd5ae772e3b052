//! People sign in with a password, work in a session, and sign out.
//!
//! In reading order: [`sign_in()`] tells whether somebody is who they say; [`find_session`] whose
//! session their browser then shows with every request; [`set_password`] gives them a password;
//! a [`lack`] is what a session misses before it opens anything: a code of the telephone;
//! [`keep_draft`] is for what was typed when a session had ended;
//! `hashing` keeps hashing dear for who guesses and bounded for us.
//!
//! Invariants: whether an address is an operator's cannot be told from an answer, nor from how long
//! it takes; of passwords and of what browsers hold only hashes are stored; a changed password ends
//! every session; sessions and attempts are in the database, so all replicas know them.

mod change_password;
mod drafts;
mod hashing;
mod own_password;
mod passwords;
mod second_factor;
mod sessions;
mod totp;
mod try_password;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use iuvo_domain::access::SessionHash;
use ring::rand::{SecureRandom, SystemRandom};
use sha2::{Digest, Sha256};

pub use change_password::{ChangePasswordEnd, change_password};
pub use drafts::{find_draft, keep_draft, keep_last_draft};
pub(crate) use hashing::Hashing;
pub use own_password::PasswordDefect;
pub use passwords::{SetPasswordError, has_password, set_password};
pub use second_factor::{
    CodeEnd, ConfirmEnd, Lack, Offer, SecondFactorFor, confirm_second_factor, has_master_key, lack,
    must_say_password, offer_second_factor, prove_second_factor, remove_second_factor,
    repeat_offer,
};
pub use sessions::{SignOut, find_session, sign_out};
pub use try_password::{SignIn, SignInEnd, sign_in};

/// Bytes of what a browser holds: too many to guess.
const TOKEN_LENGTH: usize = 32;

/// What a browser shows to be let in. It is written nowhere else.
pub struct SessionToken(String);

impl SessionToken {
    /// A new one. `None` only if the system has no randomness.
    fn new() -> Option<Self> {
        let mut bytes = [0; TOKEN_LENGTH];
        SystemRandom::new().fill(&mut bytes).ok()?;
        Some(Self(BASE64_URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// What a browser showed, if it has the form of ours.
    pub fn shown(text: &str) -> Option<Self> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(Some(text).filter(|it| it.len() <= 64)?).ok()?;
        (bytes.len() == TOKEN_LENGTH).then(|| Self(text.to_owned()))
    }

    /// The text that the browser holds.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Under what the session is stored: a plain hash is enough for what cannot be guessed.
    fn hash(&self) -> SessionHash {
        Sha256::digest(self.0.as_bytes()).into()
    }
}
