//! GPD's own refusals, for what the use-cases refuse.

use iuvo_domain::debt_position::{DraftDefect, PublishRefusal};
use iuvo_store::StoreError;
use jiff::Timestamp;
use pagopa_codes::{Cents, Iuv};
use pagopa_gpd::{AppError, DataError, GpdDateTime, ProblemJson};

use crate::debt_positions::PositionError;

/// What a caller wants of a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// That it enters the archive.
    Create,
    /// To see it.
    Read,
    /// To write it again.
    Update,
    /// That it may be paid.
    Publish,
    /// That it is withdrawn.
    Invalidate,
    /// That it leaves the archive.
    Delete,
    /// Of an instalment, which is named by its notice number.
    PayElsewhere,
}

/// A call, as its refusals name it.
pub struct Attempt<'a> {
    /// What is wanted.
    pub verb: Verb,
    /// The body, by its fiscal code.
    pub organization: &'a str,
    /// The position's IUPD or the notice number, as the call names it.
    pub named: &'a str,
    /// When.
    pub now: Timestamp,
}

impl Attempt<'_> {
    /// GPD's refusal for what a use-case refused.
    pub fn refusal(&self, error: PositionError) -> Result<ProblemJson, StoreError> {
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
                return Ok(ProblemJson::bad_request(detail));
            }
            PositionError::NoService => {
                tracing::error!("the workspace has no service for the position");
                AppError::CreationFailed { organization }
            }
            PositionError::Store(error) => return Err(error),
        };
        Ok(refusal.problem())
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
    let iuv_text = |iuv: Option<Iuv>| iuv.map_or_else(|| "null".to_owned(), |it| it.to_string());
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
