//! GPD's refusals, as answers.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use iuvo_app::StoreError;
use pagopa_gpd::{AppError, DataError, ProblemJson};

use crate::causes::causes_in_a_line;
use crate::gateway::GatewayRefusal;

/// An answer that is not the one hoped for.
pub(crate) struct Problem(Box<Response>);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        *self.0
    }
}

impl Problem {
    /// A failure of ours. The details are in the log, not in the answer.
    pub(crate) fn internal() -> Self {
        ProblemJson::internal_server_error("Something was wrong on our side").into()
    }

    /// The path has other methods.
    pub(super) fn method_not_allowed() -> Self {
        Self(Box::new(StatusCode::METHOD_NOT_ALLOWED.into_response()))
    }

    /// A failure of ours that will pass: the caller should come back.
    fn unavailable() -> Self {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        let detail = "The archive is temporarily unavailable: try again later";
        let problem = ProblemJson {
            title: "Service Unavailable".to_owned(),
            status: status.as_u16(),
            detail: detail.to_owned(),
        };
        problem.into()
    }
}

impl From<ProblemJson> for Problem {
    fn from(problem: ProblemJson) -> Self {
        let status =
            StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self(Box::new((status, Json(problem)).into_response()))
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        error.problem().into()
    }
}

impl From<DataError> for Problem {
    fn from(error: DataError) -> Self {
        AppError::from(error).into()
    }
}

impl From<GatewayRefusal> for Problem {
    fn from(refusal: GatewayRefusal) -> Self {
        Self(Box::new(refusal.into_response()))
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        tracing::error!(error = %causes_in_a_line(&error), "a call to the archive failed");
        if error.is_transient() { Self::unavailable() } else { Self::internal() }
    }
}
