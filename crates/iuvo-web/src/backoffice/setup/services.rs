//! Services for which people pay.

use axum::{http::StatusCode, response::Response};
use iuvo_domain::{
    access::Action,
    directory::{Service, ServiceKind},
};

use crate::{
    backoffice::{
        Desk, Refusal, Section,
        table::{Cell, Table},
        watch::ListPage,
    },
    pages::{Texts, page, short_date},
};

pub(super) async fn list(desk: Desk) -> Result<Response, Refusal> {
    desk.demand(Action::ReadSetup)?;
    let t = Texts::italian();
    let row = |it: &Service| {
        let kind = match it.kind {
            ServiceKind::Precalculated => t.say("service-precalculated"),
            ServiceKind::Spontaneous => t.say("service-spontaneous"),
        };
        let codes = desk.profile.accounting.iter().filter(|(id, _)| *id == it.id);
        let codes = codes.map(|(_, codes)| {
            let assessment = codes.assessment().map(|it| format!(" / {it}")).unwrap_or_default();
            format!("{}: {}{assessment}", codes.year(), codes.chapter())
        });
        let category = it.transfer_category.as_ref().map(|it| it.as_str().to_owned());
        vec![
            Cell::number(it.code.clone()),
            Cell::text(it.name.clone()),
            Cell::text(kind),
            Cell::number(category.unwrap_or_default()),
            Cell::text(it.valid_from.map(short_date).unwrap_or_default()),
            Cell::text(it.valid_to.map(short_date).unwrap_or_default()),
            Cell::text(codes.collect::<Vec<_>>().join("; ")),
        ]
    };
    let mut services: Vec<&Service> = desk.profile.services.iter().collect();
    services.sort_by(|one, other| one.code.cmp(&other.code));
    let table = Table {
        caption: t.say("menu-services"),
        columns: vec![
            t.say("service-code"),
            t.say("service"),
            t.say("service-kind"),
            t.say("taxonomy-code"),
            t.say("valid-from"),
            t.say("valid-to"),
            t.say("accounting"),
        ],
        rows: services.into_iter().map(row).collect(),
        empty: String::new(),
    };
    let frame = desk.frame(Section::Services, t.say("menu-services"));
    let lead = t.say("services-lead");
    Ok(page(StatusCode::OK, &ListPage { frame, lead, table, next: None }))
}
