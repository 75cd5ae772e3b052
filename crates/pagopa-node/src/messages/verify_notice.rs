//! `paVerifyPaymentNotice`: how much is owed for a notice, without changing anything.

use jiff::civil::Date;
use pagopa_codes::OrganizationFiscalCode;

use super::shared::{Addressee, NoticeReference};
use crate::record::record;
use crate::values::{AmountOption, PositiveAmount, Text};

record! {
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct VerifyPaymentNoticeRequest {
        pub addressee: Addressee,
        pub notice: NoticeReference = "qrCode",
    }
}

record! {
    /// What a positive answer says. The official XSD makes all of it optional, since a negative
    /// answer has none; the Node refuses a positive answer without it (SANP, integrazione
    /// sincrona).
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct VerifiedNotice {
        pub payment_option: PaymentOption = "paymentList" / "paymentOptionDescription",
        pub description: Text<140> = "paymentDescription",
        pub organization_fiscal_code: OrganizationFiscalCode = "fiscalCodePA",
        pub company_name: Text<140> = "companyName",
        pub office_name: Option<Text<140>> = "officeName",
    }
}

record! {
    /// How the notice can be paid (`ctPaymentOptionDescriptionPA`).
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct PaymentOption {
        /// What is owed today.
        pub amount: PositiveAmount = "amount",
        pub amount_option: AmountOption = "options",
        pub due_date: Option<Date> = "dueDate",
        pub detail: Option<Text<140>> = "detailDescription",
        /// Whether every transfer can go to a postal account.
        pub all_postal: bool = "allCCP",
    }
}
