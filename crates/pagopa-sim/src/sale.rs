//! One payment while it is conducted, with whatever goes otherwise than planned.
//!
//! Invariant: while a notice is being paid, nobody else can pay it; two PSPs that both take the
//! money are one sale.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use pagopa_codes::Cents;
use pagopa_node::{Amount, GetPaymentRequest, NoticeReference, Payment, PaymentOutcome, Request};

use crate::damage::Damage;
use crate::directory::Recipient;
use crate::ledger::{Dispatch, in_an_hour};
use crate::misbehavior::Misbehavior;
use crate::node_fault::{NodeFault, NodeFaultCode};
use crate::pay::PayOptions;
use crate::psp::PspIdentity;
use crate::receipt::{Collected, receipt_of};
use crate::simulator::Simulator;
use crate::wire::{Handling, HeldAnswer};

/// How late a late receipt is at most.
const LATEST_HOURS: usize = 72;

/// A payment while it is conducted.
pub(crate) struct Sale<'a> {
    pub(crate) simulator: &'a Simulator,
    pub(crate) issuer: Recipient,
    pub(crate) notice: NoticeReference,
    pub(crate) misbehavior: Option<Misbehavior>,
    pub(crate) options: PayOptions,
}

/// A receipt that was issued, and its amount.
pub(crate) type Issued = (String, Cents);

impl Sale<'_> {
    fn is(&self, misbehavior: Misbehavior) -> bool {
        self.misbehavior == Some(misbehavior)
    }

    /// Verifies, activates, takes the money: once, or twice.
    pub(crate) async fn with_the_station(&self) -> Result<Vec<Issued>, NodeFault> {
        let Prepared { request, payment, _reservation } = self.prepare().await?;
        let mut payments = vec![(payment, self.simulator.psp())];
        if self.is(Misbehavior::TwoPsps) {
            payments.push((self.activate(&request).await?, self.simulator.second_psp()));
        }
        payments.into_iter().map(|(payment, psp)| self.issue(payment, psp)).collect()
    }

    /// Verifies and activates: from here on the money can be taken, until this is dropped.
    pub(crate) async fn prepare(&self) -> Result<Prepared<'_>, NodeFault> {
        let verified = self.simulator.verify_at(self.issuer, &self.notice).await?;
        let reservation = Reservation::make(self.simulator, &self.notice)?;
        let asked = self.options.amount.or(Amount::new(verified.payment_option.amount.cents()));
        let request = self.activation(asked)?;
        let payment = self.activate(&request).await?;
        Ok(Prepared { request, payment, _reservation: reservation })
    }

    /// Takes the money of what was prepared.
    pub(crate) fn collect(&self, prepared: Prepared<'_>) -> Result<Issued, NodeFault> {
        self.issue(prepared.payment, self.simulator.psp())
    }

    /// Takes the money for the station, by the copy of the debt; without one, by one made now.
    pub(crate) async fn without_the_station(&self) -> Result<Vec<Issued>, NodeFault> {
        let _reservation = Reservation::make(self.simulator, &self.notice)?;
        let copied = self.simulator.copies().find(&self.notice);
        let payment = match copied {
            Some(payment) => payment,
            None => self.activate(&self.activation(None)?).await?,
        };
        Ok(vec![self.issue(payment, self.simulator.psp())?])
    }

    fn activation(&self, amount: Option<Amount>) -> Result<Request, NodeFault> {
        let request = GetPaymentRequest {
            addressee: self.issuer.addressee()?,
            notice: self.notice.clone(),
            amount,
            payment_note: self.options.payment_note.clone(),
            transfer_type: Some(self.options.transfer_type),
            due_date: None,
        };
        Ok(self.simulator.activation(self.issuer, request))
    }

    async fn activate(&self, request: &Request) -> Result<Payment, NodeFault> {
        self.simulator.activate_at(self.issuer, request).await
    }

    fn issue(&self, payment: Payment, psp: &PspIdentity) -> Result<Issued, NodeFault> {
        let simulator = self.simulator;
        let at = simulator.clock().now();
        let payment_token = simulator.tokens().next();
        let failed = self.is(Misbehavior::NotPaid);
        let psp = &psp.paid_by(self.options.channel.as_ref());
        let collected = Collected {
            notice: &self.notice,
            payment,
            payment_token: &payment_token,
            payment_note: self.options.payment_note.clone(),
            psp,
            at,
            outcome: if failed { PaymentOutcome::Ko } else { PaymentOutcome::Ok },
            stand_in: self.is(Misbehavior::StandIn).then_some(true),
        };
        let receipt = Arc::new(receipt_of(collected).ok_or(NodeFaultCode::System)?);
        let recipients = simulator.recipients(self.issuer, &receipt);
        let amount = receipt.amount.cents();
        simulator.ledger().record(receipt, &recipients, self.dispatch(at));
        Ok((payment_token, amount))
    }

    /// Whoever records a receipt makes the first attempts, unless they wait; should that not
    /// happen, they are due in an hour.
    fn dispatch(&self, now: Timestamp) -> Dispatch {
        let damage = self.is(Misbehavior::Garbled).then(|| self.simulator.draw(Damage::draw));
        let due_at = match self.misbehavior {
            Some(Misbehavior::Held) => None,
            Some(Misbehavior::Late) => {
                let hours = self.simulator.draw(|it| it.below(LATEST_HOURS)).saturating_add(1);
                let hours = i64::try_from(hours).unwrap_or_default();
                now.checked_add(SignedDuration::from_hours(hours)).ok()
            }
            _ => in_an_hour(now),
        };
        Dispatch { due_at, damage }
    }

    pub(crate) async fn deliver(&self, receipts: &[Issued]) {
        match self.misbehavior {
            Some(Misbehavior::Held | Misbehavior::Late) => (),
            Some(Misbehavior::Early) => self.deliver_early(receipts).await,
            Some(Misbehavior::Duplicate) => {
                self.deliver_in_turn(receipts, 2).await;
            }
            _ => self.deliver_in_turn(receipts, 1).await,
        }
    }

    async fn deliver_in_turn(&self, receipts: &[Issued], copies: usize) {
        for (receipt_id, _) in receipts {
            let take = || {
                let ledger = &mut self.simulator.ledger();
                ledger.take_all(receipt_id, self.simulator.clock().now()).unwrap_or_default()
            };
            let attempts: Vec<_> = (0..copies).map(|_| take()).collect();
            self.simulator.make_side_by_side(attempts).await;
        }
    }

    /// The PSP asks a second time, and pays by the first answer before the Node hears the second.
    async fn deliver_early(&self, receipts: &[Issued]) {
        let Ok(request) = self.activation(None) else { return };
        let held = HeldAnswer::default();
        let settings = self.simulator.settings();
        let handling = Handling { damage: None, held_by: Some(&held) };
        let manner = (settings.answer_timeout, handling);
        let asking = self.simulator.call_so(self.issuer.station_id, &request, manner);
        let paying = async {
            held.begun(settings.answer_held).await;
            self.deliver_in_turn(receipts, 1).await;
            held.release();
        };
        // The money has been taken: what is answered now changes nothing.
        tokio::join!(asking, paying).0.ok();
    }
}

/// A payment of which only the money is missing.
pub(crate) struct Prepared<'a> {
    request: Request,
    pub(crate) payment: Payment,
    _reservation: Reservation<'a>,
}

/// A live payment token: while it exists, nobody else can pay the notice.
struct Reservation<'a> {
    simulator: &'a Simulator,
    notice: &'a NoticeReference,
}

impl<'a> Reservation<'a> {
    fn make(simulator: &'a Simulator, notice: &'a NoticeReference) -> Result<Self, NodeFaultCode> {
        simulator.ledger().reserve(notice)?;
        Ok(Self { simulator, notice })
    }
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        self.simulator.ledger().release(self.notice);
    }
}
