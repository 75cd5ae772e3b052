//! The Data Matrix of the postal slip.
//!
//! Poste Italiane, "Bollettino PA integrato nell'avviso AgID": exactly 256 characters, in which the
//! code line is at 13, the body's fiscal code at 66, the debtor at 77 and the subject at 133.
//! The reference notices print it as 48 × 48 modules; we do too, and step up to 52 × 52 only if a
//! text of many digits and signs does not fit.

use datamatrix::data::EncodationType;
use datamatrix::{DataMatrixBuilder, SymbolSize};

use super::Modules;
use super::transliteration::fixed;
use crate::error::NoticeError;
use crate::notice::{Notice, PostalAccount};

/// The largest amount that ten digits of cents hold.
const MOST_CENTS: i64 = 9_999_999_999;

/// What the Data Matrix of a slip says.
#[derive(Clone, PartialEq, Eq)]
pub struct PostalCode(String);

impl PostalCode {
    /// The text for a notice paid to a postal account.
    pub fn new(notice: &Notice, account: &PostalAccount) -> Result<Self, NoticeError> {
        let cents = notice.amount.get();
        if cents > MOST_CENTS {
            return Err(NoticeError::AmountTooLargeForSlip);
        }
        notice.check()?;
        let debtor = notice.debtor.fiscal_code.as_ref().map_or("", |code| code.as_str());
        Ok(Self(format!(
            "codfase=NBPA;18{number}12{account:0>12}10{cents:010}38961P1{body}{debtor}{name}\
             {subject}{filler:12}A",
            number = notice.number.as_str(),
            account = account.number(),
            body = fixed(notice.creditor.fiscal_code.as_str(), 11),
            debtor = fixed(debtor, 16),
            name = fixed(notice.debtor.name.as_str(), 40),
            subject = fixed(notice.subject.as_str(), 110),
            filler = "",
        )))
    }

    /// The text, 256 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn modules(&self) -> Result<Modules, NoticeError> {
        let encode = |size: SymbolSize| {
            DataMatrixBuilder::new()
                .with_encodation_types(EncodationType::Ascii | EncodationType::C40)
                .with_symbol_list(size)
                .encode(self.0.as_bytes())
        };
        let code = encode(SymbolSize::Square48)
            .or_else(|_| encode(SymbolSize::Square52))
            .map_err(|_| NoticeError::Code { code: "Data Matrix" })?;
        let bitmap = code.bitmap();
        let side = u8::try_from(bitmap.width()).unwrap_or(u8::MAX);
        let mut rows = vec![0_u64; bitmap.height()];
        for (x, y) in bitmap.pixels() {
            if let (Some(row), Ok(x)) = (rows.get_mut(y), u32::try_from(x)) {
                *row |= 1_u64.checked_shl(63_u32.saturating_sub(x)).unwrap_or(0);
            }
        }
        Ok(Modules::from_rows(side, rows))
    }
}

/// It names a debtor.
impl std::fmt::Debug for PostalCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PostalCode({} characters)", self.0.len())
    }
}
