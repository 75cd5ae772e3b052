//! The documents of a notice number: the notice to print, its codes, the receipt to print and as it
//! came.

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
    response::Response,
};
use iuvo_app::documents::{self, DocumentError, Slip};
use iuvo_domain::access::Action;
use serde::Serialize;

use super::{
    caller::Caller,
    problem::{DocumentProblem, Problem},
};
use crate::pages::{pdf_file, xml_file};

type Named = Result<Path<String>, PathRejection>;

/// The texts of a notice's codes.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Codes {
    /// What the QR code says.
    qr_code: String,
    /// What the Data Matrix of the slip says, if the body has a postal account for it.
    data_matrix: Option<String>,
}

impl From<DocumentError> for Problem {
    fn from(error: DocumentError) -> Self {
        match error {
            DocumentError::NoticeUnknown => Self::NoticeUnknown,
            DocumentError::NotToBePaid => DocumentProblem::NoticeNotToBePaid.into(),
            DocumentError::NoReceipt => DocumentProblem::ReceiptUnknown.into(),
            DocumentError::PaidElsewhere => DocumentProblem::PaidElsewhere.into(),
            DocumentError::NoPostalAccount => DocumentProblem::PostalAccountMissing.into(),
            DocumentError::Unprintable(reason) => {
                DocumentProblem::NoticeUnprintable(reason.to_string()).into()
            }
            DocumentError::Press | DocumentError::MessageUnreadable => Self::Internal,
            DocumentError::Store(error) => error.into(),
        }
    }
}

/// `GET /api/v1/notices/{nav}/notice.pdf`, with `slip=true` for the postal slip.
pub(super) async fn print_notice(caller: Caller, named: Named) -> Result<Response, Problem> {
    let (profile, number) = caller.notice(Action::ReadPositions, named)?;
    let slip = match caller.parameter("slip") {
        None | Some("false") => Slip::Absent,
        Some("true") => Slip::Printed,
        Some(_) => return Err(DocumentProblem::SlipInvalid.into()),
    };
    let pdf = documents::print_notice(caller.app(), &profile, &number, slip).await?;
    Ok(pdf_file(&format!("avviso-{number}.pdf"), pdf))
}

/// `GET /api/v1/notices/{nav}/codes`.
pub(super) async fn read_codes(caller: Caller, named: Named) -> Result<Json<Codes>, Problem> {
    let (profile, number) = caller.notice(Action::ReadPositions, named)?;
    let codes = documents::read_codes(caller.app(), &profile, &number).await?;
    Ok(Json(Codes { qr_code: codes.qr_code, data_matrix: codes.data_matrix }))
}

/// `GET /api/v1/notices/{nav}/receipt.xml`: the Node's message, byte for byte.
pub(super) async fn read_receipt(caller: Caller, named: Named) -> Result<Response, Problem> {
    let (profile, number) = caller.notice(Action::ReadPositions, named)?;
    let message = documents::read_receipt_message(caller.app(), &profile, &number).await?;
    Ok(xml_file(&format!("ricevuta-{number}.xml"), message))
}

/// `GET /api/v1/notices/{nav}/receipt.pdf`: the Node's message, as people read it.
pub(super) async fn print_receipt(caller: Caller, named: Named) -> Result<Response, Problem> {
    let (profile, number) = caller.notice(Action::ReadPositions, named)?;
    let pdf = documents::receipt_pdf(caller.app(), &profile, &number).await?;
    Ok(pdf_file(&format!("quietanza-{number}.pdf"), pdf))
}
