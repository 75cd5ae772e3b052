//! Every chain of the audit log, from its first entry to its last.

use iuvo_app::audit::verify_audit;
use iuvo_domain::directory::Directory;
use iuvo_store::{Snapshot, StoreError, directory::EVERYTHING};

use super::{Finding, Violation};
use crate::{audit_log, failure::causes};

/// Follows every chain.
pub(super) async fn examine(snapshot: &mut Snapshot) -> Finding {
    verify(snapshot).await.unwrap_or_else(|error| Finding::new("registro", Err(causes(&error))))
}

async fn verify(snapshot: &mut Snapshot) -> Result<Finding, StoreError> {
    let verified = verify_audit(snapshot, &[]).await?;
    let directory = Directory::new(snapshot.read(&EVERYTHING).await?);
    let violations = verified.iter().filter_map(|it| {
        let workspace = Some(audit_log::name_of(&directory, it.chain));
        Some(Violation { workspace, subject: audit_log::sentence(it.broken?) })
    });
    let violations: Vec<Violation> = violations.collect();
    let entries = verified.iter().fold(0_i64, |sum, it| sum.saturating_add(it.entries));
    let found = match violations.len() {
        0 => Ok(format!("{entries} registrazioni in {} catene, tutte intere", verified.len())),
        1 => Err("una catena è spezzata".to_owned()),
        count => Err(format!("{count} catene sono spezzate")),
    };
    Ok(Finding { violations, ..Finding::new("registro", found) })
}
