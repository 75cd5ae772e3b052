//! A person reads the message of a receipt: it names who paid and from where, so it is written down
//! who has seen it.

use iuvo_domain::{
    Nav, OperatorId,
    audit::{Act, Content},
    directory::WorkspaceProfile,
};

use super::{DocumentError, read_receipt_message};
use crate::{
    App,
    audit::{Seen, note_seen},
};

/// Reads the message of the receipt that paid a notice, and has the audit log tell who did.
pub async fn read_message_as(
    app: &App,
    profile: &WorkspaceProfile,
    operator: OperatorId,
    number: &Nav,
) -> Result<Vec<u8>, DocumentError> {
    let message = read_receipt_message(app, profile, number).await?;
    let seen =
        Seen { act: Act::MessageRead, subject: number.to_string(), content: Content::default() };
    note_seen(app, profile.workspace.id, operator, seen).await?;
    Ok(message)
}
