//! Passwords are hashed with argon2id: dear in memory, for who guesses and so for us too.
//!
//! One at a time, on the pool for what blocks, so that a flood takes neither the processors nor the
//! memory; a few may wait, the others are told to come again.

use std::sync::{Arc, OnceLock};

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version,
    password_hash::{Salt, SaltString},
};
use ring::rand::{SecureRandom, SystemRandom};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Memory in KiB, rounds and lanes: the first choice of OWASP's "Password Storage Cheat Sheet".
const COST: (u32, u32, u32) = (19_456, 2, 1);
/// How many may wait for their turn.
const QUEUE: usize = 24;

/// The one who hashes.
pub(crate) struct Hashing {
    turn: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    /// Compared with where there is no password, so that it takes as long.
    nobody: Arc<OnceLock<Option<String>>>,
}

impl Default for Hashing {
    fn default() -> Self {
        let [turn, queue] = [1, QUEUE].map(|it| Arc::new(Semaphore::new(it)));
        Self { turn, queue, nobody: Arc::default() }
    }
}

/// Somebody's turn to have a password hashed.
pub(super) struct Turn {
    _turn: OwnedSemaphorePermit,
    _place: OwnedSemaphorePermit,
}

impl Hashing {
    /// Waits for one's turn; `None` if too many do already.
    pub(super) async fn turn(&self) -> Option<Turn> {
        let place = Arc::clone(&self.queue).try_acquire_owned().ok()?;
        let turn = Arc::clone(&self.turn).acquire_owned().await.ok()?;
        Some(Turn { _turn: turn, _place: place })
    }

    /// Hashes a password with a salt of its own. `None` only if the system fails.
    pub(super) async fn hash(&self, turn: Turn, password: String) -> Option<String> {
        let hashed = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            hash(&password)
        });
        hashed.await.ok().flatten()
    }

    /// Whether a password is the one that was hashed; where none was, it takes as long to say no.
    pub(super) async fn verify(
        &self,
        turn: Turn,
        password: String,
        stored: Option<String>,
    ) -> bool {
        let nobody = Arc::clone(&self.nobody);
        let verified = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let is_known = stored.is_some();
            let stored = stored.or_else(|| nobody.get_or_init(|| hash("")).clone());
            let is_right = stored.is_some_and(|it| verify(&password, &it));
            is_known && is_right
        });
        verified.await.unwrap_or(false)
    }
}

fn argon2id() -> Option<Argon2<'static>> {
    let (memory, rounds, lanes) = COST;
    let params = Params::new(memory, rounds, lanes, None).ok()?;
    Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &str) -> Option<String> {
    let mut salt = [0; Salt::RECOMMENDED_LENGTH];
    SystemRandom::new().fill(&mut salt).ok()?;
    let salt = SaltString::encode_b64(&salt).ok()?;
    let hash = argon2id()?.hash_password(password.as_bytes(), &salt).ok()?;
    Some(hash.to_string())
}

/// The cost is that of the stored hash, so that it can be raised without anybody noticing.
fn verify(password: &str, stored: &str) -> bool {
    let Ok(stored) = PasswordHash::new(stored) else { return false };
    Argon2::default().verify_password(password.as_bytes(), &stored).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_again_and_no_other() {
        let hashing = Hashing::default();
        let stored = hashing.hash(hashing.turn().await.unwrap(), "cavallo".to_owned()).await;
        assert!(stored.as_ref().unwrap().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        for (password, stored, expected) in [
            ("cavallo", stored.clone(), true),
            ("Cavallo", stored, false),
            ("", None, false),
            ("cavallo", Some("$argon2id$".to_owned()), false),
        ] {
            let turn = hashing.turn().await.unwrap();
            assert_eq!(hashing.verify(turn, password.to_owned(), stored).await, expected);
        }
    }

    #[tokio::test]
    async fn a_flood_is_turned_away() {
        let hashing = Hashing::default();
        let mine = hashing.turn().await.unwrap();
        let hashing = Arc::new(hashing);
        let waiting: Vec<_> = (1..QUEUE)
            .map(|_| {
                let hashing = Arc::clone(&hashing);
                tokio::spawn(async move { hashing.turn().await.is_some() })
            })
            .collect();
        while hashing.queue.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert!(hashing.turn().await.is_none());
        drop(mine);
        for it in waiting {
            assert!(it.await.unwrap());
        }
    }
}
