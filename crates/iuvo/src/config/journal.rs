//! What is remembered, for how long, and the keys that seal it.

use std::path::Path;

use iuvo_app::{
    journal::Keep,
    sealing::{MasterKeyError, Sealer},
};
use jiff::SignedDuration;

use super::{keys, reader::Reader};

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
    let mut days = |key| reader.optional(key, days);
    Keep {
        positions: days(keys::KEEP_POSITIONS_DAYS).unwrap_or(default.positions),
        questions: days(keys::KEEP_QUESTIONS_DAYS).unwrap_or(default.questions),
        refused_messages: days(keys::KEEP_REFUSED_DAYS).unwrap_or(default.refused_messages),
        calls: days(keys::KEEP_CALLS_DAYS).unwrap_or(default.calls),
    }
}

fn days(text: &str) -> Result<SignedDuration, &'static str> {
    let days = text.parse().ok().filter(|it| (1..=36_600).contains(it));
    let days: i64 = days.ok_or("è un numero di giorni, da 1 a 36600")?;
    Ok(SignedDuration::from_hours(days.saturating_mul(24)))
}
