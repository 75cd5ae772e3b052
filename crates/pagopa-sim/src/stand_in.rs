//! Copies of debts, by which pagoPA answers for a station that does not (SANP, "stand-in").
//!
//! A copy is what the organization said when it was made. Nothing renews it by itself: that it may
//! be old is the point.

use std::collections::{HashMap, VecDeque};

use pagopa_codes::{Cents, NoticeNumber, OrganizationFiscalCode};
use pagopa_node::{GetPaymentRequest, NoticeReference, Payment};

use crate::node_fault::NodeFault;
use crate::simulator::Simulator;

type NoticeKey = (OrganizationFiscalCode, NoticeNumber);

pub(crate) struct Copies {
    capacity: usize,
    payments: HashMap<NoticeKey, Payment>,
    order: VecDeque<NoticeKey>,
}

impl Copies {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { capacity: capacity.max(1), payments: HashMap::new(), order: VecDeque::new() }
    }

    pub(crate) fn find(&self, notice: &NoticeReference) -> Option<Payment> {
        self.payments.get(&(notice.organization_fiscal_code, notice.notice_number)).cloned()
    }

    fn keep(&mut self, notice: &NoticeReference, payment: Payment) {
        let key = (notice.organization_fiscal_code, notice.notice_number);
        if self.payments.insert(key, payment).is_none() {
            self.order.push_back(key);
        }
        while self.order.len() > self.capacity {
            if let Some(oldest) = self.order.pop_front() {
                self.payments.remove(&oldest);
            }
        }
    }
}

impl Simulator {
    /// Copies a debt as it is now; answers its amount. A newer copy takes the place of the older.
    pub async fn copy_for_stand_in(
        &self,
        organization_fiscal_code: OrganizationFiscalCode,
        notice_number: NoticeNumber,
    ) -> Result<Cents, NodeFault> {
        let notice = NoticeReference { organization_fiscal_code, notice_number };
        let issuer = self.directory().issuer(&notice)?;
        let request = GetPaymentRequest {
            addressee: issuer.addressee()?,
            notice: notice.clone(),
            amount: None,
            payment_note: None,
            transfer_type: None,
            due_date: None,
        };
        let request = self.activation(issuer, request);
        let payment = self.activate_at(issuer, &request).await?;
        let amount = payment.amount.cents();
        self.copies().keep(&notice, payment);
        Ok(amount)
    }
}
