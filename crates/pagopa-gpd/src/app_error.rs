//! The catalogue of the refusals that GPD decides, with its own texts.

use jiff::civil::DateTime;
use thiserror::Error;

use crate::data_error::DataError;
use crate::problem::ProblemJson;

mod outcome;

/// A refusal of the API: the text of each variant is the `detail` of its [`ProblemJson`].
///
/// Titles, statuses and details are GPD's to the letter, oddities included: clients compare them.
/// In the variants, `organization` is the fiscal code of the organization of the path.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[expect(missing_docs, reason = "the fields are the arguments of the texts above them")]
pub enum AppError {
    /// The data of a position break a rule.
    #[error("{0}")]
    RequestData(#[from] DataError),
    /// Creating failed for a fault of ours.
    #[error("Creation failed for the debt position with Organization Fiscal Code {organization}")]
    CreationFailed { organization: String },
    /// Two creations ran into each other.
    #[error(
        "Creation failed for the debt position with Organization Fiscal Code {organization} ->  \
         concurrent modification detected"
    )]
    ConcurrentCreation { organization: String },
    /// Updating failed for a fault of ours.
    #[error("Update failed for the debt position with Organization Fiscal Code {organization}")]
    UpdateFailed { organization: String },
    /// Two updates ran into each other.
    #[error(
        "Update failed for the debt position with Organization Fiscal Code {organization} ->  \
         concurrent modification detected"
    )]
    ConcurrentUpdate { organization: String },
    /// Deleting failed for a fault of ours.
    #[error("Delete failed for the debt position with Organization Fiscal Code {organization}")]
    DeleteFailed { organization: String },
    /// The IUPD, or the IUV or notice number of an option, already belongs to the organization.
    #[error(
        "Already exists a debt position for the Organization Fiscal Code {organization} or one of \
         its payment options is not unique"
    )]
    NotUnique { organization: String },
    /// An option carries the same annotation twice.
    #[error(
        "Duplicate metadata key for the Organization Fiscal Code {organization}. Metadata keys \
         must be unique within the same payment option or installment"
    )]
    MetadataNotUnique { organization: String },
    /// A transfer carries the same annotation twice.
    #[error(
        "Duplicate transfer metadata key for the Organization Fiscal Code {organization}. \
         Metadata keys must be unique within the same transfer"
    )]
    TransferMetadataNotUnique { organization: String },
    /// An update leaves no transfer to bear the notification fee already charged.
    #[error(
        "No valid transfer found to apply the registered notification fee on the debt position \
         with Organization Fiscal Code {organization} and IUPD {iupd}"
    )]
    NoTransferForNotificationFee { organization: String, iupd: String },
    /// The organization has no such position.
    #[error(
        "Not found a debt position for Organization Fiscal Code {organization} and IUPD {iupd}"
    )]
    PositionNotFound { organization: String, iupd: String },
    /// The organization has no position that can be updated.
    #[error(
        "Not found a debt position in updatable state for Organization Fiscal Code {organization}"
    )]
    UpdatablePositionNotFound { organization: String },
    /// The position is paid, at least in part: it cannot be deleted.
    #[error(
        "A payment transaction has already been carried out on the debt position with \
         Organization Fiscal Code {organization} and IUPD {iupd}"
    )]
    PaymentFound { organization: String, iupd: String },
    /// The status of the position does not allow an update.
    #[error(
        "A payment transaction has already been carried out or, the debt position with \
         Organization Fiscal Code {organization} and IUPD {iupd}, is not in updatable state"
    )]
    NotUpdatable { organization: String, iupd: String },
    /// The status of the position does not allow a publication.
    #[error(
        "A payment transaction has already been carried out or, the debt position with \
         Organization Fiscal Code {organization} and IUPD {iupd}, is not in publishable state"
    )]
    NotPublishable { organization: String, iupd: String },
    /// At publication the validity date has already passed.
    #[error(
        "A publish request has been made after the validity date began for the debt position with \
         Organization Fiscal Code {organization} and IUPD {iupd}"
    )]
    PublishAfterValidityDate { organization: String, iupd: String },
    /// At publication the earliest due date has already passed.
    #[error(
        "A publish request occurred after the due date of a payment options has expired for the \
         debt position with Organization Fiscal Code {organization} and IUPD {iupd}"
    )]
    PublishAfterDueDate { organization: String, iupd: String },
    /// At publication an option is due before it becomes payable.
    #[error(
        "Invalid publish request: the payment option due date cannot be before the validity date \
         for the debt position with Organization Fiscal Code {organization} and IUPD {iupd}"
    )]
    PublishDueDateBeforeValidityDate { organization: String, iupd: String },
    /// Publishing failed for a fault of ours.
    #[error(
        "Publish failed for the debt position with Organization Fiscal Code {organization} and \
         IUPD {iupd}"
    )]
    PublishFailed { organization: String, iupd: String },
    /// Invalidating failed for a fault of ours.
    #[error(
        "Invalidate failed for the debt position with Organization Fiscal Code {organization} and \
         IUPD {iupd}"
    )]
    InvalidateFailed { organization: String, iupd: String },
    /// The status of the position does not allow an invalidation.
    #[error(
        "A payment transaction has already been carried out or, the debt position with \
         Organization Fiscal Code {organization} and IUPD {iupd}, is not in invalidable state"
    )]
    NotInvalidable { organization: String, iupd: String },
    /// The interval of a list is inverted or too long; GPD speaks of due dates also when the
    /// interval is of payment dates.
    #[error(
        "Debt positions cannot be recovered. Verify that due_date_to >= due_date_from and that \
         the interval between the two dates not exceed the maximum number of days allowed \
         [due_date_from= {}, due_date_to= {}, days_between_from_to= {days}, \
         max_days_interval= {max_days}]",
        outcome::java_date_time(.from),
        outcome::java_date_time(.to)
    )]
    NotRecoverable { from: DateTime, to: DateTime, days: i64, max_days: i64 },
    /// The caller may not touch the IUVs of the position: wrong segregation code.
    #[error(
        "The caller does not have proper authorization to access or modify the IUVs in the payment \
         position. [Organization Fiscal Code={organization}, IUPD={iupd}]"
    )]
    Forbidden { organization: String, iupd: String },
    /// The caller may not touch the notice numbers of the position: wrong segregation code.
    #[error(
        "The caller does not have proper authorization to access or modify the NAVs in the payment \
         position. [Organization Fiscal Code={organization}]"
    )]
    ForbiddenNoticeNumber { organization: String },
    /// An option carries the annotation that the platform keeps for itself.
    #[error(
        "The caller should not add or modify reserved payment option metadata. Reserved metadata \
         list = {{NOTIFICATION_FEE}}."
    )]
    ReservedMetadata,
    /// There is no such organization.
    #[error("Not found an organization for the Organization Fiscal Code {organization}")]
    OrganizationNotFound { organization: String },
    /// The organization has no option with that notice number.
    #[error(
        "Not found a payment option for Organization Fiscal Code {organization} and NAV \
         {notice_number}"
    )]
    PaymentOptionNotFound { organization: String, notice_number: String },
    /// The organization has no option with that IUV.
    #[error("Not found a payment option for Organization Fiscal Code {organization} and IUV {iuv}")]
    IuvNotFound { organization: String, iuv: String },
    /// The option cannot be paid in the status of its position.
    #[error(
        "The payment option with Organization Fiscal Code {organization} and NAV {notice_number} \
         is not in payable state"
    )]
    NotPayable { organization: String, notice_number: String },
    /// The option, or an alternative to it, is already paid.
    #[error(
        "A payment transaction has already been carried out for the Organization Fiscal Code \
         {organization} and NAV {notice_number}"
    )]
    AlreadyPaid { organization: String, notice_number: String },
    /// Charging the notification fee failed for a fault of ours.
    #[error(
        "Notification fee update failed for the payment option with Organization Fiscal Code \
         {organization} and IUV {iuv}"
    )]
    NotificationFeeFailed { organization: String, iuv: String },
    /// The option is paid: its notification fee is settled.
    #[error(
        "The payment option with Organization Fiscal Code {organization} and NAV {notice_number} \
         is not in unpaid state and the notification fee cannot be updated."
    )]
    NotificationFeeNotUpdatable { organization: String, notice_number: String },
    /// The option has no transfer of the organization to bear the notification fee.
    #[error(
        "No transfer found for payment option with IUV {iuv} related to Organization Fiscal Code \
         {organization}"
    )]
    NotificationFeeTransferNotFound { organization: String, iuv: String },
    /// Recording a payment failed for a fault of ours.
    #[error(
        "Payment failed for the payment option with Organization Fiscal Code {organization} and \
         NAV {notice_number}"
    )]
    PayFailed { organization: String, notice_number: String },
    /// The option has no such transfer.
    #[error(
        "Not found a transfer for Organization Fiscal Code {organization}, IUV {iuv}, TxID \
         {id_transfer}, IUR {iur}"
    )]
    TransferNotFound { organization: String, iuv: String, id_transfer: String, iur: String },
    /// Reporting a transfer failed for a fault of ours.
    #[error(
        "Reporting failed for the transfer with Organization Fiscal Code {organization}, IUV \
         {iuv} and TxID {id_transfer}"
    )]
    ReportingFailed { organization: String, iuv: String, id_transfer: String },
    /// The transfer cannot be reported: its payment is unknown, or it is already reported.
    #[error(
        "The transfer option with Organization Fiscal Code {organization}, IUV {iuv} and TxID \
         {id_transfer} is not in payable state"
    )]
    TransferNotAccountable { organization: String, iuv: String, id_transfer: String },
    /// The operation makes no sense on that position.
    #[error("{detail}")]
    Unprocessable { detail: String },
    /// The position has more than one plan: only the version 3 of the API can show it.
    #[error(
        "Multi-installment positions are not supported by this version of the API (v1). \
         Organization Fiscal Code {organization}, IUPD {iupd}."
    )]
    MultipleInstallments { organization: String, iupd: String },
    /// An installment belongs to no plan.
    #[error(
        "Installment with isPartialPayment=true must have a non-blank paymentPlanId. IUV={iuv}, \
         Organization Fiscal Code={organization}"
    )]
    PaymentPlanMissing { organization: String, iuv: String },
}

impl AppError {
    /// The error as the body of an answer.
    pub fn problem(&self) -> ProblemJson {
        ProblemJson {
            title: self.title().to_owned(),
            status: self.status(),
            detail: self.to_string(),
        }
    }
}

#[cfg(test)]
mod tests;
