//! Letters by e-mail: the receipts of a cart.
//!
//! A letter is asked for on the page to which a payer comes back, and written by a job, once the
//! receipts are there and at least once: if the program dies after the server has taken it, it is
//! sent again, and is the same message.

mod post;
mod receipt_letter;
mod send_receipts;

use iuvo_domain::{CartId, WorkspaceId};
use iuvo_store::receipt_mails::ReceiptMailId;
use uuid::Uuid;

use crate::sealing::Place;

pub(crate) use post::Post;
pub(crate) use send_receipts::{Sending, send_receipts};

/// Where the addresses of a cart's letters belong.
pub(crate) fn mail_place(workspace: WorkspaceId, cart: CartId) -> Place<'static> {
    Place { table: "receipt_mail", workspace, row: Uuid::from_bytes(*cart.as_bytes()) }
}

/// A letter as its job names it.
pub(crate) fn subject(id: ReceiptMailId) -> String {
    format!("{}/{}", id.cart, id.ordinal)
}

fn read_subject(workspace: WorkspaceId, subject: &str) -> Option<ReceiptMailId> {
    let (cart, ordinal) = subject.split_once('/')?;
    let cart = CartId::new(cart.parse().ok()?);
    Some(ReceiptMailId { workspace, cart, ordinal: ordinal.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_names_its_letter() {
        let cart = CartId::new(Uuid::from_u128(7));
        let id = ReceiptMailId { workspace: WorkspaceId::new(1), cart, ordinal: 3 };
        assert_eq!(read_subject(id.workspace, &subject(id)), Some(id));
        for wrong in ["", "7", "7/x", "/1"] {
            assert_eq!(read_subject(id.workspace, wrong), None, "{wrong}");
        }
    }
}
