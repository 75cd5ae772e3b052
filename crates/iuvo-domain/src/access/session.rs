//! A session: that somebody has signed in with a browser, for a while.

use jiff::{SignedDuration, Timestamp};

use super::Operator;

/// How long a session lives without being used.
pub const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// How long a session lives, used or not.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(12);
/// How exactly its last use is known: more would be a write for every page.
const USE_IS_NOTED_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// SHA-256 of what the browser holds: that itself is never stored.
pub type SessionHash = [u8; 32];

/// How far somebody has shown that they have their second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondFactorState {
    /// They have none.
    Absent,
    /// They have one, and have not given a code of it.
    Set,
    /// They have given a code in this session.
    Proved,
}

/// A session as it was found, with whose it is as they are now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Under what it is stored.
    pub hash: SessionHash,
    /// Whose.
    pub operator: Operator,
    /// Whether they have shown their second factor.
    pub second_factor: SecondFactorState,
    /// When they signed in.
    pub created_at: Timestamp,
    /// When it was last used, but for the last minute.
    pub used_at: Timestamp,
}

impl Session {
    /// Whether it still opens anything: not after too long, and never for who is kept out.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.operator.enabled
            && now.duration_since(self.used_at) < IDLE
            && now.duration_since(self.created_at) < LONGEST
    }

    /// Whether its last use is to be noted.
    pub fn is_use_due(&self, now: Timestamp) -> bool {
        now.duration_since(self.used_at) >= USE_IS_NOTED_EVERY
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::OperatorId;

    #[test]
    fn a_session_ends_when_it_is_idle_old_or_its_owner_is_kept_out() {
        let id = OperatorId::new(Uuid::nil());
        let anna = Operator::new(id, "anna@comune.example".to_owned(), "Anna".to_owned());
        let at = |minutes| {
            Timestamp::UNIX_EPOCH.saturating_add(SignedDuration::from_mins(minutes)).unwrap()
        };
        let session = |created: i64, used: i64, enabled| Session {
            hash: [0; 32],
            operator: anna.clone().with_enabled(enabled),
            second_factor: SecondFactorState::Absent,
            created_at: at(created),
            used_at: at(used),
        };
        for (created, used, enabled, now, live, due) in [
            (0, 0, true, 0, true, false),
            (0, 0, true, 1, true, true),
            (0, 0, true, 29, true, true),
            (0, 0, true, 30, false, true),
            (0, 719, true, 719, true, false),
            (0, 719, true, 720, false, true),
            (0, 0, false, 0, false, false),
        ] {
            let session = session(created, used, enabled);
            assert_eq!(session.is_live(at(now)), live, "{created} {used} {now}");
            assert_eq!(session.is_use_due(at(now)), due, "{created} {used} {now}");
        }
    }
}
