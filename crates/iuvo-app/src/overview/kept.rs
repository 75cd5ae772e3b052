//! What was seen of large archives, kept for some minutes: their figures are counted row by row,
//! and nobody should wait for that whenever they open a page.
//!
//! What is kept is shown with the moment it is of. Once that is a minute ago, whoever looks next is
//! shown it all the same, and it is counted anew behind them. What was looked at within a day is
//! counted anew by itself before it is too old to be shown, so that nobody waits but who looks
//! first. Small archives are counted whenever somebody looks.
//!
//! Invariants: what is shown was counted at most ten minutes ago, for the same workspace and the
//! same services; memory is bounded. Absent on purpose: figures that replicas share, since each of
//! them can count.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use iuvo_domain::{ServiceId, WorkspaceId};
use iuvo_store::{
    Store, StoreError,
    glance::{Glance, Glanced},
};
use jiff::{SignedDuration, Timestamp};

/// Rows from which on they are not counted for each look: some milliseconds.
const LARGE: i64 = 50_000;
/// Until then nothing is counted anew.
const FRESH: SignedDuration = SignedDuration::from_mins(1);
/// Until then it is shown.
const WORTH_SHOWING: SignedDuration = SignedDuration::from_mins(10);
/// After that it is counted anew by itself.
const AGED: SignedDuration = SignedDuration::from_mins(8);
/// What nobody looks at for so long is forgotten: whoever comes every day does not wait.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(26);
/// At most so much is kept, of some 40 kB each.
const MOST: usize = 64;

/// What was seen, and when.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) glanced: Arc<Glanced>,
    pub(super) at: Timestamp,
}

/// The workspace and the services looked at.
pub(super) type Subject = (WorkspaceId, Option<Vec<ServiceId>>);

/// What is kept. Copies share it.
#[derive(Debug, Clone)]
pub(crate) struct KeptGlances {
    large: i64,
    kept: Arc<Mutex<HashMap<Subject, Kept>>>,
}

#[derive(Debug)]
struct Kept {
    seen: Seen,
    /// When it was last counted, or begun to be.
    asked_at: Timestamp,
    /// When somebody last looked.
    looked_at: Timestamp,
}

impl Default for KeptGlances {
    fn default() -> Self {
        Self { large: LARGE, kept: Arc::default() }
    }
}

impl KeptGlances {
    /// Looks, or shows what was seen before.
    pub(super) async fn look(
        &self,
        store: &Arc<Store>,
        glance: Glance,
    ) -> Result<Seen, StoreError> {
        let Some((seen, is_due)) = self.find(&glance) else {
            return self.count(store, glance).await;
        };
        if is_due {
            let (kept, store) = (self.clone(), Arc::clone(store));
            tokio::spawn(async move {
                if let Err(error) = kept.count(&store, glance).await {
                    tracing::warn!(%error, "figures were not counted anew");
                }
            });
        }
        Ok(seen)
    }

    /// What is kept, and whether the one who asks should have it counted anew.
    fn find(&self, glance: &Glance) -> Option<(Seen, bool)> {
        let mut kept = self.lock();
        let entry = kept.get_mut(&subject(glance))?;
        entry.looked_at = glance.now;
        if !is_worth_showing(&entry.seen, glance.now) {
            return None;
        }
        let is_due = glance.now.duration_since(entry.asked_at) >= FRESH;
        if is_due {
            entry.asked_at = glance.now;
        }
        Some((entry.seen.clone(), is_due))
    }

    /// Something that will soon be too old to be shown, for the one who asks to count it anew.
    pub(super) fn aged(&self, now: Timestamp) -> Option<Subject> {
        let mut kept = self.lock();
        let (subject, entry) =
            kept.iter_mut().find(|(_, it)| now.duration_since(it.asked_at) >= AGED)?;
        entry.asked_at = now;
        Some(subject.clone())
    }

    pub(super) async fn count(
        &self,
        store: &Arc<Store>,
        glance: Glance,
    ) -> Result<Seen, StoreError> {
        let (subject, at) = (subject(&glance), glance.now);
        let seen = Seen { glanced: Arc::new(store.read(glance).await?), at };
        let mut kept = self.lock();
        let looked_at = kept.remove(&subject).map_or(at, |it| it.looked_at);
        kept.retain(|_, it| at.duration_since(it.looked_at) < REMEMBERED);
        let is_remembered = at.duration_since(looked_at) < REMEMBERED;
        if seen.glanced.rows() >= self.large && is_remembered {
            make_room(&mut kept);
            kept.insert(subject, Kept { seen: seen.clone(), asked_at: at, looked_at });
        }
        Ok(seen)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Subject, Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What nobody has looked at for longest leaves.
fn make_room(kept: &mut HashMap<Subject, Kept>) {
    if kept.len() < MOST {
        return;
    }
    let oldest = kept.iter().min_by_key(|(_, it)| it.looked_at).map(|(it, _)| it.clone());
    if let Some(oldest) = oldest {
        kept.remove(&oldest);
    }
}

fn subject(glance: &Glance) -> Subject {
    (glance.workspace, glance.services.clone())
}

fn is_worth_showing(seen: &Seen, now: Timestamp) -> bool {
    (SignedDuration::ZERO..WORTH_SHOWING).contains(&now.duration_since(seen.at))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use iuvo_store::DatabaseUrl;

    use super::*;

    struct Office {
        store: Arc<Store>,
        glances: KeptGlances,
        _folder: tempfile::TempDir,
    }

    /// An archive in which nothing is owed, which counts as large from so many rows on.
    async fn office(large: i64) -> Office {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("iuvo.db"));
        let (store, _) = Store::open(&url).await.unwrap();
        let glances = KeptGlances { large, ..KeptGlances::default() };
        Office { store: Arc::new(store), glances, _folder: folder }
    }

    fn glance((workspace, services): Subject, second: i64) -> Glance {
        let now = Timestamp::from_second(second).unwrap();
        let takings = (Timestamp::UNIX_EPOCH, now);
        Glance { workspace, services, now, stuck_since: now, takings, files_since: now }
    }

    impl Office {
        /// When what is shown after so many seconds was counted, in seconds.
        async fn look(&self, second: i64, services: Option<Vec<ServiceId>>) -> i64 {
            self.look_at((WorkspaceId::new(1), services), second).await
        }

        async fn look_at(&self, subject: Subject, second: i64) -> i64 {
            let glance = glance(subject, second);
            self.glances.look(&self.store, glance).await.unwrap().at.as_second()
        }

        /// How much was counted by itself after so many seconds.
        async fn age(&self, second: i64) -> usize {
            let mut counted = Vec::new();
            while let Some(subject) = self.glances.aged(Timestamp::from_second(second).unwrap()) {
                let glance = glance(subject, second);
                counted.push(self.glances.count(&self.store, glance).await.unwrap());
            }
            counted.len()
        }

        async fn wait_until_counted(&self, second: i64) {
            let is_counted =
                || self.glances.lock().values().any(|it| it.seen.at.as_second() == second);
            while !is_counted() {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        }
    }

    #[tokio::test]
    async fn small_archives_are_counted_at_every_look() {
        let office = office(1).await;
        assert_eq!(office.look(1_000, None).await, 1_000);
        assert_eq!(office.look(1_001, None).await, 1_001);
    }

    #[tokio::test]
    async fn large_ones_are_counted_behind_who_looks() {
        let office = office(0).await;
        assert_eq!(office.look(1_000, None).await, 1_000);
        assert_eq!(office.look(1_059, None).await, 1_000);
        assert_eq!(office.look(1_060, None).await, 1_000);
        office.wait_until_counted(1_060).await;
        assert_eq!(office.look(1_061, None).await, 1_060);
    }

    #[tokio::test]
    async fn what_is_too_old_is_not_shown() {
        let office = office(0).await;
        assert_eq!(office.look(1_000, None).await, 1_000);
        assert_eq!(office.look(1_600, None).await, 1_600);
        // The clock was set back.
        assert_eq!(office.look(900, None).await, 900);
    }

    #[tokio::test]
    async fn who_comes_every_day_does_not_wait() {
        let office = office(0).await;
        assert_eq!(office.look(0, None).await, 0);
        for minute in 1..=24 * 60 {
            let is_due = minute % 8 == 0;
            assert_eq!(office.age(minute * 60).await, usize::from(is_due), "{minute}");
        }
        assert_eq!(office.look(86_400, None).await, 86_400);
        assert_eq!(office.look(86_400 + 479, None).await, 86_400);
    }

    #[tokio::test]
    async fn what_nobody_looks_at_any_more_is_forgotten() {
        let office = office(0).await;
        assert_eq!(office.look(0, None).await, 0);
        assert_eq!(office.age(26 * 3_600 - 480).await, 1);
        assert_eq!(office.age(26 * 3_600).await, 1);
        assert_eq!(office.age(27 * 3_600).await, 0);
    }

    #[tokio::test]
    async fn what_was_looked_at_longest_ago_makes_room() {
        let office = office(0).await;
        let subject = |it: usize| (WorkspaceId::new(i64::try_from(it).unwrap()), None);
        for (it, second) in (1..=MOST).zip([0, 1].into_iter().chain(std::iter::repeat(2))) {
            assert_eq!(office.look_at(subject(it), second).await, second);
        }
        assert_eq!(office.look_at(subject(1), 3).await, 0);
        assert_eq!(office.look_at(subject(MOST + 1), 4).await, 4);
        assert_eq!(office.look_at(subject(1), 5).await, 0);
        assert_eq!(office.look_at(subject(2), 6).await, 6);
    }

    #[tokio::test]
    async fn somebody_of_other_services_sees_their_own() {
        let office = office(0).await;
        assert_eq!(office.look(1_000, None).await, 1_000);
        assert_eq!(office.look(1_001, Some(Vec::new())).await, 1_001);
    }
}
