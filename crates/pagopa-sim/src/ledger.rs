//! What the Node remembers: who is paying now, what was paid, and how each receipt fares.
//!
//! Invariants: a notice is being paid at most once, and not at all once it was paid; of two passes
//! that look for deliveries to try, only one gets each, because whoever gets it moves its time an
//! hour forward in the same breath. An attempt that is cut off is therefore tried again in an hour,
//! like one that failed.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use pagopa_codes::{NoticeNumber, OrganizationFiscalCode};
use pagopa_node::{Fault, NoticeReference, Receipt};

use crate::directory::Recipient;
use crate::node_fault::NodeFaultCode;
use crate::wire::CallError;

/// How often the Node tries, in all (SANP, integrazione sincrona). Later somebody has to ask.
const MAX_ATTEMPTS: u32 = 48;
const PAUSE: SignedDuration = SignedDuration::from_hours(1);

/// Where the delivery of a receipt to one recipient stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DeliveryState {
    /// Not sent yet.
    Generated,
    /// Sent, and not answered yet.
    Sent,
    /// Accepted.
    Notified,
    /// Not answered as the protocol wants: tried again, until there are no attempts left.
    Pending,
    /// Answered with a fault, which is final. The Node has no name of its own for it.
    Refused,
}

impl DeliveryState {
    /// The name the Node gives to the state.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Generated => "NOTICE_GENERATED",
            Self::Sent => "NOTICE_SENT",
            Self::Notified => "NOTIFIED",
            Self::Pending => "NOTICE_PENDING",
            Self::Refused => "NOTICE_REFUSED",
        }
    }
}

/// What became of one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Accepted,
    Refused(Fault),
    Failed(CallError),
}

/// The delivery of a receipt to one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    pub recipient: Recipient,
    pub state: DeliveryState,
    pub attempts: u32,
    /// `None` when the Node will not try again by itself.
    pub next_attempt_at: Option<Timestamp>,
    /// The answer to the latest attempt that got one.
    pub last_answer: Option<Answer>,
}

/// A receipt and its deliveries: to the organization that issued the notice, then the broadcast.
#[derive(Clone, Debug)]
pub struct IssuedReceipt {
    pub receipt: Arc<Receipt>,
    pub deliveries: Vec<Delivery>,
}

impl IssuedReceipt {
    fn is_concluded(&self) -> bool {
        self.deliveries.iter().all(|it| it.next_attempt_at.is_none())
    }
}

/// An attempt that its holder has to make.
#[derive(Debug)]
pub(crate) struct Attempt {
    pub(crate) receipt: Arc<Receipt>,
    pub(crate) recipient: Recipient,
}

type NoticeKey = (OrganizationFiscalCode, NoticeNumber);

pub(crate) struct Ledger {
    capacity: usize,
    in_progress: HashSet<NoticeKey>,
    /// In the order of payment.
    issued: BTreeMap<u64, IssuedReceipt>,
    by_receipt_id: HashMap<String, u64>,
    paid: HashSet<NoticeKey>,
}

impl Ledger {
    pub(crate) fn new(receipts_kept: usize) -> Self {
        Self {
            capacity: receipts_kept.max(1),
            in_progress: HashSet::new(),
            issued: BTreeMap::new(),
            by_receipt_id: HashMap::new(),
            paid: HashSet::new(),
        }
    }

    /// Whether a payment of the notice may go on.
    pub(crate) fn check(&self, notice: &NoticeReference) -> Result<(), NodeFaultCode> {
        let key = key(notice);
        if self.paid.contains(&key) {
            return Err(NodeFaultCode::PaymentConcluded);
        }
        if self.in_progress.contains(&key) {
            return Err(NodeFaultCode::PaymentInProgress);
        }
        Ok(())
    }

    /// Gives the notice to one payment, until [`Ledger::release`].
    pub(crate) fn reserve(&mut self, notice: &NoticeReference) -> Result<(), NodeFaultCode> {
        self.check(notice)?;
        self.in_progress.insert(key(notice));
        Ok(())
    }

    pub(crate) fn release(&mut self, notice: &NoticeReference) {
        self.in_progress.remove(&key(notice));
    }

    /// Records that a notice was paid and who must get the receipt. Whoever records it makes the
    /// first attempts; should that not happen, they are due in an hour.
    pub(crate) fn record(
        &mut self,
        receipt: Arc<Receipt>,
        recipients: &[Recipient],
        now: Timestamp,
    ) {
        let delivery = |recipient: &Recipient| Delivery {
            recipient: *recipient,
            state: DeliveryState::Generated,
            attempts: 0,
            next_attempt_at: in_an_hour(now),
            last_answer: None,
        };
        self.paid.insert((receipt.organization_fiscal_code, receipt.notice_number));
        let place = self.issued.last_key_value().map_or(0, |(last, _)| last.saturating_add(1));
        self.by_receipt_id.insert(receipt.receipt_id.to_string(), place);
        let deliveries = recipients.iter().map(delivery).collect();
        self.issued.insert(place, IssuedReceipt { receipt, deliveries });
        while self.issued.len() > self.capacity {
            self.forget_one();
        }
    }

    /// Forgets the oldest receipt that needs nothing more; the oldest of all when each does.
    fn forget_one(&mut self) {
        let oldest_concluded = self.issued.iter().find(|(_, it)| it.is_concluded());
        let oldest = oldest_concluded.or_else(|| self.issued.first_key_value());
        let Some(place) = oldest.map(|(place, _)| *place) else { return };
        if let Some(IssuedReceipt { receipt, .. }) = self.issued.remove(&place) {
            self.by_receipt_id.remove(receipt.receipt_id.as_str());
            self.paid.remove(&(receipt.organization_fiscal_code, receipt.notice_number));
        }
    }

    /// The receipts that are kept, oldest first.
    pub(crate) fn issued(&self) -> Vec<IssuedReceipt> {
        self.issued.values().cloned().collect()
    }

    pub(crate) fn find(&self, receipt_id: &str) -> Option<IssuedReceipt> {
        self.issued.get(self.by_receipt_id.get(receipt_id)?).cloned()
    }

    /// All attempts whose time has come, each given to this caller alone.
    pub(crate) fn take_due(&mut self, now: Timestamp) -> Vec<Attempt> {
        let mut due = Vec::new();
        for IssuedReceipt { receipt, deliveries } in self.issued.values_mut() {
            for delivery in deliveries {
                if delivery.next_attempt_at.is_some_and(|it| it <= now) {
                    begin(delivery, now);
                    let receipt = Arc::clone(receipt);
                    due.push(Attempt { receipt, recipient: delivery.recipient });
                }
            }
        }
        due
    }

    /// The attempts to deliver a receipt to everybody, whether it is their time or not. A recipient
    /// that has accepted it gets it once more, and stays notified whatever comes of it.
    pub(crate) fn take_all(&mut self, receipt_id: &str, now: Timestamp) -> Option<Vec<Attempt>> {
        let place = self.by_receipt_id.get(receipt_id)?;
        let IssuedReceipt { receipt, deliveries } = self.issued.get_mut(place)?;
        let mut attempts = Vec::new();
        for delivery in deliveries {
            if delivery.state != DeliveryState::Notified {
                begin(delivery, now);
            }
            let receipt = Arc::clone(receipt);
            attempts.push(Attempt { receipt, recipient: delivery.recipient });
        }
        Some(attempts)
    }

    /// Records what became of an attempt.
    pub(crate) fn conclude(&mut self, attempt: &Attempt, answer: Answer) {
        let place = self.by_receipt_id.get(attempt.receipt.receipt_id.as_str());
        let Some(issued) = place.and_then(|it| self.issued.get_mut(it)) else { return };
        let mut deliveries = issued.deliveries.iter_mut();
        let Some(delivery) = deliveries.find(|it| it.recipient == attempt.recipient) else {
            return;
        };
        if delivery.state == DeliveryState::Notified {
            return;
        }
        delivery.state = match &answer {
            Answer::Accepted => DeliveryState::Notified,
            Answer::Refused(_) => DeliveryState::Refused,
            Answer::Failed(_) => DeliveryState::Pending,
        };
        if !matches!(answer, Answer::Failed(_)) {
            delivery.next_attempt_at = None;
        }
        delivery.last_answer = Some(answer);
    }
}

fn begin(delivery: &mut Delivery, now: Timestamp) {
    delivery.state = DeliveryState::Sent;
    delivery.attempts = delivery.attempts.saturating_add(1);
    delivery.next_attempt_at =
        if delivery.attempts < MAX_ATTEMPTS { in_an_hour(now) } else { None };
}

fn in_an_hour(now: Timestamp) -> Option<Timestamp> {
    now.checked_add(PAUSE).ok()
}

fn key(notice: &NoticeReference) -> NoticeKey {
    (notice.organization_fiscal_code, notice.notice_number)
}
