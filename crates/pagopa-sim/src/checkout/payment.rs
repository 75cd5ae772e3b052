//! A cart is paid: each notice verified and activated before any money is taken.

use pagopa_codes::Cents;
use pagopa_node::{Amount, NoticeReference, Text};

use super::Taken;
use crate::node_fault::{NodeFault, NodeFaultCode};
use crate::pay::PayOptions;
use crate::psp::Channel;
use crate::sale::Sale;
use crate::simulator::Simulator;

/// A way of paying, with what it costs; any of them is as good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Method {
    /// As forms name it.
    pub(super) name: &'static str,
    /// As people read it.
    pub(super) label: &'static str,
    /// As receipts name it.
    code: &'static str,
    pub(super) fee: Cents,
}

pub(super) const METHODS: [Method; 3] = [
    Method { name: "carta", label: "Carta", code: "creditCard", fee: Cents::new(150) },
    Method { name: "conto", label: "Conto corrente", code: "bankAccount", fee: Cents::new(80) },
    Method { name: "altro", label: "Altro metodo", code: "other", fee: Cents::new(200) },
];

impl Method {
    pub(super) fn named(name: &str) -> Option<Self> {
        METHODS.into_iter().find(|it| it.name == name)
    }

    /// The fee is taken once, with the first notice.
    fn channel(self, is_first: impl FnOnce() -> bool) -> Option<Channel> {
        let fee = if is_first() { self.fee } else { Cents::ZERO };
        Some(Channel { method: Text::parse(self.code).ok()?, fee: Amount::new(fee)? })
    }
}

/// When the receipts of a payment set out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Receipts {
    /// At once.
    Now,
    /// In an hour.
    Later,
}

/// Pays all notices of a cart, or none.
pub(super) async fn pay(
    simulator: &Simulator,
    taken: &Taken,
    method: Method,
    receipts: Receipts,
) -> Result<(), NodeFault> {
    let sales = sales(simulator, taken, method)?;
    let mut prepared = Vec::new();
    for sale in &sales {
        prepared.push(sale.prepare().await?);
    }
    let mut issued = Vec::new();
    for (sale, prepared) in sales.iter().zip(prepared) {
        issued.push(sale.collect(prepared)?);
    }
    if receipts == Receipts::Now {
        for (sale, receipt) in sales.iter().zip(issued) {
            sale.deliver(&[receipt]).await;
        }
    }
    Ok(())
}

fn sales<'a>(
    simulator: &'a Simulator,
    taken: &Taken,
    method: Method,
) -> Result<Vec<Sale<'a>>, NodeFault> {
    let mut sales = Vec::new();
    for (place, wanted) in taken.cart.payment_notices.iter().enumerate() {
        let notice = NoticeReference {
            organization_fiscal_code: wanted.fiscal_code,
            notice_number: wanted.notice_number,
        };
        let options = PayOptions {
            payment_note: taken.cart.id_cart.as_deref().and_then(Text::shortened),
            channel: method.channel(|| place == 0),
            amount: Some(Amount::new(wanted.amount).ok_or(NodeFaultCode::System)?),
            ..PayOptions::default()
        };
        let issuer = simulator.directory().issuer(&notice)?;
        sales.push(Sale { simulator, issuer, notice, misbehavior: None, options });
    }
    Ok(sales)
}
