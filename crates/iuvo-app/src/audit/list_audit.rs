//! What a chain tells, a page at a time.

use iuvo_domain::audit::{Chain, Entry};
use iuvo_store::{StoreError, audit::Page};

use crate::App;

/// Lists at most `limit` entries of a chain that follow a number, in their order.
pub async fn list_audit(
    app: &App,
    chain: Chain,
    after: i64,
    limit: i64,
) -> Result<Vec<Entry>, StoreError> {
    app.store().read(Page { chain, after, limit }).await
}
