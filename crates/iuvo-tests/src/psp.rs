//! The PSP where people of the town pay, through the simulated Node.

use std::sync::Arc;

use pagopa_codes::NoticeNumber;
use pagopa_sim::{PayOptions, PayOutcome, Simulator};

use crate::ids;

/// The PSP's counter.
pub struct TownPsp<'a> {
    simulator: &'a Arc<Simulator>,
}

/// How a payment went.
#[derive(Debug)]
pub struct Payment(pub PayOutcome);

impl Payment {
    /// Fails unless the payment ended well.
    #[track_caller]
    pub fn assert_ok(self) -> Self {
        assert!(self.0.is_ok(), "{:?}", self.0);
        self
    }

    /// Fails unless the payment was refused with that code of the body, or else of the Node.
    #[track_caller]
    pub fn assert_fault(self, code: &str) -> Self {
        match &self.0 {
            Err(fault) => {
                let found = fault.original().map_or(fault.fault_code(), |it| it.code().as_str());
                assert_eq!(found, code, "{fault:?}");
            }
            Ok(paid) => panic!("paid with {}", paid.receipt_id),
        }
        self
    }

    /// What was paid, in cents.
    #[track_caller]
    pub fn amount(&self) -> i64 {
        self.0.as_ref().expect("a payment that ended well").amount.get()
    }
}

impl<'a> TownPsp<'a> {
    pub(crate) fn new(simulator: &'a Arc<Simulator>) -> Self {
        Self { simulator }
    }

    /// Pays a notice of the town.
    pub async fn pay(&self, notice: &NoticeNumber) -> Payment {
        self.pay_with(notice, PayOptions::default()).await
    }

    /// Pays a notice of the town in a particular way.
    pub async fn pay_with(&self, notice: &NoticeNumber, options: PayOptions) -> Payment {
        let organization = ids::TOWN.parse().expect("a fiscal code");
        Payment(self.simulator.pay(organization, *notice, options).await)
    }
}
