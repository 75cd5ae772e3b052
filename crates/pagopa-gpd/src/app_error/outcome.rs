//! Status and title of each refusal, and the one Java habit that its details need.

use jiff::civil::DateTime;

use super::AppError;

impl AppError {
    /// The HTTP status of the answer.
    pub const fn status(&self) -> u16 {
        match self {
            Self::RequestData(_) | Self::NotRecoverable { .. } => 400,
            Self::Forbidden { .. } | Self::ForbiddenNoticeNumber { .. } => 403,
            Self::PositionNotFound { .. }
            | Self::UpdatablePositionNotFound { .. }
            | Self::OrganizationNotFound { .. }
            | Self::PaymentOptionNotFound { .. }
            | Self::IuvNotFound { .. }
            | Self::TransferNotFound { .. } => 404,
            Self::ConcurrentCreation { .. }
            | Self::ConcurrentUpdate { .. }
            | Self::NotUnique { .. }
            | Self::MetadataNotUnique { .. }
            | Self::TransferMetadataNotUnique { .. }
            | Self::PaymentFound { .. }
            | Self::NotUpdatable { .. }
            | Self::NotPublishable { .. }
            | Self::PublishAfterValidityDate { .. }
            | Self::PublishAfterDueDate { .. }
            | Self::PublishDueDateBeforeValidityDate { .. }
            | Self::NotInvalidable { .. }
            | Self::ReservedMetadata
            | Self::AlreadyPaid { .. }
            | Self::TransferNotAccountable { .. } => 409,
            Self::NoTransferForNotificationFee { .. }
            | Self::NotPayable { .. }
            | Self::NotificationFeeNotUpdatable { .. }
            | Self::NotificationFeeTransferNotFound { .. }
            | Self::Unprocessable { .. }
            | Self::MultipleInstallments { .. }
            | Self::PaymentPlanMissing { .. } => 422,
            Self::CreationFailed { .. }
            | Self::UpdateFailed { .. }
            | Self::DeleteFailed { .. }
            | Self::PublishFailed { .. }
            | Self::InvalidateFailed { .. }
            | Self::NotificationFeeFailed { .. }
            | Self::PayFailed { .. }
            | Self::ReportingFailed { .. } => 500,
        }
    }

    /// The title of the answer.
    pub const fn title(&self) -> &'static str {
        match self {
            Self::RequestData(_) => "Error in the debt position request data",
            Self::CreationFailed { .. } => "The debt position creation is failed",
            Self::ConcurrentCreation { .. } => {
                "The debt position creation is failed - concurrent creation"
            }
            Self::UpdateFailed { .. } | Self::NoTransferForNotificationFee { .. } => {
                "The debt position update is failed"
            }
            Self::ConcurrentUpdate { .. } => {
                "The debt position update is failed - concurrent modification"
            }
            Self::DeleteFailed { .. } => "The debt position delete is failed",
            Self::NotUnique { .. } => "The debt position violated constraints of uniqueness",
            Self::MetadataNotUnique { .. } => "The metadata violated constraints of uniqueness",
            Self::TransferMetadataNotUnique { .. } => {
                "The transfer metadata violated constraints of uniqueness"
            }
            Self::PositionNotFound { .. } => "Not found the debt position",
            Self::UpdatablePositionNotFound { .. } => "No debt position in updatable state found",
            Self::NotUpdatable { .. } => "Existing related payment found or not in updatable state",
            Self::NotPublishable { .. } => {
                "Existing related payment found or not in publishable state"
            }
            Self::PublishAfterValidityDate { .. } => {
                "Publish request occurred after the validity date began"
            }
            Self::PublishAfterDueDate { .. } => {
                "Publish request occurred after the due date of a payment options has expired"
            }
            Self::PublishDueDateBeforeValidityDate { .. } => {
                "The due date of a payment option is before the validity date"
            }
            Self::PublishFailed { .. } => "The debt position publish is failed",
            Self::InvalidateFailed { .. } => "The debt position invalidate is failed",
            Self::NotInvalidable { .. } => {
                "Existing related payment found or not in invalidable state"
            }
            Self::NotRecoverable { .. } => "The debt positions cannot be recovered",
            Self::Forbidden { .. } | Self::ForbiddenNoticeNumber { .. } => {
                "The payment position is forbidden"
            }
            Self::Unprocessable { .. } => "The debt position operation is failed",
            Self::MultipleInstallments { .. } => "MULTI_INSTALLMENT_NOT_SUPPORTED_IN_V1",
            Self::PaymentFound { .. } | Self::AlreadyPaid { .. } => {
                "Existing related payment found"
            }
            Self::ReservedMetadata => "The payment option contains reserved metadata",
            Self::OrganizationNotFound { .. } => "Not found the organization",
            Self::PaymentOptionNotFound { .. } | Self::IuvNotFound { .. } => {
                "Not found the payment option"
            }
            Self::NotPayable { .. } => "Not in payable state",
            Self::NotificationFeeFailed { .. } => {
                "The update of the notification fee for the payment option is failed"
            }
            Self::NotificationFeeNotUpdatable { .. } => {
                "Not in unpaid state for notification fee update"
            }
            Self::NotificationFeeTransferNotFound { .. } => {
                "No valid transfer found for notification fee update"
            }
            Self::PayFailed { .. } => "The pay call for a payment option is failed",
            Self::TransferNotFound { .. } => "Not found the transfer",
            Self::ReportingFailed { .. } => "The reporting for the transfer is failed",
            Self::TransferNotAccountable { .. } => "transfer is not in accountable state",
            Self::PaymentPlanMissing { .. } => "Invalid payment plan",
        }
    }
}

/// A date-time as Java's `LocalDateTime` prints itself: no seconds when they are zero, and a
/// fraction of three, six or nine digits.
pub(super) fn java_date_time(date_time: &DateTime) -> String {
    let nanoseconds = date_time.subsec_nanosecond();
    if date_time.second() == 0 && nanoseconds == 0 {
        return date_time.strftime("%Y-%m-%dT%H:%M").to_string();
    }
    let mut text = date_time.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    if nanoseconds != 0 {
        let digits = format!("{nanoseconds:09}");
        let shorter = digits.strip_suffix("000").unwrap_or(&digits);
        text.push('.');
        text.push_str(shorter.strip_suffix("000").unwrap_or(shorter));
    }
    text
}
