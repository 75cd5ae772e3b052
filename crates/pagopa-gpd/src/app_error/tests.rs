//! Every text of the catalogue, compared with GPD's.

use super::*;

fn organization() -> String {
    "01234567890".to_owned()
}

fn iupd() -> String {
    "IUPD-1".to_owned()
}

fn iuv() -> String {
    "47".to_owned()
}

fn notice_number() -> String {
    "347".to_owned()
}

fn id_transfer() -> String {
    "1".to_owned()
}

fn assert_texts(cases: &[(AppError, u16, &str, &str)]) {
    for (error, status, title, detail) in cases {
        let expected = ProblemJson {
            title: (*title).to_owned(),
            status: *status,
            detail: (*detail).to_owned(),
        };
        assert_eq!(error.problem(), expected);
    }
}

#[test]
fn failures_and_races_have_the_texts_of_gpd() {
    assert_texts(&[
        (
            AppError::CreationFailed { organization: organization() },
            500,
            "The debt position creation is failed",
            "Creation failed for the debt position with Organization Fiscal Code 01234567890",
        ),
        (
            AppError::ConcurrentCreation { organization: organization() },
            409,
            "The debt position creation is failed - concurrent creation",
            "Creation failed for the debt position with Organization Fiscal Code 01234567890 ->  \
             concurrent modification detected",
        ),
        (
            AppError::UpdateFailed { organization: organization() },
            500,
            "The debt position update is failed",
            "Update failed for the debt position with Organization Fiscal Code 01234567890",
        ),
        (
            AppError::ConcurrentUpdate { organization: organization() },
            409,
            "The debt position update is failed - concurrent modification",
            "Update failed for the debt position with Organization Fiscal Code 01234567890 ->  \
             concurrent modification detected",
        ),
        (
            AppError::DeleteFailed { organization: organization() },
            500,
            "The debt position delete is failed",
            "Delete failed for the debt position with Organization Fiscal Code 01234567890",
        ),
        (
            AppError::PublishFailed { organization: organization(), iupd: iupd() },
            500,
            "The debt position publish is failed",
            "Publish failed for the debt position with Organization Fiscal Code 01234567890 and \
             IUPD IUPD-1",
        ),
        (
            AppError::InvalidateFailed { organization: organization(), iupd: iupd() },
            500,
            "The debt position invalidate is failed",
            "Invalidate failed for the debt position with Organization Fiscal Code 01234567890 \
             and IUPD IUPD-1",
        ),
    ]);
}

#[test]
fn clashes_of_uniqueness_have_the_texts_of_gpd() {
    assert_texts(&[
        (
            AppError::NotUnique { organization: organization() },
            409,
            "The debt position violated constraints of uniqueness",
            "Already exists a debt position for the Organization Fiscal Code 01234567890 or one \
             of its payment options is not unique",
        ),
        (
            AppError::MetadataNotUnique { organization: organization() },
            409,
            "The metadata violated constraints of uniqueness",
            "Duplicate metadata key for the Organization Fiscal Code 01234567890. Metadata keys \
             must be unique within the same payment option or installment",
        ),
        (
            AppError::TransferMetadataNotUnique { organization: organization() },
            409,
            "The transfer metadata violated constraints of uniqueness",
            "Duplicate transfer metadata key for the Organization Fiscal Code 01234567890. \
             Metadata keys must be unique within the same transfer",
        ),
        (
            AppError::ReservedMetadata,
            409,
            "The payment option contains reserved metadata",
            "The caller should not add or modify reserved payment option metadata. Reserved \
             metadata list = {NOTIFICATION_FEE}.",
        ),
    ]);
}

#[test]
fn refusals_for_absence_have_the_texts_of_gpd() {
    assert_texts(&[
        (
            AppError::PositionNotFound { organization: organization(), iupd: iupd() },
            404,
            "Not found the debt position",
            "Not found a debt position for Organization Fiscal Code 01234567890 and IUPD IUPD-1",
        ),
        (
            AppError::UpdatablePositionNotFound { organization: organization() },
            404,
            "No debt position in updatable state found",
            "Not found a debt position in updatable state for Organization Fiscal Code 01234567890",
        ),
        (
            AppError::OrganizationNotFound { organization: organization() },
            404,
            "Not found the organization",
            "Not found an organization for the Organization Fiscal Code 01234567890",
        ),
        (
            AppError::PaymentOptionNotFound {
                organization: organization(),
                notice_number: notice_number(),
            },
            404,
            "Not found the payment option",
            "Not found a payment option for Organization Fiscal Code 01234567890 and NAV 347",
        ),
        (
            AppError::IuvNotFound { organization: organization(), iuv: iuv() },
            404,
            "Not found the payment option",
            "Not found a payment option for Organization Fiscal Code 01234567890 and IUV 47",
        ),
        (
            AppError::TransferNotFound {
                organization: organization(),
                iuv: iuv(),
                id_transfer: id_transfer(),
                iur: "R9".to_owned(),
            },
            404,
            "Not found the transfer",
            "Not found a transfer for Organization Fiscal Code 01234567890, IUV 47, TxID 1, IUR R9",
        ),
    ]);
}

#[test]
fn refusals_for_want_of_authority_have_the_texts_of_gpd() {
    assert_texts(&[
        (
            AppError::Forbidden { organization: organization(), iupd: iupd() },
            403,
            "The payment position is forbidden",
            "The caller does not have proper authorization to access or modify the IUVs in the \
             payment position. [Organization Fiscal Code=01234567890, IUPD=IUPD-1]",
        ),
        (
            AppError::ForbiddenNoticeNumber { organization: organization() },
            403,
            "The payment position is forbidden",
            "The caller does not have proper authorization to access or modify the NAVs in the \
             payment position. [Organization Fiscal Code=01234567890]",
        ),
    ]);
}

#[test]
fn refusals_for_the_state_of_a_position_have_the_texts_of_gpd() {
    assert_texts(&[
        (
            AppError::PaymentFound { organization: organization(), iupd: iupd() },
            409,
            "Existing related payment found",
            "A payment transaction has already been carried out on the debt position with \
             Organization Fiscal Code 01234567890 and IUPD IUPD-1",
        ),
        (
            AppError::NotUpdatable { organization: organization(), iupd: iupd() },
            409,
            "Existing related payment found or not in updatable state",
            "A payment transaction has already been carried out or, the debt position with \
             Organization Fiscal Code 01234567890 and IUPD IUPD-1, is not in updatable state",
        ),
        (
            AppError::NotPublishable { organization: organization(), iupd: iupd() },
            409,
            "Existing related payment found or not in publishable state",
            "A payment transaction has already been carried out or, the debt position with \
             Organization Fiscal Code 01234567890 and IUPD IUPD-1, is not in publishable state",
        ),
        (
            AppError::NotInvalidable { organization: organization(), iupd: iupd() },
            409,
            "Existing related payment found or not in invalidable state",
            "A payment transaction has already been carried out or, the debt position with \
             Organization Fiscal Code 01234567890 and IUPD IUPD-1, is not in invalidable state",
        ),
    ]);
}

#[test]
fn refusals_for_the_dates_of_a_publication_have_the_texts_of_gpd() {
    assert_texts(&[
        (
            AppError::PublishAfterValidityDate { organization: organization(), iupd: iupd() },
            409,
            "Publish request occurred after the validity date began",
            "A publish request has been made after the validity date began for the debt position \
             with Organization Fiscal Code 01234567890 and IUPD IUPD-1",
        ),
        (
            AppError::PublishAfterDueDate { organization: organization(), iupd: iupd() },
            409,
            "Publish request occurred after the due date of a payment options has expired",
            "A publish request occurred after the due date of a payment options has expired for \
             the debt position with Organization Fiscal Code 01234567890 and IUPD IUPD-1",
        ),
        (
            AppError::PublishDueDateBeforeValidityDate {
                organization: organization(),
                iupd: iupd(),
            },
            409,
            "The due date of a payment option is before the validity date",
            "Invalid publish request: the payment option due date cannot be before the validity \
             date for the debt position with Organization Fiscal Code 01234567890 and IUPD IUPD-1",
        ),
    ]);
}

#[test]
fn refusals_for_the_plan_of_a_position_have_the_texts_of_gpd() {
    assert_texts(&[
        (
            AppError::MultipleInstallments { organization: organization(), iupd: iupd() },
            422,
            "MULTI_INSTALLMENT_NOT_SUPPORTED_IN_V1",
            "Multi-installment positions are not supported by this version of the API (v1). \
             Organization Fiscal Code 01234567890, IUPD IUPD-1.",
        ),
        (
            AppError::PaymentPlanMissing { organization: organization(), iuv: iuv() },
            422,
            "Invalid payment plan",
            "Installment with isPartialPayment=true must have a non-blank paymentPlanId. IUV=47, \
             Organization Fiscal Code=01234567890",
        ),
        (
            AppError::Unprocessable { detail: String::new() },
            422,
            "The debt position operation is failed",
            "",
        ),
    ]);
}

#[test]
fn refusals_about_payments_have_the_texts_of_gpd() {
    assert_texts(&[
        (
            AppError::NotPayable { organization: organization(), notice_number: notice_number() },
            422,
            "Not in payable state",
            "The payment option with Organization Fiscal Code 01234567890 and NAV 347 is not in \
             payable state",
        ),
        (
            AppError::AlreadyPaid { organization: organization(), notice_number: notice_number() },
            409,
            "Existing related payment found",
            "A payment transaction has already been carried out for the Organization Fiscal Code \
             01234567890 and NAV 347",
        ),
        (
            AppError::PayFailed { organization: organization(), notice_number: notice_number() },
            500,
            "The pay call for a payment option is failed",
            "Payment failed for the payment option with Organization Fiscal Code 01234567890 and \
             NAV 347",
        ),
        (
            AppError::ReportingFailed {
                organization: organization(),
                iuv: iuv(),
                id_transfer: id_transfer(),
            },
            500,
            "The reporting for the transfer is failed",
            "Reporting failed for the transfer with Organization Fiscal Code 01234567890, IUV 47 \
             and TxID 1",
        ),
        (
            AppError::TransferNotAccountable {
                organization: organization(),
                iuv: iuv(),
                id_transfer: id_transfer(),
            },
            409,
            "transfer is not in accountable state",
            "The transfer option with Organization Fiscal Code 01234567890, IUV 47 and TxID 1 is \
             not in payable state",
        ),
    ]);
}

#[test]
fn refusals_about_the_notification_fee_have_the_texts_of_gpd() {
    assert_texts(&[
        (
            AppError::NoTransferForNotificationFee { organization: organization(), iupd: iupd() },
            422,
            "The debt position update is failed",
            "No valid transfer found to apply the registered notification fee on the debt \
             position with Organization Fiscal Code 01234567890 and IUPD IUPD-1",
        ),
        (
            AppError::NotificationFeeFailed { organization: organization(), iuv: iuv() },
            500,
            "The update of the notification fee for the payment option is failed",
            "Notification fee update failed for the payment option with Organization Fiscal Code \
             01234567890 and IUV 47",
        ),
        (
            AppError::NotificationFeeNotUpdatable {
                organization: organization(),
                notice_number: notice_number(),
            },
            422,
            "Not in unpaid state for notification fee update",
            "The payment option with Organization Fiscal Code 01234567890 and NAV 347 is not in \
             unpaid state and the notification fee cannot be updated.",
        ),
        (
            AppError::NotificationFeeTransferNotFound { organization: organization(), iuv: iuv() },
            422,
            "No valid transfer found for notification fee update",
            "No transfer found for payment option with IUV 47 related to Organization Fiscal Code \
             01234567890",
        ),
    ]);
}

#[test]
fn dates_of_an_interval_are_printed_as_java_prints_them() {
    let date_time = |text: &str| text.parse::<DateTime>().unwrap();
    let cases = [
        ("2026-05-01T00:00:00", "2026-05-01T00:00"),
        ("2026-05-01T10:30:05", "2026-05-01T10:30:05"),
        ("2026-05-01T10:30:00.5", "2026-05-01T10:30:00.500"),
        ("2026-05-01T10:30:00.0005", "2026-05-01T10:30:00.000500"),
        ("2026-05-31T23:59:59.999999999", "2026-05-31T23:59:59.999999999"),
    ];
    for (from, printed) in cases {
        let to = date_time("2026-05-31T23:59:59.999999999");
        let error = AppError::NotRecoverable { from: date_time(from), to, days: 31, max_days: 30 };
        assert_texts(&[(
            error,
            400,
            "The debt positions cannot be recovered",
            &format!(
                "Debt positions cannot be recovered. Verify that due_date_to >= due_date_from and \
                 that the interval between the two dates not exceed the maximum number of days \
                 allowed [due_date_from= {printed}, \
                 due_date_to= 2026-05-31T23:59:59.999999999, days_between_from_to= 31, \
                 max_days_interval= 30]"
            ),
        )]);
    }
}
