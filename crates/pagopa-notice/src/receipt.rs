//! What is printed on a receipt (*quietanza*), typed; all of it comes from the Node's message
//! (*ricevuta telematica*), nothing from the position.
//!
//! SANP, "Attestazione di pagamento", lists what a copy must show; the rest is recommended.

use jiff::civil::{Date, DateTime};
use pagopa_codes::{Cents, NoticeNumber, OrganizationFiscalCode, TransferCategory};

use crate::error::NoticeError;
use crate::field::{Field, Text};
use crate::image::Logo;

/// A person or a body, as the receipt names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Fiscal code or VAT number; receipts may have others.
    pub code: Text<16>,
    /// The name.
    pub name: Text<70>,
}

/// The payment service provider that took the money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Its name.
    pub name: Text<70>,
    /// Its identifier on pagoPA.
    pub id: Text<35>,
    /// Its fiscal code, or its VAT number.
    pub fiscal_code: Option<Text<70>>,
    /// The channel that was used.
    pub channel: Option<Text<35>>,
}

/// Where a part of the money goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// To an account, as the message writes it: what was credited is printed, right or wrong.
    Account(Text<35>),
    /// Into a digital revenue stamp, with its identifier (IUBD) if it could be read.
    Stamp(Option<Text<255>>),
}

/// A part of the money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptTransfer {
    /// Who gets it.
    pub body: OrganizationFiscalCode,
    /// Its name, which receipts of the first version lack.
    pub name: Option<Text<140>>,
    /// How much.
    pub amount: Cents,
    /// What for.
    pub description: Text<140>,
    /// The code of the taxonomy.
    pub category: TransferCategory,
    /// Where it goes.
    pub destination: Destination,
}

/// The receipt of an executed payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The body that was paid.
    pub body: OrganizationFiscalCode,
    /// Its name.
    pub body_name: Text<140>,
    /// Its office.
    pub office: Option<Text<140>>,
    /// Its logo.
    pub logo: Option<Logo>,
    /// Who owed.
    pub debtor: Party,
    /// Who paid, if the receipt says so.
    pub payer: Option<Party>,
    /// What was paid.
    pub description: Text<140>,
    /// The notice number, if there was a notice.
    pub number: Option<NoticeNumber>,
    /// The IUV.
    pub iuv: Text<35>,
    /// The unique number of the payment (`receiptId`, payment token).
    pub receipt_id: Text<255>,
    /// How much was paid, without the fee.
    pub amount: Cents,
    /// What the payer paid the provider besides.
    pub fee: Option<Cents>,
    /// When, in Italian time; messages may lack it.
    pub paid_at: Option<DateTime>,
    /// When the payment took effect.
    pub applied_on: Option<Date>,
    /// When the money is to reach the bodies.
    pub transferred_on: Option<Date>,
    /// How it was paid.
    pub method: Option<Text<35>>,
    /// Who took the money.
    pub provider: Provider,
    /// Whether pagoPA answered in the place of the body (*Stand-In*).
    pub stand_in: bool,
    /// One to five parts.
    pub transfers: Vec<ReceiptTransfer>,
}

/// The most parts that a payment has.
const MOST_TRANSFERS: usize = 5;

impl Receipt {
    /// Whether it is the receipt of a payment: its parts are its amount.
    pub(crate) fn check(&self) -> Result<(), NoticeError> {
        let malformed =
            |name, expected| NoticeError::Malformed { field: Field::Receipt(name), expected };
        if !(1..=MOST_TRANSFERS).contains(&self.transfers.len()) {
            return Err(malformed("versamenti", "devono essere da uno a cinque"));
        }
        let sum = Cents::checked_sum(self.transfers.iter().map(|transfer| transfer.amount));
        if sum != Some(self.amount) || !self.amount.is_positive() {
            return Err(malformed("importo", "deve essere la somma dei versamenti, positiva"));
        }
        Ok(())
    }

    /// Every text that is set in the faces for words.
    pub(crate) fn texts(&self) -> Vec<(Field, &str)> {
        let provider = &self.provider;
        let mut texts = vec![
            (Field::CreditorName, self.body_name.as_str()),
            (Field::Subject, self.description.as_str()),
            (Field::Receipt("nome del debitore"), self.debtor.name.as_str()),
            (Field::Receipt("codice del debitore"), self.debtor.code.as_str()),
            (Field::Receipt("IUV"), self.iuv.as_str()),
            (Field::Receipt("numero del pagamento"), self.receipt_id.as_str()),
            (Field::Receipt("nome del PSP"), provider.name.as_str()),
            (Field::Receipt("identificativo del PSP"), provider.id.as_str()),
        ];
        texts.extend(named("ufficio", self.office.as_ref()));
        texts.extend(named("modalità di pagamento", self.method.as_ref()));
        texts.extend(named("codice fiscale del PSP", provider.fiscal_code.as_ref()));
        texts.extend(named("canale", provider.channel.as_ref()));
        if let Some(payer) = &self.payer {
            texts.extend(named("nome del versante", Some(&payer.name)));
            texts.extend(named("codice del versante", Some(&payer.code)));
        }
        for transfer in &self.transfers {
            texts.extend(named("nome del beneficiario", transfer.name.as_ref()));
            texts.extend(named("causale", Some(&transfer.description)));
            texts.push((Field::Receipt("codice tassonomico"), transfer.category.as_str()));
            texts.extend(match &transfer.destination {
                Destination::Account(iban) => named("IBAN", Some(iban)),
                Destination::Stamp(id) => named("identificativo della marca da bollo", id.as_ref()),
            });
        }
        texts
    }
}

fn named<'a, const MAX: usize>(
    name: &'static str,
    text: Option<&'a Text<MAX>>,
) -> Option<(Field, &'a str)> {
    text.map(|text| (Field::Receipt(name), text.as_str()))
}
