//! `paGetPaymentV2`: all that is needed to carry out the payment of a notice. The request of
//! `paGetPayment` is the same.

use jiff::Timestamp;
use jiff::civil::Date;
use pagopa_codes::{Iuv, Metadata, OrganizationFiscalCode, Stamp, TransferCategory};

use super::shared::{Addressee, NoticeReference, Subject};
use crate::record::{Many, choice, record};
use crate::values::{Amount, PositiveAmount, Text, TransferIndex, TransferType};

record! {
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct GetPaymentRequest {
        pub addressee: Addressee,
        pub notice: NoticeReference = "qrCode",
        /// What the payer was shown; it may be out of date.
        pub amount: Option<Amount> = "amount",
        /// The cart, when the payment began at Checkout.
        pub payment_note: Option<Text<210>> = "paymentNote",
        pub transfer_type: Option<TransferType> = "transferType",
        pub due_date: Option<Date> = "dueDate",
    }
}

record! {
    /// What a positive answer says.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct PreparedPayment {
        pub payment: Payment = "data",
    }
}

record! {
    /// A payment ready to be carried out (`ctPaymentPAV2`). The Node requires that the transfers
    /// add up to the amount.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Payment {
        pub iuv: Iuv = "creditorReferenceId",
        pub amount: PositiveAmount = "paymentAmount",
        pub due_date: Date = "dueDate",
        /// The platform ignores it.
        pub retention_date: Option<Timestamp> = "retentionDate",
        /// The platform ignores it.
        pub is_last: Option<bool> = "lastPayment",
        pub description: Text<140> = "description",
        pub company_name: Text<140> = "companyName",
        pub office_name: Option<Text<140>> = "officeName",
        pub debtor: Subject = "debtor",
        pub transfers: Many<Transfer, 5> = "transferList" / "transfer",
        pub metadata: Metadata = "metadata",
    }
}

record! {
    /// A part of the amount and where it goes (`ctTransferPAV2`).
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Transfer {
        pub index: TransferIndex = "idTransfer",
        pub amount: PositiveAmount = "transferAmount",
        pub organization_fiscal_code: OrganizationFiscalCode = "fiscalCodePA",
        pub company_name: Option<Text<140>> = "companyName",
        pub target: TransferTarget,
        pub remittance_information: Text<140> = "remittanceInformation",
        pub category: TransferCategory = "transferCategory",
        pub metadata: Metadata = "metadata",
    }
}

choice! {
    /// An account to credit, or a digital revenue stamp to buy.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum TransferTarget {
        Iban(Text<35>) = "IBAN",
        Stamp(Stamp) = "richiestaMarcaDaBollo",
    }
}
