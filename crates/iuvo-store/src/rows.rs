//! Positions read whole: one row per transfer, put together again.
//!
//! The aggregate is read by one statement, so that what is found is one moment of the archive
//! even outside of a transaction.

use iuvo_domain::{
    DebtPositionId, InstallmentId, PaymentOptionId, WorkspaceId,
    debt_position::{
        Address, DebtPosition, Debtor, Destination, Installment, Payment, PaymentOption, Transfer,
    },
};
use pagopa_codes::{Cents, Stamp};

use crate::{StoreError, column::Row, domain_columns::Warnings};

/// The columns of a whole position, in the order [`read`] takes them.
macro_rules! position_columns {
    () => {
        "p.workspace_id, p.id, p.iupd, p.version, p.status, p.origin, p.service_id,
         p.company_name, p.office_name, p.reference, p.debt_date, p.pay_stand_in, p.warnings,
         p.inserted_at, p.updated_at, p.published_at, p.paid_at,
         o.id, o.ordinal, o.kind, o.validity_date, o.switch_to_expired, o.debtor_kind,
         o.debtor_fiscal_code, o.debtor_full_name, o.debtor_street, o.debtor_number,
         o.debtor_postal_code, o.debtor_city, o.debtor_province, o.debtor_region,
         o.debtor_country, o.debtor_email, o.debtor_phone,
         i.id, i.ordinal, i.notice_number, i.iuv, i.amount_cents, i.notification_fee_cents,
         i.description, i.due_date, i.retention_date, i.status, i.receipt_id, i.paid_at,
         i.payment_method, i.psp_name, i.fee_cents, i.metadata,
         t.transfer_index, t.organization_fiscal_code, t.company_name, t.amount_cents,
         t.remittance_information, t.category, t.iban, t.postal_iban, t.stamp_document_hash,
         t.stamp_type, t.stamp_province, t.metadata, t.status"
    };
}
pub(crate) use position_columns;

/// The joins that reach everything of position `p`.
macro_rules! position_joins {
    () => {
        "left join payment_option o
           on o.workspace_id = p.workspace_id and o.debt_position_id = p.id
         left join installment i
           on i.workspace_id = o.workspace_id and i.payment_option_id = o.id
         left join transfer t
           on t.workspace_id = i.workspace_id and t.installment_id = i.id"
    };
}
pub(crate) use position_joins;

/// What one row of the join holds.
pub(crate) struct PositionRow {
    position: DebtPosition,
    option: Option<(i64, PaymentOption)>,
    installment: Option<Installment>,
    transfer: Option<Transfer>,
}

/// Reads one row.
pub(crate) fn read(row: &mut Row<'_>) -> Result<PositionRow, StoreError> {
    Ok(PositionRow {
        position: read_position(row)?,
        option: read_option(row)?,
        installment: read_installment(row)?,
        transfer: read_transfer(row)?,
    })
}

/// Puts the rows of one position together, in whatever order they come: sorting them here costs a
/// fraction of what it costs a database.
pub(crate) fn assemble_one(mut rows: Vec<PositionRow>) -> Option<DebtPosition> {
    rows.sort_by_key(|row| {
        let option = row.option.as_ref().map(|it| it.0);
        let installment = row.installment.as_ref().map(|it| it.ordinal);
        (option, installment, row.transfer.as_ref().map(|it| it.index))
    });
    assemble(rows).pop()
}

/// Puts rows together; they come ordered by position, option, instalment and transfer.
pub(crate) fn assemble(rows: Vec<PositionRow>) -> Vec<DebtPosition> {
    let mut positions: Vec<DebtPosition> = Vec::new();
    for row in rows {
        if positions.last().is_none_or(|it| it.id != row.position.id) {
            positions.push(row.position);
        }
        let Some(position) = positions.last_mut() else {
            continue;
        };
        let Some((_, option)) = row.option else { continue };
        if position.options.last().is_none_or(|it| it.id != option.id) {
            position.options.push(option);
        }
        let Some(option) = position.options.last_mut() else {
            continue;
        };
        let Some(installment) = row.installment else {
            continue;
        };
        if option.installments.last().is_none_or(|it| it.id != installment.id) {
            option.installments.push(installment);
        }
        if let (Some(installment), Some(transfer)) = (option.installments.last_mut(), row.transfer)
        {
            installment.transfers.push(transfer);
        }
    }
    positions
}

fn read_position(row: &mut Row<'_>) -> Result<DebtPosition, StoreError> {
    let workspace: WorkspaceId = row.next()?;
    let id: DebtPositionId = row.next()?;
    Ok(DebtPosition {
        id,
        workspace,
        iupd: row.next()?,
        version: row.next()?,
        status: row.next()?,
        origin: row.next()?,
        service: row.next()?,
        company_name: row.next()?,
        office_name: row.next()?,
        reference: row.next()?,
        debt_date: row.next()?,
        pay_stand_in: row.next()?,
        warnings: row.next::<Warnings>()?.0,
        inserted_at: row.next()?,
        updated_at: row.next()?,
        published_at: row.next()?,
        paid_at: row.next()?,
        options: Vec::new(),
    })
}

fn read_option(row: &mut Row<'_>) -> Result<Option<(i64, PaymentOption)>, StoreError> {
    let Some(id) = row.next::<Option<PaymentOptionId>>()? else {
        row.skip(16);
        return Ok(None);
    };
    let ordinal = row.next()?;
    let option = PaymentOption {
        id,
        kind: row.next()?,
        validity_date: row.next()?,
        switch_to_expired: row.next()?,
        debtor: Debtor {
            kind: row.next()?,
            fiscal_code: row.next()?,
            full_name: row.next()?,
            address: Address {
                street: row.next()?,
                number: row.next()?,
                postal_code: row.next()?,
                city: row.next()?,
                province: row.next()?,
                region: row.next()?,
                country: row.next()?,
            },
            email: row.next()?,
            phone: row.next()?,
        },
        installments: Vec::new(),
    };
    Ok(Some((ordinal, option)))
}

fn read_installment(row: &mut Row<'_>) -> Result<Option<Installment>, StoreError> {
    let Some(id) = row.next::<Option<InstallmentId>>()? else {
        row.skip(15);
        return Ok(None);
    };
    Ok(Some(Installment {
        id,
        ordinal: small(row.next()?)?,
        notice_number: row.next()?,
        iuv: row.next()?,
        amount: row.next()?,
        notification_fee: row.next()?,
        description: row.next()?,
        due_date: row.next()?,
        retention_date: row.next()?,
        status: row.next()?,
        payment: read_payment(row)?,
        metadata: row.next()?,
        transfers: Vec::new(),
    }))
}

fn read_payment(row: &mut Row<'_>) -> Result<Option<Payment>, StoreError> {
    let Some(receipt_id) = row.next()? else {
        row.skip(4);
        return Ok(None);
    };
    Ok(Some(Payment {
        receipt_id,
        paid_at: row.next()?,
        method: row.next()?,
        psp_name: row.next()?,
        fee: row.next::<Option<Cents>>()?.unwrap_or(Cents::ZERO),
    }))
}

fn read_transfer(row: &mut Row<'_>) -> Result<Option<Transfer>, StoreError> {
    let Some(index) = row.next::<Option<i64>>()? else {
        row.skip(12);
        return Ok(None);
    };
    Ok(Some(Transfer {
        index: small(index)?,
        organization: row.next()?,
        company_name: row.next()?,
        amount: row.next()?,
        remittance_information: row.next()?,
        category: row.next()?,
        destination: read_destination(row)?,
        metadata: row.next()?,
        status: row.next()?,
    }))
}

fn read_destination(row: &mut Row<'_>) -> Result<Destination, StoreError> {
    let (iban, postal_iban): (Option<String>, Option<String>) = (row.next()?, row.next()?);
    let (hash, kind, province): (Option<String>, Option<String>, Option<String>) =
        (row.next()?, row.next()?, row.next()?);
    match (iban, hash, kind, province) {
        (Some(iban), None, ..) => Ok(Destination::Account { iban, postal_iban }),
        (None, Some(hash), Some(kind), Some(province)) => Stamp::new(&hash, &kind, &province)
            .map(Destination::Stamp)
            .map_err(|error| StoreError::Bug(format!("stored stamp: {error}"))),
        _ => Err(StoreError::Bug("a transfer has neither account nor stamp".to_owned())),
    }
}

/// A number that must fit a small type.
pub(crate) fn small<T: TryFrom<i64>>(number: i64) -> Result<T, StoreError> {
    T::try_from(number).map_err(|_| StoreError::Bug(format!("{number} is out of range")))
}
