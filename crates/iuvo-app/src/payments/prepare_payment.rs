//! Everything the Node needs to have a notice paid. (paGetPaymentV2)

use iuvo_domain::{
    debt_position::{DebtPosition, Debtor, Destination},
    directory::WorkspaceProfile,
    journal::EventKind,
    payment::{AccountChoice, TransferDue},
};
use jiff::Timestamp;
use pagopa_codes::{
    Cents, Metadata, NoticeNumber, OrganizationFiscalCode, Stamp, TransferCategory,
};

use super::{PaymentError, Told, find_position, tell};
use crate::App;

/// What is to be paid, by whom and to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentOrder {
    /// The IUV.
    pub iuv: String,
    /// What is asked for, the notification fee included.
    pub amount: Cents,
    /// By when to pay.
    pub due_date: Timestamp,
    /// The reason of the payment.
    pub description: String,
    /// The body's name.
    pub company_name: String,
    /// The office, if one is named.
    pub office_name: Option<String>,
    /// Who owes.
    pub debtor: Debtor,
    /// To whom the amount goes.
    pub transfers: Vec<TransferOrder>,
    /// Metadata of the instalment.
    pub metadata: Metadata,
}

/// A share of a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferOrder {
    /// 1 to 5.
    pub index: u8,
    /// Its amount, the notification fee included.
    pub amount: Cents,
    /// The beneficiary.
    pub organization: OrganizationFiscalCode,
    /// The beneficiary's name, if given.
    pub company_name: Option<String>,
    /// The account to credit; `None` for a stamp.
    pub iban: Option<String>,
    /// The postal account named beside the bank one.
    pub supporting_iban: Option<String>,
    /// The stamp to buy, in place of an account.
    pub stamp: Option<Stamp>,
    /// The reason of the transfer.
    pub remittance_information: String,
    /// The taxonomy code.
    pub category: TransferCategory,
    /// Metadata of the transfer.
    pub metadata: Metadata,
}

/// Looks a notice up, with everything that has to be paid for it.
pub async fn prepare_payment(
    app: &App,
    profile: &WorkspaceProfile,
    notice_number: NoticeNumber,
    choice: AccountChoice,
) -> Result<PaymentOrder, PaymentError> {
    let found = order(app, profile, notice_number, choice).await;
    let told = Told { answered: EventKind::PaymentPrepared, refused: EventKind::PaymentRefused };
    tell(app, profile, notice_number, &told, found.as_ref().map(|it| Some(it.amount)));
    found
}

async fn order(
    app: &App,
    profile: &WorkspaceProfile,
    notice_number: NoticeNumber,
    choice: AccountChoice,
) -> Result<PaymentOrder, PaymentError> {
    let position = find_position(app, profile, notice_number).await?;
    let payable = position.payable(notice_number, app.now()).map_err(PaymentError::Refused)?;
    let transfers = payable
        .transfers(profile.workspace.organization, choice)
        .ok_or(PaymentError::Inconsistent)?;
    let installment = payable.installment;
    Ok(PaymentOrder {
        iuv: installment.iuv.to_string(),
        amount: payable.amount().ok_or(PaymentError::Inconsistent)?,
        due_date: installment.due_date,
        description: installment.description.clone(),
        company_name: position.company_name.clone(),
        office_name: position.office_name.clone(),
        debtor: payable.option.debtor.clone(),
        transfers: transfers.iter().map(|it| transfer_order(it, &position, profile)).collect(),
        metadata: installment.metadata.clone(),
    })
}

fn transfer_order(
    due: &TransferDue<'_>,
    position: &DebtPosition,
    profile: &WorkspaceProfile,
) -> TransferOrder {
    let transfer = due.transfer;
    let year = position.debt_date.year();
    let codes = profile.accounting_of(position.service, transfer, year);
    let metadata = codes.map(|it| it.annotate(&transfer.metadata, due.amount));
    TransferOrder {
        index: transfer.index,
        amount: due.amount,
        organization: transfer.organization,
        company_name: transfer.company_name.clone(),
        iban: due.iban.map(str::to_owned),
        supporting_iban: due.supporting_iban.map(str::to_owned),
        stamp: match &transfer.destination {
            Destination::Stamp(stamp) => Some(stamp.clone()),
            Destination::Account { .. } => None,
        },
        remittance_information: transfer.remittance_information.clone(),
        category: transfer.category.clone(),
        metadata: metadata.unwrap_or_else(|| transfer.metadata.clone()),
    }
}
