//! Naming a body in one environment.

use std::sync::Arc;

use iuvo_app::App;
use iuvo_domain::{Environment, directory::WorkspaceProfile};
use pagopa_codes::OrganizationFiscalCode;

use super::values;
use crate::failure::Failure;

/// Which body, in which environment.
#[derive(clap::Args)]
pub(super) struct WorkspaceChoice {
    /// Codice fiscale dell'ente
    #[arg(long, value_name = "CF", value_parser = values::fiscal_code)]
    organization: OrganizationFiscalCode,
    /// Ambiente: collaudo o produzione
    #[arg(long, value_name = "AMBIENTE", value_parser = values::environment)]
    environment: Environment,
}

impl WorkspaceChoice {
    pub(super) fn find(&self, app: &App) -> Result<Arc<WorkspaceProfile>, Failure> {
        find(app, self.environment, self.organization)
    }
}

/// Finds a body in an environment.
pub(super) fn find(
    app: &App,
    environment: Environment,
    organization: OrganizationFiscalCode,
) -> Result<Arc<WorkspaceProfile>, Failure> {
    app.directory().workspace_of(environment, organization).cloned().ok_or_else(|| {
        Failure::refused(format!(
            "L'ente {organization} non è servito in {environment}: si aggiunge con \
             «iuvo admin organization add»."
        ))
    })
}
