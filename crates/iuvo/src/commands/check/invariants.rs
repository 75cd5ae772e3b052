//! What must hold of the data: the checks of the store, asked of one moment of the database.

use iuvo_store::{
    Snapshot, StoreError,
    invariants::{CheckedWorkspace, Invariant, Invariants, Violation},
};

use super::Finding;
use crate::{failure::causes, progress::Progress};

/// What has been found so far; of each check no more than so many violations are kept.
struct Found {
    limit: usize,
    by_invariant: Vec<(Vec<Violation>, bool)>,
}

impl Found {
    fn add(&mut self, violations: Vec<Violation>) {
        for violation in violations {
            if let Some((listed, more)) = self.by_invariant.get_mut(violation.invariant) {
                if listed.len() < self.limit {
                    listed.push(violation);
                } else {
                    *more = true;
                }
            }
        }
    }
}

/// Asks every check of every workspace; of each at most so many violations are listed.
pub(super) async fn examine(snapshot: &mut Snapshot, limit: usize) -> Vec<Finding> {
    let asked = async {
        let invariants = Invariants::of(snapshot).await?;
        let found = violations(snapshot, &invariants, limit).await?;
        Ok::<_, StoreError>((invariants, found))
    };
    match asked.await {
        Ok((invariants, found)) => {
            let checks = invariants.all().iter().zip(found.by_invariant);
            (1..).zip(checks).map(|(number, it)| finding(number, it, &invariants)).collect()
        }
        Err(error) => vec![Finding::new("controlli sui dati", Err(causes(&error)))],
    }
}

async fn violations(
    snapshot: &mut Snapshot,
    invariants: &Invariants,
    limit: usize,
) -> Result<Found, StoreError> {
    let by_invariant = invariants.all().iter().map(|_| (Vec::new(), false)).collect();
    let mut found = Found { limit, by_invariant };
    let workspaces = invariants.workspaces();
    let steps = u64::try_from(workspaces.len()).unwrap_or(u64::MAX);
    let progress = Progress::of(steps, "Controllo i dati");
    // One more than is listed tells whether there are more.
    let asked = limit.saturating_add(1);
    found.add(invariants.everywhere(snapshot, asked).await?);
    for (done, workspace) in (1..).zip(workspaces) {
        found.add(invariants.within(snapshot, workspace.id, asked).await?);
        progress.at(done);
    }
    Ok(found)
}

fn finding(
    number: usize,
    (invariant, (found, more)): (&Invariant, (Vec<Violation>, bool)),
    invariants: &Invariants,
) -> Finding {
    let what = format!("dati {number} ({})", invariant.name);
    let text = invariant.text.to_owned();
    let held = if found.is_empty() { Ok(text) } else { Err(format!("non è vero che {text}")) };
    let named = |id| invariants.workspaces().iter().find(|it| it.id == id).map(name);
    let violations = found.into_iter().map(|it| super::Violation {
        workspace: it.workspace.and_then(named),
        subject: it.subject,
    });
    Finding { violations: violations.collect(), more, ..Finding::new(what, held) }
}

fn name(workspace: &CheckedWorkspace) -> String {
    format!("{} {}", workspace.organization, workspace.environment.slug())
}
