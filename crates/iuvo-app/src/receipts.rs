//! What the Node says after a payment.

mod apply_waiting;
mod open_cases;
mod record_receipt;
mod save_settled;

pub(crate) use apply_waiting::apply_waiting;
pub(crate) use open_cases::open_cases;
pub(crate) use save_settled::save_settled;

pub use record_receipt::{Delivery, record_receipt};
