//! paVerifyPaymentNotice.

use iuvo_app::payments::{NoticeSummary, verify_notice};
use iuvo_domain::{debt_position::civil_day, directory::WorkspaceProfile};
use pagopa_codes::OrganizationFiscalCode;
use pagopa_node::{
    AmountOption, PaymentOption, PositiveAmount, Response, Text, VerifiedNotice,
    VerifyPaymentNoticeRequest,
};

use super::answer::{Answer, Failure, refusal, unwritable};
use crate::Edge;

pub(super) async fn pa_verify_payment_notice(
    edge: &Edge,
    profile: &WorkspaceProfile,
    request: &VerifyPaymentNoticeRequest,
) -> Result<Answer, Failure> {
    let organization = profile.organization.fiscal_code;
    match verify_notice(&edge.app, profile, request.notice.notice_number).await {
        Ok(summary) => Ok(write_summary(&summary, organization).map_or_else(
            |field| unwritable(organization, field),
            |it| Answer::Positive(Response::VerifyPaymentNotice(Ok(it))),
        )),
        Err(error) => refusal(error, organization).map(Answer::Negative),
    }
}

/// Writes the answer; the error names what does not fit the Node.
pub(super) fn write_summary(
    summary: &NoticeSummary,
    organization: OrganizationFiscalCode,
) -> Result<VerifiedNotice, &'static str> {
    Ok(VerifiedNotice {
        payment_option: PaymentOption {
            amount: PositiveAmount::new(summary.amount).ok_or("amount")?,
            amount_option: AmountOption::Equal,
            due_date: Some(civil_day(summary.due_date)),
            detail: Text::shortened(&summary.description),
            all_postal: summary.is_all_postal,
        },
        description: Text::shortened(&summary.description).ok_or("paymentDescription")?,
        organization_fiscal_code: organization,
        company_name: Text::shortened(&summary.company_name).ok_or("companyName")?,
        office_name: summary.office_name.as_deref().and_then(Text::shortened),
    })
}
