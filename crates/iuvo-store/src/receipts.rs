//! Receipts, only ever added to.

pub mod of_notice;
pub mod waiting;

use iuvo_domain::{
    DebtPositionId, ServiceId, WorkspaceId,
    receipt::{Content, Receipt, ReceiptTransfer},
};
use jiff::Timestamp;
use pagopa_codes::Cents;

use crate::{
    Query, Reach, StoreError, Tx,
    column::{only, params},
    packing::Packed,
    statement::statements,
};

statements! {
    FIND_ACCEPTED = "
        select content_hash, first_version_hash, received_at from receipt
        where workspace_id = $1 and receipt_id = $2";
    HAS_OTHER = "
        select count(*) from receipt
        where workspace_id = $1 and notice_number = $2 and receipt_id <> $3
          and organization_fiscal_code = $4 and paid = 1";
    INSERT = "
        insert into receipt
          (workspace_id, receipt_id, notice_number, organization_fiscal_code, broadcast, paid, iuv,
           amount_cents, debtor_fiscal_code, psp_id, psp_name, psp_fiscal_code, channel_id,
           payment_method, fee_cents, paid_at, application_date, transfer_date, stand_in,
           content_hash, first_version_hash, received_at, debt_position_id, service_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
                $19, $20, $21, $22, $23, $24)
        on conflict (workspace_id, receipt_id) do nothing";
    INSERT_TRANSFER = "
        insert into receipt_transfer
          (workspace_id, receipt_id, ordinal, transfer_index, organization_fiscal_code,
           amount_cents, iban, iubd, remittance_information, category)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    INSERT_MESSAGE = "
        insert into receipt_message
          (workspace_id, receipt_id, content_hash, encoding, message, message_hash, received_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (workspace_id, receipt_id, content_hash) do nothing";
    NAME_SERVICE = "
        update receipt set service_id = $3 where workspace_id = $1 and receipt_id = $2";
    NAME_SERVICES = "
        update receipt set service_id = (
          select p.service_id from debt_position p
          where p.workspace_id = $1 and p.id = receipt.debt_position_id)
        where workspace_id = $1 and receipt_id in (
          select r.receipt_id from receipt r
          join debt_position p on p.workspace_id = r.workspace_id and p.id = r.debt_position_id
          where r.workspace_id = $1 and r.service_id is null and r.debt_position_id is not null
          limit $2)";
    FIND_NAMELESS = "
        select receipt_id from receipt
        where workspace_id = $1 and service_id is null and debt_position_id is not null
        limit 1";
    FIND_ARRIVAL = "
        select received_at, amount_cents from receipt
        where workspace_id = $1 and receipt_id = $2";
    FIND_MESSAGE = "
        select m.encoding, m.message from receipt r
        join receipt_message m
          on m.workspace_id = r.workspace_id and m.receipt_id = r.receipt_id
            and m.content_hash = r.content_hash
        where r.workspace_id = $1 and r.receipt_id = $2";
}

/// A message as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedMessage {
    /// The message, packed; it comes back byte for byte.
    pub packed: Packed,
    /// The SHA-256 of its bytes.
    pub hash: [u8; 32],
    /// When they arrived.
    pub received_at: Timestamp,
}

/// Where a receipt is filed.
#[derive(Debug, Clone, Copy)]
pub struct Filing {
    /// The addressee.
    pub workspace: WorkspaceId,
    /// Whether another body issued the notice.
    pub broadcast: bool,
    /// The position it pays, if it is known.
    pub position: Option<DebtPositionId>,
    /// The service of that.
    pub service: Option<ServiceId>,
}

/// What was accepted under a receipt's identifier.
#[derive(Debug, Clone, Copy)]
pub struct Accepted {
    /// What it said.
    pub content: Content,
    /// When it arrived.
    pub received_at: Timestamp,
}

/// What was accepted under a receipt's identifier, if anything was.
pub async fn find_accepted(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    receipt_id: &str,
) -> Result<Option<Accepted>, StoreError> {
    tx.query_opt(&FIND_ACCEPTED, params![workspace, receipt_id], |row| {
        let content = Content { hash: row.next()?, first_version_hash: row.next()? };
        Ok(Accepted { content, received_at: row.next()? })
    })
    .await
}

/// Whether another receipt says that the same notice was paid.
pub async fn has_other(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    receipt: &Receipt,
) -> Result<bool, StoreError> {
    let params =
        params![workspace, receipt.notice_number, receipt.receipt_id, receipt.organization];
    tx.query_one(&HAS_OTHER, params, |row| Ok(row.next::<i64>()? > 0)).await
}

/// Writes a receipt, its transfers and its message; `false` if its identifier is taken.
pub async fn insert(
    tx: &mut Tx<'_>,
    filing: Filing,
    receipt: &Receipt,
    message: &ReceivedMessage,
) -> Result<bool, StoreError> {
    let application_date = receipt.application_date.map(|it| it.to_string());
    let transfer_date = receipt.transfer_date.map(|it| it.to_string());
    let params = params![
        filing.workspace,
        receipt.receipt_id,
        receipt.notice_number,
        receipt.organization,
        filing.broadcast,
        receipt.is_paid,
        receipt.iuv,
        receipt.amount,
        receipt.debtor_fiscal_code,
        receipt.psp.id,
        receipt.psp.name,
        receipt.psp.fiscal_code,
        receipt.psp.channel_id,
        receipt.payment_method,
        receipt.fee,
        receipt.paid_at,
        application_date,
        transfer_date,
        receipt.stand_in,
        receipt.content.hash,
        receipt.content.first_version_hash,
        message.received_at,
        filing.position,
        filing.service
    ];
    if tx.execute(&INSERT, params).await? == 0 {
        return Ok(false);
    }
    for (ordinal, transfer) in (1_i64..).zip(&receipt.transfers) {
        insert_transfer(tx, filing.workspace, receipt, ordinal, transfer).await?;
    }
    insert_message(tx, filing.workspace, receipt, message).await?;
    Ok(true)
}

async fn insert_transfer(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    receipt: &Receipt,
    ordinal: i64,
    transfer: &ReceiptTransfer,
) -> Result<(), StoreError> {
    let index = i64::from(transfer.index);
    let params = params![
        workspace,
        receipt.receipt_id,
        ordinal,
        index,
        transfer.organization,
        transfer.amount,
        transfer.iban,
        transfer.iubd,
        transfer.remittance_information,
        transfer.category
    ];
    tx.execute_one(&INSERT_TRANSFER, params).await
}

/// Keeps a message; `false` if the same content has been kept before.
pub async fn insert_message(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    receipt: &Receipt,
    message: &ReceivedMessage,
) -> Result<bool, StoreError> {
    let params = params![
        workspace,
        receipt.receipt_id,
        receipt.content.hash,
        message.packed.encoding,
        message.packed.bytes,
        message.hash,
        message.received_at
    ];
    Ok(tx.execute(&INSERT_MESSAGE, params).await? == 1)
}

/// Names the service of the position that a receipt has found.
pub async fn name_service(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    receipt_id: &str,
    service: ServiceId,
) -> Result<(), StoreError> {
    tx.execute(&NAME_SERVICE, params![workspace, receipt_id, service]).await.map(drop)
}

/// Whether a receipt that has found its position does not name the service of it.
pub struct HasNameless(pub WorkspaceId);

impl Query for HasNameless {
    type Output = bool;
    const REACH: Reach = Reach::Point;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let found: Option<String> = tx.query_opt(&FIND_NAMELESS, params![self.0], only).await?;
        Ok(found.is_some())
    }
}

/// Names the services of some receipts that were written without; returns how many.
pub async fn name_services(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    limit: i64,
) -> Result<u64, StoreError> {
    tx.execute(&NAME_SERVICES, params![workspace, limit]).await
}

/// The accepted message of a receipt, as it arrived.
pub struct FindMessage {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Of which receipt.
    pub receipt_id: String,
}

impl Query for FindMessage {
    type Output = Option<Vec<u8>>;
    const REACH: Reach = Reach::Point;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let params = params![self.workspace, self.receipt_id];
        let packed = tx
            .query_opt(&FIND_MESSAGE, params, |row| {
                Ok(Packed { encoding: row.next()?, bytes: row.next()? })
            })
            .await?;
        packed.map(Packed::unpack).transpose()
    }
}

/// When a receipt came, and how much it says was paid.
pub struct FindArrival {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Which receipt.
    pub receipt_id: String,
}

impl Query for FindArrival {
    type Output = Option<(Timestamp, Cents)>;
    const REACH: Reach = Reach::Point;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<Self::Output, StoreError> {
        let params = params![self.workspace, self.receipt_id];
        tx.query_opt(&FIND_ARRIVAL, params, |row| Ok((row.next()?, row.next()?))).await
    }
}
