//! What the Node says after a payment.

mod record_receipt;
mod save_settled;

pub(crate) use save_settled::save_settled;

pub use record_receipt::{Delivery, record_receipt};
