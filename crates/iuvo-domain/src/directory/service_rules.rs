//! What a service must satisfy, whoever writes it.

use super::{CatalogCode, Service, ServiceKind};

/// Why a service cannot be written so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServiceDefect {
    /// The code is empty or longer than [`Service::LONGEST`] characters.
    Code,
    /// Another service has the code.
    CodeTaken,
    /// The name is empty or longer than [`Service::LONGEST`] characters.
    Name,
    /// The note is longer than [`Service::LONGEST_NOTE`] characters.
    Note,
    /// [`Service::OTHER`] takes what no other service claims: it holds always.
    OtherIsAlwaysValid,
    /// The last day comes before the first.
    DatesInDisorder,
    /// The codes of pagoPA's catalog are not two of five letters or digits.
    CatalogCode,
    /// A notice is demanded for what the payer declares, under one category.
    CatalogNeedsDeclared,
    /// Another service, named by its code, has that place in the catalog.
    CatalogTaken(String),
}

impl Service {
    /// Longest code and name: as a body's name on a notice.
    pub const LONGEST: usize = 140;
    /// Longest note.
    pub const LONGEST_NOTE: usize = 250;

    /// What is wrong with it beside the others of its workspace, itself as it was among them; in
    /// the order of the fields.
    pub fn defects(&self, others: &[Self]) -> Vec<ServiceDefect> {
        let mut others = others.iter().filter(|it| it.id != self.id);
        let fits = |text: &str, longest| (1..=longest).contains(&text.trim().chars().count());
        let is_other = self.code == Self::OTHER;
        let has_dates = self.valid_from.is_some() || self.valid_to.is_some();
        let is_disordered =
            self.valid_from.zip(self.valid_to).is_some_and(|(first, last)| last < first);
        let declares = self.kind == ServiceKind::Spontaneous && self.transfer_category.is_some();
        let is_in_catalog = self.catalog.is_some();
        let holder = others.clone().find(|it| is_in_catalog && it.catalog == self.catalog);
        let mut defects = Vec::new();
        let mut tell = |is_wrong: bool, defect: ServiceDefect| {
            if is_wrong {
                defects.push(defect);
            }
        };
        tell(!fits(&self.code, Self::LONGEST), ServiceDefect::Code);
        tell(others.any(|it| it.code == self.code), ServiceDefect::CodeTaken);
        tell(!fits(&self.name, Self::LONGEST), ServiceDefect::Name);
        let note = self.note.as_deref();
        tell(note.is_some_and(|it| !fits(it, Self::LONGEST_NOTE)), ServiceDefect::Note);
        tell(is_other && has_dates, ServiceDefect::OtherIsAlwaysValid);
        tell(is_disordered, ServiceDefect::DatesInDisorder);
        tell(self.catalog.as_ref().is_some_and(|it| !it.is_sayable()), ServiceDefect::CatalogCode);
        tell(is_in_catalog && !declares, ServiceDefect::CatalogNeedsDeclared);
        if let Some(holder) = holder {
            defects.push(ServiceDefect::CatalogTaken(holder.code.clone()));
        }
        defects
    }
}

impl CatalogCode {
    /// Whether both codes are five letters or digits, as the messages carry them.
    pub fn is_sayable(&self) -> bool {
        let fits = |it: &str| it.len() == 5 && it.bytes().all(|it| it.is_ascii_alphanumeric());
        fits(&self.service) && fits(&self.subject)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;
    use crate::ServiceId;

    fn service(number: u128, code: &str) -> Service {
        Service {
            id: ServiceId::new(Uuid::from_u128(number)),
            code: code.to_owned(),
            name: "Tassa sui rifiuti".to_owned(),
            kind: ServiceKind::Precalculated,
            transfer_category: None,
            note: None,
            valid_from: None,
            valid_to: None,
            catalog: None,
        }
    }

    fn catalog(service: &str) -> CatalogCode {
        CatalogCode { service: service.to_owned(), subject: "00001".to_owned() }
    }

    #[test]
    fn a_service_is_judged_beside_the_others() {
        let declared = Service {
            kind: ServiceKind::Spontaneous,
            transfer_category: "9/0101101IM/".parse().ok(),
            catalog: Some(catalog("00001")),
            ..service(1, "MENSA")
        };
        let others = [declared.clone(), service(2, "TARI")];
        assert_eq!(declared.defects(&others), []);
        let days = |first, last| Service {
            valid_from: Some(first),
            valid_to: Some(last),
            ..service(3, "IMU")
        };
        let (one, other) = (date(2026, 1, 1), date(2026, 1, 2));
        assert_eq!(days(one, one).defects(&others), []);
        for (wrong, defect) in [
            (service(3, " "), ServiceDefect::Code),
            (service(3, &"x".repeat(141)), ServiceDefect::Code),
            (service(3, "TARI"), ServiceDefect::CodeTaken),
            (Service { name: String::new(), ..service(3, "IMU") }, ServiceDefect::Name),
            (Service { note: Some("x".repeat(251)), ..service(3, "IMU") }, ServiceDefect::Note),
            (
                Service { valid_to: Some(one), ..service(3, Service::OTHER) },
                ServiceDefect::OtherIsAlwaysValid,
            ),
            (days(other, one), ServiceDefect::DatesInDisorder),
            (
                Service { catalog: Some(catalog("1")), ..declared.clone() },
                ServiceDefect::CatalogCode,
            ),
            (
                Service { transfer_category: None, ..declared.clone() },
                ServiceDefect::CatalogNeedsDeclared,
            ),
            (
                Service { id: ServiceId::new(Uuid::max()), code: "BAR".to_owned(), ..declared },
                ServiceDefect::CatalogTaken("MENSA".to_owned()),
            ),
        ] {
            assert_eq!(wrong.defects(&others), [defect]);
        }
    }
}
