//! What the console answers: the facts of the simulator under the names of pagoPA's JSON APIs.

use pagopa_node::payment_options::PaymentOptions;
use pagopa_node::{DemandedNotice, VerifiedNotice};
use serde::Serialize;

use crate::delivery::Repeated;
use crate::directory::Recipient;
use crate::exchange::Exchange;
use crate::ledger::{Answer, Delivery, IssuedReceipt};
use crate::node_fault::NodeFault;
use crate::pay::PayOutcome;
use crate::payment_options::OptionsError;

const OK: &str = "OK";
const KO: &str = "KO";

/// These four keys are a contract: scripts read them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PayView {
    outcome: &'static str,
    /// The organization's own code when she refused, the Node's otherwise.
    fault_code: Option<String>,
    receipt_id: Option<String>,
    amount: Option<i64>,
}

impl From<&PayOutcome> for PayView {
    fn from(outcome: &PayOutcome) -> Self {
        match outcome {
            Ok(paid) => Self {
                outcome: OK,
                fault_code: None,
                receipt_id: Some(paid.receipt_id.clone()),
                amount: Some(paid.amount.get()),
            },
            Err(fault) => Self {
                outcome: KO,
                fault_code: Some(fault.fault_code().to_owned()),
                receipt_id: None,
                amount: None,
            },
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct VerifiedView {
    amount: i64,
    due_date: Option<String>,
    description: String,
    company_name: String,
    office_name: Option<String>,
    #[serde(rename = "allCCP")]
    all_postal: bool,
}

impl From<&VerifiedNotice> for VerifiedView {
    fn from(notice: &VerifiedNotice) -> Self {
        Self {
            amount: notice.payment_option.amount.cents().get(),
            due_date: notice.payment_option.due_date.map(|it| it.to_string()),
            description: notice.description.to_string(),
            company_name: notice.company_name.to_string(),
            office_name: notice.office_name.as_ref().map(ToString::to_string),
            all_postal: notice.payment_option.all_postal,
        }
    }
}

/// A question of the PSP that was answered, or refused.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AnsweredView<T> {
    outcome: &'static str,
    fault_code: Option<String>,
    detail: Option<String>,
    #[serde(flatten)]
    answer: Option<T>,
}

impl<T> AnsweredView<T> {
    fn ok(answer: T) -> Self {
        Self { outcome: OK, fault_code: None, detail: None, answer: Some(answer) }
    }

    fn ko(fault_code: &str, detail: Option<String>) -> Self {
        let fault_code = Some(fault_code.to_owned());
        Self { outcome: KO, fault_code, detail, answer: None }
    }

    fn refused(fault: &NodeFault) -> Self {
        Self::ko(fault.fault_code(), fault.detail().map(str::to_owned))
    }
}

impl From<&Result<VerifiedNotice, NodeFault>> for AnsweredView<VerifiedView> {
    fn from(outcome: &Result<VerifiedNotice, NodeFault>) -> Self {
        match outcome {
            Ok(notice) => Self::ok(notice.into()),
            Err(fault) => Self::refused(fault),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DemandedView {
    notice_number: String,
    #[serde(flatten)]
    notice: VerifiedView,
}

impl From<&Result<DemandedNotice, NodeFault>> for AnsweredView<DemandedView> {
    fn from(outcome: &Result<DemandedNotice, NodeFault>) -> Self {
        match outcome {
            Ok(demanded) => Self::ok(DemandedView {
                notice_number: demanded.notice.notice_number.to_string(),
                notice: (&demanded.verified).into(),
            }),
            Err(fault) => Self::refused(fault),
        }
    }
}

impl From<Result<PaymentOptions, OptionsError>> for AnsweredView<PaymentOptions> {
    fn from(outcome: Result<PaymentOptions, OptionsError>) -> Self {
        match outcome {
            Ok(options) => Self::ok(options),
            Err(error) => Self::ko(error.code(), Some(error.to_string())),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReceiptView {
    receipt_id: String,
    fiscal_code: String,
    notice_number: String,
    amount: i64,
    paid_at: Option<String>,
    deliveries: Vec<DeliveryView>,
}

impl From<&IssuedReceipt> for ReceiptView {
    fn from(issued: &IssuedReceipt) -> Self {
        let receipt = &issued.receipt;
        Self {
            receipt_id: receipt.receipt_id.to_string(),
            fiscal_code: receipt.organization_fiscal_code.to_string(),
            notice_number: receipt.notice_number.to_string(),
            amount: receipt.amount.cents().get(),
            paid_at: receipt.paid_at.map(|it| it.to_string()),
            deliveries: issued.deliveries.iter().map(DeliveryView::from).collect(),
        }
    }
}

/// To whom, and what came back.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AnswerView {
    fiscal_code: String,
    station_id: String,
    outcome: Option<&'static str>,
    fault_code: Option<String>,
    error: Option<String>,
}

impl AnswerView {
    fn new(recipient: &Recipient, answer: Option<&Answer>) -> Self {
        let (outcome, fault_code, error) = match answer {
            None => (None, None, None),
            Some(Answer::Accepted) => (Some(OK), None, None),
            Some(Answer::Refused(fault)) => {
                (Some(KO), Some(fault.code().as_str().to_owned()), None)
            }
            Some(Answer::Failed(error)) => (None, None, Some(error.to_string())),
        };
        Self {
            fiscal_code: recipient.organization_fiscal_code.to_string(),
            station_id: recipient.station_id.to_string(),
            outcome,
            fault_code,
            error,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DeliveryView {
    #[serde(flatten)]
    answer: AnswerView,
    state: &'static str,
    attempts: u32,
    /// `null` when the Node will not try again by itself.
    next_attempt_at: Option<String>,
}

impl From<&Delivery> for DeliveryView {
    fn from(delivery: &Delivery) -> Self {
        Self {
            answer: AnswerView::new(&delivery.recipient, delivery.last_answer.as_ref()),
            state: delivery.state.as_str(),
            attempts: delivery.attempts,
            next_attempt_at: delivery.next_attempt_at.map(|it| it.to_string()),
        }
    }
}

#[derive(Serialize)]
pub(super) struct RepeatedView {
    #[serde(flatten)]
    answer: AnswerView,
}

impl From<&Repeated> for RepeatedView {
    fn from(repeated: &Repeated) -> Self {
        Self { answer: AnswerView::new(&repeated.recipient, Some(&repeated.answer)) }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TrafficView {
    at: String,
    operation: &'static str,
    station_id: String,
    http_status: Option<u16>,
    duration_ms: u64,
    fault_code: Option<String>,
    error: Option<String>,
    request: String,
    response: Option<String>,
}

impl From<&Exchange> for TrafficView {
    fn from(exchange: &Exchange) -> Self {
        Self {
            at: exchange.at.to_string(),
            operation: exchange.operation.name(),
            station_id: exchange.station_id.to_string(),
            http_status: exchange.status,
            duration_ms: u64::try_from(exchange.duration.as_millis()).unwrap_or(u64::MAX),
            fault_code: exchange.fault_code.clone(),
            error: exchange.error.clone(),
            request: exchange.request.clone(),
            response: exchange.response.clone(),
        }
    }
}
