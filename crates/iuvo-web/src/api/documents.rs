//! The documents of a notice number: the notice to print, its codes, the receipt as it came.

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
    http::header,
    response::{IntoResponse, Response},
};
use iuvo_app::documents::{self, DocumentError, Slip};
use iuvo_domain::access::Action;
use serde::Serialize;

use super::{caller::Caller, problem::Problem};
use crate::pages::pdf_file;

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
            DocumentError::NotToBePaid => Self::NoticeNotToBePaid,
            DocumentError::NoReceipt => Self::ReceiptUnknown,
            DocumentError::NoPostalAccount => Self::PostalAccountMissing,
            DocumentError::Unprintable(reason) => Self::NoticeUnprintable(reason.to_string()),
            DocumentError::Press => Self::Internal,
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
        Some(_) => return Err(Problem::SlipInvalid),
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
    let headers = [
        (header::CONTENT_TYPE, "application/xml"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, message).into_response())
}
