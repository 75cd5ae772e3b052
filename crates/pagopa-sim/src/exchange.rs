//! What was said between the Node and the stations, for whoever wants to look at the wire.
//!
//! Exchanges hold names and fiscal codes of debtors, as the wire does: they are shown, not logged.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use jiff::Timestamp;
use pagopa_codes::StationId;
use pagopa_node::Operation;

use crate::lock::locked;

/// What a station was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// An operation of paForNode.
    Soap(Operation),
    /// The payment options of a notice.
    PaymentOptions,
}

impl Asked {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Soap(operation) => operation.soap_action(),
            Self::PaymentOptions => "paVerifyPaymentOptions",
        }
    }
}

/// A request to a station and what came back.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// When it was sent, by the clock of the rehearsal.
    pub at: Timestamp,
    pub operation: Asked,
    pub station_id: StationId,
    /// The XML that was sent, where what is no text in a damaged message is replaced; method and
    /// path, where there is no message.
    pub request: String,
    /// Whether the message was damaged on its way.
    pub is_damaged: bool,
    /// The HTTP status, when there was one.
    pub status: Option<u16>,
    /// The body that came back, when there was one.
    pub response: Option<String>,
    /// The code with which the station refused, when it did.
    pub fault_code: Option<String>,
    /// Why there is no answer, or why it is none of the protocol.
    pub error: Option<String>,
    /// How long it took, in real time.
    pub duration: Duration,
}

/// The latest exchanges, in their order.
pub(crate) struct ExchangeLog {
    capacity: usize,
    exchanges: Mutex<VecDeque<Exchange>>,
}

impl ExchangeLog {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { capacity, exchanges: Mutex::default() }
    }

    pub(crate) fn push(&self, exchange: Exchange) {
        let mut exchanges = locked(&self.exchanges);
        exchanges.push_back(exchange);
        while exchanges.len() > self.capacity {
            exchanges.pop_front();
        }
    }

    pub(crate) fn take(&self) -> Vec<Exchange> {
        locked(&self.exchanges).drain(..).collect()
    }

    pub(crate) fn list(&self) -> Vec<Exchange> {
        locked(&self.exchanges).iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_exchanges_are_forgotten() {
        let log = ExchangeLog::new(2);
        for status in 1..=3 {
            log.push(Exchange {
                at: Timestamp::UNIX_EPOCH,
                operation: Asked::Soap(Operation::SendRtV2),
                station_id: "99000000002_01".parse().unwrap(),
                request: String::new(),
                is_damaged: false,
                status: Some(status),
                response: None,
                fault_code: None,
                error: None,
                duration: Duration::ZERO,
            });
        }
        let kept: Vec<_> = log.list().iter().map(|it| it.status).collect();
        assert_eq!(kept, [Some(2), Some(3)]);
    }
}
