//! What was filled in of a service.

use iuvo_domain::{
    ServiceId,
    directory::{CatalogCode, Service, ServiceDefect, ServiceKind},
    one_line,
};
use jiff::civil::Date;
use pagopa_codes::TransferCategory;

use crate::{
    backoffice::defects::Defect,
    pages::{Texts, form::Form, short_date},
};

/// A service as it was filled in.
#[derive(Default)]
pub(super) struct Filled {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) is_spontaneous: bool,
    pub(super) category: String,
    pub(super) note: String,
    pub(super) valid_from: String,
    pub(super) valid_to: String,
    pub(super) catalog_service: String,
    pub(super) catalog_subject: String,
}

impl Filled {
    pub(super) fn of_form(form: &Form) -> Self {
        let field = |name| form.field(name).chars().take(1_000).collect::<String>();
        Self {
            code: field("codice"),
            name: field("nome"),
            is_spontaneous: form.field("tipo") == "spontaneo",
            category: field("tassonomia"),
            note: field("nota"),
            valid_from: field("valido-dal"),
            valid_to: field("valido-fino-al"),
            catalog_service: field("catalogo-servizio"),
            catalog_subject: field("catalogo-soggetto"),
        }
    }

    pub(super) fn of(service: &Service) -> Self {
        let category = service.transfer_category.as_ref();
        let catalog = service.catalog.clone();
        let (catalog_service, catalog_subject) =
            catalog.map(|it| (it.service, it.subject)).unwrap_or_default();
        Self {
            code: service.code.clone(),
            name: service.name.clone(),
            is_spontaneous: service.kind == ServiceKind::Spontaneous,
            category: category.map(|it| it.as_str().to_owned()).unwrap_or_default(),
            note: service.note.clone().unwrap_or_default(),
            valid_from: service.valid_from.map(short_date).unwrap_or_default(),
            valid_to: service.valid_to.map(short_date).unwrap_or_default(),
            catalog_service,
            catalog_subject,
        }
    }

    /// The service that the first of two clicks has written.
    pub(super) fn written_before<'a>(&self, services: &'a [Service]) -> Option<&'a Service> {
        let of_code = services.iter().find(|it| it.code == self.code)?;
        let same = self.read(of_code.id, services).ok()?;
        (same == *of_code).then_some(of_code)
    }

    /// The service that it tells, or what is wrong with its fields.
    pub(super) fn read(&self, id: ServiceId, others: &[Service]) -> Result<Service, Vec<Defect>> {
        let t = Texts::italian();
        let mut defects = Vec::new();
        let category = Some(&self.category).filter(|it| !it.is_empty());
        let category = category
            .map(|it| TransferCategory::parse(it).ok().filter(TransferCategory::is_well_formed));
        if category == Some(None) {
            defects.push(Defect { field: "tassonomia".into(), text: t.say("category-wrong") });
        }
        let mut read_day = |field: &'static str, text: &str| {
            let day = day(text);
            if day.is_none() && !text.is_empty() {
                defects.push(Defect { field: field.into(), text: t.say("day-wrong") });
            }
            day
        };
        let valid_from = read_day("valido-dal", &self.valid_from);
        let valid_to = read_day("valido-fino-al", &self.valid_to);
        let some = |it: &str| Some(one_line(it)).filter(|it| !it.is_empty());
        let has_catalog = !self.catalog_service.is_empty() || !self.catalog_subject.is_empty();
        let service = Service {
            id,
            code: self.code.trim().to_owned(),
            name: one_line(&self.name),
            kind: if self.is_spontaneous {
                ServiceKind::Spontaneous
            } else {
                ServiceKind::Precalculated
            },
            transfer_category: category.flatten(),
            note: some(&self.note),
            valid_from,
            valid_to,
            catalog: has_catalog.then(|| CatalogCode {
                service: self.catalog_service.clone(),
                subject: self.catalog_subject.clone(),
            }),
        };
        defects.extend(service.defects(others).into_iter().map(|it| told(t, it)));
        if defects.is_empty() { Ok(service) } else { Err(defects) }
    }
}

/// What is wrong, at its field.
fn told(t: &Texts, defect: ServiceDefect) -> Defect {
    let (field, text) = match defect {
        ServiceDefect::Code => ("codice", t.say("service-code-wrong")),
        ServiceDefect::CodeTaken => ("codice", t.say("service-code-taken")),
        ServiceDefect::Name => ("nome", t.say("service-name-wrong")),
        ServiceDefect::Note => ("nota", t.say("service-note-wrong")),
        ServiceDefect::OtherIsAlwaysValid => ("valido-dal", t.say("service-other-always")),
        ServiceDefect::DatesInDisorder => ("valido-fino-al", t.say("service-dates-disorder")),
        ServiceDefect::CatalogCode => ("catalogo-servizio", t.say("catalog-code-wrong")),
        ServiceDefect::CatalogNeedsDeclared => {
            ("catalogo-servizio", t.say("catalog-needs-declared"))
        }
        ServiceDefect::CatalogTaken(code) => {
            ("catalogo-servizio", t.fill("catalog-taken", &[("code", &code)]))
        }
    };
    Defect { field: field.into(), text }
}

/// `2026-11-22`, or as people write it: `22/11/2026`.
pub(super) fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    text.parse().ok().or_else(|| Date::strptime("%d/%m/%Y", text).ok())
}
