//! The archive of debts.

use iuvo_domain::{
    WorkspaceId,
    debt_position::{DebtPosition, Destination, Installment, PaymentOption, Transfer},
};
use pagopa_codes::SegregationCode;

use crate::{
    StoreError, Tx,
    column::params,
    domain_columns::{write_metadata, write_warnings},
    review_cases,
    statement::statements,
};

pub mod by_iban;
pub(crate) mod find;
pub mod listed;
pub mod openings;
pub mod page;
pub mod search;

use listed::Line;

pub use find::{
    DueForChange, FindById, FindByIupd, FindByIuv, FindByNotice, lock_by_id, lock_by_iupd,
    lock_by_notice,
};

statements! {
    INSERT_POSITION = "
        insert into debt_position
          (workspace_id, id, iupd, version, status, origin, service_id, company_name,
           office_name, reference, debt_date, pay_stand_in, warnings, inserted_at, updated_at,
           published_at, paid_at, next_change_at, expires_at, reported, next_due_at, listed_cents,
           debtor_key, debtor_key_turned, debtor_code, listed_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
                $19, $20, $21, $22, $23, $24, $25, $15)
        on conflict (workspace_id, iupd) do nothing";
    SAVE_CONTENTS = "
        update debt_position
        set service_id = $3, company_name = $4, office_name = $5, pay_stand_in = $6
        where workspace_id = $1 and id = $2";
    SAVE_STATE = "
        update debt_position
        set status = $3, warnings = $4, updated_at = $5, published_at = $6, paid_at = $7,
            next_change_at = $8, expires_at = $9, reported = $10, listed_at = $5
        where workspace_id = $1 and id = $2";
    INSERT_OPTION = "
        insert into payment_option
          (workspace_id, id, debt_position_id, ordinal, kind, validity_date, switch_to_expired,
           debtor_kind, debtor_fiscal_code, debtor_full_name, debtor_street, debtor_number,
           debtor_postal_code, debtor_city, debtor_province, debtor_region, debtor_country,
           debtor_email, debtor_phone)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
                $19)";
    SAVE_VALIDITY = "
        update payment_option set validity_date = $3 where workspace_id = $1 and id = $2";
    INSERT_INSTALLMENT = "
        insert into installment
          (workspace_id, id, debt_position_id, payment_option_id, ordinal, notice_number, iuv,
           amount_cents, notification_fee_cents, description, due_date, retention_date, status,
           metadata)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        on conflict do nothing";
    SAVE_PAYMENT = "
        update installment
        set status = $3, receipt_id = $4, paid_at = $5, payment_method = $6, psp_name = $7,
            fee_cents = $8
        where workspace_id = $1 and id = $2";
    INSERT_TRANSFER = "
        insert into transfer
          (workspace_id, installment_id, transfer_index, organization_fiscal_code, company_name,
           amount_cents, remittance_information, category, iban, postal_iban, stamp_document_hash,
           stamp_type, stamp_province, metadata, status)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        on conflict (workspace_id, installment_id, transfer_index) do nothing";
    DELETE_TRANSFERS = "
        delete from transfer
        where workspace_id = $1
          and installment_id in (
            select id from installment where workspace_id = $1 and debt_position_id = $2)";
    DELETE_INSTALLMENTS = "
        delete from installment where workspace_id = $1 and debt_position_id = $2";
    DELETE_OPTIONS = "
        delete from payment_option where workspace_id = $1 and debt_position_id = $2";
    DELETE_POSITION = "
        delete from debt_position where workspace_id = $1 and id = $2";
}

/// Codes between commas, so that one text can be searched for each; none if all are meant.
fn between_commas(codes: &[SegregationCode]) -> Option<String> {
    if codes.is_empty() {
        return None;
    }
    let codes: Vec<&str> = codes.iter().map(SegregationCode::as_str).collect();
    Some(format!(",{},", codes.join(",")))
}

/// What an insertion found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inserted {
    /// Written.
    Yes,
    /// The IUPD, an IUV, a notice number or a transfer's index is taken. Some rows may have been
    /// written before that was found: undo the transaction.
    Taken,
}

/// Writes a new position.
pub async fn insert(tx: &mut Tx<'_>, position: &DebtPosition) -> Result<Inserted, StoreError> {
    let warnings = write_warnings(&position.warnings);
    let debt_date = position.debt_date.to_string();
    let line = Line::of(position);
    if tx
        .execute(
            &INSERT_POSITION,
            params![
                position.workspace,
                position.id,
                position.iupd,
                position.version,
                position.status,
                position.origin,
                position.service,
                position.company_name,
                position.office_name,
                position.reference,
                debt_date,
                position.pay_stand_in,
                warnings,
                position.inserted_at,
                position.updated_at,
                position.published_at,
                position.paid_at,
                position.next_change_at(),
                position.expires_at(),
                position.is_reported(),
                line.next_due_at,
                line.amount,
                line.debtor_key,
                line.debtor_key_turned,
                line.debtor_code
            ],
        )
        .await?
        == 0
    {
        return Ok(Inserted::Taken);
    }
    insert_options(tx, position).await
}

/// Writes everything of a position again, in place of what was there.
pub async fn replace(tx: &mut Tx<'_>, position: &DebtPosition) -> Result<Inserted, StoreError> {
    delete_options(tx, position).await?;
    save_contents(tx, position).await?;
    save_state(tx, position).await?;
    insert_options(tx, position).await
}

/// Writes the state of a position whose contents have not changed, and what of it is open now.
pub async fn save(tx: &mut Tx<'_>, position: &DebtPosition) -> Result<(), StoreError> {
    save_state(tx, position).await?;
    openings::save(tx, position).await
}

async fn save_contents(tx: &mut Tx<'_>, position: &DebtPosition) -> Result<(), StoreError> {
    let params = params![
        position.workspace,
        position.id,
        position.service,
        position.company_name,
        position.office_name,
        position.pay_stand_in
    ];
    tx.execute_one(&SAVE_CONTENTS, params).await
}

/// Writes the state, and the line in lists if that has changed.
async fn save_state(tx: &mut Tx<'_>, position: &DebtPosition) -> Result<(), StoreError> {
    let warnings = write_warnings(&position.warnings);
    tx.execute_one(
        &SAVE_STATE,
        params![
            position.workspace,
            position.id,
            position.status,
            warnings,
            position.updated_at,
            position.published_at,
            position.paid_at,
            position.next_change_at(),
            position.expires_at(),
            position.is_reported()
        ],
    )
    .await?;
    listed::save(tx, position).await
}

/// Writes the validity dates that publication has filled in.
pub async fn save_validity(tx: &mut Tx<'_>, position: &DebtPosition) -> Result<(), StoreError> {
    for option in &position.options {
        let params = params![position.workspace, option.id, option.validity_date];
        tx.execute_one(&SAVE_VALIDITY, params).await?;
    }
    Ok(())
}

/// Writes how an instalment was paid, which closes it.
pub async fn save_payment(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    installment: &Installment,
) -> Result<(), StoreError> {
    let payment = installment.payment.as_ref();
    tx.execute_one(
        &SAVE_PAYMENT,
        params![
            workspace,
            installment.id,
            installment.status,
            payment.map(|it| &it.receipt_id),
            payment.map(|it| it.paid_at),
            payment.and_then(|it| it.method.as_ref()),
            payment.map(|it| &it.psp_name),
            payment.map(|it| it.fee)
        ],
    )
    .await?;
    openings::close(tx, workspace, installment).await
}

/// Deletes a position and everything in it. Its numbers are not issued again.
pub async fn delete(tx: &mut Tx<'_>, position: &DebtPosition) -> Result<(), StoreError> {
    delete_options(tx, position).await?;
    tx.execute_one(&DELETE_POSITION, params![position.workspace, position.id]).await
}

async fn delete_options(tx: &mut Tx<'_>, position: &DebtPosition) -> Result<(), StoreError> {
    review_cases::forget_service(tx, position).await?;
    openings::close_all(tx, position).await?;
    let params = params![position.workspace, position.id];
    for statement in [&DELETE_TRANSFERS, &DELETE_INSTALLMENTS, &DELETE_OPTIONS] {
        tx.execute_any(statement, params).await?;
    }
    Ok(())
}

async fn insert_options(tx: &mut Tx<'_>, position: &DebtPosition) -> Result<Inserted, StoreError> {
    let openings = openings::by_installment(position);
    for (ordinal, option) in (1_i64..).zip(&position.options) {
        insert_option(tx, position, ordinal, option).await?;
        for installment in &option.installments {
            let inserted = insert_installment(tx, position, option, installment).await?;
            if inserted == Inserted::Taken {
                return Ok(Inserted::Taken);
            }
            if let Some(opening) = openings.get(&installment.id) {
                openings::open(tx, position, installment, opening).await?;
            }
        }
    }
    review_cases::name_service(tx, position).await?;
    Ok(Inserted::Yes)
}

async fn insert_option(
    tx: &mut Tx<'_>,
    position: &DebtPosition,
    ordinal: i64,
    option: &PaymentOption,
) -> Result<(), StoreError> {
    let (debtor, address) = (&option.debtor, &option.debtor.address);
    tx.execute_one(
        &INSERT_OPTION,
        params![
            position.workspace,
            option.id,
            position.id,
            ordinal,
            option.kind,
            option.validity_date,
            option.switch_to_expired,
            debtor.kind,
            debtor.fiscal_code,
            debtor.full_name,
            address.street,
            address.number,
            address.postal_code,
            address.city,
            address.province,
            address.region,
            address.country,
            debtor.email,
            debtor.phone
        ],
    )
    .await
}

async fn insert_installment(
    tx: &mut Tx<'_>,
    position: &DebtPosition,
    option: &PaymentOption,
    installment: &Installment,
) -> Result<Inserted, StoreError> {
    let metadata = write_metadata(&installment.metadata);
    if tx
        .execute(
            &INSERT_INSTALLMENT,
            params![
                position.workspace,
                installment.id,
                position.id,
                option.id,
                i64::from(installment.ordinal),
                installment.notice_number,
                installment.iuv,
                installment.amount,
                installment.notification_fee,
                installment.description,
                installment.due_date,
                installment.retention_date,
                installment.status,
                metadata
            ],
        )
        .await?
        == 0
    {
        return Ok(Inserted::Taken);
    }
    for transfer in &installment.transfers {
        if insert_transfer(tx, position.workspace, installment, transfer).await? == 0 {
            return Ok(Inserted::Taken);
        }
    }
    Ok(Inserted::Yes)
}

async fn insert_transfer(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    installment: &Installment,
    transfer: &Transfer,
) -> Result<u64, StoreError> {
    let metadata = write_metadata(&transfer.metadata);
    let (iban, postal_iban, stamp) = match &transfer.destination {
        Destination::Account { iban, postal_iban } => (Some(iban), postal_iban.as_ref(), None),
        Destination::Stamp(stamp) => (None, None, Some(stamp)),
    };
    tx.execute(
        &INSERT_TRANSFER,
        params![
            workspace,
            installment.id,
            i64::from(transfer.index),
            transfer.organization,
            transfer.company_name,
            transfer.amount,
            transfer.remittance_information,
            transfer.category,
            iban,
            postal_iban,
            stamp.map(pagopa_codes::Stamp::document_hash),
            stamp.map(pagopa_codes::Stamp::stamp_type),
            stamp.map(pagopa_codes::Stamp::province),
            metadata,
            transfer.status
        ],
    )
    .await
}
