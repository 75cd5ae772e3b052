//! Messages that were refused: kept packed and sealed, for disputes, until their time is over.

use iuvo_domain::{Nav, WorkspaceId};
use iuvo_store::{
    StoreError,
    packing::pack,
    refused_messages::{ListOfNotice, RefusedMessage},
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    App,
    sealing::{Place, SealingError},
};

/// Most messages read at once.
const MOST: i64 = 100;

/// A message that has been refused.
#[derive(Clone, Copy)]
pub struct Refusal<'a> {
    /// Whose notice it was about.
    pub workspace: WorkspaceId,
    /// Which.
    pub notice_number: &'a Nav,
    /// The operation, by its own name.
    pub operation: &'a str,
    /// What the Node was told.
    pub fault_code: &'a str,
    /// The message as it arrived.
    pub message: &'a [u8],
}

/// A refused message, opened.
pub struct RefusedMessageRead {
    /// When it was refused.
    pub refused_at: Timestamp,
    /// The operation, by its own name.
    pub operation: String,
    /// What the Node was told.
    pub fault_code: String,
    /// The message as it arrived.
    pub message: Vec<u8>,
}

/// Why refused messages cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is no master key.
    #[error("there is no master key")]
    NoKey,
    /// A message does not open.
    #[error("a refused message does not open")]
    Sealing(#[from] SealingError),
    /// The database failed.
    #[error("the refused messages cannot be read")]
    Store(#[from] StoreError),
}

/// Keeps a refused message, a little later. Without a master key nothing is kept.
pub fn keep_refused(app: &App, refusal: &Refusal<'_>) {
    let Some(sealer) = &app.sealer else { return };
    let id = app.ids.new_id();
    let packed = pack(refusal.message);
    let message = match sealer.seal(place(refusal.workspace, id), packed.bytes()) {
        Ok(bytes) => packed.with_bytes(bytes),
        Err(error) => {
            tracing::error!(%error, "a refused message is not kept");
            return;
        }
    };
    app.journal.keep(RefusedMessage {
        workspace: refusal.workspace,
        id,
        notice_number: refusal.notice_number.clone(),
        refused_at: app.now(),
        operation: refusal.operation.to_owned(),
        fault_code: refusal.fault_code.to_owned(),
        message,
    });
}

/// Reads the first messages refused about a notice number.
pub async fn read_refused(
    app: &App,
    workspace: WorkspaceId,
    notice_number: Nav,
) -> Result<Vec<RefusedMessageRead>, ReadError> {
    let sealer = app.sealer.as_ref().ok_or(ReadError::NoKey)?;
    let kept = app.store().read(ListOfNotice { workspace, notice_number, limit: MOST }).await?;
    let opened = kept.into_iter().map(|kept| {
        let opened = sealer.open(place(workspace, kept.id), kept.message.bytes())?;
        Ok(RefusedMessageRead {
            refused_at: kept.refused_at,
            operation: kept.operation,
            fault_code: kept.fault_code,
            message: kept.message.with_bytes(opened).unpack()?,
        })
    });
    opened.collect()
}

fn place(workspace: WorkspaceId, row: Uuid) -> Place<'static> {
    Place { table: "refused_message", workspace, row }
}
