//! Who is served: the snapshot that requests are answered from, and how it is changed.

mod audited;
mod change;
mod clone;
mod expired_categories;
mod import;
mod maintenance;
mod plan;

use std::{
    cmp::Ordering,
    sync::{Arc, PoisonError, RwLock},
};

use iuvo_domain::directory::Directory;
use iuvo_store::{
    Store, StoreError,
    directory::{EVERYTHING, Version, WrittenAfter},
};

pub use clone::plan_clone;
pub use expired_categories::{ExpiredCategory, list_expired_categories};
pub use import::{Ground, plan_accounts, plan_bodies, plan_stations, plan_taxonomy};
pub use iuvo_store::directory::accounting::AccountingOf;
pub use iuvo_store::directory::taxonomy::Entries as TaxonomyEntries;
pub use maintenance::{hours_of_maintenance, list_maintenance};
pub use plan::{Plan, Step, StepKind, apply_plan};

pub use change::{
    ChangeError, Changed, DirectoryChange, change_directory, change_directory_together,
};

/// The directory as this process knows it.
pub(crate) struct Snapshot {
    current: RwLock<Arc<Directory>>,
}

impl Snapshot {
    pub(crate) async fn read(store: &Store) -> Result<Self, StoreError> {
        let directory = Directory::new(store.read(EVERYTHING).await?);
        Ok(Self { current: RwLock::new(Arc::new(directory)) })
    }

    pub(crate) fn current(&self) -> Arc<Directory> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads what was written since. A database that is older than what we know was put in the
    /// place of another one: it is read anew.
    pub(crate) async fn refresh(&self, store: &Store) -> Result<(), StoreError> {
        let (known, stored) = (self.current(), store.read(Version).await?);
        let next = match stored.cmp(&known.version()) {
            Ordering::Equal => return Ok(()),
            Ordering::Greater => known.with(store.read(WrittenAfter(known.version())).await?),
            Ordering::Less => Directory::new(store.read(EVERYTHING).await?),
        };
        self.put(next, known.version());
        Ok(())
    }

    /// Two that refresh at once may end in another order than they began.
    fn put(&self, next: Directory, known: i64) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if current.version() == known || current.version() < next.version() {
            *current = Arc::new(next);
        }
    }
}
