//! The source of identities: UUIDv7, which grow with time and need no database.

use uuid::{NoContext, Uuid};

use crate::Clock;

/// Makes identities.
#[derive(Debug, Clone)]
pub struct IdSource {
    clock: Clock,
}

impl IdSource {
    pub(crate) fn new(clock: Clock) -> Self {
        Self { clock }
    }

    /// A new identity.
    pub fn new_id(&self) -> Uuid {
        let now = self.clock.now();
        let seconds = u64::try_from(now.as_second()).unwrap_or_default();
        let nanoseconds = u32::try_from(now.subsec_nanosecond()).unwrap_or_default();
        Uuid::new_v7(uuid::Timestamp::from_unix(NoContext, seconds, nanoseconds))
    }

    /// Several new identities.
    pub fn new_ids(&self, count: usize) -> Vec<Uuid> {
        std::iter::repeat_with(|| self.new_id()).take(count).collect()
    }
}
