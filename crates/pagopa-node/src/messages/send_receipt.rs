//! `paSendRTV2`: the receipt of a payment, sent to every organization that takes part in it.

use jiff::Timestamp;
use jiff::civil::Date;
use pagopa_codes::{Iuv, Metadata, NoticeNumber, OrganizationFiscalCode, TransferCategory};

use super::shared::{Addressee, Subject};
use crate::record::{Group as _, Many, Writer, choice, record};
use crate::values::{Amount, Attachment, PaymentOutcome, PositiveAmount, Text, TransferIndex};

record! {
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct SendRtV2Request {
        pub addressee: Addressee,
        pub receipt: Receipt = "receipt",
    }
}

record! {
    /// The receipt of a payment (`ctReceiptV2`).
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[expect(clippy::struct_field_names, reason = "the protocol says `receipt_id` everywhere")]
    pub struct Receipt {
        /// The payment token; reporting flows call it IUR. The official XSD sets no limit.
        pub receipt_id: Text<255> = "receiptId",
        pub notice_number: NoticeNumber = "noticeNumber",
        /// The organization the payment was owed to, whoever the receipt is addressed to.
        pub organization_fiscal_code: OrganizationFiscalCode = "fiscalCode",
        pub outcome: PaymentOutcome = "outcome",
        pub iuv: Iuv = "creditorReferenceId",
        pub amount: Amount = "paymentAmount",
        pub description: Text<140> = "description",
        pub company_name: Text<140> = "companyName",
        pub office_name: Option<Text<140>> = "officeName",
        pub debtor: Subject = "debtor",
        pub transfers: Many<ReceiptTransfer, 5> = "transferList" / "transfer",
        pub psp_id: Text<35> = "idPSP",
        pub psp_fiscal_code: Option<Text<70>> = "pspFiscalCode",
        pub psp_vat_number: Option<Text<20>> = "pspPartitaIVA",
        pub psp_company_name: Text<70> = "PSPCompanyName",
        pub channel_id: Text<35> = "idChannel",
        pub channel_description: Text<35> = "channelDescription",
        pub payer: Option<Subject> = "payer",
        pub payment_method: Option<Text<35>> = "paymentMethod",
        pub payment_note: Option<Text<210>> = "paymentNote",
        /// Paid by the payer, besides the amount.
        pub fee: Option<Amount> = "fee",
        /// Paid by the organization in the payer's stead.
        pub organization_fee: Option<Amount> = "primaryCiIncurredFee",
        pub bundle_id: Option<Text<70>> = "idBundle",
        pub organization_bundle_id: Option<Text<70>> = "idCiBundle",
        pub paid_at: Option<Timestamp> = "paymentDateTime",
        /// When the payment took effect for the payer.
        pub application_date: Option<Date> = "applicationDate",
        /// When the money is sent to the organizations.
        pub transfer_date: Option<Date> = "transferDate",
        pub metadata: Metadata = "metadata",
        /// Whether pagoPA answered in the place of the organization.
        pub stand_in: Option<bool> = "standIn",
    }
}

impl Receipt {
    /// The bytes that stand for the receipt, the same for every message that says the same:
    /// indentation, comments, prefixes, time zones and padding of amounts make no difference.
    ///
    /// Hashes of these bytes are kept for years: they may never change for a receipt that could
    /// already have been received.
    pub fn canonical_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.element("receipt", |writer| self.write(writer));
        writer.finish().into_bytes()
    }
}

record! {
    /// A part of the amount and where it went (`ctTransferPAReceiptV2`).
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct ReceiptTransfer {
        pub index: TransferIndex = "idTransfer",
        pub amount: PositiveAmount = "transferAmount",
        pub organization_fiscal_code: OrganizationFiscalCode = "fiscalCodePA",
        pub company_name: Option<Text<140>> = "companyName",
        pub target: ReceiptTransferTarget,
        pub remittance_information: Text<140> = "remittanceInformation",
        pub category: TransferCategory = "transferCategory",
        pub metadata: Metadata = "metadata",
    }
}

choice! {
    /// The account that was credited, or the digital revenue stamp that was bought.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum ReceiptTransferTarget {
        Iban(Text<35>) = "IBAN",
        /// The signed XML of the stamp.
        Stamp(Attachment) = "MBDAttachment",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::samples::{RECEIPT_REQUEST, enveloped};
    use crate::strategies::receipt;
    use crate::{Limits, Request, decode_request};

    fn receipt_of(message: &str) -> Receipt {
        let body = enveloped(message);
        match decode_request(None, body.as_bytes(), &Limits::default()) {
            Ok(Request::SendRtV2(request)) => request.receipt,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn receipts_that_say_the_same_have_the_same_canonical_bytes() {
        let canonical = receipt_of(RECEIPT_REQUEST).canonical_bytes();
        let table = [
            ("\n      ", ""),
            ("<receipt>", "<receipt><!-- di nuovo -->"),
            ("<idPA>77777777777", "<idPA>66666666666"),
            ("<fee>1.50", "<fee> 001.50 "),
            ("&amp;", "<![CDATA[&]]>"),
            ("<standIn>false", "<standIn>0"),
            ("PG1hcmNhRGFC\nb2xsby8+", "PG1hcmNhRGFCb2xsby8+"),
            ("2026-07-01T10:15:30.250<", "2026-07-01T08:15:30.25Z<"),
            ("<applicationDate>2026-07-01<", "<applicationDate>2026-07-01+02:00<"),
            ("<idTransfer>1<", "<idTransfer>01<"),
        ];
        for (from, to) in table {
            let message = RECEIPT_REQUEST.replace(from, to);
            assert_ne!(message, RECEIPT_REQUEST, "{from}");
            assert_eq!(receipt_of(&message).canonical_bytes(), canonical, "{to}");
        }
    }

    /// The bytes are kept as hashes: this test may grow, what it expects may not change.
    #[test]
    fn the_canonical_bytes_are_the_elements_without_indentation_and_with_instants_in_utc() {
        let (_, receipt) = RECEIPT_REQUEST.split_once("</idStation>").unwrap();
        let receipt = receipt.replace("</paf:paSendRTV2Request>", "");
        let receipt = receipt.replace("2026-07-01T10:15:30.250", "2026-07-01T08:15:30.25Z");
        let expected: String = receipt.lines().map(str::trim).collect();
        let bytes = receipt_of(RECEIPT_REQUEST).canonical_bytes();
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    }

    #[test]
    fn the_debug_form_of_a_receipt_does_not_tell_whose_it_is() {
        let shown = format!("{:?}", receipt_of(RECEIPT_REQUEST));
        let secrets = [
            "Rossi",
            "RSSMRA80A01H501U",
            "example.it",
            "Olmo",
            "12/b",
            "00100",
            "\"RM\"",
            "Studio Bianchi",
            "12345678903",
            "marcaDaBollo",
        ];
        for secret in secrets {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
        assert!(shown.contains("c110729d258c4ab1b765fe902aae41d6"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn different_receipts_have_different_canonical_bytes(one in receipt(), other in receipt()) {
            prop_assert_eq!(one == other, one.canonical_bytes() == other.canonical_bytes());
        }
    }
}
