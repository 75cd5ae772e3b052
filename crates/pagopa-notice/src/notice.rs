//! What is printed on a notice, typed: who holds a [`Notice`] holds texts that fit their fields.
//!
//! Limits are those of the guide to notices 3.5.1.

use jiff::civil::Date;
use pagopa_codes::{Cents, NoticeNumber, OrganizationFiscalCode};

use crate::error::NoticeError;
use crate::field::{Field, Text};
use crate::image::Logo;

/// Where a body can be paid online, beside the channels everybody has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnlineChannel {
    /// Nowhere of its own.
    #[default]
    None,
    /// On its site.
    Site,
    /// In its app.
    App,
    /// On its site and in its app.
    SiteAndApp,
}

/// The interbank code of a body (CBILL, SIA).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cbill(String);

impl Cbill {
    /// Parses a code: letters and digits, at most seven; capitals are made of small letters.
    /// Codes have five characters; the print service of pagoPA accepts longer ones.
    pub fn parse(text: &str) -> Result<Self, NoticeError> {
        let code = text.trim().to_ascii_uppercase();
        let is_code =
            (1..=7).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if is_code {
            return Ok(Self(code));
        }
        Err(NoticeError::Malformed {
            field: Field::Cbill,
            expected: "deve avere cinque lettere o cifre",
        })
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The postal account that slips are paid to, and the permission to print them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostalAccount {
    number: String,
    /// Who holds it; may differ from the body's name.
    pub holder: Text<50>,
    /// The authorization of Poste Italiane, as it has to be printed.
    pub authorization: Text<60>,
}

impl PostalAccount {
    /// Parses an account: its number has one to twelve digits.
    pub fn parse(number: &str, holder: &str, authorization: &str) -> Result<Self, NoticeError> {
        let number = number.trim();
        let is_number =
            (1..=12).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number {
            return Err(NoticeError::Malformed {
                field: Field::PostalAccount,
                expected: "deve avere da una a dodici cifre",
            });
        }
        Ok(Self {
            number: number.to_owned(),
            holder: Text::parse(Field::PostalHolder, holder)?,
            authorization: Text::parse(Field::PostalAuthorization, authorization)?,
        })
    }

    /// The number, as it was given.
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The texts that are set in the faces for words.
    pub(crate) fn texts(&self) -> [(Field, &str); 2] {
        [
            (Field::PostalHolder, self.holder.as_str()),
            (Field::PostalAuthorization, self.authorization.as_str()),
        ]
    }
}

/// The body that asks for the payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Creditor {
    /// Its fiscal code.
    pub fiscal_code: OrganizationFiscalCode,
    /// Its name.
    pub name: Text<100>,
    /// Its department.
    pub department: Option<Text<50>>,
    /// How to reach it; items are separated by `·`.
    pub contacts: Option<Text<100>>,
    /// Its interbank code.
    pub cbill: Option<Cbill>,
    /// Where it can be paid online.
    pub online: OnlineChannel,
    /// Its logo.
    pub logo: Option<Logo>,
}

/// Where the debtor is written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Street and number.
    pub street: Option<Text<150>>,
    /// Postal code, town and province: `00100 Roma (RM)`.
    pub town: Option<Text<140>>,
}

/// Who is asked to pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Debtor {
    /// The fiscal code, left out only if it is unknown. It stands here as the archive has it: who
    /// is known by another code, or by a wrong one, is asked under it all the same.
    pub fiscal_code: Option<Text<16>>,
    /// The name.
    pub name: Text<70>,
    /// The address.
    pub address: Option<Address>,
}

/// A payment with one notice number: all of a debt, or an instalment of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The body.
    pub creditor: Creditor,
    /// The debtor.
    pub debtor: Debtor,
    /// What is being paid.
    pub subject: Text<90>,
    /// Which instalment of a plan it is, from 1; none if all is paid at once.
    pub installment: Option<u16>,
    /// The notice number (*codice avviso*).
    pub number: NoticeNumber,
    /// How much: 0.01 to 999,999,999.99 euro.
    pub amount: Cents,
    /// By when.
    pub due: Option<Date>,
    /// The account of the postal slip, if there is to be one.
    pub postal: Option<PostalAccount>,
}

/// The largest amount that a notice may ask.
const MOST_CENTS: i64 = 99_999_999_999;

impl Notice {
    /// Whether amount and date can be printed as the guide wants them.
    pub(crate) fn check(&self) -> Result<(), NoticeError> {
        if !(1..=MOST_CENTS).contains(&self.amount.get()) {
            return Err(NoticeError::AmountOutOfRange);
        }
        match self.due {
            Some(due) if !(1900..=2999).contains(&due.year()) => {
                Err(NoticeError::DueDateOutOfRange)
            }
            _ => Ok(()),
        }
    }

    /// Every text that is set in the faces for words.
    pub(crate) fn texts(&self) -> Vec<(Field, &str)> {
        let mut texts = vec![
            (Field::Subject, self.subject.as_str()),
            (Field::CreditorName, self.creditor.name.as_str()),
            (Field::DebtorName, self.debtor.name.as_str()),
        ];
        let (creditor, debtor) = (&self.creditor, &self.debtor);
        texts.extend(debtor.fiscal_code.iter().map(|text| (Field::DebtorCode, text.as_str())));
        texts.extend(creditor.department.iter().map(|text| (Field::Department, text.as_str())));
        texts.extend(creditor.contacts.iter().map(|text| (Field::Contacts, text.as_str())));
        if let Some(address) = &debtor.address {
            texts.extend(address.street.iter().map(|text| (Field::Street, text.as_str())));
            texts.extend(address.town.iter().map(|text| (Field::Town, text.as_str())));
        }
        texts.extend(self.postal.iter().flat_map(PostalAccount::texts));
        texts
    }
}
