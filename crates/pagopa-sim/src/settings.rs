//! How long the Node waits and how much the simulator remembers.

use std::time::Duration;

/// The measures of the Node; tests shorten them.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Wait for the answer to a verification or an activation: 7 seconds (SANP, livelli di
    /// servizio degli enti creditori).
    pub answer_timeout: Duration,
    /// Wait for the answer to a receipt: 15 seconds (same page).
    pub receipt_timeout: Duration,
    /// How long an early receipt waits for the head of the activation's answer, so that it comes
    /// after the station has answered and before the Node has heard it.
    pub answer_held: Duration,
    /// How many exchanges with the stations are kept, the latest.
    pub exchanges_kept: usize,
    /// How many receipts are kept. The Node forgets those of the oldest concluded deliveries, and
    /// with them that their notices were paid.
    pub receipts_kept: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            answer_timeout: Duration::from_secs(7),
            receipt_timeout: Duration::from_secs(15),
            answer_held: Duration::from_secs(2),
            exchanges_kept: 256,
            receipts_kept: 10_000,
        }
    }
}
