//! A person reads the message of a receipt: it names who paid and from where, so it is written down
//! who has seen it.

use iuvo_domain::{
    AuditEntryId, Nav, OperatorId,
    audit::{Act, Author, Chain, Content, Record},
    directory::WorkspaceProfile,
};
use iuvo_store::{Command, Lane, StoreError, Tx, audit};

use super::{DocumentError, read_receipt_message};
use crate::App;

/// Reads the message of the receipt that paid a notice, and has the audit log tell who did.
pub async fn read_message_as(
    app: &App,
    profile: &WorkspaceProfile,
    operator: OperatorId,
    number: &Nav,
) -> Result<Vec<u8>, DocumentError> {
    let message = read_receipt_message(app, profile, number).await?;
    let record = Record {
        id: AuditEntryId::new(app.ids().new_id()),
        chain: Chain::Workspace(profile.workspace.id),
        at: app.now(),
        author: Author::Operator(operator),
        act: Act::MessageRead,
        subject: number.to_string(),
        content: Content::default(),
    };
    app.store().execute(Lane::Interactive, NoteReading { record }).await?;
    Ok(message)
}

struct NoteReading {
    record: Record,
}

impl Command for NoteReading {
    type Output = ();

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        audit::append(tx, &self.record).await
    }
}
