//! GPD's own refusals, for what the use-cases refuse.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use iuvo_app::{StoreError, debt_positions::PositionError};
use iuvo_domain::debt_position::{DraftDefect, PublishRefusal};
use jiff::Timestamp;
use pagopa_codes::Cents;
use pagopa_gpd::{AppError, DataError, GpdDateTime, ProblemJson};

use crate::causes::causes_in_a_line;
use crate::gateway::GatewayRefusal;

/// An answer that is not the one hoped for.
pub(super) struct Problem(Box<Response>);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        *self.0
    }
}

impl Problem {
    /// A failure of ours. The details are in the log, not in the answer.
    pub(super) fn internal() -> Self {
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

fn store_failure(error: &StoreError) -> Problem {
    tracing::error!(error = %causes_in_a_line(error), "a call to the archive failed");
    if error.is_transient() { Problem::unavailable() } else { Problem::internal() }
}

/// What a caller wants of a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    Create,
    Read,
    Update,
    Publish,
    Invalidate,
    Delete,
    /// Of an instalment, which is named by its notice number.
    PayElsewhere,
}

/// A call, as its refusals name it.
pub(super) struct Attempt<'a> {
    pub(super) verb: Verb,
    pub(super) organization: &'a str,
    /// The position's IUPD or the notice number, as the call names it.
    pub(super) named: &'a str,
    pub(super) now: Timestamp,
}

impl Attempt<'_> {
    /// GPD's refusal for what a use-case refused.
    pub(super) fn problem(&self, error: PositionError) -> Problem {
        let (organization, iupd) = (self.organization.to_owned(), self.named.to_owned());
        let refusal = match error {
            PositionError::Unknown => self.unknown(),
            PositionError::SegregationCodeForbidden => self.code_forbidden(),
            PositionError::AlreadyPaid => {
                AppError::AlreadyPaid { organization, notice_number: iupd }
            }
            // What only people do has no words in GPD: none of its calls comes here.
            PositionError::StateForbids
            | PositionError::ChangedMeanwhile(_)
            | PositionError::NotExtendable(_)
            | PositionError::Handwritten(_) => self.state_forbids(),
            PositionError::NotPublishable(refusal) => publish_refusal(refusal, organization, iupd),
            PositionError::Draft(defect) => draft_refusal(defect, self.now),
            PositionError::NoTransferForNotificationFee => {
                AppError::NoTransferForNotificationFee { organization, iupd }
            }
            PositionError::Taken => AppError::NotUnique { organization },
            PositionError::Numbers(error) => {
                let detail = format!("iuv: it is absent, and none can be issued: {error}");
                return ProblemJson::bad_request(detail).into();
            }
            PositionError::NoService => {
                tracing::error!("the workspace has no service for the position");
                AppError::CreationFailed { organization }
            }
            PositionError::Store(error) => return store_failure(&error),
        };
        refusal.into()
    }

    fn unknown(&self) -> AppError {
        let (organization, named) = (self.organization.to_owned(), self.named.to_owned());
        match self.verb {
            Verb::PayElsewhere => {
                AppError::PaymentOptionNotFound { organization, notice_number: named }
            }
            _ => AppError::PositionNotFound { organization, iupd: named },
        }
    }

    fn code_forbidden(&self) -> AppError {
        let (organization, named) = (self.organization.to_owned(), self.named.to_owned());
        match self.verb {
            Verb::PayElsewhere => AppError::ForbiddenNoticeNumber { organization },
            _ => AppError::Forbidden { organization, iupd: named },
        }
    }

    /// What each operation calls a state that forbids it.
    fn state_forbids(&self) -> AppError {
        let (organization, iupd) = (self.organization.to_owned(), self.named.to_owned());
        match self.verb {
            Verb::Create | Verb::Read | Verb::Update => {
                AppError::NotUpdatable { organization, iupd }
            }
            Verb::Publish => AppError::NotPublishable { organization, iupd },
            Verb::Invalidate => AppError::NotInvalidable { organization, iupd },
            Verb::Delete => AppError::PaymentFound { organization, iupd },
            Verb::PayElsewhere => AppError::NotPayable { organization, notice_number: iupd },
        }
    }
}

fn publish_refusal(refusal: PublishRefusal, organization: String, iupd: String) -> AppError {
    match refusal {
        PublishRefusal::NotDraft => AppError::NotPublishable { organization, iupd },
        PublishRefusal::DueDateBeforeValidityDate => {
            AppError::PublishDueDateBeforeValidityDate { organization, iupd }
        }
        PublishRefusal::DueDatePassed => AppError::PublishAfterDueDate { organization, iupd },
        PublishRefusal::ValidityDatePassed => {
            AppError::PublishAfterValidityDate { organization, iupd }
        }
    }
}

/// A broken rule in GPD's words.
fn draft_refusal(defect: DraftDefect, now: Timestamp) -> AppError {
    let (at, now) = (GpdDateTime::from_timestamp, GpdDateTime::from_timestamp(now));
    let iuv_text =
        |iuv: Option<pagopa_codes::Iuv>| iuv.map_or_else(|| "null".to_owned(), |it| it.to_string());
    let error = match defect {
        DraftDefect::ReservedMetadata => return AppError::ReservedMetadata,
        DraftDefect::ValidityDateNotInFuture { validity_date } => {
            DataError::ValidityDateNotInTheFuture { validity_date: at(validity_date), now }
        }
        DraftDefect::DueDateTooEarly { due_date, validity_date } => DataError::DueDateTooEarly {
            due_date: at(due_date),
            validity_date: validity_date.map(at),
            now,
        },
        DraftDefect::RetentionDateTooEarly { retention_date, due_date } => {
            DataError::RetentionDateBeforeDueDate {
                retention_date: at(retention_date),
                due_date: at(due_date),
            }
        }
        DraftDefect::TooManyTransfers { count } => DataError::TooManyTransfers { found: count },
        DraftDefect::DestinationAmbiguous { iuv, index } => {
            DataError::IbanOrStamp { iuv: iuv_text(iuv), id_transfer: index.to_string() }
        }
        DraftDefect::TransfersDoNotAddUp { amount, sum } => DataError::AmountsDiffer {
            option_amount: amount,
            transfers_total: sum.unwrap_or(Cents::new(i64::MAX)),
        },
    };
    error.into()
}
