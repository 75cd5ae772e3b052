//! Receipts on their way: sent, sent again every hour, sent once more because somebody asks.

use std::time::{Duration, Instant};

use pagopa_codes::Cents;
use pagopa_node::{
    Amount, Many, PositiveAmount, Receipt, ReceiptV1, Request, Response, SendRtRequest,
    SendRtV2Request, Text,
};
use thiserror::Error;

use crate::damage::Damage;
use crate::directory::Recipient;
use crate::ledger::{Answer, Attempt, Delivery, IssuedReceipt};
use crate::registry::PrimitiveVersion;
use crate::simulator::Simulator;
use crate::wire::{CallError, Handling};

/// How often [`Simulator::work`] looks at the clock: moving it shows at once.
const TICK: Duration = Duration::from_secs(1);
/// The same when time runs fast: no hour, and so no attempt, is skipped.
const SHORT_TICK: Duration = Duration::from_millis(50);

/// How a repeated receipt differs from the first one. Its `receipt_id` does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alteration {
    /// One cent more, in the amount and in the last transfer.
    Amount,
    /// Another description.
    Content,
}

/// What one recipient answered to a repeated receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeated {
    pub recipient: Recipient,
    pub answer: Answer,
}

/// Why a receipt cannot be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RepeatError {
    #[error("ricevuta sconosciuta")]
    UnknownReceipt,
    /// The Node could not carry one cent more.
    #[error("l’importo è già il massimo ammesso")]
    AmountAtMaximum,
}

impl Simulator {
    /// Sends receipts again, and makes time pass at its rate, as long as it is polled: as a task
    /// of its own, until it is dropped.
    pub async fn work(&self) {
        let mut looked_at = Instant::now();
        loop {
            self.deliver_due().await;
            let tick = if self.clock().rate() > 1 { SHORT_TICK } else { TICK };
            tokio::time::sleep(tick).await;
            let now = Instant::now();
            self.clock().keep_pace(now.duration_since(looked_at));
            looked_at = now;
        }
    }

    /// Makes the attempts whose time has come, and says how many there were.
    pub async fn deliver_due(&self) -> usize {
        let due = self.ledger().take_due(self.clock().now());
        for attempt in &due {
            self.make(attempt).await;
        }
        due.len()
    }

    /// Sends a receipt once more to all its recipients. The identical one counts as an attempt,
    /// also when the Node had given up; an altered one leaves the deliveries as they are.
    pub async fn repeat(
        &self,
        receipt_id: &str,
        alteration: Option<Alteration>,
    ) -> Result<Vec<Repeated>, RepeatError> {
        let Some(alteration) = alteration else {
            let attempts = self.ledger().take_all(receipt_id, self.clock().now());
            return Ok(self.make_all(attempts.ok_or(RepeatError::UnknownReceipt)?).await);
        };
        let issued = self.receipt(receipt_id).ok_or(RepeatError::UnknownReceipt)?;
        let altered = altered(&issued.receipt, alteration).ok_or(RepeatError::AmountAtMaximum)?;
        let mut repeated = Vec::new();
        for delivery in &issued.deliveries {
            let answer = self.send(delivery.recipient, &altered, None).await;
            repeated.push(Repeated { recipient: delivery.recipient, answer });
        }
        Ok(repeated)
    }

    /// The receipts with a delivery that got nowhere in 48 attempts, oldest first.
    pub fn stuck(&self) -> Vec<IssuedReceipt> {
        let is_stuck = |it: &IssuedReceipt| it.deliveries.iter().any(Delivery::is_stuck);
        self.receipts().into_iter().filter(is_stuck).collect()
    }

    /// Gives them 48 attempts more, beginning now, as a request for support does; says how many
    /// deliveries there are.
    pub fn restart(&self, receipt_id: &str) -> Result<usize, RepeatError> {
        let restarted = self.ledger().restart(receipt_id, self.clock().now());
        restarted.ok_or(RepeatError::UnknownReceipt)
    }

    /// Sends the receipts that are held, in an order that is drawn; says in which.
    pub async fn release(&self) -> Vec<String> {
        let mut receipt_ids = self.ledger().held();
        self.draw(|chance| chance.shuffle(&mut receipt_ids));
        for receipt_id in &receipt_ids {
            self.make_first_attempts(receipt_id).await;
        }
        receipt_ids
    }

    pub(crate) async fn make_first_attempts(&self, receipt_id: &str) -> Vec<Repeated> {
        let attempts = self.ledger().take_all(receipt_id, self.clock().now());
        self.make_all(attempts.unwrap_or_default()).await
    }

    pub(crate) async fn make_all(&self, attempts: Vec<Attempt>) -> Vec<Repeated> {
        let mut made = Vec::new();
        for attempt in &attempts {
            let answer = self.make(attempt).await;
            made.push(Repeated { recipient: attempt.recipient, answer });
        }
        made
    }

    /// Makes two series of attempts at the same time, or one.
    pub(crate) async fn make_side_by_side(&self, series: Vec<Vec<Attempt>>) {
        let mut series = series.into_iter();
        let (one, other) = (series.next().unwrap_or_default(), series.next().unwrap_or_default());
        tokio::join!(self.make_all(one), self.make_all(other));
    }

    async fn make(&self, attempt: &Attempt) -> Answer {
        let answer = self.send(attempt.recipient, &attempt.receipt, attempt.damage).await;
        if let Answer::Failed(error) = &answer {
            let (receipt_id, station_id) =
                (&attempt.receipt.receipt_id, attempt.recipient.station_id);
            tracing::warn!(%receipt_id, %station_id, %error, "receipt pending");
        }
        self.ledger().conclude(attempt, answer.clone());
        answer
    }

    /// The receipt in the version of the station; `None` when that version cannot carry it.
    fn delivery_request(&self, recipient: Recipient, receipt: Receipt) -> Option<Request> {
        let addressee = recipient.addressee().ok()?;
        Some(match self.directory().version(recipient.station_id) {
            PrimitiveVersion::V1 => {
                let receipt = ReceiptV1::of(receipt)?;
                Request::SendRt(Box::new(SendRtRequest { addressee, receipt }))
            }
            PrimitiveVersion::V2 => {
                Request::SendRtV2(Box::new(SendRtV2Request { addressee, receipt }))
            }
        })
    }

    async fn send(
        &self,
        recipient: Recipient,
        receipt: &Receipt,
        damage: Option<Damage>,
    ) -> Answer {
        let Some(request) = self.delivery_request(recipient, receipt.clone()) else {
            return Answer::Failed(CallError::NotWritable);
        };
        let manner = (self.settings().receipt_timeout, Handling { damage, held_by: None });
        match self.call_so(recipient.station_id, &request, manner).await {
            Ok(Response::SendRt(Err(fault)) | Response::SendRtV2(Err(fault))) => {
                Answer::Refused(fault)
            }
            Ok(_) => Answer::Accepted,
            Err(error) => Answer::Failed(error),
        }
    }
}

fn altered(receipt: &Receipt, alteration: Alteration) -> Option<Receipt> {
    let mut receipt = receipt.clone();
    match alteration {
        Alteration::Amount => {
            let one_more = |it: Cents| it.checked_add(Cents::new(1));
            receipt.amount = Amount::new(one_more(receipt.amount.cents())?)?;
            let mut transfers = receipt.transfers.into_vec();
            let last = transfers.last_mut()?;
            last.amount = PositiveAmount::new(one_more(last.amount.cents())?)?;
            receipt.transfers = Many::new(transfers)?;
        }
        Alteration::Content => {
            let description = format!("Altro contenuto: {}", receipt.description);
            receipt.description = Text::shortened(&description)?;
        }
    }
    Some(receipt)
}
