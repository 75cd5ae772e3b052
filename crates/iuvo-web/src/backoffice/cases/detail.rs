//! One case: what happened, what was paid, the position if there is one, what can be done.

use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use iuvo_app::review_cases::{CaseRead, ReceiptSeen};
use iuvo_domain::{
    access::Action,
    receipt::{CaseLife, CaseStep},
};

use super::{LIST, address_of, case, case_name, step::StepShown, words};
use crate::{
    Edge,
    backoffice::{
        Desk, DeskFrame, Refusal, Section,
        frame::Choice,
        positions::words::{Badge, State as PositionState},
        table::{Cell, Table},
    },
    pages::{Texts, amount, grouped, moment, page},
};

#[derive(Template)]
#[template(path = "backoffice/cases/detail.html")]
struct CasePage {
    frame: DeskFrame,
    list: String,
    badge: Badge,
    advice: String,
    facts: Vec<(String, String)>,
    /// What may be done, by whom is looking.
    steps: Vec<Choice>,
    position: Option<PositionView>,
    receipts: Table,
    others: Vec<Choice>,
    story: Option<String>,
}

/// The position that has the notice now.
struct PositionView {
    address: String,
    description: String,
    debtor: String,
    amount: String,
    badge: Badge,
}

pub(super) async fn show(
    desk: Desk,
    State(edge): State<Edge>,
    Path(params): Path<HashMap<String, String>>,
) -> Result<Response, Refusal> {
    let extent = desk.demand(Action::ReadPositions)?;
    let read = case(&edge, &desk, &extent, &params).await?;
    let t = Texts::italian();
    let found = &read.found;
    let number = &found.case.notice_number;
    let may_tell = desk.extent(Action::ReadTimeline) != iuvo_domain::access::Extent::Nothing;
    let template = CasePage {
        frame: desk.frame(Section::Cases, case_name(t, found.case.kind)),
        list: format!("{}{LIST}", desk.base),
        badge: words::badge(t, found.case.state()),
        advice: words::advice(t, found.case.kind),
        facts: facts(t, &read),
        steps: steps(t, &desk, &read),
        position: position(&desk, &read, t),
        receipts: receipts(t, &read),
        others: others(t, &desk, &read),
        story: may_tell.then(|| format!("{}/avvisi/{number}", desk.base)),
    };
    Ok(page(StatusCode::OK, &template))
}

fn facts(t: &Texts, read: &CaseRead) -> Vec<(String, String)> {
    let found = &read.found;
    let case = &found.case;
    let mut facts = vec![
        (t.say("opened-at"), moment(case.opened_at)),
        (t.say("notice-code"), grouped(case.notice_number.as_str())),
        (t.say("receipt-id"), case.receipt_id.clone()),
        (t.say("amount"), found.amount.map(amount).unwrap_or_default()),
    ];
    facts.extend(words::ending(t, found));
    if let CaseLife::Closed(it) = &case.life
        && let Some(notice) = &it.assigned_to
    {
        facts.push((t.say("case-assigned-to"), grouped(notice.as_str())));
    }
    facts.retain(|it| !it.1.is_empty());
    facts
}

fn steps(t: &Texts, desk: &Desk, read: &CaseRead) -> Vec<Choice> {
    let case = &read.found.case;
    let extent = desk.extent(Action::DecideCases);
    let reaches = match read.found.position {
        Some((_, service)) => extent.covers(service),
        None => extent == iuvo_domain::access::Extent::Everything,
    };
    // One's own case is not taken again.
    let is_own = matches!(case.life, CaseLife::Taken(by, _) if by == desk.operator().id);
    let address = address_of(desk, case.id);
    let possible = CaseStep::ALL
        .iter()
        .filter(|it| reaches && case.allows(**it) && !(is_own && **it == CaseStep::Take));
    possible
        .map(|it| Choice {
            text: StepShown(*it).name(t),
            leads_to: format!("{address}/{}", StepShown(*it).code()),
            is_here: *it == CaseStep::Close,
        })
        .collect()
}

fn position(desk: &Desk, read: &CaseRead, t: &Texts) -> Option<PositionView> {
    let it = read.position.as_ref()?;
    let listed = it.find(read.found.case.notice_number.as_str());
    Some(PositionView {
        address: format!("{}/posizioni/{}", desk.base, it.id),
        description: listed.map_or_else(|| it.iupd.clone(), |it| it.1.description.clone()),
        debtor: listed.map_or_else(String::new, |it| it.0.debtor.full_name.clone()),
        amount: listed
            .map_or_else(String::new, |(_, it)| amount(it.amount_due().unwrap_or(it.amount))),
        badge: Badge::of(t, PositionState::of(it)),
    })
}

fn receipts(t: &Texts, read: &CaseRead) -> Table {
    let own = &read.found.case.receipt_id;
    let row = |it: &ReceiptSeen| {
        let which = if it.receipt_id == *own { t.say("receipt-of-case") } else { String::new() };
        vec![
            Cell::text(moment(it.at)),
            Cell::text(it.psp_name.clone()),
            Cell::number(it.debtor_fiscal_code.clone()),
            Cell::number(it.receipt_id.clone()),
            Cell::money(amount(it.amount)),
            Cell::text(if it.is_paid { which } else { t.say("receipt-not-paid") }),
        ]
    };
    Table {
        caption: t.say("case-receipts"),
        columns: vec![
            t.say("paid-at"),
            t.say("psp"),
            t.say("debtor"),
            t.say("receipt-id"),
            t.say("amount"),
            t.say("remarks"),
        ],
        rows: read.receipts.iter().map(row).collect(),
        empty: t.say("case-no-receipts"),
    }
}

fn others(t: &Texts, desk: &Desk, read: &CaseRead) -> Vec<Choice> {
    let other = |it: &iuvo_app::review_cases::CaseFound| Choice {
        text: format!("{} ({})", case_name(t, it.case.kind), words::standing(t, it)),
        leads_to: address_of(desk, it.case.id),
        is_here: false,
    };
    read.others.iter().map(other).collect()
}
