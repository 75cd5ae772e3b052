//! Who is served: the snapshot that requests are answered from, and how it is changed.

mod audited;
mod change;
mod expired_categories;
mod import;
mod maintenance;

use std::sync::{Arc, PoisonError, RwLock};

use iuvo_domain::directory::Directory;
use iuvo_store::{
    Store, StoreError,
    directory::{Contents, Version},
};

pub use expired_categories::{ExpiredCategory, list_expired_categories};
pub use import::{
    Ground, ImportPlan, Step, StepKind, apply_import, plan_accounts, plan_bodies, plan_stations,
    plan_taxonomy,
};
pub use iuvo_store::directory::accounting::AccountingOf;
pub use iuvo_store::directory::taxonomy::Entries as TaxonomyEntries;
pub use maintenance::{hours_of_maintenance, list_maintenance};

pub use change::{ChangeError, Changed, DirectoryChange, change_directory};

/// The directory as this process knows it.
pub(crate) struct Snapshot {
    current: RwLock<Arc<Directory>>,
}

impl Snapshot {
    pub(crate) async fn read(store: &Store) -> Result<Self, StoreError> {
        let directory = Directory::new(store.read(Contents).await?);
        Ok(Self { current: RwLock::new(Arc::new(directory)) })
    }

    pub(crate) fn current(&self) -> Arc<Directory> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) async fn refresh(&self, store: &Store) -> Result<(), StoreError> {
        if store.read(Version).await? == self.current().version() {
            return Ok(());
        }
        let directory = Arc::new(Directory::new(store.read(Contents).await?));
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = directory;
        Ok(())
    }
}
