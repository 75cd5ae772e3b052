//! Documents of one notice number, made when they are asked for: the notice itself, its codes, the
//! receipt as it came and as people read it.

mod artwork;
mod print_notice;
mod read_message;
mod read_receipt;
mod receipt_pdf;

use iuvo_store::StoreError;
use pagopa_notice::NoticeError;

use crate::App;

pub use artwork::Artwork;
pub use print_notice::{
    NoticeCodes, Slip, check_account, number_to_print, print_notice, read_codes,
};
pub use read_message::read_message_as;
use read_receipt::print_receipt;
pub use read_receipt::read_receipt_message;
pub use receipt_pdf::receipt_pdf;

/// Prepares the fonts, so that the first document does not wait for them: a moment's work, which
/// must not be done where others wait.
pub fn prepare(app: &App) -> Result<(), DocumentError> {
    app.artwork().press().map(|_| ())
}

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// There is no such notice, or not for this caller.
    #[error("there is no such notice")]
    NoticeUnknown,
    /// It has been paid or withdrawn: a notice of it would be paid in vain.
    #[error("the notice is not to be paid")]
    NotToBePaid,
    /// It has not been paid.
    #[error("no receipt has come")]
    NoReceipt,
    /// The body says that it was paid outside of pagoPA, which then knows of no receipt.
    #[error("the notice was paid elsewhere")]
    PaidElsewhere,
    /// The message that was kept is not the one of a receipt.
    #[error("the message of the receipt cannot be read")]
    MessageUnreadable,
    /// Something of it cannot be printed; the text, in Italian, names it.
    #[error(transparent)]
    Unprintable(#[from] NoticeError),
    /// The body has no postal account on which a slip may be printed.
    #[error("the body has no postal account with an authorization to print slips")]
    NoPostalAccount,
    /// The fonts cannot be read.
    #[error("the press does not work")]
    Press,
    /// The database failed.
    #[error("the notice cannot be read")]
    Store(#[from] StoreError),
}
