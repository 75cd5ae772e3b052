//! What is remembered, for how long, and the keys that seal it.

use std::path::Path;

use iuvo_app::{
    journal::Keep,
    sealing::{MasterKeyError, Sealer},
};
use jiff::SignedDuration;

use super::{keys, reader::Reader};

/// A shorter time would forget carts whose receipts are under way ([`Cart::UNDER_WAY`]).
///
/// [`Cart::UNDER_WAY`]: iuvo_domain::cart::Cart::UNDER_WAY
const LEAST_CART_DAYS: i64 = 30;

/// Reads the master keys. Where real money moves they must be there.
pub(super) fn read_sealer(reader: &mut Reader, is_production: bool) -> Option<Sealer> {
    if is_production && !reader.is_given(keys::MASTER_KEY_FILE) {
        reader.refuse(keys::MASTER_KEY_FILE, "manca: serve per rispondere al Nodo in produzione");
    }
    reader.optional(keys::MASTER_KEY_FILE, |it| sealer(Path::new(it)))
}

/// Reads a master-key file. What is in it is never repeated.
pub(crate) fn sealer(path: &Path) -> Result<Sealer, String> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("il file {} non si legge: {error}", path.display()))?;
    Sealer::from_master_keys(&text).map_err(|error| {
        let what = match error {
            MasterKeyError::Empty => "non ha chiavi".to_owned(),
            MasterKeyError::Line { line } => {
                format!("alla riga {line} non ha 32 byte in Base64")
            }
        };
        format!("il file {} {what}", path.display())
    })
}

/// Reads how long things are kept.
pub(super) fn read_keep(reader: &mut Reader) -> Keep {
    let default = Keep::default();
    let mut days = |key, least| reader.optional(key, |it| days(it, least));
    Keep {
        positions: days(keys::KEEP_POSITIONS_DAYS, 1).unwrap_or(default.positions),
        questions: days(keys::KEEP_QUESTIONS_DAYS, 1).unwrap_or(default.questions),
        refused_messages: days(keys::KEEP_REFUSED_DAYS, 1).unwrap_or(default.refused_messages),
        calls: days(keys::KEEP_CALLS_DAYS, 1).unwrap_or(default.calls),
        carts: days(keys::KEEP_CARTS_DAYS, LEAST_CART_DAYS).unwrap_or(default.carts),
        files: days(keys::KEEP_FILES_DAYS, 1).unwrap_or(default.files),
    }
}

fn days(text: &str, least: i64) -> Result<SignedDuration, String> {
    let days = text.parse().ok().filter(|it| (least..=36_600).contains(it));
    let days: i64 = days.ok_or_else(|| format!("è un numero di giorni, da {least} a 36600"))?;
    Ok(SignedDuration::from_hours(days.saturating_mul(24)))
}

#[cfg(test)]
mod tests {
    use iuvo_domain::cart::Cart;

    use super::*;

    #[test]
    fn a_cart_is_never_kept_shorter_than_its_receipts_are_under_way() {
        assert!(days(&(LEAST_CART_DAYS - 1).to_string(), LEAST_CART_DAYS).is_err());
        assert_eq!(days(&LEAST_CART_DAYS.to_string(), LEAST_CART_DAYS), Ok(Cart::UNDER_WAY));
    }
}
