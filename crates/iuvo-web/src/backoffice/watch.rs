//! What a person has to look at: cases, and work that is stuck.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use iuvo_app::overview::{list_cases, list_stuck_jobs};
use iuvo_domain::{ReviewCaseId, access::Action, receipt::CaseKind};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    Desk, DeskFrame, Refusal, Section,
    table::{Cell, READ_FOR_A_PAGE, Table, cut},
};
use crate::{
    Edge,
    pages::{Texts, grouped, moment, page},
};

/// Jobs that are shown, those that have waited longest.
const MOST_JOBS: i64 = 50;

/// From which case on.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    prima: String,
}

#[derive(Template)]
#[template(path = "backoffice/list.html")]
pub(super) struct ListPage {
    pub(super) frame: DeskFrame,
    pub(super) lead: String,
    pub(super) table: Table,
    pub(super) next: Option<String>,
}

/// The cases opened for a person.
pub(super) async fn cases(
    desk: Desk,
    State(edge): State<Edge>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    desk.demand_everywhere(Action::ReadPositions)?;
    let t = Texts::italian();
    let before = Uuid::parse_str(&asked.prima).unwrap_or(Uuid::max());
    let id = desk.profile.workspace.id;
    let before = ReviewCaseId::new(before);
    let mut found = list_cases(&edge.app, id, before, READ_FOR_A_PAGE).await?;
    let has_more = cut(&mut found);
    let next = found.last().filter(|_| has_more);
    let next = next.map(|it| format!("{}/anomalie?prima={}", desk.base, it.id));
    let rows = found.iter().map(|it| {
        vec![
            Cell::text(moment(it.opened_at)),
            Cell::text(case_name(t, it.kind)),
            Cell::number(grouped(&it.notice_number)),
            Cell::number(it.receipt_id.clone()),
        ]
    });
    let table = Table {
        caption: t.say("menu-cases"),
        columns: vec![
            t.say("opened-at"),
            t.say("what-happened"),
            t.say("notice-code"),
            t.say("receipt-id"),
        ],
        rows: rows.collect(),
        empty: t.say("cases-none"),
    };
    let frame = desk.frame(Section::Cases, t.say("menu-cases"));
    Ok(page(StatusCode::OK, &ListPage { frame, lead: t.say("cases-lead"), table, next }))
}

/// The work that is stuck.
pub(super) async fn jobs(desk: Desk, State(edge): State<Edge>) -> Result<Response, Refusal> {
    desk.demand(Action::ReadSetup)?;
    let t = Texts::italian();
    let found = list_stuck_jobs(&edge.app, desk.profile.workspace.id, MOST_JOBS).await?;
    let rows = found.into_iter().map(|it| {
        vec![
            Cell::number(format!("{} {}", it.kind, it.subject)),
            Cell::text(moment(it.due_at)),
            Cell::money(it.attempts.to_string()),
            Cell::text(it.last_error.unwrap_or_default()),
        ]
    });
    let table = Table {
        caption: t.say("menu-jobs"),
        columns: vec![t.say("job"), t.say("job-due"), t.say("job-attempts"), t.say("job-error")],
        rows: rows.collect(),
        empty: t.say("jobs-none"),
    };
    let frame = desk.frame(Section::Jobs, t.say("menu-jobs"));
    Ok(page(StatusCode::OK, &ListPage { frame, lead: t.say("jobs-lead"), table, next: None }))
}

fn case_name(t: &Texts, kind: CaseKind) -> String {
    match kind {
        CaseKind::PositionUnknown => t.say("case-position-unknown"),
        CaseKind::PaidWhileDraft => t.say("case-paid-while-draft"),
        CaseKind::PaidBeforeValidity => t.say("case-paid-before-validity"),
        CaseKind::PaidAfterExpiry => t.say("case-paid-after-expiry"),
        CaseKind::PaidAfterInvalidation => t.say("case-paid-after-invalidation"),
        CaseKind::DoublePayment => t.say("case-double-payment"),
        CaseKind::AmountDiffers => t.say("case-amount-differs"),
        CaseKind::DebtorDiffers => t.say("case-debtor-differs"),
        CaseKind::IbanDiffers => t.say("case-iban-differs"),
        CaseKind::ReceiptAltered => t.say("case-receipt-altered"),
        CaseKind::NotPaid => t.say("case-not-paid"),
        CaseKind::StationNotConnected => t.say("case-station-not-connected"),
        CaseKind::StampUnreadable => t.say("case-stamp-unreadable"),
    }
}
