//! Reading what operators type, with reasons they can act on.
//!
//! `clap` puts the name of the option before the reason.

use iuvo_app::rome;
use iuvo_domain::{
    Environment,
    access::Role,
    directory::{Primitives, Slug, SlugDefect},
};
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};
use pagopa_codes::{
    Iban, IbanError, OrganizationFiscalCode, SegregationCode, StationId, TransferCategory,
};

/// Longest name of a body or broker (paForNode `companyName`).
const LONGEST_NAME: usize = 140;
/// Longest address (RFC 5321: 64 characters, the sign and 255).
const LONGEST_EMAIL: usize = 320;
/// Largest base that 13 digits can write (SANP, "generazione IUV").
const LAST_BASE: u64 = 9_999_999_999_999;

pub(super) fn fiscal_code(text: &str) -> Result<OrganizationFiscalCode, &'static str> {
    let code = OrganizationFiscalCode::parse(text)
        .map_err(|_| "il codice fiscale di un ente ha 11 cifre")?;
    if code.has_valid_check_digit() {
        Ok(code)
    } else {
        Err("l'ultima cifra del codice fiscale non corrisponde alle altre")
    }
}

pub(super) fn environment(text: &str) -> Result<Environment, &'static str> {
    Environment::from_slug(text).ok_or("vale collaudo o produzione")
}

pub(super) fn name(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > LONGEST_NAME {
        return Err("ha da 1 a 140 caratteri");
    }
    Ok(text.to_owned())
}

/// An address by which a person is known, in lower case. Whether it exists, only a message tells.
pub(super) fn email(text: &str) -> Result<String, &'static str> {
    let is_plain = |it: char| !it.is_whitespace() && !it.is_control();
    let parts = text.split_once('@').filter(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.contains('@') && !host.starts_with('.')
    });
    if parts.is_none() || text.chars().count() > LONGEST_EMAIL || !text.chars().all(is_plain) {
        return Err("è un indirizzo come nome@ente.it");
    }
    Ok(text.to_lowercase())
}

pub(super) fn role(text: &str) -> Result<Role, &'static str> {
    match text {
        "amministratore" => Ok(Role::BrokerAdministrator),
        "referente-pagamenti" => Ok(Role::PaymentsContact),
        "referente-tecnico" => Ok(Role::TechnicalContact),
        "operatore" => Ok(Role::Clerk),
        _ => Err("vale amministratore, referente-pagamenti, referente-tecnico o operatore"),
    }
}

pub(super) fn slug(text: &str) -> Result<String, &'static str> {
    Slug::parse(text).map(|it| it.to_string()).map_err(|defect| match defect {
        SlugDefect::Form => "ha da 1 a 64 lettere minuscole, cifre e trattini",
        SlugDefect::Reserved => "è un indirizzo riservato di Iuvo",
    })
}

pub(super) fn station(text: &str) -> Result<StationId, &'static str> {
    StationId::parse(text).map_err(|_| "ha 11 cifre, un trattino basso e due cifre")
}

pub(super) fn segregation_code(text: &str) -> Result<SegregationCode, &'static str> {
    let code = SegregationCode::parse(text).map_err(|_| "ha due cifre")?;
    if code.is_assignable_to_organizations() {
        Ok(code)
    } else {
        Err("pagoPA assegna agli enti i codici da 00 a 49")
    }
}

pub(super) fn iban(text: &str) -> Result<Iban, &'static str> {
    let iban = Iban::parse(text).map_err(|error| match error {
        IbanError::Length => "un IBAN ha da 15 a 34 caratteri",
        IbanError::Character => "un IBAN ha due lettere, due cifre, poi lettere e cifre",
        IbanError::CheckDigits => "le cifre di controllo dell'IBAN non corrispondono",
        IbanError::NationalLength => "un IBAN italiano o di San Marino ha 27 caratteri",
        IbanError::NationalBank => "ABI e CAB dell'IBAN sono fatti di cifre",
        IbanError::NationalCheck => "il CIN dell'IBAN non corrisponde al conto",
    })?;
    Some(iban).filter(Iban::is_italian).ok_or("il conto di un ente è italiano o di San Marino")
}

pub(super) fn primitives(text: &str) -> Result<Primitives, &'static str> {
    match text {
        "1" => Ok(Primitives::V1),
        "2" => Ok(Primitives::V2),
        _ => Err("vale 1 o 2"),
    }
}

/// What a clock in Rome shows, once and only once: October's repeated hour and March's missing
/// one name no instant.
pub(super) fn instant(text: &str) -> Result<Timestamp, &'static str> {
    let civil: Option<DateTime> = text.contains('T').then(|| text.parse().ok()).flatten();
    let civil = civil.ok_or("è una data con l'ora, come 2026-12-31T22:00")?;
    rome()
        .to_ambiguous_timestamp(civil)
        .unambiguous()
        .map_err(|_| "quell'ora non c'è o c'è due volte, per il cambio dell'ora")
}

pub(super) fn date(text: &str) -> Result<Date, &'static str> {
    text.parse().map_err(|_| "è una data come 2026-12-31")
}

pub(super) fn category(text: &str) -> Result<TransferCategory, &'static str> {
    TransferCategory::parse(text)
        .ok()
        .filter(TransferCategory::is_well_formed)
        .ok_or("è un codice della tassonomia, come 9/0101101IM/")
}

pub(super) fn catalog_code(text: &str) -> Result<String, &'static str> {
    let is_so = text.len() == 5 && text.bytes().all(|it| it.is_ascii_alphanumeric());
    if is_so { Ok(text.to_owned()) } else { Err("ha cinque cifre o lettere") }
}

pub(super) fn base(text: &str) -> Result<u64, &'static str> {
    text.parse().ok().filter(|it| *it <= LAST_BASE).ok_or("è un numero di 13 cifre al massimo")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said_in_words() {
        for (found, expected) in [
            (fiscal_code("9900000001").err(), Some("il codice fiscale di un ente ha 11 cifre")),
            (
                fiscal_code("99000000011").err(),
                Some("l'ultima cifra del codice fiscale non corrisponde alle altre"),
            ),
            (fiscal_code("99000000010").err(), None),
            (slug("node").err(), Some("è un indirizzo riservato di Iuvo")),
            (slug("Comune").err(), Some("ha da 1 a 64 lettere minuscole, cifre e trattini")),
            (slug("comune-di-esempio").err(), None),
            (segregation_code("50").err(), Some("pagoPA assegna agli enti i codici da 00 a 49")),
            (segregation_code("2").err(), Some("ha due cifre")),
            (
                iban("IT61X0542811101000000123456").err(),
                Some("le cifre di controllo dell'IBAN non corrispondono"),
            ),
            (iban("IT60X0542811101000000123456").err(), None),
            (
                iban("DE89370400440532013000").err(),
                Some("il conto di un ente è italiano o di San Marino"),
            ),
            (instant("2026-12-31").err(), Some("è una data con l'ora, come 2026-12-31T22:00")),
            (instant("31/12").err(), Some("è una data con l'ora, come 2026-12-31T22:00")),
            (
                instant("2026-03-29T02:30").err(),
                Some("quell'ora non c'è o c'è due volte, per il cambio dell'ora"),
            ),
            (
                instant("2026-10-25T02:30").err(),
                Some("quell'ora non c'è o c'è due volte, per il cambio dell'ora"),
            ),
            (instant("2026-10-25T03:00").err(), None),
            (primitives("3").err(), Some("vale 1 o 2")),
            (email("rp@comune.example").err(), None),
            (email("rp@comune@altro.it").err(), Some("è un indirizzo come nome@ente.it")),
            (email("r p@comune.it").err(), Some("è un indirizzo come nome@ente.it")),
            (email("rp").err(), Some("è un indirizzo come nome@ente.it")),
            (role("referente-tecnico").err(), None),
            (base("10000000000000").err(), Some("è un numero di 13 cifre al massimo")),
            (date("31/12/2026").err(), Some("è una data come 2026-12-31")),
            (category("TARI").err(), Some("è un codice della tassonomia, come 9/0101101IM/")),
        ] {
            assert_eq!(found, expected);
        }
    }
}
