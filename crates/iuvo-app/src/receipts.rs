//! What the Node says after a payment.

mod record_receipt;

pub use record_receipt::{Delivery, record_receipt};
