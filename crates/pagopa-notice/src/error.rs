//! Why a notice or a receipt is not printed, in Italian: who reads this prepares notices.

use crate::field::Field;

/// Why the printer cannot be prepared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PressError {
    /// A font of the program does not have the form of one.
    #[error("il carattere di stampa {name} non è leggibile")]
    Font {
        /// The name of the font.
        name: &'static str,
    },
}

/// Why an image of the operator is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImageError {
    /// Neither PNG nor JPEG.
    #[error("l'immagine non è né PNG né JPEG")]
    UnknownFormat,
    /// The bytes cannot be decoded to their end.
    #[error("l'immagine {format} è danneggiata o incompleta")]
    Damaged {
        /// PNG or JPEG.
        format: &'static str,
    },
    /// A JPEG in colors of print (CMYK), which the archival profile of the page excludes.
    #[error("l'immagine JPEG è in quadricromia (CMYK): serve in RGB o in scala di grigi")]
    FourColors,
    /// More pixels than a logo can show.
    #[error("l'immagine è di {width}×{height} punti: il massimo è {max}×{max}")]
    TooLarge {
        /// Pixels per row.
        width: u32,
        /// Rows.
        height: u32,
        /// The most of each.
        max: u32,
    },
}

/// Why a notice is not printed. Nothing is written when one of these is returned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoticeError {
    /// A mandatory text is empty.
    #[error("{field}: manca")]
    Missing {
        /// Which text.
        field: Field,
    },
    /// A text is longer than the guide to notices allows.
    #[error("{field}: {length} caratteri, il massimo è {max}")]
    TooLong {
        /// Which text.
        field: Field,
        /// Its length in characters.
        length: usize,
        /// The longest allowed.
        max: usize,
    },
    /// A text has a control character.
    #[error("{field}: contiene un carattere di controllo (U+{code_point:04X})")]
    ControlCharacter {
        /// Which text.
        field: Field,
        /// Its number in Unicode.
        code_point: u32,
    },
    /// A text has a letter that the prescribed typefaces lack.
    #[error(
        "{field}: il carattere «{letter}» (U+{:04X}) manca nei caratteri di stampa",
        u32::from(*letter)
    )]
    Unprintable {
        /// Which text.
        field: Field,
        /// The letter.
        letter: char,
    },
    /// A code does not have its form.
    #[error("{field}: {expected}")]
    Malformed {
        /// Which code.
        field: Field,
        /// What it has to be.
        expected: &'static str,
    },
    /// The amount is not positive or exceeds what a notice may ask.
    #[error("importo: deve essere fra 0,01 e 999.999.999,99 euro")]
    AmountOutOfRange,
    /// The amount does not fit the ten digits of the postal slip.
    #[error("importo: il bollettino postale arriva a 99.999.999,99 euro")]
    AmountTooLargeForSlip,
    /// The due date cannot be written as dd/mm/yyyy.
    #[error("scadenza: l'anno deve essere fra 1900 e 2999")]
    DueDateOutOfRange,
    /// The marks of Poste Italiane, which are the operator's to supply, are missing.
    #[error(
        "bollettino postale: mancano i marchi di Poste Italiane ({missing}); \
         si aggiungono alla cartella dei marchi"
    )]
    PostalMarksMissing {
        /// Which of them, by file name without extension.
        missing: String,
    },
    /// The fonts cannot be prepared for its letters.
    #[error(transparent)]
    Press(#[from] PressError),
    /// A bar code cannot be made of these data.
    #[error("{code}: non si può comporre con questi dati")]
    Code {
        /// QR code or Data Matrix.
        code: &'static str,
    },
}

impl NoticeError {
    /// Which text it speaks of, if it is about one.
    pub const fn field(&self) -> Option<Field> {
        match self {
            Self::Missing { field }
            | Self::TooLong { field, .. }
            | Self::ControlCharacter { field, .. }
            | Self::Unprintable { field, .. }
            | Self::Malformed { field, .. } => Some(*field),
            Self::AmountOutOfRange
            | Self::AmountTooLargeForSlip
            | Self::DueDateOutOfRange
            | Self::PostalMarksMissing { .. }
            | Self::Press(_)
            | Self::Code { .. } => None,
        }
    }
}
