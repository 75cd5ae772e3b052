//! Models of the version 1 of the API: one position, its payment options, their transfers.
//!
//! The names are GPD's (`…Model`, `…Response`) because whoever reads its documentation looks for
//! them; the fields follow our glossary, the wire keeps GPD's spelling (`nav`, `paymentOption`).

mod decode;
mod position;
mod response;
mod status;

pub use decode::{decode_already_paid, decode_new_iban, decode_position};
pub use position::{MetadataModel, PaymentOptionModel, PaymentPositionModel, Stamp, TransferModel};
pub use response::{
    AppInfo, DELETED, PageInfo, PaymentOptionModelResponse, PaymentPositionModelBaseResponse,
    PaymentPositionsInfo, PaymentsModelResponse, ServiceType, TransferModelResponse,
    UpdateTransferIbanMassiveResponse,
};
pub use status::{DebtorType, PaymentOptionStatus, PositionStatus, TransferStatus, UnknownWord};
