//! The first versions of two messages, `paGetPayment` and `paSendRT`, which older stations speak.
//!
//! They say less than the second ones: no stamps, no names of the beneficiaries, nothing of notes,
//! bundles and fees paid by the organization. So everything that is read here becomes a message of
//! the second version, and the other way round what the first version can carry.

use jiff::Timestamp;
use jiff::civil::Date;
use pagopa_codes::{Iuv, Metadata, NoticeNumber, OrganizationFiscalCode, TransferCategory};

use super::get_payment::{Payment, Transfer, TransferTarget};
use super::send_receipt::{Receipt, ReceiptTransfer, ReceiptTransferTarget};
use super::shared::{Addressee, Subject};
use crate::record::{Group as _, Many, Writer, record};
use crate::values::{Amount, PaymentOutcome, PositiveAmount, Text, TransferIndex};

record! {
    /// What a positive answer to `paGetPayment` says.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct PreparedPaymentV1 {
        pub payment: PaymentV1 = "data",
    }
}

record! {
    /// A payment ready to be carried out (`ctPaymentPA`).
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct PaymentV1 {
        pub iuv: Iuv = "creditorReferenceId",
        pub amount: PositiveAmount = "paymentAmount",
        pub due_date: Date = "dueDate",
        /// The platform ignores it.
        pub retention_date: Option<Timestamp> = "retentionDate",
        /// The platform ignores it.
        pub is_last: Option<bool> = "lastPayment",
        pub description: Text<140> = "description",
        pub company_name: Option<Text<140>> = "companyName",
        pub office_name: Option<Text<140>> = "officeName",
        pub debtor: Subject = "debtor",
        pub transfers: Many<TransferV1, 5> = "transferList" / "transfer",
        pub metadata: Metadata = "metadata",
    }
}

record! {
    /// A part of the amount and the account it goes to, or went to (`ctTransferPA`).
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct TransferV1 {
        pub index: TransferIndex = "idTransfer",
        pub amount: PositiveAmount = "transferAmount",
        pub organization_fiscal_code: OrganizationFiscalCode = "fiscalCodePA",
        pub iban: Text<35> = "IBAN",
        pub remittance_information: Text<140> = "remittanceInformation",
        pub category: TransferCategory = "transferCategory",
        pub metadata: Metadata = "metadata",
    }
}

record! {
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct SendRtRequest {
        pub addressee: Addressee,
        pub receipt: ReceiptV1 = "receipt",
    }
}

record! {
    /// The receipt of a payment (`ctReceipt`). Its fields mean what they mean in [`Receipt`].
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct ReceiptV1 {
        pub receipt_id: Text<255> = "receiptId",
        pub notice_number: NoticeNumber = "noticeNumber",
        pub organization_fiscal_code: OrganizationFiscalCode = "fiscalCode",
        pub outcome: PaymentOutcome = "outcome",
        pub iuv: Iuv = "creditorReferenceId",
        pub amount: Amount = "paymentAmount",
        pub description: Text<140> = "description",
        pub company_name: Text<140> = "companyName",
        pub office_name: Option<Text<140>> = "officeName",
        pub debtor: Subject = "debtor",
        pub transfers: Many<TransferV1, 5> = "transferList" / "transfer",
        pub psp_id: Text<35> = "idPSP",
        pub psp_fiscal_code: Option<Text<70>> = "pspFiscalCode",
        pub psp_vat_number: Option<Text<20>> = "pspPartitaIVA",
        pub psp_company_name: Text<70> = "PSPCompanyName",
        pub channel_id: Text<35> = "idChannel",
        pub channel_description: Text<35> = "channelDescription",
        pub payer: Option<Subject> = "payer",
        pub payment_method: Option<Text<35>> = "paymentMethod",
        pub fee: Option<Amount> = "fee",
        pub paid_at: Option<Timestamp> = "paymentDateTime",
        pub application_date: Option<Date> = "applicationDate",
        pub transfer_date: Option<Date> = "transferDate",
        pub metadata: Metadata = "metadata",
        pub stand_in: Option<bool> = "standIn",
    }
}

impl PaymentV1 {
    /// What the first version can carry of a payment; `None` when a stamp has to be bought.
    pub fn of(payment: Payment) -> Option<Self> {
        let transfers: Option<Vec<_>> =
            payment.transfers.into_vec().into_iter().map(TransferV1::of_payment).collect();
        Some(Self {
            iuv: payment.iuv,
            amount: payment.amount,
            due_date: payment.due_date,
            retention_date: payment.retention_date,
            is_last: payment.is_last,
            description: payment.description,
            company_name: Some(payment.company_name),
            office_name: payment.office_name,
            debtor: payment.debtor,
            transfers: Many::new(transfers?)?,
            metadata: payment.metadata,
        })
    }

    /// The same payment in the second version, which demands the organization's name.
    pub fn into_second(self, name_if_missing: Text<140>) -> Payment {
        Payment {
            iuv: self.iuv,
            amount: self.amount,
            due_date: self.due_date,
            retention_date: self.retention_date,
            is_last: self.is_last,
            description: self.description,
            company_name: self.company_name.unwrap_or(name_if_missing),
            office_name: self.office_name,
            debtor: self.debtor,
            transfers: self.transfers.map(|it| Transfer {
                index: it.index,
                amount: it.amount,
                organization_fiscal_code: it.organization_fiscal_code,
                company_name: None,
                target: TransferTarget::Iban(it.iban),
                remittance_information: it.remittance_information,
                category: it.category,
                metadata: it.metadata,
            }),
            metadata: self.metadata,
        }
    }
}

impl TransferV1 {
    fn of_payment(transfer: Transfer) -> Option<Self> {
        let TransferTarget::Iban(iban) = transfer.target else { return None };
        Some(Self {
            index: transfer.index,
            amount: transfer.amount,
            organization_fiscal_code: transfer.organization_fiscal_code,
            iban,
            remittance_information: transfer.remittance_information,
            category: transfer.category,
            metadata: transfer.metadata,
        })
    }

    fn of_receipt(transfer: ReceiptTransfer) -> Option<Self> {
        let ReceiptTransferTarget::Iban(iban) = transfer.target else { return None };
        Some(Self {
            index: transfer.index,
            amount: transfer.amount,
            organization_fiscal_code: transfer.organization_fiscal_code,
            iban,
            remittance_information: transfer.remittance_information,
            category: transfer.category,
            metadata: transfer.metadata,
        })
    }
}

impl ReceiptV1 {
    /// What the first version can carry of a receipt; `None` when a stamp was bought.
    pub fn of(receipt: Receipt) -> Option<Self> {
        let transfers: Option<Vec<_>> =
            receipt.transfers.into_vec().into_iter().map(TransferV1::of_receipt).collect();
        Some(Self {
            receipt_id: receipt.receipt_id,
            notice_number: receipt.notice_number,
            organization_fiscal_code: receipt.organization_fiscal_code,
            outcome: receipt.outcome,
            iuv: receipt.iuv,
            amount: receipt.amount,
            description: receipt.description,
            company_name: receipt.company_name,
            office_name: receipt.office_name,
            debtor: receipt.debtor,
            transfers: Many::new(transfers?)?,
            psp_id: receipt.psp_id,
            psp_fiscal_code: receipt.psp_fiscal_code,
            psp_vat_number: receipt.psp_vat_number,
            psp_company_name: receipt.psp_company_name,
            channel_id: receipt.channel_id,
            channel_description: receipt.channel_description,
            payer: receipt.payer,
            payment_method: receipt.payment_method,
            fee: receipt.fee,
            paid_at: receipt.paid_at,
            application_date: receipt.application_date,
            transfer_date: receipt.transfer_date,
            metadata: receipt.metadata,
            stand_in: receipt.stand_in,
        })
    }

    /// The bytes that stand for the receipt, as [`Receipt::canonical_bytes`] do for one of the
    /// second version. The two never coincide: their outermost elements differ.
    pub fn canonical_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.element("receiptV1", |writer| self.write(writer));
        writer.finish().into_bytes()
    }
}

impl From<ReceiptV1> for Receipt {
    fn from(receipt: ReceiptV1) -> Self {
        Self {
            receipt_id: receipt.receipt_id,
            notice_number: receipt.notice_number,
            organization_fiscal_code: receipt.organization_fiscal_code,
            outcome: receipt.outcome,
            iuv: receipt.iuv,
            amount: receipt.amount,
            description: receipt.description,
            company_name: receipt.company_name,
            office_name: receipt.office_name,
            debtor: receipt.debtor,
            transfers: receipt.transfers.map(|it| ReceiptTransfer {
                index: it.index,
                amount: it.amount,
                organization_fiscal_code: it.organization_fiscal_code,
                company_name: None,
                target: ReceiptTransferTarget::Iban(it.iban),
                remittance_information: it.remittance_information,
                category: it.category,
                metadata: it.metadata,
            }),
            psp_id: receipt.psp_id,
            psp_fiscal_code: receipt.psp_fiscal_code,
            psp_vat_number: receipt.psp_vat_number,
            psp_company_name: receipt.psp_company_name,
            channel_id: receipt.channel_id,
            channel_description: receipt.channel_description,
            payer: receipt.payer,
            payment_method: receipt.payment_method,
            payment_note: None,
            fee: receipt.fee,
            organization_fee: None,
            bundle_id: None,
            organization_bundle_id: None,
            paid_at: receipt.paid_at,
            application_date: receipt.application_date,
            transfer_date: receipt.transfer_date,
            metadata: receipt.metadata,
            stand_in: receipt.stand_in,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::samples::{RECEIPT_V1_REQUEST, enveloped};
    use crate::strategies::{payment, receipt, receipt_v1};
    use crate::{Limits, Request, decode_request};

    /// The bytes are kept as hashes: this test may grow, what it expects may not change.
    #[test]
    fn the_canonical_bytes_are_the_elements_in_a_root_of_their_own() {
        let body = enveloped(RECEIPT_V1_REQUEST);
        let Ok(Request::SendRt(request)) =
            decode_request(None, body.as_bytes(), &Limits::default())
        else {
            panic!("not read")
        };
        let (_, receipt) = RECEIPT_V1_REQUEST.split_once("</idStation>").unwrap();
        let receipt = receipt
            .replace("</paf:paSendRTReq>", "")
            .replace("receipt>", "receiptV1>")
            .replace("2026-07-01T10:15:30.250", "2026-07-01T08:15:30.25Z");
        let expected: String = receipt.lines().map(str::trim).collect();
        let bytes = request.receipt.canonical_bytes();
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_the_first_version_says_is_kept_by_the_second(it in receipt_v1()) {
            prop_assert_eq!(ReceiptV1::of(Receipt::from(it.clone())), Some(it));
        }

        #[test]
        fn only_a_stamp_keeps_a_message_out_of_the_first_version(
            receipt in receipt(),
            payment in payment(),
        ) {
            let has_stamp = receipt
                .transfers
                .iter()
                .any(|it| matches!(it.target, ReceiptTransferTarget::Stamp(_)));
            prop_assert_eq!(ReceiptV1::of(receipt).is_none(), has_stamp);
            let has_stamp =
                payment.transfers.iter().any(|it| matches!(it.target, TransferTarget::Stamp(_)));
            let name = payment.company_name.clone();
            let narrowed = PaymentV1::of(payment.clone());
            prop_assert_eq!(narrowed.is_none(), has_stamp);
            if let Some(narrowed) = narrowed {
                let widened = narrowed.clone().into_second(name);
                prop_assert_eq!(widened.amount, payment.amount);
                prop_assert_eq!(PaymentV1::of(widened), Some(narrowed));
            }
        }
    }
}
