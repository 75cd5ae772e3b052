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
use pagopa_node::{Fault, NoticeReference, PaymentOutcome, Receipt};

use crate::damage::Damage;
use crate::directory::Recipient;
use crate::node_fault::NodeFaultCode;
use crate::wire::CallError;

/// How often the Node tries, in all (SANP, integrazione sincrona). Later somebody has to ask.
const MAX_ATTEMPTS: u32 = 48;
const PAUSE: SignedDuration = SignedDuration::from_hours(1);

/// Where the delivery of a receipt to one recipient stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DeliveryState {
    /// Not sent yet: about to be, or held until somebody releases it.
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
    /// What will happen to the message at the next attempt.
    pub(crate) damage: Option<Damage>,
}

impl Delivery {
    /// Whether nobody has sent it and nothing but a release will.
    pub fn is_held(&self) -> bool {
        self.state == DeliveryState::Generated && self.next_attempt_at.is_none()
    }

    /// Whether all attempts were in vain: it stays until somebody restarts it.
    pub fn is_stuck(&self) -> bool {
        matches!(self.state, DeliveryState::Pending | DeliveryState::Sent)
            && self.next_attempt_at.is_none()
    }
}

/// A receipt and its deliveries: to the organization that issued the notice, then the broadcast.
#[derive(Clone, Debug)]
pub struct IssuedReceipt {
    pub receipt: Arc<Receipt>,
    pub deliveries: Vec<Delivery>,
}

impl IssuedReceipt {
    fn is_concluded(&self) -> bool {
        let is_over =
            |it: &Delivery| matches!(it.state, DeliveryState::Notified | DeliveryState::Refused);
        self.deliveries.iter().all(is_over)
    }
}

/// An attempt that its holder has to make.
#[derive(Debug)]
pub(crate) struct Attempt {
    pub(crate) receipt: Arc<Receipt>,
    pub(crate) recipient: Recipient,
    pub(crate) damage: Option<Damage>,
}

/// When the first attempt is made, and in what state the message arrives.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dispatch {
    /// `None` holds the receipt until it is released.
    pub(crate) due_at: Option<Timestamp>,
    pub(crate) damage: Option<Damage>,
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

    /// Records a receipt, that its notice was paid, and who must get it.
    pub(crate) fn record(
        &mut self,
        receipt: Arc<Receipt>,
        recipients: &[Recipient],
        dispatch: Dispatch,
    ) {
        let delivery = |recipient: &Recipient| Delivery {
            recipient: *recipient,
            state: DeliveryState::Generated,
            attempts: 0,
            next_attempt_at: dispatch.due_at,
            last_answer: None,
            damage: dispatch.damage,
        };
        if receipt.outcome == PaymentOutcome::Ok {
            self.paid.insert((receipt.organization_fiscal_code, receipt.notice_number));
        }
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
                    due.push(begin(delivery, receipt, now));
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
            attempts.push(if delivery.state == DeliveryState::Notified {
                let receipt = Arc::clone(receipt);
                Attempt { receipt, recipient: delivery.recipient, damage: None }
            } else {
                begin(delivery, receipt, now)
            });
        }
        Some(attempts)
    }

    /// The receipts that wait to be released, oldest first.
    pub(crate) fn held(&self) -> Vec<String> {
        let held = self.issued.values().filter(|it| it.deliveries.iter().any(Delivery::is_held));
        held.map(|it| it.receipt.receipt_id.to_string()).collect()
    }

    /// Gives the deliveries of a receipt that got nowhere 48 attempts more, the first at once, and
    /// says how many there are.
    pub(crate) fn restart(&mut self, receipt_id: &str, now: Timestamp) -> Option<usize> {
        let place = self.by_receipt_id.get(receipt_id)?;
        let deliveries = &mut self.issued.get_mut(place)?.deliveries;
        let mut restarted: usize = 0;
        for delivery in deliveries.iter_mut().filter(|it| it.is_stuck()) {
            delivery.attempts = 0;
            delivery.next_attempt_at = Some(now);
            restarted = restarted.saturating_add(1);
        }
        Some(restarted)
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
            // Whatever was answered to a damaged message, it was no answer to the receipt.
            _ if attempt.damage.is_some() => DeliveryState::Pending,
            Answer::Accepted => DeliveryState::Notified,
            Answer::Refused(_) => DeliveryState::Refused,
            Answer::Failed(_) => DeliveryState::Pending,
        };
        if delivery.state != DeliveryState::Pending {
            delivery.next_attempt_at = None;
        }
        delivery.last_answer = Some(answer);
    }
}

fn begin(delivery: &mut Delivery, receipt: &Arc<Receipt>, now: Timestamp) -> Attempt {
    delivery.state = DeliveryState::Sent;
    delivery.attempts = delivery.attempts.saturating_add(1);
    delivery.next_attempt_at =
        if delivery.attempts < MAX_ATTEMPTS { in_an_hour(now) } else { None };
    let (recipient, damage) = (delivery.recipient, delivery.damage.take());
    Attempt { receipt: Arc::clone(receipt), recipient, damage }
}

/// When the Node comes again after an attempt now.
pub(crate) fn in_an_hour(now: Timestamp) -> Option<Timestamp> {
    now.checked_add(PAUSE).ok()
}

fn key(notice: &NoticeReference) -> NoticeKey {
    (notice.organization_fiscal_code, notice.notice_number)
}
